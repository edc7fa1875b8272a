"""Check the tables of a month: within a row, between ledgers, and against last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ledgers.check.across import check_across, check_keys
from briefing.ledgers.check.beside import Beside
from briefing.ledgers.check.bounds import check_columns
from briefing.ledgers.check.composition import check_composition
from briefing.ledgers.check.dated import check_dated
from briefing.ledgers.check.gone import check_gone, check_ledgers
from briefing.ledgers.check.identities import check_identities, check_inclusion
from briefing.ledgers.check.plausible import check_cells, check_units
from briefing.ledgers.check.reconcile import check_declarations, reconciliation, row_counts
from briefing.ledgers.check.repeated import check_repeated
from briefing.ledgers.check.since import check_columns_since, check_since, lost_columns
from briefing.ledgers.check.steady import check_steady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.domain.findings import Finding
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table


def check_month(
    tables: Mapping[str, Table],
    previous: Mapping[str, Table] | None,
    month: Month | None = None,
) -> list[Finding]:
    """
    Check the tables of one month; *previous* are last month's in the same year, if at hand.

    Without *month*, what depends on the time of the year is left out.
    """
    findings: list[Finding] = []
    for table in tables.values():
        findings += check_columns(table)
        findings += check_keys(table)
        findings += check_declarations(table)
        findings += check_dated(table, month) if month else []
        if previous and table.ledger.id in previous:
            beside = Beside(table, previous[table.ledger.id])
            lost = lost_columns(table, beside.previous)
            findings += check_columns_since(table, lost)
            findings += check_steady(beside)
            findings += check_repeated(beside, lost)
            findings += check_gone(beside)
    findings += check_ledgers(tables, previous or {})
    if "projects" in tables:
        before = previous["projects"] if previous else None
        findings += check_identities(tables["projects"], before, month)
        if before is not None:
            findings += check_since(tables["projects"], before, month)
        findings += check_across(tables)
    if "statistics" in tables:
        findings += check_composition(tables["statistics"])
        findings += check_inclusion(tables["statistics"])
    findings += check_cells(tables)
    findings += check_units(tables, previous)
    return sorted(findings)


__all__ = ["check_month", "reconciliation", "row_counts"]
