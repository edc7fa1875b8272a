"""The files that a county's departments would send for one month: one module for each of the seven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books import (
    growth,
    permits,
    progress,
    reserve,
    service,
    statistics,
    supervision,
)
from briefing.starter.sample.books.layout import SampleBook, SampleCsv

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.starter.sample.invented_county import InventedCounty

_BOOKS = (progress, statistics, reserve, permits, service, supervision, growth)


def month_files(county: InventedCounty, month: Month) -> list[SampleBook | SampleCsv]:
    """Return the month's files: seven, in January six, for the growth rates begin in February."""
    files: list[SampleBook | SampleCsv] = []
    for book in _BOOKS if month.number > 1 else _BOOKS[:-1]:
        # Departments rename their files from month to month.
        name = book.FILE_NAMES[month.number % 5].format(
            county=county.geography.name, year=month.year, month=month.number
        )
        if book is statistics:
            files.append(SampleCsv(name, statistics.rows(county, month)))
        else:
            files.append(SampleBook(name, book.sheets(county, month)))
    return files
