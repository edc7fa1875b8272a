"""
Read workbooks of Excel 2.1 to 2003, and of WPS (.et).

xlrd parses the records, after those that it does not need are blanked out.
"""

from __future__ import annotations

import io
import math
import struct
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import olefile
import xlrd
from xlrd.formula import FMLA_TYPE_CELL, decompile_formula

from briefing.workbooks.faults import (
    SAVE_AS,
    encrypted,
    has_links,
    has_macros,
    not_a_table,
    truncated,
    unparsed,
    unreadable,
)
from briefing.workbooks.formats.biff import Stream, Uncalculated, blanked, is_since_excel_5
from briefing.workbooks.formats.draft import Budget, Draft, bound
from briefing.workbooks.formats.number_format import BUILTIN, is_plain, shown, text_shown
from briefing.workbooks.formats.symbols import seen_in, writer
from briefing.workbooks.formats.written import colour, raised, without_author
from briefing.workbooks.formats.xlsx_conditions import blends
from briefing.workbooks.sheet import Cell, Mark, Merge, Remark, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book

_Answer = TypeVar("_Answer")

# Before Excel 97 the code page says how texts are encoded. Files that name none, or the Western
# one, are as a rule written by programs in China that did not set it.
_CARELESS = {0, 936, 1252, 0x8001}
# Of a container: the length of its head, and numbers that stand for no sector.
_HEAD, _LEAST_OF_MARKS, _FREE = 512, 0xFFFF_FFFA, 0xFFFF_FFFF
# Smaller rows, in twentieths of a point, and columns, in 256ths of a digit, show nothing.
_LEAST_HEIGHT, _LEAST_WIDTH = 60, 128
# The font of what stands before the first run of a text.
_OF_CELL = -1
# Of a fill: one colour alone.
_SOLID = 1
_UNFORMATTED = Remark(
    "F20",
    "单元格格式无法读取",
    "应能读出合并、隐藏、删除线和百分比",
    SAVE_AS,
)


@dataclass(frozen=True)
class _Format:
    """How the format of a cell shows it."""

    is_struck: bool = False
    # Whether its letters have the colour of their ground.
    is_unseen: bool = False
    code: str = "General"
    is_plain: bool = True
    # How its font writes letters, where they are symbols.
    write: Callable[[str], str] | None = None


_PLAIN, _DATE = _Format(), _Format(code="yyyy/m/d h:mm", is_plain=False)
_EMPTY = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}


def read(path: Path, limits: FileLimits) -> Book:
    """Read a workbook. Raises Unreadable."""
    data = path.read_bytes()
    has_vba = False
    if data.startswith(olefile.MAGIC):
        data, has_vba = _unpacked(data)
    stream = blanked(data, Budget(limits.cells)) if is_since_excel_5(data) else Stream(data)
    drafts, is_formatted = _drafts(stream, limits)
    remarks = [
        *[has_macros()] * (has_vba or stream.has_macros),
        *[has_links()] * stream.has_links,
        *[_UNFORMATTED] * (not is_formatted),
    ]
    if drafts:
        # Over no cell: it tells only why there is nothing in any.
        drafts[0].marks += [Mark(0, 0, -1, -1, kind) for kind in sorted(stream.drawn)]
    return bound(path.name, drafts, remarks)


