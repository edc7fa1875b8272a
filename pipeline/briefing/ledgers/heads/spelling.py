"""Fold headers to what they say, and find the dictionary's spelling or the month that they mean."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.domain.text import without_footnotes
from briefing.domain.units import fold, is_unit, without_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.months import Month

# Thousands of files have the same headers; so many results are cached.
MOST_KEPT = 1 << 14
_CHINESE_MONTHS = {
    word: str(number) for number, word in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)
}
_CHINESE_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月)")
_ONLY_A_YEAR = re.compile(r"20\d\d年度?")
# The sum in a header of several levels: 年度计划投资 over 小计, 中央, 自筹.
WHOLES = frozenset({"小计", "合计", "总计", "共计", "总额", "计", "全年", "全年合计"})
# Below another header these mean that header's amount; alone they mean no column.
VAGUE = frozenset({"投资额", "投资", "金额", "资金"})
# Remarks in a header that do not change its meaning: （必填）, （全称）, （年月）.
_REMARK = re.compile(
    r"\((?:必填|选填|必填项|全称|规范全称|年月日?|年/月/?日?|是/?否|有/?无|如有|没有则不填|下拉选择|简述|可多选|√|"
    r"格式.*?|例如?.*?|按.*?填写)\)"
)
# Explanations in a header: （以批复为准）, （牵头部门）, its name in Latin letters.
_EXPLANATION = re.compile(r"\(([^()]*)\)|[A-Za-z][A-Za-z.,&/'-]+")


@lru_cache(maxsize=MOST_KEPT)
def unexplained(header: str) -> str:
    """
    Fold a header without its explanations; with them where nothing else is left.

    >>> unexplained("项目名称（以立项批复为准）"), unexplained("总投资 Total（万元）")
    ('项目名称', '总投资')
    """
    bare = _EXPLANATION.sub("", plain(header))
    return bare if re.search(r"[\u4e00-\u9fff]", bare) else plain(header)


@lru_cache(maxsize=MOST_KEPT)
def plain(header: str) -> str:
    """
    Fold a header to what it says: 1．五月份完成投资*（万元） → 5月完成投资.

    >>> plain("1．五月份完成投资*（万元）"), plain("项目名称（必填）")
    ('5月完成投资', '项目名称')
    """
    bare = without_unit(_REMARK.sub("", fold(without_footnotes(header))))
    bare = re.sub(r"^(?:\d{1,2}[.、](?=\D)|[*★※]+)|(?<![*★※:])[*★※:]++$", "", bare)
    months = _CHINESE_MONTH.sub(lambda match: _CHINESE_MONTHS[match[1]], bare)
    return re.sub(r"(?<=\d)月份", "月", months)


def levels_of(levels: Sequence[str]) -> list[str]:
    """
    Fold the levels of a header: units are left out, and a year is joined to the level below it.

    >>> levels_of(["2020年", "计划投资", "（万元）"])
    ['2020年计划投资']
    """
    names: list[str] = []
    for name in (plain(level) for level in levels if not is_unit(level)):
        if names and _ONLY_A_YEAR.fullmatch(names[-1]):
            names[-1] += name
        elif name:
            names.append(name)
    return names


def spelled(names: Sequence[str], spellings: Mapping[str, str], month: Month) -> str | None:
    """
    Return the dictionary's spelling of a header: of its whole path (立项/可研), else of its last
    levels, else of its leaf alone.
    """
    paths = ["/".join(names[start:]) for start in range(len(names))]
    if len(paths) > 1 and names[-1] in VAGUE:
        paths = paths[:-1]
    for path in paths:
        bare = path.removeprefix(f"{month.year}年度").removeprefix(f"{month.year}年")
        if found := next((each for each in (path, bare) if each in spellings), None):
            return found
    return None
