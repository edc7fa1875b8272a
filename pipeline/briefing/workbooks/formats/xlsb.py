"""Read .xlsb workbooks: parts of binary records."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.workbooks import faults
from briefing.workbooks.formats import xlsx_parts
from briefing.workbooks.formats.binary_looks import changes_of, colour, marks, ranges_of
from briefing.workbooks.formats.draft import MOST_COLUMNS, MOST_ROWS, Budget, Draft, bound
from briefing.workbooks.formats.number_format import is_plain, shown, text_shown
from briefing.workbooks.formats.symbols import seen_in, writers
from briefing.workbooks.formats.written import raised, without_author
from briefing.workbooks.formats.xlsx_cells import Styles, styles_of, unseen_styles
from briefing.workbooks.formats.xlsx_conditions import colour_of
from briefing.workbooks.formats.xlsx_drawings import drawings
from briefing.workbooks.formats.xlsx_parts import SheetPart, placed
from briefing.workbooks.formats.xlsx_texts import Texts, cleaned
from briefing.workbooks.formats.zip import Archive
from briefing.workbooks.sheet import Merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.workbooks.formats.xlsx_texts import Runs
    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book, Cell

_ROW, _BLANK, _SHARED_TEXT, _RICH_CELL = 0, 1, 7, 62

_TEXT_ITEM, _FONT, _FORMAT, _STYLE, _COLUMNS, _END_ROWS = 19, 43, 44, 47, 60, 146
_PROPERTIES, _SHEET, _MERGE = 153, 156, 176
_BEGIN_STYLES, _END_STYLES, _AUTHOR, _COMMENT, _COMMENT_TEXT = 617, 618, 632, 635, 637
_FILL, _DIFFERENCE, _CONDITIONS, _RULE, _VIEW = 45, 507, 461, 463, 137
# Of a font and of a fill: where their colours stand, and its name; of a fill: one colour alone.
_COLOUR_OF_FONT, _NAME_OF_FONT, _COLOUR_OF_FILL, _SOLID = 12, 21, 4, 1
_SHOWS_ZEROS = 0x10
_STRUCK, _SINCE_1904, _HIDDEN_COLUMN, _ZERO_HEIGHT = 0x8, 0x1, 0x1, 0x10
# A short cell leaves its column out, and follows the one before it.
_LONG = {12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6, 18: 7}
_ERRORS = {
    b"\x00": "#NULL!",
    b"\x07": "#DIV/0!",
    b"\x0f": "#VALUE!",
    b"\x17": "#REF!",
    b"\x1d": "#NAME?",
    b"\x24": "#NUM!",
    b"\x2a": "#N/A",
    b"\x2b": "#GETTING_DATA",
}
_u32 = struct.Struct("<I").unpack_from
_u16 = struct.Struct("<H").unpack_from
_real = struct.Struct("<d").unpack_from
_i32 = struct.Struct("<i").unpack_from
_run = struct.Struct("<HH").unpack_from
_MOST_CHARACTERS = 1 << 20
# Of a text record: it holds several runs.
_RICH = 0x1


@dataclass
class _Shared:
    """What all sheets share."""

    since_1904: bool = False
    sheets: list[SheetPart] = field(default_factory=list)
    struck_fonts: list[bool] = field(default_factory=list)
    # How fonts write letters: those above or below the line, and those of symbols.
    writers: dict[int, Callable[[str], str]] = field(default_factory=dict)
    styles: Styles = field(default_factory=Styles)
    texts: Texts = field(default_factory=Texts)


def read(path: Path, limits: FileLimits) -> Book:
    """Read every worksheet. Raises Unreadable."""
    with Archive(path, limits) as archive:
        try:
            shared = _shared(archive, xlsx_parts.workbook_part(archive, "bin"))
            budget = Budget(limits.cells)
            drafts = [_draft(archive, sheet, budget, shared) for sheet in shared.sheets]
        except struct.error:
            raise faults.unreadable("内部记录的长度不对") from None
        return bound(path.name, drafts, xlsx_parts.remarks(archive))


def _shared(archive: Archive, part: str) -> _Shared:
    if part not in archive:
        raise faults.unreadable("内部缺少工作簿")
    pointers = xlsx_parts.relations(archive, part)
    shared = _Shared()
    for kind, fields in _records(archive.read(part)):
        if kind == _PROPERTIES:
            shared.since_1904 = bool(_u32(fields, 0)[0] & _SINCE_1904)
        elif kind == _SHEET:
            identity, end = _wide(fields, 8)
            if pointers.types.get(identity, "worksheet") == "worksheet":
                name, target = _wide(fields, end)[0], pointers.by_id.get(identity, "")
                shared.sheets.append(SheetPart(name, target, is_hidden=_u32(fields, 0)[0] != 0))
    if not shared.sheets:
        raise faults.unreadable("内部没有工作表")
    if looks := xlsx_parts.part_of(archive, pointers, "styles", "xl/styles.bin"):
        _read_styles(archive.read(looks), shared)
    if texts := xlsx_parts.part_of(archive, pointers, "sharedStrings", "xl/sharedStrings.bin"):
        for kind, fields in _records(archive.read(texts)):
            if kind == _TEXT_ITEM:
                text, runs = _rich(fields, 0, shared)
                if runs:
                    shared.texts.runs[len(shared.texts.texts)] = runs
                shared.texts.texts.append(cleaned(text))
    return shared


def _read_styles(data: bytes, shared: _Shared) -> None:
    formats: dict[int, str] = {}
    cells: list[tuple[int, int]] = []
    fills: list[int] = []
    names: list[str] = []
    colours: list[str] = []
    grounds: list[str] = []
    effects: list[str] = []
    is_for_cells = False
    for kind, fields in _records(data):
        if kind == _FORMAT:
            formats[_u16(fields, 0)[0]] = _wide(fields, 2)[0]
        elif kind == _FONT:
            shared.struck_fonts.append(bool(_u16(fields, 2)[0] & _STRUCK))
            if _u16(fields, 6)[0] in {1, 2}:
                shared.writers[len(names)] = raised
            names.append(_wide(fields, _NAME_OF_FONT)[0])
            colours.append(colour_of(colour(fields, _COLOUR_OF_FONT)))
        elif kind == _FILL:
            ground = colour_of(colour(fields, _COLOUR_OF_FILL)) or "unknown"
            pattern = _u32(fields, 0)[0]
            grounds.append((ground if pattern == _SOLID else "pattern") if pattern else "")
        elif kind == _DIFFERENCE:
            effects.append(changes_of(fields))
        elif kind in {_BEGIN_STYLES, _END_STYLES}:
            is_for_cells = kind == _BEGIN_STYLES
        elif kind == _STYLE and is_for_cells:
            cells.append((_u16(fields, 2)[0], _u16(fields, 4)[0]))
            fills.append(_u16(fields, 6)[0])
    shared.writers |= writers(names)
    known = styles_of(formats, shared.struck_fonts, cells, names)
    unseen = unseen_styles(cells, fills, colours, grounds)
    shared.styles = replace(known, unseen=unseen, effects=effects)


def _draft(archive: Archive, sheet: SheetPart, budget: Budget, shared: _Shared) -> Draft:
    part = xlsx_parts.content_of(archive, sheet)
    pointers = xlsx_parts.relations(archive, part)
    notes: dict[tuple[int, int], str] = {}
    for each in pointers.by_type.get("comments", []):
        if each in archive:
            notes |= _notes(archive.read(each))
    comments = xlsx_parts.with_threads(archive, pointers, notes)
    drawn = drawings(archive, part)
    draft = Draft(sheet.name, budget, is_hidden=sheet.is_hidden, comments=comments, marks=drawn)
    rows = _RecordRows(draft, shared)
    for kind, fields in _records(archive.read(part)):
        rows.take(kind, fields)
    return draft


class _RecordRows:
    """Lays the cells of a sheet's records in rows."""

    def __init__(self, draft: Draft, shared: _Shared) -> None:
        self._draft, self._shared = draft, shared
        self._row, self._column = -1, -1
        self._columns: list[int] = []
        self._cells: list[Cell] = []
        # Where the conditional format that is open applies.
        self._ranges: list[tuple[int, int, int, int]] = []

    def take(self, kind: int, fields: bytes) -> None:
        """Take one record. Raises Unreadable and struct.error."""
        if kind in _READERS or kind in _LONG:
            self._take_cell(kind, fields)
        elif kind == _ROW:
            self._finish_row()
            self._row, self._column = _u32(fields, 0)[0], -1
            if self._row >= MOST_ROWS:
                raise faults.unreadable("行号超出范围")
            if len(fields) > 11 and fields[11] & _ZERO_HEIGHT:
                self._draft.hidden_rows.append((self._row, self._row))
        elif kind == _END_ROWS:
            self._finish_row()
        elif kind == _COLUMNS and _u16(fields, 16)[0] & _HIDDEN_COLUMN:
            self._draft.hidden_columns.append((_u32(fields, 0)[0], _u32(fields, 4)[0]))
        elif kind == _MERGE:
            top, bottom, left, right = (_u32(fields, 4 * at)[0] for at in range(4))
            is_range = top <= bottom < MOST_ROWS and left <= right < MOST_COLUMNS
            if is_range and (top, left) != (bottom, right):
                self._draft.merges.append(Merge(top, left, bottom, right))
        elif kind == _VIEW:
            self._draft.hides_zeros |= not _u16(fields, 0)[0] & _SHOWS_ZEROS
        elif kind == _CONDITIONS:
            self._ranges = ranges_of(fields)
        elif kind == _RULE and (words := self._shared.styles.effect(_u32(fields, 8)[0])):
            self._draft.marks += marks(self._ranges, words)

    def _take_cell(self, kind: int, fields: bytes) -> None:
        if kind in _LONG:
            kind, fields = _LONG[kind], (self._column + 1).to_bytes(4, "little") + fields
        self._column = _u32(fields, 0)[0]
        if self._row < 0 or self._column >= MOST_COLUMNS:
            raise faults.unreadable("单元格位置超出范围")
        if kind == _BLANK:
            return
        style = _u32(fields, 4)[0] & 0xFFFFFF
        cell, runs = _READERS[kind](fields, self._shared)
        code = self._shared.styles.code(style)
        if isinstance(cell, str):
            cell = text_shown(cell, code)
        elif isinstance(cell, float) and not is_plain(code):
            cell = shown(cell, code, since_1904=self._shared.since_1904)
        if cell is None:
            return
        if write := self._shared.styles.symbols.get(style):
            cell = seen_in(write, cell)
        self._draft.strike(self._row, self._column, self._shared.styles.strikes(style, runs))
        if style in self._shared.styles.unseen:
            self._draft.unseen.add((self._row, self._column))
        self._columns.append(self._column)
        self._cells.append(cell)

    def _finish_row(self) -> None:
        if self._cells:
            self._draft.lay(self._row, placed(self._columns, self._cells))
            self._columns, self._cells = [], []


