"""The units and projects of a month, of each of which a report can be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.editions.items import WORDS, Item
from briefing.editions.items import resolve as resolve_of

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts


def every(facts: Facts) -> dict[str, list[Item]]:
    """Return every item of each kind, in the ledger's order."""
    units = facts.projects["responsible_unit"].dropna().unique()
    projects = enumerate(facts.projects.itertuples(), 1)
    return {
        "unit": [Item(name, name) for name in units],
        "project": [
            Item(row.project_key, row.project_name, (str(number), str(row.project_code)))
            for number, row in projects
        ],
    }


def resolve(facts: Facts, kind: str, asked: str) -> Item:
    """Return the item of a key, name, code or number. Raises UsageError."""
    assert kind in WORDS, f"no items of kind {kind}"
    return resolve_of(every(facts)[kind], kind, asked)
