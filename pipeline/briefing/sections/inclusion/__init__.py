"""二、投资纳统: the bureau's growth, inclusion and the papers it lacks, the two books."""

from __future__ import annotations

from briefing.sections.inclusion.blocks import growth, summary, timetable, units, window

__all__ = ["growth", "summary", "timetable", "units", "window"]
