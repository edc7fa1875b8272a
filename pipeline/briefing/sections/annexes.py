"""附表: every key project, the idle ones, the lists of the reserve, and the source of the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.domain.findings import Severity
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.reserve import PAPERS, is_ripe
from briefing.indicators.reserve_fields import classify
from briefing.ledgers.check import reconciliation
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, Light, note
from briefing.page.tables import Column

if TYPE_CHECKING:
    from briefing.ledgers.tidy.table import Table
    from briefing.page.words import Words
    from briefing.sections.report import Report

CORRECTED = "※"
# The rows of a list are numbered from 1: their frame has a fresh index.
_NUMBER = Column("序号", lambda row: str(row.Index + 1), "right")


def projects(report: Report) -> Block:
    """Return every key project with its task, its investment and its light; corrected rows are marked."""
    words = report.words
    status = ledger("projects").column("status")
    corrected = _corrected_keys(report, "projects")
    return tables.table(
        words("重点项目进展一览"),
        [
            _NUMBER,
            Column("项目", lambda row: _marked_name(report, row, corrected), width=4.6),
            Column("责任单位", lambda row: tables.text(row.responsible_unit, words), width=2.4),
            Column("镇办", lambda row: tables.text(row.town, words), width=1.3),
            Column("总投资", lambda row: tables.wan(row.total_plan_wan, words), "right", 1.2),
            Column("年度任务", lambda row: tables.wan(row.annual_task_wan, words), "right", 1.25),
            Column(
                "累计完成",
                lambda row: tables.wan(row.done_this_year_wan, words) or words("未报"),
                "right",
                1.25,
            ),
            Column(
                "完成率",
                lambda row: tables.percent(row.done_this_year_wan, row.annual_task_wan),
                "right",
                1.1,
            ),
            Column("状态", lambda row: words.name(status.state_label(row.status)), "center", 0.95),
            Column("灯", lambda row: Light(row.light), "center", 0.45),
        ],
        report.facts.projects.reset_index(drop=True).itertuples(),
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
    """Return the started projects that have no investment this year."""
    words = report.words
    projects = report.facts.projects
    rows = projects[projects["is_started"] & (projects["done_this_year_wan"] == 0)]
    if rows.empty:
        return note("")
    return tables.table(
        words("已开复工而本年完成投资为0的项目"),
        [
            _NUMBER,
            Column("项目", lambda row: tables.text(row.project_name, words), width=4),
            Column("责任单位", lambda row: tables.text(row.responsible_unit, words), width=2.4),
            Column("年度任务", lambda row: tables.wan(row.annual_task_wan, words), "right", 1.2),
            Column("开复工时间", lambda row: tables.month_of(row.started_on), width=1.2),
            Column("存在问题", lambda row: tables.text(row.problem, words), width=3),
        ],
        rows.reset_index(drop=True).itertuples(),
        unit=words("金额单位：万元"),
        note=report.source(DISPATCH, "projects"),
        annex=True,
        words=words,
    )


def _corrected_keys(report: Report, ledger_id: str) -> set[str]:
    """Return the keys of projects of which a written correction changed a cell."""
    table = report.tables[ledger_id]
    if table.corrected.empty:
        return set()
    return set(table.frame.iloc[table.corrected["position"]]["project_key"])


def _marked_name(report: Report, row: Any, corrected: set[str]) -> str:
    return tables.text(row.project_name, report.words) + CORRECTED * (row.project_key in corrected)


def _meaning(report: Report, corrected: set[str]) -> str:
    return report.words("{mark}为经核实更正的项目。", mark=CORRECTED) if corrected else ""


def seeking_funds(report: Report) -> Block:
    """Return every reserve project that seeks funds from above."""
    words = report.words
    reserve = report.facts.frame("reserve")
    rows = reserve[reserve["sought_funds_wan"] > 0]
    if rows.empty:
        return note(words("没有拟争取资金项目。"))
    rows = rows.assign(field=classify(rows, report.county)["field"]).reset_index(drop=True)
    corrected = _corrected_keys(report, "reserve") & set(rows["project_key"])
    return tables.table(
        words("拟争取资金项目"),
        [
            _NUMBER,
            Column("项目", lambda row: _marked_name(report, row, corrected), width=4.3),
            Column("领域", lambda row: words.name(row.field), width=2.6),
            Column("责任单位", lambda row: tables.text(row.responsible_unit, words), width=2.5),
            Column("总投资", lambda row: tables.wan(row.total_plan_wan, words), "right", 1.1),
            Column("拟争取", lambda row: tables.wan(row.sought_funds_wan, words), "right", 1.1),
            Column("资金渠道", lambda row: tables.text(row.fund_channel, words), width=2.4),
        ],
        rows.itertuples(),
        unit=words("金额单位：万元"),
        note=report.note(report.source(DISPATCH, "reserve"), _meaning(report, corrected)),
        annex=True,
        words=words,
    )


def ripe(report: Report) -> Block:
    """Return every reserve project that waits only for funds: its unit, years and papers."""
    words = report.words
    reserve = report.facts.frame("reserve")
    rows = reserve[is_ripe(reserve)].sort_values(
        ["total_plan_wan", "project_key"], ascending=[False, True], na_position="last"
    )
    if rows.empty:
        return note("")
    column = ledger("reserve").column

    def done_papers(row: Any) -> str:
        done = (paper for paper in PAPERS if getattr(row, paper) == "done")
        return words.listed(words.name(column(paper).label) for paper in done)

    return tables.table(
        words("手续成熟、可“项目等资金”的储备项目"),
        [
            _NUMBER,
            Column("项目", lambda row: tables.text(row.project_name, words), width=4.3),
            Column("责任单位", lambda row: tables.text(row.responsible_unit, words), width=2.5),
            Column("总投资", lambda row: tables.wan(row.total_plan_wan, words), "right", 1.1),
            Column("起止年限", lambda row: tables.text(row.years, words), width=1.4),
            Column("已办手续", done_papers, width=3.2),
        ],
        rows.reset_index(drop=True).itertuples(),
        unit=words("金额单位：万元"),
        note=report.source(DISPATCH, "reserve"),
        annex=True,
        words=words,
    )


def sources(report: Report) -> Block:
    """Return the files of each ledger: how many rows each gave, and whether its sums agree."""
    words = report.words
    doubts = [finding for finding in report.findings if finding.severity is Severity.WARNING]
    return tables.table(
        words("台账来源与核对"),
        [
            Column("台账", lambda part: words.name(part.table.ledger.name), width=3),
            Column("文件", lambda part: part.file, width=5),
            Column("行数", lambda part: str(part.rows), "right", 0.8),
            Column("合计与分类核对", lambda part: _agreement(words, part), width=2.2),
        ],
        [
            _FilePart(table, str(file), len(rows))
            for table in sorted(report.tables.values(), key=lambda entry: entry.ledger.name)
            for file, rows in table.frame.groupby("source_file", sort=True)
        ],
        note=words(
            "{as_of}。核查提示{count}条，详见台账核查结果。", as_of=report.as_of, count=len(doubts)
        ),
        annex=True,
        words=words,
    )


class _FilePart(NamedTuple):
    """The rows of a ledger that one file gave."""

    table: Table
    file: str
    rows: int


def _agreement(words: Words, part: _FilePart) -> str:
    declared = reconciliation(part.table)
    here = declared[declared["source_file"] == part.file]
    if here.empty:
        return words("无合计行")
    exact = int((here["difference"] == 0).sum())
    if exact == len(here):
        return words("{count}项全部一致", count=exact)
    return words("{count}项中{exact}项一致，其余为舍入差", count=len(here), exact=exact)
