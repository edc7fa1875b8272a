"""The unstarted projects and the declared replacements go in; A23–A25 come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.indicators.facts import remembered
from briefing.indicators.indicator import COUNTY, Indicator, measured, share
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy import names

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts

# Why a project counts as one that cannot start in time, as print says it.
PAST, PROMISE, PAPERS, OBSTACLE = "已过期限", "预计开工晚于期限", "手续来不及", "制约因素来不及"
# The scope of A24 that compares the whole investment instead of the year's.
WHOLE = "by:total"
# States of a paper that is still to come.
STILL_TO_COME = ("underway", "not_begun")


def measure(facts: Facts) -> list[Indicator]:
    """
    Return A23–A25: who cannot start in time, whether the scale of investment is kept (this year's,
    and the whole), and, from the deadline on, how many of them have been replaced.
    """
    late = cannot_start(facts)
    pairs = replacements(facts)
    is_due = facts.month.last_day >= facts.county.replacement.deadline(facts.month.year)
    replaced = late[late["row"].isin(pairs["out_row"])]
    return [
        measured("A23", len(late), rows=late["row"]),
        _difference(pairs, "task_wan", COUNTY),
        _difference(pairs, "total_wan", WHOLE),
        share(
            "A25",
            len(replaced) if is_due else None,
            len(late) if is_due else None,
            rows=replaced["row"],
        ),
    ]


def _difference(pairs: pd.DataFrame, amount: str, scope: str) -> Indicator:
    """A24: what comes in less what leaves; while one of them is not told, there is none to tell."""
    leaving = pairs.drop_duplicates("out_row")
    into, out = money.total(pairs[f"in_{amount}"]), money.total(leaving[f"out_{amount}"])
    is_known = pairs[f"in_{amount}"].notna().all() and leaving[f"out_{amount}"].notna().all()
    difference = None if into is None or out is None or not is_known else into - out
    return measured(
        "A24",
        money.yi(difference),
        scope=scope,
        numerator=into,
        denominator=out,
        rows=[*pairs["in_row"], *pairs["out_row"]],
    )


@remembered
def cannot_start(facts: Facts) -> pd.DataFrame:
    """
    Return the unstarted projects that the county's deadline finds unstarted, with the `reason`.

    From the deadline on these are all that have not started. Before it: those that promise to
    start after it; and those whose missing papers (one after the other) or obstacles take longer
    than there is time, whatever they promise.
    """
    unstarted = facts.projects[~facts.projects["is_started"]]
    deadline = facts.county.replacement.deadline(facts.month.year)
    left = (deadline - facts.month.last_day).days
    if left <= 0:
        return unstarted.assign(reason=PAST)
    needed = _days_needed(facts)
    reasons = [
        PROMISE
        if promised > pd.Timestamp(deadline)
        else PAPERS
        if needed.papers.get(key, 0) > left
        else OBSTACLE
        if needed.obstacle(held_up) > left
        else ""
        for key, promised, held_up in zip(
            unstarted["project_key"],
            unstarted["expected_start"],
            unstarted["obstacles"],
            strict=True,
        )
    ]
    return unstarted.assign(reason=pd.Series(reasons, unstarted.index, dtype="str")).loc[
        [bool(reason) for reason in reasons]
    ]


@dataclass(frozen=True)
class _DaysNeeded:
    """The least calendar days of the papers of each project, and of each obstacle."""

    papers: dict[str, int]
    by_obstacle: dict[str, int]

    def obstacle(self, told: object) -> int:
        """The days of the hardest of a project's obstacles."""
        held_up = [] if pd.isna(told) else str(told).split("|")
        return max((self.by_obstacle.get(each, 0) for each in held_up), default=0)


def _days_needed(facts: Facts) -> _DaysNeeded:
    rule = facts.county.replacement
    permits = facts.frame("permits")
    papers = [column.key for column in ledger("permits").columns if column.type == "permit"]
    days = sum(
        (permits[paper].isin(STILL_TO_COME).astype(int) * rule.paper_days.get(paper, 0))
        for paper in papers
    )
    return _DaysNeeded(
        dict(zip(permits["project_key"], days, strict=True)) if len(permits) else {},
        rule.obstacle_days,
    )


@remembered
def replacements(facts: Facts) -> pd.DataFrame:
    """
    Return the declared replacements: one row for each reserve project that names a key project,
    by its name in any spelling or by its code, as long as that project has not started.

    `out_row`, `out_name`, `out_task_wan`, `out_total_wan` are of the project that leaves, `in_…` of
    the one that takes its place.
    """
    reserve = facts.frame("reserve")
    leaving = facts.projects[~facts.projects["is_started"]]
    amounts = ["annual_task_wan", "total_plan_wan"]
    leaving = leaving[["project_key", "project_name", "row", *amounts]].drop_duplicates(
        "project_key"
    )
    named = reserve[reserve["replaces"].notna()].assign(
        out_key=lambda rows: rows["replaces"].map(names.key_finder(leaving))
    )
    columns = ["project_name", "row", "out_key", "replacement_task_wan", "total_plan_wan"]
    return (
        named[[*columns, "responsible_unit"]]
        .merge(
            leaving,
            left_on="out_key",
            right_on="project_key",
            how="inner",
            suffixes=("_in", "_out"),
            validate="m:1",
        )
        .rename(
            columns={
                "project_name_in": "in_name",
                "row_in": "in_row",
                "replacement_task_wan": "in_task_wan",
                "project_name_out": "out_name",
                "row_out": "out_row",
                "annual_task_wan": "out_task_wan",
                "total_plan_wan_in": "in_total_wan",
                "total_plan_wan_out": "out_total_wan",
            }
        )
    )
