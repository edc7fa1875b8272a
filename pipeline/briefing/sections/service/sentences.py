"""Sentences on 项目服务: 六个一, 包抓, 限时办结 and the life cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.sections.prose import Prose, Sentence


def service(prose: Prose) -> Sentence:
    """Say 六个一, 包抓 and 限时办结; without matters due there is no rate."""
    return prose.joined(
        prose.say(
            "县级领导包抓覆盖率{D01}，“六个一”完备率{D02}，五项齐全且一抓到底的项目{D02/个}。"
        ),
        prose.say("限时办结率{D03}。") or [prose.words("本月无到期事项。")],
        prose.say("平均办理{D04}（承诺{D04@by:承诺}），事项办结率{D08}。"),
        prose.say_of("D05", "转办超过1次、首问负责未落实的事项{D05}。"),
        prose.say_of("D09", "年初以来责任追究{D09}。"),
    )


def life_cycle(prose: Prose, facts: Facts) -> Sentence:
    """Say how many projects are in each stage, which changed stage, and which stay too long."""
    return prose.joined(
        prose.say(
            "按全周期分：前期{D06@stage:前期}，{month}新开复工{D06@stage:开工}，"
            "在建{D06@stage:建设}，竣工{D06@stage:竣工}。",
            month=prose.words.month(facts.month),
        ),
        prose.say("与上月相比：{changes}。", changes=prose.listed("D06", "change")),
        prose.say_of("D07", "前期手续滞留超过规定天数的项目{D07}。"),
    )
