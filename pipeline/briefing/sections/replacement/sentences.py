"""Sentences on the replacement: what is declared, and the exchange that is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.money import half_up
from briefing.indicators.replacement import WHOLE, annual, total
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.indicators.facts import Facts
    from briefing.indicators.replacement import Exchange
    from briefing.page.words import Words
    from briefing.sections.prose import Prose, Sentence


def replacement(prose: Prose, facts: Facts) -> Sentence:
    """Say how many projects cannot start by the deadline, and whether the scale is kept."""
    rule = facts.county.replacement
    if not prose.indicators["A23"].value:
        return _no_replacement(facts, prose.words)
    is_over = facts.month.last_day >= rule.deadline(facts.month.year)
    return prose.joined(
        prose.say(
            "已过{until}期限仍未开复工{A23}，须完成替换。"
            if is_over
            else "预计{until}前无法开工{A23}，须启动替换程序。",
            until=prose.words.until(rule.month, rule.day),
        ),
        _declared(prose),
    )


def _declared(prose: Prose) -> Sentence:
    """Say what the declared replacements change in the year's investment, and in the whole."""
    words = prose.words
    year, whole = prose.indicators["A24"], prose.indicators.of("A24", WHOLE)
    if year.denominator is None:
        return [words("尚未申报替换项目。")]
    count = sum(row.startswith("projects:") for row in set(year.rows))
    if year.value is None or year.numerator is None:
        return [words("已申报替换{count}个，其年度投资尚未报齐。", count=count)]
    return prose.say(
        "已申报替换{count}个，年度投资由{before}变为{after}",
        "" if whole.value is None else "，总投资由{whole_before}变为{whole_after}",
        _scale(year.value, whole.value),
        count=count,
        before=words.amount(year.denominator),
        after=words.amount(year.numerator),
        whole_before=words.amount(whole.denominator or 0),
        whole_after=words.amount(whole.numerator or 0),
    )


def _scale(year: Decimal, whole: Decimal | None) -> str:
    """Return the clause on 投资规模不变, of the year and, where it is known, of the whole."""
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
    """Say that no start is expected to be late, and how many projects expect none."""
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


def proposal(exchange: Exchange, words: Words = CHINESE) -> Sentence:
    """Say the proposed exchange, or the amount that is missing where none keeps the scale."""
    if not exchange.leaving:
        return []
    if not exchange.is_possible:
        return [
            words(
                "未申报替换的{count}个项目，成熟储备项目全部调入仍不足以保持投资规模："
                "总投资缺口{total}，年度投资缺口{annual}，须另行谋划项目。",
                count=len(exchange.leaving),
                total=words.amount(exchange.missing_total_wan),
                annual=words.amount(exchange.missing_annual_wan),
            )
        ]
    told = words(
        "未申报替换的{out}个项目，建议由{into}个成熟储备项目替换：总投资由{total_out}变为{total_in}，"
        "年度投资由{annual_out}变为{annual_in}，投资规模不减。",
        out=len(exchange.leaving),
        into=len(exchange.chosen),
        total_out=words.amount(total(exchange.leaving)),
        total_in=words.amount(total(exchange.chosen)),
        annual_out=words.amount(annual(exchange.leaving)),
        annual_in=words.amount(annual(exchange.chosen)),
    )
    proof = (
        words("按原责任单位优先、项目最少、超出最少依次择优，已证明为最优。")
        if exchange.is_proved
        else words(
            "按原责任单位优先、项目最少、超出最少依次择优，未证明为最优（差距不超过{percent}%）。",
            percent=half_up(exchange.gap * 100, 1),
        )
    )
    return [told + words.stop + proof]
