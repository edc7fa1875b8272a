"""How long a notebook may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds that one cell, and the whole run, may take."""

    cell: int = 120
    run: int = 600
