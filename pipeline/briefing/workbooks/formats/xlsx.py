"""Read .xlsx and .xlsm workbooks."""

from __future__ import annotations

import dataclasses
import io
from html import escape
from typing import TYPE_CHECKING

from briefing.workbooks import faults
from briefing.workbooks.formats import xlsx_parts
from briefing.workbooks.formats.draft import MOST_COLUMNS, MOST_ROWS, Budget, Draft, bound
from briefing.workbooks.formats.written import whole
from briefing.workbooks.formats.xlsx_cells import Kinds, styles
from briefing.workbooks.formats.xlsx_conditions import Conditions
from briefing.workbooks.formats.xlsx_drawings import drawings
from briefing.workbooks.formats.xlsx_formulas import (
    UNKNOWN,
    asks_to_calculate,
    formulas,
    is_volatile,
)
from briefing.workbooks.formats.xlsx_parts import bare, local
from briefing.workbooks.formats.xlsx_quick import read_quickly
from briefing.workbooks.formats.xlsx_texts import NotPlain, RichText, cleaned, shared_texts
from briefing.workbooks.formats.xml_stream import Listener, listen
from briefing.workbooks.formats.zip import Archive
from briefing.workbooks.sheet import PICTURE

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book, Cell

_DIGITS = "0123456789"


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
    if not workbook.sheets and pointers.first("chartsheet"):
        raise faults.only_drawn({"chart"})
    if not workbook.sheets:
        raise faults.unreadable("内部没有工作表")
    texts = xlsx_parts.part_of(archive, pointers, "sharedStrings", "xl/sharedStrings.xml")
    looks = xlsx_parts.part_of(archive, pointers, "styles", "xl/styles.xml")
    kinds = Kinds(
        shared_texts(archive, texts),
        styles(archive, looks),
        since_1904=workbook.since_1904,
        formulas=formulas(archive, is_to_calculate=asks_to_calculate(workbook.calculation)),
    )
    return workbook, kinds


def _draft(archive: Archive, sheet: xlsx_parts.SheetPart, budget: Budget, kinds: Kinds) -> Draft:
    """Read a sheet quickly where it is written as usual, else exactly, from its beginning."""
    part = xlsx_parts.content_of(archive, sheet)
    comments = xlsx_parts.comments(archive, part)
    before = dataclasses.replace(budget)
    drawn = drawings(archive, part)

    def begun() -> Draft:
        return Draft(
            sheet.name, budget, is_hidden=sheet.is_hidden, comments=comments, marks=[*drawn]
        )

    draft = begun()
    try:
        with archive.open(part) as stream:
            head, tail = read_quickly(stream, draft, kinds)
    except NotPlain:
        budget.cells, budget.places = before.cells, before.places
        draft = begun()
        with archive.open(part) as stream:
            listen(stream, reader := SheetReader(draft, kinds))
    else:
        # What stands around the rows is an XML of its own.
        around = io.BytesIO(b"".join((head, b"<sheetData/>", tail)))
        listen(around, reader := SheetReader(draft, kinds))
    draft.marks += reader.conditions.marks
    return draft


class SheetReader(Listener):
    """Hears the rows, cells, columns and merged ranges of a worksheet, and drafts it."""

    def __init__(self, draft: Draft, kinds: Kinds) -> None:
        self._draft, self._kinds = draft, kinds
        self._row = -1
        self._columns: list[int] = []
        self._cells: list[Cell] = []
        self._column = -1
        self._in_data = False
        self._given: dict[str, str] | None = None
        self._rich = RichText()
        self._heard: dict[str, list[str]] = {}
        self._within = ""
        self.conditions = Conditions(kinds.effects)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        tag = local(name)
        if self._given is not None:
            self._start_in_cell(tag, name, attributes)
        elif tag == "c" and self._in_data and self._row >= 0:
            self._start_cell(bare(attributes))
        elif tag == "row" and self._in_data:
            self._start_row(bare(attributes))
        elif tag == "sheetData":
            self._in_data = True
        elif tag == "mergeCell":
            self._draft.merges += xlsx_parts.merge_of(attributes.get("ref", ""))
        elif tag == "col":
            self._draft.hidden_columns += xlsx_parts.hidden_columns(bare(attributes))
        elif tag == "sheetView" and attributes.get("showZeros") in {"0", "false"}:
            self._draft.hides_zeros = True
        elif not self._in_data:
            self.conditions.start(name, attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        tag = local(name)
        if tag == "c" and self._given is not None:
            self._end_cell(self._given)
        elif self._given is not None:
            self._rich.end(name)
            if tag == self._within:
                self._within = ""
        elif tag == "row" and self._in_data:
            self._draft.lay(self._row, xlsx_parts.placed(self._columns, self._cells))
            self._columns, self._cells = [], []
        elif tag == "sheetData":
            self._in_data = False
        elif not self._in_data:
            self.conditions.end(name)

    def text(self, data: str) -> None:
        """Take a text, or a part of one."""
        if self._within == "is":
            self._rich.text(data)
        elif self._within:
            self._heard[self._within].append(data)
        elif not self._in_data:
            self.conditions.text(data)

    def _start_row(self, given: dict[str, str]) -> None:
        # A row without a number follows the one before it.
        self._row = whole(given["r"], otherwise=0) - 1 if "r" in given else self._row + 1
        if not 0 <= self._row < MOST_ROWS:
            raise faults.unreadable("行号超出范围")
        self._column = -1
        if xlsx_parts.is_hidden(given, "ht"):
            self._draft.hidden_rows.append((self._row, self._row))

    def _start_cell(self, given: dict[str, str]) -> None:
        reference = given.get("r", "").replace("$", "").rstrip(_DIGITS)
        column = xlsx_parts.column_of(reference) if reference else self._column + 1
        if column is None or column >= MOST_COLUMNS:
            raise faults.unreadable("单元格位置超出范围")
        self._column, self._given = column, given
        self._rich, self._heard, self._within = RichText(), {}, ""

    def _start_in_cell(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        if self._within == "is":
            self._rich.start(name, attributes)
        elif tag in {"v", "f", "is"} and not self._within:
            self._within = tag
            self._heard[tag] = []

    def _end_cell(self, given: dict[str, str]) -> None:
        style, kind = whole(given.get("s")), given.get("t", "n")
        # As the part wrote it, or the references in it would be undone twice.
        raw = escape("".join(self._heard.get("v", [])), quote=False).encode()
        formula = (cleaned("".join(self._heard["f"])) or "") if "f" in self._heard else None
        cell: Cell
        if "is" in self._heard:
            cell = cleaned(self._rich.heard)
        elif formula is not None and not raw.strip() and kind != "str":
            cell = "#VALUE!" if kind == "e" else f"={formula or UNKNOWN}"
        else:
            cell = self._kinds.of(style, kind)(raw)
        if "vm" in given and kind == "e":
            cell = PICTURE
        if formula is not None:
            cell = self._kinds.formulas.uncalculated(formula, kind, raw.decode()) or cell
            if is_volatile(formula):
                self._draft.mark((self._row, self._column), "volatile", formula)
        if cell is not None:
            struck = self._kinds.strikes(given, raw, frozenset(self._rich.runs))
            self._draft.strike(self._row, self._column, struck)
            if self._kinds.is_unseen(given):
                self._draft.unseen.add((self._row, self._column))
        self._columns.append(self._column)
        self._cells.append(cell)
        self._given = None
