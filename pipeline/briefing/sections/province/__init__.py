"""各县汇总: the summary of all counties, from their published figures."""

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
