"""
Versions of the year's list of projects: at first, at present, and after replacements.

Compared side by side they show whether the scale of investment is kept (投资规模不变).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.indicators.replacement.declared import replacements
from briefing.indicators.replacement.proposal import proposed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from briefing.indicators.facts import Facts
    from briefing.indicators.replacement.optimise import Candidate, Exchange

FIRST, PRESENT, DECLARED, PROPOSED = "年初名单", "现行名单", "按已申报替换调整", "按建议替换调整"
_COLUMNS = [
    "project_key", "project_name", "responsible_unit", "total_plan_wan", "annual_task_wan",
    "is_started", "done_this_year_wan",
]  # fmt: skip


@dataclass(frozen=True)
class Version:
    """
    One version of the list, with one row for each project.

    States and investment are this month's in every version: only the list differs.
    """

    name: str
    projects: pd.DataFrame

    @property
    def started(self) -> int:
        """The number of started projects."""
        return int(self.projects["is_started"].sum())

    @property
    def task_wan(self) -> Decimal | None:
        """The annual task, in 万元."""
        return money.total(self.projects["annual_task_wan"])

    @property
    def total_wan(self) -> Decimal | None:
        """The total investment, in 万元."""
        return money.total(self.projects["total_plan_wan"])

    @property
    def done_wan(self) -> Decimal | None:
        """The investment done this year, in 万元."""
        return money.total(self.projects["done_this_year_wan"])


def versions(facts: Facts, exchange: Exchange | None = None) -> list[Version]:
    """
    Return the versions that differ, oldest first, and always the present one.

    *exchange* is the proposal, if it is already computed.
    """
    present = Version(PRESENT, facts.projects[_COLUMNS])
    found = [*_first(facts, present), present]
    pairs = replacements(facts)
    if len(pairs):
        declared = _entering(facts, pairs["in_row"], pairs["in_task_wan"])
        found.append(Version(DECLARED, _changed(present.projects, pairs["out_key"], declared)))
    offer = proposed(facts) if exchange is None else exchange
    if offer.chosen:
        leaving = facts.projects.loc[
            facts.projects["row"].isin([project.key for project in offer.leaving]), "project_key"
        ]
        found.append(
            Version(PROPOSED, _changed(found[-1].projects, leaving, _chosen(facts, offer.chosen)))
        )
    return found


def as_frame(found: Iterable[Version], month: str) -> pd.DataFrame:
    """
    Return the rows of `project-lists.csv`: one for each project of each version.

    Amounts are in 万元, NaN if missing.
    """
    lists = [
        version.projects.assign(month=month, list=version.name).sort_values("project_key")
        for version in found
    ]
    return pd.concat(lists, ignore_index=True)[["month", "list", *_COLUMNS]]


def _first(facts: Facts, present: Version) -> list[Version]:
    """Return the list of the year's first month with ledgers, if its projects differ from the present."""
    months = [month for month in sorted(facts.earlier) if month.year == facts.month.year]
    if not months:
        return []
    first = facts.earlier[months[0]][_COLUMNS]
    if set(first["project_key"]) == set(present.projects["project_key"]):
        return []
    # The latest row of each project, also of those that left the list.
    latest = pd.concat(
        [facts.projects, *(facts.earlier[month] for month in reversed(months))]
    ).drop_duplicates("project_key")
    return [Version(FIRST, latest.loc[latest["project_key"].isin(first["project_key"]), _COLUMNS])]


def _entering(facts: Facts, rows: pd.Series, tasks: pd.Series) -> pd.DataFrame:
    """Return reserve projects as rows of the list: not started, without investment."""
    reserve = facts.frame("reserve").set_index("row").loc[rows]
    return reserve.assign(
        annual_task_wan=tasks.to_numpy(), is_started=False, done_this_year_wan=0.0
    ).reset_index()[_COLUMNS]


def _chosen(facts: Facts, chosen: Iterable[Candidate]) -> pd.DataFrame:
    entering = list(chosen)
    return _entering(
        facts,
        pd.Series([project.key for project in entering]),
        pd.Series([float(project.annual_wan) for project in entering]),
    )


def _changed(projects: pd.DataFrame, leaving: pd.Series, entering: pd.DataFrame) -> pd.DataFrame:
    stays = projects[~projects["project_key"].isin(leaving)]
    return pd.concat([stays, entering], ignore_index=True)
