"""
Apply a county's written corrections to a month's tables.

Rulings on rows are applied first, to sheets with all their rows; corrections of cells after `tidy`,
in the types of the values. A correction that does not fit the ledger any more is a finding.
"""

from __future__ import annotations

from briefing.ledgers.correct.cells import apply
from briefing.ledgers.correct.entries import Correction, Entries, Ignored, Ruling, load, texts
from briefing.ledgers.correct.rulings import Ruled, rule, with_rulings

__all__ = [
    "Correction",
    "Entries",
    "Ignored",
    "Ruled",
    "Ruling",
    "apply",
    "load",
    "rule",
    "texts",
    "with_rulings",
]
