"""Read .xlsx and .xlsm workbooks."""

from __future__ import annotations

import dataclasses
import io
from typing import TYPE_CHECKING

from briefing.workbooks import faults
from briefing.workbooks.formats import xlsx_parts
from briefing.workbooks.formats.draft import Budget, Draft, bound
from briefing.workbooks.formats.xlsx_cells import Kinds
from briefing.workbooks.formats.xlsx_exact import SheetReader
from briefing.workbooks.formats.xlsx_quick import read_quickly
from briefing.workbooks.formats.xlsx_styles import styles
from briefing.workbooks.formats.xlsx_texts import NotPlain, shared_texts
from briefing.workbooks.formats.xml_stream import listen
from briefing.workbooks.formats.zip import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book


def read(path: Path, limits: FileLimits) -> Book:
    """Read every worksheet. Raises Unreadable."""
    with Archive(path, limits) as archive:
        part = xlsx_parts.workbook_part(archive, "xml")
        workbook, kinds = _workbook(archive, part)
        budget = Budget(limits.cells)
        drafts = [_draft(archive, sheet, budget, kinds) for sheet in workbook.sheets]
        return bound(path.name, drafts, xlsx_parts.remarks(archive))


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


def _draft(archive: Archive, sheet: xlsx_parts.SheetPart, budget: Budget, kinds: Kinds) -> Draft:
    """Read a sheet quickly where it is written as usual, else exactly, from its beginning."""
    part = xlsx_parts.content_of(archive, sheet)
    comments = xlsx_parts.comments(archive, part)
    before = dataclasses.replace(budget)
    draft = Draft(sheet.name, budget, is_hidden=sheet.is_hidden, comments=comments)
    try:
        with archive.open(part) as stream:
            head, tail = read_quickly(stream, draft, kinds)
    except NotPlain:
        budget.cells, budget.places = before.cells, before.places
        draft = Draft(sheet.name, budget, is_hidden=sheet.is_hidden, comments=comments)
        with archive.open(part) as stream:
            listen(stream, SheetReader(draft, kinds))
        return draft
    # What stands around the rows is an XML of its own.
    listen(io.BytesIO(b"".join((head, b"<sheetData/>", tail))), SheetReader(draft, kinds))
    return draft
