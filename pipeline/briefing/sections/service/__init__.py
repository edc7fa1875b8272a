"""四、项目服务: 六个一, 限时办结, and the stages of the projects' life cycle."""

from __future__ import annotations

from briefing.sections.service.blocks import offices, staying, summary

__all__ = ["offices", "staying", "summary"]
