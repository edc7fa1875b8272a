"""The permits (前期手续) that projects still need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.facts import Facts, cached
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from briefing.ledgers.dictionary import LedgerColumn

PERMITS = tuple(column for column in ledger("permits").columns if column.type == "permit")
_STILL_TO_COME = ("underway", "not_begun")


@cached
def open_permits(facts: Facts) -> dict[str, list[LedgerColumn]]:
    """Return the permits still to come by project key, in the order in which they are obtained."""
    rows = facts.frame("permits").drop_duplicates("project_key")
    return {
        key: [permit for permit in PERMITS if getattr(row, permit.key) in _STILL_TO_COME]
        for key, row in zip(rows["project_key"], rows.itertuples(), strict=True)
    }
