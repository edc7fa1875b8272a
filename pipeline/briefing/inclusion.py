"""二、投资纳统: growth as the bureau returned it, inclusion, and what is missing for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import prose, tables
from pipeline.blocks import Block, note, paragraph
from pipeline.indicators import inclusion as measure
from pipeline.indicators.catalogue import STATISTICS

if TYPE_CHECKING:
    from pipeline.briefing.report import Report


def growth(report: Report) -> Block:
    """The bureau's growth against the target."""
    return paragraph(prose.growth(report.indicators, report.facts))


def summary(report: Report) -> Block:
    """How many of those that belong in the statistics are in them, and which papers are missing."""
    return paragraph(
        prose.joined(prose.inclusion(report.indicators), prose.missing_documents(_missing(report)))
    )


def _missing(report: Report) -> list[tuple[str, int]]:
    """Each missing paper and how many outstanding projects lack it, the commonest first."""
    lists = _outstanding(report)["missing_documents"].dropna().str.split("|")
    counts = Counter(paper for papers in lists for paper in papers)
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _outstanding(report: Report) -> pd.DataFrame:
    rows = measure.included_projects(report.facts)
    return rows[rows["is_outstanding"]]


def _window(report: Report, promised: pd.Timestamp) -> str:
    """A window that went by without the project says so."""
    if pd.isna(promised):
        return "未定"
    past = "（已过）" if promised.date() <= report.month.last_day else ""
    return tables.day(promised, year=False) + past


def timetable(report: Report) -> Block:
    """
    Each outstanding project: what it lacks and in which window it comes in. No amounts: the
    values of single units in the bureau's book are confidential.
    """
    rows = _outstanding(report).sort_values(["promised_window", "project_key"], na_position="last")
    if rows.empty:
        return note("应纳统项目均已纳统。")
    names = report.facts.projects.drop_duplicates("project_key").set_index("project_key")
    return tables.table(
        "应统未统项目入库时间表",
        [
            tables.column("项目", "left", 3.6),
            tables.column("责任单位", "left", 2),
            tables.column("缺少资料", "left", 2.4),
            tables.column("已申报", "center", 1),
            tables.column("入库窗口", "center"),
        ],
        [
            [
                tables.text(names["project_name"].get(row.project_key, row.project_name)),
                tables.text(names["responsible_unit"].get(row.project_key, row.responsible_unit)),
                tables.text(row.missing_documents).replace("|", "、") or "齐备",
                "是" if row.is_submitted is True else "否",
                _window(report, row.promised_window),
            ]
            for row in rows.itertuples()
        ],
        note=report.source(STATISTICS, "statistics") + "只列状态，不列单个项目的统计数据。",
    )
