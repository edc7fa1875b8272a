"""
Blank out all records of an Excel 5 to 2003 stream but those that say what cells hold.

The rest (drawings, hyperlinks, names) is not needed, and it is what makes parsers of this format
fail. Conditional formats and the options of a sheet are read here.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.workbooks.faults import encrypted, truncated
from briefing.workbooks.formats.binary_looks import CONDITIONS, XlsConditions, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.workbooks.formats.draft import Budget
    from briefing.workbooks.sheet import Mark

_BOF, _EOF, _BLANKED = 0x0809, 0x000A, 0xFFFF
_CODEPAGE, _FILEPASS, _BOUNDSHEET, _SUPBOOK, _EXTERNSHEET = 0x42, 0x2F, 0x85, 0x1AE, 0x17
_FORMAT, _PALETTE, _WINDOW2, _SHOWS_ZEROS = 0x41E, 0x92, 0x23E, 0x10
# What xlrd asks of a palette, of which there may be one, and of a format.
_WHOLE_PALETTE, _LEAST_FORMAT = 2 + 4 * 56, 5
_FORMULA, _MULRK, _OBJ, _TXO, _NOTE = 0x06, 0xBD, 0x5D, 0x1B6, 0x1C
# The sheet was saved before its formulas were calculated.
_UNCALCED = 0x5E
_CELLS = frozenset(
    {
        0x203,  # NUMBER
        0xFD,  # LABELSST
        0x204,  # LABEL
        0xD6,  # RSTRING
        0x27E,  # RK
        _MULRK,
        0x205,  # BOOLERR
        _FORMULA,
    }
)
_KEPT = _CELLS | {
    _BOF,
    _EOF,
    _BOUNDSHEET,
    _CODEPAGE,
    _NOTE,
    0x22,  # DATEMODE
    0xFC,  # SST
    0x3C,  # CONTINUE
    0x31,  # FONT
    _FORMAT,
    0xE0,  # XF
    0x208,  # ROW
    0x7D,  # COLINFO
    0x225,  # DEFAULTROWHEIGHT
    0xE5,  # MERGEDCELLS
    0x207,  # STRING, and below what may stand between a formula and it
    0x4BC,  # SHRFMLA
    0x221,  # ARRAY
    0x236,  # TABLEOP
}
_TWO = struct.Struct("<HH")
_SHEET_AT = struct.Struct("<IBB")
_OF_COMMENT = 0x19
_DRAWN = {0x05: "chart", 0x06: "text", 0x08: "picture"}
_WORKSHEET, _CHART, _MACROS = 0, 2, {1, 6}
# An empty text as the result of a formula, and the number 0.
_ZERO = bytes(8)
# Of a formula: it is still to be calculated when the file is opened.
_CALC_ON_LOAD = 0x2
_NO_TEXT = b"\x03\x00\x00\x00\x00\x00\xff\xff"
# The tokens that end a sum: + - * / ^, the button Σ, the function SUM.
_ADDS = re.compile(rb"[\x03-\x07]$|\x19\x10..$|[\x22\x42\x62].\x04\x00$", re.DOTALL)


@dataclass(frozen=True)
class Uncalculated:
    """A formula that no program has calculated: its place, from 0, and its tokens."""

    row: int
    column: int
    tokens: bytes


@dataclass
class Stream:
    """The records of a stream, and what it says of the whole file."""

    data: bytes
    codepage: int = 0
    has_macros: bool = False
    has_links: bool = False
    # What is drawn over cells, in the words of marks; where it is drawn is not known.
    drawn: set[str] = field(default_factory=set)
    # The offset of each worksheet in the stream; charts and macros are none.
    sheets: list[int] = field(default_factory=list)
    # By the offset of their sheet.
    uncalculated: dict[int, list[Uncalculated]] = field(default_factory=dict)
    conditions: dict[int, list[Mark]] = field(default_factory=dict)
    # Those that show nothing for a zero.
    without_zeros: set[int] = field(default_factory=set)
    # The codes of number formats, by their numbers.
    codes: dict[int, str] = field(default_factory=dict)


def is_since_excel_5(data: bytes) -> bool:
    """Tell whether a stream begins as those of Excel 5 and later do."""
    return len(data) > 8 and _TWO.unpack_from(data)[0] == _BOF and data[5] in {5, 6}


def blanked(data: bytes, budget: Budget) -> Stream:
    """Blank out what is of no use, and count the cells. Raises Unreadable."""
    stream = Stream(b"")
    kept = bytearray(data)
    has_palette = False
    for code, at, size in _records(data, 0):
        if code == _FILEPASS:
            raise encrypted()
        if code in {_BOUNDSHEET, _CODEPAGE, _SUPBOOK, _EXTERNSHEET, _FORMAT}:
            _note(stream, code, data[at : at + size], is_biff8=data[5] == 6)
        is_palette = (code, size) == (_PALETTE, _WHOLE_PALETTE) and not has_palette
        has_palette |= is_palette
        # A format without a code.
        is_cut = code == _FORMAT and size < _LEAST_FORMAT
        if (code not in _KEPT and not is_palette) or is_cut:
            _TWO.pack_into(kept, at - 4, _BLANKED, size)
    for start in stream.sheets:
        _blank_sheet(stream, data, kept, start, budget)
    stream.data = bytes(kept)
    return stream


def _blank_sheet(stream: Stream, data: bytes, kept: bytearray, start: int, budget: Budget) -> None:
    row = cells = 0
    of_comment = is_uncalculated = False
    conditions = XlsConditions(stream.codes)
    for code, at, size in _records(data, start):
        is_uncalculated |= code == _UNCALCED
        if code in _CELLS and size >= 6:
            above = row
            row, column = _TWO.unpack_from(data, at)
            if row != above:
                # A row that comes twice would be counted twice; none does in a true file.
                budget.take(cells)
                budget.span(1, column)
                cells = 0
            cells += max((size - 6) // 6, 1) if code == _MULRK else 1
            if code == _FORMULA:
                body = data[at : at + size]
                _note_uncalculated(stream, start, body, doubts_zeros=is_uncalculated)
        elif code == _OBJ:
            kind = data[at + 4] if size >= 6 else 0
            of_comment = kind == _OF_COMMENT
            stream.drawn |= {_DRAWN[kind]} if kind in _DRAWN else set()
        elif code in CONDITIONS:
            conditions.take(code, data[at : at + size])
        elif code == _WINDOW2 and size and not data[at] & _SHOWS_ZEROS:
            stream.without_zeros.add(start)
        if code not in _KEPT and not (of_comment and code in {_OBJ, _TXO}):
            _TWO.pack_into(kept, at - 4, _BLANKED, size)
    stream.conditions[start] = conditions.marks
    budget.take(cells)


def _records(data: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield code, offset and size of each record, from a BOF to its EOF. Raises Unreadable."""
    at, end, depth = start, len(data) - 3, 0
    unpack = _TWO.unpack_from
    while at < end:
        code, size = unpack(data, at)
        at += 4
        if at + size > len(data):
            break
        yield code, at, size
        at += size
        if code == _BOF:
            depth += 1
        elif code == _EOF:
            depth -= 1
            if depth <= 0:
                return
    raise truncated()


