"""Key projects of this month and the last go in; what changed between them comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import money
from pipeline.indicators.facts import STARTED
from pipeline.ledgers import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.indicators.facts import Facts

NEW, REMOVED, RENAMED = "新增", "调出", "更名"
STARTS, RESUMES, STOPS, FINISHES = "新开工", "复工", "停工", "竣工"
REPLANNED, RESTATED = "计划调整", "数据修订"
KINDS = (NEW, REMOVED, RENAMED, STARTS, RESUMES, STOPS, FINISHES, REPLANNED, RESTATED)
_PLANS = ("total_plan_wan", "annual_task_wan", "planned_start", "planned_finish")


@dataclass(frozen=True)
class Change:
    """One thing that changed about one project since last month."""

    kind: str
    project: str
    unit: str
    before: str
    after: str
    row: str


def changes(facts: Facts) -> list[Change] | None:
    """
    Return every change since last month, by kind and then in the ledger's order; None when last
    month's ledgers are not at hand, or in January, when the year's list begins anew.
    """
    before = facts.earlier.get(facts.month.previous)
    if before is None or facts.month.number == 1:
        return None
    found = [*_listed(facts.projects, before), *_moved(facts.projects, before), *_restated(facts)]
    return sorted(found, key=lambda change: KINDS.index(change.kind))


def _listed(now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Change]:
    """Who came onto the list, and who left it."""
    for row in now[~now["project_key"].isin(before["project_key"])].itertuples():
        task = (
            money.amount(money.exact(row.annual_task_wan)) if row.annual_task_wan > 0 else "未报"
        )
        yield _change(NEW, row, "", f"年度任务{task}")
    for row in before[~before["project_key"].isin(now["project_key"])].itertuples():
        task = (
            money.amount(money.exact(row.annual_task_wan)) if row.annual_task_wan > 0 else "未报"
        )
        yield _change(REMOVED, row, f"年度任务{task}", "")


def _moved(now: pd.DataFrame, before: pd.DataFrame) -> Iterator[Change]:
    """What changed of those that were there last month: name, state, plan."""
    former = before.drop_duplicates("project_key").set_index("project_key")
    status = ledger("projects").column("status")
    for row in now[now["project_key"].isin(former.index)].itertuples():
        old = former.loc[row.project_key]
        if row.project_name != old["project_name"]:
            yield _change(RENAMED, row, old["project_name"], row.project_name)
        kind = _state_change(old["status"], row.status, row.nature)
        if kind:
            yield _change(
                kind, row, status.state_label(old["status"]), status.state_label(row.status)
            )
        for key in _PLANS:
            was, is_ = old[key], getattr(row, key)
            if not pd.isna(was) and not pd.isna(is_) and was != is_:
                label = ledger("projects").column(key).label
                yield _change(REPLANNED, row, f"{label}{_said(was)}", f"{label}{_said(is_)}")


def _state_change(old: str | None, new: str | None, nature: str) -> str | None:
    if pd.isna(old) or pd.isna(new) or old == new:
        return None
    if new == "finished":
        return FINISHES
    if new == "stopped" or (old in STARTED and new not in STARTED):
        return STOPS
    if old not in STARTED and new in STARTED:
        return RESUMES if nature == "carried_over" or old == "stopped" else STARTS
    return None


def _restated(facts: Facts) -> Iterator[Change]:
    """Figures of former months that this month's ledger tells otherwise (X05 of the checks)."""
    places = {
        (row.source_file, row.source_sheet, row.source_row): row
        for row in facts.projects.itertuples()
        if hasattr(row, "source_file")
    }
    for finding in facts.findings:
        row = places.get((finding.file, finding.sheet, finding.row))
        if finding.code == "X05" and row is not None:
            yield _change(RESTATED, row, "", finding.expected.partition("，追溯")[0])


def _change(kind: str, row: object, before: str, after: str) -> Change:
    unit = getattr(row, "responsible_unit", None)
    name, cited = getattr(row, "project_name", ""), getattr(row, "row", "")
    return Change(kind, str(name), "" if pd.isna(unit) else str(unit), before, after, str(cited))


def _said(value: float | pd.Timestamp) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value.year}年{value.month}月"
    return money.amount(money.exact(value))
