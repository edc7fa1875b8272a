"""二、投资纳统: growth as the bureau returned it, inclusion, what is missing for it, the two books."""

from __future__ import annotations

from briefing.sections.inclusion.blocks import growth, summary, timetable, units, window

__all__ = ["growth", "summary", "timetable", "units", "window"]
