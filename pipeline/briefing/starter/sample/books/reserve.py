"""“十四五”规划项目储备表: the reserve, in a band for each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.months import Month
from briefing.starter.sample.books.layout import (
    SampleRow,
    SampleSheet,
    Value,
    day_cell,
    nothing,
    ordinal,
    sheet_of,
    yi,
)
from briefing.starter.sample.reserve import FIRST_MAY
from briefing.starter.sample.word_lists import FIELDS, UNIT_SPELLINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.starter.sample.invented_county import InventedCounty
    from briefing.starter.sample.reserve import Entry

FILE_NAMES = (
    "十四五规划项目储备表（截至{month}月底）定稿.xlsx",
    "附件3：{county}“十四五”规划项目储备表.xlsx",
    "“十四五”规划项目储备表（{month}月更新）.xlsx",
    "{county}十四五规划项目储备表{year}{month:02d}.xlsx",
    "十四五规划项目储备表-{month}月（汇总）.xlsx",
)
_COLUMNS = (
    "序号", "项目名称", "项目代码", "领域", "建设性质", "主要建设内容及规模", "建设地点",
    "起止年限", "投资情况（亿元）/总投资", "投资情况（亿元）/“十四五”期间投资",
    "投资情况（亿元）/拟争取上级资金", "资金渠道", "前期工作进展/项目建议书",
    "前期工作进展/可研", "前期工作进展/备案", "前期工作进展/用地", "责任单位",
    "拟替换项目", "替换后年度投资（万元）", "更新日期", "备注",
)  # fmt: skip
_MONEY_AT = 8


def sheets(county: InventedCounty, month: Month) -> tuple[SampleSheet]:
    """Return the list of one month; every band has its count and sums."""
    entries = county.listed(month)
    body: list[SampleRow] = []
    serial = 0
    fields = [field for field in FIELDS if any(entry.work.field == field for entry in entries)]
    for number, field in enumerate(fields, start=1):
        members = [entry for entry in entries if entry.work.field == field]
        heading = f"{ordinal(number)}、{field}（{len(members)}个）"
        body.append(SampleRow("band", (heading, *_sums(members))))
        for entry in members:
            serial += 1
            body.append(SampleRow("row", _cells(entry, month, serial), entry.name))
    total = SampleRow("total", (f"合计：{len(entries)} 个", *_sums(entries)))
    body = [*body, total] if month.number % 2 else [total, *body]
    sheet = sheet_of(
        "储备项目",
        f"{county.geography.name}“十四五”规划项目储备表",
        "填报单位：县发展和改革局规划股",
        "单位：亿元",
        _COLUMNS,
        body,
        notes=[
            "注：1.前期工作进展“/”为不需办理；2.拟争取上级资金不大于“十四五”期间投资。",
            "填表人：规划股工作人员　　审核：规划股负责人",
        ],
        annex="附件3" if month.number % 5 == 1 else "",
    )
    return (sheet,)


def _sums(entries: Sequence[Entry]) -> tuple[Value, ...]:
    return (
        *[None] * (_MONEY_AT - 1),
        yi(sum(entry.total_wan for entry in entries)),
        yi(sum(entry.plan_wan for entry in entries)),
        yi(sum(entry.sought_wan for entry in entries)),
    )


def _cells(entry: Entry, month: Month, serial: int) -> tuple[Value, ...]:
    day = month.last_day
    spellings = UNIT_SPELLINGS[entry.work.unit]
    papers = entry.permits
    has_code = any(paper.is_granted(day) for paper in papers.values())
    # The year's replacements are decided on from May on.
    is_replacing = bool(entry.replaces) and FIRST_MAY <= month <= Month(FIRST_MAY.year, 12)
    return (
        serial,
        entry.name,
        entry.code if has_code else nothing(entry.number),
        entry.work.field,
        "改扩建" if any(word in entry.work.title for word in ("改", "扩", "提标")) else "新建",
        entry.work.content,
        entry.town,
        f"{entry.first_year}-{entry.last_year}",
        yi(entry.total_wan),
        yi(entry.plan_wan),
        yi(entry.sought_wan) if entry.sought_wan else nothing(entry.number),
        entry.channel,
        papers["proposal"].cell(day),
        papers["feasibility"].cell(day),
        papers["filing"].cell(day),
        papers["land"].cell(day),
        spellings[entry.number % len(spellings)],
        entry.replaces if is_replacing else None,
        entry.replacement_wan if is_replacing else None,
        day_cell(entry.updated(month), entry.number),
        None,
    )
