"""
Apply what a county has written down about a month: corrections, confirmations, rulings.

Rulings on rows are applied first, to sheets with all their rows; corrections of cells after `tidy`,
in the types of the values; confirmations of warnings last. What does not fit the ledgers any more is
a finding.
"""

from __future__ import annotations

from briefing.ledgers.correct.applied import Applied, carried_lines
from briefing.ledgers.correct.cells import apply
from briefing.ledgers.correct.confirmed import Confirmation, confirm, confirmation_of
from briefing.ledgers.correct.entries import (
    Confirmed,
    Correction,
    Entries,
    Ignored,
    Ruling,
    is_misfiled,
    load,
    texts,
)
from briefing.ledgers.correct.rulings import Ruled, rule, with_rulings

__all__ = [
    "Applied",
    "Confirmation",
    "Confirmed",
    "Correction",
    "Entries",
    "Ignored",
    "Ruled",
    "Ruling",
    "apply",
    "carried_lines",
    "confirm",
    "confirmation_of",
    "is_misfiled",
    "load",
    "rule",
    "texts",
    "with_rulings",
]
