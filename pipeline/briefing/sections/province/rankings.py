"""The tables of the summary: ranks, changes of rank, missing counties, and the parts of the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.province import LIGHTS, PROVINCE, light_of
from briefing.page import tables
from briefing.page.blocks import Block, Cell, Figure, note
from briefing.page.tables import Column
from briefing.sections.breakdown import Scoped, figure, figure_column, name_column, yi_column
from briefing.sections.province.counties import earlier_faults, last_published

if TYPE_CHECKING:
    from briefing.sections.province.counties import Member, Summary

# The most counties that are listed for places gained, and for places lost.
MOST_MOVED = 5


class _Ranked(NamedTuple):
    """One line of the ranking."""

    place: Cell
    name: str
    scope: str


def ranking(summary: Summary) -> Block:
    """Return the counties in order of completion: start rate, inclusion, reserve and lights."""
    found, words = summary.found, summary.words

    def light_column(label: str, light: str) -> Column:
        def count(row: _Ranked) -> Figure:
            return figure(found, "E07", light_of(row.scope, light))

        return Column(label, count, "right", 0.7)

    return tables.table(
        words("各县位次"),
        [
            Column("位次", lambda row: row.place, "center", 0.8),
            name_column("县", 1.6),
            figure_column("开复工率（%）", found, "A03"),
            figure_column("完成率（%）", found, "A11"),
            figure_column("与序时之差（百分点）", found, "A15", 1.2),
            figure_column("纳统率（%）", found, "B08"),
            figure_column("储备（个）", found, "C01"),
            yi_column("储备总投资（亿元）", found, "C02", words, 1.2),
            *(
                light_column(label, light)
                for label, light in zip(("红灯", "黄灯", "绿灯"), LIGHTS, strict=True)
            ),
        ],
        [_Ranked(_place(summary, each), each.name, each.scope) for each in summary.in_order],
        total=_Ranked("", words("合计"), PROVINCE),
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


def movement(summary: Summary) -> Block:
    """Return the counties that gained, and those that lost, most places since last month."""
    words, found = summary.words, summary.found
    if not summary.former_ranks:
        return note(words("没有可比的上月位次。"))
    moved = [
        (int(places), member)
        for member in summary.in_order
        if (places := found.of("E10", member.scope).value)
    ]
    if not moved:
        return note(words("各县位次与上月相同。"))
    most = sorted(moved, key=lambda entry: -abs(entry[0]))
    up = [member for places, member in most if places > 0][:MOST_MOVED]
    down = [member for places, member in most if places < 0][:MOST_MOVED]

    def change(member: Member) -> Figure:
        places = found.of("E10", member.scope).value or 0
        return Figure(f"{'↑' if places > 0 else '↓'}{abs(int(places))}", "E10", member.scope)

    def former_completion(member: Member) -> str:
        former = summary.completion(member, summary.month.previous)
        assert former is not None, "a county that had a rank had a completion"
        return former.number

    return tables.table(
        words("位次变化最大的县"),
        [
            name_column("县", 1.8),
            Column("上月位次", lambda member: str(summary.former_ranks[member.folder]), "right"),
            Column("本月位次", lambda member: _place(summary, member), "right"),
            Column("位次变化", change, "right"),
            Column("上月完成率（%）", former_completion, "right", 1.2),
            figure_column("本月完成率（%）", found, "A11", 1.2),
        ],
        [*up, *down],
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


def missing(summary: Summary) -> Block:
    """Return the counties that are not counted, or whose ledgers have changed since, and why."""
    words, month = summary.words, summary.month
    members = [member for member in summary.members if _faults(summary, member)]
    if not members:
        return note(words("各县本月与以往月份的简报均已公布且核对无误。"))

    def last_usable(member: Member) -> str:
        usable = month if member.editions[month].figures else last_published(member, month)
        return words.month_of_year(usable) if usable else words("无")

    def is_counted(member: Member) -> str:
        return words("是") if member.editions[month].figures else words("否")

    return tables.table(
        words("未计入或须重新生成的县"),
        [
            name_column("县", 1.4),
            Column("文件夹", lambda member: member.folder, width=1.4),
            Column("情况", lambda member: words("；").join(_faults(summary, member)), width=3.4),
            Column("最近可用的月份", last_usable, width=1.4),
            Column("计入合计", is_counted, "center", 0.9),
        ],
        members,
        note=words("按 manifest.json 逐一核对指标文件；不能核对的不推算，不以上月数代替。"),
        words=words,
    )


def _faults(summary: Summary, member: Member) -> list[str]:
    words, fault = summary.words, member.editions[summary.month].fault
    return [
        *([words(fault)] if fault else []),
        *([words("公布后台账或规则有改动")] if member in summary.outdated else []),
        *(
            words("{name}：{figure}", name=words.month(month), figure=words(earlier))
            for month, earlier in earlier_faults(member, summary.month).items()
        ),
    ]


def parts(summary: Summary) -> Block:
    """Return what the totals are the sums of: each county's counts and amounts."""
    found, words = summary.found, summary.words
    return tables.table(
        words("各县基数"),
        [
            name_column("县", 1.6),
            figure_column("重点项目", found, "A01"),
            figure_column("已开复工", found, "A02"),
            yi_column("年度任务", found, "A09", words, 1.2),
            yi_column("完成投资", found, "A10", words, 1.2),
            figure_column("应纳统", found, "B06"),
            figure_column("已纳统", found, "B07"),
            figure_column("储备项目", found, "C01"),
            yi_column("储备总投资", found, "C02", words, 1.2),
            figure_column("拟争取资金项目", found, "C03", 1.2),
        ],
        summary.in_order,
        unit=words("金额单位：亿元"),
        total=Scoped(words("合计"), PROVINCE),
        note=summary.note(
            summary.source(DISPATCH),
            words("应纳统、已纳统为统计口径。"),
            words("各县公布的金额已舍入，合计由公布数相加。"),
        ),
        annex=True,
        words=words,
    )
