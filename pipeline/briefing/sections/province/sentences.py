"""The sentences of the summary of all counties: what they have together, who leads, who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page.blocks import Figure
from briefing.page.words import CHINESE
from briefing.sections.sentence import Sentence, joined, say, series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words

# More names than these stand in a table, not in a sentence.
MOST_NAMED = 5
MOST_SHARING = 2


def whole(
    indicators: Indicators, month: Month, counted: int, known: int, words: Words = CHINESE
) -> Sentence:
    """Say how many counties the totals cover; their projects, investment and time; both books apart."""
    covers = (
        "截至{month}底，{count}个县"
        if counted == known
        else "截至{month}底，{known}个县中{count}个县的简报已公布且核对无误，这些县"
    )
    return joined(
        words,
        say(
            words,
            indicators,
            covers,
            "共有重点项目{A01@province}，已开复工{A02@province}，开复工率{A03@province}，"
            "完成投资{A10@province}，占年度任务{A09@province}的{A11@province}",
            _against_time(indicators),
            "。",
            month=words.month(month),
            count=counted,
            known=known,
        ),
        say(
            words,
            indicators,
            "按统计口径，应纳统项目{B06@province}，已纳统{B07@province}，纳统率{B08@province}。",
        ),
        say(
            words,
            indicators,
            "储备项目{C01@province}，总投资{C02@province}",
            "，其中，拟争取资金项目{C03@province}，总投资{C03/亿元@province}。"
            if indicators.of("C03", "province").value
            else "。",
        ),
    )


def _against_time(indicators: Indicators) -> str:
    gap = indicators.of("A15", "province").rounded
    if gap is None:
        return ""
    if not gap:
        return "，与序时进度持平"
    if gap > 0:
        return "，高于序时进度{A15@province.magnitude}"
    return "，低于序时进度{A15@province.magnitude}"


def standing(
    indicators: Indicators,
    ahead: int,
    of: int,
    best: Sequence[tuple[str, str]],
    worst: Sequence[tuple[str, str]],
    words: Words = CHINESE,
) -> Sentence:
    """Say how many of the ranked counties keep time, and whose completion stands at both ends."""
    return say(
        words,
        indicators,
        "{of}个县中{ahead}个县达到序时进度" if ahead else "{of}个县均未达到序时进度",
        "；完成率最高的是{best}，最低的是{worst}。",
        of=of,
        ahead=ahead,
        best=_rates(indicators, best, words),
        worst=_rates(indicators, worst, words),
    )


def _rates(indicators: Indicators, counties: Sequence[tuple[str, str]], words: Words) -> Sentence:
    """Each county, by name and scope, with its completion rate; of many that share it, the first."""
    if len(counties) > MOST_SHARING:
        (name, scope), count = counties[0], len(counties)
        figure = Figure(indicators.of("A11", scope).said(words), "A11", scope)
        clause = "{name}等{count}个县（{figure}）"
        return say(words, indicators, clause, name=name, count=count, figure=[figure])
    named = [
        say(words, indicators, "{name}（{figure}）", name=name, figure=[figure])
        for name, scope in counties
        for figure in [Figure(indicators.of("A11", scope).said(words), "A11", scope)]
    ]
    return series(words, *named)


def absent(names: Sequence[str], words: Words = CHINESE) -> Sentence:
    """Name the counties that the totals do not cover."""
    if not names:
        return []
    if len(names) > MOST_NAMED:
        return [words("{count}个县未计入合计，见后表。", count=len(names))]
    listed = words.listed(names)
    return [words("{count}个县未计入合计：{names}。", count=len(names), names=listed)]


def outdated(names: Sequence[str], words: Words = CHINESE) -> Sentence:
    """Name the counties whose ledgers have changed since they published."""
    if not names:
        return []
    if len(names) > MOST_NAMED:
        return [words("{count}个县公布后台账又有改动，仍用已公布的数，见后表。", count=len(names))]
    return [words("{names}公布后台账又有改动，仍用已公布的数。", names=words.listed(names))]
