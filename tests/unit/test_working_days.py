"""Working days: the county's own list, then the State Council's, then Monday to Friday."""

from __future__ import annotations

import datetime as dt

import pytest

from briefing.domain.months import Month
from briefing.domain.working_days import (
    is_known,
    is_working_day,
    nth_working_day,
    working_days_between,
)

SUNDAY_AT_WORK = dt.date(2020, 1, 19)
SPRING_FESTIVAL = dt.date(2020, 1, 27)


def test_a_weekend_may_be_worked_and_a_weekday_off() -> None:
    """The Sunday before the Spring Festival of 2020 was worked, and its Monday was not."""
    assert is_working_day(SUNDAY_AT_WORK, {})
    assert not is_working_day(SPRING_FESTIVAL, {})
    assert is_working_day(dt.date(2020, 6, 5), {})
    assert not is_working_day(dt.date(2020, 6, 6), {})


def test_the_county_has_the_last_word() -> None:
    """An override goes before the published list, both ways."""
    overrides = {SUNDAY_AT_WORK: False, SPRING_FESTIVAL: True}

    assert not is_working_day(SUNDAY_AT_WORK, overrides)
    assert is_working_day(SPRING_FESTIVAL, overrides)


@pytest.mark.parametrize(
    ("month", "count", "day"),
    [
        ("2020-06", 1, "2020-06-01"),
        ("2020-06", 5, "2020-06-05"),
        ("2020-10", 1, "2020-10-09"),
        ("2020-10", 2, "2020-10-10"),
        ("2020-05", 1, "2020-05-06"),
        ("2020-05", 4, "2020-05-09"),
    ],
)
def test_holidays_are_stepped_over(month: str, count: int, day: str) -> None:
    """National Day ends on 8 October 2020, and the Saturday after is worked; so is 9 May."""
    assert nth_working_day(Month.parse(month), count, {}).isoformat() == day


def test_past_the_published_list_monday_to_friday_count() -> None:
    """1 October 2040 is a Monday; nobody has published that it is a holiday."""
    day = dt.date(2040, 10, 1)

    assert not is_known(day, {})
    assert is_working_day(day, {})
    assert nth_working_day(Month(2040, 10), 6, {}) == dt.date(2040, 10, 8)


def test_an_override_makes_an_unpublished_day_known() -> None:
    """The county can enter the notice of a year that the list does not have."""
    day = dt.date(2040, 10, 1)

    assert is_known(day, {day: False})
    assert nth_working_day(Month(2040, 10), 1, {day: False}) == dt.date(2040, 10, 2)


def test_days_are_counted_after_the_first() -> None:
    """From Friday to Monday is one working day; from a day to itself, or back, is none."""
    friday, monday = dt.date(2020, 6, 5), dt.date(2020, 6, 8)

    assert working_days_between(friday, monday, {}) == 1
    assert working_days_between(friday, friday, {}) == 0
    assert working_days_between(monday, friday, {}) == 0
