"""
A month's raw folder goes in, its checked tables come out: read → tidy → correct → check → store.

What was read and checked before is taken from the store, as long as nothing that it was made from
has changed: the files, county.toml, the corrections, or this code.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.domain.findings import Finding, Severity, errors, gathered
from briefing.editions import provenance
from briefing.ledgers import correct, store
from briefing.ledgers.check import check_month, reconciliation, row_counts
from briefing.ledgers.cut.cache import ReadCache
from briefing.ledgers.cut.month_reader import MonthReader
from briefing.ledgers.tidy.persons import without_persons
from briefing.ledgers.tidy.tidy_month import Tidied, tidy_month
from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County
    from briefing.settings.paths import CountyFolder


@dataclass(frozen=True)
class CheckedMonth:
    """One month's tables and findings, and the files that they came from."""

    month: Month
    tables: dict[str, Table]
    findings: list[Finding]
    key: str

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands in the way of publishing."""
        return not errors(self.findings)

    def as_json(self, county: str, **more: Any) -> str:
        """All that was found of the month, every row and sum accounted for, and *more*, as JSON."""
        tables = {
            name: {
                "rows": row_counts(table).to_dict("records"),
                "declared": reconciliation(table).to_dict("records"),
            }
            for name, table in self.tables.items()
        }
        return json.dumps(
            {
                "county": county,
                "month": str(self.month),
                "findings": [finding.as_dict() for finding in self.findings],
                "reconciliation": tables,
                **more,
            },
            ensure_ascii=False,
            indent=2,
            # Amounts are decimals: exact, and written as they print.
            default=str,
        )


Progress = Callable[[str, int, int], None]


def open_year(
    folder: CountyFolder, county: County, month: Month, progress: Progress = lambda *_: None
) -> list[CheckedMonth]:
    """
    Open the months from January to *month*, each checked against the one before.

    A former month without a folder, or with errors, is left out; the report month is always the
    last entry, whatever was found in it.
    """
    opened: list[CheckedMonth] = []
    opening = _Opening(folder, county, correct.texts(folder.corrections), progress)
    months = [each for each in month.year_to_date if each == month or folder.raw(each).is_dir()]
    with Guard(FileLimits(**county.reading.model_dump())) as guard:
        readers = [opening.reader(each, guard) for each in months]
        for reader, following in zip(readers, [*readers[1:], None], strict=True):
            before = opened[-1] if opened and opened[-1].month == reader.month.previous else None
            # A month is made of the one before, too: one that is read is followed by one that is.
            checked = opening.month(reader, before, following.begin if following else _nothing)
            if checked.is_sound or checked.month == month:
                opened.append(checked)
    return opened


def _nothing() -> None:
    """Do what there is to do behind the last month."""


@dataclass(frozen=True)
class _Opening:
    """What every month of a county's year is opened with."""

    folder: CountyFolder
    county: County
    corrections: dict[str, str]
    progress: Progress

    def reader(self, month: Month, guard: Guard) -> MonthReader:
        """Return the reader of a month's files as they are now."""
        folder, hide = self.folder.kept(month), without_persons
        kept = ReadCache(folder, _way_of_reading(month, self.county), hide)
        return MonthReader(self.folder.raw(month), month, guard, kept)

    def month(
        self, reader: MonthReader, before: CheckedMonth | None, then: Callable[[], None]
    ) -> CheckedMonth:
        """Take a month from the store, or make it of its files; *then* is called when they are read."""
        month, folder = reader.month, self.folder.tidy(reader.month)
        key = self._key(reader, before)
        stored = store.seal(folder)
        if stored and stored["key"] == key:
            # Another process may be putting the same there just now.
            with contextlib.suppress(OSError):
                return CheckedMonth(month, *store.load(folder), key)
        tidied = self._tidied(reader, then)
        doubts = check_month(tidied.tables, before.tables if before else None, month)
        findings = gathered([*tidied.findings, *doubts, *_gap(self.folder, month, before)])
        if reader.stamps:
            store.save(folder, tidied.tables, findings, key)
        return CheckedMonth(month, tidied.tables, findings, key)

    def _tidied(self, reader: MonthReader, then: Callable[[], None]) -> Tidied:
        """
        Return a month's tables with their corrections, and all that was found on the way.

        What was read takes as much room as the tables, and is let go before they are checked.
        """
        reading = reader.read(self.progress)
        then()
        written = correct.load(self.corrections)
        ruled = correct.rule(reading.tables, reading.findings, written.rows, reader.month)
        tidied = tidy_month(ruled.tables, reader.month, self.county)
        corrected = correct.apply(tidied, written.cells, reader.month, self.county)
        tables = correct.noted(corrected.tables, ruled.applied)
        return Tidied(tables, [*ruled.findings, *corrected.findings])

    def _key(self, reader: MonthReader, before: CheckedMonth | None) -> str:
        made_from = {
            "code": provenance.code_hash(),
            "county": provenance.stamp(self.folder.config)[0],
            "corrections": self.corrections,
            "files": reader.stamps,
            "before": before.key if before else "",
        }
        return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def _way_of_reading(month: Month, county: County) -> str:
    """Name all that decides what is read of a file, but the file."""
    limits = county.reading.model_dump_json()
    return "\n".join((provenance.code_hash(), str(month), limits))


def _gap(folder: CountyFolder, month: Month, before: CheckedMonth | None) -> list[Finding]:
    """Say so when a month cannot be held against the one before it."""
    if before or month.number == 1:
        return []
    place = f"raw/{month.previous}"
    missing = not folder.raw(month.previous).is_dir()
    found = "没有上月台账" if missing else "上月台账未通过核查"
    return [
        Finding(
            place,
            "",
            0,
            "",
            "F07",
            Severity.WARNING,
            found,
            "本月累计应能与上月核对",
            "请补报或更正上月台账",
        )
    ]
