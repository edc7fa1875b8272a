"""Write pages out into files."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import xlsxwriter

from briefing.workbooks.sheet import as_text
from tests.mutations.page import Page


def write(pages: list[Page]) -> bytes:
    """Write pages as one .xlsx."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        forms = {
            (is_day, is_struck): book.add_format(
                ({"num_format": "yyyy-mm-dd"} if is_day else {})
                | ({"font_strikeout": True} if is_struck else {})
            )
            for is_day in (False, True)
            for is_struck in (False, True)
        }
        names: set[str] = set()
        for page in pages:
            name = page.name
            while name in names:
                name = f"{name[:28]}_2"
            names.add(name)
            _write_page(book.add_worksheet(name), page, forms)
    return written.getvalue()


def _write_page(sheet: Any, page: Page, forms: dict[tuple[bool, bool], Any]) -> None:
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
            is_struck = (row, column) in page.struck
            form = forms[isinstance(cell, dt.date), is_struck]
            if isinstance(cell, dt.date):
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
        page.merges or page.hidden_rows or page.hidden_columns or page.struck or page.is_hidden
    )
