"""Define a suspect: one mistake that may be the cause of several findings, and its repair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.domain.findings import Finding
    from briefing.ledgers.causes.books import Books


@dataclass(frozen=True)
class Suspect:
    """
    One mistake that a clerk may have made.

    `told` is one of the findings, or a new one at the place of the mistake. `repair` says in words
    what would mend it, `mended` does so in a copy of the books (None where there is nothing left
    to mend), and `others` are repairs that are as small. `ledgers` are those whose checks may
    change. `removes` were found when the cells were read, and go with the mistake. It is dropped
    where fewer findings than `least` are gone.
    """

    told: Finding
    repair: str
    mended: Callable[[Books], Books | None]
    ledgers: tuple[str, ...]
    others: tuple[str, ...] = ()
    removes: tuple[Finding, ...] = ()
    least: int = 1
