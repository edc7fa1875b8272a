"""Sentences on 项目进度: starts, the month alone, obstacles, meetings and the replacement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.progress import WHOLE
from briefing.page.words import CHINESE
from briefing.sections.prose.sentence import Sentence, joined, listed, say

if TYPE_CHECKING:
    from decimal import Decimal

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


def replacement(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """Who cannot start by the deadline, and whether the scale of investment is kept."""
    rule = facts.county.replacement
    if not indicators["A23"].value:
        return _no_replacement(facts, words)
    is_over = facts.month.last_day >= rule.deadline(facts.month.year)
    return joined(
        words,
        say(
            words,
            indicators,
            "已过{until}期限仍未开复工{A23}，须完成替换。"
            if is_over
            else "预计{until}前无法开工{A23}，须启动替换程序。",
            until=words.until(rule.month, rule.day),
        ),
        _declared(indicators, words),
    )


def _declared(indicators: Indicators, words: Words) -> Sentence:
    """What the declared replacements do to the year's investment, and to the whole."""
    year, whole = indicators["A24"], indicators.of("A24", WHOLE)
    if year.denominator is None:
        return [words("尚未申报替换项目。")]
    count = sum(row.startswith("projects:") for row in set(year.rows))
    if year.value is None or year.numerator is None:
        return [words("已申报替换{count}个，其年度投资尚未报齐。", count=count)]
    amounts = {
        "before": words.amount(year.denominator),
        "after": words.amount(year.numerator),
        "whole_before": words.amount(whole.denominator or 0),
        "whole_after": words.amount(whole.numerator or 0),
    }
    return say(
        words,
        indicators,
        "已申报替换{count}个，年度投资由{before}变为{after}",
        "" if whole.value is None else "，总投资由{whole_before}变为{whole_after}",
        _scale(year.value, whole.value),
        count=count,
        **amounts,
    )


def _scale(year: Decimal, whole: Decimal | None) -> str:
    """Whether 投资规模不变 holds, of the year and of the whole; an unknown whole says nothing."""
    is_short = whole is not None and whole < 0
    if year < 0:
        return (
            "，年度投资缺口{A24.magnitude}、总投资缺口{A24@by:total.magnitude}，须补足。"
            if is_short
            else "，年度投资缺口{A24.magnitude}，须补足。"
        )
    if is_short:
        return "，年度投资不减，但总投资缺口{A24@by:total.magnitude}，须补足。"
    return "，投资规模不减。" if year or whole else "，投资规模不变。"


def _no_replacement(facts: Facts, words: Words) -> Sentence:
    """Nobody has said that a start will be late; who has said nothing has not promised it either."""
    unstarted = facts.projects[~facts.projects["is_started"]]
    if unstarted.empty:
        return [words("全部项目均已开复工，没有须替换的项目。")]
    rule = facts.county.replacement
    until = words.until(rule.month, rule.day)
    silent = int(unstarted["expected_start"].isna().sum())
    if silent:
        return [
            words(
                "未开复工项目中{count}个未报预计开工时间，其余预计{until}前均可开工。",
                count=silent,
                until=until,
            )
        ]
    return [words("预计{until}前均可开工，暂无须替换的项目。", until=until)]
