"""A document goes in, one HTML file comes out: no address outside itself, under a strict CSP."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from briefing.export import svg, vega
from briefing.export.document import printable
from briefing.page.blocks import LIGHTS
from briefing.page.colours import coloured
from briefing.page.words import words as words_of
from briefing.settings.paths import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = PACKAGE / "export" / "templates"
# Headings below these are too many for a list beside the page.
CONTENTS_LEVELS = 2


def render(document: dict[str, Any]) -> str:
    """Render a document as one HTML file."""
    style = coloured((TEMPLATES / "briefing.css").read_text(encoding="utf-8"))
    script = (TEMPLATES / "briefing.js").read_text(encoding="utf-8")
    words = words_of(document["language"])
    has_charts = any(node["kind"] == "chart" for node in document["nodes"])
    scripts = [vega.bundle(), script] if has_charts else []
    origins = _origins(document)
    is_read = any(node["kind"] in {"heading", "table"} for node in document["nodes"])
    if is_read:
        scripts += [
            (TEMPLATES / name).read_text(encoding="utf-8") for name in ("theme.js", "reading.js")
        ]
    if origins:
        scripts.append((TEMPLATES / "origins.js").read_text(encoding="utf-8"))
    return (
        _environment()
        .get_template("briefing.html.j2")
        .render(
            document=document,
            words=words,
            origins=origins,
            lights={colour: words(name) for colour, name in LIGHTS.items()},
            style=Markup(style),
            scripts=[Markup(text) for text in scripts],
            policy=_policy([style], scripts),
            contents=_contents(document["nodes"]),
            is_read=is_read,
            first_light=_first_light(document["nodes"]),
        )
    )


def _contents(nodes: list[Any]) -> list[dict[str, Any]]:
    """The headings that a reader goes to: by their place on the page, with their words."""
    return [
        {"place": place, "level": node["level"], "text": _plain(node["parts"])}
        for place, node in enumerate(nodes, start=1)
        if node["kind"] == "heading" and node["level"] <= CONTENTS_LEVELS
    ]


def _plain(parts: list[Any]) -> str:
    return "".join(part if isinstance(part, str) else str(part["text"]) for part in parts)


def _first_light(nodes: list[Any]) -> int:
    """Where the page first shows a light, and so has to say what its form means; 0 without any."""
    for place, node in enumerate(nodes, start=1):
        if node["kind"] != "chart" and _has_light(node):
            return place
    return 0


def _has_light(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value.get("light")) or any(map(_has_light, value.values()))
    return isinstance(value, list) and any(map(_has_light, value))


def _name_column(columns: list[dict[str, Any]]) -> int:
    """Which column says what a row is about: the first of words; -1 without any."""
    return next((at for at, each in enumerate(columns) if each["align"] == "left"), -1)


def _origins(document: dict[str, Any]) -> dict[str, Any] | None:
    """
    Return what the figures of the page are made of.

    What a page does not show takes room in it: the place of any other figure stays empty, for
    figures are named by their places, and columns that it alone is made of are left out.
    """
    block = document.get("origins")
    if not block:
        return None
    trace = json.loads(block["trace"])
    figures, shown = trace["figures"], _shown(trace["figures"], document["nodes"])
    parts = [part for number in shown for side in figures[number][5:7] for part in side]
    sources = [
        _with_columns(
            source,
            {column for at, columns, _ in parts if at == number for column in columns.split()},
        )
        for number, source in enumerate(trace["sources"])
    ]
    used = {choice for *_, choice in parts}
    told: dict[str, Any] = printable(
        trace
        | {name: block[name] for name in ("scopes", "units", "words")}
        | {
            "sources": sources,
            "sets": [text if number in used else "" for number, text in enumerate(trace["sets"])],
            "figures": [
                figure if number in shown else None for number, figure in enumerate(figures)
            ],
        }
    )
    return told


def _shown(figures: list[Any], nodes: list[Any]) -> set[int]:
    """Find the figures of a page, by their places, and those that they are made of."""
    numbers: dict[tuple[str, str, str], int] = {}
    for number, (id_, scope, unit, *_) in enumerate(figures):
        numbers[id_, scope, unit] = number
        numbers.setdefault((id_, scope, ""), number)
    asked = ((each["indicator"], each["scope"], each.get("unit", "")) for each in _figures(nodes))
    shown = {numbers.get(name, numbers.get((*name[:2], ""), -1)) for name in asked} - {-1}
    return shown.union(*(figures[number][-1] for number in shown))


def _with_columns(source: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    """Leave out the columns of a source that nothing is made of; without any, its rows too."""
    if not columns:
        return source | {"rows": [], "bands": [], "sent": {}, "read": {}}
    return source | {
        side: {column: cells for column, cells in source[side].items() if column in columns}
        for side in ("sent", "read")
    }


def _figures(value: Any) -> Iterator[dict[str, str]]:
    """Every figure in a part of a document."""
    if isinstance(value, dict):
        if value.get("indicator"):
            yield value
        for entry in value.values():
            yield from _figures(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _figures(entry)


def _policy(styles: list[str], scripts: list[str]) -> str:
    """Only what stands in this file may run or style it, and nothing may be fetched."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hashes(texts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["svg"] = lambda spec: Markup(svg.render(spec))
    environment.filters["json_script"] = _json_script
    environment.filters["name_column"] = _name_column
    return environment


def _json_script(value: object) -> Markup:
    """JSON that no text in it can end: “</script>” in a project's name stays a name."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return Markup(
        text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )
