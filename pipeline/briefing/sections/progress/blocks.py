"""一、项目进度: start rates, the ranking of units, unstarted projects, meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from briefing.domain.money import half_up
from briefing.indicators import progress as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import elapsed_pct
from briefing.indicators.indicator import COUNTY
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, Light, note, paragraph
from briefing.page.tables import Column
from briefing.sections import charts
from briefing.sections.breakdown import figure_column, name_column, yi_column
from briefing.sections.progress import sentences
from briefing.sections.supervision import sentences as supervision_sentences

if TYPE_CHECKING:
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Return start rates by nature, the month alone, and which projects keep time."""
    prose = report.prose
    return paragraph(
        prose.joined(
            sentences.starts(prose),
            sentences.timing(prose),
            sentences.month_alone(prose, report.facts),
            supervision_sentences.lights(prose),
        )
    )


def completion(report: Report) -> Block:
    """Draw each unit's completion rate beside 序时进度."""
    units = measure.by_unit(report.facts.projects, report.county)
    words = report.words
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


class _Unit(NamedTuple):
    """One line of the ranking."""

    place: str
    name: str
    scope: str = COUNTY


def ranking(report: Report) -> Block:
    """
    Return the units in order of their completion rate.

    Units with too few projects, or without a task, come last and have no place.
    """
    found, words = report.indicators, report.words
    return tables.table(
        words("责任单位投资完成情况"),
        [
            Column("位次", lambda unit: unit.place, "center", 0.8),
            name_column("责任单位", 2.6),
            figure_column("项目（个）", found, "A01"),
            figure_column("开复工率（%）", found, "A03", 1.3),
            yi_column("年度任务", found, "A09", words, 1.2),
            yi_column("完成投资", found, "A10", words, 1.2),
            figure_column("完成率（%）", found, "A11", 1.2),
            figure_column("与序时之差（百分点）", found, "A15", 1.5),
        ],
        [
            _Unit(
                tables.NOT_APPLICABLE if unit.rank is pd.NA else str(unit.rank),
                words.name(unit.responsible_unit),
                f"unit:{unit.responsible_unit}",
            )
            for unit in measure.by_unit(report.facts.projects, report.county).itertuples()
        ],
        unit=words("金额单位：亿元"),
        total=_Unit("", words("合计")),
        note=report.note(
            report.source(DISPATCH, "projects"),
            words(
                "按未舍入的完成率排位，同率并列；不足{count}个项目或有未报项目的单位列后不排位。",
                count=report.county.supervision.least_projects,
            ),
        ),
        words=words,
    )


def obstacles(report: Report) -> Block:
    """Return what delays the unstarted projects, and what meetings solved."""
    prose = report.prose
    told = prose.joined(sentences.obstacles(prose), sentences.meetings(prose))
    return paragraph(told) if told else note("")


# Rows of a list in the main part; a longer list is printed whole in the annexes.
MOST_IN_MAIN = 15


def unstarted(report: Report) -> Block:
    """Return the unstarted projects with the largest tasks."""
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
    """Return every unstarted project, if `unstarted` leaves some out."""
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
    words, obstacle = report.words, ledger("projects").column("obstacles")

    def obstacles_of(row: Any) -> str:
        states = tables.text(row.obstacles).split("|")
        return words.listed(words.name(obstacle.state_label(state)) for state in states if state)

    return tables.table(
        words("未开复工项目"),
        [
            Column("灯", lambda row: Light(row.light), "center", 0.5),
            Column("项目", lambda row: tables.text(row.project_name, words), width=3.6),
            Column("责任单位", lambda row: tables.text(row.responsible_unit, words), width=2.3),
            Column("年度任务", lambda row: tables.wan(row.annual_task_wan, words), "right"),
            Column("制约因素", obstacles_of, width=1.5),
            Column("计划开工", lambda row: tables.month_of(row.planned_start), width=1.15),
            Column("预计开工", lambda row: tables.month_of(row.expected_start), width=1.15),
        ],
        rows.itertuples(),
        unit=words("金额单位：万元"),
        note=report.note(report.source(DISPATCH, "projects"), more),
        annex=annex,
        words=words,
    )


def meetings(report: Report) -> Block:
    """Return the month's meetings: what they discussed, and what they solved."""
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
            Column("日期", lambda row: tables.day(row.held_on, words, year=False), width=1.1),
            Column("形式", lambda row: words.name(kind.state_label(row.kind))),
            Column("议题", lambda row: tables.text(row.topic, words), width=4.6),
            Column("召集单位", lambda row: tables.text(row.convened_by, words), width=2),
            Column("研究问题", lambda row: tables.text(row.problems_raised), "right", 0.9),
            Column("解决问题", lambda row: tables.text(row.problems_solved), "right", 0.9),
        ],
        rows.itertuples(),
        unit=words("单位：个"),
        note=report.source(DISPATCH, "meetings"),
        annex=True,
        words=words,
    )
