"""A month's Tables go in; every doubt about them comes out, all at once, in order of place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.check.across import check_across, check_keys
from pipeline.check.columns import check_columns
from pipeline.check.identities import check_identities
from pipeline.check.plausible import check_units
from pipeline.check.reconcile import check_declarations, reconciliation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.findings import Finding
    from pipeline.tidy.table import Table


def check_month(
    tables: Mapping[str, Table], previous: Mapping[str, Table] | None
) -> list[Finding]:
    """Check the tables of one month; *previous* are last month's in the same year, if at hand."""
    findings: list[Finding] = []
    for table in tables.values():
        findings += check_columns(table)
        findings += check_keys(table)
        findings += check_declarations(table)
    if "projects" in tables:
        findings += check_identities(
            tables["projects"], previous["projects"] if previous else None
        )
        findings += check_across(tables)
    findings += check_units(tables, previous)
    return sorted(findings)


__all__ = ["check_month", "reconciliation"]
