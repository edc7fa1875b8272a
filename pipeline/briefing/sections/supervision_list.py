"""督查清单: what one responsible unit has to do, to be handed over and signed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.indicators.catalogue import DISPATCH, STATISTICS
from briefing.indicators.facts import GREEN, RED, YELLOW
from briefing.indicators.inclusion import included_projects
from briefing.indicators.service import timed_tasks
from briefing.indicators.supervision import transferred
from briefing.page import tables
from briefing.page.blocks import Block, Light, note
from briefing.page.cards import Card, plain_card
from briefing.page.cards import cards as cards_of
from briefing.page.tables import Column
from briefing.sections.alerts import confidential
from briefing.sections.inclusion import window
from briefing.sections.item_lists import resolve
from briefing.sections.mastheads import of_item

if TYPE_CHECKING:
    from briefing.sections.report import Report


@dataclass(frozen=True)
class SupervisionList:
    """A month's report, and the unit that the list is for."""

    report: Report
    unit: str

    @property
    def projects(self) -> pd.DataFrame:
        """The unit's key projects."""
        rows = self.report.facts.projects
        return rows[rows["responsible_unit"] == self.unit]

    def __repr__(self) -> str:
        return f"<{self.unit} {self.report.month}>"


def open_unit(report: Report, unit: str = "") -> SupervisionList:
    """Return the list of a unit, by default of the one with most alerts. Raises UsageError."""
    if unit:
        return SupervisionList(report, resolve(report.facts, "unit", unit).key)
    units = report.facts.projects["responsible_unit"]
    alerted = pd.Series([alert.unit for alert in report.alerts], dtype="str")
    counted = alerted[alerted.isin(units)].value_counts()
    return SupervisionList(
        report, str(counted.index[0] if len(counted) else units.dropna().iloc[0])
    )


def masthead(of_unit: SupervisionList, edition: int = 1) -> Block:
    """Return the head: which unit, and as of when."""
    words = of_unit.report.words
    unit = words.name(of_unit.unit)
    title = words("{name}督查清单", name=unit)
    return of_item(of_unit.report, words("督查清单"), unit, title, edition)


def cards(of_unit: SupervisionList) -> Block:
    """Return the unit's start rate, completion, red projects and overdue problems."""
    report, words = of_unit.report, of_unit.report.words
    found, scope = report.indicators, f"unit:{of_unit.unit}"
    red = int((of_unit.projects["light"] == RED).sum())
    overdue = int(_problems(of_unit)["is_overdue"].sum())

    def count(label: str, number: int, unit: str) -> Card:
        light = RED if number else GREEN
        return plain_card(words(label), words.quantity(str(number), unit), light=light)

    started = words(
        "{total}个项目已开复工{started}个",
        total=found.of("A01", scope).number,
        started=found.of("A02", scope).number,
    )
    gap = tables.with_minus(found.of("A15", scope).said(words))
    return cards_of(
        plain_card(words("开复工率"), found.of("A03", scope).said(words), started),
        plain_card(
            words("投资完成率"),
            found.of("A11", scope).said(words),
            words("与序时进度之差{gap}", gap=gap),
        ),
        count("红灯项目", red, "个"),
        count("逾期问题", overdue, "件"),
    )


def _problems(of_unit: SupervisionList) -> pd.DataFrame:
    """Return the open problems that were transferred to the unit, or that its projects have."""
    rows = transferred(of_unit.report.facts)
    mine = (rows["transferred_to"] == of_unit.unit) | rows["project_key"].isin(
        of_unit.projects["project_key"]
    )
    return rows[mine & ~rows["is_closed"]]


def projects(of_unit: SupervisionList) -> Block:
    """Return the unit's projects that have not started or are behind, with task and progress."""
    words = of_unit.report.words
    rows = of_unit.projects
    rows = rows[~rows["is_started"] | (rows["light"] != GREEN)].assign(
        rank=lambda found: found["light"].map([RED, YELLOW, GREEN].index)
    )
    rows = rows.sort_values(["rank", "annual_task_wan"], ascending=[True, False])
    if rows.empty:
        return note(words("没有未开复工或亮灯的项目。"))
    return tables.table(
        words("须推进的项目"),
        [
            Column("灯", lambda row: Light(row.light), "center", 0.5),
            Column("项目", lambda row: tables.text(row.project_name, words), width=4),
            Column("年度任务", lambda row: tables.wan(row.annual_task_wan, words), "right", 1.1),
            Column(
                "累计完成",
                lambda row: tables.wan(row.done_this_year_wan, words) or words("未报"),
                "right",
                1.1,
            ),
            Column(
                "完成率（%）",
                lambda row: tables.percent(row.done_this_year_wan, row.annual_task_wan),
                "right",
                1.1,
            ),
            Column("计划开工", lambda row: tables.month_of(row.planned_start), width=1.1),
            Column("预计开工", lambda row: tables.month_of(row.expected_start), width=1.1),
        ],
        rows.itertuples(),
        unit=words("金额单位：万元"),
        note=of_unit.report.source(DISPATCH, "projects"),
        words=words,
    )


