"""Dates in every spelling of a clerk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.ledgers import Column, ledger
from pipeline.months import Month
from pipeline.tidy.dates import date
from pipeline.tidy.values import Unclear
from tests.conftest import MAY

if TYPE_CHECKING:
    from pipeline.read.sheet import Cell

PLANNED = ledger("projects").column("planned_start")
DEADLINE = ledger("projects").column("planned_finish")
PAST = ledger("projects").column("started_on")


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2020年3月1日", "2020-03-01", "2020-03-01"),
        ("2020/3/1", "2020-03-01", "2020-03-01"),
        ("2020.03.01", "2020-03-01", "2020-03-01"),
        ("20200301", "2020-03-01", "2020-03-01"),
        (20200301.0, "2020-03-01", "2020-03-01"),
        (43891.0, "2020-03-01", "2020-03-01"),
        (dt.date(2020, 3, 1), "2020-03-01", "2020-03-01"),
        (dt.datetime(2020, 3, 1, 12), "2020-03-01", "2020-03-01"),  # noqa: DTZ001
        ("3月1日", "2020-03-01", "2020-03-01"),
        ("2020年3月", "2020-03-01", "2020-03-31"),
        ("2020.3", "2020-03-01", "2020-03-31"),
        (2020.3, "2020-03-01", "2020-03-31"),
        (2020.12, "2020-12-01", "2020-12-31"),
        ("2020—10", "2020-10-01", "2020-10-31"),
        ("2020.10", "2020-10-01", "2020-10-31"),
        ("9月", "2020-09-01", "2020-09-30"),
        ("6月底", "2020-06-01", "2020-06-30"),
        ("计划（9月）", "2020-09-01", "2020-09-30"),
        ("预计2021年2月", "2021-02-01", "2021-02-28"),
        ("2020年一季度", "2020-01-01", "2020-03-31"),
        ("第4季度末", "2020-10-01", "2020-12-31"),
        ("2019年", "2019-01-01", "2019-12-31"),
        (2022.0, "2022-01-01", "2022-12-31"),
    ],
)
def test_a_date_is_read_in_its_spellings(cell: Cell, first: str, last: str) -> None:
    """A month stands for its first day, in a deadline's column for its last."""
    found = date(cell, PLANNED, MAY), date(cell, DEADLINE, MAY)

    assert tuple(day.isoformat() for day in found if day) == (first, last)


@pytest.mark.parametrize("cell", [None, "", "—", "/", "待定"])
def test_no_date_is_missing(cell: Cell) -> None:
    """A dash is not a day."""
    assert date(cell, PLANNED, MAY) is None


@pytest.mark.parametrize(
    "cell",
    [
        "2020.13",
        "2020.2.30",
        "2019-2021",
        "尽快",
        "6.15",
        6.15,
        43891.5,
        5.0,
        -1.0,
        dt.date(1900, 1, 3),
        dt.time(12),
        "五月",
        "#REF!",
        "2020年3月-6月",
        True,
    ],
)
def test_what_is_no_date_is_unclear(cell: Cell) -> None:
    """A span of years, a day that no month has, or a 3 that a date format turned into 1900."""
    with pytest.raises(Unclear, match="应为日期，如2020年3月或2020-03-01"):
        date(cell, PLANNED, MAY)


@pytest.mark.parametrize("column", [PLANNED, DEADLINE], ids=["planned", "deadline"])
def test_a_number_may_be_january_or_october(column: Column) -> None:
    """2020.10 in a cell that is no text is the number 2020.1."""
    with pytest.raises(Unclear, match="应写明是1月还是10月"):
        date(2020.1, column, MAY)


def test_of_the_past_only_january_is_possible_in_may() -> None:
    """What has happened by May cannot have happened in October."""
    assert date(2020.1, PAST, MAY) == dt.date(2020, 1, 1)
    with pytest.raises(Unclear, match="应写明是1月还是10月"):
        date(2020.1, PAST, Month(2020, 10))
    with pytest.raises(Unclear, match="应写明是1月还是10月"):
        date(2019.1, PAST, MAY)


def test_what_has_happened_is_not_after_the_month() -> None:
    """The last day of the month is the last that counts."""
    assert date("5月31日", PAST, MAY) == dt.date(2020, 5, 31)
    with pytest.raises(Unclear, match="应不晚于2020-05-31（报告期末）"):
        date("6月1日", PAST, MAY)


def test_a_start_may_say_that_it_happened() -> None:
    """已开工（3月） is March."""
    assert date("已开工（3月）", PAST, MAY) == dt.date(2020, 3, 1)


@pytest.mark.parametrize("cell", ["计划5月", "预计4月", "拟（3月）"])
def test_a_plan_is_no_date_of_what_has_happened(cell: str) -> None:
    """A planned start in the column of actual ones is not a start."""
    with pytest.raises(Unclear):
        date(cell, PAST, MAY)
