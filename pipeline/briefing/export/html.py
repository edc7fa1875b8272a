"""Render a document as one HTML file that refers to nothing outside itself, under a strict CSP."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from briefing.export import svg, vega
from briefing.export.document import printable, walk
from briefing.export.markdown import plain
from briefing.export.page_template import environment, hashes, read
from briefing.page.blocks import LIGHTS
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    import jinja2

# The levels of heading that the table of contents lists.
CONTENTS_LEVELS = 2


def render(document: dict[str, Any]) -> str:
    """Render a document as one HTML file."""
    style, words, nodes = read("briefing.css"), words_of(document["language"]), document["nodes"]
    origins = _origins(document)
    is_read = any(node["kind"] in {"heading", "table"} for node in nodes)
    scripts = []
    if any(node["kind"] == "chart" for node in nodes):
        scripts += [vega.bundle(), read("briefing.js")]
    if is_read:
        scripts += [read("theme.js"), read("reading.js")]
    if origins:
        scripts.append(read("origins.js"))
    return _page().render(
        document=document,
        words=words,
        origins=origins,
        lights={colour: words(name) for colour, name in LIGHTS.items()},
        style=Markup(style),
        scripts=[Markup(text) for text in scripts],
        policy=_policy(style, scripts),
        contents=_contents(nodes),
        is_read=is_read,
        first_light=_first_light(nodes),
    )


def _contents(nodes: list[Any]) -> list[dict[str, Any]]:
    """Return the table of contents: the place, level and words of each heading that it lists."""
    return [
        {"place": place, "level": node["level"], "text": plain(node["parts"])}
        for place, node in enumerate(nodes, start=1)
        if node["kind"] == "heading" and node["level"] <= CONTENTS_LEVELS
    ]


def _first_light(nodes: list[Any]) -> int:
    """Return the place of the first node with a light, where the legend goes; 0 without any."""
    for place, node in enumerate(nodes, start=1):
        if node["kind"] != "chart" and any(
            isinstance(part, dict) and part.get("light") for part in walk(node)
        ):
            return place
    return 0


def _name_column(columns: list[dict[str, Any]]) -> int:
    """Return the index of the column that names a row: the first of words; -1 without any."""
    return next((at for at, each in enumerate(columns) if each["align"] == "left"), -1)


def _origins(document: dict[str, Any]) -> dict[str, Any] | None:
    """
    Return the part of the trace that belongs to the figures of the page.

    Figures refer to each other by index, so the ones that the page does not show become None; the
    source columns that only those use are left out.
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
    origins: dict[str, Any] = printable(
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
    return origins


def _shown(figures: list[Any], nodes: list[Any]) -> set[int]:
    """Return the indexes of the figures on a page, and of those that they are computed from."""
    numbers: dict[tuple[str, str, str], int] = {}
    for number, (id_, scope, unit, *_) in enumerate(figures):
        numbers[id_, scope, unit] = number
        numbers.setdefault((id_, scope, ""), number)
    named = (
        (part["indicator"], part["scope"], part.get("unit", ""))
        for part in walk(nodes)
        if isinstance(part, dict) and part.get("indicator")
    )
    shown = {numbers.get(name, numbers.get((*name[:2], ""), -1)) for name in named} - {-1}
    return shown.union(*(figures[number][-1] for number in shown))


def _with_columns(source: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    """Keep the given columns of a source; without any, leave out its rows too."""
    if not columns:
        return source | {"rows": [], "bands": [], "sent": {}, "read": {}}
    return source | {
        side: {column: cells for column, cells in source[side].items() if column in columns}
        for side in ("sent", "read")
    }


def _policy(style: str, scripts: list[str]) -> str:
    """Allow only the scripts and the style of this file, and no request."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {hashes(scripts)}",
            f"style-src {hashes([style])}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


@cache
def _page() -> jinja2.Template:
    jinja = environment()
    jinja.filters["svg"] = lambda spec: Markup(svg.render(spec))
    jinja.filters["json_script"] = _json_script
    jinja.filters["name_column"] = _name_column
    return jinja.get_template("briefing.html.j2")


def _json_script(value: object) -> Markup:
    """Write JSON for a script element, in which “</script>” in a project's name stays a name."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return Markup(
        text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )
