"""Check the tables of a month: within a row, between ledgers, and against last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ledgers.check.across import check_across, check_keys
from briefing.ledgers.check.bands import check_bands
from briefing.ledgers.check.beside import Beside
from briefing.ledgers.check.bounds import check_columns
from briefing.ledgers.check.composition import check_composition
from briefing.ledgers.check.dated import check_dated
from briefing.ledgers.check.gone import check_gone, check_ledgers, check_totals
from briefing.ledgers.check.growth import check_growth
from briefing.ledgers.check.identities import check_identities, check_inclusion
from briefing.ledgers.check.last_year import check_last_year
from briefing.ledgers.check.matters import (
    check_deadlines,
    check_meetings,
    check_new_rows,
    check_problems,
    check_tasks,
)
from briefing.ledgers.check.neighbours import check_projects, check_reserve
from briefing.ledgers.check.plausible import check_cells, check_units, check_units_since
from briefing.ledgers.check.reconcile import check_declarations, reconciliation, row_counts
from briefing.ledgers.check.repeated import check_repeated
from briefing.ledgers.check.since import check_columns_since, check_since, lost_columns
from briefing.ledgers.check.steady import check_steady
from briefing.ledgers.check.two_books import check_books, check_statistics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.domain.findings import Finding
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County


def check_month(
    tables: Mapping[str, Table],
    previous: Mapping[str, Table] | None,
    month: Month | None = None,
    county: County | None = None,
    last_year: Mapping[str, Table] | None = None,
) -> list[Finding]:
    """
    Check the tables of one month; *previous* are last month's in the same year, *last_year* those of
    the same month a year ago, if at hand.

    Without *month*, what depends on the time of the year is left out, and without *county* what
    depends on its rules.
    """
    findings: list[Finding] = []
    for name, table in tables.items():
        findings += check_columns(table)
        findings += check_keys(table)
        findings += check_declarations(table)
        findings += check_bands(table)
        findings += check_dated(table, month) if month else []
        if month and last_year and name in last_year:
            findings += check_last_year(table, last_year[name], month)
        if previous and name in previous:
            findings += _since(Beside(table, previous[name]), month)
    findings += check_ledgers(tables, previous or {})
    if "projects" in tables:
        before = previous["projects"] if previous else None
        findings += check_identities(tables["projects"], before, month)
        findings += check_projects(tables["projects"], month)
        if before is not None:
            findings += check_since(tables["projects"], before, month)
        findings += check_across(tables)
        findings += check_books(tables)
    findings += _within(tables, month, county)
    findings += check_cells(tables)
    findings += check_units(tables)
    return sorted(findings)


def _since(beside: Beside, month: Month | None) -> list[Finding]:
    """Hold a ledger against last month's."""
    lost = lost_columns(beside.table, beside.previous)
    return [
        *check_columns_since(beside.table, lost),
        *check_steady(beside),
        *check_units_since(beside),
        *check_repeated(beside, lost),
        *check_new_rows(beside, month),
        *check_deadlines(beside, month),
        *check_gone(beside),
        *check_totals(beside),
    ]


def _within(
    tables: Mapping[str, Table], month: Month | None, county: County | None
) -> list[Finding]:
    """Hold the cells of each other ledger's rows against each other."""
    findings: list[Finding] = []
    if "statistics" in tables:
        findings += check_composition(tables["statistics"])
        findings += check_inclusion(tables["statistics"])
        rule = county.inclusion if county else None
        findings += check_statistics(tables["statistics"], tables.get("projects"), rule)
    if "reserve" in tables:
        findings += check_reserve(tables["reserve"])
    if "problems" in tables:
        findings += check_problems(tables["problems"], month)
    if "tasks" in tables:
        findings += check_tasks(tables["tasks"], county.calendar if county else {})
    if "meetings" in tables:
        findings += check_meetings(tables["meetings"])
    if "growth" in tables and month and county:
        target = float(county.targets.growth_pct)
        findings += check_growth(tables["growth"], month, target)
    return findings


__all__ = ["check_month", "reconciliation", "row_counts"]
