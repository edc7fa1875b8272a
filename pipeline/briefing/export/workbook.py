"""
Render the tables of a document as an .xlsx workbook, each on a sheet of its own, to sort and filter.

A figure is a number where Excel shows it just as the page does; everything else is a text that can
never run as a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

from briefing.export import safe_cells
from briefing.export.document import LIGHT_COLOURS
from briefing.page.blocks import LIGHTS
from briefing.page.colours import BLUE
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from briefing.export.safe_cells import Pen
    from briefing.page.words import Words

Node = dict[str, Any]

_A4 = 9
_LEAST_WIDTH, _MOST_WIDTH = 5, 42
_ROWS_ABOVE = 2
# Tables with more columns are printed in landscape.
_MOST_IN_PORTRAIT = 6
_GRID: dict[str, object] = {"border": 1, "border_color": "#BFBFBF", "text_wrap": True}
_HEAD: dict[str, object] = _GRID | {"bold": True, "bg_color": "#DDEBF7", "align": "center"}
_TOTAL: dict[str, object] = _GRID | {"bold": True, "bg_color": "#F2F2F2"}
_QUIET: dict[str, object] = {"font_color": "#595959", "font_size": 9}
# A number as the page writes it: with a true minus, with separators of thousands or, in 亿元,
# without; a number with more digits than a float holds stays a text.
_NUMBER = re.compile(r"[+−]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,11})(?:\.\d+)?")
_DAY_WITHOUT_ISSUE = "1970-01-01"


def render(document: dict[str, Any]) -> bytes:
    """Write a document's tables as a workbook: the same document gives the same bytes."""
    words = words_of(document["language"])
    head = document["masthead"] or {}
    issued = dt.date.fromisoformat(head.get("issued_on", _DAY_WITHOUT_ISSUE))
    target = io.BytesIO()
    with safe_cells.new_workbook(
        target, issued, title=document["title"], author=head.get("author", "")
    ) as book:
        pen, taken = safe_cells.pens(book), set[str]()
        contents = book.add_worksheet(safe_cells.sheet_name(words("目录"), taken))
        listed = []
        for node in document["nodes"]:
            if node["kind"] != "table" or not node["title"]:
                continue
            page = book.add_worksheet(safe_cells.sheet_name(node["title"], taken))
            _write_table(page, node, pen, words)
            listed.append((page.get_name(), node))
        _write_contents(contents, document, listed, pen, words)
    return target.getvalue()


def _write_contents(
    page: Worksheet,
    document: dict[str, Any],
    listed: list[tuple[str, Node]],
    pen: Pen,
    words: Words,
) -> None:
    """Write the first sheet: the title, and a link to each table."""
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
    """Write a table's sheet: title, unit, head, rows and note."""
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
            safe_cells.set_text(page, row, 0, _words(entry["cells"][0], lights), pen, **_TOTAL)
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
    text = _words(cell, lights)
    if isinstance(cell, dict) and cell.get("light"):
        style = style | {"font_color": f"#{LIGHT_COLOURS[cell['light']]}"}
    if column["align"] == "right" and _NUMBER.fullmatch(text):
        decimals = len(text.partition(".")[2])
        shape = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        if text.startswith("+"):
            shape = f"+{shape}"
        number = float(text.replace(",", "").replace("−", "-"))
        page.write_number(row, at, number, pen(**style | {"num_format": shape}))
    else:
        safe_cells.set_text(page, row, at, text, pen, **style | {"align": column["align"]})


def _words(cell: Any, lights: dict[str, str]) -> str:
    """Return a cell's words, with the name of its light."""
    if not isinstance(cell, dict):
        return str(cell)
    return " ".join(filter(None, (lights.get(cell.get("light", "")), cell["text"])))


def _lay_out(
    page: Worksheet, node: Node, first: int, end: int, last: int, lights: dict[str, str]
) -> None:
    """Set the widths by the texts, freeze and repeat the head, print one page wide, with numbers."""
    for at, column in enumerate(node["columns"]):
        texts = [
            _words(entry["cells"][at], lights) for entry in node["rows"] if not entry.get("group")
        ]
        widest = max(map(safe_cells.width, [column["label"], *texts]))
        page.set_column(at, at, min(max(widest + 2, _LEAST_WIDTH), _MOST_WIDTH))
    page.freeze_panes(first, 0)
    if end > first:
        page.autofilter(first - 1, 0, end - 1, last)
    page.repeat_rows(first - 1)
    page.set_paper(_A4)
    if last + 1 > _MOST_IN_PORTRAIT:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.set_footer("&C— &P —")
    # Codes are texts that look like numbers: no warning at each.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
