"""
Who leaves the year's list, and who takes the place: the proposal, and the list in its versions.

「按照投资规模不变的要求」: what comes in must not be smaller than what leaves.
"""

from __future__ import annotations

from briefing.indicators.replacement.optimise import (
    Candidate,
    Exchange,
    annual,
    exchange,
    own_shortfall,
    total,
)
from briefing.indicators.replacement.proposal import proposed
from briefing.indicators.replacement.versions import Version, as_frame, versions

__all__ = [
    "Candidate", "Exchange", "Version", "annual", "as_frame", "exchange", "own_shortfall", "proposed",
    "total", "versions",
]  # fmt: skip
