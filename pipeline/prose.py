"""
Indicators go in, Chinese sentences come out, word for word as official print has them.

A sentence is a template whose places name indicators; a sentence of which a figure has no value is
left out whole, never printed with a gap. Rounding has happened in the indicator: the number here,
in the table and in the chart is the same object.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.blocks import Figure, Part
from pipeline.money import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.indicators.facts import Facts
    from pipeline.indicators.indicator import Indicator, Indicators

# {A10}  {C03/亿元}  {E07@light:红}  {A15.magnitude}
_PLACE = re.compile(
    r"\{(?P<id>[A-F]\d\d)(?:/(?P<unit>[^@.}]+))?(?:@(?P<scope>[^.}]+))?(?:\.(?P<form>\w+))?\}"
)

Sentence = list[Part]


def say(indicators: Indicators, template: str) -> Sentence:
    """
    Fill a template with figures; return no parts at all when one of them has no value.

    A place is `{id/unit@scope.form}`, all but the id optional; *form* is `text` (number and unit),
    `number`, or `magnitude` (without its sign).
    """
    parts: Sentence = []
    position = 0
    for place in _PLACE.finditer(template):
        found = indicators.of(place["id"], place["scope"] or "county", place["unit"])
        if found.value is None:
            return []
        parts += [template[position : place.start()], _figure(found, place["form"] or "text")]
        position = place.end()
    return [part for part in [*parts, template[position:]] if part]


def _figure(indicator: Indicator, form: str) -> Figure:
    return Figure(getattr(indicator, form), indicator.id, indicator.scope)


def joined(*sentences: Sentence) -> Sentence:
    """Put sentences one behind the other; those that were left out leave nothing."""
    return [part for sentence in sentences for part in sentence]


def plain_text(sentence: Sentence) -> str:
    """Return the words alone."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)


def gap_to_schedule(indicators: Indicators) -> str:
    """Say how A15 stands to 序时进度, by its printed value: 低于序时进度4.4个百分点."""
    gap = indicators["A15"].rounded
    if gap is None:
        return ""
    if not gap:
        return "，与序时进度持平"
    return "，" + ("高于" if gap > 0 else "低于") + "序时进度{A15.magnitude}"


def progress(indicators: Indicators, facts: Facts) -> Sentence:
    """The article's first finding: projects, start rate, investment against the task, and time."""
    return say(
        indicators,
        f"截至{facts.month.label}底，全县{{A01}}重点项目已开复工{{A02}}，开复工率{{A03}}，"
        "完成投资{A10}，占年度任务{A09}的{A11}"
        + gap_to_schedule(indicators)
        + ("；未开复工{A04}。" if indicators["A04"].value else "，全部开复工。"),
    )


def coverage(indicators: Indicators) -> Sentence:
    """Say what is missing behind the sums; where all is reported there is nothing to say."""
    missing = indicators["A26"]
    if missing.denominator is None or missing.numerator == missing.denominator:
        return []
    count = missing.denominator - (missing.numerator or 0)
    return say(indicators, f"有{count}个项目未报完成投资（填报率{{A26}}），合计不含未报项目。")


def pace(indicators: Indicators, facts: Facts) -> Sentence:
    """What is missing to the half-year line, and the monthly pace that the rest of the year takes."""
    return joined(_half_year(indicators, facts), _rest_of_year(indicators, facts))


def _half_year(indicators: Indicators, facts: Facts) -> Sentence:
    gap = indicators["B04"].value
    if gap is None or facts.month.number > 6:
        return []
    if gap <= 0:
        return ["完成投资已过半。"]
    return say(
        indicators,
        "距过半尚差{B04}"
        + (
            "，6月当月须完成前5个月月均的{B05}。"
            if facts.month.number == 5 and indicators["B05"].value
            else "。"
        ),
    )


def _rest_of_year(indicators: Indicators, facts: Facts) -> Sentence:
    if not facts.month.remaining or indicators["F01"].value is None:
        return []
    former = f"前{facts.month.number}个月"
    with_multiple = f"，为{former}月均的{{F02}}。" if indicators["F02"].value is not None else "。"
    span = (
        f"{facts.month.remaining}月均" if "—" in facts.month.remaining else facts.month.remaining
    )
    return say(indicators, f"{span}需完成{{F01}}{with_multiple}")


