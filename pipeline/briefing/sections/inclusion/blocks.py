"""二、投资纳统: the bureau's growth, inclusion and the papers it lacks, the two books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.indicators import inclusion as measure
from briefing.indicators.catalogue import STATISTICS
from briefing.page import tables
from briefing.page.blocks import Block, Light, note, paragraph
from briefing.page.tables import Column
from briefing.sections.breakdown import Scoped, by_unit, count_column, figure_column, name_column
from briefing.sections.inclusion import sentences

if TYPE_CHECKING:
    from briefing.sections.report import Report


def growth(report: Report) -> Block:
    """Return the bureau's growth against the target, its parts, and the half-year line."""
    prose, facts = report.prose, report.facts
    return paragraph(
        prose.joined(
            sentences.growth(prose, facts),
            sentences.contributions(prose),
            sentences.half_year(prose, facts),
        )
    )


def summary(report: Report) -> Block:
    """Return how many of the projects due for inclusion are included, and how the books differ."""
    prose = report.prose
    return paragraph(
        prose.joined(
            sentences.inclusion(prose),
            sentences.missing_documents(prose),
            sentences.library(prose, report.facts),
            sentences.two_books(prose),
        )
    )


def units(report: Report) -> Block:
    """Return each unit with outstanding projects: how many are due, included, outstanding, ready."""
    found, words = report.indicators, report.words
    rows = measure.included_projects(report.facts)
    rows = rows[rows["is_due"]]
    if rows.empty:
        return note(words("本月没有应纳统项目。"))
    if not rows["is_outstanding"].any():
        return note(words("应纳统项目均已纳统。"))
    lines = by_unit(
        words, rows, "responsible_unit", lambda group: int(group["is_outstanding"].sum())
    )
    return tables.table(
        words("责任单位纳统情况"),
        [
            name_column("责任单位", 2.6),
            count_column("应纳统（个）", len),
            count_column("已纳统", lambda rows: rows["is_included"].sum()),
            count_column("应统未统", lambda rows: rows["is_outstanding"].sum()),
            count_column("其中资料齐备", lambda rows: rows["is_ready"].sum(), 1.2),
            figure_column("纳统率（%）", found, "B08", 1.1),
            figure_column("资料齐备率（%）", found, "B12", 1.3),
        ],
        [line for line in lines if line.rows["is_outstanding"].any()],
        total=Scoped(words("合计"), rows=rows),
        note=report.note(
            report.source(STATISTICS, "statistics"),
            words("只列有应统未统项目的单位，合计为全县。"),
        ),
        words=words,
    )


def timetable(report: Report) -> Block:
    """
    Return each outstanding project: the papers it lacks, and in which window it is to come in.

    No amounts: the values of single projects in the bureau's book are confidential.
    """
    words = report.words
    rows = measure.included_projects(report.facts)
    rows = rows[rows["is_outstanding"]].sort_values(
        ["promised_window", "project_key"], na_position="last"
    )
    if rows.empty:
        return note(words("应纳统项目均已纳统。"))
    ours = report.facts.projects.drop_duplicates("project_key").set_index("project_key")
    rule = report.county.inclusion

    def in_our_list(row: Any, column: str) -> str:
        return tables.text(ours[column].get(row.project_key, getattr(row, column)), words)

    return tables.table(
        words("应统未统项目入库时间表"),
        [
            Column("灯", lambda row: Light(row.light), "center", 0.5),
            Column("项目", lambda row: in_our_list(row, "project_name"), width=3.6),
            Column("责任单位", lambda row: in_our_list(row, "responsible_unit"), width=2),
            Column(
                "缺少资料",
                lambda row: tables.texts(row.missing_documents, words) or words("齐备"),
                width=2.4,
            ),
            Column(
                "已申报", lambda row: words("是" if row.is_submitted is True else "否"), "center"
            ),
            Column("入库窗口", lambda row: window(report, row.promised_window), width=1.7),
        ],
        rows.itertuples(),
        note=report.note(
            report.source(STATISTICS, "statistics"),
            words(
                "统计开工超过{yellow}天未入库黄灯、超过{red}天红灯。",
                yellow=rule.yellow_days,
                red=rule.red_days,
            ),
            words("只列状态，不列单个项目的统计数据。"),
        ),
        annex=True,
        words=words,
    )


def window(report: Report, promised: pd.Timestamp) -> str:
    """Write the promised window, and whether it has passed."""
    words = report.words
    if pd.isna(promised):
        return words("未定")
    day = tables.day(promised, words, year=False)
    return words("{day}（已过）", day=day) if promised.date() <= report.month.last_day else day
