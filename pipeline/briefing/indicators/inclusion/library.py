"""The bureau's ledger and the key projects go in; who is in the library, and who should be, come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.indicators.facts import GREEN, RED, YELLOW, Facts, is_true, remembered
from briefing.indicators.indicator import Indicator, measured, share, summed

if TYPE_CHECKING:
    import datetime as dt

    from briefing.settings.county import Inclusion


@remembered
def included_projects(facts: Facts) -> pd.DataFrame:
    """
    Join the bureau's ledger with the key projects: one row for each row of the bureau's.

    Adds `is_due` (应纳统), `is_included`, `is_outstanding` (应统未统), `is_ready` (nothing missing),
    `annual_task_wan` and `done_this_year_wan` of the departments' book; and `days_waited` since the
    statistical start (NaN without one), with the `light` of so many days.
    """
    statistics = facts.frame("statistics")
    ours = facts.projects[
        ["project_key", "sector", "annual_task_wan", "done_this_year_wan", "started_on"]
    ].drop_duplicates("project_key")
    joined = statistics.merge(
        ours, on="project_key", how="left", validate="m:1", indicator="match"
    )
    due = pd.Series(_is_due(joined, facts.county.inclusion), joined.index, dtype="bool")
    included = joined["inclusion_status"] == "included"
    outstanding = due & ~included
    rule = facts.county.inclusion
    waited = (pd.Timestamp(facts.month.last_day) - joined["started_stat_on"]).dt.days
    light = waited.map(
        lambda days: RED if days > rule.red_days else YELLOW if days > rule.yellow_days else GREEN
    )
    return joined.assign(
        days_waited=waited,
        light=light,
        is_planned=joined["match"] == "both",
        is_due=due,
        is_included=due & included,
        is_outstanding=outstanding,
        is_ready=outstanding & joined["missing_documents"].isna(),
        is_unsubmitted=~included
        & ~joined["inclusion_status"].isin(["not_applicable", "exited"])
        & ~is_true(joined["is_submitted"]),
    )


def _is_due(joined: pd.DataFrame, rule: Inclusion) -> list[bool]:
    """Started in the statistical sense, large enough (房地产 at any size), and not excluded."""
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
    """Return B06–B11 and B17 of the joined bureau's ledger (`included_projects`)."""
    due, included = rows[rows["is_due"]], rows[rows["is_included"]]
    outstanding = rows[rows["is_outstanding"]]
    unsubmitted = rows[rows["is_planned"] & rows["is_unsubmitted"]]
    promised, kept = _promises(rows, facts.month.last_day)
    found = [
        measured("B06", len(due), rows=due["row"]),
        measured("B07", len(included), rows=included["row"]),
        share("B08", len(included), len(due), rows=due["row"]),
        measured("B09", len(outstanding), rows=outstanding["row"]),
        measured(
            "B09",
            money.yi(summed(outstanding["annual_task_wan"])),
            unit="亿元",
            rows=outstanding["row"],
        ),
        measured("B10", len(unsubmitted), rows=unsubmitted["row"]),
        share("B11", len(kept), len(promised), rows=promised["row"]),
        _support(facts, included),
    ]
    for name, group in outstanding.groupby("responsible_unit", sort=True):
        found.append(measured("B09", len(group), scope=f"unit:{name}", rows=group["row"]))
    for name, group in due.groupby("responsible_unit", sort=True):
        came = int(group["is_included"].sum())
        found.append(share("B08", came, len(group), scope=f"unit:{name}", rows=group["row"]))
    return found


def _promises(rows: pd.DataFrame, as_of: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those whose promised window has passed, and those of them that came in by it."""
    promised = rows[is_true(rows["promised_window"] <= pd.Timestamp(as_of))]
    in_time = [
        status == "included"
        and not pd.isna(on)
        and (on.year, on.month) <= (window.year, window.month)
        for status, on, window in zip(
            promised["inclusion_status"],
            promised["included_on"],
            promised["promised_window"],
            strict=True,
        )
    ]
    return promised, promised.loc[in_time]


def _support(facts: Facts, included: pd.DataFrame) -> Indicator:
    """B17: do the projects in the library carry what is left of the year's task?"""
    task = money.total(facts.projects["annual_task_wan"])
    done = money.total(facts.projects["done_this_year_wan"])
    left = (included["annual_task_wan"] - included["done_this_year_wan"]).clip(lower=0)
    remaining = None if task is None or done is None else task - done
    if remaining is not None and remaining <= 0:
        remaining = None
    return share("B17", summed(left), remaining, rows=included["row"])