def reserve(indicators: Indicators, facts: Facts) -> Sentence:
    """The article's third finding: the reserve, of which those that seek funds are a part."""
    period = facts.county.reserve.period
    return joined(
        say(
            indicators,
            f"储备“{period}”规划项目{{C01}}，总投资{{C02}}"
            + (
                "，其中，拟争取资金项目{C03}，总投资{C03/亿元}。"
                if indicators["C03"].value
                else "。"
            ),
        ),
        say(indicators, "储备总投资为年度任务的{C09}。"),
    )


def month_alone(indicators: Indicators, facts: Facts) -> Sentence:
    """What was done in the month, how many projects keep time, and who has done nothing."""
    return joined(
        say(
            indicators,
            f"{facts.month.label}当月完成投资{{A12}}；达到序时进度的项目{{A17}}，占{{A17/%}}。",
        ),
        say(indicators, "已开复工而本年完成投资为0的项目{A18}。")
        if indicators["A18"].value
        else [],
        say(indicators, "超年度计划的项目{A19}。") if indicators["A19"].value else [],
    )


def starts(indicators: Indicators) -> Sentence:
    """Start rates by nature; 开复工率 and 开工率 are never one for the other."""
    return joined(
        say(indicators, "续建项目复工率{A06}。"),
        say(indicators, "计划新开工项目开工率{A05}。"),
    )


def obstacles(indicators: Indicators) -> Sentence:
    """What holds the unstarted projects up."""
    parts = [
        f"{name}{{A21@obstacle:{name}}}"
        for name in indicators.scopes("A21", "obstacle")
        if indicators.of("A21", f"obstacle:{name}").value
    ]
    if not parts:
        return []
    return say(
        indicators,
        "未开复工{A04}，主要制约因素为" + "、".join(parts) + "（同一项目可有多项）。",
    )


def meetings(indicators: Indicators) -> Sentence:
    """What meetings were held for them, and what they solved."""
    kinds = [
        f"{name}{{A22@meeting:{name}}}"
        for name in indicators.scopes("A22", "meeting")
        if indicators.of("A22", f"meeting:{name}").value
    ]
    if not kinds:
        return []
    return say(
        indicators,
        "年初以来召开" + "、".join(kinds) + "，共{A22}，解决问题{A22/个}。",
    )


def replacement(indicators: Indicators, facts: Facts) -> Sentence:
    """Who cannot start by the deadline, and whether the scale of investment is kept."""
    rule = facts.county.replacement
    if not indicators["A23"].value:
        return _no_replacement(facts)
    until = rule.label
    is_over = facts.month.last_day >= rule.deadline(facts.month.year)
    first = say(
        indicators,
        f"已过{until}期限仍未开复工{{A23}}，须完成替换。"
        if is_over
        else f"预计{until}前无法开工{{A23}}，须启动替换程序。",
    )
    difference = indicators["A24"]
    if difference.denominator is None:
        return [*first, "尚未申报替换项目。"]
    if difference.value is None:
        return [*first, "已申报替换项目，其年度投资尚未报齐。"]
    kept = (
        "替换后年度投资较替换前增加{A24}，投资规模不减。"
        if difference.value >= 0
        else ("替换后年度投资缺口{A24.magnitude}，须补足。")
    )
    return joined(
        first,
        say(indicators, "已申报替换项目，" + kept)
        if difference.value
        else ["已申报替换项目，替换前后年度投资相等，投资规模不变。"],
    )


def _no_replacement(facts: Facts) -> Sentence:
    """Nobody has said that a start will be late; who has said nothing has not promised it either."""
    unstarted = facts.projects[~facts.projects["is_started"]]
    if unstarted.empty:
        return ["全部项目均已开复工，没有须替换的项目。"]
    until = facts.county.replacement.label
    silent = int(unstarted["expected_start"].isna().sum())
    if silent:
        return [f"未开复工项目中{silent}个未报预计开工时间，其余预计{until}前均可开工。"]
    return [f"预计{until}前均可开工，暂无须替换的项目。"]


