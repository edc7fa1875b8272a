"""The unstarted projects and the declared replacements go in; A23–A25 come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline import money
from pipeline.indicators.indicator import Indicator, measured, share
from pipeline.tidy import names

if TYPE_CHECKING:
    from pipeline.county import County
    from pipeline.indicators.facts import Facts
    from pipeline.months import Month


def measure(facts: Facts) -> list[Indicator]:
    """
    Return A23–A25: who cannot start in time, whether the scale of investment is kept, and, from
    the deadline on, how many of them have been replaced.

    While one of the new projects has no investment yet, there is no difference to tell.
    """
    late = cannot_start(facts.projects, facts.county, facts.month)
    pairs = replacements(facts)
    into = money.total(pairs["in_task_wan"])
    out = money.total(pairs.drop_duplicates("out_row")["out_task_wan"])
    difference = None
    if into is not None and out is not None and pairs["in_task_wan"].notna().all():
        difference = into - out
    is_due = facts.month.last_day >= facts.county.replacement.deadline(facts.month.year)
    replaced = late[late["row"].isin(pairs["out_row"])]
    return [
        measured("A23", len(late), rows=late["row"]),
        measured(
            "A24",
            money.yi(difference),
            numerator=into,
            denominator=out,
            rows=[*pairs["in_row"], *pairs["out_row"]],
        ),
        share(
            "A25",
            len(replaced) if is_due else None,
            len(late) if is_due else None,
            rows=replaced["row"],
        ),
    ]


def cannot_start(projects: pd.DataFrame, county: County, month: Month) -> pd.DataFrame:
    """
    Return the unstarted projects that the county's deadline finds unstarted.

    Before it, those that expect to start after it; from that day on, all that have not started.
    """
    deadline = county.replacement.deadline(month.year)
    unstarted = projects[~projects["is_started"]]
    if month.last_day >= deadline:
        return unstarted
    return unstarted[unstarted["expected_start"] > pd.Timestamp(deadline)]


def replacements(facts: Facts) -> pd.DataFrame:
    """
    Return the declared replacements: one row for each reserve project that names a key project,
    by its name in any spelling or by its code, as long as that project has not started.

    `out_row`, `out_name`, `out_task_wan` are of the project that leaves, `in_…` of the one that
    takes its place.
    """
    reserve = facts.frame("reserve")
    leaving = facts.projects[~facts.projects["is_started"]]
    leaving = leaving[["project_key", "project_name", "row", "annual_task_wan"]].drop_duplicates(
        "project_key"
    )
    named = reserve[reserve["replaces"].notna()].assign(
        out_key=lambda rows: rows["replaces"].map(names.spelled(leaving))
    )
    columns = ["project_name", "row", "out_key", "replacement_task_wan", "responsible_unit"]
    return (
        named[columns]
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
            }
        )
    )
