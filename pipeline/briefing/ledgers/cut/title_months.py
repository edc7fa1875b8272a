"""The names and titles of sheets go in; the months that they speak of come out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.workbooks.sheet import Sheet, is_empty

if TYPE_CHECKING:
    from briefing.domain.months import Month

_TEN = "一二三四五六七八九十"
_CHINESE = {word: number for number, word in enumerate([*_TEN, "十一", "十二"], 1)}
_NUMBER = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"
_YEAR = r"(?:(20\d\d)年?[-./]?)?"
# A sheet that is named for its month and nothing else: 5月, 五月份, 1-5月, 2020年5月, 2020.5.
_NAMED = re.compile(rf"^{_YEAR}(?:截[至止])?(?:\d{{1,2}}月?-)?{_NUMBER}月?(?:份|底|末)?(?:累计)?$")
_COMPACT = re.compile(r"^(20\d\d)(0[1-9]|1[0-2])$")
# A title that says its month: 2020年5月重点项目进展情况表, …（截至5月底）. A day is a day's date.
_TITLED = re.compile(rf"{_YEAR}(?:\d{{1,2}}月?-)?{_NUMBER}月(?!\d{{1,2}}日)")
# What says its month beside a title or below it: 报告期：2020年4月, （截至4月底）, （2020年4月）.
_LABELLED = re.compile(
    r"^\(?(?:(?:报告|报表|统计|数据)(?:期|月份?|时间|日期|截[止-])[^:]{0,4}:|(?:数据)?截[至止-])"
)
_ALONE = re.compile(rf"^\(?(20\d\d)年(?:\d{{1,2}}月?-)?{_NUMBER}月(?:份|底|末)?\)?$")
# Last year's ledger sent again; what is planned for a span of years has two.
_OF_A_YEAR = re.compile(r"^\D*(20\d\d)年度?\D*项目\D*(?:进展|进度|推进|完成|月报)\D*$")
_IS_TITLE = re.compile(r"表|台账|清单|情况|进展|反馈|明细|一览|汇总")
LEAST_MONTH, MOST_MONTH = 1, 12


def named_month(name: str) -> tuple[int | None, int] | None:
    """
    Return the year, if told, and the month that a sheet's name says; None for any other name.

    >>> named_month("1—5月"), named_month("2020年五月份"), named_month("202005"), named_month("交通")
    ((None, 5), (2020, 5), (2020, 5), None)
    """
    folded = fold(name)
    if match := _COMPACT.match(folded):
        return int(match[1]), int(match[2])
    match = _NAMED.match(folded)
    # A bare number is a sheet's number, unless a year stands before it.
    if not match or ("月" not in folded and not match[1]):
        return None
    return _checked(match[1], match[2])


def speaks_of(month: Month, told: tuple[int | None, int]) -> bool:
    """Tell whether what a name says is the report's month."""
    return told[1] == month.number and told[0] in {None, month.year}


def of_other_months(sheet: Sheet, top: int, month: Month) -> str | None:
    """
    Return the line above a head (its first row is *top*) that speaks of other months than the
    report's, or of a former year; None when there is none.

    A title goes before a month that stands alone: that may be when the table was printed.
    """
    alone = None
    for row in reversed(sheet.rows[:top]):
        for cell in row:
            if is_empty(cell) or not isinstance(cell, str):
                continue
            line, folded = " ".join(cell.split()), fold(cell)
            months = months_in(line)
            is_told = any(speaks_of(month, told) for told in months)
            if months and _LABELLED.match(folded) and not is_told:
                return line
            if months and _IS_TITLE.search(line) and not _LABELLED.match(folded):
                return None if is_told else line
            if (year := _OF_A_YEAR.match(folded)) and int(year[1]) < month.year:
                return line
            if months and _ALONE.match(folded) and _is_before(months[0], month):
                alone = alone or line
    return alone


def _is_before(told: tuple[int | None, int], month: Month) -> bool:
    return (told[0] or month.year, told[1]) < (month.year, month.number)


def is_title(text: str) -> bool:
    """Tell whether a line is called as tables are, …情况表, …台账, or says their unit."""
    is_note = text.startswith("注")
    return not is_note and bool(_IS_TITLE.search(text) or fold(text).startswith("单位"))


def months_in(title: str) -> list[tuple[int | None, int]]:
    """
    Return every month that a title speaks of, a span as its last.

    >>> months_in("柞水县2020年1—5月重点项目进展情况表（截至5月底）"), months_in("2020年项目表")
    ([(2020, 5), (None, 5)], [])
    """
    found = (_checked(match[1], match[2]) for match in _TITLED.finditer(fold(title)))
    return [told for told in found if told]


def _checked(year: str | None, month: str) -> tuple[int | None, int] | None:
    number = _CHINESE.get(month) or int(month)
    if not LEAST_MONTH <= number <= MOST_MONTH:
        return None
    return (int(year) if year else None), number
