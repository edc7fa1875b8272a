"""Any set of key projects goes in; task, investment, completion and gap (A09–A19, A26–A29) come out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import money
from pipeline.indicators.indicator import Indicator, measured, share
from pipeline.months import MONTHS_IN_YEAR

if TYPE_CHECKING:
    from pipeline.months import Month

# 大项目集中度 is told of so many projects.
LARGEST = 5


@dataclass(frozen=True)
class Span:
    """The same set of projects this month, last month and the month before; None where unknown."""

    month: Month
    projects: pd.DataFrame
    before: pd.DataFrame | None = None
    long_before: pd.DataFrame | None = None


def measure(span: Span, everywhere: pd.DataFrame | None, scope: str) -> list[Indicator]:
    """
    Return A09–A27 of one set of projects.

    *everywhere* are last month's projects of the whole county: one may have changed its unit.
    """
    projects, month = span.projects, span.month
    rows = list(projects["row"])
    task, done = (
        money.total(projects["annual_task_wan"]),
        money.total(projects["done_this_year_wan"]),
    )
    elapsed = Decimal(month.number) / MONTHS_IN_YEAR
    arrears = None if task is None or done is None else elapsed * task - done
    reported = projects[projects["is_reported"]]
    this_month = done_this_month(projects, everywhere, month)
    return [
        measured("A09", money.yi(task), scope=scope, rows=rows),
        measured("A10", money.yi(done), scope=scope, rows=reported["row"]),
        share("A11", done, task, scope=scope, rows=rows),
        measured("A12", money.yi(this_month), scope=scope, rows=rows),
        _against_last_month(span, this_month, scope),
        share("A14", month.number, MONTHS_IN_YEAR, scope=scope),
        measured(
            "A15",
            money.points(money.rate(done, task), elapsed * 100),
            scope=scope,
            numerator=done,
            denominator=task,
            rows=rows,
        ),
        measured("A16", money.yi(arrears), scope=scope, rows=rows),
        *_by_project(projects, month, scope),
        share("A26", len(reported), len(projects), scope=scope, rows=rows),
        _since_start(projects, scope),
    ]


def _against_last_month(span: Span, this_month: Decimal | None, scope: str) -> Indicator:
    """A13: the month against the one before; January has none, nor has a month after nothing."""
    former = None
    if span.before is not None and span.month.number > 1:
        former = done_this_month(span.before, span.long_before, span.month.previous)
    ratio = money.rate(this_month, former)
    return measured(
        "A13",
        money.points(ratio, Decimal(100)),
        scope=scope,
        numerator=this_month,
        denominator=former,
        rows=span.projects["row"],
    )


def _by_project(projects: pd.DataFrame, month: Month, scope: str) -> list[Indicator]:
    """A17–A19: how many keep time, have done nothing, or more than their task."""
    with_task = projects[projects["annual_task_wan"] > 0]
    on_time = with_task.loc[_is_on_time(with_task, month)]
    idle = projects[projects["is_started"] & (projects["done_this_year_wan"] == 0)]
    beyond = projects[projects["done_this_year_wan"] > projects["annual_task_wan"]]
    return [
        measured("A17", len(on_time), scope=scope, rows=on_time["row"]),
        share("A17", len(on_time), len(with_task), scope=scope, rows=with_task["row"]),
        measured("A18", len(idle), scope=scope, rows=idle["row"]),
        measured("A19", len(beyond), scope=scope, rows=beyond["row"]),
    ]


def _since_start(projects: pd.DataFrame, scope: str) -> Indicator:
    """A27: done since the start over the whole plan, of the projects that tell both."""
    both = projects[projects["done_since_start_wan"].notna() & projects["total_plan_wan"].notna()]
    return share(
        "A27",
        money.total(both["done_since_start_wan"]),
        money.total(both["total_plan_wan"]),
        scope=scope,
        rows=both["row"],
    )


def concentration(projects: pd.DataFrame) -> Indicator:
    """A29: the share of the five largest in what was done; a county of no more has none."""
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


def _is_on_time(with_task: pd.DataFrame, month: Month) -> list[bool]:
    """Exactly: twelve times what is done is at least m times the task."""
    return [
        not pd.isna(done)
        and money.exact(done) * MONTHS_IN_YEAR >= money.exact(task) * month.number
        for task, done in zip(
            with_task["annual_task_wan"], with_task["done_this_year_wan"], strict=True
        )
    ]


def done_this_month(
    projects: pd.DataFrame, before: pd.DataFrame | None, month: Month
) -> Decimal | None:
    """
    Sum what was done in the month, in 万元.

    A project without its own figure has this month's cumulative less last month's (in January,
    the cumulative itself); one that has neither is left out.
    """
    if month.number == 1:
        former = pd.Series(0.0, index=projects.index)
    elif before is None:
        former = pd.Series(float("nan"), index=projects.index)
    else:
        by_key = before.drop_duplicates("project_key").set_index("project_key")
        former = projects["project_key"].map(by_key["done_this_year_wan"])
    derived = projects["done_this_year_wan"] - former
    return money.total(projects["done_this_month_wan"].fillna(derived))
