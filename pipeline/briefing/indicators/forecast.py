"""
Forecast the year's investment by several methods, and the pace that is needed (F01–F10).

These are calculations (测算), printed with method and range; January and February have none. The
seasonal method and the probability use the shares of former years in `[forecast]` of county.toml.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.indicators.facts import Facts
from briefing.indicators.indicator import Indicator, in_yi, measured, share
from briefing.indicators.progress import done_this_month
from briefing.indicators.reserve import is_ripe, years_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Construction starts in March: two months allow no forecast.
FIRST_MONTH = 3
RECENT_MONTHS = 3
# The least former years for the seasonal method, and for the probability.
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
        *(in_yi(id_, value, rows=rows) for id_, value in ends.items()),
        in_yi("F07", min(known, default=None), scope="range:低", rows=rows),
        in_yi("F07", max(known, default=None), scope="range:高", rows=rows),
        _chance(facts, task, done, rows),
        _half_year(facts, task, done, rows),
        _succession(facts, task),
        *_errors(facts),
    ]


def _needed(
    facts: Facts, task: Decimal | None, done: Decimal | None, rows: list[str]
) -> list[Indicator]:
    """Return F01 and F02: the monthly investment needed, and its multiple of the mean so far."""
    month = facts.month.number
    needed = multiple = None
    if task is not None and done is not None:
        left = MONTHS_IN_YEAR - month
        needed = (task - done) / left if left and task > done else None
        if month >= FIRST_MONTH:
            multiple = money.ratio(needed, done / month)
    return [in_yi("F01", needed, rows=rows), measured("F02", multiple, rows=rows)]


def _year_ends(facts: Facts, done: Decimal | None) -> dict[str, Decimal | None]:
    """Return F03–F06, investment at the end of the year by each method, in 万元; None without data."""
    month = facts.month.number
    if done is None or month < FIRST_MONTH:
        return dict.fromkeys(("F03", "F04", "F05", "F06"))
    recent = _recent_mean(facts)
    shares = _shares(facts)
    seasonal = _mean(shares) if len(shares) >= LEAST_YEARS else None
    return {
        "F03": done / month * MONTHS_IN_YEAR,
        "F04": None if recent is None else done + (MONTHS_IN_YEAR - month) * recent,
        "F05": None if not seasonal else done / seasonal * FULL,
        "F06": _bottom_up(facts.projects, facts.month),
    }


def _recent_mean(facts: Facts) -> Decimal | None:
    """Return the mean investment of the last three months in 万元; None if any is missing."""
    amounts = []
    for back in range(RECENT_MONTHS):
        month = facts.month.plus(-back)
        projects = facts.projects_in(month)
        if projects is None:
            return None
        amounts.append(done_this_month(projects, facts.earlier.get(month.previous), month))
    known = [amount for amount in amounts if amount is not None]
    return _mean(known) if len(known) == RECENT_MONTHS else None


def _shares(facts: Facts) -> list[Decimal]:
    """Return the share of its year's investment that each former year had done by this month, in %."""
    return [
        entry.done_pct
        for entry in facts.county.forecast.history
        if entry.month == facts.month.number and entry.year < facts.month.year
    ]


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _bottom_up(projects: pd.DataFrame, month: Month) -> Decimal | None:
    """
    Add up the projects' forecasts in 万元 (F06); each continues at its own pace up to its task.

    A project that has not started continues from the month of its expected start at the mean pace
    of the started ones; so does one that started this month without investment yet. A project
    without an expected start adds only what it has done.
    """
    known = projects[projects["annual_task_wan"].notna() & projects["done_this_year_wan"].notna()]
    is_new = (known["done_this_year_wan"] == 0) & (
        known["started_on"] >= pd.Timestamp(month.first_day)
    )
    begins = known["started_on"].where(is_new & known["is_started"], known["expected_start"])
    has_pace = known["is_started"] & ~is_new
    started = known[has_pace]
    pace = money.rate(
        money.total(started["done_this_year_wan"]), money.total(started["annual_task_wan"])
    )
    if pace is None:
        return None
    total = Decimal(0)
    for project, keeps_on, begin in zip(known.itertuples(), has_pace, begins, strict=True):
        task, done = money.exact(project.annual_task_wan), money.exact(project.done_this_year_wan)
        if keeps_on:
            end = done / month.number * MONTHS_IN_YEAR
        else:
            months = _months_after(begin, month)
            end = done + task * pace / FULL / month.number * months
        # A project may already have exceeded its task.
        total += max(done, min(task, end))
    return total


def _months_after(start: pd.Timestamp, month: Month) -> int:
    """Return the months left in the year from a project's start (but after *month*), that month included."""
    if pd.isna(start):
        return 0
    first = max(Month.of(start), month.next)
    last = Month(month.year, MONTHS_IN_YEAR)
    return max(0, last.since(first) + 1)


def _chance(
    facts: Facts, task: Decimal | None, done: Decimal | None, rows: list[str]
) -> Indicator:
    """Return F08: the share of former years whose pace from here on would meet the task."""
    shares = _shares(facts)
    if task is None or done is None or len(shares) < LEAST_YEARS_OF_CHANCE:
        return share("F08", None, None)
    met = sum(done * FULL >= task * each for each in shares)
    return share("F08", met, len(shares), rows=rows)


def _half_year(
    facts: Facts, task: Decimal | None, done: Decimal | None, rows: list[str]
) -> Indicator:
    """Return F09: the completion rate at the end of June at the pace of the last three months."""
    left = HALF_YEAR_MONTH - facts.month.number
    recent = _recent_mean(facts) if facts.month.number >= FIRST_MONTH and left > 0 else None
    if done is None or recent is None:
        return share("F09", None, None)
    return share("F09", done + left * recent, task, rows=rows)


def _succession(facts: Facts, task: Decimal | None) -> Indicator:
    """Return F10: the first year's investment of the ripe reserve over the annual task."""
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
    """Return F07 in %: the mean error of two methods if applied to former years at this month."""
    shares = _shares(facts)
    month = facts.month.number
    if month < FIRST_MONTH or len(shares) < LEAST_YEARS:
        return []
    line = [abs(each * MONTHS_IN_YEAR / month - FULL) for each in shares]
    seasonal = [
        abs(each / _mean(others) * FULL - FULL)
        for at, each in enumerate(shares)
        if (others := [*shares[:at], *shares[at + 1 :]])
    ]
    return [
        measured("F07", _mean(errors), unit="%", scope=f"error:{method}")
        for method, errors in (("线性法", line), ("季节法", seasonal))
    ]
