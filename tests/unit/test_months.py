"""The report month: one spelling in, the spans that print needs out."""

from __future__ import annotations

import datetime as dt

import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month, day_label


@pytest.mark.parametrize("text", ["2020-13", "2020-00", "0000-05", "2020-05-01", "2020", ""])
def test_a_month_has_one_spelling(text: str) -> None:
    """Anything but YYYY-MM is refused in Chinese, with the right form."""
    with pytest.raises(UsageError) as refused:
        Month.parse(text)

    assert refused.value.lines == [f"月份“{text}”无法识别，应写作 YYYY-MM，例如 2020-05。"]


@pytest.mark.parametrize("text", ["2020-5", "202005", "2020.5", "2020/05", "2020年5月", "2020-５"])
def test_another_spelling_of_a_month_is_asked_about(text: str) -> None:
    """A month is never guessed: whoever typed it is told how it is written."""
    with pytest.raises(UsageError) as refused:
        Month.parse(text)

    assert refused.value.lines == [f"月份“{text}”无法识别，应写作 YYYY-MM，是不是 2020-05？"]


def test_a_month_prints_as_it_is_read() -> None:
    """What is read prints the same, with its leading zero."""
    assert str(Month.parse("2020-05")) == "2020-05"


def test_the_month_before_january_is_december_of_last_year() -> None:
    """A year ends in both directions."""
    assert Month(2020, 1).previous == Month(2019, 12)
    assert Month(2019, 12).next == Month(2020, 1)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "2020-05"), (7, "2020-12"), (8, "2021-01"), (-4, "2020-01"), (-5, "2019-12")],
)
def test_months_are_counted_across_years(count: int, expected: str) -> None:
    """Going on and coming back agree."""
    later = Month(2020, 5).plus(count)

    assert str(later) == expected
    assert later.since(Month(2020, 5)) == count


def test_the_year_to_date_begins_in_january() -> None:
    """A cumulative figure spans January up to and with its month."""
    assert [str(month) for month in Month(2020, 3).year_to_date] == [
        "2020-01",
        "2020-02",
        "2020-03",
    ]
    assert Month(2020, 1).year_to_date == [Month(2020, 1)]


@pytest.mark.parametrize(
    ("month", "day"), [("2020-02", 29), ("2021-02", 28), ("2020-04", 30), ("2020-12", 31)]
)
def test_figures_count_up_to_the_last_day(month: str, day: int) -> None:
    """Leap years have their day."""
    assert Month.parse(month).last_day.day == day


@pytest.mark.parametrize(
    ("number", "cumulative", "remaining"),
    [(1, "1月", "2—12月"), (2, "1—2月", "3—12月"), (11, "1—11月", "12月"), (12, "1—12月", "")],
)
def test_spans_are_spelt_as_print_spells_them(
    number: int, cumulative: str, remaining: str
) -> None:
    """An em dash between months; a single month stands alone, and after December nothing is left."""
    month = Month(2020, number)

    assert month.cumulative == cumulative
    assert month.remaining == remaining


def test_the_month_of_a_day() -> None:
    """A day lies in its month."""
    assert Month.of(dt.date(2020, 2, 29)) == Month(2020, 2)


def test_a_printed_date_has_no_leading_zeros() -> None:
    """GB/T 15835: 2020年6月5日, not 06月05日."""
    assert day_label(dt.date(2020, 6, 5)) == "2020年6月5日"
    assert day_label(dt.date(2020, 6, 5), year=False) == "6月5日"
