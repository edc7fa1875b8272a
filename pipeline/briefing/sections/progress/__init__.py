"""一、项目进度: start rates, ranking, unstarted projects and what meetings did for them."""

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
