"""The sentences of the summary: the totals, the first and the last county, the missing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words
    from briefing.sections.prose import Prose, Sentence

# More names than these stand in a table, not in a sentence.
MOST_NAMED = 5
MOST_SHARING = 2


def whole(prose: Prose, month: Month, counted: int, known: int) -> Sentence:
    """Say what the totals cover; projects, investment and time; inclusion; the reserve."""
    covers = (
        "截至{month}底，{count}个县"
        if counted == known
        else "截至{month}底，{known}个县中{count}个县的简报已公布且核对无误，这些县"
    )
    return prose.joined(
        prose.say(
            covers,
            "共有重点项目{A01@province}，已开复工{A02@province}，开复工率{A03@province}，"
            "完成投资{A10@province}，占年度任务{A09@province}的{A11@province}",
            _against_time(prose.indicators),
            "。",
            month=prose.words.month(month),
            count=counted,
            known=known,
        ),
        prose.say(
            "按统计口径，应纳统项目{B06@province}，已纳统{B07@province}，纳统率{B08@province}。"
        ),
        prose.say(
            "储备项目{C01@province}，总投资{C02@province}",
            "，其中，拟争取资金项目{C03@province}，总投资{C03/亿元@province}。"
            if prose.indicators.of("C03", "province").value
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
    prose: Prose,
    ahead: int,
    of: int,
    best: Sequence[tuple[str, str]],
    worst: Sequence[tuple[str, str]],
) -> Sentence:
    """
    Say how many of the ranked counties keep time, and which have the first and the last rank.

    *best* and *worst* are the names and scopes of counties.
    """
    return prose.say(
        "{of}个县中{ahead}个县达到序时进度" if ahead else "{of}个县均未达到序时进度",
        "；完成率最高的是{best}，最低的是{worst}。",
        of=of,
        ahead=ahead,
        best=_rates(prose, best),
        worst=_rates(prose, worst),
    )


def _rates(prose: Prose, counties: Sequence[tuple[str, str]]) -> Sentence:
    """Name each county with its completion rate; of many that share it, the first."""
    is_shared = len(counties) > MOST_SHARING
    clause = "{name}等{count}个县（{figure}）" if is_shared else "{name}（{figure}）"
    return prose.series(
        *(
            prose.say(
                clause,
                name=name,
                count=len(counties),
                figure=[prose.figure(prose.indicators.of("A11", scope))],
            )
            for name, scope in counties[: 1 if is_shared else None]
        )
    )


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
