"""Read the rows of a worksheet from any XML that says the same, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from briefing.workbooks.faults import unreadable
from briefing.workbooks.formats.draft import MOST_COLUMNS, MOST_ROWS
from briefing.workbooks.formats.written import whole
from briefing.workbooks.formats.xlsx_parts import (
    bare,
    column_of,
    hidden_columns,
    is_hidden,
    local,
    merge_of,
    placed,
)
from briefing.workbooks.formats.xlsx_texts import RichText, cleaned
from briefing.workbooks.formats.xml_stream import Listener

if TYPE_CHECKING:
    from briefing.workbooks.formats.draft import Draft
    from briefing.workbooks.formats.xlsx_cells import Kinds
    from briefing.workbooks.sheet import Cell

_DIGITS = "0123456789"


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

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""
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
            self._draft.merges += merge_of(attributes.get("ref", ""))
        elif tag == "col":
            self._draft.hidden_columns += hidden_columns(bare(attributes))

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        tag = local(name)
        if tag == "c" and self._given is not None:
            self._end_cell(self._given)
        elif self._given is not None:
            self._rich.end(name)
            if tag == self._within:
                self._within = ""
        elif tag == "row" and self._in_data:
            self._draft.lay(self._row, placed(self._columns, self._cells))
            self._columns, self._cells = [], []
        elif tag == "sheetData":
            self._in_data = False

    def text(self, data: str) -> None:
        """Hear a text, or a part of one."""
        if self._within == "is":
            self._rich.text(data)
        elif self._within:
            self._heard[self._within].append(data)

    def _start_row(self, given: dict[str, str]) -> None:
        # A row without a number follows the one before it.
        self._row = whole(given["r"], otherwise=0) - 1 if "r" in given else self._row + 1
        if not 0 <= self._row < MOST_ROWS:
            raise unreadable("行号超出范围")
        self._column = -1
        if is_hidden(given, "ht"):
            self._draft.hidden_rows.append((self._row, self._row))

    def _start_cell(self, given: dict[str, str]) -> None:
        reference = given.get("r", "").replace("$", "").rstrip(_DIGITS)
        column = column_of(reference) if reference else self._column + 1
        if column is None or column >= MOST_COLUMNS:
            raise unreadable("单元格位置超出范围")
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
        raw = escape("".join(self._heard.get("v", []))).encode()
        cell: Cell
        if "is" in self._heard:
            cell = cleaned(self._rich.heard)
        elif "f" in self._heard and not raw.strip() and kind != "str":
            cell = "#VALUE!" if kind == "e" else f"={cleaned(''.join(self._heard['f'])) or ''}"
        else:
            cell = self._kinds.of(style, kind)(raw)
        if cell is not None:
            struck = self._kinds.strikes(given, raw, frozenset(self._rich.runs))
            self._draft.strike(self._row, self._column, struck)
        self._columns.append(self._column)
        self._cells.append(cell)
        self._given = None
