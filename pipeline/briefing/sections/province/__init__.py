"""The summary of all counties: masthead, totals, how many keep time, each county's year so far."""

from __future__ import annotations

from briefing.sections.province.blocks import basis, cards, lead, masthead, panels, spread
from briefing.sections.province.rankings import missing, movement, parts, ranking

__all__ = [
    "basis",
    "cards",
    "lead",
    "masthead",
    "missing",
    "movement",
    "panels",
    "parts",
    "ranking",
    "spread",
]
