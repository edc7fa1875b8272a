"""二、投资纳统: growth as the bureau returned it, inclusion, what is missing for it, the two books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.indicators import inclusion as measure
from briefing.indicators.catalogue import STATISTICS
from briefing.indicators.facts import GREEN, RED, YELLOW
from briefing.page import tables
from briefing.page.blocks import Block, note, paragraph
from briefing.sections.inclusion import sentences
from briefing.sections.sentence import joined

if TYPE_CHECKING:
    from briefing.page.blocks import Cell
    from briefing.sections.report import Report


def growth(report: Report) -> Block:
    """The bureau's growth against the target, its parts, and the half-year line."""
    found, words = report.indicators, report.words
    return paragraph(
        joined(
            words,
            sentences.growth(found, report.facts, words),
            sentences.contributions(found, words),
            sentences.half_year(found, report.facts, words),
        )
    )


def summary(report: Report) -> Block:
    """How many of those that belong in the statistics are in them, and how far the books differ."""
    found, words = report.indicators, report.words
    return paragraph(
        joined(
            words,
            sentences.inclusion(found, words),
            sentences.missing_documents(found, words),
            sentences.library(found, report.facts, words),
            sentences.two_books(found, words),
        )
    )


def units(report: Report) -> Block:
    """Each unit with outstanding projects: how many belong in the statistics, what the rest lacks."""
    words = report.words
    rows = measure.included_projects(report.facts)
    rows = rows[rows["is_due"]]
    if rows.empty:
        return note(words("本月没有应纳统项目。"))
    if not rows["is_outstanding"].any():
        return note(words("应纳统项目均已纳统。"))
    groups = sorted(
        (
            (str(name), group)
            for name, group in rows.groupby("responsible_unit")
            if group["is_outstanding"].any()
        ),
        key=lambda entry: (-int(entry[1]["is_outstanding"].sum()), entry[0]),
    )
    return tables.table(
        words("责任单位纳统情况"),
        [
            tables.column("责任单位", "left", 2.6),
            tables.column("应纳统（个）", "right"),
            tables.column("已纳统", "right"),
            tables.column("应统未统", "right"),
            tables.column("其中资料齐备", "right", 1.2),
            tables.column("纳统率（%）", "right", 1.1),
            tables.column("资料齐备率（%）", "right", 1.3),
        ],
        [[words.name(name), *_counts(report, group, f"unit:{name}")] for name, group in groups],
        total=[words("合计"), *_counts(report, rows, "county")],
        note=report.note(
            report.source(STATISTICS, "statistics"),
            words("只列有应统未统项目的单位，合计为全县。"),
        ),
        words=words,
    )


def _counts(report: Report, rows: pd.DataFrame, scope: str) -> list[Cell]:
    found = report.indicators
    return [
        str(len(rows)),
        str(int(rows["is_included"].sum())),
        str(int(rows["is_outstanding"].sum())),
        str(int(rows["is_ready"].sum())),
        tables.figure(found, "B08", scope),
        tables.figure(found, "B12", scope),
    ]


def timetable(report: Report) -> Block:
    """
    Each outstanding project: what it lacks and in which window it comes in. No amounts: the
    values of single units in the bureau's book are confidential.
    """
    words = report.words
    rows = measure.included_projects(report.facts)
    rows = rows[rows["is_outstanding"]].sort_values(
        ["promised_window", "project_key"], na_position="last"
    )
    if rows.empty:
        return note(words("应纳统项目均已纳统。"))
    names = report.facts.projects.drop_duplicates("project_key").set_index("project_key")
    rule = report.county.inclusion
    return tables.table(
        words("应统未统项目入库时间表"),
        [
            tables.column("灯", "center", 0.5),
            tables.column("项目", "left", 3.6),
            tables.column("责任单位", "left", 2),
            tables.column("缺少资料", "left", 2.4),
            tables.column("已申报", "center", 1),
            tables.column("入库窗口", "left", 1.7),
        ],
        [
            [
                tables.light(_light(report, row.started_stat_on)),
                tables.text(names["project_name"].get(row.project_key, row.project_name), words),
                tables.text(
                    names["responsible_unit"].get(row.project_key, row.responsible_unit), words
                ),
                tables.texts(row.missing_documents, words) or words("齐备"),
                words("是") if row.is_submitted is True else words("否"),
                window(report, row.promised_window),
            ]
            for row in rows.itertuples()
        ],
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


def _light(report: Report, started: pd.Timestamp) -> str:
    """The light of a project by the days since its statistical start."""
    if pd.isna(started):
        return GREEN
    rule, waited = report.county.inclusion, (pd.Timestamp(report.month.last_day) - started).days
    return RED if waited > rule.red_days else YELLOW if waited > rule.yellow_days else GREEN


def window(report: Report, promised: pd.Timestamp) -> str:
    """Say the window that was promised; one that went by without the project says so."""
    words = report.words
    if pd.isna(promised):
        return words("未定")
    day = tables.day(promised, words, year=False)
    return words("{day}（已过）", day=day) if promised.date() <= report.month.last_day else day
