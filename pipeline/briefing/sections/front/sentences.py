"""The sentences of page one: progress against task and time, what is unreported, the pace, the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page.words import CHINESE
from briefing.sections.sentence import Sentence, joined, say

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words

LAST_MONTH_OF_HALF = 6


def progress(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """The article's first finding: projects, start rate, investment against the task, and time."""
    return say(
        words,
        indicators,
        "截至{month}底，全县{A01}重点项目已开复工{A02}，开复工率{A03}，"
        "完成投资{A10}，占年度任务{A09}的{A11}",
        _against_time(indicators),
        "；未开复工{A04}。" if indicators["A04"].value else "，全部开复工。",
        month=words.month(facts.month),
    )


def _against_time(indicators: Indicators) -> str:
    """How A15 stands to 序时进度, by its printed value: 低于序时进度4.4个百分点."""
    gap = indicators["A15"].rounded
    if gap is None:
        return ""
    if not gap:
        return "，与序时进度持平"
    return "，高于序时进度{A15.magnitude}" if gap > 0 else "，低于序时进度{A15.magnitude}"


def coverage(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """Say what is missing behind the sums; where all is reported there is nothing to say."""
    missing = indicators["A26"]
    if missing.denominator is None or missing.numerator == missing.denominator:
        return []
    return say(
        words,
        indicators,
        "有{count}个项目未报完成投资（填报率{A26}），合计不含未报项目。",
        count=missing.denominator - (missing.numerator or 0),
    )


def pace(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """What is missing to the half-year line, and the monthly pace that the rest of the year takes."""
    return joined(
        words, _half_year(indicators, facts, words), _rest_of_year(indicators, facts, words)
    )


def _half_year(indicators: Indicators, facts: Facts, words: Words) -> Sentence:
    gap = indicators["B04"].value
    if gap is None or facts.month.number > LAST_MONTH_OF_HALF:
        return []
    if gap <= 0:
        return [words("完成投资已过半。")]
    is_eve = facts.month.number == LAST_MONTH_OF_HALF - 1 and indicators["B05"].value
    return say(
        words,
        indicators,
        "距过半尚差{B04}，6月当月须完成前5个月月均的{B05}。" if is_eve else "距过半尚差{B04}。",
    )


def _rest_of_year(indicators: Indicators, facts: Facts, words: Words) -> Sentence:
    remaining = words.remaining(facts.month)
    if not remaining or indicators["F01"].value is None:
        return []
    is_last = facts.month.next.number == 12
    return say(
        words,
        indicators,
        "{months}需完成{F01}" if is_last else "{months}月均需完成{F01}",
        "。" if indicators["F02"].value is None else "，为前{count}个月月均的{F02}。",
        months=remaining,
        count=facts.month.number,
    )
