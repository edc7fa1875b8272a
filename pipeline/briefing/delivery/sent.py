"""
Record what was sent of a month, and to whom, so that each edition reaches each recipient once.

Hashes stand for addresses. The record is written before a letter is sent and after it was taken; if
a run is killed in between, the next sends it again, under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from briefing.delivery import memory
from briefing.delivery.memory import digest
from briefing.domain.months import Month
from briefing.settings.paths import CountyFolder

TAKEN, REFUSED, SENDING, WAITING = "taken", "refused", "sending", "waiting"


@dataclass
class Record:
    """One month's record."""

    # The edition that was published before editions were to be sent; None where none is to be sent.
    since: str | None = None
    # By edition and hash of a recipient: its state, and how many runs have tried.
    editions: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def is_wanted(self, edition: str) -> bool:
        """Tell whether an edition was published after editions were to be sent."""
        return self.since is not None and edition not in {"", self.since}

    def has(self, edition: str, place: str) -> bool:
        """Tell whether a recipient has an edition."""
        return bool(self._entry(edition, place)["state"] == TAKEN)

    def is_given_up(self, edition: str, place: str, most: int) -> bool:
        """Tell whether so many runs have failed to reach a recipient."""
        entry = self._entry(edition, place)
        return bool(entry["state"] != TAKEN and entry["runs"] >= most)

    def note(self, edition: str, places: Iterable[str], state: str) -> None:
        """Note the state of an edition for some recipients; one that is being sent counts a run."""
        for place in places:
            runs = self._entry(edition, place)["runs"] + (state == SENDING)
            entries = self.editions.setdefault(edition, {})
            entries[digest(place)] = {"state": state, "runs": runs}

    def forget(self, edition: str) -> None:
        """Let an edition be sent again to all."""
        self.editions.pop(edition, None)

    def _entry(self, edition: str, place: str) -> dict[str, Any]:
        return self.editions.get(edition, {}).get(digest(place), {"state": WAITING, "runs": 0})


def load(folder: CountyFolder, month: Month) -> Record:
    """Return a month's record."""
    return Record(**memory.load(folder, name(month)))


def save(folder: CountyFolder, month: Month, record: Record) -> None:
    """Keep a month's record."""
    memory.save(folder, name(month), asdict(record))


def name(month: Month) -> str:
    """Return the name of a month's record in the memory folder."""
    return f"delivered-{month}"
