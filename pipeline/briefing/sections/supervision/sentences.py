"""Sentences on 工作督查: coverage, what was handed on, what is late, and the lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page.words import CHINESE
from briefing.sections.sentence import Sentence, joined, listed, say

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words


def supervision(indicators: Indicators, facts: Facts, words: Words = CHINESE) -> Sentence:
    """一月一督查: whom it reached, what it handed on, and what is late."""
    focus = indicators.of("E01", "focus:红灯和未开复工").value
    aspects = listed(words, indicators, "E02", "aspect")
    return joined(
        words,
        say(
            words,
            indicators,
            "{month}督查覆盖率{E01}",
            "" if focus is None else "，其中红灯和未开复工项目{E01@focus:红灯和未开复工}",
            "；发现问题{E02}",
            "（{aspects}）。" if aspects else "。",
            month=words.month(facts.month),
            aspects=aspects,
        ),
        _transfers(indicators, words),
        say(words, indicators, "逾期未办结{E05}，最长逾期{E05/天}。")
        if indicators["E05"].value
        else [words("无逾期未办结问题。")],
        say(words, indicators, "重复问题占{E06}。") if indicators["E06"].value else [],
    )


def _transfers(indicators: Indicators, words: Words) -> Sentence:
    """What was handed on; before the first deadline there is no rate."""
    if not indicators["E03"].value:
        return []
    if indicators["E04"].value is None:
        return say(words, indicators, "年初以来移送问题{E03}，均未到整改时限。")
    return say(words, indicators, "年初以来移送问题{E03}，限期整改率{E04}。")


def lights(indicators: Indicators, words: Words = CHINESE) -> Sentence:
    """How many projects show which light."""
    return say(
        words, indicators, "亮灯情况：绿灯{E07@light:绿}，黄灯{E07@light:黄}，红灯{E07@light:红}。"
    )