_NO_RUNS: Runs = frozenset()


def _finite(number: float) -> tuple[Cell, Runs]:
    return number if math.isfinite(number) else None, _NO_RUNS


def _shared_text(fields: bytes, shared: _Shared) -> tuple[Cell, Runs]:
    (number,) = _u32(fields, 8)
    return shared.texts.text(number), shared.texts.runs.get(number, _NO_RUNS)


def _rich_cell(fields: bytes, shared: _Shared) -> tuple[Cell, Runs]:
    text, runs = _rich(fields, 8, shared)
    return cleaned(text), runs


_READERS: dict[int, Callable[[bytes, _Shared], tuple[Cell, Runs]]] = {
    _BLANK: lambda _fields, _shared: (None, _NO_RUNS),
    2: lambda fields, _: _finite(_rk(fields, 8)),
    **dict.fromkeys((3, 11), lambda fields, _: (_ERRORS.get(fields[8:9], "#VALUE!"), _NO_RUNS)),
    **dict.fromkeys(
        (4, 10), lambda fields, _: (fields[8] != 0 if len(fields) > 8 else None, _NO_RUNS)
    ),
    **dict.fromkeys((5, 9), lambda fields, _: _finite(_real(fields, 8)[0])),
    **dict.fromkeys((6, 8), lambda fields, _: (cleaned(_wide(fields, 8)[0]), _NO_RUNS)),
    _SHARED_TEXT: _shared_text,
    _RICH_CELL: _rich_cell,
}


