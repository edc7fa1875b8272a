"""What changed about the key projects since last month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain import money
from briefing.domain.months import Month
from briefing.indicators.facts import STARTED
from briefing.ledgers.dictionary import ledger
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.indicators.facts import Facts
    from briefing.page.words import Words

NEW, REMOVED, RENAMED = "新增", "调出", "更名"
STARTS, RESUMES, STOPS, FINISHES = "新开工", "复工", "停工", "竣工"
REPLANNED, RESTATED = "计划调整", "数据修订"
KINDS = (NEW, REMOVED, RENAMED, STARTS, RESUMES, STOPS, FINISHES, REPLANNED, RESTATED)
_PLANS = ("total_plan_wan", "annual_task_wan", "planned_start", "planned_finish")


@dataclass(frozen=True)
class Change:
    """One change of one project: its kind (see `KINDS`), and the text before and after."""

    kind: str
    project: str
    unit: str
    before: str
    after: str
    row: str


def changes(facts: Facts, words: Words = CHINESE) -> list[Change] | None:
    """
    Return all changes since last month, by kind and in the ledger's order.

    None without last month's ledgers, and in January, when the year's list is new.
    """
    before = facts.earlier.get(facts.month.previous)
    if before is None or facts.month.number == 1:
        return None
    now = facts.projects
    found = [
        *_listed(now, before, words),
        *_moved(now, before, words),
        *_restated(facts, words),
    ]
    return sorted(found, key=lambda change: KINDS.index(change.kind))


def _listed(now: pd.DataFrame, before: pd.DataFrame, words: Words) -> Iterator[Change]:
    """Yield the projects that were added to the list or removed from it."""
    for row in now[~now["project_key"].isin(before["project_key"])].itertuples():
        yield _change(NEW, row, "", _task(row, words))
    for row in before[~before["project_key"].isin(now["project_key"])].itertuples():
        yield _change(REMOVED, row, _task(row, words), "")


def _task(row: Any, words: Words) -> str:
    if row.annual_task_wan > 0:
        return words("年度任务{amount}", amount=words.amount(money.exact(row.annual_task_wan)))
    return words("年度任务未报")


def _moved(now: pd.DataFrame, before: pd.DataFrame, words: Words) -> Iterator[Change]:
    """Yield changes of name, state and plan of the projects that are in both lists."""
    former = before.drop_duplicates("project_key").set_index("project_key")
    former = former[["project_name", "status", *_PLANS]]
    status = ledger("projects").column("status")
    both = now[now["project_key"].isin(former.index)]
    matching = former.loc[both["project_key"]].itertuples()
    for row, old in zip(both.itertuples(), matching, strict=True):
        if row.project_name != old.project_name:
            yield _change(RENAMED, row, old.project_name, row.project_name)
        kind = _state_change(old.status, row.status, row.nature)
        if kind:
            states = (status.state_label(state) for state in (old.status, row.status))
            yield _change(kind, row, *map(words.name, states))
        for key in _PLANS:
            was, is_ = getattr(old, key), getattr(row, key)
            if not pd.isna(was) and not pd.isna(is_) and was != is_:
                label = words.name(ledger("projects").column(key).label)
                plans = (
                    words("{name}{figure}", name=label, figure=_plan(value, words))
                    for value in (was, is_)
                )
                yield _change(REPLANNED, row, *plans)


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


def _restated(facts: Facts, words: Words) -> Iterator[Change]:
    """Yield last month's amounts that this month's ledger states otherwise."""
    month = words.month(facts.month.previous)
    rows = facts.projects.merge(facts.restated, on="project_key", how="inner", validate="m:1")
    for row in rows.itertuples():
        amounts = (
            words("{month}完成投资{amount}", month=month, amount=words.amount(money.exact(wan)))
            for wan in (row.sent_wan, row.said_wan)
        )
        yield _change(RESTATED, row, *amounts)


def _change(kind: str, row: Any, before: str, after: str) -> Change:
    unit = getattr(row, "responsible_unit", None)
    name, cited = getattr(row, "project_name", ""), getattr(row, "row", "")
    return Change(kind, str(name), "" if pd.isna(unit) else str(unit), before, after, str(cited))


def _plan(value: float | pd.Timestamp, words: Words) -> str:
    if isinstance(value, pd.Timestamp):
        return words.month_of_year(Month.of(value))
    return words.amount(money.exact(value))
