"""
Make a workbook for each office with the findings of a month that it has to answer.

Every finding is in exactly one workbook, and each has only what its office may see. Nothing is
written to disk here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.domain.findings import Severity, errors
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.feedback import office_workbook
from briefing.ledgers.feedback.addressee import (
    addressed,
    grouped,
    office_of,
    owners,
    place,
    places,
)
from briefing.ledgers.feedback.doubts import Cells, doubts
from briefing.ledgers.feedback.excerpt import pages
from briefing.ledgers.feedback.file_names import file_names, prefix
from briefing.ledgers.feedback.finding_list import Contents
from briefing.ledgers.tidy.names import is_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.feedback.addressee import Addressed
    from briefing.ledgers.feedback.doubts import Doubt
    from briefing.ledgers.feedback.excerpt import LedgerPage
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County


@dataclass(frozen=True)
class Feedback:
    """One office's workbook: its file's name and bytes, and the findings in it."""

    office: str
    # Whether county.toml or a dictionary names the office.
    is_known: bool
    name: str
    findings: tuple[Finding, ...]
    content: bytes

    @property
    def errors(self) -> int:
        """The number of errors."""
        return len(errors(self.findings))

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return len(self.findings) - self.errors


def feedback(checked: CheckedMonth, county: County) -> list[Feedback]:
    """Make the month's workbooks, in order of the offices' names; none without findings."""
    offices = grouped(addressed(checked, county))
    names = file_names(offices, county, checked.month)
    known = {office_of(entry.supplier, county) for entry in all_ledgers()}
    known.add(office_of(county.bulletin.office, county))
    cells = Cells(checked.tables)
    return [
        Feedback(
            office,
            office in known or is_listed(office, county),
            names[office],
            tuple(each.finding for each in found),
            _workbook(checked, office, found, cells, county),
        )
        for office, found in offices.items()
    ]


def _workbook(
    checked: CheckedMonth, office: str, found: Sequence[Addressed], cells: Cells, county: County
) -> bytes:
    told = doubts(found, checked.tables, cells, office, county)
    return office_workbook.workbook(
        Contents(
            office,
            _aliases(office, told, county),
            county,
            checked.month,
            told,
            _pages(checked, office, told, county),
        )
    )


def _aliases(office: str, found: Sequence[Doubt], county: County) -> list[str]:
    """Return the other names of an office, as a supplier, that its findings use."""
    suppliers = {
        entry.supplier
        for entry in all_ledgers()
        if office_of(entry.supplier, county) == office and not entry.supplier.endswith(office)
    }
    advices = [each.finding.advice for each in found]
    return sorted(
        name for name in suppliers if any(advice.startswith(f"请{name}") for advice in advices)
    )


def _pages(
    checked: CheckedMonth, office: str, found: Sequence[Doubt], county: County
) -> list[LedgerPage]:
    """
    Return the pages of each ledger with findings, in order of the ledgers' ids.

    What follows from a finding is marked too, in the rows that are the office's own.
    """
    by_ledger: dict[str, list[Finding]] = {}
    for each in found:
        if each.ledger:
            marked = _folded(each.finding, checked.tables[each.ledger], office, county)
            by_ledger.setdefault(each.ledger, []).extend([each.finding, *marked])
    return [
        page
        for ledger, findings in sorted(by_ledger.items())
        for page in pages(checked.tables[ledger], office, findings, county)
    ]


def _folded(cause: Finding, table: Table, office: str, county: County) -> list[Finding]:
    """Return what follows from a finding in the office's own rows: it needs no mending of its own."""
    if not cause.follows:
        return []
    own = set(places(table.frame[owners(table, county) == office]))
    where = f"{cause.letter}{cause.row}" if cause.letter and cause.row else cause.place
    advice = f"随{where}改正而消除，不用另改"
    return [
        replace(finding, severity=Severity.WARNING, advice=advice)
        for finding in cause.follows
        if place(finding) in own
    ]


__all__ = ["Feedback", "feedback", "prefix"]
