"""四、项目服务: 六个一, 限时办结, and the stages of the projects' life cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators import service as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.page import tables
from briefing.page.blocks import Block, note, paragraph
from briefing.page.tables import Column
from briefing.sections.breakdown import Scoped, by_unit, count_column, figure_column, name_column
from briefing.sections.service import sentences

if TYPE_CHECKING:
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Return sponsorship, matters closed in time, and the life cycle."""
    prose = report.prose
    return paragraph(
        prose.joined(sentences.service(prose), sentences.life_cycle(prose, report.facts))
    )


def offices(report: Report) -> Block:
    """Return each office's matters: accepted, closed in time, closed late, open, overdue."""
    words = report.words
    tasks = measure.timed_tasks(report.facts)
    if tasks.empty:
        return note(words("本月无受理事项。"))
    return tables.table(
        words("承办单位限时办结情况"),
        [
            name_column("承办单位", 2.4),
            count_column("受理（件）", len),
            count_column("按期办结", lambda rows: (rows["is_closed"] & ~rows["is_late"]).sum()),
            count_column("超期办结", lambda rows: (rows["is_closed"] & rows["is_late"]).sum()),
            count_column("在办", lambda rows: (~rows["is_closed"]).sum()),
            count_column("其中逾期", lambda rows: rows["is_overdue"].sum()),
            figure_column("限时办结率（%）", report.indicators, "D03", 1.4),
        ],
        by_unit(words, tasks, "handling_unit"),
        total=Scoped(words("合计"), rows=tasks),
        note=report.note(
            report.source(DISPATCH, "tasks"),
            words("时限按工作日计；限时办结率＝按期办结÷（已办结＋逾期未办结）。"),
        ),
        words=words,
    )


def staying(report: Report) -> Block:
    """Return the unstarted projects that wait too long for their next paper."""
    words = report.words
    rows = measure.staying(report.facts).sort_values(
        ["days", "project_key"], ascending=[False, True]
    )
    if rows.empty:
        return note("")
    return tables.table(
        words("前期手续滞留项目"),
        [
            Column("项目", lambda row: tables.text(row.project_name, words), width=3.6),
            Column("责任单位", lambda row: tables.text(row.responsible_unit, words), width=2.2),
            Column("待办手续", lambda row: words.name(row.waits_for), width=1.8),
            Column("上一手续办结", lambda row: tables.day(row.since, words), width=1.6),
            Column("滞留（天）", lambda row: str(int(row.days)), "right"),
        ],
        rows.itertuples(),
        note=report.note(
            report.source(DISPATCH, "projects", "permits"),
            words(
                "距上一手续办结超过{days}天仍未办下一手续。", days=report.county.service.stage_days
            ),
        ),
        annex=True,
        words=words,
    )
