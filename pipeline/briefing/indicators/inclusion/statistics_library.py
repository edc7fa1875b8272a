"""Which projects are in the bureau's statistics library (入库), and which should be (B06–B11, B17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.indicators.facts import (
    GREEN,
    Facts,
    cached,
    county_and_units,
    is_true,
    lights_beyond,
)
from briefing.indicators.indicator import Indicator, counted, in_yi, share, summed

if TYPE_CHECKING:
    import datetime as dt

    from briefing.settings.county_rules import Inclusion


@cached
def included_projects(facts: Facts) -> pd.DataFrame:
    """
    Join the bureau's ledger with the key projects: one row for each row of the bureau's.

    Adds `is_planned` (a key project), `is_due` (应纳统), `is_included`, `is_outstanding` (应统未统),
    `is_ready` (outstanding, no document missing), `is_unsubmitted`, `days_waited` (from the
    statistical start to the end of the month), `light` (of an outstanding project, by
    `days_waited`), and from the departments' ledger `sector`, `annual_task_wan`,
    `done_this_year_wan` and `started_on`.
    """
    statistics = facts.frame("statistics")
    ours = facts.projects[
        ["project_key", "sector", "annual_task_wan", "done_this_year_wan", "started_on"]
    ].drop_duplicates("project_key")
    joined = statistics.merge(
        ours, on="project_key", how="left", validate="m:1", indicator="match"
    )
    rule = facts.county.inclusion
    due = pd.Series(_is_due(joined, rule), joined.index, dtype="bool")
    included = joined["inclusion_status"] == "included"
    outstanding = due & ~included
    days = (pd.Timestamp(facts.month.last_day) - pd.to_datetime(joined["started_stat_on"])).dt.days
    lights = pd.Series(lights_beyond(days, rule.yellow_days, rule.red_days), joined.index)
    return joined.assign(
        is_planned=joined["match"] == "both",
        is_due=due,
        is_included=due & included,
        is_outstanding=outstanding,
        is_ready=outstanding & joined["missing_documents"].isna(),
        is_unsubmitted=~included
        & ~joined["inclusion_status"].isin(["not_applicable", "exited"])
        & ~is_true(joined["is_submitted"]),
        days_waited=days,
        light=lights.where(outstanding, GREEN),
    )


def _is_due(joined: pd.DataFrame, rule: Inclusion) -> list[bool]:
    """Return whether each row is started by the bureau's standard, large enough and not excluded."""
    return [
        bool(started)
        and status not in {"not_applicable", "exited"}
        and (
            (not pd.isna(plan) and money.exact(plan) >= rule.threshold_wan)
            or any(word in str(sector) for word in rule.always_sectors)
        )
        for started, status, plan, sector in zip(
            is_true(joined["is_started_stat"]),
            joined["inclusion_status"],
            joined["total_plan_stat_wan"],
            joined["sector"],
            strict=True,
        )
    ]


def measure(facts: Facts, rows: pd.DataFrame) -> list[Indicator]:
    """Return B06–B11 and B17 from the rows of `included_projects`."""
    due, included = rows[rows["is_due"]], rows[rows["is_included"]]
    outstanding = rows[rows["is_outstanding"]]
    unsubmitted = rows[rows["is_planned"] & rows["is_unsubmitted"]]
    promised, kept = _promises(rows, facts.month.last_day)
    return [
        counted("B06", due["row"]),
        counted("B07", included["row"]),
        *(
            share("B08", int(rows["is_included"].sum()), len(rows), scope=scope, rows=rows["row"])
            for scope, rows in county_and_units(due, "responsible_unit")
        ),
        *(
            counted("B09", rows["row"], scope=scope)
            for scope, rows in county_and_units(outstanding, "responsible_unit")
        ),
        in_yi("B09", summed(outstanding["annual_task_wan"]), rows=outstanding["row"]),
        counted("B10", unsubmitted["row"]),
        share("B11", len(kept), len(promised), rows=promised["row"]),
        _support(facts, included),
    ]


def _promises(rows: pd.DataFrame, as_of: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows whose promised window has passed, and those of them included by then."""
    promised = rows[is_true(rows["promised_window"] <= pd.Timestamp(as_of))]
    window, included_in = (
        promised[key].dt.to_period("M") for key in ("promised_window", "included_on")
    )
    in_time = (promised["inclusion_status"] == "included") & (included_in <= window)
    return promised, promised[in_time]


def _support(facts: Facts, included: pd.DataFrame) -> Indicator:
    """Return B17: the remaining task of the included projects over the whole remaining task."""
    task = money.total(facts.projects["annual_task_wan"])
    done = money.total(facts.projects["done_this_year_wan"])
    left = (included["annual_task_wan"] - included["done_this_year_wan"]).clip(lower=0)
    remaining = None if task is None or done is None or task <= done else task - done
    return share("B17", summed(left), remaining, rows=included["row"])
