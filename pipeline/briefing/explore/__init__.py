"""
What an analyst does with a month: look at it, narrow it, suppose, compare, trace, save.

A Report goes in; a Report comes out (`only`, `what_if`), or a Block (`board`, `compare`), so that
whatever was found can stand in a briefing as it is.
"""

from __future__ import annotations

from briefing.explore.board import board
from briefing.explore.compared import compare
from briefing.explore.narrowed import only
from briefing.explore.saved import save
from briefing.explore.supposed import what_if
from briefing.indicators.ledger_tables import Sheet, Shelf
from briefing.indicators.measured import Figure, Figures, measured

__all__ = [
    "Figure", "Figures", "Sheet", "Shelf", "board", "compare", "measured", "only", "save", "what_if",
]  # fmt: skip
