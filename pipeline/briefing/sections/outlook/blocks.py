"""六、形势研判: where the year may end, and what changed since last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.changes import KINDS
from briefing.page import tables
from briefing.page.blocks import Block, note, paragraph
from briefing.page.tables import Column
from briefing.sections.outlook import sentences

if TYPE_CHECKING:
    from briefing.indicators.changes import Change
    from briefing.sections.report import Report


def forecast(report: Report) -> Block:
    """Return the range that the year may end in, with the methods that it is calculated by."""
    return paragraph(sentences.outlook(report.prose, report.facts))


def changes(report: Report) -> Block:
    """Return what changed in the list of key projects since last month, by kind."""
    words = report.words
    found = report.changes
    if found is None:
        return note(words("没有上月台账可比，不列变化。"))
    if not found:
        return note(words("与上月相比，名单、状态、计划均无变化。"))
    rows: list[Change | str] = []
    for kind in KINDS:
        if of_kind := [change for change in found if change.kind == kind]:
            rows += [words("{name}（{count}）", name=words(kind), count=len(of_kind)), *of_kind]
    return tables.table(
        words("与上月相比的变化"),
        [
            Column("项目", lambda change: words.name(change.project), width=4),
            Column("责任单位", lambda change: words.name(change.unit), width=2.2),
            Column("上月", lambda change: change.before, width=2.4),
            Column("本月", lambda change: change.after, width=2.4),
        ],
        rows,
        note=report.source(DISPATCH, "projects"),
        annex=True,
        words=words,
    )


def changes_in_short(report: Report) -> Block:
    """Return how many changes there were of each kind."""
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
