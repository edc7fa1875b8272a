"""六、形势研判: where the year may end, and what changed since last month."""

from __future__ import annotations

from briefing.sections.outlook.blocks import changes, changes_in_short, forecast

__all__ = ["changes", "changes_in_short", "forecast"]
