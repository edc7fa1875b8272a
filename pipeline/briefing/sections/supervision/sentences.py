"""Sentences on 工作督查: inspections, transferred problems, what is late, and the lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.sections.prose import Prose, Sentence


def supervision(prose: Prose, facts: Facts) -> Sentence:
    """Say what the month's inspections reached and found, what was transferred, what is late."""
    focus = prose.indicators.of("E01", "focus:红灯和未开复工").value
    aspects = prose.listed("E02", "aspect")
    return prose.joined(
        prose.say(
            "{month}督查覆盖率{E01}",
            "" if focus is None else "，其中红灯和未开复工项目{E01@focus:红灯和未开复工}",
            "；发现问题{E02}",
            "（{aspects}）。" if aspects else "。",
            month=prose.words.month(facts.month),
            aspects=aspects,
        ),
        # Before the first deadline there is no rate.
        prose.say_of(
            "E03",
            "年初以来移送问题{E03}，均未到整改时限。"
            if prose.indicators["E04"].value is None
            else "年初以来移送问题{E03}，限期整改率{E04}。",
        ),
        prose.say("逾期未办结{E05}，最长逾期{E05/天}。")
        if prose.indicators["E05"].value
        else [prose.words("无逾期未办结问题。")],
        prose.say_of("E06", "重复问题占{E06}。"),
    )


def lights(prose: Prose) -> Sentence:
    """Say how many projects show which light."""
    return prose.say("亮灯情况：绿灯{E07@light:绿}，黄灯{E07@light:黄}，红灯{E07@light:红}。")
