"""一、项目进度: start rates, ranking, unstarted projects, replacement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline import charts, prose, tables
from pipeline.blocks import Block, Cell, Figure, note, paragraph
from pipeline.indicators import progress as measure
from pipeline.indicators.catalogue import DISPATCH
from pipeline.indicators.facts import elapsed_pct
from pipeline.ledgers import ledger
from pipeline.money import half_up

if TYPE_CHECKING:
    from pipeline.briefing.report import Report


def summary(report: Report) -> Block:
    """Start rates by nature, the month alone, and who keeps time."""
    found, facts = report.indicators, report.facts
    return paragraph(
        prose.joined(
            prose.progress(found, facts),
            prose.starts(found),
            prose.month_alone(found, facts),
            prose.lights(found),
        )
    )


def completion(report: Report) -> Block:
    """Each unit's completion rate beside 序时进度."""
    units = _ranked(report)
    elapsed = elapsed_pct(report.month)
    rows = units[units["completion_pct"].notna() & units["is_reported"]]
    behind = rows["completion_pct"] < float(elapsed)
    data = pd.DataFrame(
        {
            "unit": rows["responsible_unit"],
            "completion_pct": rows["completion_pct"],
            "text": [
                f"{tables.percent(done, task)}%"
                for done, task in zip(rows["done_wan"], rows["task_wan"], strict=True)
            ],
            "is_behind": behind,
        }
    )
    count = int(behind.sum())
    title = (
        f"{len(rows)}个责任单位中{count}个低于序时进度"
        if count
        else "各责任单位均达到序时进度"
        if len(rows) == len(units)
        else f"已报进度的{len(rows)}个责任单位均达到序时进度"
    )
    return charts.completion_bars(
        data,
        float(half_up(elapsed, 1)),
        title=title,
        note=report.source(DISPATCH, "projects") + "空心为低于序时进度。",
        alt_text=f"{title}。条形图："
        + "，".join(f"{unit}{text}" for unit, text in zip(data["unit"], data["text"], strict=True))
        + "。",
    )


def _ranked(report: Report) -> pd.DataFrame:
    return measure.by_unit(report.facts.projects, report.county)


def ranking(report: Report) -> Block:
    """Units in order of completion; those with too few projects or no task are listed apart."""
    found = report.indicators
    least = report.county.supervision.least_projects
    rows = [
        [
            tables.text(unit.rank) or tables.NOT_APPLICABLE,
            unit.responsible_unit,
            tables.figure(found, "A01", f"unit:{unit.responsible_unit}"),
            tables.figure(found, "A03", f"unit:{unit.responsible_unit}"),
            tables.yi_figure(found, "A09", f"unit:{unit.responsible_unit}"),
            tables.yi_figure(found, "A10", f"unit:{unit.responsible_unit}"),
            tables.figure(found, "A11", f"unit:{unit.responsible_unit}"),
            tables.figure(found, "A15", f"unit:{unit.responsible_unit}"),
        ]
        for unit in _ranked(report).itertuples()
    ]
    total: list[Cell] = [
        "",
        "合计",
        tables.figure(found, "A01"),
        tables.figure(found, "A03"),
        tables.yi_figure(found, "A09"),
        tables.yi_figure(found, "A10"),
        tables.figure(found, "A11"),
        tables.figure(found, "A15"),
    ]
    return tables.table(
        "责任单位投资完成情况",
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
        unit="金额单位：亿元",
        total=total,
        note=report.source(DISPATCH, "projects")
        + f"按未舍入的完成率排位，同率并列；不足{least}个项目或有未报项目的单位列后不排位。",
    )


def obstacles(report: Report) -> Block:
    """What holds the unstarted projects up, and what meetings did about it."""
    found, facts = report.indicators, report.facts
    return paragraph(
        prose.joined(
            prose.obstacles(found), prose.meetings(found), prose.replacement(found, facts)
        )
    )


def unstarted(report: Report) -> Block:
    """Every unstarted project: its obstacle, its unit, when it means to start."""
    projects = report.facts.projects
    rows = projects[~projects["is_started"]].sort_values(
        ["annual_task_wan", "project_key"], ascending=[False, True]
    )
    if rows.empty:
        return note("全部重点项目均已开复工。")
    column = ledger("projects").column("obstacles")
    return tables.table(
        "未开复工项目",
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
                tables.text(row.project_name),
                tables.text(row.responsible_unit),
                tables.wan(row.annual_task_wan),
                "、".join(
                    column.state_label(state)
                    for state in tables.text(row.obstacles).split("|")
                    if state
                ),
                tables.month_of(row.planned_start),
                tables.month_of(row.expected_start),
            ]
            for row in rows.itertuples()
        ],
        unit="金额单位：万元",
        note=report.source(DISPATCH, "projects"),
    )


def replacement(report: Report) -> Block:
    """The declared replacements: who leaves, who takes its place, the scale before and after."""
    pairs = measure.replacements(report.facts)
    late = measure.cannot_start(report.facts.projects, report.county, report.month)
    if late.empty and pairs.empty:
        return note("本月没有拟替换项目。")
    declared = set(pairs["out_row"])
    rows: list[list[Cell]] = [
        [
            pair.out_name,
            tables.wan(pair.out_task_wan),
            pair.in_name,
            tables.wan(pair.in_task_wan),
            tables.text(pair.responsible_unit),
        ]
        for pair in pairs.itertuples()
    ]
    rows += [
        [
            row.project_name,
            tables.wan(row.annual_task_wan),
            "尚未申报",
            "",
            tables.text(row.responsible_unit),
        ]
        for row in late[~late["row"].isin(declared)].itertuples()
    ]
    rule = report.county.replacement
    return tables.table(
        f"{rule.label}前无法开工项目的替换",
        [
            tables.column("拟替换项目", "left", 3),
            tables.column("年度任务", "right", 1.2),
            tables.column("替换项目（储备）", "left", 3),
            tables.column("年度投资", "right", 1.2),
            tables.column("责任单位", "left", 2),
        ],
        rows,
        unit="金额单位：万元",
        total=["合计", _wan_of(report, "denominator"), "", _wan_of(report, "numerator"), ""]
        if len(pairs)
        else None,
        note=report.source(DISPATCH, "projects", "reserve")
        + "按照投资规模不变的要求，替换后不得低于替换前。",
    )


def _wan_of(report: Report, part: str) -> Figure:
    return Figure(tables.wan(getattr(report.indicators["A24"], part)), "A24")
