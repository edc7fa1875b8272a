"""The sentences of page one: progress against task and time, missing reports, the pace needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.sections.prose import Prose, Sentence

LAST_MONTH_OF_HALF = 6


def progress(prose: Prose, facts: Facts) -> Sentence:
    """Say the article's first finding: projects, start rate, investment against task and time."""
    return prose.say(
        "截至{month}底，全县{A01}重点项目已开复工{A02}，开复工率{A03}，"
        "完成投资{A10}，占年度任务{A09}的{A11}",
        _against_time(prose.indicators),
        "；未开复工{A04}。" if prose.indicators["A04"].value else "，全部开复工。",
        month=prose.words.month(facts.month),
    )


def _against_time(indicators: Indicators) -> str:
    """Return the clause on A15, by its printed value: 低于序时进度4.4个百分点."""
    gap = indicators["A15"].rounded
    if gap is None:
        return ""
    if not gap:
        return "，与序时进度持平"
    return "，高于序时进度{A15.magnitude}" if gap > 0 else "，低于序时进度{A15.magnitude}"


def coverage(prose: Prose) -> Sentence:
    """Say how many projects the sums lack; nothing where all have reported."""
    missing = prose.indicators["A26"]
    if missing.denominator is None or missing.numerator == missing.denominator:
        return []
    return prose.say(
        "有{count}个项目未报完成投资（填报率{A26}），合计不含未报项目。",
        count=missing.denominator - (missing.numerator or 0),
    )


def pace(prose: Prose, facts: Facts) -> Sentence:
    """Say what the half-year line lacks, and the monthly pace that the rest of the year takes."""
    return prose.joined(_half_year(prose, facts), _rest_of_year(prose, facts))


def _half_year(prose: Prose, facts: Facts) -> Sentence:
    gap = prose.indicators["B04"].value
    if gap is None or facts.month.number > LAST_MONTH_OF_HALF:
        return []
    if gap <= 0:
        return [prose.words("完成投资已过半。")]
    is_eve = facts.month.number == LAST_MONTH_OF_HALF - 1 and prose.indicators["B05"].value
    return prose.say(
        "距过半尚差{B04}，6月当月须完成前5个月月均的{B05}。" if is_eve else "距过半尚差{B04}。"
    )


def _rest_of_year(prose: Prose, facts: Facts) -> Sentence:
    remaining = prose.words.remaining(facts.month)
    if not remaining or prose.indicators["F01"].value is None:
        return []
    is_last = facts.month.next.number == 12
    return prose.say(
        "{months}需完成{F01}" if is_last else "{months}月均需完成{F01}",
        "。" if prose.indicators["F02"].value is None else "，为前{count}个月月均的{F02}。",
        months=remaining,
        count=facts.month.number,
    )
