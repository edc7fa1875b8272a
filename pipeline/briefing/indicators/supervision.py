"""Measure five, 工作督查: inspections and problems go in; coverage, deadlines and lights come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.indicators.facts import (
    GREEN,
    LIGHT_WORDS,
    RED,
    YELLOW,
    Facts,
    elapsed_pct,
    is_true,
    remembered,
)
from briefing.indicators.indicator import Indicator, measured, share
from briefing.indicators.progress import by_unit
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.settings.county import County

_NO_PROBLEM = r"^(?:未发现|没有发现|无问题|未见)"


def measure(facts: Facts) -> list[Indicator]:
    """Return E01–E08 and E10; E09, the score, has a module of its own."""
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
    """Return the rows of the month's inspections, whether or not they found a problem."""
    rows = facts.frame("problems")
    first, last = pd.Timestamp(facts.month.first_day), pd.Timestamp(facts.month.last_day)
    return rows[is_true((rows["inspected_on"] >= first) & (rows["inspected_on"] <= last))]


def found_problems(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the inspections that found something."""
    text = rows["problem"].fillna("")
    return rows[(text != "") & ~text.str.match(_NO_PROBLEM)]


def _coverage(facts: Facts) -> list[Indicator]:
    """E01: 一月一督查 — of all projects, and of those it is owed to (red or not started)."""
    visited = set(inspected_this_month(facts)["project_key"])
    projects = facts.projects
    focus = projects[(projects["light"] == RED) | ~projects["is_started"]]
    return [
        share(
            "E01",
            int(rows["project_key"].isin(visited).sum()),
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
        measured("E02", len(rows), rows=rows["row"]),
        *(
            measured(
                "E02",
                int((rows["aspect"] == state).sum()),
                scope=f"aspect:{column.state_label(state)}",
                rows=rows.loc[rows["aspect"] == state, "row"],
            )
            for state in column.values
        ),
    ]


@remembered
def transferred(facts: Facts) -> pd.DataFrame:
    """
    Return the problems that were handed to an office, with what became of them by the month's end.

    Adds `is_due`, `is_closed`, `is_in_time`, `is_overdue`, `days_overdue` (calendar days), and the
    `light` of so many days: green for a problem that is not overdue.
    """
    rows = found_problems(facts.frame("problems"))
    rows = rows[rows["transferred_on"].notna()].reset_index(drop=True)
    as_of = pd.Timestamp(facts.month.last_day)
    closed = rows["closed_on"].notna() | (rows["progress"] == "closed")
    # A deadline is still met on its very day.
    passed = pd.Series(is_true(rows["due_on"] < as_of), index=rows.index)
    due = passed | (closed & pd.Series(is_true(rows["due_on"] == as_of), index=rows.index))
    in_time = closed & ~pd.Series(is_true(rows["closed_on"] > rows["due_on"]), index=rows.index)
    overdue = due & ~closed
    days = (as_of - pd.to_datetime(rows["due_on"])).dt.days.where(overdue)
    red = days > facts.county.supervision.overdue_red_days
    return rows.assign(
        is_due=due,
        is_closed=closed,
        is_in_time=in_time,
        is_overdue=overdue,
        days_overdue=days,
        light=overdue.map({True: YELLOW, False: GREEN}).mask(red, RED),
    )


def _transfers(facts: Facts) -> list[Indicator]:
    rows = transferred(facts)
    due, overdue = rows[rows["is_due"]], rows[rows["is_overdue"]]
    longest = None if overdue.empty else int(overdue["days_overdue"].max())
    found = [
        measured("E03", len(rows), rows=rows["row"]),
        share("E04", int(due["is_in_time"].sum()), len(due), rows=due["row"]),
        measured("E05", len(overdue), rows=overdue["row"]),
        measured("E05", longest, unit="天", rows=overdue["row"]),
    ]
    for name, group in rows.groupby("transferred_to", sort=True):
        owed = group[group["is_due"]]
        late = group[group["is_overdue"]]
        scope = f"unit:{name}"
        found += [
            measured("E03", len(group), scope=scope, rows=group["row"]),
            share("E04", int(owed["is_in_time"].sum()), len(owed), scope=scope, rows=owed["row"]),
            measured("E05", len(late), scope=scope, rows=late["row"]),
        ]
    return found


def _lights(projects: pd.DataFrame) -> list[Indicator]:
    return [
        measured(
            "E07",
            int((projects["light"] == light).sum()),
            scope=f"light:{word}",
            rows=projects.loc[projects["light"] == light, "row"],
        )
        for light, word in LIGHT_WORDS.items()
    ]


def candidates(projects: pd.DataFrame, county: County, month: Month) -> dict[str, list[str]]:
    """
    Name units for praise and criticism by the county's published rule, 待审定.

    The best and the worst of the ranked units; who has reached 序时进度 is never criticised, who
    has not is never praised.
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
    """E06: problems of a kind that an earlier inspection of the same project had found already."""
    rows = found_problems(facts.frame("problems"))
    kinds = rows[rows["obstacle"].notna() & rows["inspected_on"].notna()].sort_values(
        "inspected_on", kind="stable"
    )
    first = kinds.groupby(["project_key", "obstacle"])["inspected_on"].transform("min")
    again = kinds[kinds["inspected_on"] > first]
    return share("E06", len(again), len(kinds), rows=again["row"])


def _moves(facts: Facts) -> list[Indicator]:
    """E10: places won (or lost) in the ranking since last month."""
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
