"""五、工作督查: coverage, problems handed on, what is late, and the lists that await approval."""

from __future__ import annotations

from briefing.sections.supervision.blocks import candidates, offices, overdue, scores, summary

__all__ = ["candidates", "offices", "overdue", "scores", "summary"]