def _notes(data: bytes) -> dict[tuple[int, int], str]:
    """Read the comments of a sheet, without their authors."""
    authors: list[str] = []
    texts: dict[tuple[int, int], str] = {}
    author, place = "", (0, 0)
    for kind, fields in _records(data):
        if kind == _AUTHOR:
            authors.append(_wide(fields, 0)[0])
        elif kind == _COMMENT:
            number, row, column = _u32(fields, 0)[0], _u32(fields, 4)[0], _u32(fields, 12)[0]
            author, place = authors[number] if number < len(authors) else "", (row, column)
        elif kind == _COMMENT_TEXT and fields:
            texts[place] = without_author(_rich(fields, 0, _Shared())[0], author)
    return {place: text for place, text in texts.items() if text}


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the fields of each record. Raises Unreadable."""
    at, end = 0, len(data)
    while at < end:
        try:
            kind, at = _number(data, at, 2)
            size, at = _number(data, at, 4)
        except IndexError:
            raise faults.truncated() from None
        if at + size > end:
            raise faults.truncated()
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of at most *most* bytes, each of 7 bits and a flag; return where it ends too."""
    number = data[at]
    if number < 0x80:
        return number, at + 1
    number &= 0x7F
    for place in range(1, most):
        byte = data[at + place]
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    return number, at + most


