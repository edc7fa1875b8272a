"""附表: every key project, the idle ones, the reserve's lists, and where the figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.domain.findings import Severity
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.reserve import PAPERS, is_ripe
from briefing.indicators.reserve_fields import classify
from briefing.ledgers.check import reconciliation
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, note

if TYPE_CHECKING:
    from briefing.ledgers.tidy.table import Table
    from briefing.page.blocks import Cell
    from briefing.sections.report import Report

CORRECTED = "※"


def projects(report: Report) -> Block:
    """Every key project with its task, its investment and its light; corrected rows are marked."""
    words = report.words
    column = ledger("projects").column("status")
    rows = report.facts.projects
    corrected = _corrected_keys(report, "projects")
    return tables.table(
        words("重点项目进展一览"),
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
                tables.text(row.project_name, words) + _mark(row, corrected),
                tables.text(row.responsible_unit, words),
                tables.text(row.town, words),
                tables.wan(row.total_plan_wan, words),
                tables.wan(row.annual_task_wan, words),
                tables.wan(row.done_this_year_wan, words) or words("未报"),
                tables.percent(row.done_this_year_wan, row.annual_task_wan),
                words.name(column.state_label(row.status)),
                tables.light(row.light),
            ]
            for index, row in enumerate(rows.itertuples(), 1)
        ],
        unit=words("金额单位：万元；完成率：%"),
        note=report.note(
            report.source(DISPATCH, "projects"), _light_rule(report), _meaning(report, corrected)
        ),
        annex=True,
        words=words,
    )


def _light_rule(report: Report) -> str:
    rule = report.county.lights
    return report.words(
        "亮灯规则：低于序时进度{yellow}个百分点黄灯、超过{red}个百分点红灯；"
        "超计划开工月{yellow_months}个月未开工黄灯、{red_months}个月红灯。",
        yellow=rule.progress_yellow_points,
        red=rule.progress_red_points,
        yellow_months=rule.start_yellow_months,
        red_months=rule.start_red_months,
    )


def idle(report: Report) -> Block:
    """Started projects that have no investment this year."""
    words = report.words
    projects = report.facts.projects
    rows = projects[projects["is_started"] & (projects["done_this_year_wan"] == 0)]
    if rows.empty:
        return note("")
    return tables.table(
        words("已开复工而本年完成投资为0的项目"),
        [
            tables.column("序号", "right"),
            tables.column("项目", "left", 4),
            tables.column("责任单位", "left", 2.4),
            tables.column("年度任务", "right", 1.2),
            tables.column("开复工时间", "left", 1.2),
            tables.column("存在问题", "left", 3),
        ],
        [
            [
                str(index),
                tables.text(row.project_name, words),
                tables.text(row.responsible_unit, words),
                tables.wan(row.annual_task_wan, words),
                tables.month_of(row.started_on),
                tables.text(row.problem, words),
            ]
            for index, row in enumerate(rows.itertuples(), 1)
        ],
        unit=words("金额单位：万元"),
        note=report.source(DISPATCH, "projects"),
        annex=True,
        words=words,
    )


def _corrected_keys(report: Report, ledger_id: str) -> set[str]:
    """The projects of a ledger of which a cell was corrected in writing."""
    table = report.tables[ledger_id]
    if table.corrected.empty:
        return set()
    return set(table.frame.iloc[table.corrected["position"]]["project_key"])


def _mark(row: Any, corrected: set[str]) -> str:
    return CORRECTED if row.project_key in corrected else ""


def _meaning(report: Report, corrected: set[str]) -> str:
    return report.words("{mark}为经核实更正的项目。", mark=CORRECTED) if corrected else ""


def seeking_funds(report: Report) -> Block:
    """Every reserve project that seeks funds from above."""
    words = report.words
    reserve = report.facts.frame("reserve")
    rows = reserve[reserve["sought_funds_wan"] > 0]
    if rows.empty:
        return note(words("没有拟争取资金项目。"))
    fields = classify(rows, report.county)["field"]
    corrected = _corrected_keys(report, "reserve") & set(rows["project_key"])
    return tables.table(
        words("拟争取资金项目"),
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
                tables.text(row.project_name, words) + _mark(row, corrected),
                words.name(field),
                tables.text(row.responsible_unit, words),
                tables.wan(row.total_plan_wan, words),
                tables.wan(row.sought_funds_wan, words),
                tables.text(row.fund_channel, words),
            ]
            for index, (row, field) in enumerate(zip(rows.itertuples(), fields, strict=True), 1)
        ],
        unit=words("金额单位：万元"),
        note=report.note(report.source(DISPATCH, "reserve"), _meaning(report, corrected)),
        annex=True,
        words=words,
    )


def ripe(report: Report) -> Block:
    """Every reserve project that waits only for funds: its papers, its years, who answers for it."""
    words = report.words
    reserve = report.facts.frame("reserve")
    rows = reserve[is_ripe(reserve)].sort_values(
        ["total_plan_wan", "project_key"], ascending=[False, True], na_position="last"
    )
    if rows.empty:
        return note("")
    column = ledger("reserve").column
    return tables.table(
        words("手续成熟、可“项目等资金”的储备项目"),
        [
            tables.column("序号", "right"),
            tables.column("项目", "left", 4.3),
            tables.column("责任单位", "left", 2.5),
            tables.column("总投资", "right", 1.1),
            tables.column("起止年限", "left", 1.4),
            tables.column("已办手续", "left", 3.2),
        ],
        [
            [
                str(index),
                tables.text(row.project_name, words),
                tables.text(row.responsible_unit, words),
                tables.wan(row.total_plan_wan, words),
                tables.text(row.years, words),
                words.listed(
                    words.name(column(paper).label)
                    for paper in PAPERS
                    if getattr(row, paper) == "done"
                ),
            ]
            for index, row in enumerate(rows.itertuples(), 1)
        ],
        unit=words("金额单位：万元"),
        note=report.source(DISPATCH, "reserve"),
        annex=True,
        words=words,
    )


def sources(report: Report) -> Block:
    """Which files the figures come from, how many rows each gave, and whether sums agree."""
    words = report.words
    rows: list[list[Cell]] = []
    for table in sorted(report.tables.values(), key=lambda entry: entry.ledger.name):
        for file, group in table.frame.groupby("source_file", sort=True):
            rows.append(
                [
                    words.name(table.ledger.name),
                    str(file),
                    str(len(group)),
                    _agreement(report, table, str(file)),
                ]
            )
    warnings = [finding for finding in report.findings if finding.severity is Severity.WARNING]
    return tables.table(
        words("台账来源与核对"),
        [
            tables.column("台账", "left", 3),
            tables.column("文件", "left", 5),
            tables.column("行数", "right", 0.8),
            tables.column("合计与分类核对", "left", 2.2),
        ],
        rows,
        note=words(
            "{as_of}。核查提示{count}条，详见台账核查结果。",
            as_of=report.as_of,
            count=len(warnings),
        ),
        annex=True,
        words=words,
    )


def _agreement(report: Report, table: Table, file: str) -> str:
    words = report.words
    declared = reconciliation(table)
    here = declared[declared["source_file"] == file]
    if here.empty:
        return words("无合计行")
    exact = int((here["difference"] == 0).sum())
    if exact == len(here):
        return words("{count}项全部一致", count=exact)
    return words("{count}项中{exact}项一致，其余为舍入差", count=len(here), exact=exact)
