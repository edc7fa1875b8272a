"""
Replacement (替换) of projects that cannot start in time: declared, proposed, and its effects.

「按照投资规模不变的要求」: the investment that comes in must not be less than what leaves.
"""

from __future__ import annotations

from briefing.indicators.replacement.declared import WHOLE, cannot_start, replacements
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
    "WHOLE", "Candidate", "Exchange", "Version", "annual", "as_frame", "cannot_start", "exchange",
    "own_shortfall", "proposed", "replacements", "total", "versions",
]  # fmt: skip
