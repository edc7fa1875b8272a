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

from pipeline import correct, provenance, read, store
from pipeline.check import check_month, reconciliation, row_counts
from pipeline.findings import Finding, Severity, errors, gathered
from pipeline.tidy import Tidied, tidy_month
from pipeline.tidy.persons import without_persons

if TYPE_CHECKING:
    from pipeline.county import County
    from pipeline.months import Month
    from pipeline.paths import CountyFolder
    from pipeline.tidy.table import Table


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
    for each in month.year_to_date:
        if each != month and not folder.raw(each).is_dir():
            continue
        before = opened[-1] if opened and opened[-1].month == each.previous else None
        checked = _open(folder, county, each, before, progress)
        if checked.is_sound or each == month:
            opened.append(checked)
    return opened


def _open(
    folder: CountyFolder,
    county: County,
    month: Month,
    before: CheckedMonth | None,
    progress: Progress,
) -> CheckedMonth:
    corrections = correct.texts(folder.corrections)
    key = _key(folder, month, corrections, before)
    stored = store.seal(folder.tidy(month))
    if stored and stored["key"] == key:
        # Another process may be putting the same there just now.
        with contextlib.suppress(OSError):
            return CheckedMonth(month, *store.load(folder.tidy(month)), key)
    tidied, is_read = _tidied(folder, county, month, correct.load(corrections), progress)
    doubts = check_month(tidied.tables, before.tables if before else None, month)
    findings = gathered([*tidied.findings, *doubts, *_gap(folder, month, before)])
    if is_read:
        store.save(folder.tidy(month), tidied.tables, findings, key)
    return CheckedMonth(month, tidied.tables, findings, key)


def _tidied(
    folder: CountyFolder,
    county: County,
    month: Month,
    written: correct.Written,
    progress: Progress,
) -> tuple[Tidied, bool]:
    """
    Return a month's tables with their corrections, all that was found on the way, and whether
    there was any file.

    What was read takes as much room as the tables, and is let go before they are checked.
    """
    kept = read.Kept(folder.kept(month), _way_of_reading(month, county), without_persons)
    reading = read.read_month(folder.raw(month), month, county.reading, progress, kept)
    ruled = correct.rule(reading.tables, reading.findings, written.rows, month)
    tidied = tidy_month(ruled.tables, month, county)
    corrected = correct.apply(tidied, written.cells, month, county)
    found = [*ruled.findings, *corrected.findings]
    return Tidied(corrected.tables, found), bool(reading.files)


def _key(
    folder: CountyFolder, month: Month, corrections: dict[str, str], before: CheckedMonth | None
) -> str:
    made_from = {
        "code": provenance.code_hash(),
        "county": provenance.stamp(folder.config)[0],
        "corrections": corrections,
        "files": provenance.fingerprints(folder.raw(month)),
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
