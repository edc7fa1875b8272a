"""What became of one report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """Whether a report was made, was up to date, or failed."""

    BUILT = "built"
    CURRENT = "current"
    FAILED = "failed"


@dataclass(frozen=True, order=True)
class Outcome:
    """
    What became of a report, or of a whole group whose jobs could not be listed.

    *name* is what a clerk calls it, *line* why it failed: one line of Chinese.
    """

    name: str
    state: State
    line: str = ""
    exit_code: int = 0
    warnings: int = field(default=0, compare=False)
