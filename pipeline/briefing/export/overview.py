"""What stands on the shelf goes in, the archive page comes out: one file, no script, no address."""

from __future__ import annotations

import base64
import hashlib
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from briefing.export.document import printable
from briefing.page.colours import coloured
from briefing.settings.paths import PACKAGE

TEMPLATES = PACKAGE / "export" / "templates"
# A sparkline's drawing: the year's twelve months from left to right.
WIDTH, HEIGHT, MARGIN = 240, 60, 6
# Below it the year is marked, of which the points are a part.
BASE = 8
MONTHS = 12


def render(shelf: dict[str, Any]) -> str:
    """Render the archive page."""
    style = coloured((TEMPLATES / "index.css").read_text(encoding="utf-8"))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["href"] = _href
    environment.filters["spark"] = _spark
    page = environment.get_template("index.html.j2")
    return page.render(
        **printable(shelf),
        style=Markup(style),
        policy=_policy(style),
        dimensions=_dimensions(),
    )


def _policy(style: str) -> str:
    """Nothing may run or be fetched, and only its own style may style it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _href(path: str) -> str:
    """
    Write a path as a link that stays below this page.

    >>> _href("柞水/2020-05/a b.pdf")
    '%E6%9F%9E%E6%B0%B4/2020-05/a%20b.pdf'
    """
    assert not PurePosixPath(path).is_absolute()
    assert ".." not in PurePosixPath(path).parts
    return quote(path)


def _dimensions() -> dict[str, int]:
    return {"width": WIDTH, "height": HEIGHT}


def _spark(series: list[dict[str, Any]]) -> dict[str, Any]:
    """
    Draw a year's figures: points by month and value, and what they are measured against.

    Both are drawn to one scale; months that are not published leave a gap in the line.
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
    """Part points into lines of months that follow each other."""
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
