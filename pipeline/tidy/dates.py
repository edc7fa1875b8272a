"""Dates as clerks write them: 2020年3月, 2020.3, 2020/3/1, 20200301, 6月底, Excel serials."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from pipeline.months import MONTHS_IN_YEAR, Month
from pipeline.read.sheet import Cell, as_text
from pipeline.tidy.values import Unclear, says_nothing
from pipeline.units import fold

if TYPE_CHECKING:
    from pipeline.ledgers import Column

_EXCEL_EPOCH = dt.date(1899, 12, 30)
# Serial numbers of 1990 to 2060: no year-and-month number is as large.
_SERIALS = range(32_874, 58_805)
_YEARS = range(1950, 2101)

# A plan is no date of what has happened.
_PLANNED = re.compile(r"^(?:计划|预计|拟)[(:]?|\)$")
_HAPPENED = re.compile(r"^(?:已开工|已复工)?[(:]?|\)$")

_DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?号?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})月?(?:份|底|末|初|中旬|上旬|下旬)?")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})日?号?")
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})月(?:份|底|末|初|中旬|上旬|下旬)?")
_QUARTER = re.compile(r"(?:(\d{4})年)?第?([一二三四1234])季度末?")
_YEAR = re.compile(r"(\d{4})年?(?:底|末)?")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def date(cell: Cell, column: Column, month: Month) -> dt.date | None:
    """
    Read a date.

    A month or quarter stands for its first day, or for its last in a deadline column. A date
    without a year is one of the report's year. A number such as 2020.1 may have been 2020.10:
    it is October unless that lies in the future of a column that tells the past; otherwise it is
    unclear. Raises Unclear.
    """
    if says_nothing(cell):
        return None
    found = _read(cell, column, month)
    if found is None:
        message = "应为日期，如2020年3月或2020-03-01"
        raise Unclear(message)
    if column.is_past and found > month.last_day:
        message = f"应不晚于{month.last_day.isoformat()}（报告期末）"
        raise Unclear(message)
    return found


def _read(cell: Cell, column: Column, month: Month) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        # A 3 in a cell that is formatted as a date is 1900-01-03.
        return cell if cell.year in _YEARS else None
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _from_number(cell, column, month)
    bare = _HAPPENED.sub("", fold(as_text(cell)))
    return _from_text(bare if column.is_past else _PLANNED.sub("", bare), column, month)


def _from_number(cell: float, column: Column, month: Month) -> dt.date | None:
    if cell == int(cell):
        if int(cell) in _SERIALS:
            return _EXCEL_EPOCH + dt.timedelta(days=int(cell))
        return _from_text(str(int(cell)), column, month)
    written = as_text(cell)
    if re.fullmatch(r"\d{4}\.1", written):
        return _january_or_october(int(written[:4]), column, month)
    return _from_text(written, column, month)


def _january_or_october(year: int, column: Column, month: Month) -> dt.date:
    """2020.10 typed into a cell without text format becomes the number 2020.1."""
    if column.is_past and Month(year, 10) > month:
        return _of_month(Month(year, 1), column)
    message = "应写明是1月还是10月（数字格式的单元格把“.10”存成了“.1”）"
    raise Unclear(message)


def _from_text(folded: str, column: Column, month: Month) -> dt.date | None:
    if match := _DAY.fullmatch(folded) or _COMPACT.fullmatch(folded):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH.fullmatch(folded):
        return _month(int(match[1]), int(match[2]), column)
    if match := _DAY_OF_YEAR.fullmatch(folded):
        return _day(month.year, int(match[1]), int(match[2]))
    if match := _MONTH_OF_YEAR.fullmatch(folded):
        return _month(month.year, int(match[1]), column)
    if match := _QUARTER.fullmatch(folded):
        quarter = _QUARTERS.get(match[2]) or int(match[2])
        last = column.month_means == "last"
        return _month(int(match[1] or month.year), quarter * 3 - (0 if last else 2), column)
    if (match := _YEAR.fullmatch(folded)) and int(match[1]) in _YEARS:
        return _month(int(match[1]), MONTHS_IN_YEAR if column.month_means == "last" else 1, column)
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    if year not in _YEARS:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(year: int, number: int, column: Column) -> dt.date | None:
    if year not in _YEARS or not 1 <= number <= MONTHS_IN_YEAR:
        return None
    return _of_month(Month(year, number), column)


def _of_month(month: Month, column: Column) -> dt.date:
    return month.last_day if column.month_means == "last" else month.first_day
