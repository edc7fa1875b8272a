"""一、项目进度, 替换程序: projects that cannot start in time, their replacements, the lists compared."""

from __future__ import annotations

from briefing.sections.replacement.blocks import before_and_after, declared, proposal, summary

__all__ = ["before_and_after", "declared", "proposal", "summary"]