def _unpacked(data: bytes) -> tuple[bytes, bool]:
    """Return the stream of the workbook in a container, and whether macros lie beside it."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {"/".join(entry).lower() for entry in container.listdir(storages=True)}
            name = next((name for name in ("workbook", "book") if name in names), "")
            size = container.get_size(name) if name else 0
            stream = container.openstream(name).read() if 0 < size <= len(data) else b""
    except MemoryError:
        raise
    except Exception:
        # On a damaged file it may raise anything.
        raise (truncated() if _is_cut(data) else unreadable("文件结构已损坏")) from None
    if not name:
        raise truncated() if _is_cut(data) else not_a_table()
    if len(stream) < size:
        raise truncated()
    return stream, "_vba_project_cur" in names


def _is_cut(data: bytes) -> bool:
    """Tell by the table of sectors whether some lie beyond the end of the file."""
    if len(data) < _HEAD:
        return True
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in {9, 12}:
        return False
    directory, *tables = struct.unpack_from("<I24x109I", data, 48)
    used = [sector for sector in (directory, *tables) if sector < _LEAST_OF_MARKS]
    for part, table in enumerate(tables):
        # Each of these sectors names the followers of a run of sectors, or that they are free.
        places = data[(table + 1) << shift : (table + 2) << shift] if table in used else b""
        first = part << (shift - 2)
        nexts = struct.unpack(f"<{len(places) // 4}I", places[: len(places) // 4 * 4])
        used += [first + index for index, follower in enumerate(nexts) if follower != _FREE]
    # The last sector need not be full.
    last: int = (max(used, default=0) + 1) << shift
    return last >= len(data)


def _drafts(stream: Stream, limits: FileLimits) -> tuple[list[Draft], bool]:
    """Draft the sheets; tell whether xlrd could read their formats."""
    encodings = ["gb18030", None] if stream.codepage in _CARELESS else [None]
    attempts = [(encoding, formats) for formats in (True, False) for encoding in encodings]
    for encoding, formats in attempts[:-1]:
        try:
            return list(_sheets(stream, limits, encoding, formats=formats)), formats
        except Unreadable as error:
            if error.remark.code != "F01":
                raise
    encoding, formats = attempts[-1]
    return list(_sheets(stream, limits, encoding, formats=formats)), formats


def _sheets(
    stream: Stream, limits: FileLimits, encoding: str | None, *, formats: bool
) -> Iterator[Draft]:
    book = _asked(
        partial(
            xlrd.open_workbook,
            file_contents=stream.data,
            # xlrd would print what it wonders at.
            logfile=io.StringIO(),
            encoding_override=encoding,
            formatting_info=formats,
            on_demand=True,
            ragged_rows=True,
        )
    )
    budget = Budget(limits.cells)
    by_index = _formats_of(book) if formats else {}
    for index, name in enumerate(book.sheet_names()):
        sheet = _asked(partial(book.sheet_by_index, index))
        draft = Draft(name, budget, is_hidden=bool(sheet.visibility))
        _draw(draft, sheet, by_index)
        if index < len(stream.sheets):
            start = stream.sheets[index]
            for formula in stream.uncalculated.get(start, []):
                draft.put(formula.row, formula.column, _written(book, formula))
            draft.marks += stream.conditions.get(start, [])
            draft.hides_zeros = start in stream.without_zeros
        yield draft
        book.unload_sheet(index)


def _asked(ask: Callable[[], _Answer]) -> _Answer:
    """Call xlrd, which may raise anything on a damaged file. Raises Unreadable."""
    try:
        return ask()
    except MemoryError:
        raise
    except xlrd.XLRDError as error:
        raise (encrypted() if "encrypted" in str(error) else unparsed()) from None
    except Exception:
        raise unparsed() from None


def _formats_of(book: xlrd.Book) -> dict[int, _Format]:
    """Return how each of the book's formats shows cells, by its index."""
    struck = {font.font_index for font in book.font_list if font.struck_out}
    colours = {font.font_index: _colour(book, font.colour_index) for font in book.font_list}
    symbols = _symbols(book)
    by_index = {}
    for index, xf in enumerate(book.xf_list):
        known = book.format_map.get(xf.format_key)
        # Formats that differ between countries are known to xlrd by their number only.
        code = (known and known.format_str) or BUILTIN.get(xf.format_key, "General")
        is_unseen = blends(colours.get(xf.font_index, ""), _ground(book, xf))
        by_index[index] = _Format(
            xf.font_index in struck, is_unseen, code, is_plain(code), symbols.get(xf.font_index)
        )
    return by_index


def _symbols(book: xlrd.Book) -> dict[int, Callable[[str], str]]:
    """Return how the symbol fonts of a book write letters, by their numbers."""
    return {
        font.font_index: write for font in book.font_list if (write := writer(font.name or ""))
    }


def _colour(book: xlrd.Book, index: int) -> str:
    """Name a colour as .xlsx does; “” for that of the system."""
    rgb = book.colour_map.get(index)
    return colour("{:02X}{:02X}{:02X}".format(*rgb)) if rgb else ""


def _ground(book: xlrd.Book, xf: xlrd.formatting.XF) -> str:
    """Name the colour of a cell, “” where it has none."""
    if xf.background.fill_pattern == _SOLID:
        return _colour(book, xf.background.pattern_colour_index) or "unknown"
    return "pattern" if xf.background.fill_pattern else ""


