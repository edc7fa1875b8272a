"""五、工作督查: inspections, transferred problems, scores, and the lists that await approval."""

from __future__ import annotations

from briefing.sections.supervision.blocks import candidates, offices, overdue, scores, summary

__all__ = ["candidates", "offices", "overdue", "scores", "summary"]
