"""Page one: masthead, cards, three sentences, the curve, matters for a leader; and the 报尾."""

from __future__ import annotations

from briefing.sections.front.blocks import cards, imprint, lead, masthead, matters, sample_note
from briefing.sections.front.curve import of_project, schedule

__all__ = [
    "cards",
    "imprint",
    "lead",
    "masthead",
    "matters",
    "of_project",
    "sample_note",
    "schedule",
]
