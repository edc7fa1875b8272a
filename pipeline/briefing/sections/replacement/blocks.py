"""一、项目进度, the replacement: who cannot start in time, who takes the place, the list before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators import replacement as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.replacement import cannot_start, replacements
from briefing.page import tables
from briefing.page.blocks import Block, Cell, Figure, note, paragraph
from briefing.sections.replacement import sentences
from briefing.sections.sentence import joined

if TYPE_CHECKING:
    from briefing.indicators.replacement import Exchange, Version
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Who cannot start by the deadline, what is declared, and what is proposed for the rest."""
    words = report.words
    return paragraph(
        joined(
            words,
            sentences.replacement(report.indicators, report.facts, words),
            sentences.proposal(measure.proposed(report.facts), words),
        )
    )


def declared(report: Report) -> Block:
    """Each project that cannot start, why, and who was declared to take its place."""
    words = report.words
    pairs = replacements(report.facts)
    late = cannot_start(report.facts)
    if late.empty and pairs.empty:
        return note(words("本月没有拟替换项目。"))
    reasons = dict(zip(late["row"], late["reason"], strict=True))
    rows: list[list[Cell]] = [
        [
            tables.text(pair.out_name, words),
            tables.wan(pair.out_task_wan, words),
            words.name(reasons.get(pair.out_row, "责任单位申报")),
            tables.text(pair.in_name, words),
            tables.wan(pair.in_task_wan, words),
            tables.text(pair.responsible_unit, words),
        ]
        for pair in pairs.itertuples()
    ]
    rows += [
        [
            tables.text(row.project_name, words),
            tables.wan(row.annual_task_wan, words),
            words.name(row.reason),
            words("尚未申报"),
            "",
            tables.text(row.responsible_unit, words),
        ]
        for row in late[~late["row"].isin(pairs["out_row"])].itertuples()
    ]
    rule = report.county.replacement
    return tables.table(
        words("{until}前无法开工项目的替换", until=words.until(rule.month, rule.day)),
        [
            tables.column("拟替换项目", "left", 3),
            tables.column("年度任务", "right", 1.1),
            tables.column("判定依据", "left", 1.5),
            tables.column("替换项目（储备）", "left", 3),
            tables.column("年度投资", "right", 1.1),
            tables.column("责任单位", "left", 1.9),
        ],
        rows,
        unit=words("金额单位：万元"),
        total=[
            words("合计"),
            _wan_of(report, "denominator"),
            "",
            "",
            _wan_of(report, "numerator"),
            "",
        ]
        if len(pairs)
        else None,
        note=report.note(
            report.source(DISPATCH, "projects", "reserve"),
            words("按照投资规模不变的要求，替换后不得低于替换前；合计只计已申报的。"),
        ),
        words=words,
    )


def _wan_of(report: Report, part: str) -> Figure:
    found = report.indicators["A24"]
    return Figure(tables.wan(getattr(found, part), report.words), found.id)


def proposal(report: Report) -> Block:
    """The exchange that is proposed for those whom nobody replaces yet."""
    words = report.words
    offer = measure.proposed(report.facts)
    if not offer.chosen:
        return note("")
    rows: list[list[Cell] | str] = [words("调出"), *_candidates(report, offer.leaving)]
    rows += [words("调入（建议）"), *_candidates(report, offer.chosen)]
    return tables.table(
        words("替换建议（测算，待责任单位申报和审定）"),
        [
            tables.column("项目", "left", 4),
            tables.column("责任单位", "left", 2.2),
            tables.column("总投资", "right", 1.2),
            tables.column("年度投资", "right", 1.2),
        ],
        rows,
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


def _candidates(report: Report, projects: tuple[measure.Candidate, ...]) -> list[list[Cell]]:
    words = report.words
    return [
        [
            words.name(project.name),
            words.name(project.unit),
            tables.wan(project.total_wan, words),
            tables.wan(project.annual_wan, words) + ("＊" if project.is_estimated else ""),
        ]
        for project in projects
    ]


def before_and_after(report: Report, offer: Exchange | None = None) -> Block:
    """The versions of the list side by side: how many, how much, and each version's own rates."""
    words = report.words
    versions = measure.versions(report.facts, offer)
    if len(versions) == 1:
        return note("")
    return tables.table(
        words("名单调整前后对照"),
        [
            tables.column("名单", "left", 2.6),
            tables.column("项目（个）", "right"),
            tables.column("总投资", "right", 1.1),
            tables.column("年度任务", "right", 1.1),
            tables.column("开复工率（%）", "right", 1.2),
            tables.column("完成率（%）", "right", 1.2),
        ],
        [_version(report, version) for version in versions],
        unit=words("金额单位：亿元"),
        note=report.note(
            report.source(DISPATCH, "projects", "reserve"),
            words("各版名单均用本月进度；本期各项指标按现行名单计。"),
        ),
        words=words,
    )


def _version(report: Report, version: Version) -> list[Cell]:
    words, count = report.words, len(version.projects)
    return [
        words.name(version.name),
        str(count),
        tables.yi(version.total_wan, words),
        tables.yi(version.task_wan, words),
        tables.percent(version.started, count),
        tables.percent(version.done_wan, version.task_wan),
    ]
