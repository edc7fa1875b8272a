"""
Fold the findings of a month under their causes: one duplicated row is told once, not 25 times.

A finding follows from a cause if it is gone when the cause is mended. So mistakes that clerks make
are suspected, mended one at a time in a copy of the tables, and the copy is checked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ledgers.causes import bands, cells, changed, columns, projects, rows
from briefing.ledgers.causes.books import Books
from briefing.ledgers.causes.explain import Inquest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.findings import Finding

# What is suspected, in the order of size, where there are findings with codes that begin so: a month
# with none but questions about unusual amounts takes no time.
SUSPECTED = (
    (columns.misspelt, ("H09",)),
    (columns.exchanged, ("X07", "E")),
    (columns.rescaled, ("U", "H04", "X", "R", "E")),
    (rows.twice, ("K01",)),
    (bands.lost, ("R", "X", "E")),
    (bands.wrong, ("X", "R", "E")),
    (projects.exchanged, ("K07", "X04")),
    (projects.misnamed, ("K02", "X01", "X02")),
    (rows.left_out, ("X01",)),
    (rows.added, ("X02", "N07")),
    (rows.moved, ("R02",)),
    (columns.displaced, ("X", "R", "E")),
    (changed.columns, changed.OF_LAST_MONTH),
    (cells.unread, ("V01", "V02")),
    (cells.wrong, ("X", "R", "E", "U", "V")),
    (changed.cells, ("X", "N", "V")),
)


def by_cause(findings: Sequence[Finding], books: Books) -> list[Finding]:
    """Return the findings that are causes, each with what follows from it."""
    inquest = Inquest(books, list(findings))
    for suspects, codes in SUSPECTED:
        is_called_for = True
        # What is mended may uncover another.
        while is_called_for:
            is_called_for = any(
                finding.code.startswith(codes) for finding in inquest.unexplained
            ) and inquest.examine(suspects(inquest))
    return inquest.told()


__all__ = ["Books", "by_cause"]
