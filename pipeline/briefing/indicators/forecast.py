"""
The year's task and what is done go in; the pace that is needed and where the year may end come out.

These are calculations (测算), never facts: print says so, names the method and its range, and
January and February have none. What former years did at the same month comes from the county's
record (`county.toml` `[forecast]`); with it the straight line is held against what really happened.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.indicators.facts import Facts
from briefing.indicators.indicator import Indicator, measured, share
from briefing.indicators.progress import done_this_month
from briefing.indicators.reserve import is_ripe, years_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Two months tell nothing of a year in which construction starts in March.
FIRST_MONTH = 3
RECENT_MONTHS = 3
# So many former years make a seasonal share, and so many a probability.
LEAST_YEARS, LEAST_YEARS_OF_CHANCE = 3, 5
HALF_YEAR_MONTH = 6
FULL = Decimal(100)


def measure(facts: Facts) -> list[Indicator]:
    """Return F01–F10."""
    task = money.total(facts.projects["annual_task_wan"])
    done = money.total(facts.projects["done_this_year_wan"])
    rows = list(facts.projects["row"])
    ends = _year_ends(facts, done)
    known = [value for value in ends.values() if value is not None]
    return [
        *_needed(facts, task, done, rows),
        *(measured(id_, money.yi(value), rows=rows) for id_, value in ends.items()),
        measured("F07", money.yi(min(known, default=None)), scope="range:低", rows=rows),
        measured("F07", money.yi(max(known, default=None)), scope="range:高", rows=rows),
        _chance(facts, task, done, rows),
        _half_year(facts, task, done, rows),
        _succession(facts, task),
        *_errors(facts),
    ]


def _needed(
    facts: Facts, task: Decimal | None, done: Decimal | None, rows: list[str]
) -> list[Indicator]:
    """F01 and F02: what each month left must do, and how many times the pace so far that is."""
    month = facts.month.number
    needed = multiple = None
    if task is not None and done is not None:
        left = MONTHS_IN_YEAR - month
        needed = (task - done) / left if left and task > done else None
        if month >= FIRST_MONTH:
            multiple = money.ratio(needed, done / month)
    return [measured("F01", money.yi(needed), rows=rows), measured("F02", multiple, rows=rows)]


def _year_ends(facts: Facts, done: Decimal | None) -> dict[str, Decimal | None]:
    """F03–F06: the year's end by each method, in 万元; None where a method has nothing to go by."""
    month = facts.month.number
    if done is None or month < FIRST_MONTH:
        return dict.fromkeys(("F03", "F04", "F05", "F06"))
    recent = _recent_mean(facts)
    seasonal = _seasonal_share(_shares(facts))
    return {
        "F03": done / month * MONTHS_IN_YEAR,
        "F04": None if recent is None else done + (MONTHS_IN_YEAR - month) * recent,
        "F05": None if not seasonal else done / seasonal * FULL,
        "F06": _bottom_up(facts.projects, facts.month),
    }


def _recent_mean(facts: Facts) -> Decimal | None:
    """The mean of the last three months; one of them missing leaves none."""
    amounts = []
    for back in range(RECENT_MONTHS):
        month = facts.month.plus(-back)
        projects = facts.projects if back == 0 else facts.earlier.get(month)
        if projects is None:
            return None
        amounts.append(done_this_month(projects, facts.earlier.get(month.previous), month))
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) / RECENT_MONTHS if len(known) == RECENT_MONTHS else None


def _shares(facts: Facts) -> list[Decimal]:
    """What share of its year each former year had done by this month, in percent."""
    return [
        entry.done_pct
        for entry in facts.county.forecast.history
        if entry.month == facts.month.number and entry.year < facts.month.year
    ]


def _seasonal_share(shares: Sequence[Decimal]) -> Decimal | None:
    return sum(shares, Decimal(0)) / len(shares) if len(shares) >= LEAST_YEARS else None


