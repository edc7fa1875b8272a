"""五、工作督查: coverage, problems handed on, what is late, and the lists that await approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import prose, tables
from pipeline.blocks import Block, note, paragraph
from pipeline.indicators import supervision as measure
from pipeline.indicators.catalogue import DISPATCH
from pipeline.indicators.facts import RED, YELLOW

if TYPE_CHECKING:
    from pipeline.briefing.report import Report

# Past this many days a problem's light turns red.
RED_DAYS = 15


def summary(report: Report) -> Block:
    """Whom inspection reached, what it handed on, what is late."""
    return paragraph(prose.supervision(report.indicators, report.facts))


def offices(report: Report) -> Block:
    """Each office that problems were handed to: how many, due, closed in time, overdue."""
    found = report.indicators
    rows = measure.transferred(report.facts)
    if rows.empty:
        return note("年初以来没有移送问题。")
    groups = sorted(rows.groupby("transferred_to"), key=lambda entry: (-len(entry[1]), entry[0]))
    return tables.table(
        "移送问题办理情况",
        [
            tables.column("受理单位", "left", 2.4),
            tables.column("移送（件）", "right"),
            tables.column("已到期", "right"),
            tables.column("按期办结", "right"),
            tables.column("逾期", "right"),
            tables.column("限期整改率（%）", "right", 1.4),
        ],
        [
            [
                name,
                tables.figure(found, "E03", f"unit:{name}"),
                str(int(group["is_due"].sum())),
                str(int((group["is_due"] & group["is_in_time"]).sum())),
                tables.figure(found, "E05", f"unit:{name}"),
                tables.figure(found, "E04", f"unit:{name}"),
            ]
            for name, group in groups
        ],
        total=[
            "合计",
            tables.figure(found, "E03"),
            str(int(rows["is_due"].sum())),
            str(int((rows["is_due"] & rows["is_in_time"]).sum())),
            tables.figure(found, "E05"),
            tables.figure(found, "E04"),
        ],
        note=report.source(DISPATCH, "problems") + "年初以来累计；限期整改率＝按期办结÷已到期。",
    )


def overdue(report: Report) -> Block:
    """Every problem past its deadline."""
    rows = measure.transferred(report.facts)
    rows = rows[rows["is_overdue"]].sort_values(["days_overdue", "row"], ascending=[False, True])
    if rows.empty:
        return note("没有逾期未办结的移送问题。")
    return tables.table(
        "逾期未办结问题",
        [
            tables.column("灯", "center", 0.5),
            tables.column("项目", "left", 3),
            tables.column("问题", "left", 3.4),
            tables.column("受理单位", "left", 1.8),
            tables.column("时限", "left", 1.2),
            tables.column("逾期（天）", "right", 0.9),
        ],
        [
            [
                tables.light(RED if row.days_overdue > RED_DAYS else YELLOW),
                tables.text(row.project_name),
                tables.text(row.problem),
                tables.text(row.transferred_to),
                tables.day(row.due_on, year=False),
                str(int(row.days_overdue)),
            ]
            for row in rows.itertuples()
        ],
        note=report.source(DISPATCH, "problems") + f"逾期超过{RED_DAYS}天亮红灯。",
    )


def candidates(report: Report) -> Block:
    """Units that the county's rule names for praise or criticism; a proposal, not a decision."""
    named = measure.candidates(report.facts.projects, report.county, report.month)
    rule = report.county.supervision
    return tables.table(
        "建议名单（待审定）",
        [
            tables.column("类别", "left", 1.2),
            tables.column("单位（按位次）", "left", 5),
            tables.column("依据", "left", 4),
        ],
        [
            [
                "建议奖励",
                "、".join(named["奖励"]) or "无",
                f"已达序时进度、投资完成率居前{rule.commend_top}名",
            ],
            [
                "建议通报",
                "、".join(named["通报"]) or "无",
                f"低于序时进度、投资完成率居后{rule.criticise_bottom}名",
            ],
        ],
        note=report.source(DISPATCH, "projects")
        + f"只按公布的规则生成，项目不足{rule.least_projects}个的单位不列入；待县政府审定，不作为处理依据。",
    )
