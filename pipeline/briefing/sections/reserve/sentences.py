"""Sentences on 项目储备: its size, its papers, and its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.reserve import size_labels

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.sections.prose import Prose, Sentence


def reserve(prose: Prose, facts: Facts) -> Sentence:
    """Say the article's third finding: the reserve, and the part of it that seeks funds."""
    return prose.joined(
        prose.say(
            "储备“{period}”规划项目{C01}，总投资{C02}",
            "，其中，拟争取资金项目{C03}，总投资{C03/亿元}。"
            if prose.indicators["C03"].value
            else "。",
            period=prose.words.name(facts.county.reserve.period),
        ),
        prose.say("储备总投资为年度任务的{C09}。"),
    )


def reserve_papers(prose: Prose) -> Sentence:
    """Say how far the papers of the reserve are, and how much of it waits only for funds."""
    return prose.joined(
        prose.say("前期手续完成率：{papers}。", papers=prose.listed("C06", "paper")),
        prose.say(
            "手续成熟、可“项目等资金”的{C07}，总投资{C07/亿元}，为年度任务的{C09@stage:成熟}。"
        )
        if prose.indicators["C07"].value
        else [prose.words("暂无手续成熟、可“项目等资金”的项目。")],
        prose.say_of("C03", "拟争取资金项目占储备项目数的{C04}、总投资的{C04@by:amount}。"),
    )


def movement(prose: Prose, facts: Facts) -> Sentence:
    """Say what entered and left the reserve this month, what became of it, and how fresh it is."""
    county = facts.county
    labels = dict(zip(size_labels(county), size_labels(county, prose.words), strict=True))
    moved = any(
        prose.indicators.of("C13", f"change:{change}").value for change in ("新增", "退出")
    )
    return prose.joined(
        prose.say(
            "{month}新增储备项目{C13@change:新增}，退出{C13@change:退出}。",
            month=prose.words.month(facts.month),
        )
        if moved
        else [],
        prose.say("按体量分：{sizes}。", sizes=prose.listed("C12", "size", labels)),
        prose.say("储备项目转化率{C08}。"),
        prose.say("拟争取资金已到位{C10}。"),
        prose.say("近{days}天更新过的占{C11}。", days=county.reserve.fresh_days),
        prose.say_of("C14", "与在建重点项目重复{C14}，须核对后调出。"),
    )
