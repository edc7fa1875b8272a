"""Read OpenDocument tables, zipped (.ods) or flat (.fods)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.workbooks.faults import encrypted, has_links, has_macros, not_a_table
from briefing.workbooks.formats.draft import Budget, Draft, bound
from briefing.workbooks.formats.ods_drawings import OdsDrawing
from briefing.workbooks.formats.ods_styles import CALC, DRAW, OFFICE, STYLE, TABLE, TEXT, OdsStyles
from briefing.workbooks.formats.ods_values import cell_value
from briefing.workbooks.formats.written import raised, whole
from briefing.workbooks.formats.xlsx_parts import at
from briefing.workbooks.formats.xml_stream import Listener, listen
from briefing.workbooks.formats.zip import Archive
from briefing.workbooks.sheet import Mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book, Cell

_OOO = "http://openoffice.org/2004/office "

# Spelt once, since every cell asks for them.
_COLUMNS_REPEATED = TABLE + "number-columns-repeated"
_ROWS_REPEATED = TABLE + "number-rows-repeated"
_ROWS_SPANNED = TABLE + "number-rows-spanned"
_COLUMNS_SPANNED = TABLE + "number-columns-spanned"
_VISIBILITY = TABLE + "visibility"
_STYLE_NAME = TABLE + "style-name"
_TEXT_STYLE = TEXT + "style-name"
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
_NO_ZEROS = re.compile(rb'"ShowZeroValues"[^<>]{0,100}>\s{0,100}false')
_MOST_RANGES = 100
_BLANKS = re.compile(r"[ \t\r\n]+")
# The sheets of other files, as they were when a formula last looked into them.
_ELSEWHERE = re.compile(r"'.*'#")


# The lists of libraries, which are there where no library holds anything.
_LISTS = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")


def read(path: Path, limits: FileLimits) -> Book:
    """Read an OpenDocument table. Raises Unreadable."""
    styles = OdsStyles()
    content = _Content(Budget(limits.cells), styles)
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            with Archive(path, limits) as archive:
                _read_parts(archive, content, styles)
        else:
            file.seek(0)
            listen(file, content)
    remarks = [has_macros()] * content.has_macros + [has_links()] * content.has_links
    return bound(path.name, content.drafts, remarks)


def _read_parts(archive: Archive, content: _Content, styles: OdsStyles) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise encrypted()
    if "content.xml" not in archive:
        raise not_a_table()
    if "styles.xml" in archive:
        listen(io.BytesIO(archive.read("styles.xml")), styles)
    with archive.open("content.xml") as part:
        listen(part, content)
    hides_zeros = "settings.xml" in archive and _NO_ZEROS.search(archive.read("settings.xml"))
    for draft in content.drafts:
        draft.hides_zeros = bool(hides_zeros)
    content.has_macros = any(
        part.startswith(("basic/", "scripts/")) and not part.endswith(_LISTS) for part in archive
    )


@dataclass
class _Paragraphs:
    """The text of a cell or comment: paragraphs of pieces, each struck out or not."""

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
        """Tell of the visible characters whether they are struck out."""
        return {
            is_struck for pieces in self.paragraphs for text, is_struck in pieces if text.strip()
        }


@dataclass
class _Place:
    """A cell of the row being read, repeated to the right; *rows* and *columns* are its span."""

    column: int
    repeated: int
    cell: Cell
    struck: set[bool]
    comment: str
    rows: int
    columns: int
    is_unseen: bool = False


class _Content(Listener):
    """Hears the elements of content.xml, or of a flat file, and drafts its sheets."""

    def __init__(self, budget: Budget, styles: OdsStyles) -> None:
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
        self._passage: _Paragraphs | None = None
        self._comment: _Paragraphs | None = None
        # Of each span that is open: whether it strikes out, and how it writes its digits.
        self._spans: list[tuple[bool, Callable[[str], str]]] = []
        self._drawing = OdsDrawing()
        # Where the conditional format that is open applies.
        self._ranges = ""
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
            TEXT + "ruby-text": self._start_ruby,
            TEXT + "s": self._add_spaces,
            TEXT + "tab": lambda _: self._add("\t"),
            TEXT + "line-break": lambda _: self._add("\n"),
            _OOO + "module": self._note_macro,
            CALC + "conditional-format": self._start_conditions,
            CALC + "condition": self._note_condition,
        }
        self._ends: dict[str, Callable[[], None]] = {
            TABLE + "table": self._end_table,
            TABLE + "table-row": self._end_row,
            _CELL: self._end_cell,
            _COVERED: self._end_covered,
            OFFICE + "annotation": self._end_comment,
            **dict.fromkeys(_PARAGRAPHS, self._end_span),
            TEXT + "span": self._end_span,
            TEXT + "ruby-text": self._end_span,
            STYLE + "style": styles.end_style,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._ignored or name in _BESIDES or name.startswith(DRAW):
            self._drawing.start(name)
            self._ignored += 1
        elif handle := self._starts.get(name):
            handle(attributes)
        elif name.startswith(STYLE):
            self._styles.start(name, attributes)

    def end(self, name: str) -> None:
        if self._ignored:
            self._ignored -= 1
            if self._drawing.end(name) and self._draft:
                place = (self._row, self._column) if self._cell is not None else (0, 0)
                self._draft.mark(place, self._drawing.kind, self._drawing.words)
        elif handle := self._ends.get(name):
            handle()

    def text(self, data: str) -> None:
        # What stands outside paragraphs is layout.
        if self._ignored:
            self._drawing.text(data)
        elif self._spans:
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

    def _start_conditions(self, attributes: dict[str, str]) -> None:
        self._ranges = attributes.get(CALC + "target-range-address", "")

    def _note_condition(self, attributes: dict[str, str]) -> None:
        words = self._styles.effects(attributes.get(CALC + "apply-style-name", ""))
        for reference in self._ranges.split()[:_MOST_RANGES] if words and self._draft else ():
            # Each end names its sheet: $表.A1:$表.C9.
            first, _, last = reference.rpartition(":")
            ends = [at(end.rpartition(".")[2]) for end in (first or last, last)]
            if self._draft and ends[0] and ends[1]:
                self._draft.marks.append(Mark(*ends[0], *ends[1], "condition", words))

    def _note_link(self, _: dict[str, str]) -> None:
        self.has_links = True

    def _note_macro(self, _: dict[str, str]) -> None:
        self.has_macros = True

    def _note_columns(self, attributes: dict[str, str]) -> None:
        last = self._column + _count(attributes, _COLUMNS_REPEATED) - 1
        if self._draft and self._is_hidden(attributes):
            self._draft.hidden_columns.append((self._column, last))
        self._columns.append((last, attributes.get(_DEFAULT_STYLE, "")))
        self._column = last + 1

    def _is_hidden(self, attributes: dict[str, str]) -> bool:
        """Tell whether a row or column is hidden, filtered, or too small to be seen."""
        is_tiny = self._styles.is_tiny(attributes.get(_STYLE_NAME, ""))
        return is_tiny or attributes.get(_VISIBILITY) in {"collapse", "filter"}

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row_attributes = attributes
        self._column = 0
        self._places = []

    def _end_row(self) -> None:
        repeated = _count(self._row_attributes, _ROWS_REPEATED)
        if self._draft:
            if self._is_hidden(self._row_attributes):
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
                    draft.put(row, column, place.cell)
                    draft.strike(row, column, place.struck)
                    draft.merge(row, column, place.rows, place.columns)
                    if place.is_unseen:
                        draft.unseen.add((row, column))
                    if place.comment:
                        draft.comments[row, column] = place.comment

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._ignored = 1
            return
        self._cell = attributes
        self._passage = _Paragraphs()
        self._comment = None
        self._spans = []

    def _end_covered(self) -> None:
        """Skip a cell that a merge hides."""
        assert self._cell is not None
        self._column += _count(self._cell, _COLUMNS_REPEATED)
        self._cell = None

    def _end_cell(self) -> None:
        assert self._cell is not None
        assert self._passage is not None
        attributes, passage = self._cell, self._passage
        repeated = _count(attributes, _COLUMNS_REPEATED)
        rows, columns = _count(attributes, _ROWS_SPANNED), _count(attributes, _COLUMNS_SPANNED)
        cell = cell_value(attributes, passage.text)
        is_empty = cell is None
        struck = passage.struck() if self._styles.any_struck and not is_empty else set()
        comment = self._comment.text if self._comment else ""
        if not is_empty or comment or (rows, columns) != (1, 1):
            each = 1 if is_empty else repeated
            unseen = not is_empty and self._styles.any_unseen
            unseen = unseen and self._styles.is_unseen(self._cell_style())
            place = _Place(self._column, each, cell, struck, comment, rows, columns, unseen)
            self._places.append(place)
        self._column += repeated
        self._cell = self._passage = None

    def _start_comment(self, _: dict[str, str]) -> None:
        if self._cell is not None:
            self._comment, self._passage = self._passage, _Paragraphs()

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
        write = None
        if self._styles.any_symbols:
            write = self._styles.writer("table-cell", self._cell_style())
        self._spans.append((is_struck, write or str))

    def _start_span(self, attributes: dict[str, str]) -> None:
        if self._spans:
            style = attributes.get(_TEXT_STYLE, "")
            is_struck, write = self._spans[-1]
            write = self._styles.writer("text", style) or write
            write = raised if self._styles.raises(style) else write
            self._spans.append((self._styles.strikes("text", style, is_struck), write))

    def _start_ruby(self, _: dict[str, str]) -> None:
        """Leave out how characters are pronounced; a digit above them is a footnote's."""
        if self._spans:
            self._spans.append((False, _above))

    def _end_span(self) -> None:
        if self._spans:
            self._spans.pop()

    def _cell_style(self) -> str:
        """Return the style of the cell: its own, or its row's, or its column's."""
        own = (self._cell or {}).get(_STYLE_NAME)
        if own or (own := self._row_attributes.get(_DEFAULT_STYLE)):
            return own
        return next((style for last, style in self._columns if self._column <= last), "")

    def _add_spaces(self, attributes: dict[str, str]) -> None:
        self._add(" " * min(_count(attributes, TEXT + "c"), 100))

    def _add(self, text: str) -> None:
        if self._passage is not None and self._spans:
            is_struck, write = self._spans[-1]
            self._passage.add(write(text), is_struck)


def _above(text: str) -> str:
    return raised(text) if text.strip().isdecimal() else ""


def _count(attributes: dict[str, str], name: str) -> int:
    """Read how often an element stands, or how far it reaches; nonsense is once."""
    return max(whole(attributes.get(name), 1), 1)
