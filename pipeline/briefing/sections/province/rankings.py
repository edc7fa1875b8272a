"""The tables of the summary: where counties stand, who moved, who is missing, what is added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.province import LIGHTS, PROVINCE, light_of
from briefing.page import tables
from briefing.page.blocks import Block, Cell, Figure, note
from briefing.sections.province.counties import earlier_faults, last_published

if TYPE_CHECKING:
    from briefing.sections.province.counties import Member, Summary

# So many of those that won, and of those that lost, most places.
MOST_MOVED = 5


def ranking(summary: Summary) -> Block:
    """The counties in order of completion, with their start rate, inclusion, reserve and lights."""
    words = summary.words
    return tables.table(
        words("各县位次"),
        [
            tables.column("位次", "center", 0.8),
            tables.column("县", "left", 1.6),
            tables.column("开复工率（%）", "right"),
            tables.column("完成率（%）", "right"),
            tables.column("与序时之差（百分点）", "right", 1.2),
            tables.column("纳统率（%）", "right"),
            tables.column("储备（个）", "right"),
            tables.column("储备总投资（亿元）", "right", 1.2),
            *(tables.column(lamp, "right", 0.7) for lamp in ("红灯", "黄灯", "绿灯")),
        ],
        [
            [_place(summary, member), member.name, *_rates(summary, member.scope)]
            for member in summary.in_order
        ],
        total=["", words("合计"), *_rates(summary, PROVINCE)],
        note=summary.note(
            summary.source(DISPATCH),
            words("纳统率为统计口径，其余为调度口径，两本账不相加减。"),
            words("按各县公布的完成率排位，同率并列；有未报项目的县列后不排位。"),
            words("灯数为项目个数，按各县的亮灯规则。"),
        ),
        words=words,
    )


def _place(summary: Summary, member: Member) -> Cell:
    if member.folder not in summary.ranks:
        return tables.NOT_APPLICABLE
    return Figure(str(summary.ranks[member.folder]), "A28", member.scope)


def _rates(summary: Summary, scope: str) -> list[Cell]:
    found, words = summary.found, summary.words
    return [
        tables.figure(found, "A03", scope),
        tables.figure(found, "A11", scope),
        tables.figure(found, "A15", scope),
        tables.figure(found, "B08", scope),
        tables.figure(found, "C01", scope),
        tables.yi_figure(found, "C02", scope, words),
        *(tables.figure(found, "E07", light_of(scope, colour)) for colour in LIGHTS),
    ]


def movement(summary: Summary) -> Block:
    """Who won and who lost most places since last month."""
    words = summary.words
    if not summary.former_ranks:
        return note(words("没有可比的上月位次。"))
    moved = [
        (int(places), member)
        for member in summary.in_order
        if (places := summary.found.of("E10", member.scope).value)
    ]
    if not moved:
        return note(words("各县位次与上月相同。"))
    most = sorted(moved, key=lambda entry: -abs(entry[0]))
    won = [entry for entry in most if entry[0] > 0][:MOST_MOVED]
    lost = [entry for entry in most if entry[0] < 0][:MOST_MOVED]
    return tables.table(
        words("位次变化最大的县"),
        [
            tables.column("县", "left", 1.8),
            tables.column("上月位次", "right"),
            tables.column("本月位次", "right"),
            tables.column("位次变化", "right"),
            tables.column("上月完成率（%）", "right", 1.2),
            tables.column("本月完成率（%）", "right", 1.2),
        ],
        [
            [
                member.name,
                str(summary.former_ranks[member.folder]),
                _place(summary, member),
                Figure(f"{'↑' if places > 0 else '↓'}{abs(places)}", "E10", member.scope),
                _former_completion(summary, member),
                tables.figure(summary.found, "A11", member.scope),
            ]
            for places, member in [*won, *lost]
        ],
        note=summary.note(
            summary.source(DISPATCH),
            words(
                "升、降各列最多{count}个县；上月{before}个县排位，本月{now}个县。",
                count=MOST_MOVED,
                before=len(summary.former_ranks),
                now=len(summary.ranks),
            ),
        ),
        words=words,
    )


def _former_completion(summary: Summary, member: Member) -> str:
    found = summary.completion(member, summary.month.previous)
    assert found is not None, "a county that had a rank had a completion"
    return found.number


def missing(summary: Summary) -> Block:
    """The counties that do not count, or whose ledgers have changed since, and what is to be done."""
    words = summary.words
    rows = [row for member in summary.members if (row := _fault_of(summary, member))]
    if not rows:
        return note(words("各县本月与以往月份的简报均已公布且核对无误。"))
    return tables.table(
        words("未计入或须重新生成的县"),
        [
            tables.column("县", "left", 1.4),
            tables.column("文件夹", "left", 1.4),
            tables.column("情况", "left", 3.4),
            tables.column("最近可用的月份", "left", 1.4),
            tables.column("计入合计", "center", 0.9),
        ],
        rows,
        note=words("按 manifest.json 逐一核对指标文件；不能核对的不推算，不以上月数代替。"),
        words=words,
    )


def _fault_of(summary: Summary, member: Member) -> list[Cell] | None:
    words, edition = summary.words, member.editions[summary.month]
    told = [
        *([words(edition.fault)] if edition.fault else []),
        *([words("公布后台账或规则有改动")] if member in summary.outdated else []),
        *(
            words("{name}：{figure}", name=words.month(month), figure=words(fault))
            for month, fault in earlier_faults(member, summary.month).items()
        ),
    ]
    if not told:
        return None
    usable = summary.month if edition.figures else last_published(member, summary.month)
    return [
        member.name,
        member.folder,
        words("；").join(told),
        words.month_of_year(usable) if usable else words("无"),
        words("是") if edition.figures else words("否"),
    ]


def parts(summary: Summary) -> Block:
    """What the totals are added from: each county's counts and amounts."""
    words = summary.words
    return tables.table(
        words("各县基数"),
        [
            tables.column("县", "left", 1.6),
            tables.column("重点项目", "right"),
            tables.column("已开复工", "right"),
            tables.column("年度任务", "right", 1.2),
            tables.column("完成投资", "right", 1.2),
            tables.column("应纳统", "right"),
            tables.column("已纳统", "right"),
            tables.column("储备项目", "right"),
            tables.column("储备总投资", "right", 1.2),
            tables.column("拟争取资金项目", "right", 1.2),
        ],
        [[member.name, *_parts(summary, member.scope)] for member in summary.in_order],
        unit=words("金额单位：亿元"),
        total=[words("合计"), *_parts(summary, PROVINCE)],
        note=summary.note(
            summary.source(DISPATCH),
            words("应纳统、已纳统为统计口径。"),
            words("各县公布的金额已舍入，合计由公布数相加。"),
        ),
        annex=True,
        words=words,
    )


def _parts(summary: Summary, scope: str) -> list[Cell]:
    found, words = summary.found, summary.words
    return [
        tables.figure(found, "A01", scope),
        tables.figure(found, "A02", scope),
        tables.yi_figure(found, "A09", scope, words),
        tables.yi_figure(found, "A10", scope, words),
        tables.figure(found, "B06", scope),
        tables.figure(found, "B07", scope),
        tables.figure(found, "C01", scope),
        tables.yi_figure(found, "C02", scope, words),
        tables.figure(found, "C03", scope),
    ]
