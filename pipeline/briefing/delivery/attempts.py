"""
Count the failed attempts at a due month, so that it is neither tried without end nor forgotten.

Attempts are counted for the same files only: new ledgers, rules or code start a new count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefing.delivery import memory
from briefing.domain.errors import BriefingError, LedgersRefused, UsageError
from briefing.domain.months import Month
from briefing.settings.paths import CountyFolder

NAME = "attempts"
# Errors that the same ledgers and rules would only cause again.
_CERTAIN = {LedgersRefused.exit_code, UsageError.exit_code}


@dataclass(frozen=True)
class Attempt:
    """The last attempt at a month, and how many there were with the same files."""

    made_of: str
    count: int = 0
    # This is kept where a run ended without an exit code.
    exit_code: int = BriefingError.exit_code
    # Whether a mail has told of this failure.
    is_told: bool = False

    def is_spent(self, made_of: str, most: int) -> bool:
        """Tell whether no other attempt with these files should be made."""
        enough = 1 if self.exit_code in _CERTAIN else most
        return self.made_of == made_of and self.count >= enough


def load(folder: CountyFolder) -> dict[str, Attempt]:
    """Return the failed attempts of a county, by month."""
    return {month: Attempt(**entry) for month, entry in memory.load(folder, NAME).items()}


def note(folder: CountyFolder, month: Month, attempt: Attempt) -> None:
    """Keep the last attempt at a month."""
    kept = memory.load(folder, NAME)
    memory.save(folder, NAME, kept | {str(month): vars(attempt).copy()})


def forget(folder: CountyFolder, month: Month) -> None:
    """Remove the attempts at a month, once it is published."""
    kept = memory.load(folder, NAME)
    if kept.pop(str(month), None) is not None:
        memory.save(folder, NAME, kept)


def begin(folder: CountyFolder, month: Month, made_of: str) -> Attempt:
    """Count an attempt before it is made, so that one that crashes the machine counts as well."""
    former = load(folder).get(str(month))
    again = former if former and former.made_of == made_of else Attempt(made_of)
    attempt = Attempt(made_of, again.count + 1, is_told=again.is_told)
    note(folder, month, attempt)
    return attempt


def note_told(folder: CountyFolder, month: Month) -> None:
    """Note that a mail has told of a month's failure."""
    note(folder, month, replace(load(folder).get(str(month)) or Attempt(""), is_told=True))
