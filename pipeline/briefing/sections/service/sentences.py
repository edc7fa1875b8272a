"""Sentences on 项目服务: 六个一, 包抓, 限时办结 and the life cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page.words import CHINESE
from briefing.sections.sentence import Sentence, joined, listed, say

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words


def service(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """六个一, 包抓 and 限时办结; without matters due there is no rate."""
    return joined(
        words,
        say(
            words,
            indicators,
            "县级领导包抓覆盖率{D01}，“六个一”完备率{D02}，五项齐全且一抓到底的项目{D02/个}。",
        ),
        say(words, indicators, "限时办结率{D03}。") or [words("本月无到期事项。")],
        say(words, indicators, "平均办理{D04}（承诺{D04@by:承诺}），事项办结率{D08}。"),
        say(words, indicators, "转办超过1次、首问负责未落实的事项{D05}。")
        if indicators["D05"].value
        else [],
        say(words, indicators, "年初以来责任追究{D09}。") if indicators["D09"].value else [],
    )


def life_cycle(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """Where the projects stand between preparation and completion, who moved, who stands still."""
    changes = listed(words, indicators, "D06", "change")
    return joined(
        words,
        say(
            words,
            indicators,
            "按全周期分：前期{D06@stage:前期}，{month}新开复工{D06@stage:开工}，"
            "在建{D06@stage:建设}，竣工{D06@stage:竣工}。",
            month=words.month(facts.month),
        ),
        say(words, indicators, "与上月相比：{changes}。", changes=changes) if changes else [],
        say(words, indicators, "前期手续滞留超过规定天数的项目{D07}。")
        if indicators["D07"].value
        else [],
    )
