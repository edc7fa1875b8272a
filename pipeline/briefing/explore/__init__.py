"""
What an analyst does with a month: draw it, narrow it, suppose, compare, save.

`only` and `what_if` return a Report, `board` and `compare` a Block: each may stand in a briefing.
"""

from __future__ import annotations

from briefing.explore.board import board
from briefing.explore.compared import compare
from briefing.explore.narrowed import only
from briefing.explore.saved import save
from briefing.explore.supposed import what_if

__all__ = ["board", "compare", "only", "save", "what_if"]
