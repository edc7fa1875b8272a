"""督查清单: what one responsible unit has to do, ready to hand over and to be signed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from briefing.indicators.catalogue import DISPATCH, STATISTICS
from briefing.indicators.facts import GREEN, RED, YELLOW
from briefing.indicators.inclusion import included_projects
from briefing.indicators.service import timed_tasks
from briefing.indicators.supervision import transferred
from briefing.page import tables
from briefing.page.blocks import Block, Cell, note
from briefing.sections.heads import card, head
from briefing.sections.inclusion import window
from briefing.sections.item_lists import resolve

if TYPE_CHECKING:
    from briefing.sections.report import Report


@dataclass(frozen=True)
class Handover:
    """A month's report, and the unit that this list goes to."""

    report: Report
    unit: str

    @property
    def projects(self) -> pd.DataFrame:
        """The unit's key projects."""
        rows = self.report.facts.projects
        return rows[rows["responsible_unit"] == self.unit]

    def __repr__(self) -> str:
        return f"<{self.unit} {self.report.month}>"


def open_unit(report: Report, unit: str = "") -> Handover:
    """Return a unit's list; without a name, that of the unit with the most warnings. Raises UsageError."""
    if unit:
        return Handover(report, resolve(report.facts, "unit", unit).key)
    warned = pd.Series([alert.unit for alert in report.alerts], dtype="str")
    counted = warned[warned.isin(report.facts.projects["responsible_unit"])].value_counts()
    return Handover(report, str(counted.index[0] if len(counted) else _first_unit(report)))


def _first_unit(report: Report) -> str:
    return str(report.facts.projects["responsible_unit"].dropna().iloc[0])


def masthead(handover: Handover, edition: int = 1) -> Block:
    """The head: whose list, of which month."""
    words = handover.report.words
    unit = words.name(handover.unit)
    title = words("{name}督查清单", name=unit)
    return head(handover.report, words("督查清单"), unit, title, edition)


def cards(handover: Handover) -> Block:
    """How the unit stands: start rate, completion, red lights, overdue problems."""
    report, words = handover.report, handover.report.words
    found, scope = report.indicators, f"unit:{handover.unit}"
    red = int((handover.projects["light"] == RED).sum())
    overdue = int(_problems(handover)["is_overdue"].sum())
    return Block(
        "cards",
        {
            "cards": [
                card(
                    words("开复工率"),
                    found.of("A03", scope).said(words),
                    words(
                        "{total}个项目已开复工{started}个",
                        total=found.of("A01", scope).number,
                        started=found.of("A02", scope).number,
                    ),
                ),
                card(
                    words("投资完成率"),
                    found.of("A11", scope).said(words),
                    words("与序时进度之差{gap}", gap=_signed(found.of("A15", scope).said(words))),
                ),
                card(
                    words("红灯项目"),
                    words.quantity(str(red), "个"),
                    "",
                    RED if red else GREEN,
                ),
                card(
                    words("逾期问题"),
                    words.quantity(str(overdue), "件"),
                    "",
                    RED if overdue else GREEN,
                ),
            ]
        },
    )


def _signed(figure: str) -> str:
    return figure.replace("-", tables.MINUS)


def _problems(handover: Handover) -> pd.DataFrame:
    """Open problems that were handed to the unit, or that its own projects have."""
    rows = transferred(handover.report.facts)
    mine = (rows["transferred_to"] == handover.unit) | rows["project_key"].isin(
        handover.projects["project_key"]
    )
    return rows[mine & ~rows["is_closed"]]


def projects(handover: Handover) -> Block:
    """The unit's projects that have not started, or are behind: task, done, light."""
    words = handover.report.words
    rows = handover.projects
    rows = rows[~rows["is_started"] | (rows["light"] != GREEN)].assign(
        rank=lambda found: found["light"].map([RED, YELLOW, GREEN].index)
    )
    rows = rows.sort_values(["rank", "annual_task_wan"], ascending=[True, False])
    if rows.empty:
        return note(words("没有未开复工或亮灯的项目。"))
    return tables.table(
        words("须推进的项目"),
        [
            tables.column("灯", "center", 0.5),
            tables.column("项目", "left", 4),
            tables.column("年度任务", "right", 1.1),
            tables.column("累计完成", "right", 1.1),
            tables.column("完成率（%）", "right", 1.1),
            tables.column("计划开工", "left", 1.1),
            tables.column("预计开工", "left", 1.1),
        ],
        [
            [
                tables.light(row.light),
                tables.text(row.project_name, words),
                tables.wan(row.annual_task_wan, words),
                tables.wan(row.done_this_year_wan, words) or words("未报"),
                tables.percent(row.done_this_year_wan, row.annual_task_wan),
                tables.month_of(row.planned_start),
                tables.month_of(row.expected_start),
            ]
            for row in rows.itertuples()
        ],
        unit=words("金额单位：万元"),
        note=handover.report.source(DISPATCH, "projects"),
        words=words,
    )


