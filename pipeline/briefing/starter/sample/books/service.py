"""包抓与限时办结台账: a sheet of the projects' sponsors, and one of matters with a time limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books.layout import (
    SampleRow,
    SampleSheet,
    Value,
    day_cell,
    sheet_of,
)
from briefing.starter.sample.service import ARTEFACTS
from briefing.starter.sample.word_lists import UNIT_SPELLINGS

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.starter.sample.invented_county import InventedCounty
    from briefing.starter.sample.service import Sponsorship, Task

FILE_NAMES = (
    "附件5：重点项目包抓及限时办结台账（{month}月）.xlsx",
    "重点项目包抓与限时办结台账{year}年{month}月.xlsx",
    "{county}重点项目包抓、限时办结台账（{month}月底）.xlsx",
    "包抓及限时办结台账-{month}月.xlsx",
    "项目包抓与限时办结台账（{month}月）终稿.xlsx",
)
_SPONSOR_COLUMNS = (
    "序号", "项目名称", "项目代码", "责任单位", "包抓县级领导", "六个一/工作组", "六个一/任务清单",
    "六个一/进度表", "六个一/微信工作群", "六个一/一抓到底", "联系人及电话", "备注",
)  # fmt: skip
_TASK_COLUMNS = (
    "序号", "项目名称", "项目代码", "办理事项", "承办单位", "受理日期",
    "办理时限（工作日）/承诺", "办理时限（工作日）/实际", "办结日期", "转办次数", "备注",
)  # fmt: skip
# How each of the five columns says yes and no.
_YES_NO = (("√", "×"), ("有", "无"), ("有", "无"), ("√", "×"), ("√", "×"))


def sheets(county: InventedCounty, month: Month) -> tuple[SampleSheet, SampleSheet]:
    """Return both ledgers of one month."""
    return _sponsors(county, month), _tasks(county, month)


def _sponsors(county: InventedCounty, month: Month) -> SampleSheet:
    body = [
        SampleRow("row", _sponsor_cells(row, month, serial), row.project.name)
        for serial, row in enumerate(county.years[month.year].sponsorships, start=1)
    ]
    return sheet_of(
        "包抓台账",
        f"{county.geography.name}{month.year}年重点项目包抓台账",
        "填报单位：县重点项目办公室",
        f"截至{month.number}月底",
        _SPONSOR_COLUMNS,
        body,
        notes=["注：一个项目、一个工作组、一份任务清单、一张进度表、一个微信工作群、一抓到底。"],
    )


def _sponsor_cells(row: Sponsorship, month: Month, serial: int) -> tuple[Value, ...]:
    project = row.project
    return (
        serial,
        project.name,
        project.code,
        UNIT_SPELLINGS[project.unit][-1],
        row.leader or None,
        *(
            _YES_NO[place][0 if row.has(place, month.number) else 1]
            for place in range(len(ARTEFACTS))
        ),
        f"项目专员{serial:02d}　000-0000-{serial:04d}",
        None,
    )


def _tasks(county: InventedCounty, month: Month) -> SampleSheet:
    body = [
        SampleRow("row", _task_cells(task, month), task.project.name)
        for task in county.years[month.year].tasks
        if task.accepted_on <= month.last_day
    ]
    return sheet_of(
        "限时办结台账",
        f"{county.geography.name}{month.year}年重点项目限时办结台账",
        "填报单位：县行政审批服务局",
        f"截至{month.number}月底",
        _TASK_COLUMNS,
        body,
        notes=["注：时限自受理次日起按工作日计算。"],
    )


def _task_cells(task: Task, month: Month) -> tuple[Value, ...]:
    is_closed = task.is_closed(month.last_day)
    office = task.handling_unit
    return (
        task.serial,
        task.project.name,
        task.project.code,
        task.matter,
        UNIT_SPELLINGS.get(office, (f"县{office}",))[0],
        day_cell(task.accepted_on, task.serial),
        task.promised_days,
        task.actual_days if is_closed else None,
        day_cell(task.closed_on, task.serial) if is_closed else None,
        task.transfers,
        None,
    )
