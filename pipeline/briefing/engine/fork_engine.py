"""
Name our engine to papermill, which finds it by an entry point: `papermill --engine briefing`.

Papermill loads its engines while it is itself being imported; so the engine, which is built on
papermill, is loaded when it is first used.
"""

from __future__ import annotations

from typing import Any


class _WhenUsed:
    """Stands for the engine, and passes on whatever it is asked for."""

    def __getattr__(self, name: str) -> Any:
        from briefing.engine import client

        return getattr(client.CellsEngine, name)


ForkEngine = _WhenUsed()
