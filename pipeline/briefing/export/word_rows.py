"""
Write the rows of a table as WordprocessingML.

A briefing has thousands of cells. python-docx searches for the place of every element that it adds,
which would take longer than all other files of an edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu

from briefing.export.document import LIGHT_COLOURS

# The same shapes as on the page, which a print without colours tells apart.
SHAPES = {"green": "●", "yellow": "▲", "red": "■"}
# What XML cannot hold; a document has 〓 for such characters already.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BREAKS = {"\n": "<w:br/>", "\r": "<w:br/>", "\t": "<w:tab/>"}


def clean(text: str) -> str:
    """Remove the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def rows_of(node: dict[str, Any], widths: list[int], style: str) -> Iterable[Any]:
    """
    Return the rows of a table as elements, the head first, which Word repeats on each page.

    *widths* are those of the columns in EMU, *style* is the id of the cells' paragraph style.
    """
    columns = node["columns"]
    sides = [column["align"] for column in columns]
    head = _cells([column["label"] for column in columns], widths, sides, style, is_strong=False)
    rows = [f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for row in node["rows"]:
        if row.get("group"):
            cells = _cell(row["cells"][0], sum(widths), "left", style, span=len(columns))
        else:
            cells = _cells(row["cells"], widths, sides, style, is_strong=row["total"])
        rows.append(f"<w:tr>{cells}</w:tr>")
    return list(parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>"))


def _cells(
    values: list[Any], widths: list[int], sides: list[str], style: str, *, is_strong: bool
) -> str:
    return "".join(
        _cell(value, width, side, style, is_strong=is_strong)
        for value, width, side in zip(values, widths, sides, strict=True)
    )


def _cell(
    value: Any, width: int, side: str, style: str, *, span: int = 1, is_strong: bool = False
) -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    # In twentieths of a point.
    size = f'<w:tcW w:type="dxa" w:w="{Emu(width).twips}"/>'
    looks = f'<w:pStyle w:val="{escape(style)}"/><w:jc w:val="{side}"/>'
    return (
        f"<w:tc><w:tcPr>{size}{spans}</w:tcPr>"
        f"<w:p><w:pPr>{looks}</w:pPr>{_runs(value, is_strong=is_strong)}</w:p></w:tc>"
    )


def _runs(value: Any, *, is_strong: bool) -> str:
    """Return the runs of a cell; a light is a shape, since columns are too narrow for its name."""
    if isinstance(value, str):
        return _run(value, is_strong=is_strong)
    light = value.get("light")
    lamp = _run(SHAPES[light], colour=LIGHT_COLOURS[light], is_strong=is_strong) if light else ""
    is_strong = is_strong or value.get("style") == "strong"
    return lamp + _run(value["text"], is_strong=is_strong)


def _run(text: str, *, colour: str = "", is_strong: bool = False) -> str:
    if not text:
        return ""
    bold = "<w:b/>" if is_strong else ""
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    words = "".join(
        _BREAKS.get(part) or f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>'
        for part in re.split(r"([\n\r\t])", clean(text))
        if part
    )
    return f"<w:r><w:rPr>{bold}{tint}</w:rPr>{words}</w:r>"
