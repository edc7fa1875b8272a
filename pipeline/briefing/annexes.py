"""附表: every key project, those that seek funds, and where the figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline import tables
from pipeline.blocks import Block, note
from pipeline.check import reconciliation
from pipeline.findings import Severity
from pipeline.indicators.catalogue import DISPATCH
from pipeline.ledgers import ledger

if TYPE_CHECKING:
    from pipeline.blocks import Cell
    from pipeline.briefing.report import Report
    from pipeline.tidy.table import Table

CORRECTED = "※"


def projects(report: Report) -> Block:
    """Every key project with its task, its investment and its light; corrected rows are marked."""
    column = ledger("projects").column("status")
    rows = report.facts.projects
    corrected = _corrected_keys(report, "projects")
    return tables.table(
        "重点项目进展一览",
        [
            tables.column("序号", "right"),
            tables.column("项目", "left", 4.6),
            tables.column("责任单位", "left", 2.4),
            tables.column("镇办", "left", 1.3),
            tables.column("总投资", "right", 1.2),
            tables.column("年度任务", "right", 1.25),
            tables.column("累计完成", "right", 1.25),
            tables.column("完成率", "right", 1.1),
            tables.column("状态", "center", 0.95),
            tables.column("灯", "center", 0.45),
        ],
        [
            [
                str(index),
                tables.text(row.project_name) + _mark(row, corrected),
                tables.text(row.responsible_unit),
                tables.text(row.town),
                tables.wan(row.total_plan_wan),
                tables.wan(row.annual_task_wan),
                tables.wan(row.done_this_year_wan) or "未报",
                tables.percent(row.done_this_year_wan, row.annual_task_wan),
                column.state_label(row.status),
                tables.light(row.light),
            ]
            for index, row in enumerate(rows.itertuples(), 1)
        ],
        unit="金额单位：万元；完成率：%",
        note=report.source(DISPATCH, "projects") + _light_rule(report) + _meaning(corrected),
        annex=True,
    )


def _light_rule(report: Report) -> str:
    rule = report.county.lights
    return (
        f"亮灯规则：低于序时进度{rule.progress_yellow_points}个百分点黄灯、超过{rule.progress_red_points}个百分点红灯；"
        f"超计划开工月{rule.start_yellow_months}个月未开工黄灯、{rule.start_red_months}个月红灯。"
    )


def _corrected_keys(report: Report, ledger_id: str) -> set[str]:
    """The projects of a ledger of which a cell was corrected in writing."""
    table = report.tables[ledger_id]
    if table.corrected.empty:
        return set()
    return set(table.frame.iloc[table.corrected["position"]]["project_key"])


def _mark(row: Any, corrected: set[str]) -> str:
    return CORRECTED if row.project_key in corrected else ""


def _meaning(corrected: set[str]) -> str:
    return f"{CORRECTED}为经核实更正的项目。" if corrected else ""


def seeking_funds(report: Report) -> Block:
    """Every reserve project that seeks funds from above."""
    rows = report.facts.frame("reserve")
    rows = rows[rows["sought_funds_wan"] > 0]
    if rows.empty:
        return note("没有拟争取资金项目。")
    column = ledger("reserve").column("field")
    corrected = _corrected_keys(report, "reserve") & set(rows["project_key"])
    return tables.table(
        "拟争取资金项目",
        [
            tables.column("序号", "right"),
            tables.column("项目", "left", 4.3),
            tables.column("领域", "left", 2.6),
            tables.column("责任单位", "left", 2.5),
            tables.column("总投资", "right", 1.1),
            tables.column("拟争取", "right", 1.1),
            tables.column("资金渠道", "left", 2.4),
        ],
        [
            [
                str(index),
                tables.text(row.project_name) + _mark(row, corrected),
                "其他" if pd.isna(row.field) else column.state_label(row.field),
                tables.text(row.responsible_unit),
                tables.wan(row.total_plan_wan),
                tables.wan(row.sought_funds_wan),
                tables.text(row.fund_channel),
            ]
            for index, row in enumerate(rows.itertuples(), 1)
        ],
        unit="金额单位：万元",
        note=report.source(DISPATCH, "reserve") + _meaning(corrected),
        annex=True,
    )


def sources(report: Report) -> Block:
    """Which files the figures come from, how many rows each gave, and whether sums agree."""
    rows: list[list[Cell]] = []
    for table in sorted(report.tables.values(), key=lambda entry: entry.ledger.name):
        for file, group in table.frame.groupby("source_file", sort=True):
            rows.append(
                [table.ledger.name, str(file), str(len(group)), _agreement(table, str(file))]
            )
    warnings = [finding for finding in report.findings if finding.severity is Severity.WARNING]
    return tables.table(
        "台账来源与核对",
        [
            tables.column("台账", "left", 3),
            tables.column("文件", "left", 5),
            tables.column("行数", "right", 0.8),
            tables.column("合计与分类核对", "left", 2.2),
        ],
        rows,
        note=f"{report.as_of}。核查提示{len(warnings)}条，详见台账核查结果。",
        annex=True,
    )


def _agreement(table: Table, file: str) -> str:
    declared = reconciliation(table)
    here = declared[declared["source_file"] == file]
    if here.empty:
        return "无合计行"
    exact = int((here["difference"] == 0).sum())
    return (
        f"{len(here)}项全部一致"
        if exact == len(here)
        else f"{len(here)}项中{exact}项一致，其余为舍入差"
    )
