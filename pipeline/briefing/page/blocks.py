"""
The blocks that a notebook prints: values that become JSON for the exporters, and HTML in JupyterLab.

Exporters read the JSON under `MIME`, and know blocks but no indicators. The kinds of block:

    masthead   the red head of the 简报
    cards      the headline figures, each with its light
    paragraph  sentences whose figures say which indicator they are
    chart      a Vega-Lite chart; its title states the finding
    table      rows of cells, with title, unit and note
    note       small print
    imprint    the 报尾
    origins    what every figure is made of, for pages that can show it on demand
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

MIME = "application/vnd.briefing.v1+json"
# JupyterLab 4 draws v5 or older, and shows anything newer as text.
VEGA_LITE_MIME = "application/vnd.vegalite.v5+json"

# In JupyterLab: characters in a line of a note, and the height of a table in pixels.
_NOTE_LINE, _TABLE_HEIGHT = 64, 420
# A longer text may take several lines of a cell.
_SHORT = 24
# The words for a light that is not drawn.
LIGHTS = {"green": "绿灯", "yellow": "黄灯", "red": "红灯"}


@dataclass(frozen=True)
class Figure:
    """A printed figure and its indicator: the same object in sentence, table and card."""

    text: str
    indicator: str
    scope: str = "county"
    # Which figure it is, where an id has several with different units.
    unit: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the figure as exporters read it."""
        return {
            "text": self.text,
            "indicator": self.indicator,
            "scope": self.scope,
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Light:
    """A status light; exporters show it by shape and word as well as by colour."""

    colour: str
    text: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the light as exporters read it."""
        return {"light": self.colour, "text": self.text}


Part = str | Figure | Light
Cell = Part | None


@dataclass(frozen=True)
class Block:
    """One block: its kind, and its content as JSON has it."""

    kind: str
    content: dict[str, Any]
    chart: dict[str, Any] | None = None

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Return the block as JSON for exporters, and as HTML or a live chart for JupyterLab."""
        bundle: dict[str, Any] = {
            "text/plain": self.plain,
            MIME: {"kind": self.kind, **self.content},
        }
        if self.chart is None:
            bundle["text/html"] = self.as_html()
        else:
            bundle[VEGA_LITE_MIME] = _as_chart(self.chart, self.content)
        return bundle

    def __repr__(self) -> str:
        return self.plain

    @property
    def plain(self) -> str:
        """The block as plain text."""
        content = self.content
        if self.kind == "paragraph":
            return "".join(_plain(part) for part in content["parts"])
        if self.kind == "table":
            head = " | ".join(column["label"] for column in content["columns"])
            rows = [" | ".join(_plain(cell) for cell in row["cells"]) for row in content["rows"]]
            return "\n".join([content["title"], head, *rows])
        if self.kind == "cards":
            return "；".join(
                f"{card['label']}{card['figure']['text']}" for card in content["cards"]
            )
        return str(
            content.get("title") or content.get("text") or content.get("masthead", self.kind)
        )

    def as_html(self) -> str:
        """Return the block as JupyterLab shows it; the exporters have templates of their own."""
        content, escape = self.content, html.escape
        if self.kind == "paragraph":
            return f"<p>{''.join(escape(_plain(part)) for part in content['parts'])}</p>"
        if self.kind == "cards":
            cards = "".join(
                f"<td><small>{escape(card['label'])}</small><br>"
                f"<b>{escape(card['figure']['text'])}</b><br>"
                f"<small>{escape(card['note'])}</small></td>"
                for card in content["cards"]
            )
            return f"<table><tr>{cards}</tr></table>"
        if self.kind == "table":
            return _as_table(content)
        if self.kind == "masthead":
            return f"<h1>{escape(content['masthead'])}</h1><p>{escape(content['number'])}</p>"
        if self.kind == "imprint":
            return "<br>".join(escape(line) for line in content["lines"])
        return f"<p><small>{escape(content.get('text', ''))}</small></p>"


class Blocks(tuple[Block, ...]):
    """Several blocks of one cell of a notebook, in order."""

    __slots__ = ()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for block in self:
            display(block)  # type: ignore[no-untyped-call]


def as_json(part: Cell) -> str | dict[str, str]:
    """Return a part or a cell as a block's JSON has it."""
    if part is None:
        return ""
    return part if isinstance(part, str) else part.as_json()


def paragraph(parts: list[Part]) -> Block:
    """Return a paragraph made of parts."""
    return Block("paragraph", {"parts": [as_json(part) for part in parts]})


def note(text: str) -> Block:
    """Return a line of small print."""
    return Block("note", {"text": text})


def _plain(part: object) -> str:
    if isinstance(part, dict):
        return str(part.get("text") or LIGHTS.get(part.get("light", ""), ""))
    return str(part)


def _as_chart(spec: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """Return a chart with its title and note inside it, for JupyterLab; pages print them outside."""
    title = {
        "text": content["title"],
        "subtitle": _wrapped(content.get("note", "")),
        "anchor": "start",
        "offset": 12,
    }
    # SVG is sharp at any size, and its words can be searched.
    return {"title": title, **spec, "usermeta": {"embedOptions": {"renderer": "svg"}}}


def _wrapped(text: str) -> list[str]:
    """
    Break a text into lines, after a stop where possible: Vega-Lite does not wrap a title.

    >>> _wrapped("口径。" + "很长" * 33 + "。")
    ['口径。', '很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长', '很长。']
    """
    lines = [""]
    for clause in re.findall("[^。；]+[。；]?", text):
        if len(lines[-1]) + len(clause) > _NOTE_LINE:
            pieces = [clause[at : at + _NOTE_LINE] for at in range(0, len(clause), _NOTE_LINE)]
            lines += pieces
        else:
            lines[-1] += clause
    return [line for line in lines if line]


def _cells(row: dict[str, Any], columns: list[dict[str, Any]]) -> str:
    texts = [html.escape(_plain(cell)) for cell in row["cells"]]
    if row.get("group"):
        return f'<th colspan="{len(columns)}" style="text-align:left">{texts[0]}</th>'
    return "".join(
        f'<td style="text-align:{column["align"]};{_breaks(text)}">{text}</td>'
        for text, column in zip(texts, columns, strict=True)
    )


def _breaks(text: str) -> str:
    """Keep a cell from breaking after each character, as Chinese may in a narrow column."""
    return "white-space:nowrap" if len(text) <= _SHORT else "white-space:pre-line;min-width:14em"


def _as_table(content: dict[str, Any]) -> str:
    """Return a table for JupyterLab; a long one scrolls below its head."""
    columns = content["columns"]
    head = "".join(
        f'<th style="text-align:{column["align"]};position:sticky;top:0;white-space:nowrap;'
        f'background:var(--jp-layout-color1,#fff)">{html.escape(column["label"])}</th>'
        for column in columns
    )
    body = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in content["rows"])
    title, *others = (html.escape(content[part]) for part in ("title", "unit", "note"))
    unit, note = (f"<small>{text}</small>" if text else "" for text in others)
    return (
        f"<p><b>{title}</b> {unit}</p>"
        f'<div style="overflow:auto;max-height:{_TABLE_HEIGHT}px">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )
