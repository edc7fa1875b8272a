"""五、工作督查: coverage, problems handed on, what is late, and the lists that await approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.money import half_up, plain
from briefing.indicators import supervision as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import RED, YELLOW
from briefing.indicators.scores import PARTS
from briefing.indicators.scores import scores as score_units
from briefing.page import tables
from briefing.page.blocks import Block, note, paragraph
from briefing.sections.supervision import sentences

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Whom inspection reached, what it handed on, what is late."""
    return paragraph(sentences.supervision(report.indicators, report.facts, report.words))


def offices(report: Report) -> Block:
    """Each office that problems were handed to: how many, due, closed in time, overdue."""
    found, words = report.indicators, report.words
    rows = measure.transferred(report.facts)
    if rows.empty:
        return note(words("年初以来没有移送问题。"))
    groups = sorted(rows.groupby("transferred_to"), key=lambda entry: (-len(entry[1]), entry[0]))
    return tables.table(
        words("移送问题办理情况"),
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
                words.name(name),
                tables.figure(found, "E03", f"unit:{name}"),
                str(int(group["is_due"].sum())),
                str(int((group["is_due"] & group["is_in_time"]).sum())),
                tables.figure(found, "E05", f"unit:{name}"),
                tables.figure(found, "E04", f"unit:{name}"),
            ]
            for name, group in groups
        ],
        total=[
            words("合计"),
            tables.figure(found, "E03"),
            str(int(rows["is_due"].sum())),
            str(int((rows["is_due"] & rows["is_in_time"]).sum())),
            tables.figure(found, "E05"),
            tables.figure(found, "E04"),
        ],
        note=report.note(
            report.source(DISPATCH, "problems"),
            words("年初以来累计；限期整改率＝按期办结÷已到期。"),
        ),
        words=words,
    )


def overdue(report: Report) -> Block:
    """Every problem past its deadline."""
    words = report.words
    rows = measure.transferred(report.facts)
    rows = rows[rows["is_overdue"]].sort_values(["days_overdue", "row"], ascending=[False, True])
    if rows.empty:
        return note(words("没有逾期未办结的移送问题。"))
    rule = report.county.supervision.overdue_red_days
    return tables.table(
        words("逾期未办结问题"),
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
                tables.light(RED if row.days_overdue > rule else YELLOW),
                tables.text(row.project_name, words),
                tables.text(row.problem, words),
                tables.text(row.transferred_to, words),
                tables.day(row.due_on, words, year=False),
                str(int(row.days_overdue)),
            ]
            for row in rows.itertuples()
        ],
        note=report.note(
            report.source(DISPATCH, "problems"),
            words("逾期超过{days}天亮红灯。", days=rule),
        ),
        annex=True,
        words=words,
    )


def scores(report: Report) -> Block:
    """Each unit's score with its parts, and the places that it won or lost."""
    words, found = report.words, report.indicators
    weights = report.county.supervision.weights
    units = sorted(report.facts.projects["responsible_unit"].dropna().unique())
    scored = [score for score in score_units(found, weights, units) if score.value is not None]
    if not scored:
        return note("")
    return tables.table(
        words("责任单位量化得分"),
        [
            tables.column("责任单位", "left", 2.6),
            *(tables.column(label, "right") for label in PARTS.values()),
            tables.column("得分", "right"),
            tables.column("位次变化", "right", 1.1),
        ],
        [
            [
                words.name(score.unit),
                *(
                    tables.NOT_APPLICABLE if points is None else f"{half_up(points, 1):f}"
                    for points in score.parts.values()
                ),
                tables.figure(found, "E09", f"unit:{score.unit}"),
                _moved(found.of("E10", f"unit:{score.unit}").rounded),
            ]
            for score in scored
        ],
        note=report.note(
            report.source(DISPATCH, "projects", "tasks", "problems"),
            words("纳统一项为统计口径。"),
            words(
                "权重：{weights}；缺项的权重按比例分给其余。",
                weights=words.listed(
                    words(
                        "{name}{figure}",
                        name=words(label),
                        figure=plain(getattr(weights, part)),
                    )
                    for part, label in PARTS.items()
                ),
            ),
            words("各项以100分计，投资以达到序时进度为满分；位次变化为投资完成率位次与上月相比。"),
        ),
        words=words,
    )


def _moved(places: Decimal | None) -> str:
    """Places won are ↑2, lost ↓2; a unit that was not ranked before has none to compare."""
    if places is None:
        return tables.NOT_APPLICABLE
    if not places:
        return "0"
    return f"{'↑' if places > 0 else '↓'}{plain(abs(places))}"


def candidates(report: Report) -> Block:
    """Units that the county's rule names for praise or criticism; a proposal, not a decision."""
    words = report.words
    named = measure.candidates(report.facts.projects, report.county, report.month)
    rule = report.county.supervision
    lists = (
        (
            "建议奖励",
            named["建议奖励"],
            words("已达序时进度、投资完成率居前{count}名", count=rule.commend_top),
        ),
        (
            "建议通报",
            named["建议通报"],
            words("低于序时进度、投资完成率居后{count}名", count=rule.criticise_bottom),
        ),
    )
    return tables.table(
        words("建议名单（待审定）"),
        [
            tables.column("类别", "left", 1.2),
            tables.column("单位（按位次）", "left", 5),
            tables.column("依据", "left", 4),
        ],
        [
            [words(kind), words.listed(map(words.name, units)) or words("无"), reason]
            for kind, units, reason in lists
        ],
        note=report.note(
            report.source(DISPATCH, "projects"),
            words(
                "只按公布的规则生成，项目不足{count}个的单位不列入；待县政府审定，不作为处理依据。",
                count=rule.least_projects,
            ),
        ),
        words=words,
    )
