"""Chinese forms: numbers, amounts and dates as GB/T 15835 and official print have them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain import money
from briefing.domain.money import half_up, plain
from briefing.domain.months import day_label as day
from briefing.domain.months import is_months_end

if TYPE_CHECKING:
    from briefing.domain.months import Month

COMMA = "、"
BETWEEN_SENTENCES = ""
AXIS_PER_YI = 1

amount = money.amount


def quantity(number: str, unit: str) -> str:
    """
    Write a number with its unit.

    >>> quantity("4.4", "个百分点")
    '4.4个百分点'
    """
    return f"{number}{unit}"


def unit(unit: str) -> str:
    """Write a unit after a number: 万元."""
    return unit


def column_of_yi(amount_yi: Decimal) -> str:
    """
    Write 亿元 with two decimals.

    >>> column_of_yi(Decimal("43.005"))
    '43.01'
    """
    return f"{half_up(amount_yi, 2):f}"


def column_of_wan(amount_wan: Decimal) -> str:
    """
    Write 万元 with thousands separators, and decimals only where there are some.

    >>> column_of_wan(Decimal("6432")), column_of_wan(Decimal("12345.675"))
    ('6,432', '12,345.68')
    """
    whole = half_up(amount_wan, 0)
    return f"{Decimal(plain(whole if whole == amount_wan else half_up(amount_wan, 2))):,}"


def month(month: Month) -> str:
    """Write the month alone: 5月."""
    return month.label


def month_of_year(month: Month) -> str:
    """Write a month with its year: 2020年5月."""
    return f"{month.year}年{month.label}"


def cumulative(month: Month) -> str:
    """Write the span from January: 1—5月."""
    return month.cumulative


def remaining(month: Month) -> str:
    """Write the remaining months: 6—12月."""
    return month.remaining


def span(first: Month, last: Month) -> str:
    """Write the months from one to another: 4—6月."""
    return last.label if first >= last else f"{first.number}—{last.label}"


def until(month: int, day: int) -> str:
    """
    Write a deadline that recurs every year.

    >>> until(9, 30), until(9, 15)
    ('9月底', '9月15日')
    """
    return f"{month}月底" if is_months_end(month, day) else f"{month}月{day}日"


__all__ = [
    "AXIS_PER_YI", "BETWEEN_SENTENCES", "COMMA", "amount", "column_of_wan", "column_of_yi",
    "cumulative", "day", "month", "month_of_year", "quantity", "remaining", "span", "unit", "until",
]  # fmt: skip
