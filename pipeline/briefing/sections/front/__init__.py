"""Page one: the whole story on one page — masthead, four figures, three sentences, one chart, and"""

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
