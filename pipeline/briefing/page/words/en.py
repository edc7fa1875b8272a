"""English forms: 43亿元 is CNY 4.3 billion, and a date is 5 June 2020 in any locale."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.money import WAN_PER_YI, Number, decimal, half_up, plain
from briefing.domain.months import MONTHS_IN_YEAR, Month, is_months_end

if TYPE_CHECKING:
    import datetime as dt

COMMA = ", "
BETWEEN_SENTENCES = " "
AXIS_PER_YI = 0.1

_WAN_PER_MILLION = 100
_MILLION_PER_YI = WAN_PER_YI / _WAN_PER_MILLION
_MILLION_PER_BILLION = 1000
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Counts have no unit in English: the sentence or the column names what is counted.
_UNITS = {"%": "%", "个百分点": " percentage points", "倍": " times", "天": " days"}
# After a number of a ledger, which is printed as it was sent.
_AMOUNTS = {"亿元": " × CNY 100 million", "万元": " × CNY 10,000"}
_ONE = {"个百分点": " percentage point", "天": " day"}


def amount(amount_wan: Number, *, strip: bool = True) -> str:
    """
    Write an amount: from a thousand million up in billions, below it in millions.

    The precision is the Chinese one: the hundredth of a 亿元, below one 亿元 the whole 万元.

    >>> amount(430_000), amount(7_360_000), amount(6_432), amount("9999.5"), amount(50_800)
    ('CNY 4.3 billion', 'CNY 73.6 billion', 'CNY 64.32 million', 'CNY 100 million', 'CNY 508 million')
    """
    value = decimal(amount_wan)
    whole = half_up(value, 0)
    if abs(whole) < WAN_PER_YI:
        return _signed(whole / _WAN_PER_MILLION, "million", strip=strip)
    millions = half_up(value / WAN_PER_YI, 2) * _MILLION_PER_YI
    if abs(millions) < _MILLION_PER_BILLION:
        return _signed(millions, "million", strip=strip)
    return _signed(millions / _MILLION_PER_BILLION, "billion", strip=strip)


def _signed(value: Decimal, unit: str, *, strip: bool) -> str:
    number = plain(abs(value)) if strip else f"{abs(value):f}"
    return f"{'-' if value < 0 else ''}CNY {number} {unit}"


def quantity(number: str, unit: str) -> str:
    """
    Write a number with its unit.

    >>> quantity("4.4", "个百分点"), quantity("1", "天"), quantity("86", "个")
    ('4.4 percentage points', '1 day', '86')
    """
    return number + ((number == "1" and _ONE.get(unit)) or _UNITS.get(unit, ""))


def unit(unit: str) -> str:
    """
    Write a unit after a number of a ledger.

    >>> unit("万元"), unit("%"), unit("个")
    (' × CNY 10,000', '%', '')
    """
    return _AMOUNTS.get(unit, _UNITS.get(unit, ""))


def column_of_yi(amount_yi: Decimal) -> str:
    """
    Write 亿元 as whole millions: the same two decimals of a 亿元.

    >>> column_of_yi(Decimal("43.005")), column_of_yi(Decimal("115.4"))
    ('4,301', '11,540')
    """
    return f"{half_up(amount_yi * _MILLION_PER_YI, 0):,f}"


def column_of_wan(amount_wan: Decimal) -> str:
    """
    Write 万元 as millions with the two decimals that a 万元 takes.

    >>> column_of_wan(Decimal("123456"))
    '1,234.56'
    """
    return f"{half_up(amount_wan / _WAN_PER_MILLION, 2):,f}"


def day(day: dt.date, *, year: bool = True) -> str:
    """Write a date: 5 June 2020."""
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def month(month: Month) -> str:
    """Write the month alone: May."""
    return _MONTHS[month.number - 1]


def month_of_year(month: Month) -> str:
    """Write a month with its year: May 2020."""
    return f"{_MONTHS[month.number - 1]} {month.year}"


def cumulative(month: Month) -> str:
    """Write the span from January: January–May."""
    return _MONTHS[0] if month.number == 1 else f"{_MONTHS[0]}–{_MONTHS[month.number - 1]}"


def remaining(month: Month) -> str:
    """Write the remaining months: June–December."""
    left = MONTHS_IN_YEAR - month.number
    if left <= 1:
        return _MONTHS[-1] if left else ""
    return f"{_MONTHS[month.number]}–{_MONTHS[-1]}"


def span(first: Month, last: Month) -> str:
    """Write the months from one to another: April–June."""
    return month(last) if first >= last else f"{month(first)}–{month(last)}"


def until(month: int, day: int) -> str:
    """
    Write a deadline that recurs every year.

    >>> until(9, 30), until(9, 15)
    ('the end of September', '15 September')
    """
    name = _MONTHS[month - 1]
    return f"the end of {name}" if is_months_end(month, day) else f"{day} {name}"
