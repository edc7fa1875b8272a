"""Dates in every spelling of a clerk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from briefing.ledgers.dictionary import LedgerColumn, ledger
from briefing.ledgers.tidy.dates import Dated, date, happened_or_planned
from briefing.ledgers.tidy.values import Caution, Unclear
from tests.conftest import MAY

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

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
        ("第4季度末", "2020-12-01", "2020-12-31"),
        ("年底", "2020-12-01", "2020-12-31"),
        ("2021年底", "2021-12-01", "2021-12-31"),
        ("2020年初", "2020-01-01", "2020-01-31"),
        ("202003", "2020-03-01", "2020-03-31"),
        (202003.0, "2020-03-01", "2020-03-31"),
        ("三月", "2020-03-01", "2020-03-31"),
        ("五月底", "2020-05-01", "2020-05-31"),
        ("4月中旬", "2020-04-01", "2020-04-30"),
        ("2020年三月", "2020-03-01", "2020-03-31"),
        ("二〇二〇年十二月", "2020-12-01", "2020-12-31"),
        ("三月十五日", "2020-03-15", "2020-03-15"),
        ("20年3月", "2020-03-01", "2020-03-31"),
        ("明年3月", "2021-03-01", "2021-03-31"),
        ("去年12月底", "2019-12-01", "2019-12-31"),
        ("2020-03-15 00:00:00", "2020-03-15", "2020-03-15"),
        ("2020-03-15T08:30:00", "2020-03-15", "2020-03-15"),
        ("2020. 3. 15", "2020-03-15", "2020-03-15"),
        ("2020年3月15日开工", "2020-03-15", "2020-03-15"),
        ("3月已复工", "2020-03-01", "2020-03-31"),
        ("于2020年3月开工建设", "2020-03-01", "2020-03-31"),
        ("力争6月底前开工", "2020-06-01", "2020-06-30"),
        ("6月30日前", "2020-06-30", "2020-06-30"),
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
        "2020.3.15-2020.12",
        "6月前",
        "3月停工",
        "未开工",
        "3月（原计划2月）",
        "2020年3月\n2020年5月",
        "3月 5月",
        "12 3月",
        "2020 3 1",
        "201003",
        "3/15",
        "99年3月",
        "1850.1.1",
        "全年",
        "Mar-20",
        "3月" * 100,
        float("nan"),
        float("inf"),
        10**400,
        1e300,
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
        "2020年3月-6月",
        True,
    ],
)
def test_what_is_no_date_is_unclear(cell: Cell) -> None:
    """A span of years, a day that no month has, or a 3 that a date format turned into 1900."""
    with pytest.raises(Unclear, match="应为日期，如2020年3月或2020-03-01"):
        date(cell, PLANNED, MAY)


def test_a_failed_formula_is_no_date() -> None:
    """#REF! is a fault of the workbook."""
    with pytest.raises(Unclear, match="公式"):
        date("#REF!", PLANNED, MAY)


def test_a_span_is_told_from_a_date() -> None:
    """A clerk who wrote the years of building is told so."""
    with pytest.raises(Unclear, match="读到的是一段时间"):
        date("2019-2021", DEADLINE, MAY)


@pytest.mark.parametrize(
    ("cell", "planned", "past"),
    [
        ("2019年", "2019-12-01", "2019-01-01"),
        (2020.0, "2020-12-01", "2020-01-01"),
        ("2020年一季度", "2020-03-01", "2020-01-01"),
        ("上半年", "2020-06-01", "2020-01-01"),
    ],
)
def test_a_plan_of_a_quarter_is_not_missed_before_its_end(
    cell: Cell, planned: str, past: str
) -> None:
    """Where a month is wanted: a plan is for the last one, the past began in the first; a doubt."""
    for column, day in ((PLANNED, planned), (PAST, past)):
        with pytest.raises(Caution, match="应写明月份") as caution:
            date(cell, column, MAY)

        assert caution.value.value == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("cell", "day"), [("年内", "2020-12-31"), ("上半年", "2020-06-30"), ("2022", "2022-12-31")]
)
def test_a_deadline_of_a_year_is_its_last_day(cell: Cell, day: str) -> None:
    """There is no doubt by when it is due."""
    assert date(cell, DEADLINE, MAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("cell", "day"), [("43891", "2020-03-01"), ("约3月", "2020-03-01"), ("3月左右", "2020-03-01")]
)
def test_a_date_with_a_doubt_is_read_and_the_doubt_told(cell: str, day: str) -> None:
    """A serial that a CSV kept, a month that is not certain."""
    with pytest.raises(Caution) as caution:
        date(cell, PAST, MAY)

    assert caution.value.value == dt.date.fromisoformat(day)


@pytest.mark.parametrize("column", [PLANNED, DEADLINE], ids=["planned", "deadline"])
def test_a_number_may_be_january_or_october(column: LedgerColumn) -> None:
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


@pytest.mark.parametrize(
    "cell", ["计划5月", "预计4月", "拟（3月）", "力争3月", "争取2020.3.1", "3月底前", "年内"]
)
def test_a_plan_is_no_date_of_what_has_happened(cell: str) -> None:
    """A planned start in the column of actual ones is not a start."""
    with pytest.raises(Unclear, match="应为已发生的日期"):
        date(cell, PAST, MAY)


@pytest.mark.parametrize(
    ("cell", "kind", "day"),
    [
        ("2020.3", "happened", "2020-03-01"),
        (dt.date(2020, 3, 15), "happened", "2020-03-15"),
        ("已开工（3月）", "happened", "2020-03-01"),
        ("计划3月", "planned", "2020-03-01"),
        ("2020.9", "planned", "2020-09-01"),
        (dt.date(2020, 9, 15), "planned", "2020-09-15"),
        ("9月底前", "planned", "2020-09-01"),
    ],
)
def test_a_column_may_tell_what_happened_or_what_is_planned(
    cell: Cell, kind: str, day: str
) -> None:
    """A plan is what says so, and what lies ahead."""
    found = happened_or_planned(cell, PAST, MAY)

    assert found is not None
    assert (found.kind, found.day.isoformat()) == (kind, day)


def test_nothing_said_is_neither() -> None:
    """A dash is no plan."""
    assert happened_or_planned("—", PAST, MAY) is None


@pytest.mark.parametrize("cell", ["9月已开工", "已于2021年3月开工", 2020.1, "快了"])
def test_what_cannot_be_either_is_unclear(cell: Cell) -> None:
    """What has begun next September; January or October, which here are both possible."""
    with pytest.raises(Unclear):
        happened_or_planned(cell, PAST, MAY)


def test_a_doubt_keeps_its_kind() -> None:
    """2021 is a plan, of a month that should be told."""
    with pytest.raises(Caution, match="应写明月份") as caution:
        happened_or_planned("2021年", PAST, MAY)

    assert caution.value.value == Dated(dt.date(2021, 12, 1), "planned")


def test_the_start_says_where_its_plans_belong() -> None:
    """Both columns are in the dictionary."""
    assert ledger("projects").column(PAST.else_planned) == PLANNED
