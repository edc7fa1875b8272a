"""Measure one: task, investment, completion and gap to 序时进度 (A09–A19, A26, A27, A29)."""

from __future__ import annotations

from decimal import Decimal
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.domain.months import MONTHS_IN_YEAR
from briefing.indicators.indicator import Indicator, counted, in_yi, measured, share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefing.domain.months import Month

    Cited = NDArray[np.object_]
    Amounts = NDArray[np.float64]

# How many projects make up A29 (大项目集中度).
LARGEST = 5
# The columns that `measure` uses.
COLUMNS = [
    "row", "is_started", "is_reported", "annual_task_wan", "total_plan_wan", "done_this_year_wan",
    "done_since_start_wan",
]  # fmt: skip


def measure(
    projects: pd.DataFrame, before: pd.DataFrame | None, month: Month, scope: str
) -> list[Indicator]:
    """
    Return A09–A19, A26 and A27 of one set of projects.

    *before* is the same group last month, None if unknown. Both have `in_month_wan` (see `in_month`).
    """
    rows, is_reported = projects["row"].to_numpy(dtype=object), projects["is_reported"].to_numpy()
    task, done = (
        money.total(projects["annual_task_wan"]),
        money.total(projects["done_this_year_wan"]),
    )
    elapsed = Decimal(month.number) / MONTHS_IN_YEAR
    arrears = None if task is None or done is None else elapsed * task - done
    this_month = money.total(projects["in_month_wan"])
    former = None if before is None or month.number == 1 else money.total(before["in_month_wan"])
    return [
        in_yi("A09", task, scope=scope, rows=rows),
        in_yi("A10", done, scope=scope, rows=rows[is_reported]),
        share("A11", done, task, scope=scope, rows=rows),
        in_yi("A12", this_month, scope=scope, rows=rows),
        # None in January, and after a month without investment.
        measured(
            "A13",
            money.points(money.rate(this_month, former), Decimal(100)),
            scope=scope,
            numerator=this_month,
            denominator=former,
            rows=rows,
        ),
        share("A14", month.number, MONTHS_IN_YEAR, scope=scope),
        measured(
            "A15",
            money.points(money.rate(done, task), elapsed * 100),
            scope=scope,
            numerator=done,
            denominator=task,
            rows=rows,
        ),
        in_yi("A16", arrears, scope=scope, rows=rows),
        *_by_project(projects, rows, month, scope),
        share("A26", int(is_reported.sum()), len(rows), scope=scope, rows=rows),
        _since_start(projects, rows, scope),
    ]


def _by_project(projects: pd.DataFrame, rows: Cited, month: Month, scope: str) -> list[Indicator]:
    """Return A17–A19: projects that reached 序时进度, without investment, beyond their task."""
    task = projects["annual_task_wan"].to_numpy(dtype=float)
    done = projects["done_this_year_wan"].to_numpy(dtype=float)
    with_task = task > 0
    on_time = rows[with_task][_is_on_time(task[with_task], done[with_task], month)]
    idle = rows[projects["is_started"].to_numpy(dtype=bool) & (done == 0)]
    beyond = rows[done > task]
    return [
        counted("A17", on_time, scope=scope),
        share("A17", len(on_time), int(with_task.sum()), scope=scope, rows=rows[with_task]),
        counted("A18", idle, scope=scope),
        counted("A19", beyond, scope=scope),
    ]


def _since_start(projects: pd.DataFrame, rows: Cited, scope: str) -> Indicator:
    """Return A27: investment since the start over the total plan, of projects that report both."""
    done, plan = projects["done_since_start_wan"], projects["total_plan_wan"]
    both = (done.notna() & plan.notna()).to_numpy()
    return share(
        "A27", money.total(done[both]), money.total(plan[both]), scope=scope, rows=rows[both]
    )


def concentration(projects: pd.DataFrame) -> Indicator:
    """Return A29: the share of the five largest in the investment; None for five projects or fewer."""
    reported = projects[projects["done_this_year_wan"] > 0]
    if len(reported) <= LARGEST:
        return share("A29", None, None)
    largest = reported.sort_values(
        ["done_this_year_wan", "project_key"], ascending=[False, True]
    ).head(LARGEST)
    return share(
        "A29",
        money.total(largest["done_this_year_wan"]),
        money.total(reported["done_this_year_wan"]),
        rows=largest["row"],
    )


def _is_on_time(tasks_wan: Amounts, done_wan: Amounts, month: Month) -> list[bool]:
    """Return exactly whether 12 × done ≥ month × task."""
    return [
        not isnan(done) and money.exact(done) * MONTHS_IN_YEAR >= money.exact(task) * month.number
        for task, done in zip(tasks_wan.tolist(), done_wan.tolist(), strict=True)
    ]


def in_month(projects: pd.DataFrame, before: pd.DataFrame | None, month: Month) -> pd.Series:
    """
    Return the investment of each project in the month, in 万元, NaN if unknown.

    If the month's amount is blank it is this month's cumulative less last month's (in January, the
    cumulative). *before* are last month's projects of the whole county: a project may have changed
    its unit.
    """
    if month.number == 1:
        former = pd.Series(0.0, index=projects.index)
    elif before is None:
        former = pd.Series(float("nan"), index=projects.index)
    else:
        by_key = before.drop_duplicates("project_key").set_index("project_key")
        former = projects["project_key"].map(by_key["done_this_year_wan"]).astype("float64")
    derived = projects["done_this_year_wan"] - former
    return projects["done_this_month_wan"].fillna(derived)


def done_this_month(
    projects: pd.DataFrame, before: pd.DataFrame | None, month: Month
) -> Decimal | None:
    """Sum the known investments in the month (`in_month`), in 万元."""
    return money.total(in_month(projects, before, month))
