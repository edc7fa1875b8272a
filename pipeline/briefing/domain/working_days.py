"""
Count working days of the Chinese calendar: the county's overrides first, then the published list.

The published list ends with the State Council's last notice; after it, Monday to Friday count, and
`is_known` tells that this is an assumption.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import chinese_calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.domain.months import Month

SATURDAY = 5


def is_known(day: dt.date, overrides: Mapping[dt.date, bool]) -> bool:
    """Tell whether the calendar of *day* is published or overridden, rather than assumed."""
    return day in overrides or day.year in _published_years()


def is_working_day(day: dt.date, overrides: Mapping[dt.date, bool]) -> bool:
    """Tell whether offices work on *day*. *overrides* maps days to working (True) or off (False)."""
    if day in overrides:
        return overrides[day]
    if day.year in _published_years():
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def nth_working_day(month: Month, count: int, overrides: Mapping[dt.date, bool]) -> dt.date:
    """
    Return the *count*-th working day of *month*.

    >>> from briefing.domain.months import Month
    >>> nth_working_day(Month(2020, 6), 5, {}).isoformat()
    '2020-06-05'
    """
    day = month.first_day - dt.timedelta(days=1)
    for _ in range(count):
        day += dt.timedelta(days=1)
        while not is_working_day(day, overrides):
            day += dt.timedelta(days=1)
    return day


def working_days_between(start: dt.date, end: dt.date, overrides: Mapping[dt.date, bool]) -> int:
    """Count the working days after *start*, up to and including *end*; 0 when *end* is not later."""
    return sum(
        is_working_day(start + dt.timedelta(days=step), overrides)
        for step in range(1, (end - start).days + 1)
    )


@cache
def _published_years() -> range:
    days = chinese_calendar.holidays
    return range(min(days).year, max(days).year + 1)
