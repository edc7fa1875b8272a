"""三、项目储备: size, fields, papers, ripeness and changes of the reserve."""

from __future__ import annotations

from briefing.sections.reserve.blocks import (
    channels,
    funnel,
    moved,
    papers,
    summary,
    table,
    told_by_words,
)

__all__ = ["channels", "funnel", "moved", "papers", "summary", "table", "told_by_words"]