def _bottom_up(projects: pd.DataFrame, month: Month) -> Decimal | None:
    """
    Add up the projects: each goes on at its own pace, to its task at most.

    One that has not started goes on from the month it expects to start in, at the pace that the
    started ones keep on their tasks; so does one that started this month and has nothing to show
    yet, which tells nothing of its pace. One that says nothing of its start adds nothing.
    """
    told = projects[projects["annual_task_wan"].notna() & projects["done_this_year_wan"].notna()]
    is_new = (told["done_this_year_wan"] == 0) & (
        told["started_on"] >= pd.Timestamp(month.first_day)
    )
    begins = told["started_on"].where(is_new & told["is_started"], told["expected_start"])
    has_pace = told["is_started"] & ~is_new
    started = told[has_pace]
    pace = money.rate(
        money.total(started["done_this_year_wan"]), money.total(started["annual_task_wan"])
    )
    if pace is None:
        return None
    total = Decimal(0)
    for project, keeps_on, begin in zip(told.itertuples(), has_pace, begins, strict=True):
        task, done = money.exact(project.annual_task_wan), money.exact(project.done_this_year_wan)
        if keeps_on:
            end = done / month.number * MONTHS_IN_YEAR
        else:
            months = _months_after(begin, month)
            end = done + task * pace / FULL / month.number * months
        # What is done already beyond the task stays done.
        total += max(done, min(task, end))
    return total


def _months_after(start: pd.Timestamp, month: Month) -> int:
    """The months of the year that are left once a project has started, its own month included."""
    if pd.isna(start):
        return 0
    first = max(Month.of(start), month.next)
    last = Month(month.year, MONTHS_IN_YEAR)
    return max(0, last.since(first) + 1)


def _chance(
    facts: Facts, task: Decimal | None, done: Decimal | None, rows: list[str]
) -> Indicator:
    """F08: in what share of the former years this month's stand would have met the task."""
    shares = _shares(facts)
    if task is None or done is None or len(shares) < LEAST_YEARS_OF_CHANCE:
        return share("F08", None, None)
    met = sum(done * FULL >= task * each for each in shares)
    return share("F08", met, len(shares), rows=rows)


def _half_year(
    facts: Facts, task: Decimal | None, done: Decimal | None, rows: list[str]
) -> Indicator:
    """F09: where the half-year line may be met, before it is: the last three months' pace goes on."""
    left = HALF_YEAR_MONTH - facts.month.number
    recent = _recent_mean(facts) if facts.month.number >= FIRST_MONTH and left > 0 else None
    if done is None or recent is None:
        return share("F09", None, None)
    return share("F09", done + left * recent, task, rows=rows)


def _succession(facts: Facts, task: Decimal | None) -> Indicator:
    """F10: what the ripe part of the reserve could do in its first year, against the task."""
    reserve = facts.frame("reserve")
    ripe = reserve[is_ripe(reserve)]
    first_year = [
        money.exact(total) / years
        for total, text in zip(ripe["total_plan_wan"], ripe["years"], strict=True)
        if not pd.isna(total) and (years := years_of(text))
    ]
    amount = sum(first_year, Decimal(0)) if first_year or ripe.empty else None
    return share("F10", amount, task, rows=ripe["row"])


def _errors(facts: Facts) -> list[Indicator]:
    """How far each method was off in former years, at this month: the mean of what it missed by."""
    shares = _shares(facts)
    month = facts.month.number
    if month < FIRST_MONTH or len(shares) < LEAST_YEARS:
        return []
    line = [abs(each * MONTHS_IN_YEAR / month - FULL) for each in shares]
    seasonal = [
        abs(each / (sum(others, Decimal(0)) / len(others)) * FULL - FULL)
        for at, each in enumerate(shares)
        if (others := [*shares[:at], *shares[at + 1 :]])
    ]
    return [
        measured("F07", sum(errors, Decimal(0)) / len(errors), unit="%", scope=f"error:{method}")
        for method, errors in (("线性法", line), ("季节法", seasonal))
    ]
