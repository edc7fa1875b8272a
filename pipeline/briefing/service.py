"""四、项目服务: 六个一, 限时办结, and where the projects stand in their lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import prose, tables
from pipeline.blocks import Block, note, paragraph
from pipeline.indicators import service as measure
from pipeline.indicators.catalogue import DISPATCH

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.briefing.report import Report


def summary(report: Report) -> Block:
    """Sponsorship, matters closed in time, and the life cycle."""
    found = report.indicators
    return paragraph(prose.joined(prose.service(found), prose.life_cycle(found, report.facts)))


def offices(report: Report) -> Block:
    """Each office: matters accepted, closed in time, closed late, overdue."""
    tasks = measure.timed_tasks(report.facts)
    if tasks.empty:
        return note("本月无受理事项。")
    groups = sorted(tasks.groupby("handling_unit"), key=lambda entry: (-len(entry[1]), entry[0]))
    return tables.table(
        "承办单位限时办结情况",
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
                name,
                *_counts(rows),
                tables.figure(report.indicators, "D03", f"unit:{name}"),
            ]
            for name, rows in groups
        ],
        total=["合计", *_counts(tasks), tables.figure(report.indicators, "D03")],
        note=report.source(DISPATCH, "tasks")
        + "时限按工作日计；限时办结率＝按期办结÷（已办结＋逾期未办结）。",
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
