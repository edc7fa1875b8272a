"""Sentences on 项目进度: starts, the month alone, obstacles, meetings and the replacement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page.words import CHINESE
from briefing.sections.sentence import Sentence, joined, listed, say

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words


def starts(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """Start rates by nature; 开复工率 and 开工率 are never one for the other."""
    return joined(
        words,
        say(words, indicators, "续建项目复工率{A06}。"),
        say(words, indicators, "计划新开工项目开工率{A05}。"),
    )


def timing(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """Whether new projects started when they said they would."""
    kinds = listed(words, indicators, "A08", "start")
    return joined(
        words,
        say(words, indicators, "按期开工率{A07}。"),
        say(words, indicators, "新建项目中，{kinds}。", kinds=kinds) if kinds else [],
        say(words, indicators, "无计划开工时间的项目{A07/个}。")
        if indicators.of("A07", unit="个").value
        else [],
        say(words, indicators, "本年计划竣工项目竣工率{A20}。"),
    )


def month_alone(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """What was done in the month, how many projects keep time, and who has done nothing."""
    return joined(
        words,
        say(
            words,
            indicators,
            "{month}当月完成投资{A12}",
            _against_last_month(indicators),
            "；达到序时进度的项目{A17}，占{A17/%}。",
            month=words.month(facts.month),
        ),
        say(words, indicators, "已开复工而本年完成投资为0的项目{A18}。")
        if indicators["A18"].value
        else [],
        say(words, indicators, "超年度计划的项目{A19}。") if indicators["A19"].value else [],
        say(words, indicators, "完成投资最多的5个项目占完成投资的{A29}。"),
        say(words, indicators, "自开工累计完成总投资的{A27}。"),
    )


def _against_last_month(indicators: Indicators) -> str:
    change = indicators["A13"].rounded
    if change is None:
        return ""
    if not change:
        return "，与上月持平"
    return "，环比增长{A13.magnitude}" if change > 0 else "，环比下降{A13.magnitude}"


def obstacles(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """What holds the unstarted projects up."""
    causes = listed(words, indicators, "A21", "obstacle")
    if not causes:
        return []
    return say(
        words,
        indicators,
        "未开复工{A04}，主要制约因素为{causes}（同一项目可有多项）。",
        causes=causes,
    )


def meetings(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """What meetings were held for them, and what they solved."""
    kinds = listed(words, indicators, "A22", "meeting")
    if not kinds:
        return []
    return say(words, indicators, "年初以来召开{kinds}，共{A22}，解决问题{A22/个}。", kinds=kinds)
