"""Sentences on 项目储备: how far its papers are, and what waits only for funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.reserve import size_labels
from briefing.page.words import CHINESE
from briefing.sections.sentence import Sentence, joined, listed, say

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words


def reserve(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """The article's third finding: the reserve, of which those that seek funds are a part."""
    return joined(
        words,
        say(
            words,
            indicators,
            "储备“{period}”规划项目{C01}，总投资{C02}",
            "，其中，拟争取资金项目{C03}，总投资{C03/亿元}。" if indicators["C03"].value else "。",
            period=words.name(facts.county.reserve.period),
        ),
        say(words, indicators, "储备总投资为年度任务的{C09}。"),
    )


def reserve_papers(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """How far the papers of the reserve are, and how much of it waits only for funds."""
    papers = listed(words, indicators, "C06", "paper")
    return joined(
        words,
        say(words, indicators, "前期手续完成率：{papers}。", papers=papers) if papers else [],
        say(
            words,
            indicators,
            "手续成熟、可“项目等资金”的{C07}，总投资{C07/亿元}，为年度任务的{C09@stage:成熟}。",
        )
        if indicators["C07"].value
        else [words("暂无手续成熟、可“项目等资金”的项目。")],
        say(words, indicators, "拟争取资金项目占储备项目数的{C04}、总投资的{C04@by:amount}。")
        if indicators["C03"].value
        else [],
    )


def movement(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """Who came and went this month, what became of the reserve, and how fresh it is."""
    labels = dict(zip(size_labels(facts.county), size_labels(facts.county, words), strict=True))
    sizes = listed(words, indicators, "C12", "size", labels)
    came, went = (indicators.of("C13", f"change:{word}").value for word in ("新增", "退出"))
    return joined(
        words,
        say(
            words,
            indicators,
            "{month}新增储备项目{C13@change:新增}，退出{C13@change:退出}。",
            month=words.month(facts.month),
        )
        if came or went
        else [],
        say(words, indicators, "按体量分：{sizes}。", sizes=sizes) if sizes else [],
        say(words, indicators, "储备项目转化率{C08}。"),
        say(words, indicators, "拟争取资金已到位{C10}。"),
        say(
            words, indicators, "近{days}天更新过的占{C11}。", days=facts.county.reserve.fresh_days
        ),
        say(words, indicators, "与在建重点项目重复{C14}，须核对后调出。")
        if indicators["C14"].value
        else [],
    )