def warnings(handover: Handover) -> Block:
    """Every warning of the unit's projects, with the step and room to say what was done."""
    words = handover.report.words
    found = [alert for alert in handover.report.alerts if alert.unit == handover.unit]
    if not found:
        return note(words("本月没有触发预警。"))
    return tables.table(
        words("预警与建议措施"),
        [
            tables.column("灯", "center", 0.5),
            tables.column("项目", "left", 3),
            tables.column("情况", "left", 2.8),
            tables.column("建议措施", "left", 2.4),
            tables.column("落实情况", "left", 1.8),
        ],
        [
            [
                tables.light(alert.light),
                words.name(alert.project),
                f"{alert.rule} {alert.what}",
                words(alert.step),
                "",
            ]
            for alert in found
        ],
        note=handover.report.note(
            handover.report.source(DISPATCH, "projects", "permits", "problems"),
            words("W05、W06为统计口径，只列状态，不列单个项目的统计数据。")
            if any(alert.rule in {"W05", "W06"} for alert in found)
            else "",
            words("落实情况由责任单位填写。"),
        ),
        words=words,
    )


def problems(handover: Handover) -> Block:
    """Open problems with their deadlines, the longest overdue first."""
    words = handover.report.words
    rows = _problems(handover).sort_values(["due_on", "row"], na_position="last")
    if rows.empty:
        return note(words("没有未办结的移送问题。"))
    return tables.table(
        words("未办结的移送问题"),
        [
            tables.column("项目", "left", 2.8),
            tables.column("存在问题", "left", 3),
            tables.column("受理单位", "left", 1.7),
            tables.column("整改措施", "left", 2),
            tables.column("时限", "left", 1.3),
            tables.column("逾期（天）", "right", 0.9),
        ],
        [
            [
                tables.text(row.project_name, words),
                tables.text(row.problem, words),
                tables.text(row.transferred_to, words),
                tables.text(row.measure, words),
                tables.day(row.due_on, words, year=False),
                str(int(row.days_overdue)) if row.is_overdue else "",
            ]
            for row in rows.itertuples()
        ],
        note=handover.report.source(DISPATCH, "problems"),
        words=words,
    )


def inclusion(handover: Handover) -> Block:
    """The unit's projects that belong in the statistics and are not in them: states only."""
    words = handover.report.words
    rows = included_projects(handover.report.facts)
    rows = rows[rows["is_outstanding"] & (rows["responsible_unit"] == handover.unit)]
    if rows.empty:
        return note(words("没有应统未统项目。"))
    projects = handover.report.facts.projects
    names = dict(zip(projects["project_key"], projects["project_name"], strict=True))
    return tables.table(
        words("应统未统项目"),
        [
            tables.column("项目", "left", 4),
            tables.column("缺少资料", "left", 3),
            tables.column("入库窗口", "left", 1.9),
        ],
        [
            [
                tables.text(names.get(row.project_key, row.project_name), words),
                tables.texts(row.missing_documents, words) or words("齐备"),
                window(handover.report, row.promised_window),
            ]
            for row in rows.itertuples()
        ],
        note=handover.report.source(STATISTICS, "statistics"),
        words=words,
    )


def matters(handover: Handover) -> Block:
    """Matters that the unit handles and that are overdue."""
    words = handover.report.words
    tasks = timed_tasks(handover.report.facts)
    rows = tasks[(tasks["handling_unit"] == handover.unit) & tasks["is_overdue"]]
    if rows.empty:
        return note(words("没有逾期未办结的限时办结事项。"))
    return tables.table(
        words("逾期的限时办结事项"),
        [
            tables.column("项目", "left", 3.4),
            tables.column("办理事项", "left", 2.6),
            tables.column("受理日期", "left", 1.5),
            tables.column("承诺（工作日）", "right"),
            tables.column("已用（工作日）", "right"),
        ],
        [
            [
                tables.text(row.project_name, words),
                tables.text(row.matter, words),
                tables.day(row.accepted_on, words),
                tables.text(row.promised_days),
                tables.text(row.days),
            ]
            for row in rows.itertuples()
        ],
        note=handover.report.source(DISPATCH, "tasks"),
        words=words,
    )


def receipt(handover: Handover) -> Block:
    """Where the unit signs that it has the list."""
    words = handover.report.words
    blank: list[list[Cell]] = [["", "", "", ""]]
    return tables.table(
        words("签收"),
        [
            tables.column("签收单位（盖章）", "left", 3),
            tables.column("责任人签字", "left", 2),
            tables.column("签收日期", "left", 2),
            tables.column("反馈时限", "left", 2),
        ],
        blank,
        note=words("请于时限前书面反馈落实情况。"),
        words=words,
    )
