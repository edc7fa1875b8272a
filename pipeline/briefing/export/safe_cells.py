"""Texts as sent go in, cells of a workbook come out: the same texts, none of which can ever run."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from briefing.domain.text import shown_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    Pen = Callable[..., Format]

FONT = "宋体"
# Points that a line takes, what a row has besides, and the most that Excel lets it have.
_LINE, _PADDING, _HIGHEST = 13.5, 4.0, 409.0
# What a sheet's name and a cell of Excel can hold, the cell in UTF-16 units.
_SHEET_LENGTH = 31
MOST_UNITS = 32_767
# Older Excels show a longer text as ##### when its format is “text”.
_LONGEST_AS_TEXT = 255
_BEGINS_A_FORMULA = set("=+-@＝＋－﹣＠﹢﹦﹫")
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def pens(book: Workbook) -> Pen:
    """Return a maker of formats that makes each format once."""

    @cache
    def pen(**properties: object) -> Format:
        return book.add_format(
            {"font_name": FONT, "font_size": 10, "valign": "vcenter"} | properties
        )

    return pen


def set_text(page: Worksheet, row: int, column: int, text: str, pen: Pen, **style: object) -> None:
    """
    Write a text that stays a text, also when someone edits the cell or saves the file again.

    The cell's format is “text”, and what looks like a formula has Excel's own mark of a text.
    """
    shown = fitting(text)
    if len(shown) <= _LONGEST_AS_TEXT:
        style |= {"num_format": "@"}
    if runs(shown):
        style |= {"quote_prefix": True}
    if not shown:
        page.write_blank(row, column, None, pen(**style))
    elif shown.startswith("<r>") and shown.endswith("</r>"):
        # XlsxWriter takes such a text for markup of its own, unless it comes in pieces.
        page.write_rich_string(row, column, shown[:1], shown[1:2], shown[2:], pen(**style))
    else:
        page.write_string(row, column, shown, pen(**style))


def set_amount(
    page: Worksheet, row: int, column: int, text: str, pen: Pen, **style: object
) -> None:
    """Write an amount as a number where number and text are one; else as the text it was."""
    if not is_amount(text):
        set_text(page, row, column, text, pen, **style)
        return
    decimals = len(text.partition(".")[2])
    shape = f"0.{'0' * decimals}" if decimals else "0"
    page.write_number(row, column, float(text), pen(**style | {"num_format": shape}))


def is_amount(text: str) -> bool:
    """
    Tell whether a number would read just as its text does.

    >>> [is_amount(text) for text in ("530", "-2.5", "1,200", "05", "1.50", "5000万", "-0")]
    [True, True, False, False, False, False, False]
    """
    return bool(_AMOUNT.fullmatch(text)) and text != "-0" and shown_number(float(text)) == text


def runs(text: str) -> bool:
    """
    Tell whether a spreadsheet may take a text for a formula once it is edited.

    >>> [runs(text) for text in ("=1+1", " @SUM(A1)", "－5", "水厂", "")]
    [True, True, True, False, False]
    """
    visible = (c for c in text if not c.isspace() and unicodedata.category(c)[0] != "C")
    return next(visible, "") in _BEGINS_A_FORMULA


def inert(cell: object) -> object:
    """
    Return what a CSV holds for a cell: a text that could run begins with “'”, numbers stay numbers.

    A text that has that mark of its own gets one more: whoever takes one off has what was meant.

    >>> [inert(cell) for cell in ("=1+1", "'水厂", "水厂", "-2.50", -2.5)]
    ["'=1+1", "''水厂", '水厂', '-2.50', -2.5]
    """
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.startswith("'") or runs(cell) else cell


def fitting(text: str) -> str:
    """Return what a cell can hold of a text: all of it, or its beginning and how long it was."""
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
    Return how many half-width characters a text's longest line takes.

    >>> width("水厂5"), width("")
    (5, 0)
    """
    lines = text.splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in x) for x in lines)


def height(texts: Iterable[tuple[str, int]]) -> float:
    """
    Return the height of a row, in points, in which every text can be read: text and column width.

    Programs set the height of wrapped texts themselves, but not all of them and not in print.

    >>> height([("水厂", 8), ("一条很长的说明", 8)])
    31.0
    """
    most = max((lines(text, wide) for text, wide in texts), default=1)
    return min(_PADDING + _LINE * most, _HIGHEST)


def lines(text: str, wide: int) -> int:
    """Return how many lines a text takes in a column of that width."""
    room = max(wide - 1, 2)
    return sum(max(1, -(-width(line) // room)) for line in text.splitlines() or [""])


def sheet_name(title: str, taken: set[str]) -> str:
    """Return a sheet name that is not *taken* yet, at most 31 characters; and take it."""
    safe = "".join("_" if c in "[]:*?/\\" or not c.isprintable() else c for c in title)
    return free(safe.strip("' ") or "台账", taken, _SHEET_LENGTH)


def free(name: str, taken: set[str], length: int | None = None) -> str:
    """Return a name of its own, with a number where another is the same but for case or width."""
    number = 1
    while True:
        tail = f"（{number}）" if number > 1 else ""
        whole = (name[: length - len(tail)] if length else name) + tail
        if _sameness(whole) not in taken:
            taken.add(_sameness(whole))
            return whole
        number += 1


def _sameness(name: str) -> str:
    """What Windows, macOS and Excel hold to be one name."""
    return unicodedata.normalize("NFKC", name).casefold()
