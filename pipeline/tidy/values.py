"""
One cell as sent goes in, one typed value comes out, or Unclear with what was expected.

Nothing is guessed and nothing is filled: an empty cell is None, and so is a dash; what cannot be
read raises Unclear and becomes a finding that names the cell.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline import money
from pipeline.months import Month
from pipeline.read.sheet import Cell, as_text
from pipeline.units import MONEY_FACTORS_WAN, fold

if TYPE_CHECKING:
    from pipeline.ledgers import Column

# How clerks write that there is nothing to write.
_NOTHING = {
    "",
    "-",
    "--",
    "---",
    "/",
    "//",
    "\\",
    "无",
    "暂无",
    "没有",
    "待定",
    "空",
    "N/A",
    "n/a",
}
# A formula that failed, or that nobody calculated.
_FAILED = re.compile(r"^(?:#(?:REF|DIV/0|N/A|NAME|VALUE|NUM|NULL)[!?]?$|=.)")
_YES = {
    "是",
    "√",
    "✓",
    "✔",
    "☑",
    "有",
    "已建",
    "已建立",
    "已落实",
    "1",
    "TRUE",
    "Y",
    "已申报",
    "已报",
}
_NO = {
    "否",
    "×",
    "✗",
    "✘",
    "☐",
    "无",
    "未建",
    "未落实",
    "0",
    "FALSE",
    "N",
    "没有",
    "未申报",
    "未报",
}
# A float holds 15 digits; a longer code has lost its tail.
_LOSSLESS = 10**15
# What is left of such a code in a CSV: 2.02061E+19.
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+")
# Thousands in groups of three; 1200,300 may be two numbers.
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_LARGEST_COUNT = 10**9


class Unclear(ValueError):
    """The cell cannot be read; the message says what was expected."""


def says_nothing(cell: Cell) -> bool:
    """Tell whether the cell is empty or holds one of the signs for nothing."""
    return cell is None or fold(as_text(cell)) in _NOTHING


def text(cell: Cell) -> str | None:
    """
    Read words as they stand (white space folded), in their own width.

    Raises Unclear where a formula gave none.
    """
    if says_nothing(cell):
        return None
    _refuse_failure(fold(as_text(cell)))
    return " ".join(as_text(cell).split())


def _refuse_failure(folded: str) -> None:
    if _FAILED.match(folded.upper()):
        message = "应为公式算出的结果（公式出错，或没有计算过）"
        raise Unclear(message)


def code(cell: Cell) -> str | None:
    """Read a code: letters and digits, never a number. Raises Unclear when Excel ate its digits."""
    if says_nothing(cell):
        return None
    folded = fold(as_text(cell)).upper()
    _refuse_failure(folded)
    is_long = isinstance(cell, float | int) and abs(cell) >= _LOSSLESS
    if is_long or _SCIENTIFIC.fullmatch(folded):
        message = "应为文本格式的代码（单元格成了数字，后几位已丢失）"
        raise Unclear(message)
    return folded


def number(cell: Cell) -> Decimal | None:
    """Read a plain number: 1,200 · １２００ · −3.5. Raises Unclear."""
    if says_nothing(cell):
        return None
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        message = "应为数字"
        raise Unclear(message)
    folded = fold(as_text(cell))
    _refuse_failure(folded)
    bare = folded.replace(",", "") if _GROUPED.fullmatch(folded) else folded
    if not re.fullmatch(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", bare):
        message = "应为数字"
        raise Unclear(message)
    return Decimal(bare)


def money_wan(cell: Cell, unit: str | None) -> float | None:
    """
    Read an amount into 万元.

    *unit* is the column's unit (万元, 亿元 …); a unit in the cell itself (0.5亿元) goes before it.
    Raises Unclear when it is no amount, or when nobody says in which unit it is.
    """
    if says_nothing(cell):
        return None
    if isinstance(cell, str):
        match = re.fullmatch(
            r"(.+?)(亿元?|千万元?|百万元?|万元?|千元|元)(?:整|人民币)?", fold(cell)
        )
        if match:
            unit = match[2] if match[2].endswith("元") else f"{match[2]}元"
            cell = match[1]
    value = number(cell)
    if value is None:
        return None
    if unit is None:
        message = "应写明单位（万元或亿元）"
        raise Unclear(message)
    try:
        return money.on_grid(value * MONEY_FACTORS_WAN[unit])
    except OverflowError:
        message = "应为金额（读到的数过大，是否填成了代码）"
        raise Unclear(message) from None


def percent(cell: Cell) -> Decimal | None:
    """
    Read percentage points: 4.7 and “4.7%” are the same; 下降4.7% is −4.7.

    A bare number below 1 is unclear, whatever the header says: a cell formatted as a percentage
    holds 0.047 and shows 4.7%. Raises Unclear.
    """
    if isinstance(cell, float) and 0 < abs(cell) < 1:
        message = "应写成“4.7%”的文本（小于1的数可能是百分比格式的单元格）"
        raise Unclear(message)
    if isinstance(cell, str):
        folded = fold(cell).removesuffix("%")
        falling = re.match(r"^(?:同比)?(?:下降|负增长|减少)", folded)
        cell = re.sub(r"^(?:同比)?(?:下降|负增长|减少|增长)", "", folded)
        value = number(cell)
        return -value if value is not None and falling else value
    return number(cell)


def count(cell: Cell) -> int | None:
    """Read a whole number; a unit behind it (15天, 3个工作日) is left out. Raises Unclear."""
    if isinstance(cell, str):
        cell = re.sub(r"(?:个?工作日|天|日|个|次|件|项|名|位)$", "", fold(cell))
    value = number(cell)
    if value is None:
        return None
    if abs(value) > _LARGEST_COUNT or value != value.to_integral_value():
        message = "应为整数"
        raise Unclear(message)
    return int(value)


def yes_no(cell: Cell) -> bool | None:
    """Read 是/否 in its spellings. “无” is a no here. Raises Unclear."""
    folded = fold(as_text(cell)) if cell is not None else ""
    if folded.upper() in _YES:
        return True
    if folded.upper() in _NO:
        return False
    if folded in _NOTHING:
        return None
    message = "应为“是”或“否”"
    raise Unclear(message)


def presence(cell: Cell) -> bool:
    """Keep only whether something stands there: a name is not stored."""
    return not says_nothing(cell)


def state(cell: Cell, column: Column) -> str | None:
    """
    Read one of the dictionary's states; what stands in brackets behind it is a remark.

    A remark that is another state, 在建（停工）, makes the cell unclear. Raises Unclear.
    """
    if cell is None or (says_nothing(cell) and column.state(as_text(cell)) is None):
        return None
    folded = fold(as_text(cell))
    remark = re.search(r"\(([^()]*)\)$", folded)
    found = column.state(folded) or column.state(folded[: remark.start()] if remark else folded)
    contradicted = remark and column.state(remark[1]) not in {None, found}
    if found is None or contradicted:
        words = "、".join(spellings[0] for spellings in column.values.values())
        message = f"应为{words}之一"
        raise Unclear(message)
    return found


def states(cell: Cell, column: Column) -> str | None:
    """Read several states in one cell: 土地征用、资金筹措 → land|funding."""
    if says_nothing(cell):
        return None
    found = {state(part, column) for part in _parts(cell)}
    ordered = [entry for entry in column.values if entry in found]
    return "|".join(ordered) or None


def items(cell: Cell) -> str | None:
    """Read several texts in one cell, each once, joined by “|”."""
    if says_nothing(cell):
        return None
    return "|".join(dict.fromkeys(_parts(cell))) or None


def _parts(cell: Cell) -> list[str]:
    pieces = re.split(r"[、，,;；/|\n]+", unicodedata.normalize("NFKC", as_text(cell)))
    numbered = (re.sub(r"^\s*\(?\d+[.、)]\s*", "", piece) for piece in pieces)
    return [piece.strip(" 。.") for piece in numbered if piece.strip(" 。.")]


def period(cell: Cell, month: Month) -> str | None:
    """Read a cumulative statistical period (1—5月, 2020年1-5月) as its last month, YYYY-MM."""
    if says_nothing(cell):
        return None
    match = re.fullmatch(r"(?:(\d{4})年?)?(?:0?1(?:月份?)?-)?(\d{1,2})月份?", fold(as_text(cell)))
    if not match or not 1 <= int(match[2]) <= 12:
        message = "应为累计时期，如1—5月"
        raise Unclear(message)
    return str(Month(int(match[1] or month.year), int(match[2])))
