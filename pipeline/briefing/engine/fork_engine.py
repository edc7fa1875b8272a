"""
The entry point at which papermill finds our engine: `papermill --engine briefing`.

Papermill loads its engines while it is itself being imported, so our engine, which is built on
papermill, is imported when it is first used.
"""

from __future__ import annotations

from typing import Any


class _WhenUsed:
    """Takes the place of the engine, which it imports when an attribute is looked up."""

    def __getattr__(self, name: str) -> Any:
        from briefing.engine import client

        return getattr(client.CellsEngine, name)


ForkEngine = _WhenUsed()
