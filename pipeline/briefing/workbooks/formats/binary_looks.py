"""Tell what the records of .xls and .xlsb say of looks: colours, and conditional formats."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from briefing.workbooks.formats.number_format import BUILTIN
from briefing.workbooks.formats.xlsx_conditions import Effects
from briefing.workbooks.sheet import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Of .xls: the ranges of rules, a rule; the same for rules that Excel 2007 brought, and what it adds
# to older ones.
_CONDFMT, _CF, _CONDFMT12, _CF12, _CFEX = 0x1B0, 0x1B1, 0x879, 0x87A, 0x87B
CONDITIONS = frozenset({_CONDFMT, _CF, _CONDFMT12, _CF12, _CFEX})
# The first record of these has a head of its own, in which a range stands.
_HEAD, _RANGE_IN_HEAD = 12, 4
# Where a rule keeps its format.
_FORMAT_OF_CF, _FORMAT_OF_CF12, _FORMAT_OF_CFEX = 6, 18, 26
# Of a format: it changes the number format, which it spells itself; the font; what stands between
# it and the fill; the fill.
_NUMBERS, _SPELT, _FONT = 1 << 25, 1 << 32, 1 << 26
_ALIGNMENT, _BORDERS, _FILL = 1 << 27, 1 << 28, 1 << 29
_FONT_SIZE = 118
# Colours from here on are those of the system: black letters on white.
_OF_SYSTEM = 64
_STYLE, _COLOUR, _STYLE_KEPT = 68, 80, 88
_STRUCK = 0x80
_RANGE = struct.Struct("<HHHH")
_LONG_RANGE = struct.Struct("<IIII")
_MOST_RANGES = 100
# Of .xlsb: the properties of a format that count here.
_GROUND, _TEXT_COLOUR, _STRIKE, _CODE, _CODE_NUMBER = 0x02, 0x05, 0x1D, 0x26, 0x29
_INDEXED, _RGB, _THEME = 1, 2, 3


class XlsConditions:
    """Takes the records of one sheet's conditional formats, and makes marks of them."""

    def __init__(self, codes: Mapping[int, str]) -> None:
        self._codes = codes
        self._ranges: list[tuple[int, int, int, int]] = []
        self._found: dict[Mark, None] = {}

    @property
    def marks(self) -> list[Mark]:
        """The marks, each once."""
        return list(self._found)

    def take(self, code: int, body: bytes) -> None:
        """Take one record; a damaged one changes nothing."""
        if code in {_CONDFMT, _CONDFMT12}:
            start = (_HEAD if code == _CONDFMT12 else 0) + 4 + _RANGE.size
            self._ranges = list(_ranges(body, start, 2, _RANGE))
        elif code == _CF:
            self._mark(body, _FORMAT_OF_CF)
        elif code == _CF12 and _number(body, _FORMAT_OF_CF12, 4):
            self._mark(body, _FORMAT_OF_CF12 + 4)
        elif code == _CFEX and len(body) > _FORMAT_OF_CFEX:
            self._ranges = [_RANGE.unpack_from(body, _RANGE_IN_HEAD)]
            # Else it is a rule of the newer kind, which follows.
            if not _number(body, _HEAD, 4) and body[_FORMAT_OF_CFEX - 1]:
                self._mark(body, _FORMAT_OF_CFEX + 4)

    def _mark(self, body: bytes, at: int) -> None:
        if words := self._changes(body, at):
            self._found |= dict.fromkeys(marks(self._ranges, words))

    def _changes(self, body: bytes, at: int) -> str:
        """Say what the format that begins at *at* changes."""
        flags, at = _number(body, at, 6), at + 6
        effects = Effects()
        if flags & _NUMBERS:
            known = body[at + 1] if at + 1 < len(body) else 0
            is_spelt = bool(flags & _SPELT)
            code = self._codes.get(known) or BUILTIN.get(known, "")
            code = text_of(body[at + 2 :]) if is_spelt else code
            effects.note("numFmt", {"formatCode": code}, "")
            at += _number(body, at, 2) if is_spelt else 2
        if flags & _FONT:
            style = _number(body, at + _STYLE, 4) & ~_number(body, at + _STYLE_KEPT, 4)
            if style & _STRUCK:
                effects.note("strike", {}, "font")
            effects.note("color", {"indexed": str(_number(body, at + _COLOUR, 4))}, "font")
        at += _FONT_SIZE * bool(flags & _FONT) + 8 * bool(flags & _ALIGNMENT)
        at += 8 * bool(flags & _BORDERS)
        if flags & _FILL:
            ground = _number(body, at + 2, 2) >> 7 & 0x7F
            if ground < _OF_SYSTEM:
                effects.note("bgColor", {"indexed": str(ground)}, "fill")
        return effects.words


def text_of(body: bytes) -> str:
    """Return a text of .xls: its length, how wide its characters are, and they."""
    is_wide = len(body) > 2 and body[2] & 1
    end = 3 + _number(body, 0, 2) * (2 if is_wide else 1)
    return body[3:end].decode("utf-16-le" if is_wide else "latin-1", "replace")


def colour(fields: bytes, at: int) -> dict[str, str]:
    """Return a colour of .xlsb in the attributes by which .xlsx writes it."""
    kind, value, tint = (
        _number(fields, at + byte, size) for byte, size in ((0, 1), (1, 1), (2, 2))
    )
    kind >>= 1
    if kind == _RGB:
        return {"rgb": f"FF{fields[at + 4 : at + 7].hex()}"}
    if kind == _THEME:
        return {"theme": str(value), "tint": str(tint)}
    return {"indexed": str(value)} if kind == _INDEXED else {}


def changes_of(fields: bytes) -> str:
    """Say what a differential format of .xlsb changes. Raises struct.error."""
    effects, at = Effects(), 6
    for _ in range(_number(fields, 4, 2)):
        kind, size = struct.unpack_from("<HH", fields, at)
        value = fields[at + 4 : at + size]
        if kind == _TEXT_COLOUR:
            effects.note("color", colour(value, 0), "font")
        elif kind == _GROUND:
            effects.note("bgColor", colour(value, 0), "fill")
        elif kind == _STRIKE and any(value):
            effects.note("strike", {}, "font")
        elif kind == _CODE:
            words = value[2:].decode("utf-16-le", "replace").rstrip("\0")
            effects.note("numFmt", {"formatCode": words}, "")
        elif kind == _CODE_NUMBER:
            # Of one that is no number of Excel's own, the code stands beside it.
            code = BUILTIN.get(_number(value, 0, 2), "")
            effects.note("numFmt", {"formatCode": code}, "")
        at += max(size, 4)
    return effects.words


def ranges_of(fields: bytes) -> list[tuple[int, int, int, int]]:
    """Return the ranges of a conditional format of .xlsb."""
    return list(_ranges(fields, 8, 4, _LONG_RANGE))


def marks(ranges: list[tuple[int, int, int, int]], words: str) -> Iterator[Mark]:
    """Yield a mark for each range: its first and last row, its first and last column."""
    for top, bottom, left, right in ranges:
        yield Mark(top, left, bottom, right, "condition", words)


def _ranges(
    body: bytes, at: int, width: int, form: struct.Struct
) -> Iterator[tuple[int, int, int, int]]:
    """Yield counted ranges, of which the count is so many bytes wide."""
    start = at + width
    fits = max(len(body) - start, 0) // form.size
    for index in range(min(_number(body, at, width), fits, _MOST_RANGES)):
        yield form.unpack_from(body, start + index * form.size)


def _number(body: bytes, at: int, size: int) -> int:
    return int.from_bytes(body[at : at + size], "little")
