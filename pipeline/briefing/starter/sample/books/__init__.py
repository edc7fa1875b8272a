"""The files that a county's departments would send for one month: a world in, workbooks out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books import growth, permits, progress, reserve, service, statistics
from briefing.starter.sample.books import supervision as inspections

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.starter.sample.books.sheet import Book, Csv
    from briefing.starter.sample.world import World


def month_files(world: World, month: Month) -> list[Book | Csv]:
    """Return the month's files: seven, in January six, for the growth rates begin in February."""
    files: list[Book | Csv] = [
        progress.book(world, month),
        statistics.book(world, month),
        reserve.book(world, month),
        permits.book(world, month),
        service.book(world, month),
        inspections.book(world, month),
    ]
    return files if month.number == 1 else [*files, growth.book(world, month)]
