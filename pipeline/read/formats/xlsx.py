"""An .xlsx or .xlsm goes in, its sheets as a reader of them sees them come out."""

from __future__ import annotations

import dataclasses
import io
from typing import TYPE_CHECKING

from pipeline.read.formats import faults, xlsx_parts
from pipeline.read.formats.archive import Archive
from pipeline.read.formats.xlsx_cells import Kinds
from pipeline.read.formats.xlsx_exact import SheetReader
from pipeline.read.formats.xlsx_quick import read_quickly
from pipeline.read.formats.xlsx_sheet import Budget, Page
from pipeline.read.formats.xlsx_styles import styles
from pipeline.read.formats.xlsx_texts import NotPlain, shared_texts
from pipeline.read.formats.xml_stream import listen
from pipeline.read.sheet import Book

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.county import Reading
    from pipeline.read.sheet import Sheet


def read(path: Path, limits: Reading) -> Book:
    """Read every worksheet. Raises Unreadable."""
    with Archive(path, limits) as archive:
        part = xlsx_parts.workbook_part(archive, "xml")
        workbook, kinds = _workbook(archive, part)
        budget = Budget(limits.cells)
        sheets = [_sheet(archive, path.name, sheet, budget, kinds) for sheet in workbook.sheets]
        return Book(sheets, xlsx_parts.remarks(archive))


def _workbook(archive: Archive, part: str) -> tuple[xlsx_parts.Workbook, Kinds]:
    """Read what all sheets share."""
    if part not in archive:
        raise faults.unreadable("内部缺少工作簿")
    pointers = xlsx_parts.relations(archive, part)
    workbook = xlsx_parts.Workbook(pointers)
    with archive.open(part) as stream:
        listen(stream, workbook)
    if not workbook.sheets:
        raise faults.unreadable("内部没有工作表")
    texts = xlsx_parts.part_of(archive, pointers, "sharedStrings", "xl/sharedStrings.xml")
    looks = xlsx_parts.part_of(archive, pointers, "styles", "xl/styles.xml")
    kinds = Kinds(
        shared_texts(archive, texts), styles(archive, looks), since_1904=workbook.since_1904
    )
    return workbook, kinds


def _sheet(
    archive: Archive, file: str, sheet: xlsx_parts.SheetPart, budget: Budget, kinds: Kinds
) -> Sheet:
    if sheet.part not in archive:
        found = f"缺少工作表“{sheet.name}”的内容"
        raise faults.unreadable(found)
    page = _page(archive, sheet.part, budget, kinds)
    comments = xlsx_parts.comments(archive, sheet.part)
    return page.sheet(file, sheet.name, is_hidden=sheet.is_hidden, comments=comments)


def _page(archive: Archive, part: str, budget: Budget, kinds: Kinds) -> Page:
    """Read the sheet quickly where it is written as usual, else exactly, from its beginning."""
    before = dataclasses.replace(budget)
    page = Page(budget)
    try:
        with archive.open(part) as stream:
            head, tail = read_quickly(stream, page, kinds)
    except NotPlain:
        budget.cells, budget.places = before.cells, before.places
        page = Page(budget)
        with archive.open(part) as stream:
            listen(stream, SheetReader(page, kinds))
        return page
    # What stands around the rows is an XML of its own.
    listen(io.BytesIO(b"".join((head, b"<sheetData/>", tail))), SheetReader(page, kinds))
    return page
