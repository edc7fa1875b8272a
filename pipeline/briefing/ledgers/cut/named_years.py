"""Find the years that titles, and names of sheets and files, give to their data."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.domain.text import without_footnotes
from briefing.domain.units import fold

if TYPE_CHECKING:
    from briefing.domain.months import Month

# A longer text is no title; every search here is linear in the text's length.
_LONGEST = 120
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_IN_CHINESE = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_SHORT = re.compile(r"(?<![\d年])(2\d)年(?=\d{1,2}月|\d{1,2}-\d{1,2}月)")
_Y = r"(?<![\dA-Za-z.])(20\d\d)"
# 2019—2021年, 2019、2020年: of several years.
_SPAN = re.compile(rf"{_Y}年?度?[-、/和及](20\d\d)(?!\d)(?:年度?)?")
# The day of filling in or of sending: 2020年6月2日, 2020.6.2, 20200602.
_DAY = re.compile(
    rf"{_Y}(?:年\d{{1,2}}月\d{{1,2}}日|[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d)|"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
)
# What names a year and gives none to the data: 陕发改〔2019〕12号, 2019年版, 有效期至2021年1月.
_ASIDE = re.compile(
    r"[〔\[(【](?:19|20)\d\d年?[〕\])】]第?\d{1,5}号|20\d\d年?(?:版|修订)|有效期[至:-]{0,2}20\d\d年?"
    r"|(?:同比|对比|相比|较|比|与|同|按|按照|根据|依据)20\d\d年"
)
# Words behind a year that make it the past or the origin of projects, not the year of the data.
_ORIGIN = r"结转|跨年|跨转|续建|以前|之前|以来|起|前|后|至今|立项|批复|下达|通过|印发|审定"
_ENDS = re.compile(rf"{_Y}年?(?:年底|底|末)")
_UP_TO_ITS_END = re.compile(rf"(?:截[至止-]|-){_Y}年?(?:年底|底|末)")
_OF_DATA = re.compile(
    rf"{_Y}(?:年(?!度?(?:底|末)?(?:{_ORIGIN}))|度|[-./](?=\d{{1,2}}(?![\d万亿]))"
    r"|(?=(?:0[1-9]|1[0-2])(?!\d))|(?=[\u4e00-\u9fff])(?![万亿千百个户亩米元号吨平公座条人年度]|项(?!目))|$)"
)
# A decision of a day: 2019年12月30日县委常委会审定.
_DECIDED = re.compile(r"通过|印发|审定|批准|公布|会议")
# A plan for years ahead, in which a later year is right.
_AHEAD = {"reserve"}


def years_of(text: str) -> set[int]:
    """
    Return the years that a title or a name gives to its data.

    The years of documents, of comparisons, of former stages, of days and of spans are none.

    >>> years_of("2020年重点项目进展情况表"), years_of("二〇二〇年5月"), years_of("月报202005")
    ({2020}, {2020}, {2020})
    >>> years_of("2019年结转项目"), years_of("柞政发〔2019〕12号"), years_of("2021—2025年规划")
    (set(), set(), set())
    """
    rest = _SPAN.sub("#", _plain(text))
    years = {int(year) for year in _UP_TO_ITS_END.findall(rest)}
    rest = _DAY.sub("#", _ENDS.sub("#", rest))
    return years | {int(year) for year in _OF_DATA.findall(rest)}


def days_of(text: str) -> set[int]:
    """
    Return the years of the days that a line names, on which it was filled in or sent.

    >>> days_of("填报日期：2020年6月2日"), days_of("（2019年12月30日县委常委会审定）")
    ({2020}, set())
    """
    plain = _plain(text)
    return set() if _DECIDED.search(plain) else {int(match[1]) for match in _DAY.finditer(plain)}


def names_year(text: str, month: Month) -> bool:
    """Tell whether a text names the report year, or a span of years in which it lies."""
    spans = _SPAN.finditer(_plain(text))
    return month.year in years_of(text) or any(
        int(match[1]) <= month.year <= int(match[2]) for match in spans
    )


def names_another_year(text: str, month: Month, ledger_id: str = "") -> bool:
    """
    Tell whether a text gives its data a year, or was filled in on a day, of another year only.

    The day may lie after the report month, and a reserve of projects may be of a later year.
    """
    if names_year(text, month):
        return False
    years = years_of(text)
    if years:
        return ledger_id not in _AHEAD or max(years) < month.year
    days = days_of(text)
    return bool(days) and max(days) < month.year


@lru_cache(maxsize=1 << 12)
def _plain(text: str) -> str:
    """Fold a text, write its years in digits, and leave out those that are none of its data."""
    if len(text) > _LONGEST:
        return ""
    folded = _IN_CHINESE.sub(
        lambda match: match[0].translate(_DIGITS), fold(without_footnotes(text))
    )
    return _ASIDE.sub("#", _SHORT.sub(r"20\1年", folded))
