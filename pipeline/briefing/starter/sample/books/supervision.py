"""督查问题台账: a sheet of inspections and their problems, and one of meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books.layout import (
    SampleRow,
    SampleSheet,
    Value,
    day_cell,
    sheet_of,
)
from briefing.starter.sample.word_lists import (
    MEASURES,
    OBSTACLE_OFFICES,
    OBSTACLE_WORDS,
    PROBLEMS,
    UNIT_SPELLINGS,
)

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.starter.sample.invented_county import InventedCounty
    from briefing.starter.sample.supervision import Inspection

FILE_NAMES = (
    "附件6：重点项目督查问题台账（{month}月）.xlsx",
    "{year}年重点项目督查问题台账（截至{month}月）.xlsx",
    "{county}重点项目督查问题台账{month}月.xlsx",
    "督查问题台账（{year}年{month}月）.xlsx",
    "重点项目督查问题台账-{month}月底.xlsx",
)
_PROBLEM_COLUMNS = (
    "序号", "项目名称", "项目代码", "督查日期", "督查方面", "存在问题", "问题类别", "责任单位",
    "移送单位", "移送日期", "整改措施", "整改时限", "完成情况", "办结日期", "备注",
)  # fmt: skip
_MEETING_COLUMNS = (
    "序号", "会议日期", "会议形式", "议题", "召集单位", "研究问题数", "解决问题数", "备注",
)  # fmt: skip


def sheets(county: InventedCounty, month: Month) -> tuple[SampleSheet, SampleSheet]:
    """Return both ledgers of one month; rows of former months stay, in their present state."""
    return _problems(county, month), _meetings(county, month)


def _problems(county: InventedCounty, month: Month) -> SampleSheet:
    body = [
        SampleRow("row", _cells(row, month), row.project.name)
        for row in county.years[month.year].inspections
        if row.inspected_on <= month.last_day
    ]
    return sheet_of(
        "督查问题台账",
        f"{county.geography.name}{month.year}年重点项目督查问题台账",
        "填报单位：县政府督查室",
        f"截至{month.number}月底",
        _PROBLEM_COLUMNS,
        body,
        notes=["注：按照“一月一督查”要求，由县政府督查室会同县发改局、县统计局实施。"],
    )


def _cells(row: Inspection, month: Month) -> tuple[Value, ...]:
    project, style = row.project, row.serial
    spellings = UNIT_SPELLINGS[project.unit]
    unit = spellings[style % len(spellings)]
    opening: tuple[Value, ...] = (
        row.serial, project.name, project.code, day_cell(row.inspected_on, style), row.aspect,
    )  # fmt: skip
    if not row.obstacle:
        return (*opening, "未发现问题", None, unit)
    problem, word = PROBLEMS[row.obstacle], OBSTACLE_WORDS[row.obstacle]
    if row.transferred_on is None or row.due_on is None:
        again = f"{problem}（{row.repeats_month}月已移送，仍未解决）"
        return (*opening, again, word, unit, *[None] * 4, row.state(month.last_day))
    is_closed = row.closed_on is not None and row.closed_on <= month.last_day
    return (
        *opening,
        problem,
        word,
        unit,
        f"县{OBSTACLE_OFFICES[row.obstacle]}",
        day_cell(row.transferred_on, style),
        MEASURES[row.obstacle],
        day_cell(row.due_on, style),
        row.state(month.last_day),
        day_cell(row.closed_on, style) if is_closed and row.closed_on else None,
    )


def _meetings(county: InventedCounty, month: Month) -> SampleSheet:
    body = [
        SampleRow(
            "row",
            (
                row.serial, day_cell(row.held_on, row.serial), row.kind, row.topic,
                f"县{row.convened_by}", row.raised, row.solved, None,
            ),
        )
        for row in county.years[month.year].meetings
        if row.held_on <= month.last_day
    ]  # fmt: skip
    return sheet_of(
        "协调会议",
        f"{county.geography.name}{month.year}年重点项目协调会议台账",
        "填报单位：县政府督查室",
        f"截至{month.number}月底",
        _MEETING_COLUMNS,
        body,
    )
