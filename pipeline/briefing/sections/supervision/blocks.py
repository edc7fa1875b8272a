"""五、工作督查: inspections, transferred problems, scores, and the lists that await approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.money import half_up, plain
from briefing.indicators import supervision as measure
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.scores import PARTS
from briefing.indicators.scores import scores as score_units
from briefing.page import tables
from briefing.page.blocks import Block, Light, note, paragraph
from briefing.page.tables import Column
from briefing.sections.breakdown import (
    Scoped,
    by_unit,
    count_column,
    figure,
    figure_column,
    name_column,
)
from briefing.sections.supervision import sentences

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.indicators.scores import Score
    from briefing.sections.report import Report


def summary(report: Report) -> Block:
    """Return what inspections reached and found, which problems were transferred, what is late."""
    return paragraph(sentences.supervision(report.prose, report.facts))


def offices(report: Report) -> Block:
    """Return each office's transferred problems: how many, due, closed in time, overdue."""
    found, words = report.indicators, report.words
    rows = measure.transferred(report.facts)
    if rows.empty:
        return note(words("年初以来没有移送问题。"))
    return tables.table(
        words("移送问题办理情况"),
        [
            name_column("受理单位", 2.4),
            figure_column("移送（件）", found, "E03"),
            count_column("已到期", lambda rows: rows["is_due"].sum()),
            count_column("按期办结", lambda rows: (rows["is_due"] & rows["is_in_time"]).sum()),
            figure_column("逾期", found, "E05"),
            figure_column("限期整改率（%）", found, "E04", 1.4),
        ],
        by_unit(words, rows, "transferred_to"),
        total=Scoped(words("合计"), rows=rows),
        note=report.note(
            report.source(DISPATCH, "problems"),
            words("年初以来累计；限期整改率＝按期办结÷已到期。"),
        ),
        words=words,
    )


def overdue(report: Report) -> Block:
    """Return every transferred problem that is past its deadline."""
    words = report.words
    rows = measure.transferred(report.facts)
    rows = rows[rows["is_overdue"]].sort_values(["days_overdue", "row"], ascending=[False, True])
    if rows.empty:
        return note(words("没有逾期未办结的移送问题。"))
    return tables.table(
        words("逾期未办结问题"),
        [
            Column("灯", lambda row: Light(row.light), "center", 0.5),
            Column("项目", lambda row: tables.text(row.project_name, words), width=3),
            Column("问题", lambda row: tables.text(row.problem, words), width=3.4),
            Column("受理单位", lambda row: tables.text(row.transferred_to, words), width=1.8),
            Column("时限", lambda row: tables.day(row.due_on, words, year=False), width=1.2),
            Column("逾期（天）", lambda row: str(int(row.days_overdue)), "right", 0.9),
        ],
        rows.itertuples(),
        note=report.note(
            report.source(DISPATCH, "problems"),
            words("逾期超过{days}天亮红灯。", days=report.county.supervision.overdue_red_days),
        ),
        annex=True,
        words=words,
    )


def scores(report: Report) -> Block:
    """Return each unit's score with its parts, and the places that it gained or lost."""
    words, found = report.words, report.indicators
    weights = report.county.supervision.weights
    units = sorted(report.facts.projects["responsible_unit"].dropna().unique())
    scored = [score for score in score_units(found, weights, units) if score.value is not None]
    if not scored:
        return note("")
    return tables.table(
        words("责任单位量化得分"),
        [
            Column("责任单位", lambda score: words.name(score.unit), width=2.6),
            *(_points_column(label, part) for part, label in PARTS.items()),
            Column("得分", lambda score: figure(found, "E09", f"unit:{score.unit}"), "right"),
            Column(
                "位次变化",
                lambda score: _moved(found.of("E10", f"unit:{score.unit}").rounded),
                "right",
                1.1,
            ),
        ],
        scored,
        note=report.note(
            report.source(DISPATCH, "projects", "tasks", "problems"),
            words("纳统一项为统计口径。"),
            words(
                "权重：{weights}；缺项的权重按比例分给其余。",
                weights=words.listed(
                    words(
                        "{name}{figure}", name=words(label), figure=plain(getattr(weights, part))
                    )
                    for part, label in PARTS.items()
                ),
            ),
            words("各项以100分计，投资以达到序时进度为满分；位次变化为投资完成率位次与上月相比。"),
        ),
        words=words,
    )


def _points_column(label: str, part: str) -> Column:
    def points(score: Score) -> str:
        value = score.parts[part]
        return tables.NOT_APPLICABLE if value is None else f"{half_up(value, 1):f}"

    return Column(label, points, "right")


def _moved(places: Decimal | None) -> str:
    """Write places gained as ↑2 and lost as ↓2; “—” for a unit that had no place last month."""
    if places is None:
        return tables.NOT_APPLICABLE
    if not places:
        return "0"
    return f"{'↑' if places > 0 else '↓'}{plain(abs(places))}"


def candidates(report: Report) -> Block:
    """Return the units that the county's rule proposes for praise or criticism."""
    words = report.words
    named = measure.candidates(report.facts.projects, report.county, report.month)
    rule = report.county.supervision
    lists = (
        ("建议奖励", words("已达序时进度、投资完成率居前{count}名", count=rule.commend_top)),
        ("建议通报", words("低于序时进度、投资完成率居后{count}名", count=rule.criticise_bottom)),
    )
    return tables.table(
        words("建议名单（待审定）"),
        [
            Column("类别", lambda row: words(row[0]), width=1.2),
            Column(
                "单位（按位次）",
                lambda row: words.listed(map(words.name, named[row[0]])) or words("无"),
                width=5,
            ),
            Column("依据", lambda row: row[1], width=4),
        ],
        lists,
        note=report.note(
            report.source(DISPATCH, "projects"),
            words(
                "只按公布的规则生成，项目不足{count}个的单位不列入；待县政府审定，不作为处理依据。",
                count=rule.least_projects,
            ),
        ),
        words=words,
    )
