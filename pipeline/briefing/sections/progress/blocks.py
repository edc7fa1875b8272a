"""一、项目进度: start rates, ranking, unstarted projects and what meetings did for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.money import half_up
from briefing.indicators import progress as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import elapsed_pct
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, Cell, note, paragraph
from briefing.sections import charts
from briefing.sections.progress import sentences
from briefing.sections.sentence import joined
from briefing.sections.supervision import sentences as supervision_sentences

if TYPE_CHECKING:
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Start rates by nature, the month alone, and who keeps time; page one has the rest."""
    found, facts, words = report.indicators, report.facts, report.words
    return paragraph(
        joined(
            words,
            sentences.starts(found, words),
            sentences.timing(found, words),
            sentences.month_alone(found, facts, words),
            supervision_sentences.lights(found, words),
        )
    )


def completion(report: Report) -> Block:
    """Each unit's completion rate beside 序时进度."""
    units, words = _ranked(report), report.words
    elapsed = elapsed_pct(report.month)
    rows = units[units["completion_pct"].notna() & units["is_reported"]]
    behind = rows["completion_pct"] < float(elapsed)
    data = pd.DataFrame(
        {
            "unit": [words.name(unit) for unit in rows["responsible_unit"]],
            "completion_pct": rows["completion_pct"],
            "text": [
                f"{tables.percent(done, task)}%"
                for done, task in zip(rows["done_wan"], rows["task_wan"], strict=True)
            ],
            "is_behind": behind,
        }
    )
    count = int(behind.sum())
    claim = (
        "{units}个责任单位中{count}个低于序时进度"
        if count
        else "各责任单位均达到序时进度"
        if len(rows) == len(units)
        else "已报进度的{units}个责任单位均达到序时进度"
    )
    title = words(claim, units=len(rows), count=count)
    told = words.paired(data["unit"], data["text"])
    return charts.completion_bars(
        data,
        float(half_up(elapsed, 1)),
        title=title,
        note=report.note(report.source(DISPATCH, "projects"), words("空心为低于序时进度。")),
        alt_text=words("{title}。条形图：{told}。", title=title, told=told),
        words=words,
    )


def _ranked(report: Report) -> pd.DataFrame:
    return measure.by_unit(report.facts.projects, report.county)


def ranking(report: Report) -> Block:
    """Units in order of completion; those with too few projects or no task are listed apart."""
    words = report.words
    rows = [
        [
            str(unit.rank) if unit.rank is not pd.NA else tables.NOT_APPLICABLE,
            words.name(unit.responsible_unit),
            *_figures(report, f"unit:{unit.responsible_unit}"),
        ]
        for unit in _ranked(report).itertuples()
    ]
    return tables.table(
        words("责任单位投资完成情况"),
        [
            tables.column("位次", "center", 0.8),
            tables.column("责任单位", "left", 2.6),
            tables.column("项目（个）", "right"),
            tables.column("开复工率（%）", "right", 1.3),
            tables.column("年度任务", "right", 1.2),
            tables.column("完成投资", "right", 1.2),
            tables.column("完成率（%）", "right", 1.2),
            tables.column("与序时之差（百分点）", "right", 1.5),
        ],
        rows,
        unit=words("金额单位：亿元"),
        total=["", words("合计"), *_figures(report, "county")],
        note=report.note(
            report.source(DISPATCH, "projects"),
            words(
                "按未舍入的完成率排位，同率并列；不足{count}个项目或有未报项目的单位列后不排位。",
                count=report.county.supervision.least_projects,
            ),
        ),
        words=words,
    )


def _figures(report: Report, scope: str) -> list[Cell]:
    """Projects, start rate, task, investment, completion and gap of one scope."""
    found, words = report.indicators, report.words
    return [
        tables.figure(found, "A01", scope),
        tables.figure(found, "A03", scope),
        tables.yi_figure(found, "A09", scope, words),
        tables.yi_figure(found, "A10", scope, words),
        tables.figure(found, "A11", scope),
        tables.figure(found, "A15", scope),
    ]


