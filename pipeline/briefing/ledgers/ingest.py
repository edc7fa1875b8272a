"""
Open months: read their raw folders, tidy, correct, check, and store the checked tables.

A month is taken from the store as long as nothing that it was made from has changed: the files,
county.toml, the corrections, the month before, or this code.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from briefing.domain.findings import Finding, Severity, errors, gathered
from briefing.editions import provenance
from briefing.ledgers import correct, store
from briefing.ledgers.causes import Books, by_cause
from briefing.ledgers.check import check_month, reconciliation, row_counts
from briefing.ledgers.cut.month_reader import Known, MonthReader, Progress
from briefing.ledgers.cut.read_cache import ReadCache
from briefing.ledgers.tidy.persons import without_persons
from briefing.ledgers.tidy.table import SOURCE
from briefing.ledgers.tidy.tidy_month import Tidied, tidy_month
from briefing.settings.paths import counts_for
from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.cut.received import Received
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County
    from briefing.settings.paths import CountyFolder


__all__ = ["CheckedMonth", "Progress", "open_year"]


@dataclass(frozen=True)
class CheckedMonth:
    """One month's tables and findings, and the files that they came from."""

    month: Month
    tables: dict[str, Table]
    findings: list[Finding]
    key: str
    # What every sheet of every file was taken for.
    received: list[Received] = field(default_factory=list)
    # Warnings that someone has confirmed to be right; they are no findings any more.
    confirmed: list[correct.Confirmation] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether no error prevents publishing."""
        return not errors(self.findings)

    @property
    def corrected(self) -> list[correct.Applied]:
        """The corrections that were applied."""
        return correct.Applied.all_of(self.tables)

    @property
    def written(self) -> list[str]:
        """A line for each correction that was applied, and for each warning that is confirmed."""
        return [
            *(f"更正 {entry.line}" for entry in self.corrected),
            *(f"随更正 {line}" for line in correct.carried_lines(self.tables)),
            *(f"确认 {entry.line}" for entry in self.confirmed),
        ]

    def as_json(self, county: str, **more: Any) -> str:
        """Return the files, the findings, the row counts, the reconciled sums, and *more*, as JSON."""
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
                "files": [entry.as_dict() for entry in self.received],
                "findings": [finding.as_dict() for finding in self.findings],
                "corrected": [entry.as_dict() for entry in self.corrected],
                "confirmed": [entry.as_dict() for entry in self.confirmed],
                "reconciliation": tables,
                **more,
            },
            ensure_ascii=False,
            indent=2,
            # Amounts are decimals.
            default=str,
        )


def open_year(
    folder: CountyFolder,
    county: County,
    month: Month,
    progress: Progress = lambda *_: None,
    corrections: Mapping[str, str] | None = None,
) -> list[CheckedMonth]:
    """
    Open the months from January to *month*, each checked against the one before. *corrections* are
    supposed in place of the county's own: the texts of files by their names.

    A former month without a folder, or with errors, is left out; the report month is always the
    last entry.
    """
    opened: list[CheckedMonth] = []
    every = correct.texts(folder.corrections) if corrections is None else corrections
    # What is written of a later month cannot stop this one, unless it says that it is of another.
    corrections = {
        name: text
        for name, text in every.items()
        if counts_for(name, month) or correct.is_misfiled(name, text)
    }
    written = correct.load(corrections, folder.months())
    opening = _Opening(folder, county, corrections, written, progress)
    months = [each for each in month.year_to_date if each == month or folder.raw(each).is_dir()]
    with Guard(FileLimits(**county.reading.model_dump())) as guard:
        readers = [opening.reader(each, guard) for each in months]
        for reader, following in zip(readers, [*readers[1:], None], strict=True):
            before = opened[-1] if opened and opened[-1].month == reader.month.previous else None
            # When a month was read, the next one will be read too, because it depends on it.
            begin_next = following.begin if following else lambda: None
            checked = opening.month(reader, before, begin_next)
            if checked.is_sound or checked.month == month:
                opened.append(checked)
    return opened


@dataclass(frozen=True)
class _Opening:
    """What the opening of every month of a county needs."""

    folder: CountyFolder
    county: County
    corrections: Mapping[str, str]
    written: correct.Entries
    progress: Progress

    def reader(self, month: Month, guard: Guard) -> MonthReader:
        """Return the reader of a month's files as they are now."""
        made_from = (provenance.code_hash(), str(month), self.county.reading.model_dump_json())
        kept = ReadCache(self.folder.kept(month), "\n".join(made_from), without_persons)
        ignored = {
            entry.digest: entry.reason
            for name, entry in self.written.ignored
            if counts_for(name, month)
        }
        known = Known(self.county.name, ignored)
        return MonthReader(self.folder.raw(month), month, guard, kept, known)

    def month(
        self, reader: MonthReader, before: CheckedMonth | None, then: Callable[[], None]
    ) -> CheckedMonth:
        """Load a month from the store, or read its files; *then* is called after these are read."""
        month, folder = reader.month, self.folder.tidy(reader.month)
        key = self._key(reader, before)
        stored = store.seal(folder)
        if stored and stored["key"] == key:
            # Another process may be replacing the same folder.
            with contextlib.suppress(OSError):
                return CheckedMonth(
                    month,
                    *store.load(folder),
                    key,
                    store.received(folder),
                    list(map(correct.confirmation_of, stored["confirmed"])),
                )
        tidied, received = self._tidied(reader, before, then)
        last_year = self._last_year(month) if tidied.tables else {}
        previous = before.tables if before else None
        doubts = check_month(tidied.tables, previous, month, self.county, last_year)
        # Of a file that is of another year by its words already, its numbers tell nothing new.
        of_other_time = {found.file for found in tidied.findings if found.code == "H07"}
        doubts = [d for d in doubts if d.code != "H07" or d.file not in of_other_time]
        told = gathered([*tidied.findings, *doubts, *_gap(self.folder, month, before)])
        causes = by_cause(told, Books(tidied.tables, previous, month, self.county))
        findings, confirmed = correct.confirm(
            causes, self.written.confirmed, tidied.tables, month, self.county
        )
        if reader.stamps:
            entries = [entry.as_dict() for entry in confirmed]
            store.save(folder, tidied.tables, findings, key, received, entries)
        return CheckedMonth(month, tidied.tables, findings, key, received, confirmed)

    def _last_year(self, month: Month) -> dict[str, Table]:
        """
        Return the tables of the same month last year as they are stored; where they are not, as its
        files say.
        """
        former = month.plus(-12)
        stored = self.folder.tidy(former)
        if store.seal(stored):
            # Another program may have written what this one cannot load.
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
                return store.load(stored)[0]
        if not self.folder.raw(former).is_dir():
            return {}
        with Guard(FileLimits(**self.county.reading.model_dump())) as guard:
            return self._tidied(self.reader(former, guard), None, lambda: None)[0].tables

    def _tidied(
        self, reader: MonthReader, before: CheckedMonth | None, then: Callable[[], None]
    ) -> tuple[Tidied, list[Received]]:
        """
        Return a month's corrected tables, the findings so far, and what the files were taken for.

        The cells as read need as much memory as the tables; they are freed when this returns.
        """
        reading = reader.read(self.progress, before.received if before else ())
        then()
        ruled = correct.rule(reading.tables, reading.findings, self.written.rows, reader.month)
        tidied = tidy_month(ruled.tables, reader.month, self.county)
        corrected = correct.apply(tidied, self.written.cells, reader.month, self.county)
        tables = correct.with_rulings(corrected.tables, ruled.applied)
        return (
            Tidied(tables, [*ruled.findings, *corrected.findings]),
            _counted(reading.received, tables),
        )

    def _key(self, reader: MonthReader, before: CheckedMonth | None) -> str:
        made_from = {
            "code": provenance.code_hash(),
            "county": provenance.stamp(self.folder.config)[0],
            "corrections": {
                name: text
                for name, text in self.corrections.items()
                if counts_for(name, reader.month)
            },
            "files": reader.stamps,
            "before": before.key if before else "",
            "last_year": provenance.fingerprints(self.folder.raw(reader.month.plus(-12))),
        }
        return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def _counted(received: Sequence[Received], tables: Mapping[str, Table]) -> list[Received]:
    """Join the tables of one ledger in one sheet, and count the rows that are in the checked tables."""
    joined: dict[tuple[str, str, str, str], Received] = {}
    for entry in received:
        place = (entry.file, entry.sheet, entry.ledger, entry.why)
        former = joined.get(place)
        joined[place] = replace(entry, rows=entry.rows + former.rows) if former else entry
    counts = {
        (name, *place): int(count)
        for name, table in tables.items()
        for place, count in table.frame.groupby(SOURCE[:2]).size().items()
    }
    return [
        entry
        if entry.why
        else replace(entry, rows=counts.get((entry.ledger, entry.file, entry.sheet), 0))
        for entry in joined.values()
    ]


def _gap(folder: CountyFolder, month: Month, before: CheckedMonth | None) -> list[Finding]:
    """Return the finding about a month that cannot be compared with the month before."""
    if before or month.number == 1:
        return []
    place, missing = f"raw/{month.previous}", not folder.raw(month.previous).is_dir()
    found = "没有上月台账" if missing else "上月台账未通过核查"
    expected, advice = "本月累计应能与上月核对", "请补报或更正上月台账"
    return [Finding.of_file(place, "F07", Severity.WARNING, found, expected, advice)]
