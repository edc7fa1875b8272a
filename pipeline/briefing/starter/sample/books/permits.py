"""项目前期手续表: the permits of every key project, under a header of three levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books.layout import SampleRow, SampleSheet, sheet_of
from briefing.starter.sample.permits import PERMITS
from briefing.starter.sample.word_lists import UNIT_SPELLINGS

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.starter.sample.invented_county import InventedCounty

FILE_NAMES = (
    "附件4：重点项目前期手续表（{month}月）.xlsx",
    "{year}年重点项目前期手续表-{month}月.xlsx",
    "{county}重点项目前期手续表（{month}月底）.xlsx",
    "重点项目前期手续表{year}.{month}.xlsx",
    "重点项目前期手续表（{month}月更新）.xlsx",
)
_TOP = "前期手续办理情况"
_COLUMNS = (
    "序号", "项目名称", "项目代码", "责任单位", "审批类型",
    f"{_TOP}/立项/项目建议书", f"{_TOP}/立项/可研", f"{_TOP}/立项/备案", f"{_TOP}/立项/初步设计",
    f"{_TOP}/用地/用地预审", f"{_TOP}/用地/用地批复", f"{_TOP}/规划/用地规划许可",
    f"{_TOP}/规划/工程规划许可", f"{_TOP}/环评/环评批复", f"{_TOP}/施工/施工许可", "备注",
)  # fmt: skip
_PROCEDURES = {"approval": "审批", "filing": "备案"}


def sheets(county: InventedCounty, month: Month) -> tuple[SampleSheet]:
    """Return the matrix of one month, one row for each key project."""
    year = county.years[month.year]
    body = [
        SampleRow(
            "row",
            (
                serial,
                project.name,
                project.code,
                UNIT_SPELLINGS[project.unit][0],
                _PROCEDURES[project.work.procedure],
                *(papers[name].cell(month.last_day) or None for name in PERMITS),
                None,
            ),
            project.name,
        )
        for serial, (project, papers) in enumerate(
            zip(year.projects, year.permits, strict=True), start=1
        )
    ]
    sheet = sheet_of(
        "前期手续",
        f"{county.geography.name}{month.year}年重点项目前期手续办理情况表",
        "填报单位：县行政审批服务局",
        f"截至{month.number}月底",
        _COLUMNS,
        body,
        notes=[
            "注：“√”“已办”或日期、文号为已办结；“办理中”为已受理；“/”为不需办理；空白为未办理。",
            "填表人：审批局工作人员　　审核：审批局负责人",
        ],
        annex="附件4" if month.number % 5 == 0 else "",
    )
    return (sheet,)
