"""
What an analyst does with a month: look at it, narrow it, suppose, compare, trace, save.

A Report goes in; a Report comes out (`only`, `what_if`), or a Block (`board`, `compare`), so that
whatever was found can stand in a briefing as it is.
"""

from __future__ import annotations

from pipeline.desk.board import board
from pipeline.desk.compared import compare
from pipeline.desk.figures import Figure, Figures, measured
from pipeline.desk.narrowed import only
from pipeline.desk.saved import save
from pipeline.desk.sheets import Sheet, Shelf
from pipeline.desk.supposed import what_if

__all__ = [
    "Figure", "Figures", "Sheet", "Shelf", "board", "compare", "measured", "only", "save", "what_if",
]  # fmt: skip
