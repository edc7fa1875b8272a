"""Measure one: rank units and towns by completion rate (A28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.indicators.facts import ranked
from briefing.indicators.indicator import Indicator, measured

if TYPE_CHECKING:
    from briefing.settings.county import County


def measure(projects: pd.DataFrame, county: County) -> list[Indicator]:
    """Return A28 of every unit and town."""
    return [
        measured(
            "A28",
            None if pd.isna(rank) else int(rank),
            scope=f"{kind}:{name}",
            rows=projects.loc[projects[column] == name, "row"],
        )
        for kind, column in (("unit", "responsible_unit"), ("town", "town"))
        for groups in [by_group(projects, county, column)]
        for name, rank in zip(groups[column], groups["rank"], strict=True)
    ]


def by_unit(projects: pd.DataFrame, county: County) -> pd.DataFrame:
    """Sum up and rank the responsible units (see `by_group`)."""
    return by_group(projects, county, "responsible_unit")


def by_group(projects: pd.DataFrame, county: County, column: str) -> pd.DataFrame:
    """
    Sum up each group of projects by a *column* and rank those with enough projects.

    One row per group, best completion first: `projects`, `started`, `task_wan`, `done_wan`,
    `is_reported`, `completion_pct` (NaN without a task or a report) and `rank` (missing for groups
    that are not ranked, which come last).
    """
    units = (
        projects.groupby(column, as_index=False)
        .agg(
            projects=("row", "size"),
            started=("is_started", "sum"),
            task_wan=("annual_task_wan", _total),
            done_wan=("done_this_year_wan", _total),
            is_reported=("is_reported", "all"),
        )
        .assign(
            completion_pct=lambda frame: [
                _rate(done, task)
                for done, task in zip(frame["done_wan"], frame["task_wan"], strict=True)
            ]
        )
    )
    # An unreported amount is not zero: a group is ranked only if all its projects are reported.
    enough = (
        (units["projects"] >= county.supervision.least_projects)
        & units["is_reported"]
        & units["completion_pct"].notna()
    )
    return pd.concat(
        [
            ranked(units[enough], "completion_pct", "done_wan"),
            units[~enough].sort_values("done_wan", ascending=False),
        ],
        ignore_index=True,
    )


def _total(amounts_wan: pd.Series) -> float:
    total = money.total(amounts_wan)
    return float("nan") if total is None else float(total)


def _rate(done_wan: float, task_wan: float) -> float:
    """Return the exact rate as the nearest float, so that equal rates compare as equal."""
    if pd.isna(done_wan) or pd.isna(task_wan):
        return float("nan")
    exact = money.rate(money.exact(done_wan), money.exact(task_wan))
    return float("nan") if exact is None else float(exact)
