"""一、项目进度: start rates, the ranking of units, unstarted projects, meetings."""

from __future__ import annotations

from briefing.sections.progress.blocks import (
    all_unstarted,
    completion,
    meetings,
    obstacles,
    ranking,
    summary,
    unstarted,
)

__all__ = [
    "all_unstarted",
    "completion",
    "meetings",
    "obstacles",
    "ranking",
    "summary",
    "unstarted",
]
