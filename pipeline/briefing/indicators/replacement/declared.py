"""Measure one: projects that cannot start in time, and their declared replacements (A23–A25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.indicators.facts import cached
from briefing.indicators.indicator import COUNTY, Indicator, counted, measured, share
from briefing.indicators.permits import open_permits
from briefing.ledgers.tidy import names

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts

# The reasons why a project cannot start in time, as printed.
PAST, PROMISE, PAPERS, OBSTACLE = "已过期限", "预计开工晚于期限", "手续来不及", "制约因素来不及"
# The scope of A24 that compares total investment instead of the year's.
WHOLE = "by:total"


def measure(facts: Facts) -> list[Indicator]:
    """
    Return A23–A25: how many cannot start, the change in investment, the share that is replaced.

    A25 has a value from the deadline on.
    """
    late = cannot_start(facts)
    pairs = replacements(facts)
    is_due = facts.month.last_day >= facts.county.replacement.deadline(facts.month.year)
    replaced = late[late["row"].isin(pairs["out_row"])]
    return [
        counted("A23", late["row"]),
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
    """Return A24: investment that comes in less what leaves; None while any amount is missing."""
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


@cached
def cannot_start(facts: Facts) -> pd.DataFrame:
    """
    Return the unstarted projects that cannot start by the county's deadline, with the `reason`.

    From the deadline on these are all unstarted projects. Before it: those that expect to start
    later, and those whose open permits (obtained one after the other) or hardest obstacle take
    longer than the days left.
    """
    rule = facts.county.replacement
    unstarted = facts.projects[~facts.projects["is_started"]]
    deadline = rule.deadline(facts.month.year)
    left = (deadline - facts.month.last_day).days
    if left <= 0:
        return unstarted.assign(reason=PAST)
    days_for_permits = {
        key: sum(rule.paper_days.get(permit.key, 0) for permit in permits)
        for key, permits in open_permits(facts).items()
    }
    reasons = [
        PROMISE
        if expected > pd.Timestamp(deadline)
        else PAPERS
        if days_for_permits.get(key, 0) > left
        else OBSTACLE
        if any(rule.obstacle_days.get(each, 0) > left for each in str(obstacles).split("|"))
        else ""
        for key, expected, obstacles in zip(
            unstarted["project_key"],
            unstarted["expected_start"],
            unstarted["obstacles"],
            strict=True,
        )
    ]
    return unstarted.assign(reason=pd.Series(reasons, unstarted.index, dtype="str")).loc[
        [bool(reason) for reason in reasons]
    ]


@cached
def replacements(facts: Facts) -> pd.DataFrame:
    """
    Return the declared replacements: one row for each reserve project that replaces a key project.

    The key project is found by its name in any spelling or by its code, and must not have started.
    `out_row`, `out_name`, `out_task_wan`, `out_total_wan` describe the project that leaves, `in_…`
    the one that replaces it.
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
