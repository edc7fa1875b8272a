"""
How often a due month has been tried in vain: so that it is neither tried without end nor forgotten.

An attempt counts for what it was made of: new ledgers, rules or code are given a new chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.delivery import memory
from briefing.domain.errors import BriefingError, LedgersRefused, UsageError

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.settings.paths import CountyFolder

NAME = "attempts"
# What the same ledgers and rules would only meet with again.
_CERTAIN = {LedgersRefused.exit_code, UsageError.exit_code}


@dataclass(frozen=True)
class Attempt:
    """What became of the last attempt at a month, and how many there were with the same files."""

    made_of: str
    count: int = 0
    # That of a run which ended without saying how.
    exit_code: int = BriefingError.exit_code
    # Whether those who answer for failures have been told of this one.
    is_told: bool = False

    def is_spent(self, made_of: str, most: int) -> bool:
        """Tell whether another attempt with these files is not worth it."""
        enough = 1 if self.exit_code in _CERTAIN else most
        return self.made_of == made_of and self.count >= enough


def load(folder: CountyFolder) -> dict[str, Attempt]:
    """Return the failed attempts of a county, by month."""
    return {month: Attempt(**entry) for month, entry in memory.load(folder, NAME).items()}


def note(folder: CountyFolder, month: Month, attempt: Attempt) -> None:
    """Keep what became of a month."""
    kept = memory.load(folder, NAME)
    memory.save(folder, NAME, kept | {str(month): vars(attempt).copy()})


def forget(folder: CountyFolder, month: Month) -> None:
    """Drop what became of a month, once it is published."""
    kept = memory.load(folder, NAME)
    if kept.pop(str(month), None) is not None:
        memory.save(folder, NAME, kept)


def begin(folder: CountyFolder, month: Month, made_of: str) -> Attempt:
    """Count an attempt before it is made: one that takes the machine down counts as well."""
    former = load(folder).get(str(month))
    again = former if former and former.made_of == made_of else Attempt(made_of)
    attempt = Attempt(made_of, again.count + 1, is_told=again.is_told)
    note(folder, month, attempt)
    return attempt
