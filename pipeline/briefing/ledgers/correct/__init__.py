"""
Written corrections go in with a month's tables, the corrected tables come out.

Rulings on rows come first, while a sheet's rows are still all there; corrections of cells come
after `tidy`, in the values' own types. One that does not fit the ledger any more is a finding.
"""

from __future__ import annotations

from briefing.ledgers.correct.cells import apply
from briefing.ledgers.correct.entries import Correction, Entries, Ruling, load, texts
from briefing.ledgers.correct.rulings import Ruled, noted, rule

__all__ = ["Correction", "Entries", "Ruled", "Ruling", "apply", "load", "noted", "rule", "texts"]
