"""Find the months that the names and titles of sheets mention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.domain.text import without_footnotes
from briefing.domain.units import fold
from briefing.workbooks.sheet import Sheet, is_empty

if TYPE_CHECKING:
    from briefing.domain.months import Month

_TEN = "一二三四五六七八九十"
_CHINESE = {word: number for number, word in enumerate([*_TEN, "十一", "十二"], 1)}
_NUMBER = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"
_YEAR = r"(?:(20\d\d)年?[-./]?)?"
# A sheet's name that is only a month: 5月, 五月份, 1-5月, 2020年5月, 2020.5.
_NAMED = re.compile(rf"^{_YEAR}(?:截[至止])?(?:\d{{1,2}}月?-)?{_NUMBER}月?(?:份|底|末)?(?:累计)?$")
_COMPACT = re.compile(r"^(20\d\d)(0[1-9]|1[0-2])$")
# A month in a title: 2020年5月重点项目进展情况表, …（截至5月底）; but not one in the date of a day.
_TITLED = re.compile(rf"{_YEAR}(?:\d{{1,2}}月?-)?{_NUMBER}月(?!\d{{1,2}}日)")
# A month beside a title or below it: 报告期：2020年4月, （截至4月底）; alone: （2020年4月）.
_LABELLED = re.compile(
    r"^\(?(?:(?:报告|报表|统计|数据)(?:期|月份?|时间|日期|截[止-])[^:]{0,4}:|(?:数据)?截[至止-])"
)
_ALONE = re.compile(rf"^\(?(20\d\d)年(?:\d{{1,2}}月?-)?{_NUMBER}月(?:份|底|末)?\)?$")
# A sheet's name that is only a year: 2019, 2020年度.
_ONLY_A_YEAR = re.compile(r"^(20\d\d)年?度?$")
_IS_TITLE = re.compile(r"表|台账|清单|情况|进展|反馈|明细|一览|汇总")
LEAST_MONTH, MOST_MONTH = 1, 12


def named_month(name: str) -> tuple[int | None, int] | None:
    """
    Return the year, or None, and the month that are a sheet's name; None for any other name.

    >>> named_month("1—5月"), named_month("2020年五月份"), named_month("202005"), named_month("交通")
    ((None, 5), (2020, 5), (2020, 5), None)
    """
    folded = _plain(name)
    if match := _COMPACT.match(folded):
        return int(match[1]), int(match[2])
    match = _NAMED.match(folded)
    # A number without 月 counts the sheets, unless a year stands before it.
    if not match or ("月" not in folded and not match[1]):
        return None
    return _checked(match[1], match[2])


def is_of(month: Month, named: tuple[int | None, int]) -> bool:
    """Tell whether a named month, with or without a year, is the report's."""
    return named[1] == month.number and named[0] in {None, month.year}


def is_of_other_time(name: str, month: Month) -> bool:
    """Tell whether a sheet's name is only another month than the report's, or another year."""
    if named := named_month(name):
        return not is_of(month, named)
    match = _ONLY_A_YEAR.match(_plain(name))
    return match is not None and int(match[1]) != month.year


def of_other_months(sheet: Sheet, top: int, month: Month) -> str | None:
    """
    Return the line above a head (its first row is *top*) that names only other months than the
    report's; None where there is none.

    A month alone counts only where no title has a month: it may be that of printing.
    """
    alone = None
    current = (month.year, month.number)
    for row in reversed(sheet.rows[:top]):
        for cell in row:
            if is_empty(cell) or not isinstance(cell, str):
                continue
            line, folded = " ".join(cell.split()), _plain(cell)
            months = months_in(line)
            is_current = any(is_of(month, named) for named in months)
            if months and _LABELLED.match(folded) and not is_current:
                return line
            if months and _IS_TITLE.search(line) and not _LABELLED.match(folded):
                return None if is_current else line
            if months and _ALONE.match(folded):
                named_year, number = months[0]
                is_before = (named_year or month.year, number) < current
                alone = alone or (line if is_before else None)
    return alone


def is_title(text: str) -> bool:
    """Tell whether a line is a title, …情况表, …台账, or names the units."""
    is_note = text.startswith("注")
    return not is_note and bool(_IS_TITLE.search(text) or _plain(text).startswith("单位"))


def is_labelled(line: str) -> bool:
    """Tell whether a line says of itself that it names the period: 统计期：…, 截至…."""
    return bool(_LABELLED.match(_plain(line)))


def months_in(title: str) -> list[tuple[int | None, int]]:
    """
    Return every month in a title, with its year or None; of a span the last.

    >>> months_in("柞水县2020年1—5月重点项目进展情况表（截至5月底）"), months_in("2020年项目表")
    ([(2020, 5), (None, 5)], [])
    """
    found = (_checked(match[1], match[2]) for match in _TITLED.finditer(_plain(title)))
    return [named for named in found if named]


def _plain(text: str) -> str:
    """Fold a text without the marks of footnotes: of 2020年5月① the month is 5, and not 51."""
    return fold(without_footnotes(text))


def _checked(year: str | None, month: str) -> tuple[int | None, int] | None:
    number = _CHINESE.get(month) or int(month)
    if not LEAST_MONTH <= number <= MOST_MONTH:
        return None
    return (int(year) if year else None), number