def alerts(of_unit: SupervisionList) -> Block:
    """Return every alert of the unit's projects, with its step and room for what was done."""
    words = of_unit.report.words
    found = [alert for alert in of_unit.report.alerts if alert.unit == of_unit.unit]
    if not found:
        return note(words("本月没有触发预警。"))
    return tables.table(
        words("预警与建议措施"),
        [
            Column("灯", lambda alert: Light(alert.light), "center", 0.5),
            Column("项目", lambda alert: words.name(alert.project), width=3),
            Column("情况", lambda alert: f"{alert.rule} {alert.what}", width=2.8),
            Column("建议措施", lambda alert: words(alert.step), width=2.4),
            Column("落实情况", lambda _: "", width=1.8),
        ],
        found,
        note=of_unit.report.note(
            of_unit.report.source(DISPATCH, "projects", "permits", "problems"),
            confidential(of_unit.report, found),
            words("落实情况由责任单位填写。"),
        ),
        words=words,
    )


def problems(of_unit: SupervisionList) -> Block:
    """Return the open problems in order of their deadlines."""
    words = of_unit.report.words
    rows = _problems(of_unit).sort_values(["due_on", "row"], na_position="last")
    if rows.empty:
        return note(words("没有未办结的移送问题。"))

    def days_overdue(row: Any) -> str:
        return str(int(row.days_overdue)) if row.is_overdue else ""

    return tables.table(
        words("未办结的移送问题"),
        [
            Column("项目", lambda row: tables.text(row.project_name, words), width=2.8),
            Column("存在问题", lambda row: tables.text(row.problem, words), width=3),
            Column("受理单位", lambda row: tables.text(row.transferred_to, words), width=1.7),
            Column("整改措施", lambda row: tables.text(row.measure, words), width=2),
            Column("时限", lambda row: tables.day(row.due_on, words, year=False), width=1.3),
            Column("逾期（天）", days_overdue, "right", 0.9),
        ],
        rows.itertuples(),
        note=of_unit.report.source(DISPATCH, "problems"),
        words=words,
    )


def inclusion(of_unit: SupervisionList) -> Block:
    """Return the unit's projects that are due for inclusion and not included: states only."""
    words = of_unit.report.words
    rows = included_projects(of_unit.report.facts)
    rows = rows[rows["is_outstanding"] & (rows["responsible_unit"] == of_unit.unit)]
    if rows.empty:
        return note(words("没有应统未统项目。"))
    ours = of_unit.report.facts.projects
    names = dict(zip(ours["project_key"], ours["project_name"], strict=True))
    return tables.table(
        words("应统未统项目"),
        [
            Column(
                "项目",
                lambda row: tables.text(names.get(row.project_key, row.project_name), words),
                width=4,
            ),
            Column(
                "缺少资料",
                lambda row: tables.texts(row.missing_documents, words) or words("齐备"),
                width=3,
            ),
            Column("入库窗口", lambda row: window(of_unit.report, row.promised_window), width=1.9),
        ],
        rows.itertuples(),
        note=of_unit.report.source(STATISTICS, "statistics"),
        words=words,
    )


def matters(of_unit: SupervisionList) -> Block:
    """Return the overdue matters that the unit handles."""
    words = of_unit.report.words
    tasks = timed_tasks(of_unit.report.facts)
    rows = tasks[(tasks["handling_unit"] == of_unit.unit) & tasks["is_overdue"]]
    if rows.empty:
        return note(words("没有逾期未办结的限时办结事项。"))
    return tables.table(
        words("逾期的限时办结事项"),
        [
            Column("项目", lambda row: tables.text(row.project_name, words), width=3.4),
            Column("办理事项", lambda row: tables.text(row.matter, words), width=2.6),
            Column("受理日期", lambda row: tables.day(row.accepted_on, words), width=1.5),
            Column("承诺（工作日）", lambda row: tables.text(row.promised_days), "right"),
            Column("已用（工作日）", lambda row: tables.text(row.days), "right"),
        ],
        rows.itertuples(),
        note=of_unit.report.source(DISPATCH, "tasks"),
        words=words,
    )


def receipt(of_unit: SupervisionList) -> Block:
    """Return a blank row in which the unit signs for the list."""
    words = of_unit.report.words
    return tables.table(
        words("签收"),
        [
            Column("签收单位（盖章）", lambda _: "", width=3),
            Column("责任人签字", lambda _: "", width=2),
            Column("签收日期", lambda _: "", width=2),
            Column("反馈时限", lambda _: "", width=2),
        ],
        [None],
        note=words("请于时限前书面反馈落实情况。"),
        words=words,
    )
