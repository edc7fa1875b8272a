"""How long a notebook may take, and how much."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds that one cell, and the whole run, may take; memory, in MiB, beside what all share."""

    cell: int = 120
    run: int = 600
    memory: int = 4096
