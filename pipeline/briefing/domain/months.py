"""Define the report month: a value that is always passed as an argument, never read from a clock."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from briefing.domain.errors import UsageError
from briefing.domain.text import shorten

MONTHS_IN_YEAR = 12
_ANY_COMMON_YEAR = 2021
# 2020-5, 202005, 2020.5, 2020/05, 2020年5月
_ANY_SPELLING = re.compile(r"([12]\d{3})[-./年 ]?(\d{1,2})月?份?")


@dataclass(frozen=True, order=True)
class Month:
    """
    One calendar month.

    >>> may = Month.parse("2020-05")
    >>> may.previous, may.last_day.isoformat(), may.cumulative
    (Month(year=2020, number=4), '2020-05-31', '1—5月')
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `YYYY-MM`, the only spelling that commands and notebooks accept. Raises UsageError."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text) if isinstance(text, str) else None
        if match and 1 <= int(match[2]) <= MONTHS_IN_YEAR and int(match[1]) > 0:
            return cls(int(match[1]), int(match[2]))
        message = f"月份“{shorten(str(text))}”无法识别，应写作 YYYY-MM，{_meant(text)}"
        raise UsageError(message)

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """Return the month in which *day* lies."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def plus(self, count: int) -> Month:
        """Return the month *count* months later (earlier when negative)."""
        index = self.year * MONTHS_IN_YEAR + self.number - 1 + count
        return Month(index // MONTHS_IN_YEAR, index % MONTHS_IN_YEAR + 1)

    @property
    def previous(self) -> Month:
        """The month before."""
        return self.plus(-1)

    @property
    def next(self) -> Month:
        """The month after."""
        return self.plus(1)

    @property
    def year_to_date(self) -> list[Month]:
        """January to this month, the months of every cumulative figure."""
        return [Month(self.year, number) for number in range(1, self.number + 1)]

    def since(self, earlier: Month) -> int:
        """Count the months from *earlier* to this one."""
        return (self.year - earlier.year) * MONTHS_IN_YEAR + self.number - earlier.number

    @property
    def first_day(self) -> dt.date:
        """The first calendar day."""
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        """The day up to which the month's figures count (截至日期)."""
        return dt.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def label(self) -> str:
        """The month as print says it: 5月."""
        return f"{self.number}月"

    @property
    def cumulative(self) -> str:
        """The span as print says it: 1—5月, with an em dash; January stands alone."""
        return self.label if self.number == 1 else f"1—{self.number}月"

    @property
    def remaining(self) -> str:
        """The months left in the year: 6—12月; empty in December."""
        first = self.number + 1
        if first > MONTHS_IN_YEAR:
            return ""
        return "12月" if first == MONTHS_IN_YEAR else f"{first}—12月"


def _meant(text: object) -> str:
    """Return which month another spelling of 2020-05 may mean, or an example."""
    match = _ANY_SPELLING.fullmatch(text.strip()) if isinstance(text, str) else None
    if match and 1 <= int(match[2]) <= MONTHS_IN_YEAR:
        return f"是不是 {int(match[1]):04d}-{int(match[2]):02d}？"
    return "例如 2020-05。"


def day_label(day: dt.date, *, year: bool = True) -> str:
    """Write a date as GB/T 15835 does, without leading zeros: 2020年6月5日."""
    return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"


def is_months_end(month: int, day: int) -> bool:
    """Tell whether a day that recurs every year is its month's last (28 February is)."""
    return day >= Month(_ANY_COMMON_YEAR, month).last_day.day
