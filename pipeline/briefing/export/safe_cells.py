"""Write texts into a workbook as they are, so that none can ever run as a formula."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache
from typing import IO, TYPE_CHECKING

from xlsxwriter import Workbook

from briefing.domain.text import shown_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    Pen = Callable[..., Format]

FONT = "宋体"
# In points: the height of a line, the padding of a row, and the greatest height that Excel allows.
_LINE, _PADDING, _HIGHEST = 13.5, 4.0, 409.0
# What a sheet's name and a cell can hold, the cell in UTF-16 units.
_SHEET_LENGTH = 31
MOST_UNITS = 32_767
# Older versions of Excel show a longer text as ##### when its format is “text”.
_LONGEST_AS_TEXT = 255
_BEGINS_A_FORMULA = set("=+-@＝＋－﹣＠﹢﹦﹫")
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def new_workbook(target: IO[bytes], day: dt.date, **properties: str) -> Workbook:
    """Open a workbook that says it was made on *day*, and takes every text for a text."""
    from xlsxwriter import Workbook

    never_run = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    book = Workbook(target, {"in_memory": True, **never_run})
    created = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    book.set_properties(properties | {"created": created})
    return book


def pens(book: Workbook) -> Pen:
    """Return a function that creates each format of a workbook once."""

    @cache
    def pen(**properties: object) -> Format:
        return book.add_format(
            {"font_name": FONT, "font_size": 10, "valign": "vcenter"} | properties
        )

    return pen


def set_text(page: Worksheet, row: int, column: int, text: str, pen: Pen, **style: object) -> None:
    """
    Write a text that stays a text when someone edits the cell or saves the file again.

    The cell's format is “text”, and what looks like a formula gets Excel's quote prefix.
    """
    shown = fitting(text)
    if len(shown) <= _LONGEST_AS_TEXT:
        style |= {"num_format": "@"}
    if may_be_formula(shown):
        style |= {"quote_prefix": True}
    if not shown:
        page.write_blank(row, column, None, pen(**style))
    elif shown.startswith("<r>") and shown.endswith("</r>"):
        # XlsxWriter would take such a text for its own markup, unless it comes in pieces.
        page.write_rich_string(row, column, shown[:1], shown[1:2], shown[2:], pen(**style))
    else:
        page.write_string(row, column, shown, pen(**style))


def set_amount(
    page: Worksheet, row: int, column: int, text: str, pen: Pen, **style: object
) -> None:
    """Write an amount as a number where it would be shown just as its text; else as the text."""
    if not is_amount(text):
        set_text(page, row, column, text, pen, **style)
        return
    decimals = len(text.partition(".")[2])
    shape = f"0.{'0' * decimals}" if decimals else "0"
    page.write_number(row, column, float(text), pen(**style | {"num_format": shape}))


def is_amount(text: str) -> bool:
    """
    Tell whether a spreadsheet would show the number just as its text is written.

    >>> [is_amount(text) for text in ("530", "-2.5", "1,200", "05", "1.50", "5000万", "-0")]
    [True, True, False, False, False, False, False]
    """
    return bool(_AMOUNT.fullmatch(text)) and text != "-0" and shown_number(float(text)) == text


def may_be_formula(text: str) -> bool:
    """
    Tell whether a spreadsheet may take a text for a formula once it is edited.

    >>> [may_be_formula(text) for text in ("=1+1", " @SUM(A1)", "－5", "水厂", "")]
    [True, True, True, False, False]
    """
    visible = (c for c in text if not c.isspace() and unicodedata.category(c)[0] != "C")
    return next(visible, "") in _BEGINS_A_FORMULA


def inert(cell: object) -> object:
    """
    Return what a CSV holds for a cell: a text that could run gets “'” before it, numbers stay.

    A text that begins with “'” gets one more, so that taking one off always gives the original.

    >>> [inert(cell) for cell in ("=1+1", "'水厂", "水厂", "-2.50", -2.5)]
    ["'=1+1", "''水厂", '水厂', '-2.50', -2.5]
    """
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.startswith("'") or may_be_formula(cell) else cell


def fitting(text: str) -> str:
    """Return all of a text, or, where a cell cannot hold it, its beginning and its length."""
    whole = _HALF_CHARACTER.sub("\ufffd", text)
    if _units(whole) <= MOST_UNITS:
        return whole
    tail = f"…〔原文共{len(text)}字，此处从略〕"
    kept = whole[: MOST_UNITS - len(tail)]
    while _units(kept) > MOST_UNITS - len(tail):
        kept = kept[: -max(1, (_units(kept) - MOST_UNITS + len(tail)) // 2)]
    return kept + tail


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)


def width(text: str) -> int:
    """
    Return the width of a text's longest line, in half-width characters.

    >>> width("水厂5"), width("")
    (5, 0)
    """
    lines = text.splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in x) for x in lines)


def height(texts: Iterable[tuple[str, int]]) -> float:
    """
    Return the height of a row, in points, that shows all of its texts, given with column widths.

    Not every program sets the height of wrapped texts itself, and none does in print.

    >>> height([("水厂", 8), ("一条很长的说明", 8)])
    31.0
    """

    def lines(text: str, column: int) -> int:
        room = max(column - 1, 2)
        return sum(max(1, -(-width(line) // room)) for line in text.splitlines() or [""])

    most = max((lines(text, column) for text, column in texts), default=1)
    return min(_PADDING + _LINE * most, _HIGHEST)


def sheet_name(title: str, taken: set[str]) -> str:
    """Return a sheet name of at most 31 characters that is not *taken*, and add it to those."""
    safe = "".join("_" if c in "[]:*?/\\" or not c.isprintable() else c for c in title)
    return unique_name(safe.strip("' ") or "台账", taken, _SHEET_LENGTH)


def unique_name(name: str, taken: set[str], length: int | None = None) -> str:
    """
    Return *name*, or the name with a number where it is *taken* already; and add it to *taken*.

    Names that differ only in case or in width are one name to Windows, macOS and Excel.
    """
    number = 1
    while True:
        tail = f"（{number}）" if number > 1 else ""
        whole = (name[: length - len(tail)] if length else name) + tail
        folded = unicodedata.normalize("NFKC", whole).casefold()
        if folded not in taken:
            taken.add(folded)
            return whole
        number += 1
