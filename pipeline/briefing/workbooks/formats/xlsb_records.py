"""A part of binary records goes in, its records come out one by one, and what their fields say."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from briefing.workbooks.faults import truncated, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.workbooks.formats.xlsx_texts import Runs

_MOST_CHARACTERS = 1 << 20
_RICH = 0x1

u32 = struct.Struct("<I").unpack_from
u16 = struct.Struct("<H").unpack_from
real = struct.Struct("<d").unpack_from
_i32 = struct.Struct("<i").unpack_from
_run = struct.Struct("<HH").unpack_from


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Go through the records: the number of each, and its fields. Raises Unreadable."""
    at, end = 0, len(data)
    while at < end:
        try:
            kind, at = _kind(data, at)
            size, at = _size(data, at)
        except IndexError:
            raise truncated() from None
        if at + size > end:
            raise truncated()
        yield kind, data[at : at + size]
        at += size


def _kind(data: bytes, at: int) -> tuple[int, int]:
    first = data[at]
    if first < 0x80:
        return first, at + 1
    return (first & 0x7F) | (data[at + 1] & 0x7F) << 7, at + 2


def _size(data: bytes, at: int) -> tuple[int, int]:
    size = shift = 0
    for _ in range(4):
        byte = data[at]
        at += 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return size, at


def wide(fields: bytes, at: int) -> tuple[str, int]:
    """Read a text, and say where it ends. Raises Unreadable and struct.error."""
    (count,) = u32(fields, at)
    end = at + 4 + 2 * count
    # A text that is null has this length: there is none.
    if count == 0xFFFFFFFF:
        return "", at + 4
    if count > _MOST_CHARACTERS or end > len(fields):
        raise unreadable("文字记录的长度不对")
    return fields[at + 4 : end].decode("utf-16-le", "replace"), end


def rich(fields: bytes, at: int, struck_fonts: list[bool]) -> tuple[str, Runs]:
    """Read a text of several runs, and how these are struck. Raises Unreadable and struct.error."""
    text, end = wide(fields, at + 1)
    if not fields[at] & _RICH:
        return text, frozenset()
    (count,) = u32(fields, end)
    if count > len(text) + 1:
        raise unreadable("文字记录的长度不对")
    runs = [_run(fields, end + 4 + 4 * number) for number in range(count)]
    states: set[bool | None] = set()
    # What stands before the first run has the font of the cell.
    if text[: runs[0][0] if runs else None].strip():
        states.add(None)
    starts = [start for start, _ in runs]
    for (start, font), end in zip(runs, [*starts, len(text)][1:], strict=True):
        if text[start:end].strip():
            states.add(font < len(struck_fonts) and struck_fonts[font])
    return text, frozenset(states)


def rk(fields: bytes, at: int) -> float:
    r"""
    Read a number that was packed into four bytes.

    >>> rk(b"\x00\x00\xf0\x3f", 0), rk(b"\xea\x04\x00\x00", 0), rk(b"\xeb\x04\x00\x00", 0)
    (1.0, 314.0, 3.14)
    """
    (packed,) = u32(fields, at)
    if packed & 2:
        number = float(_i32(fields, at)[0] >> 2)
    else:
        (number,) = real(b"\0\0\0\0" + (packed & ~3).to_bytes(4, "little"))
    return number / 100 if packed & 1 else number