def obstacles(report: Report) -> Block:
    """What holds the unstarted projects up, and what meetings did about it."""
    found, words = report.indicators, report.words
    told = joined(words, sentences.obstacles(found, words), sentences.meetings(found, words))
    return paragraph(told) if told else note("")


# The main part has room for so many of a list; the whole of a longer one stands in the annexes.
MOST_IN_MAIN = 15


def unstarted(report: Report) -> Block:
    """The unstarted projects, those with the largest tasks: obstacle, unit, when each means to start."""
    words, rows = report.words, _unstarted(report)
    if rows.empty:
        return note(words("全部重点项目均已开复工。"))
    more = (
        words(
            "只列年度任务最大的{count}个，全部{total}个见附表。",
            count=MOST_IN_MAIN,
            total=len(rows),
        )
        if len(rows) > MOST_IN_MAIN
        else ""
    )
    return _unstarted_table(report, rows.head(MOST_IN_MAIN), more)


def all_unstarted(report: Report) -> Block:
    """Every unstarted project, where the main part has no room for all."""
    rows = _unstarted(report)
    if len(rows) <= MOST_IN_MAIN:
        return note("")
    return _unstarted_table(report, rows, annex=True)


def _unstarted(report: Report) -> pd.DataFrame:
    projects = report.facts.projects
    return projects[~projects["is_started"]].sort_values(
        ["annual_task_wan", "project_key"], ascending=[False, True]
    )


def _unstarted_table(
    report: Report, rows: pd.DataFrame, more: str = "", *, annex: bool = False
) -> Block:
    words = report.words
    column = ledger("projects").column("obstacles")
    return tables.table(
        words("未开复工项目"),
        [
            tables.column("灯", "center", 0.5),
            tables.column("项目", "left", 3.6),
            tables.column("责任单位", "left", 2.3),
            tables.column("年度任务", "right"),
            tables.column("制约因素", "left", 1.5),
            tables.column("计划开工", "left", 1.15),
            tables.column("预计开工", "left", 1.15),
        ],
        [
            [
                tables.light(row.light),
                tables.text(row.project_name, words),
                tables.text(row.responsible_unit, words),
                tables.wan(row.annual_task_wan, words),
                words.listed(
                    words.name(column.state_label(state))
                    for state in tables.text(row.obstacles).split("|")
                    if state
                ),
                tables.month_of(row.planned_start),
                tables.month_of(row.expected_start),
            ]
            for row in rows.itertuples()
        ],
        unit=words("金额单位：万元"),
        note=report.note(report.source(DISPATCH, "projects"), more),
        annex=annex,
        words=words,
    )


def meetings(report: Report) -> Block:
    """The month's meetings: what was on the table, and what was solved."""
    words, month = report.words, report.month
    rows = report.facts.frame("meetings")
    dates = pd.to_datetime(rows["held_on"])
    rows = rows[(dates.dt.year == month.year) & (dates.dt.month == month.number)].sort_values(
        ["held_on", "row"]
    )
    if rows.empty:
        return note("")
    kind = ledger("meetings").column("kind")
    return tables.table(
        words("{month}协调会议", month=words.month(month)),
        [
            tables.column("日期", "left", 1.1),
            tables.column("形式", "left", 1),
            tables.column("议题", "left", 4.6),
            tables.column("召集单位", "left", 2),
            tables.column("研究问题", "right", 0.9),
            tables.column("解决问题", "right", 0.9),
        ],
        [
            [
                tables.day(row.held_on, words, year=False),
                words.name(kind.state_label(row.kind)),
                tables.text(row.topic, words),
                tables.text(row.convened_by, words),
                tables.text(row.problems_raised),
                tables.text(row.problems_solved),
            ]
            for row in rows.itertuples()
        ],
        unit=words("单位：个"),
        note=report.source(DISPATCH, "meetings"),
        annex=True,
        words=words,
    )
