"""四、项目服务: 六个一, 限时办结, and where the projects stand in their lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators import service as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.page import tables
from briefing.page.blocks import Block, note, paragraph
from briefing.sections.sentence import joined
from briefing.sections.service import sentences

if TYPE_CHECKING:
    import pandas as pd

    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Sponsorship, matters closed in time, and the life cycle."""
    found, words = report.indicators, report.words
    return paragraph(
        joined(
            words,
            sentences.service(found, words),
            sentences.life_cycle(found, report.facts, words),
        )
    )


def offices(report: Report) -> Block:
    """Each office: matters accepted, closed in time, closed late, overdue."""
    words = report.words
    tasks = measure.timed_tasks(report.facts)
    if tasks.empty:
        return note(words("本月无受理事项。"))
    groups = sorted(tasks.groupby("handling_unit"), key=lambda entry: (-len(entry[1]), entry[0]))
    return tables.table(
        words("承办单位限时办结情况"),
        [
            tables.column("承办单位", "left", 2.4),
            tables.column("受理（件）", "right"),
            tables.column("按期办结", "right"),
            tables.column("超期办结", "right"),
            tables.column("在办", "right"),
            tables.column("其中逾期", "right"),
            tables.column("限时办结率（%）", "right", 1.4),
        ],
        [
            [
                words.name(name),
                *_counts(rows),
                tables.figure(report.indicators, "D03", f"unit:{name}"),
            ]
            for name, rows in groups
        ],
        total=[words("合计"), *_counts(tasks), tables.figure(report.indicators, "D03")],
        note=report.note(
            report.source(DISPATCH, "tasks"),
            words("时限按工作日计；限时办结率＝按期办结÷（已办结＋逾期未办结）。"),
        ),
        words=words,
    )


def _counts(rows: pd.DataFrame) -> list[str]:
    closed, late = rows["is_closed"], rows["is_late"]
    return [
        str(len(rows)),
        str(int((closed & ~late).sum())),
        str(int((closed & late).sum())),
        str(int((~closed).sum())),
        str(int(rows["is_overdue"].sum())),
    ]


def staying(report: Report) -> Block:
    """Unstarted projects that stand too long before their next paper."""
    words = report.words
    rows = measure.staying(report.facts).sort_values(
        ["days", "project_key"], ascending=[False, True]
    )
    if rows.empty:
        return note("")
    return tables.table(
        words("前期手续滞留项目"),
        [
            tables.column("项目", "left", 3.6),
            tables.column("责任单位", "left", 2.2),
            tables.column("待办手续", "left", 1.8),
            tables.column("上一手续办结", "left", 1.6),
            tables.column("滞留（天）", "right"),
        ],
        [
            [
                tables.text(row.project_name, words),
                tables.text(row.responsible_unit, words),
                words.name(row.waits_for),
                tables.day(row.since, words),
                str(int(row.days)),
            ]
            for row in rows.itertuples()
        ],
        note=report.note(
            report.source(DISPATCH, "projects", "permits"),
            words(
                "距上一手续办结超过{days}天仍未办下一手续。",
                days=report.county.service.stage_days,
            ),
        ),
        annex=True,
        words=words,
    )
