"""Read workbooks in the XML of Excel 2003."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.workbooks.faults import has_links
from briefing.workbooks.formats.draft import Budget, Draft, bound
from briefing.workbooks.formats.number_format import (
    NAMED,
    date_shown,
    is_plain,
    shown,
    text_shown,
)
from briefing.workbooks.formats.symbols import seen_in, writer
from briefing.workbooks.formats.written import date_of, raised, whole, without_author
from briefing.workbooks.formats.xml_stream import Listener, listen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book, Cell

_SHEET = "urn:schemas-microsoft-com:office:spreadsheet "
_EXCEL = "urn:schemas-microsoft-com:office:excel "
_DATE_1904, _LINK = _EXCEL + "Date1904", _EXCEL + "SupBook"
_NO_ZEROS = _EXCEL + "DoNotDisplayZeros"
_STRUCK = "http://www.w3.org/TR/REC-html40 S"
_FONT, _FACE = (f"http://www.w3.org/TR/REC-html40 {name}" for name in ("Font", "Face"))
_RAISED = {f"http://www.w3.org/TR/REC-html40 {tag}" for tag in ("Sup", "Sub")}
_STYLE = _SHEET + "StyleID"
_INDEX = _SHEET + "Index"
_HIDDEN = _SHEET + "Hidden"
_SPAN = _SHEET + "Span"
# The days on which a time without a date is placed.
_NO_DAYS = {dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1904, 1, 1)}
# How many styles may build on each other.
_DEEPEST = 20


def read(path: Path, limits: FileLimits) -> Book:
    """Read a workbook. Raises Unreadable."""
    content = _Content(Budget(limits.cells))
    with path.open("rb") as file:
        listen(file, content)
    return bound(path.name, content.drafts, [has_links()] * content.has_links)


@dataclass
class _Style:
    """What a style says of itself; what it leaves open, its parent says."""

    parent: str = ""
    code: str | None = None
    is_struck: bool | None = None
    font: str | None = None


class _Styles:
    """The styles of a workbook, by their names."""

    def __init__(self) -> None:
        self._by_name: dict[str, _Style] = {}
        self._current = _Style()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _SHEET + "Style":
            self._current = _Style(attributes.get(_SHEET + "Parent", ""))
            self._by_name[attributes.get(_SHEET + "ID", "")] = self._current
        elif name == _SHEET + "NumberFormat":
            code = attributes.get(_SHEET + "Format", "General")
            self._current.code = NAMED.get(code, code)
        elif name == _SHEET + "Font":
            # A font that is set is set altogether: not to be struck through is its default.
            self._current.is_struck = attributes.get(_SHEET + "StrikeThrough") == "1"
            self._current.font = attributes.get(_SHEET + "FontName", "")

    def code(self, name: str) -> str:
        """Return the number format of a style, as Excel writes it."""
        codes = (style.code for style in self._line(name) if style.code is not None)
        return next(codes, "General")

    def strikes(self, name: str) -> bool:
        """Tell whether a style strikes text out."""
        known = (style.is_struck for style in self._line(name) if style.is_struck is not None)
        return next(known, False)

    def writer(self, name: str) -> Callable[[str], str] | None:
        """Return how the font of a style writes letters, where they are symbols."""
        return writer(next((s.font for s in self._line(name) if s.font is not None), ""))

    def _line(self, name: str) -> list[_Style]:
        """Return a style, those that it builds on, and at last the one of all cells."""
        line: list[_Style] = []
        while len(line) < _DEEPEST and (style := self._by_name.get(name)):
            line.append(style)
            name = style.parent
        return [*line, self._by_name.get("Default", _Style())]


class _Content(Listener):
    """Hears the elements of a workbook, and drafts its sheets."""

    def __init__(self, budget: Budget) -> None:
        self.drafts: list[Draft] = []
        self.has_links = False
        self._budget = budget
        self._styles = _Styles()
        self._since_1904 = False
        self._draft: Draft | None = None
        self._row = self._column = 0
        self._row_attributes: dict[str, str] = {}
        self._table_style = ""
        self._column_styles: list[tuple[int, int, str]] = []
        # The last row of the merge that covers a column; a cell without a place of its own evades it.
        self._taken: dict[int, int] = {}
        self._cell: dict[str, str] | None = None
        self._type = ""
        # The text of the cell, in pieces that are struck out or not; that of its comment; a word.
        self._pieces: list[tuple[str, bool]] = []
        self._comment: list[str] = []
        self._word: list[str] = []
        self._author = ""
        self._strikes = self._raises = 0
        # How the fonts that are open within the cell write letters.
        self._fonts: list[Callable[[str], str] | None] = []
        self._hear: Callable[[str], None] | None = None
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            _SHEET + "Worksheet": self._start_sheet,
            _SHEET + "Table": self._start_table,
            _SHEET + "Column": self._note_column,
            _SHEET + "Row": self._start_row,
            _SHEET + "Cell": self._start_cell,
            _SHEET + "Comment": self._start_comment,
            _SHEET + "Data": self._start_data,
            _EXCEL + "Visible": self._start_word,
        }
        self._ends: dict[str, Callable[[], None]] = {
            _SHEET + "Worksheet": self._end_sheet,
            _SHEET + "Row": self._end_row,
            _SHEET + "Cell": self._end_cell,
            _SHEET + "Comment": self._end_comment,
            _SHEET + "Data": self._end_data,
            _EXCEL + "Visible": self._end_visible,
        }
        self._in_comment = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if handle := self._starts.get(name):
            handle(attributes)
        elif name == _STRUCK:
            self._strikes += 1
        elif name in _RAISED:
            self._raises += 1
        elif name == _FONT:
            around = self._fonts[-1] if self._fonts else None
            self._fonts.append(writer(attributes[_FACE]) if _FACE in attributes else around)
        elif name == _NO_ZEROS and self._draft:
            self._draft.hides_zeros = True
        elif name == _DATE_1904:
            self._since_1904 = True
        elif name == _LINK:
            self.has_links = True
        elif self._draft is None:
            self._styles.start(name, attributes)

    def end(self, name: str) -> None:
        if handle := self._ends.get(name):
            handle()
        elif name == _STRUCK:
            self._strikes -= 1
        elif name in _RAISED:
            self._raises -= 1
        elif name == _FONT and self._fonts:
            self._fonts.pop()

    def text(self, data: str) -> None:
        # What stands outside of data is layout.
        if self._hear:
            self._hear(data)

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        self._draft = Draft(attributes.get(_SHEET + "Name", ""), self._budget)
        self._row = self._column = 0
        self._table_style = ""
        self._column_styles = []
        self._taken = {}

    def _end_sheet(self) -> None:
        if self._draft:
            self.drafts.append(self._draft)
        self._draft = None

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._table_style = attributes.get(_STYLE, "")

    def _note_column(self, attributes: dict[str, str]) -> None:
        first = whole(attributes.get(_INDEX), self._column + 1) - 1
        last = first + whole(attributes.get(_SPAN))
        if self._draft and attributes.get(_HIDDEN) == "1":
            self._draft.hidden_columns.append((first, last))
        if _STYLE in attributes:
            self._column_styles.append((first, last, attributes[_STYLE]))
        self._column = last + 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = whole(attributes.get(_INDEX), self._row + 1) - 1
        self._column = 0
        self._row_attributes = attributes

    def _end_row(self) -> None:
        last = self._row + whole(self._row_attributes.get(_SPAN))
        if self._draft and self._row_attributes.get(_HIDDEN) == "1":
            self._draft.hidden_rows.append((self._row, last))
        self._row = last + 1
        self._row_attributes = {}

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column = whole(attributes.get(_INDEX), self._free() + 1) - 1
        self._cell = attributes
        self._type = ""
        self._pieces = []
        self._comment = []

    def _free(self) -> int:
        """Return the next column that no merge from above covers."""
        column = self._column
        while self._taken.get(column, -1) >= self._row:
            column += 1
        return column

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        across = whole(self._cell.get(_SHEET + "MergeAcross"))
        down = whole(self._cell.get(_SHEET + "MergeDown"))
        if self._draft:
            self._place(self._draft, self._cell, across, down)
        self._column += across + 1
        self._cell = None

    def _place(self, draft: Draft, attributes: dict[str, str], across: int, down: int) -> None:
        at = (self._row, self._column)
        style = self._style_of(attributes)
        cell = self._value(attributes, self._styles.code(style))
        if write := self._styles.writer(style):
            cell = seen_in(write, cell)
        draft.put(*at, cell)
        by_cell = self._styles.strikes(style)
        pieces = ((text.strip(), by_cell or is_struck) for text, is_struck in self._pieces)
        draft.strike(*at, {is_struck for seen, is_struck in pieces if seen})
        if comment := without_author("".join(self._comment), self._author):
            draft.comments[at] = comment
        if (merge := draft.merge(*at, down + 1, across + 1)) and down:
            columns = range(merge.left, merge.right + 1)
            self._taken |= dict.fromkeys(columns, merge.bottom)

    def _style_of(self, attributes: dict[str, str]) -> str:
        """Name the style of a cell: its own, or its row's, its column's, its table's."""
        if style := attributes.get(_STYLE) or self._row_attributes.get(_STYLE):
            return style
        columns = (
            style for first, last, style in self._column_styles if first <= self._column <= last
        )
        return next(columns, self._table_style)

    def _value(self, attributes: dict[str, str], code: str) -> Cell:
        text = "".join(text for text, _ in self._pieces).replace("\r\n", "\n")
        if self._type == "Number":
            return self._counted(text, code)
        if self._type == "DateTime":
            moment = _moment(text.strip())
            return date_shown(moment, code) if isinstance(moment, dt.date) else moment
        if self._type == "Boolean":
            return text.strip() == "1"
        if not text and not self._type and _SHEET + "Formula" in attributes:
            return attributes[_SHEET + "Formula"]
        return text_shown(text, code) if text else None

    def _counted(self, text: str, code: str) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text.strip() or None
        if not math.isfinite(number):
            return text
        return number if is_plain(code) else shown(number, code, since_1904=self._since_1904)

    def _start_data(self, attributes: dict[str, str]) -> None:
        self._strikes = self._raises = 0
        if self._in_comment:
            self._hear = self._comment.append
        elif self._cell is not None:
            self._type = attributes.get(_SHEET + "Type", "String")
            self._hear = self._hear_piece

    def _hear_piece(self, data: str) -> None:
        write = self._fonts[-1] if self._fonts else None
        write = write or (raised if self._raises else str)
        self._pieces.append((write(data), self._strikes > 0))

    def _end_data(self) -> None:
        self._hear = None

    def _start_comment(self, attributes: dict[str, str]) -> None:
        self._in_comment = True
        self._author = attributes.get(_SHEET + "Author", "")

    def _end_comment(self) -> None:
        self._in_comment = False

    def _start_word(self, _: dict[str, str]) -> None:
        self._word = []
        self._hear = self._word.append

    def _end_visible(self) -> None:
        self._hear = None
        if self._draft and "".join(self._word).strip() in {"SheetHidden", "SheetVeryHidden"}:
            self._draft.is_hidden = True


def _moment(text: str) -> Cell:
    """Read 2020-03-01T00:00:00.000: a date, a moment, or a time that is placed on the first day."""
    moment = date_of(text[:26])
    if isinstance(moment, dt.datetime) and moment.date() in _NO_DAYS:
        return moment.time()
    return moment or text or None
