"""
Indicators go in, sentences come out, word for word as official print has them.

One module for each part of the briefing. Every function is pure: indicators (and the month's facts
where a sentence tells the month or a rule) and the words of a language in, a sentence out.
"""

from __future__ import annotations

from briefing.sections.prose.advance import (
    meetings,
    month_alone,
    obstacles,
    replacement,
    starts,
    timing,
)
from briefing.sections.prose.care import life_cycle, service
from briefing.sections.prose.exchange import proposal
from briefing.sections.prose.inspection import lights, supervision
from briefing.sections.prose.lead import coverage, pace, progress, reserve
from briefing.sections.prose.outlook import outlook
from briefing.sections.prose.sentence import Sentence, joined, plain_text, say
from briefing.sections.prose.statistics import (
    contributions,
    growth,
    half_year,
    inclusion,
    library,
    missing_documents,
    two_books,
)
from briefing.sections.prose.stock import movement, reserve_papers
from briefing.sections.prose.together import absent, outdated, standing, whole

__all__ = [
    "Sentence", "absent", "contributions", "coverage", "growth", "half_year", "inclusion",
    "joined", "library", "life_cycle", "lights", "meetings", "missing_documents", "month_alone",
    "movement", "obstacles", "outdated", "outlook", "pace", "plain_text", "progress", "proposal", "replacement",
    "reserve", "reserve_papers", "say", "service", "standing", "starts", "supervision", "timing",
    "two_books", "whole",
]  # fmt: skip
