"""
Separate the number in a cell and its unit from what was written around them.

Signs, spaced thousands, remarks in brackets, 约 and 左右 are removed before the number is read.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.domain.units import MONEY_FACTORS_WAN
from briefing.ledgers.tidy.values import (
    LONGEST,
    Unclear,
    says_nothing,
    without_marks,
    written,
)
from briefing.workbooks.sheet import stored_and_seen

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

NO_NUMBER = "应为数字"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
THINGS = (
    "亩|吨|千瓦时|千瓦|兆瓦|平方?米|m2|立方米|m3|公里|千米|km|米|户|人|头|只|株|座|套|台|辆|件"
    "|个工作日|工作日|个|项|处|床|家|次|名|位|%|天|日|月|年|美元|欧元|港元|日元"
)
_OF_THINGS = re.compile(rf"[百千万亿]*(?:{THINGS})")
# A hyphen and its look-alikes are a minus; a long dash, ~ and 至 stand between two numbers.
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–−﹣", "-"))
_HALF_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)}
_INNER_SPACE = re.compile(r"(?<=[0-9.,])\s+(?=[0-9.,])")
_SPACED_THOUSANDS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9]| [0-9])")
POWER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,2}")
# A Chinese comma or a space after three digits may separate two numbers: 500，200.
_TWO_NUMBERS = re.compile(r"(?<![0-9][\s，])(?<![0-9.,，])[0-9]{3}[，\s][0-9]{3}(?![0-9])")
_REMARKS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_NUMBER_ONLY = re.compile(r"[-+0-9.,~%]+(?:[百千万亿元]*)")
# A remark with one of these words makes the number doubtful.
_DOUBTFUL = re.compile(
    r"[估约含暂预拟待未原超]|计划|左右|累计|截至|截止|调整|概算|不足|其余|扣除|上年|去年"
)
_ABOUT_BEFORE = re.compile(
    r"^(人民币|RMB|¥)?(?:大约|约为|约|将近|接近|近|超过|超|逾|突破|暂估|估算|估计|[~≈])+"
)
_ABOUT_BEHIND = re.compile(r"(?<!左右)(?<!上下)(?<![余多])(?:左右|上下|余|多)++$")
_ABOUT_WITHIN = re.compile(r"(?<=[0-9百千万亿])(?:余|多)(?=[百千万亿元个])")


@dataclass(frozen=True)
class NumberText:
    """A cell without its remarks: the number, its unit, and all doubts about it."""

    bare: str
    unit: str
    doubts: tuple[str, ...]


def number_text(cell: Cell) -> NumberText | None:
    """Separate a cell's number from its remarks; None for an empty cell. Raises Unclear."""
    if says_nothing(cell):
        return None
    if isinstance(cell, dt.date):
        message = "应为数字（单元格成了日期，“5.1”“3-5”之类会被自动改成日期）"
        raise Unclear(message)
    if isinstance(cell, bool | dt.time | dt.timedelta):
        raise Unclear(NO_NUMBER)
    if pair := stored_and_seen(cell):
        return _hidden(*pair)
    raw, doubt = without_marks(written(cell).strip())
    if len(raw) > LONGEST:
        raise Unclear(NO_NUMBER)
    found = _without_remarks(raw, is_text=isinstance(cell, str))
    return replace(found, doubts=(doubt, *found.doubts)) if found and doubt else found


def _hidden(stored: str, seen: str) -> NumberText:
    """Read a number that its format does not show as it is: a zero may be hidden, nothing else."""
    if stored == "0" and not seen:
        return NumberText("0", "", ("格式没有显示这个0，已按0读入",))
    if _DATE.match(stored):
        message = "应为数字（单元格成了日期，“5.1”“3-5”之类会被自动改成日期）"
        raise Unclear(message)
    message = f"应与显示的一致（存的是{stored[:20]}，显示为“{seen[:20]}”）"
    raise Unclear(message)


def _without_remarks(raw: str, *, is_text: bool) -> NumberText | None:
    narrow = unicodedata.normalize("NFKC", raw).translate(_MINUS)
    seen = "".join(c for c in narrow if c.isprintable() or c.isspace()).strip().lstrip("'’`")
    if not seen:
        return None
    doubts = []
    if _TWO_NUMBERS.search(raw.translate(_HALF_WIDTH)):
        message = "应只有一个数（是两个数还是千分位）"
        raise Unclear(message)
    if _INNER_SPACE.search(seen):
        seen = _join_thousands(seen)
        doubts.append("数字之间有空格，已按千分位读入")
    tight = re.sub(r"^负(?=[0-9])", "-", "".join(seen.split()).rstrip("。;"))
    bare, unit, remarked = _remarks_off(tight)
    if is_text and POWER.fullmatch(bare):
        doubts.append("科学计数法的末几位可能已丢失")
    bare, is_about = about_off(bare)
    if is_about:
        doubts.append(f"应为确定的数，已按{bare}读入")
    return NumberText(bare, unit, (*doubts, *remarked))


def _join_thousands(text: str) -> str:
    """
    Remove the spaces of 1 200. Raises Unclear for any other space or line break between digits:
    two amounts on two lines of a cell must not become one.
    """
    joined = _SPACED_THOUSANDS.sub(lambda match: match[0].replace(" ", ""), text)
    if _INNER_SPACE.search(joined):
        message = "应只有一个数（数字之间有空格或换行）"
        raise Unclear(message)
    return joined


def _remarks_off(text: str) -> tuple[str, str, list[str]]:
    """Remove the brackets after a number: 500（其中：中央资金200）, 0.5（亿元）, 500（估算）."""
    if text.startswith(_OPENING):
        message = "应直接写出数（负数写成“-5”）" if _NUMBER_ONLY.search(text) else NO_NUMBER
        raise Unclear(message)
    doubts, unit = [], ""
    for remark in _REMARKS.findall(text):
        inside = remark.removeprefix("单位").removeprefix(":")
        if inside in _OWN_UNITS:
            unit = _OWN_UNITS[inside]
        elif _OF_THINGS.fullmatch(inside):
            unit = inside
        elif _NUMBER_ONLY.fullmatch(inside):
            message = "应只有一个数（括号里另有一个数）"
            raise Unclear(message)
        elif _DOUBTFUL.search(inside):
            doubts.append(f"括号里注明“{inside[:20]}”，已按括号外的数读入")
    return _REMARKS.sub("", text), unit, doubts


_OPENING = ("(", "[", "【", "〔")
_OWN_UNITS = {unit: unit for unit in MONEY_FACTORS_WAN} | {"万": "万元", "亿": "亿元"}


def about_off(bare: str) -> tuple[str, bool]:
    """Remove 约, 近, 左右 and 余; tell whether there were any."""
    without = _ABOUT_BEFORE.sub(r"\1", bare)
    without = _ABOUT_WITHIN.sub("", _ABOUT_BEHIND.sub("", without))
    return without, without != bare
