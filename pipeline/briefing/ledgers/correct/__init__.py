"""
Written corrections go in with a month's tables, the corrected tables come out.

Rulings on rows come first, while a sheet's rows are still all there; corrections of cells come
after `tidy`, in the values' own types. One that does not fit the ledger any more is a finding.
"""

from __future__ import annotations

from briefing.ledgers.correct.cells import apply
from briefing.ledgers.correct.rows import Ruled, noted, rule
from briefing.ledgers.correct.written import Correction, Ruling, Written, load, texts

__all__ = ["Correction", "Ruled", "Ruling", "Written", "apply", "load", "noted", "rule", "texts"]
