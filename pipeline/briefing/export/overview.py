"""Render the overview page of what is published: one file, no script, no address outside it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from briefing.export.document import printable
from briefing.export.page_template import environment, hashes, read

# A sparkline's size; the twelve months of the year go from left to right.
WIDTH, HEIGHT, MARGIN = 240, 60, 6
# The height of the axis of the year below it.
BASE = 8
MONTHS = 12


def render(overview: dict[str, Any]) -> str:
    """Render the page from what `delivery.overview` collects."""
    style = read("index.css")
    jinja = environment()
    jinja.filters["href"] = _href
    jinja.filters["spark"] = _spark
    return jinja.get_template("index.html.j2").render(
        **printable(overview),
        style=Markup(style),
        policy=(
            f"default-src 'none'; style-src {hashes([style])}; base-uri 'none'; form-action 'none'"
        ),
        dimensions={"width": WIDTH, "height": HEIGHT},
    )


def _href(path: str) -> str:
    """
    Write a path as a link that stays below this page.

    >>> _href("柞水/2020-05/a b.pdf")
    '%E6%9F%9E%E6%B0%B4/2020-05/a%20b.pdf'
    """
    assert not PurePosixPath(path).is_absolute()
    assert ".." not in PurePosixPath(path).parts
    return quote(path)


def _spark(series: list[dict[str, Any]]) -> dict[str, Any]:
    """
    Draw a year's figures, and the line that they are compared with, to one scale.

    A month that is not published leaves a gap in the line.
    """
    values = [(each["number"], Decimal(each["value"])) for each in series]
    others = [
        (each["number"], Decimal(each["than_value"])) for each in series if each["than_value"]
    ]
    known = [value for _, value in [*values, *others]]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(0))
    placed = [_place(point, low, high) for point in values]
    return {
        "lines": [" ".join(f"{x},{y}" for x, y in run) for run in _runs(values, placed)],
        "points": placed,
        "last": placed[-1] if placed else None,
        "year": {"left": MARGIN, "width": WIDTH - 2 * MARGIN},
        "than": " ".join(f"{x},{y}" for x, y in (_place(point, low, high) for point in others)),
    }


def _runs(
    values: list[tuple[int, Decimal]], placed: list[tuple[str, str]]
) -> list[list[tuple[str, str]]]:
    """Split the points into runs of consecutive months."""
    runs: list[list[tuple[str, str]]] = []
    former = None
    for (number, _), point in zip(values, placed, strict=True):
        if former is None or number != former + 1:
            runs.append([])
        runs[-1].append(point)
        former = number
    return runs


def _place(point: tuple[int, Decimal], low: Decimal, high: Decimal) -> tuple[str, str]:
    number, value = point
    across = MARGIN + Decimal(number - 1) / (MONTHS - 1) * (WIDTH - 2 * MARGIN)
    up = (value - low) / (high - low) if high > low else Decimal("0.5")
    down = MARGIN + (1 - up) * (HEIGHT - BASE - 2 * MARGIN)
    return f"{across:.1f}", f"{down:.1f}"
