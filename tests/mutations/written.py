"""Write pages out into files."""

from __future__ import annotations

import csv
import datetime as dt
import io
from functools import cache
from typing import TYPE_CHECKING, Any

import xlsxwriter

from briefing.workbooks.sheet import as_text
from tests.mutations.page import Page, Shown

if TYPE_CHECKING:
    from collections.abc import Callable


def write(pages: list[Page]) -> bytes:
    """Write pages as one .xlsx."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        format_of = cache(lambda *properties: book.add_format(dict(properties)))
        names: set[str] = set()
        for page in pages:
            name = page.name
            while name in names:
                name = f"{name[:28]}_2"
            names.add(name)
            _write_page(book.add_worksheet(name), page, format_of)
    return written.getvalue()


def _write_page(sheet: Any, page: Page, format_of: Callable[..., Any]) -> None:
    if page.is_hidden:
        sheet.hide()
    for area in page.merges:
        sheet.merge_range(area.top, area.left, area.bottom, area.right, "")
    for row in page.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in page.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            shown = cell if isinstance(cell, Shown) else Shown(cell)
            _write_cell(sheet, row, column, shown, (row, column) in page.struck, format_of)


def _write_cell(
    sheet: Any, row: int, column: int, shown: Shown, is_struck: bool, format_of: Callable[..., Any]
) -> None:
    cell = shown.value
    code = "yyyy-mm-dd" if isinstance(cell, dt.date) and shown.code == "General" else shown.code
    form = format_of(
        ("num_format", code),
        *([("font_strikeout", True)] if is_struck else []),
        *([("font_color", shown.colour)] if shown.colour else []),
    )
    if shown.condition:
        look = format_of(*shown.condition.items())
        always = {"type": "formula", "criteria": "=TRUE", "format": look}
        sheet.conditional_format(row, column, row, column, always)
    if shown.mark:
        raised = format_of(("font_script", 1))
        sheet.write_rich_string(row, column, as_text(cell), raised, shown.mark)
    elif shown.formula:
        sheet.write_formula(row, column, shown.formula, form, cell)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, cell, form)
    elif isinstance(cell, str) and cell.startswith("#"):
        sheet.write_formula(row, column, "=1/0", form, cell)
    elif isinstance(cell, str) and cell:
        sheet.write_string(row, column, cell, form)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, form)
    elif cell is not None and cell != "":
        sheet.write_number(row, column, cell, form)


def write_text(page: Page) -> bytes:
    """Write a page as the statistics system exports it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[as_text(c) for c in r] for r in page.rows])
    return text.getvalue().encode("gb18030")


def fits_text(pages: list[Page]) -> bool:
    """Whether nothing would be lost in a file of text."""
    page = pages[0]
    return len(pages) == 1 and not (
        any(isinstance(cell, Shown) for row in page.rows for cell in row)
        or page.merges
        or page.hidden_rows
        or page.hidden_columns
        or page.struck
        or page.is_hidden
    )
