"""Sentences on 投资纳统: the bureau's growth, inclusion, and the papers that are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.money import plain
from briefing.domain.months import Month
from briefing.page.words import CHINESE
from briefing.sections.sentence import Sentence, joined, listed, say

HALF_YEAR_MONTH = 6

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words


def growth(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """The bureau's growth: an input. January is exempt; a figure that is late is said to be."""
    if facts.month.number == 1:
        return [words("1月免报固定资产投资统计月报，无增速。")]
    value = indicators["B01"].rounded
    places = {
        "months": words.cumulative(facts.month),
        "target": plain(facts.county.targets.growth_pct),
    }
    if value is None:
        return [
            words("{months}固定资产投资增速待统计部门反馈（全年目标{target}%以上）。", **places)
        ]
    verb = (
        "{months}固定资产投资同比增长{B01.magnitude}"
        if value > 0
        else "{months}固定资产投资同比下降{B01.magnitude}"
        if value
        else "{months}固定资产投资同比持平"
    )
    return say(
        words, indicators, verb, _against_target(indicators), "（统计部门反馈）。", **places
    )


def _against_target(indicators: Indicators) -> str:
    gap = indicators["B02"].rounded
    if gap is None:
        return ""
    if not gap:
        return "，与全年{target}%的目标持平"
    return (
        "，高于全年{target}%的目标{B02.magnitude}"
        if gap > 0
        else "，低于全年{target}%的目标{B02.magnitude}"
    )


def inclusion(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """How many of those that belong in the statistics are in them, and what is missing."""
    return joined(
        words,
        say(
            words,
            indicators,
            "应纳统项目{B06}，已纳统{B07}，纳统率{B08}",
            "；应统未统{B09}，涉及年度任务{B09/亿元}。"
            if indicators["B09"].value
            else "，没有应统未统项目。",
        ),
        say(words, indicators, "计划内未申报纳统资料项目{B10}。")
        if indicators["B10"].value
        else [],
        say(words, indicators, "入库时间表达成率{B11}。"),
        _support(indicators, words),
    )


def _support(indicators: Indicators, words: Words) -> Sentence:
    """Whether what is in the library carries the rest of the year's task."""
    support = indicators["B17"]
    gap = (support.denominator or 0) - (support.numerator or 0)
    if gap <= 0:
        return say(words, indicators, "已纳统项目可支撑剩余年度任务的{B17}。")
    return say(
        words,
        indicators,
        "已纳统项目可支撑剩余年度任务的{B17}，缺口{amount}须由未入库项目和新增项目补足。",
        amount=words.amount(gap),
    )


def library(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """Who came in this month, who was sent back, and how long it takes from start to library."""
    return joined(
        words,
        say(
            words,
            indicators,
            "{month}新入库{B15}",
            "，计划总投资{B15/亿元}。"
            if indicators.of("B15", unit="亿元").value and indicators["B15"].value
            else "。",
            month=words.month(facts.month),
        ),
        say(words, indicators, "退回、退库：{states}。", states=states)
        if (states := listed(words, indicators, "B19", "state"))
        else [],
        say(words, indicators, "本年入库项目从开工到入库的天数中位数为{B14}。"),
        _waiting(indicators, facts, words),
    )


def _waiting(indicators: Indicators, facts: Facts, words: Words) -> Sentence:
    """Outstanding projects that have waited longer than the rule allows."""
    rule = facts.county.inclusion
    red, yellow = (
        indicators.of("B14", f"light:{light}", "个").value or 0 for light in ("红", "黄")
    )
    if not red and not yellow:
        return []
    return say(
        words,
        indicators,
        "应统未统项目中，开工超过{red}天未入库{B14/个@light:红}（红灯），"
        "超过{yellow}天{B14/个@light:黄}（黄灯）。",
        red=rule.red_days,
        yellow=rule.yellow_days,
    )


def half_year(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """双过半 in the departments' book, said to be so; after June there is nothing left to tell."""
    if facts.month.number > HALF_YEAR_MONTH or indicators["B03"].value is None:
        return []
    gap = indicators["B04"].value
    month = facts.month
    is_eve = month.number == HALF_YEAR_MONTH - 1
    return say(
        words,
        indicators,
        "按调度口径，年度任务已完成{B03}",
        "，已过半。" if gap is not None and gap <= 0 else "，距6月底过半尚差{B04}",
        ""
        if gap is None or gap <= 0
        else "。"
        if indicators["B05"].value is None
        else "，{months}当月须完成前{count}个月月均的{B05}。"
        if is_eve
        else "，{months}月均须为1月的{B05}。"
        if month.number == 1
        else "，{months}月均须为前{count}个月月均的{B05}。",
        months=words.span(month.next, Month(month.year, HALF_YEAR_MONTH)),
        count=month.number,
    )


def contributions(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """By how much each part moved the growth, as the bureau returned it."""
    parts = listed(words, indicators, "B20", "part")
    return (
        say(words, indicators, "分组拉动：{parts}（统计部门反馈）。", parts=parts) if parts else []
    )


def two_books(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """How far the two books lie apart, as a sum and never netted."""
    difference = indicators["B16"].rounded
    if difference is None:
        return []
    return joined(
        words,
        say(
            words,
            indicators,
            "两本账都有的项目，调度口径完成投资比统计口径多{B16.magnitude}，为调度数的{B16/%.magnitude}"
            if difference >= 0
            else "两本账都有的项目，调度口径完成投资比统计口径少{B16.magnitude}，为调度数的{B16/%.magnitude}",
            "（只列合计，两种口径不相加减）。",
        ),
    )


def missing_documents(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """Which papers the outstanding projects lack."""
    papers = listed(words, indicators, "B13", "document")
    if not papers:
        return []
    return say(words, indicators, "应统未统项目所缺资料：{papers}。", papers=papers)
