"""Sentences on the proposed exchange: what it keeps, whether it is proved the best, or what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.money import half_up
from briefing.indicators.replacement import annual, total
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from briefing.indicators.replacement import Exchange
    from briefing.page.words import Words
    from briefing.sections.prose.sentence import Sentence


def proposal(exchange: Exchange, words: Words = CHINESE) -> Sentence:
    """The exchange as a proposal; what no choice can keep is said plainly, with the missing amount."""
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