def growth(indicators: Indicators, facts: Facts) -> Sentence:
    """The bureau's growth: an input. January is exempt; a figure that is late is said to be."""
    month = facts.month
    if month.number == 1:
        return ["1月免报固定资产投资统计月报，无增速。"]
    value = indicators["B01"].rounded
    target = plain(facts.county.targets.growth_pct)
    if value is None:
        return [f"{month.cumulative}固定资产投资增速待统计部门反馈（全年目标{target}%以上）。"]
    verb = "增长" if value > 0 else "下降" if value < 0 else "持平"
    figure = "{B01.magnitude}" if value else ""
    gap = indicators["B02"].rounded
    against = (
        ""
        if gap is None
        else (
            f"，{'高于' if gap > 0 else '低于'}全年{target}%的目标{{B02.magnitude}}"
            if gap
            else f"，与全年{target}%的目标持平"
        )
    )
    return say(
        indicators, f"{month.cumulative}固定资产投资同比{verb}{figure}{against}（统计部门反馈）。"
    )


def inclusion(indicators: Indicators) -> Sentence:
    """How many of those that belong in the statistics are in them, and what is missing."""
    return joined(
        say(
            indicators,
            "应纳统项目{B06}，已纳统{B07}，纳统率{B08}"
            + (
                "；应统未统{B09}，涉及年度任务{B09/亿元}。"
                if indicators["B09"].value
                else "，没有应统未统项目。"
            ),
        ),
        say(indicators, "计划内未申报纳统资料项目{B10}。") if indicators["B10"].value else [],
        say(indicators, "入库时间表达成率{B11}。"),
        say(indicators, "已纳统项目可支撑剩余年度任务的{B17}。"),
    )


def missing_documents(counts: Sequence[tuple[str, int]]) -> Sentence:
    """Which papers the outstanding projects lack, the commonest first."""
    if not counts:
        return []
    return [
        "应统未统项目所缺资料：" + "、".join(f"{name}{count}个" for name, count in counts) + "。"
    ]


def reserve_papers(indicators: Indicators) -> Sentence:
    """How far the papers of the reserve are, and how much of it waits only for funds."""
    papers = [
        f"{name}{{C06@paper:{name}}}"
        for name in indicators.scopes("C06", "paper")
        if indicators.of("C06", f"paper:{name}").value is not None
    ]
    return joined(
        say(indicators, "前期手续完成率：" + "、".join(papers) + "。") if papers else [],
        say(
            indicators,
            "手续成熟、可“项目等资金”的{C07}，总投资{C07/亿元}，为年度任务的{C09@stage:成熟}。",
        )
        if indicators["C07"].value
        else ["暂无手续成熟、可“项目等资金”的项目。"],
        say(indicators, "拟争取资金项目占储备项目数的{C04}、总投资的{C04@by:amount}。")
        if indicators["C03"].value
        else [],
    )


def service(indicators: Indicators) -> Sentence:
    """六个一, 包抓 and 限时办结; without matters due there is no rate."""
    return joined(
        say(
            indicators,
            "县级领导包抓覆盖率{D01}，“六个一”完备率{D02}，五项齐全且一抓到底的项目{D02/个}。",
        ),
        say(indicators, "限时办结率{D03}。") or ["本月无到期事项。"],
    )


def life_cycle(indicators: Indicators, facts: Facts) -> Sentence:
    """Where the projects stand between preparation and completion."""
    return say(
        indicators,
        f"按全周期分：前期{{D06@stage:前期}}，{facts.month.label}新开复工{{D06@stage:开工}}，"
        "在建{D06@stage:建设}，竣工{D06@stage:竣工}。",
    )


def supervision(indicators: Indicators, facts: Facts) -> Sentence:
    """一月一督查: whom it reached, what it handed on, and what is late."""
    return joined(
        say(
            indicators,
            f"{facts.month.label}督查覆盖率{{E01}}"
            + (
                "，其中红灯和未开复工项目{E01@focus:红灯和未开复工}"
                if indicators.of("E01", "focus:红灯和未开复工").value is not None
                else ""
            )
            + "；发现问题{E02}。",
        ),
        _transfers(indicators),
        say(indicators, "逾期未办结{E05}，最长逾期{E05/天}。")
        if indicators["E05"].value
        else ["无逾期未办结问题。"],
    )


def _transfers(indicators: Indicators) -> Sentence:
    """What was handed on; before the first deadline there is no rate."""
    if not indicators["E03"].value:
        return []
    if indicators["E04"].value is None:
        return say(indicators, "年初以来移送问题{E03}，均未到整改时限。")
    return say(indicators, "年初以来移送问题{E03}，限期整改率{E04}。")


def lights(indicators: Indicators) -> Sentence:
    """How many projects show which light."""
    return say(
        indicators, "亮灯情况：绿灯{E07@light:绿}，黄灯{E07@light:黄}，红灯{E07@light:红}。"
    )
