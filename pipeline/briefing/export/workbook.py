"""
A document goes in, the bytes of an .xlsx come out: each of its tables on a sheet of its own.

For whoever sorts, filters and adds up what the page shows. Figures are numbers where the page's
text and the number are one; everything else is a text that can never run as a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from briefing.export import safe_cells
from briefing.page.blocks import LIGHTS
from briefing.page.colours import BLUE, LAMPS
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from briefing.export.safe_cells import Pen
    from briefing.page.words import Words

Node = dict[str, Any]

_A4 = 9
_LEAST_WIDTH, _MOST_WIDTH = 5, 42
_ROWS_ABOVE = 2
# More columns than these lie across the page.
_MOST_UPRIGHT = 6
_GRID: dict[str, object] = {"border": 1, "border_color": "#BFBFBF", "text_wrap": True}
_HEAD: dict[str, object] = _GRID | {"bold": True, "bg_color": "#DDEBF7", "align": "center"}
_TOTAL: dict[str, object] = _GRID | {"bold": True, "bg_color": "#F2F2F2"}
_QUIET: dict[str, object] = {"font_color": "#595959", "font_size": 9}
# A number as the page writes it: a true minus, and thousands parted or, in 亿元, not; what has more
# digits than a float keeps is no figure.
_NUMBER = re.compile(r"[+−]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,11})(?:\.\d+)?")
_DAY_WITHOUT_ISSUE = "1970-01-01"


def render(document: dict[str, Any]) -> bytes:
    """Write a document's tables as a workbook: the same bytes whenever it is made."""
    words = words_of(document["language"])
    head = document["masthead"] or {}
    issued = dt.date.fromisoformat(head.get("issued_on", _DAY_WITHOUT_ISSUE))
    target = io.BytesIO()
    never_run = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    with Workbook(target, {"in_memory": True, **never_run}) as book:
        made = dt.datetime(issued.year, issued.month, issued.day, tzinfo=dt.UTC)
        book.set_properties(
            {"title": document["title"], "author": head.get("author", ""), "created": made}
        )
        pen, taken = safe_cells.pens(book), set[str]()
        contents = book.add_worksheet(safe_cells.sheet_name(words("目录"), taken))
        listed = []
        for node in _tables(document):
            page = book.add_worksheet(safe_cells.sheet_name(node["title"], taken))
            _write_table(page, node, pen, words)
            listed.append((page.get_name(), node))
        _write_contents(contents, document, listed, pen, words)
    return target.getvalue()


def _tables(document: dict[str, Any]) -> Iterator[Node]:
    for node in document["nodes"]:
        if node["kind"] == "table" and node["title"]:
            yield node


def _write_contents(
    page: Worksheet,
    document: dict[str, Any],
    listed: list[tuple[str, Node]],
    pen: Pen,
    words: Words,
) -> None:
    """The first sheet: what this is, and where each table stands."""
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 46)
    page.set_column(2, 2, 10)
    safe_cells.set_text(page, 0, 0, document["title"], pen, bold=True, font_size=14)
    for column, label in enumerate((words("编号"), words("表名"), words("行数"))):
        safe_cells.set_text(page, 2, column, label, pen, **_HEAD)
    for row, (name, node) in enumerate(listed, 3):
        safe_cells.set_text(page, row, 0, node["number"], pen, **_GRID)
        place = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
        shown = safe_cells.fitting(node["title"])
        page.write_url(row, 1, place, pen(**_GRID, font_color=BLUE, underline=1), shown)
        count = sum("group" not in entry and not entry["total"] for entry in node["rows"])
        page.write_number(row, 2, count, pen(**_GRID))


def _write_table(page: Worksheet, node: Node, pen: Pen, words: Words) -> None:
    """A table's sheet: title, unit, head, rows and note; its head stays in sight and in print."""
    columns, last = node["columns"], len(node["columns"]) - 1
    lights = {colour: words(name) for colour, name in LIGHTS.items()}
    safe_cells.set_text(
        page, 0, 0, f"{node['number']} {node['title']}", pen, bold=True, font_size=13
    )
    safe_cells.set_text(page, 1, 0, node["unit"], pen, **_QUIET)
    for at, column in enumerate(columns):
        safe_cells.set_text(page, _ROWS_ABOVE, at, column["label"], pen, **_HEAD)
    first = row = _ROWS_ABOVE + 1
    for entry in node["rows"]:
        if entry.get("group"):
            safe_cells.set_text(page, row, 0, _said(entry["cells"][0], lights), pen, **_TOTAL)
            for at in range(1, last + 1):
                page.write_blank(row, at, None, pen(**_TOTAL))
        else:
            for at, (cell, column) in enumerate(zip(entry["cells"], columns, strict=True)):
                _write_cell(page, row, at, cell, column, lights, pen, is_total=entry["total"])
        row += 1
    if node["note"]:
        safe_cells.set_text(page, row, 0, node["note"], pen, **_QUIET)
    _lay_out(page, node, first, row, last, lights)


def _write_cell(
    page: Worksheet,
    row: int,
    at: int,
    cell: Any,
    column: Node,
    lights: dict[str, str],
    pen: Pen,
    *,
    is_total: bool,
) -> None:
    style = _TOTAL if is_total else _GRID
    text = _said(cell, lights)
    if isinstance(cell, dict) and cell.get("light"):
        style = style | {"font_color": LAMPS[cell["light"]]}
    if column["align"] == "right" and _NUMBER.fullmatch(text):
        decimals = len(text.partition(".")[2])
        shape = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        if text.startswith("+"):
            shape = f"+{shape}"
        number = float(text.replace(",", "").replace("−", "-"))
        page.write_number(row, at, number, pen(**style | {"num_format": shape}))
    else:
        safe_cells.set_text(page, row, at, text, pen, **style | {"align": column["align"]})


def _said(cell: Any, lights: dict[str, str]) -> str:
    """A cell's words; a light is its name."""
    if not isinstance(cell, dict):
        return str(cell)
    return " ".join(filter(None, (lights.get(cell.get("light", "")), cell["text"])))


def _lay_out(
    page: Worksheet, node: Node, first: int, end: int, last: int, lights: dict[str, str]
) -> None:
    """Widths by what stands in them, the head frozen and repeated, one page wide, numbered."""
    for at, column in enumerate(node["columns"]):
        texts = [
            _said(entry["cells"][at], lights) for entry in node["rows"] if not entry.get("group")
        ]
        widest = max(map(safe_cells.width, [column["label"], *texts]))
        page.set_column(at, at, min(max(widest + 2, _LEAST_WIDTH), _MOST_WIDTH))
    page.freeze_panes(first, 0)
    if end > first:
        page.autofilter(first - 1, 0, end - 1, last)
    page.repeat_rows(first - 1)
    page.set_paper(_A4)
    if last + 1 > _MOST_UPRIGHT:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.set_footer("&C— &P —")
    # Codes are texts that look like numbers; Excel need not say so at each.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
