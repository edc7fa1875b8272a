"""
Write pages as .xls of Excel 97, or as .et of WPS, which is the same.

No library here writes this format. It holds only what a ledger needs: texts, numbers, dates,
percentages, merges, and hidden rows and columns.
"""

from __future__ import annotations

import datetime as dt
import struct
from typing import TYPE_CHECKING

from tests.mess import ole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.mess.draft import Cell
    from tests.mess.page import Page

_GLOBALS, _WORKSHEET = 0x05, 0x10
_EPOCH = dt.date(1899, 12, 30)
# How cells may look, by number: the program's own fifteen styles, then these.
_STYLES = 15
_PLAIN, _DAY, _PERCENT = 15, 16, 17
_FORMATS = {_PLAIN: 0, _DAY: 14, _PERCENT: 10}
_MOST_MERGES = 1000


def written(pages: Sequence[Page]) -> bytes:
    """Write a workbook into its container."""
    return ole.container("Workbook", stream(pages))


def stream(pages: Sequence[Page]) -> bytes:
    """Write the records of a workbook."""
    sheets = [_sheet(page) for page in pages]
    names = [_short(page.name) for page in pages]
    head = _begin(_GLOBALS) + _record(0x42, struct.pack("<H", 1200))
    head += _record(0x3D, struct.pack("<9H", 0, 0, 16000, 9000, 56, 0, 0, 1, 600))
    font = struct.pack("<HHHHHBBBx", 220, 0, 0x7FFF, 400, 0, 0, 0, 134) + _short("宋体")
    head += _record(0x31, font) * 4
    head += b"".join(_look(0, is_style=True) for _ in range(_STYLES))
    head += b"".join(_look(number, is_style=False) for number in _FORMATS.values())
    head += _record(0x293, struct.pack("<HBB", 0x8000, 0, 0xFF))
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    bounds = b""
    for page, name, sheet in zip(pages, names, sheets, strict=True):
        bounds += _record(0x85, struct.pack("<IBB", at, page.is_hidden, 0) + name)
        at += len(sheet)
    return head + bounds + _record(0x0A) + b"".join(sheets)


def _sheet(page: Page) -> bytes:
    body = _begin(_WORKSHEET)
    for column in sorted(page.hidden_columns):
        body += _record(0x7D, struct.pack("<HHHHHH", column, column, 3000, _PLAIN, 1, 0))
    body += _record(0x200, struct.pack("<IIHHH", 0, len(page.rows), 0, page.width, 0))
    for row in sorted(page.hidden_rows):
        body += _record(
            0x208, struct.pack("<HHHHHHHH", row, 0, page.width, 300, 0, 0, 0x0120, 0x0F)
        )
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            body += _cell(row, column, cell)
    for start in range(0, len(page.merges), _MOST_MERGES):
        merges = page.merges[start : start + _MOST_MERGES]
        ranges = b"".join(
            struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges
        )
        body += _record(0xE5, struct.pack("<H", len(merges)) + ranges)
    body += _record(0x23E, struct.pack("<HHHHIHHI", 0x6B6, 0, 0, 64, 0, 0, 0, 0))
    return body + _record(0x0A)


def _cell(row: int, column: int, cell: Cell) -> bytes:
    value = cell.shown
    if value is None:
        return b""
    if isinstance(value, str):
        return _record(
            0x204,
            struct.pack("<HHHHB", row, column, _PLAIN, len(value), 1) + value.encode("utf-16-le"),
        )
    look, number = _PLAIN, 0.0
    if isinstance(value, dt.date):
        look, number = _DAY, float((value - _EPOCH).days)
    else:
        look, number = _PERCENT if "%" in cell.number_format else _PLAIN, float(value)
    return _record(0x203, struct.pack("<HHHd", row, column, look, number))


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 1996, 0x41, 6))


def _look(number_format: int, *, is_style: bool) -> bytes:
    kind = 0xFFF5 if is_style else 0x0001
    return _record(
        0xE0,
        struct.pack(
            "<HHHBBBBIIH",
            0,
            number_format,
            kind,
            0x20,
            0,
            0,
            0xF4 if is_style else 0,
            0,
            0,
            0x20C0,
        ),
    )


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def locked() -> bytes:
    """Write the beginning of a workbook that is locked by a password, and noise behind it."""
    return (
        _begin(_GLOBALS)
        + _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
        + bytes(range(256)) * 20
    )
