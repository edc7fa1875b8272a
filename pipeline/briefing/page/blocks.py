"""
What crosses from a notebook to a page: a few kinds of block, each a value that becomes JSON.

A block shows itself in JupyterLab (HTML, Vega-Lite), and carries the same content as JSON under
`MIME` for the exporters, which know blocks but no indicators. The kinds:

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
# JupyterLab 4 draws what is called v5 or older, and shows anything newer as text.
VEGA_LITE_MIME = "application/vnd.vegalite.v5+json"

# So many characters of a note stand in a line of JupyterLab, and so high is a table there.
_NOTE_LINE, _TABLE_HEIGHT = 64, 420
# A text of so many characters stays in one line of a table.
_SHORT = 24
# What stands for a light where it cannot be drawn.
LIGHTS = {"green": "绿灯", "yellow": "黄灯", "red": "红灯"}


@dataclass(frozen=True)
class Figure:
    """A printed figure and the indicator that it is: the same object in sentence, table and card."""

    text: str
    indicator: str
    scope: str = "county"
    # Where an id has figures of several units, which of them it is.
    unit: str = ""

    def as_json(self) -> dict[str, str]:
        """The figure as exporters read it."""
        return {
            "text": self.text,
            "indicator": self.indicator,
            "scope": self.scope,
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Light:
    """A status light: never by colour alone, so it has a shape and a word."""

    colour: str
    text: str = ""

    def as_json(self) -> dict[str, str]:
        """The light as exporters read it; they know what its colour is called."""
        return {"light": self.colour, "text": self.text}


Part = str | Figure | Light
Cell = Part | None


@dataclass(frozen=True)
class Block:
    """One block: its kind and its content, ready to be JSON."""

    kind: str
    content: dict[str, Any]
    chart: dict[str, Any] | None = None

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Show the block: in JupyterLab as HTML or as a live chart, to exporters as JSON."""
        bundle: dict[str, Any] = {
            "text/plain": self.plain,
            MIME: {"kind": self.kind, **self.content},
        }
        if self.chart is None:
            bundle["text/html"] = _as_html(self.kind, self.content)
        else:
            bundle[VEGA_LITE_MIME] = _as_chart(self.chart, self.content)
        return bundle

    def __repr__(self) -> str:
        return self.plain

    @property
    def plain(self) -> str:
        """The block's words without their form."""
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


class Blocks(tuple[Block, ...]):
    """Several blocks of one cell, shown one below the other."""

    __slots__ = ()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for block in self:
            display(block)  # type: ignore[no-untyped-call]


def as_json(part: Cell) -> str | dict[str, str]:
    """Return a part as it stands in a block's JSON."""
    if part is None:
        return ""
    return part if isinstance(part, str) else part.as_json()


def paragraph(parts: list[Part]) -> Block:
    """Make a paragraph of its parts."""
    return Block("paragraph", {"parts": [as_json(part) for part in parts]})


def note(text: str) -> Block:
    """Make a line of small print."""
    return Block("note", {"text": text})


def _plain(part: object) -> str:
    if isinstance(part, dict):
        return str(part.get("text") or LIGHTS.get(part.get("light", ""), ""))
    return str(part)


def _as_chart(spec: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """A chart as JupyterLab shows it: with its claim and its note, which pages set themselves."""
    title = {
        "text": content["title"],
        "subtitle": _wrapped(content.get("note", "")),
        "anchor": "start",
        "offset": 12,
    }
    # Sharp at any size, and its words can be searched.
    return {"title": title, **spec, "usermeta": {"embedOptions": {"renderer": "svg"}}}


def _wrapped(text: str) -> list[str]:
    """
    Break a text into lines, behind its stops where that can be: a chart's title does not wrap.

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
    """Chinese breaks between any two characters, so that a narrow column would stand on end."""
    return "white-space:nowrap" if len(text) <= _SHORT else "white-space:pre-line;min-width:14em"


def _as_table(content: dict[str, Any]) -> str:
    """A table for JupyterLab: a long one scrolls in its own frame, below its head."""
    columns = content["columns"]
    head = "".join(
        f'<th style="text-align:{column["align"]};position:sticky;top:0;white-space:nowrap;'
        f'background:var(--jp-layout-color1,#fff)">{html.escape(column["label"])}</th>'
        for column in columns
    )
    body = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in content["rows"])
    told = [html.escape(content[part]) for part in ("title", "unit", "note")]
    unit, note = (f"<small>{text}</small>" if text else "" for text in told[1:])
    return (
        f"<p><b>{told[0]}</b> {unit}</p>"
        f'<div style="overflow:auto;max-height:{_TABLE_HEIGHT}px">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )


def _as_html(kind: str, content: dict[str, Any]) -> str:
    """A plain rendering for JupyterLab; the exporters have templates of their own."""
    if kind == "paragraph":
        return f"<p>{''.join(html.escape(_plain(part)) for part in content['parts'])}</p>"
    if kind == "cards":
        cards = "".join(
            f"<td><small>{html.escape(card['label'])}</small><br>"
            f"<b>{html.escape(card['figure']['text'])}</b><br>"
            f"<small>{html.escape(card['note'])}</small></td>"
            for card in content["cards"]
        )
        return f"<table><tr>{cards}</tr></table>"
    if kind == "table":
        return _as_table(content)
    if kind == "masthead":
        return (
            f"<h1>{html.escape(content['masthead'])}</h1><p>{html.escape(content['number'])}</p>"
        )
    if kind == "imprint":
        return "<br>".join(html.escape(line) for line in content["lines"])
    return f"<p><small>{html.escape(content.get('text', ''))}</small></p>"
