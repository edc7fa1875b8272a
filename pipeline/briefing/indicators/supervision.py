"""Measure five, supervision (工作督查): inspections, transferred problems, lights, candidates (E01–E10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.indicators.facts import (
    LIGHT_WORDS,
    RED,
    Facts,
    cached,
    county_and_units,
    elapsed_pct,
    is_true,
    lights_beyond,
)
from briefing.indicators.indicator import Indicator, counted, measured, share
from briefing.indicators.progress import by_unit
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.settings.county import County

_NO_PROBLEM = r"^(?:未发现|没有发现|无问题|未见)"


def measure(facts: Facts) -> list[Indicator]:
    """Return E01–E08 and E10; E09 is in `scores`."""
    return [
        *_coverage(facts),
        *_aspects(facts),
        *_transfers(facts),
        *_lights(facts.projects),
        *_candidates(facts),
        _repeated(facts),
        *_moves(facts),
    ]


def inspected_this_month(facts: Facts) -> pd.DataFrame:
    """Return the rows of this month's inspections (督查), with or without a problem."""
    rows = facts.frame("problems")
    first, last = pd.Timestamp(facts.month.first_day), pd.Timestamp(facts.month.last_day)
    return rows[is_true((rows["inspected_on"] >= first) & (rows["inspected_on"] <= last))]


def found_problems(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that hold a problem."""
    text = rows["problem"].fillna("")
    return rows[(text != "") & ~text.str.match(_NO_PROBLEM)]


def _coverage(facts: Facts) -> list[Indicator]:
    """Return E01: the inspected share of all projects, and of those red or not started."""
    inspected = set(inspected_this_month(facts)["project_key"])
    projects = facts.projects
    focus = projects[(projects["light"] == RED) | ~projects["is_started"]]
    return [
        share(
            "E01",
            int(rows["project_key"].isin(inspected).sum()),
            len(rows),
            scope=scope,
            rows=rows["row"],
        )
        for scope, rows in (("county", projects), ("focus:红灯和未开复工", focus))
    ]


def _aspects(facts: Facts) -> list[Indicator]:
    rows = found_problems(inspected_this_month(facts))
    column = ledger("problems").column("aspect")
    return [
        counted("E02", rows["row"]),
        *(
            counted("E02", rows.loc[rows["aspect"] == state, "row"], scope=f"aspect:{label}")
            for state in column.values
            for label in [column.state_label(state)]
        ),
    ]


@cached
def transferred(facts: Facts) -> pd.DataFrame:
    """
    Return the problems transferred to an office, with their state at the end of the month.

    Adds `is_due`, `is_closed`, `is_in_time`, `is_overdue`, `days_overdue` (calendar days, of
    overdue ones) and `light`.
    """
    rows = found_problems(facts.frame("problems"))
    rows = rows[rows["transferred_on"].notna()].reset_index(drop=True)
    as_of = pd.Timestamp(facts.month.last_day)
    closed = rows["closed_on"].notna() | (rows["progress"] == "closed")
    # A problem that is closed on its deadline is in time.
    passed = pd.Series(is_true(rows["due_on"] < as_of), index=rows.index)
    due = passed | (closed & pd.Series(is_true(rows["due_on"] == as_of), index=rows.index))
    in_time = closed & ~pd.Series(is_true(rows["closed_on"] > rows["due_on"]), index=rows.index)
    overdue = due & ~closed
    days = (as_of - pd.to_datetime(rows["due_on"])).dt.days.where(overdue)
    return rows.assign(
        is_due=due,
        is_closed=closed,
        is_in_time=in_time,
        is_overdue=overdue,
        days_overdue=days,
        light=lights_beyond(days, 0, facts.county.supervision.overdue_red_days),
    )


def _transfers(facts: Facts) -> list[Indicator]:
    """Return E03, E04 and E05 of the county and of the units to which problems were transferred."""
    problems = transferred(facts)
    overdue = problems[problems["is_overdue"]]
    longest = None if overdue.empty else int(overdue["days_overdue"].max())
    found = [measured("E05", longest, unit="天", rows=overdue["row"])]
    for scope, rows in county_and_units(problems, "transferred_to"):
        due = rows[rows["is_due"]]
        found += [
            counted("E03", rows["row"], scope=scope),
            share("E04", int(due["is_in_time"].sum()), len(due), scope=scope, rows=due["row"]),
            counted("E05", rows.loc[rows["is_overdue"], "row"], scope=scope),
        ]
    return found


def _lights(projects: pd.DataFrame) -> list[Indicator]:
    return [
        counted("E07", projects.loc[projects["light"] == light, "row"], scope=f"light:{word}")
        for light, word in LIGHT_WORDS.items()
    ]


def candidates(projects: pd.DataFrame, county: County, month: Month) -> dict[str, list[str]]:
    """
    Propose units for praise and criticism by the county's published rule, 待审定.

    The best ranked units that have reached 序时进度, and the worst that have not.
    """
    units = by_unit(projects, county)
    ranked = units[units["rank"].notna()]
    is_on_time = ranked["completion_pct"] >= float(elapsed_pct(month))
    on_time, behind = ranked[is_on_time], ranked[~is_on_time]
    rule = county.supervision
    return {
        "建议奖励": list(on_time["responsible_unit"].head(rule.commend_top)),
        "建议通报": list(behind["responsible_unit"].tail(rule.criticise_bottom))[::-1],
    }


def _candidates(facts: Facts) -> list[Indicator]:
    named = candidates(facts.projects, facts.county, facts.month)
    return [
        measured(
            "E08",
            len(units),
            scope=f"list:{kind}",
            rows=facts.projects.loc[facts.projects["responsible_unit"].isin(units), "row"],
        )
        for kind, units in named.items()
    ]


def _repeated(facts: Facts) -> Indicator:
    """Return E06: problems of a kind already found by an earlier inspection of the same project."""
    rows = found_problems(facts.frame("problems"))
    kinds = rows[rows["obstacle"].notna() & rows["inspected_on"].notna()].sort_values(
        "inspected_on", kind="stable"
    )
    first = kinds.groupby(["project_key", "obstacle"])["inspected_on"].transform("min")
    again = kinds[kinds["inspected_on"] > first]
    return share("E06", len(again), len(kinds), rows=again["row"])


def _moves(facts: Facts) -> list[Indicator]:
    """Return E10: places gained (negative: lost) in the ranking since last month."""
    before = facts.earlier.get(facts.month.previous)
    if before is None:
        return []
    former, now = (
        units[units["rank"].notna()].set_index("responsible_unit")["rank"]
        for units in (by_unit(before, facts.county), by_unit(facts.projects, facts.county))
    )
    return [
        measured("E10", int(former[name] - rank), scope=f"unit:{name}")
        for name, rank in now.items()
        if name in former.index
    ]
