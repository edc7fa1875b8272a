"""
Fold the findings of a month under their causes: one duplicated row is told once, not 25 times.

A finding follows from a cause if it is gone when the cause is mended. So mistakes that clerks make
are suspected, mended one at a time in a copy of the tables, and the copy is checked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ledgers.causes import cells, columns, projects, rows
from briefing.ledgers.causes.books import Books
from briefing.ledgers.causes.explain import Inquest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.findings import Finding

# In the order of size.
SUSPECTED = (
    columns.exchanged,
    columns.rescaled,
    rows.twice,
    rows.below_wrong_band,
    projects.misnamed,
    rows.left_out,
    rows.moved,
    columns.displaced,
    cells.wrong,
)


def by_cause(findings: Sequence[Finding], books: Books) -> list[Finding]:
    """Return the findings that are causes, each with what follows from it."""
    inquest = Inquest(books, list(findings))
    for suspects in SUSPECTED:
        if not inquest.unexplained:
            break
        inquest.examine(suspects(inquest.books, inquest.unexplained))
    return inquest.told()


__all__ = ["Books", "by_cause"]