def _wide(fields: bytes, at: int) -> tuple[str, int]:
    """Return a text, and where it ends. Raises Unreadable and struct.error."""
    (count,) = _u32(fields, at)
    end = at + 4 + 2 * count
    # A text that is null has this length: there is none.
    if count == 0xFFFFFFFF:
        return "", at + 4
    if count > _MOST_CHARACTERS or end > len(fields):
        raise faults.unreadable("文字记录的长度不对")
    return fields[at + 4 : end].decode("utf-16-le", "replace"), end


def _rich(fields: bytes, at: int, shared: _Shared) -> tuple[str, Runs]:
    """Return a text, and how its runs are struck. Raises Unreadable and struct.error."""
    text, end = _wide(fields, at + 1)
    if not fields[at] & _RICH:
        return text, frozenset()
    (count,) = _u32(fields, end)
    if count > len(text) + 1:
        raise faults.unreadable("文字记录的长度不对")
    runs = [_run(fields, end + 4 + 4 * number) for number in range(count)]
    states: set[bool | None] = set()
    before = text[: runs[0][0] if runs else None]
    # What stands before the first run has the font of the cell.
    if before.strip():
        states.add(None)
    # Each with the font that writes it, the first with none.
    pieces = [(before, -1)]
    starts = [start for start, _ in runs]
    for (start, font), end in zip(runs, [*starts, len(text)][1:], strict=True):
        pieces.append((text[start:end], font))
        if text[start:end].strip():
            states.add(_is_of(font, shared.struck_fonts))
    used = {font: shared.writers.get(font, str) for piece, font in pieces if piece.strip()}
    # What is raised as a whole is no footnote.
    if set(used.values()) != {raised}:
        text = "".join(used.get(font, str)(piece) for piece, font in pieces)
    return text, frozenset(states)


def _is_of(font: int, fonts: list[bool]) -> bool:
    return font < len(fonts) and fonts[font]


def _rk(fields: bytes, at: int) -> float:
    r"""
    Read a number that was packed into four bytes.

    >>> _rk(b"\x00\x00\xf0\x3f", 0), _rk(b"\xea\x04\x00\x00", 0), _rk(b"\xeb\x04\x00\x00", 0)
    (1.0, 314.0, 3.14)
    """
    (packed,) = _u32(fields, at)
    if packed & 2:
        number = float(_i32(fields, at)[0] >> 2)
    else:
        (number,) = _real(b"\0\0\0\0" + (packed & ~3).to_bytes(4, "little"))
    return number / 100 if packed & 1 else number
