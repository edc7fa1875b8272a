"""Sentences on where the year may end: calculations, called so, with their methods and range."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.sections.prose import Prose, Sentence

FIRST_MONTH = 3
METHODS = ("线性推算{F03}", "近三月均值法{F04}", "季节法{F05}", "逐项目推算{F06}")


def outlook(prose: Prose, facts: Facts) -> Sentence:
    """Say the range that the year may end in; January and February have none."""
    words, found = prose.words, prose.indicators
    if facts.month.number < FIRST_MONTH:
        return [words("1、2月不作年底测算。")]
    low, high = (found.of("F07", f"range:{word}").rounded for word in ("低", "高"))
    if low is None or high is None:
        return [words("可用数据不足，未作年底测算。")]
    return prose.joined(
        prose.say(
            "据{methods}测算，年底完成投资约{F07@range:低}"
            if low == high
            else "据{methods}测算，年底完成投资在{F07@range:低}至{F07@range:高}之间",
            "，年度任务为{A09}；此为测算，不是统计数。",
            methods=prose.series(*map(prose.say, METHODS)),
        ),
        prose.say("按近三月进度，6月底可完成年度任务的{F09}（测算）。"),
        prose.say("往年同月照此进度能完成任务的占{F08}（测算）。"),
        _errors(prose),
        prose.say("成熟储备项目首年可接续年度任务的{F10}（测算）。"),
    )


def _errors(prose: Prose) -> Sentence:
    """Say how far the methods were off in former years, where the county's record has it."""
    words, found = prose.words, prose.indicators
    methods = found.scopes("F07", "error", "%")
    if not methods:
        return []
    errors = words.listed(
        words(
            "{name}{figure}",
            name=words.name(method),
            figure=found.of("F07", f"error:{method}", "%").said(words),
        )
        for method in methods
    )
    return [words("往年同月平均误差：{errors}。", errors=errors)]
