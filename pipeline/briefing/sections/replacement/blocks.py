"""一、项目进度, 替换程序: projects that cannot start in time, their replacements, the lists compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.indicators import replacement as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.replacement import cannot_start, replacements
from briefing.page import tables
from briefing.page.blocks import Block, Cell, Figure, note, paragraph
from briefing.page.tables import Column
from briefing.sections.replacement import sentences

if TYPE_CHECKING:
    from briefing.indicators.replacement import Candidate, Exchange
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Return which projects cannot start in time, and what is declared or proposed for them."""
    return paragraph(
        report.prose.joined(
            sentences.replacement(report.prose, report.facts),
            sentences.proposal(measure.proposed(report.facts), report.words),
        )
    )


class _Pair(NamedTuple):
    """One project that cannot start, and the one that was declared to take its place."""

    out: str
    out_task: Cell
    reason: str = ""
    replacement: str = ""
    replacement_task: Cell = ""
    unit: str = ""


def declared(report: Report) -> Block:
    """Return each project that cannot start, why, and its declared replacement."""
    words = report.words
    pairs = replacements(report.facts)
    late = cannot_start(report.facts)
    if late.empty and pairs.empty:
        return note(words("本月没有拟替换项目。"))
    reasons = dict(zip(late["row"], late["reason"], strict=True))
    rows = [
        _Pair(
            tables.text(pair.out_name, words),
            tables.wan(pair.out_task_wan, words),
            words.name(reasons.get(pair.out_row, "责任单位申报")),
            tables.text(pair.in_name, words),
            tables.wan(pair.in_task_wan, words),
            tables.text(pair.responsible_unit, words),
        )
        for pair in pairs.itertuples()
    ]
    rows += [
        _Pair(
            tables.text(row.project_name, words),
            tables.wan(row.annual_task_wan, words),
            words.name(row.reason),
            words("尚未申报"),
            unit=tables.text(row.responsible_unit, words),
        )
        for row in late[~late["row"].isin(pairs["out_row"])].itertuples()
    ]
    rule, kept = report.county.replacement, report.indicators["A24"]
    before, after = (
        Figure(tables.wan(amount, words), kept.id) for amount in (kept.denominator, kept.numerator)
    )
    return tables.table(
        words("{until}前无法开工项目的替换", until=words.until(rule.month, rule.day)),
        [
            Column("拟替换项目", lambda pair: pair.out, width=3),
            Column("年度任务", lambda pair: pair.out_task, "right", 1.1),
            Column("判定依据", lambda pair: pair.reason, width=1.5),
            Column("替换项目（储备）", lambda pair: pair.replacement, width=3),
            Column("年度投资", lambda pair: pair.replacement_task, "right", 1.1),
            Column("责任单位", lambda pair: pair.unit, width=1.9),
        ],
        rows,
        unit=words("金额单位：万元"),
        total=_Pair(words("合计"), before, replacement_task=after) if len(pairs) else None,
        note=report.note(
            report.source(DISPATCH, "projects", "reserve"),
            words("按照投资规模不变的要求，替换后不得低于替换前；合计只计已申报的。"),
        ),
        words=words,
    )


def proposal(report: Report) -> Block:
    """Return the exchange that is proposed for the projects without a declared replacement."""
    words = report.words
    offer = measure.proposed(report.facts)
    if not offer.chosen:
        return note("")

    def annual(project: Candidate) -> str:
        return tables.wan(project.annual_wan, words) + "＊" * project.is_estimated

    return tables.table(
        words("替换建议（测算，待责任单位申报和审定）"),
        [
            Column("项目", lambda project: words.name(project.name), width=4),
            Column("责任单位", lambda project: words.name(project.unit), width=2.2),
            Column("总投资", lambda project: tables.wan(project.total_wan, words), "right", 1.2),
            Column("年度投资", annual, "right", 1.2),
        ],
        [words("调出"), *offer.leaving, words("调入（建议）"), *offer.chosen],
        unit=words("金额单位：万元"),
        note=report.note(
            report.source(DISPATCH, "projects", "reserve"),
            words("调入项目限手续成熟、未列入计划的储备项目。"),
            words("＊为储备表未报年度投资，按总投资÷建设年数估算。")
            if any(project.is_estimated for project in offer.chosen)
            else "",
        ),
        words=words,
    )


def before_and_after(report: Report, offer: Exchange | None = None) -> Block:
    """Return the versions of the list: how many projects, how much, and each version's own rates."""
    words = report.words
    versions = measure.versions(report.facts, offer)
    if len(versions) == 1:
        return note("")
    percent = tables.percent
    return tables.table(
        words("名单调整前后对照"),
        [
            Column("名单", lambda version: words.name(version.name), width=2.6),
            Column("项目（个）", lambda version: str(len(version.projects)), "right"),
            Column("总投资", lambda version: tables.yi(version.total_wan, words), "right", 1.1),
            Column("年度任务", lambda version: tables.yi(version.task_wan, words), "right", 1.1),
            Column(
                "开复工率（%）",
                lambda version: percent(version.started, len(version.projects)),
                "right",
                1.2,
            ),
            Column(
                "完成率（%）",
                lambda version: percent(version.done_wan, version.task_wan),
                "right",
                1.2,
            ),
        ],
        versions,
        unit=words("金额单位：亿元"),
        note=report.note(
            report.source(DISPATCH, "projects", "reserve"),
            words("各版名单均用本月进度；本期各项指标按现行名单计。"),
        ),
        words=words,
    )
