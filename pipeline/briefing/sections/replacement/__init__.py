"""一、项目进度, the replacement: who cannot start in time, who takes the place, the list before and after."""

from __future__ import annotations

from briefing.sections.replacement.blocks import before_and_after, declared, proposal, summary

__all__ = ["before_and_after", "declared", "proposal", "summary"]
