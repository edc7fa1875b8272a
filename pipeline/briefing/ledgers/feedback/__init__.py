"""
A checked month goes in; a workbook for each office that has something to mend comes out.

Every finding stands in just one of them. Nothing is written here: see `system.files`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.findings import errors
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.feedback import book
from briefing.ledgers.feedback.addressee import addressed, grouped, office_of
from briefing.ledgers.feedback.excerpt import pages
from briefing.ledgers.feedback.naming import file_names, prefix
from briefing.ledgers.tidy.names import is_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.feedback.addressee import Addressed
    from briefing.ledgers.feedback.excerpt import Page
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.settings.county import County


@dataclass(frozen=True)
class Feedback:
    """One office's workbook: its file's name and bytes, and the findings in it."""

    office: str
    # Whether county.toml or a dictionary names the office: else nobody may know where to send it.
    is_known: bool
    name: str
    findings: tuple[Finding, ...]
    content: bytes

    @property
    def errors(self) -> int:
        """The number of findings that stop the month."""
        return len(errors(self.findings))

    @property
    def warnings(self) -> int:
        """The number of findings that are questions."""
        return len(self.findings) - self.errors


def feedback(checked: CheckedMonth, county: County) -> list[Feedback]:
    """Make the month's workbooks, in order of the offices' names; none when nothing was found."""
    offices = grouped(addressed(checked, county))
    names = file_names(offices, county, checked.month)
    known = {office_of(entry.supplier, county) for entry in all_ledgers()}
    known.add(office_of(county.bulletin.office, county))
    return [
        Feedback(
            office,
            office in known or is_listed(office, county),
            names[office],
            tuple(each.finding for each in found),
            book.workbook(
                book.Contents(
                    office,
                    _aliases(office, found, county),
                    county,
                    checked.month,
                    [each.finding for each in found],
                    _pages(checked, office, found, county),
                )
            ),
        )
        for office, found in offices.items()
    ]


def _aliases(office: str, found: Sequence[Addressed], county: County) -> list[str]:
    """Suppliers that are this office under another name, where a finding asks them by it."""
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
    checked: CheckedMonth, office: str, found: Sequence[Addressed], county: County
) -> list[Page]:
    """The pages of each ledger that something was found in, in order of the ledgers' ids."""
    by_ledger: dict[str, list[Finding]] = {}
    for each in found:
        if each.ledger:
            by_ledger.setdefault(each.ledger, []).append(each.finding)
    return [
        page
        for ledger, findings in sorted(by_ledger.items())
        for page in pages(checked.tables[ledger], office, findings, county)
    ]


__all__ = ["Feedback", "feedback", "prefix"]