def _note(stream: Stream, code: int, body: bytes, *, is_biff8: bool) -> None:
    """Keep what a record says of the whole file."""
    if code == _BOUNDSHEET and len(body) >= _SHEET_AT.size:
        start, _, kind = _SHEET_AT.unpack_from(body)
        stream.has_macros |= kind in _MACROS
        stream.drawn |= {"chart"} if kind == _CHART else set()
        if kind == _WORKSHEET:
            stream.sheets.append(start)
    elif code == _FORMAT and is_biff8:
        stream.codes[int.from_bytes(body[:2], "little")] = text_of(body[2:])
    elif code == _CODEPAGE and len(body) >= 2:
        stream.codepage = int.from_bytes(body[:2], "little")
    elif code == _SUPBOOK and is_biff8:
        # Not this file itself, nor add-in functions.
        stream.has_links |= body[2:4] not in {b"\x01\x04", b"\x01\x3a"}
    elif code == _EXTERNSHEET and not is_biff8:
        # Another sheet of this file is marked 3, this one 2, none 4; a path is encoded after 1.
        stream.has_links |= body[1:2] == b"\x01" and len(body) > 2


def _note_uncalculated(stream: Stream, start: int, body: bytes, *, doubts_zeros: bool) -> None:
    """
    Keep a formula that adds or multiplies, and has a text for its result; or one with a result of 0
    that is said to be still to be calculated.

    Programs write it so that leave calculating to Excel; in Excel itself such a formula gives a
    number or an error.
    """
    if len(body) > 22 and body[6:14] in {_NO_TEXT, _ZERO}:
        tokens = body[22 : 22 + int.from_bytes(body[20:22], "little")]
        is_zero = body[6:14] == _ZERO
        waits = doubts_zeros or bool(int.from_bytes(body[14:16], "little") & _CALC_ON_LOAD)
        if waits if is_zero else _ADDS.search(tokens):
            row, column = _TWO.unpack_from(body)
            stream.uncalculated.setdefault(start, []).append(Uncalculated(row, column, tokens))
