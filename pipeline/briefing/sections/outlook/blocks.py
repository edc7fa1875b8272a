"""六、形势研判: where the year may end, and what changed since last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.changes import KINDS, Change
from briefing.page import tables
from briefing.page.blocks import Block, Cell, note, paragraph
from briefing.sections.outlook import sentences

if TYPE_CHECKING:
    from briefing.sections.report import Report


def forecast(report: Report) -> Block:
    """The range of the year's end with the methods named: a calculation, never a fact."""
    return paragraph(sentences.outlook(report.indicators, report.facts, report.words))


def changes(report: Report) -> Block:
    """What changed about the key projects since last month, by kind."""
    words = report.words
    found = report.changes
    if found is None:
        return note(words("没有上月台账可比，不列变化。"))
    if not found:
        return note(words("与上月相比，名单、状态、计划均无变化。"))
    rows: list[list[Cell] | str] = []
    for kind in KINDS:
        of_kind = [change for change in found if change.kind == kind]
        if of_kind:
            rows.append(words("{name}（{count}）", name=words(kind), count=len(of_kind)))
            rows += [_change(report, change) for change in of_kind]
    return tables.table(
        words("与上月相比的变化"),
        [
            tables.column("项目", "left", 4),
            tables.column("责任单位", "left", 2.2),
            tables.column("上月", "left", 2.4),
            tables.column("本月", "left", 2.4),
        ],
        rows,
        note=report.source(DISPATCH, "projects"),
        annex=True,
        words=words,
    )


def _change(report: Report, change: Change) -> list[Cell]:
    words = report.words
    return [words.name(change.project), words.name(change.unit), change.before, change.after]


def changes_in_short(report: Report) -> Block:
    """How many changes there were of each kind."""
    words = report.words
    found = report.changes
    if not found:
        return note("")
    counts = {kind: sum(change.kind == kind for change in found) for kind in KINDS}
    told = words.listed(
        words("{name}{count}个", name=words(kind), count=count)
        for kind, count in counts.items()
        if count
    )
    return paragraph([words("与上月相比，重点项目{changes}，详见附表。", changes=told)])
