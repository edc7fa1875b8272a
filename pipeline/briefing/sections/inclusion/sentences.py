"""Sentences on 投资纳统: the bureau's growth, inclusion, and the papers that are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.money import plain
from briefing.domain.months import Month

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.sections.prose import Prose, Sentence

HALF_YEAR_MONTH = 6


def growth(prose: Prose, facts: Facts) -> Sentence:
    """Say the growth that the bureau returned; January has none, and a late figure is said to be."""
    words = prose.words
    if facts.month.number == 1:
        return [words("1月免报固定资产投资统计月报，无增速。")]
    value = prose.indicators["B01"].rounded
    places = {
        "months": words.cumulative(facts.month),
        "target": plain(facts.county.targets.growth_pct),
    }
    if value is None:
        return [
            words("{months}固定资产投资增速待统计部门反馈（全年目标{target}%以上）。", **places)
        ]
    finding = (
        "{months}固定资产投资同比增长{B01.magnitude}"
        if value > 0
        else "{months}固定资产投资同比下降{B01.magnitude}"
        if value
        else "{months}固定资产投资同比持平"
    )
    return prose.say(finding, _against_target(prose.indicators), "（统计部门反馈）。", **places)


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


def inclusion(prose: Prose) -> Sentence:
    """Say how many of the projects due for inclusion are included, and what they can carry."""
    support = prose.indicators["B17"]
    gap = (support.denominator or 0) - (support.numerator or 0)
    return prose.joined(
        prose.say(
            "应纳统项目{B06}，已纳统{B07}，纳统率{B08}",
            "；应统未统{B09}，涉及年度任务{B09/亿元}。"
            if prose.indicators["B09"].value
            else "，没有应统未统项目。",
        ),
        prose.say_of("B10", "计划内未申报纳统资料项目{B10}。"),
        prose.say("入库时间表达成率{B11}。"),
        prose.say("已纳统项目可支撑剩余年度任务的{B17}。")
        if gap <= 0
        else prose.say(
            "已纳统项目可支撑剩余年度任务的{B17}，缺口{amount}须由未入库项目和新增项目补足。",
            amount=prose.words.amount(gap),
        ),
    )


def library(prose: Prose, facts: Facts) -> Sentence:
    """Say what came in this month, what was sent back, and the days from start to inclusion."""
    found = prose.indicators
    has_amount = found.of("B15", unit="亿元").value and found["B15"].value
    return prose.joined(
        prose.say(
            "{month}新入库{B15}",
            "，计划总投资{B15/亿元}。" if has_amount else "。",
            month=prose.words.month(facts.month),
        ),
        prose.say("退回、退库：{states}。", states=prose.listed("B19", "state")),
        prose.say("本年入库项目从开工到入库的天数中位数为{B14}。"),
        _waiting(prose, facts),
    )


def _waiting(prose: Prose, facts: Facts) -> Sentence:
    """Say how many outstanding projects have waited longer than the rule allows."""
    found = prose.indicators
    if not any(found.of("B14", f"light:{light}", "个").value for light in ("红", "黄")):
        return []
    rule = facts.county.inclusion
    return prose.say(
        "应统未统项目中，开工超过{red}天未入库{B14/个@light:红}（红灯），"
        "超过{yellow}天{B14/个@light:黄}（黄灯）。",
        red=rule.red_days,
        yellow=rule.yellow_days,
    )


def half_year(prose: Prose, facts: Facts) -> Sentence:
    """Say 双过半 in the departments' book; nothing after June."""
    month, found = facts.month, prose.indicators
    if month.number > HALF_YEAR_MONTH or found["B03"].value is None:
        return []
    gap = found["B04"].value
    is_past = gap is not None and gap <= 0
    if is_past or gap is None:
        pace = ""
    elif found["B05"].value is None:
        pace = "。"
    elif month.number == HALF_YEAR_MONTH - 1:
        pace = "，{months}当月须完成前{count}个月月均的{B05}。"
    elif month.number == 1:
        pace = "，{months}月均须为1月的{B05}。"
    else:
        pace = "，{months}月均须为前{count}个月月均的{B05}。"
    return prose.say(
        "按调度口径，年度任务已完成{B03}",
        "，已过半。" if is_past else "，距6月底过半尚差{B04}",
        pace,
        months=prose.words.span(month.next, Month(month.year, HALF_YEAR_MONTH)),
        count=month.number,
    )


def contributions(prose: Prose) -> Sentence:
    """Say by how much each part moved the growth, as the bureau returned it."""
    return prose.say("分组拉动：{parts}（统计部门反馈）。", parts=prose.listed("B20", "part"))


def two_books(prose: Prose) -> Sentence:
    """Say how far the two books differ, as a sum; they are never netted."""
    difference = prose.indicators["B16"].rounded
    if difference is None:
        return []
    return prose.say(
        "两本账都有的项目，调度口径完成投资比统计口径多{B16.magnitude}，为调度数的{B16/%.magnitude}"
        if difference >= 0
        else "两本账都有的项目，调度口径完成投资比统计口径少{B16.magnitude}，为调度数的{B16/%.magnitude}",
        "（只列合计，两种口径不相加减）。",
    )


def missing_documents(prose: Prose) -> Sentence:
    """Say which papers the outstanding projects lack."""
    return prose.say("应统未统项目所缺资料：{papers}。", papers=prose.listed("B13", "document"))
