"""The elements of an OpenDocument table go in one after another; drafts of its sheets come out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.workbooks.formats.draft import MOST_COLUMNS, MOST_ROWS, Budget, Draft
from briefing.workbooks.formats.ods_styles import DRAW, OFFICE, STYLE, TABLE, TEXT, Styles
from briefing.workbooks.formats.written import value_behind
from briefing.workbooks.formats.xml_stream import Listener
from briefing.workbooks.sheet import Cell, Merge

if TYPE_CHECKING:
    from collections.abc import Callable

_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_OOO = "http://openoffice.org/2004/office "

# Spelt once, since every cell asks for them.
_COLUMNS_REPEATED = TABLE + "number-columns-repeated"
_ROWS_REPEATED = TABLE + "number-rows-repeated"
_ROWS_SPANNED = TABLE + "number-rows-spanned"
_COLUMNS_SPANNED = TABLE + "number-columns-spanned"
_VISIBILITY = TABLE + "visibility"
_STYLE_NAME = TABLE + "style-name"
_TEXT_STYLE = TEXT + "style-name"
_VALUE_TYPE = OFFICE + "value-type"
_CALC_TYPE = _CALC + "value-type"
_VALUE = OFFICE + "value"
_DATE_VALUE = OFFICE + "date-value"
_TIME_VALUE = OFFICE + "time-value"
_BOOLEAN_VALUE = OFFICE + "boolean-value"
_STRING_VALUE = OFFICE + "string-value"
_FORMULA = TABLE + "formula"
_DEFAULT_STYLE = TABLE + "default-cell-style-name"
_CELL, _COVERED = TABLE + "table-cell", TABLE + "covered-table-cell"
_PARAGRAPHS = (TEXT + "p", TEXT + "h")
# What stands in a sheet, or in a cell, without being what the cell says.
_BESIDES = frozenset(
    {
        TABLE + "tracked-changes",
        TABLE + "content-validations",
        TABLE + "dde-links",
        TABLE + "shapes",
        OFFICE + "forms",
        OFFICE + "event-listeners",
    }
)
_BLANKS = re.compile(r"[ \t\r\n]+")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
# The sheets of other files, as they were when a formula last looked into them.
_ELSEWHERE = re.compile(r"'.*'#")
_REFERENCE = re.compile(r"\[([^\[\]]*)\]")


@dataclass
class _Passage:
    """The text of a cell or of a comment, in paragraphs of pieces that are struck out or not."""

    paragraphs: list[list[tuple[str, bool]]] = field(default_factory=list)

    def add(self, text: str, is_struck: bool) -> None:
        if self.paragraphs:
            self.paragraphs[-1].append((text, is_struck))

    @property
    def text(self) -> str:
        if len(self.paragraphs) == 1 and len(self.paragraphs[0]) == 1:
            return self.paragraphs[0][0][0]
        return "\n".join("".join(text for text, _ in pieces) for pieces in self.paragraphs)

    def struck(self) -> set[bool]:
        """Tell of the characters that can be seen, whether they are struck out."""
        return {
            is_struck for pieces in self.paragraphs for text, is_struck in pieces if text.strip()
        }


@dataclass
class _Place:
    """A cell of the row being read."""

    column: int
    repeated: int
    cell: Cell
    struck: set[bool]
    comment: str
    rows_spanned: int
    columns_spanned: int


class Content(Listener):
    """Hears the elements of content.xml, or of a flat file, and drafts sheets of them."""

    def __init__(self, budget: Budget, styles: Styles) -> None:
        self.drafts: list[Draft] = []
        self.has_links = False
        self.has_macros = False
        self._budget = budget
        self._styles = styles
        self._ignored = 0
        self._draft: Draft | None = None
        self._row = self._column = 0
        self._row_attributes: dict[str, str] = {}
        self._places: list[_Place] = []
        # Last column of each run, and the style of its cells that name none.
        self._columns: list[tuple[int, str]] = []
        self._cell: dict[str, str] | None = None
        self._passage: _Passage | None = None
        self._comment: _Passage | None = None
        self._spans: list[bool] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            TABLE + "table": self._start_table,
            TABLE + "table-source": self._note_link,
            TABLE + "table-column": self._note_columns,
            TABLE + "table-row": self._start_row,
            _CELL: self._start_cell,
            _COVERED: self._start_cell,
            OFFICE + "annotation": self._start_comment,
            **dict.fromkeys(_PARAGRAPHS, self._start_paragraph),
            TEXT + "span": self._start_span,
            TEXT + "s": self._add_spaces,
            TEXT + "tab": lambda _: self._add("\t"),
            TEXT + "line-break": lambda _: self._add("\n"),
            _OOO + "module": self._note_macro,
        }
        self._ends: dict[str, Callable[[], None]] = {
            TABLE + "table": self._end_table,
            TABLE + "table-row": self._end_row,
            _CELL: self._end_cell,
            _COVERED: self._end_covered,
            OFFICE + "annotation": self._end_comment,
            **dict.fromkeys(_PARAGRAPHS, self._end_span),
            TEXT + "span": self._end_span,
            STYLE + "style": styles.end_style,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""
        if self._ignored or name in _BESIDES or name.startswith(DRAW):
            self._ignored += 1
        elif handle := self._starts.get(name):
            handle(attributes)
        elif name.startswith(STYLE):
            self._styles.start(name, attributes)

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        if self._ignored:
            self._ignored -= 1
        elif handle := self._ends.get(name):
            handle()

    def text(self, data: str) -> None:
        """Hear a text; what stands outside paragraphs is layout."""
        if self._spans and not self._ignored:
            self._add(_BLANKS.sub(" ", data))

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            # A table within a cell.
            self._ignored = 1
            return
        name = attributes.get(TABLE + "name", "")
        self._row = self._column = 0
        self._columns = []
        if _ELSEWHERE.match(name):
            self.has_links = True
            self._ignored = 1
            return
        hidden = self._styles.hides(attributes.get(_STYLE_NAME, ""))
        self._draft = Draft(name, self._budget, is_hidden=hidden)

    def _end_table(self) -> None:
        if self._draft:
            self.drafts.append(self._draft)
        self._draft = None

    def _note_link(self, _: dict[str, str]) -> None:
        self.has_links = True

    def _note_macro(self, _: dict[str, str]) -> None:
        self.has_macros = True

    def _note_columns(self, attributes: dict[str, str]) -> None:
        last = self._column + _count(attributes, _COLUMNS_REPEATED) - 1
        if self._draft and attributes.get(_VISIBILITY) in {"collapse", "filter"}:
            self._draft.hidden_columns.append((self._column, last))
        self._columns.append((last, attributes.get(_DEFAULT_STYLE, "")))
        self._column = last + 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row_attributes = attributes
        self._column = 0
        self._places = []

    def _end_row(self) -> None:
        repeated = _count(self._row_attributes, _ROWS_REPEATED)
        if self._draft:
            if self._row_attributes.get(_VISIBILITY) in {"collapse", "filter"}:
                self._draft.hidden_rows.append((self._row, self._row + repeated - 1))
            self._place_row(self._draft, repeated)
        self._row += repeated
        self._row_attributes = {}

    def _place_row(self, draft: Draft, repeated: int) -> None:
        filled = sum(place.repeated for place in self._places if place.cell is not None)
        self._budget.afford(filled * repeated)
        for row in range(self._row, self._row + (repeated if filled else 1)):
            for place in self._places:
                for column in range(place.column, place.column + place.repeated):
                    _put(draft, row, column, place)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._ignored = 1
            return
        self._cell = attributes
        self._passage = _Passage()
        self._comment = None
        self._spans = []

    def _end_covered(self) -> None:
        """Pass over what a merge hides."""
        assert self._cell is not None
        self._column += _count(self._cell, _COLUMNS_REPEATED)
        self._cell = None

    def _end_cell(self) -> None:
        assert self._cell is not None
        assert self._passage is not None
        attributes, passage = self._cell, self._passage
        repeated = _count(attributes, _COLUMNS_REPEATED)
        rows_spanned = _count(attributes, _ROWS_SPANNED)
        columns_spanned = _count(attributes, _COLUMNS_SPANNED)
        cell = _value(attributes, passage.text)
        struck = passage.struck() if self._styles.any_struck and cell is not None else set()
        comment = self._comment.text if self._comment else ""
        if cell is not None or comment or rows_spanned * columns_spanned > 1:
            self._places.append(
                _Place(
                    self._column,
                    repeated if cell is not None else 1,
                    cell,
                    struck,
                    comment,
                    rows_spanned,
                    columns_spanned,
                )
            )
        self._column += repeated
        self._cell = self._passage = None

    def _start_comment(self, _: dict[str, str]) -> None:
        if self._cell is not None:
            self._comment, self._passage = self._passage, _Passage()

    def _end_comment(self) -> None:
        if self._cell is not None:
            self._comment, self._passage = self._passage, self._comment

    def _start_paragraph(self, attributes: dict[str, str]) -> None:
        if self._passage is None:
            return
        self._passage.paragraphs.append([])
        is_struck = False
        if self._styles.any_struck:
            by_cell = self._styles.strikes("table-cell", self._cell_style())
            style = attributes.get(_TEXT_STYLE, "")
            is_struck = self._styles.strikes("paragraph", style, by_cell)
        self._spans.append(is_struck)

    def _start_span(self, attributes: dict[str, str]) -> None:
        if self._spans:
            style = attributes.get(_TEXT_STYLE, "")
            self._spans.append(self._styles.strikes("text", style, self._spans[-1]))

    def _end_span(self) -> None:
        if self._spans:
            self._spans.pop()

    def _cell_style(self) -> str:
        """Name the style of the cell: its own, or its row's, or its column's."""
        own = (self._cell or {}).get(_STYLE_NAME)
        if own or (own := self._row_attributes.get(_DEFAULT_STYLE)):
            return own
        return next((style for last, style in self._columns if self._column <= last), "")

    def _add_spaces(self, attributes: dict[str, str]) -> None:
        self._add(" " * min(_count(attributes, TEXT + "c"), 100))

    def _add(self, text: str) -> None:
        if self._passage is not None and self._spans:
            self._passage.add(text, self._spans[-1])


def _put(draft: Draft, row: int, column: int, place: _Place) -> None:
    at = (row, column)
    draft.put(row, column, place.cell)
    draft.strike(*at, place.struck)
    if place.comment:
        draft.comments[at] = place.comment
    if place.rows_spanned * place.columns_spanned > 1:
        bottom = min(row + place.rows_spanned, MOST_ROWS) - 1
        right = min(column + place.columns_spanned, MOST_COLUMNS) - 1
        draft.merges.append(Merge(row, column, bottom, right))


def _count(attributes: dict[str, str], name: str) -> int:
    """Read how often an element stands, or how far it reaches; nonsense is once."""
    if name not in attributes:
        return 1
    text = attributes[name]
    return max(int(text), 1) if text.isdecimal() and len(text) < 9 else 1


def _value(attributes: dict[str, str], shown: str) -> Cell:
    """Read the value of a cell; `shown` is what its format made of it."""
    kind = attributes.get(_VALUE_TYPE, "")
    if attributes.get(_CALC_TYPE) == "error":
        return shown or "#VALUE!"
    if kind in {"float", "percentage", "currency"}:
        return _number(attributes.get(_VALUE, ""), shown, kind)
    if kind == "date":
        return _date(attributes.get(_DATE_VALUE, "")) or shown or None
    if kind == "time":
        return _time(attributes.get(_TIME_VALUE, ""), shown)
    if kind == "boolean":
        return attributes.get(_BOOLEAN_VALUE) == "true"
    if text := shown or attributes.get(_STRING_VALUE, ""):
        return text
    if not kind and (formula := attributes.get(_FORMULA)):
        return _formula(formula)
    return None


def _number(text: str, shown: str, kind: str) -> Cell:
    try:
        stored = float(text)
    except ValueError:
        return shown or None
    return value_behind(stored, shown or (f"{stored:%}" if kind == "percentage" else ""))


def _date(text: str) -> Cell:
    try:
        moment = dt.datetime.fromisoformat(text[:26]).replace(tzinfo=None)
    except ValueError:
        return None
    return moment if moment.time() != dt.time() else moment.date()


def _time(text: str, shown: str) -> Cell:
    """Read PT10H30M: a time of the day, or a duration where it is longer than one."""
    match = _DURATION.fullmatch(text)
    if not match or max(map(len, match.groups(""))) > 9:
        return shown or None
    sign, days, hours, minutes, seconds, fraction = match.groups("0")
    length = dt.timedelta(
        days=int(days),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(Decimal(f"0.{fraction}") * 1_000_000),
    )
    if sign == "-":
        return -length
    if length.days:
        return length
    minute, second = divmod(length.seconds, 60)
    return dt.time(minute // 60, minute % 60, second, length.microseconds)


def _formula(text: str) -> str:
    """Write of:=[.A1]+[.B1], which nobody has calculated, as =A1+B1."""
    plain = _REFERENCE.sub(lambda match: match[1].replace(".", "", 1), text)
    return "=" + plain.partition("=")[2]
