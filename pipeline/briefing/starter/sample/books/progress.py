"""重点项目进展情况月报表: the progress of the key projects, in bands by nature and sector."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from briefing.domain.months import Month
from briefing.starter.sample.books.layout import (
    SampleRow,
    SampleSheet,
    Value,
    month_cell,
    nothing,
    ordinal,
    sheet_of,
    yi,
)
from briefing.starter.sample.word_lists import (
    OBSTACLE_WORDS,
    PHYSICAL_PROGRESS,
    PROBLEMS,
    SECTORS,
    UNIT_SPELLINGS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.starter.sample.invented_county import InventedCounty
    from briefing.starter.sample.project_plan import KeyProject

FILE_NAMES = (
    "附件1：{county}{year}年重点项目进展情况月报表（{month}月）.xlsx",
    "{county}重点项目进展情况月报表{year}年{month}月.xlsx",
    "附件1-重点项目进展情况月报表（截至{month}月底）.xlsx",
    "{year}年{month}月重点项目进展情况月报表（定稿）.xlsx",
    "{county}{year}年{month}月重点项目进展情况月报表(上报).xlsx",
)
_MONEY_AT = 8
_LATE = "9月底前无法开工，拟启动替换程序"


def sheets(county: InventedCounty, month: Month) -> tuple[SampleSheet]:
    """Return the sheet of one month; every band has its count and sums."""
    projects = county.years[month.year].projects
    body = [row for is_new in (False, True) for row in _band(projects, month, is_new=is_new)]
    total = SampleRow("total", (f"合计：{len(projects)} 个", *_sums(projects, month)))
    body = [total, *body] if month.number % 2 else [*body, total]
    sheet = sheet_of(
        f"{month.number}月",
        f"{county.geography.name}{month.year}年重点项目进展情况月报表（截至{month.number}月底）",
        "报送单位：县重点项目办公室",
        "单位：万元（总投资：亿元）",
        _columns(month),
        body,
        notes=[
            "注：总投资以亿元计，其余投资以万元计；开复工情况按现场核实填报。",
            "填表人：项目办工作人员　　审核：项目办负责人",
        ],
        annex="附件1" if month.number % 5 in {0, 2} else "",
    )
    return (sheet,)


def _columns(month: Month) -> list[str]:
    so_far = "自年初累计" if month.number == 1 else f"1-{month.number}月累计"
    return [
        "序号", "项目名称", "项目代码", "行业类别", "建设地点", "责任单位", "建设单位",
        "建设规模及主要内容", "总投资（亿元）", "截至上年底累计完成投资（万元）",
        "年度计划投资（万元）", "年度建设目标", "完成投资（万元）/本月",
        f"完成投资（万元）/{so_far}", "完成投资（万元）/自开工累计", "开复工/状态",
        "开复工/时间", "计划工期/开工", "计划工期/竣工", "预计开工时间", "形象进度",
        "制约因素", "存在问题", "备注",
    ]  # fmt: skip


def _band(projects: Sequence[KeyProject], month: Month, *, is_new: bool) -> list[SampleRow]:
    same = [project for project in projects if project.is_new == is_new]
    title = "二、新建项目" if is_new else "一、续建项目"
    rows = [SampleRow("band", (f"{title}（{len(same)}个）", *_sums(same, month)))]
    sectors = [sector for sector in SECTORS if any(p.work.sector == sector for p in same)]
    # Some months the serial runs through, others it begins again in each band.
    serial = 0 if month.number % 2 or not is_new else len(projects) - len(same)
    for number, sector in enumerate(sectors, start=1):
        members = [project for project in same if project.work.sector == sector]
        heading = f"（{ordinal(number)}）{sector}（{len(members)}个）"
        rows.append(SampleRow("sub_band", (heading, *_sums(members, month))))
        for project in members:
            serial += 1
            rows.append(SampleRow("row", _cells(project, month, serial), project.name))
    return rows


def _sums(projects: Sequence[KeyProject], month: Month) -> tuple[Value, ...]:
    """Return the cells of a band or total after its heading: sums under the money columns."""
    return (
        *[None] * (_MONEY_AT - 1),
        yi(sum(project.total_wan for project in projects)),
        sum(project.before_wan for project in projects),
        sum(project.task_wan for project in projects),
        None,
        sum(project.done_wan[month.number - 1] for project in projects),
        sum(project.done_to(month.number) for project in projects),
        sum(project.before_wan + project.done_to(month.number) for project in projects),
    )


def _cells(project: KeyProject, month: Month, serial: int) -> tuple[Value, ...]:
    spelling = project.number
    spellings = UNIT_SPELLINGS[project.unit]
    is_started = project.is_started(month.number)
    started_on = project.started_on if is_started else None
    so_far = project.done_to(month.number)
    obstacles = "、".join(OBSTACLE_WORDS[obstacle] for obstacle in project.obstacles)
    return (
        serial,
        project.name,
        project.code,
        project.work.sector,
        project.town,
        spellings[spelling % len(spellings)],
        project.owner,
        project.work.content,
        yi(project.total_wan),
        project.before_wan,
        project.task_wan,
        _goal(project),
        project.done_wan[month.number - 1],
        so_far,
        project.before_wan + so_far,
        _status(project, month),
        month_cell(started_on, spelling) if started_on else nothing(spelling),
        month_cell(project.planned_start, spelling + 1),
        month_cell(project.planned_finish, spelling + 1),
        nothing(spelling + 1) if is_started else month_cell(_expected(project, month), spelling),
        _physical_progress(project, month),
        nothing(spelling) if is_started or not obstacles else obstacles,
        _problem(project, month),
        _remark(project, month),
    )


def _status(project: KeyProject, month: Month) -> str:
    if not project.is_started(month.number):
        return "未开工" if project.is_new else "未复工"
    if project.is_finished(month.number):
        return "竣工"
    if project.is_new:
        return ("已开工", "开工", "在建")[project.number % 3]
    return ("已复工", "复工")[project.number % 2]


def _expected(project: KeyProject, month: Month) -> dt.date:
    return Month(month.year, 1).plus(project.expected_in - 1).first_day


def _goal(project: KeyProject) -> str:
    if project.planned_finish.year == project.planned_start.year or (
        project.room_wan <= project.task_wan
    ):
        return "建成投用"
    return _stage(project, project.before_wan + project.task_wan)


def _physical_progress(project: KeyProject, month: Month) -> str:
    if not project.is_started(month.number):
        return "前期工作" if project.is_new else "停工待复工"
    if project.is_finished(month.number):
        return "已竣工"
    return _stage(project, project.before_wan + project.done_to(month.number))


def _stage(project: KeyProject, done_wan: int) -> str:
    """Return the stage of the works that an investment so far amounts to."""
    stages = PHYSICAL_PROGRESS[project.work.sector]
    return stages[min(int(done_wan / project.total_wan * len(stages)), len(stages) - 1)]


def _problem(project: KeyProject, month: Month) -> Value:
    if not project.is_started(month.number):
        return "；".join(PROBLEMS[obstacle] for obstacle in project.obstacles) or None
    return PROBLEMS["other"] if project.group == "weak" else nothing(project.number)


def _remark(project: KeyProject, month: Month) -> Value:
    is_late = _expected(project, month) > dt.date(month.year, 9, 30)
    return _LATE if is_late and not project.is_started(month.number) and month.number > 4 else None