def _draw(draft: Draft, sheet: xlrd.sheet.Sheet, by_index: dict[int, _Format]) -> None:
    """Draft one sheet: cells, merges, hidden rows and columns, comments."""
    since_1904 = bool(sheet.book.datemode)
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in _EMPTY:
                continue
            if by_index:
                cell_format = by_index.get(sheet.cell_xf_index(row, column), _PLAIN)
            else:
                cell_format = _DATE if kind == xlrd.XL_CELL_DATE else _PLAIN
            value = sheet.cell_value(row, column)
            cell = _cell(kind, value, cell_format, since_1904=since_1904)
            if cell_format.write:
                cell = seen_in(cell_format.write, cell)
            draft.put(row, column, cell)
            if cell_format.is_struck and value != "":
                draft.struck.add((row, column))
            if cell_format.is_unseen and value != "":
                draft.unseen.add((row, column))
    symbols = _symbols(sheet.book)
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        _strike_runs(draft, sheet, (row, column), runs)
        look = by_index.get(sheet.cell_xf_index(row, column)) if by_index else None
        of_cell = look.write if look else None
        writes = {**symbols, _OF_CELL: of_cell} if of_cell else symbols
        _write_runs(draft, sheet, (row, column), runs, writes)
    draft.merges += [
        Merge(top, left, bottom - 1, right - 1)
        for top, bottom, left, right in sheet.merged_cells
        if top < bottom and left < right
    ]
    hidden = {
        row
        for row, info in sheet.rowinfo_map.items()
        if info.hidden or (not info.has_default_height and info.height <= _LEAST_HEIGHT)
    }
    if sheet.default_row_hidden:
        hidden |= set(range(sheet.nrows)) - sheet.rowinfo_map.keys()
    draft.hidden_rows += [(row, row) for row in sorted(hidden)]
    draft.hidden_columns += [
        (column, column)
        for column, info in sheet.colinfo_map.items()
        if info.hidden or info.width <= _LEAST_WIDTH
    ]
    draft.comments |= {
        place: without_author(note.text, note.author)
        for place, note in sheet.cell_note_map.items()
    }


def _cell(kind: int, value: str | float, cell_format: _Format, *, since_1904: bool) -> Cell:
    if isinstance(value, str):
        return text_shown(value, cell_format.code) if value else value
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(int(value), "#VALUE!"))
    if not math.isfinite(value):
        return "#NUM!"
    return value if cell_format.is_plain else shown(value, cell_format.code, since_1904=since_1904)


def _strike_runs(
    draft: Draft, sheet: xlrd.sheet.Sheet, place: tuple[int, int], runs: list[tuple[int, int]]
) -> None:
    """Tell texts that are struck through in part from those that are struck through wholly."""
    text = sheet.cell_value(*place)
    if not isinstance(text, str) or not runs:
        return
    struck = {font.font_index for font in sheet.book.font_list if font.struck_out}
    # Runs count the units of UTF-16, and begin with the font of the cell itself.
    units = text.encode("utf-16-le")
    ends = [offset for offset, _ in runs] + [len(units) // 2]
    parts = [(0, ends[0], place in draft.struck)]
    parts += [
        (start, end, font in struck) for (start, font), end in zip(runs, ends[1:], strict=True)
    ]
    seen = {
        is_struck
        for start, end, is_struck in parts
        if units[2 * start : 2 * end].decode("utf-16-le", errors="replace").strip()
    }
    draft.strike(*place, seen)


def _write_runs(
    draft: Draft,
    sheet: xlrd.sheet.Sheet,
    place: tuple[int, int],
    runs: list[tuple[int, int]],
    writes: dict[int, Callable[[str], str]],
) -> None:
    """
    Write the digits above or below the line as such, where they are a part of the text, and the
    letters of symbol fonts as *writes* tells by the font.
    """
    text = sheet.cell_value(*place)
    beside = {font.font_index for font in sheet.book.font_list if font.escapement}
    fonts = {_OF_CELL, *(font for _, font in runs)}
    if not isinstance(text, str) or not fonts & (beside | writes.keys()):
        return
    units = text.encode("utf-16-le")
    ends = [offset for offset, _ in runs] + [len(units) // 2]
    parts = [(0, ends[0], _OF_CELL)]
    parts += [(start, end, font) for (start, font), end in zip(runs, ends[1:], strict=True)]
    words = [
        (units[2 * start : 2 * end].decode("utf-16-le", errors="replace"), font)
        for start, end, font in parts
    ]
    if any(word.strip() and font not in beside for word, font in words):
        writes = dict.fromkeys(beside, raised) | writes
    draft.put(*place, "".join(writes.get(font, str)(word) for word, font in words))


def _written(book: xlrd.Book, formula: Uncalculated) -> str:
    """Return the text of a formula, as far as xlrd can decompile it."""
    try:
        text = decompile_formula(
            book,
            formula.tokens,
            len(formula.tokens),
            FMLA_TYPE_CELL,
            browx=formula.row,
            bcolx=formula.column,
        )
    except Exception:
        text = None
    return f"={text or '…'}"
