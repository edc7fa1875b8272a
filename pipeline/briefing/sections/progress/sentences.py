"""Sentences on 项目进度: starts, the month alone, obstacles and meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.sections.prose import Prose, Sentence


def starts(prose: Prose) -> Sentence:
    """Say the start rates by nature; 开复工率 and 开工率 are two different rates."""
    return prose.joined(
        prose.say("续建项目复工率{A06}。"), prose.say("计划新开工项目开工率{A05}。")
    )


def timing(prose: Prose) -> Sentence:
    """Say whether new projects started when they were planned to."""
    has_unplanned = prose.indicators.of("A07", unit="个").value
    return prose.joined(
        prose.say("按期开工率{A07}。"),
        prose.say("新建项目中，{kinds}。", kinds=prose.listed("A08", "start")),
        prose.say("无计划开工时间的项目{A07/个}。") if has_unplanned else [],
        prose.say("本年计划竣工项目竣工率{A20}。"),
    )


def month_alone(prose: Prose, facts: Facts) -> Sentence:
    """Say what was done in the month, how many projects keep time, and how many did nothing."""
    return prose.joined(
        prose.say(
            "{month}当月完成投资{A12}",
            _against_last_month(prose.indicators),
            "；达到序时进度的项目{A17}，占{A17/%}。",
            month=prose.words.month(facts.month),
        ),
        prose.say_of("A18", "已开复工而本年完成投资为0的项目{A18}。"),
        prose.say_of("A19", "超年度计划的项目{A19}。"),
        prose.say("完成投资最多的5个项目占完成投资的{A29}。"),
        prose.say("自开工累计完成总投资的{A27}。"),
    )


def _against_last_month(indicators: Indicators) -> str:
    change = indicators["A13"].rounded
    if change is None:
        return ""
    if not change:
        return "，与上月持平"
    return "，环比增长{A13.magnitude}" if change > 0 else "，环比下降{A13.magnitude}"


def obstacles(prose: Prose) -> Sentence:
    """Say what delays the unstarted projects."""
    return prose.say(
        "未开复工{A04}，主要制约因素为{causes}（同一项目可有多项）。",
        causes=prose.listed("A21", "obstacle"),
    )


def meetings(prose: Prose) -> Sentence:
    """Say which meetings were held, and what they solved."""
    return prose.say(
        "年初以来召开{kinds}，共{A22}，解决问题{A22/个}。", kinds=prose.listed("A22", "meeting")
    )
