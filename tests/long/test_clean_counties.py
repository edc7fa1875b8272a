"""
Counties without a single error, month by month through a year: the checks have little to ask.

CLEAN_COUNTIES says how many: `CLEAN_COUNTIES=100 pytest -m long -s tests/long/test_clean_counties.py`
is the full size, and takes a quarter of an hour.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from briefing.domain.findings import Severity
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.ledgers.check import check_month
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.starter.sample.books import month_files
from briefing.starter.sample.geography import zhashui
from briefing.starter.sample.invented_county import invent
from briefing.workbooks import formats
from briefing.workbooks.limits import FileLimits
from tests.conftest import ZHASHUI

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.domain.findings import Finding

pytestmark = pytest.mark.long

COUNTIES = int(os.environ.get("CLEAN_COUNTIES", "6"))
YEAR = [Month(2020, number) for number in range(1, MONTHS_IN_YEAR + 1)]
# A month may do five times the usual: spending is drawn by chance.
MAY_BE_TOLD = {"W6"}


def test_a_clean_county_is_asked_nothing(tmp_path: Path) -> None:
    """No error, and no warning but of months that did much more than those before."""
    told = [finding for seed in range(COUNTIES) for finding in _through_the_year(seed, tmp_path)]

    counts = Counter((finding.code, str(finding.severity)) for finding in told)
    print(f"\n{COUNTIES} counties, {len(told) / COUNTIES / len(YEAR):.2f} a month: {dict(counts)}")
    assert [
        finding.line
        for finding in told
        if finding.severity is Severity.ERROR or finding.code not in MAY_BE_TOLD
    ] == []


def _through_the_year(seed: int, folder: Path) -> Iterator[Finding]:
    world = invent(zhashui(), projects=12 + seed % 7 * 4, months=YEAR, seed=seed, factor=1.0)
    previous = None
    for month in YEAR:
        reading = Extract()
        for book in month_files(world, month):
            path = folder / book.file_name
            path.write_bytes(book.to_bytes())
            read_book(book.file_name, formats.read(path, FileLimits()), month, reading)
            path.unlink()
        tidied = tidy_month(reading.tables, month, ZHASHUI)
        yield from (*reading.findings, *tidied.findings)
        yield from check_month(tidied.tables, previous, month, ZHASHUI)
        previous = tidied.tables
