"""
What has been sent of a month, and to whom: so that each edition reaches each recipient once.

What is remembered are hashes instead of addresses. It is written before a letter goes and after it was
taken; a run that dies in between sends it again, under the same Message-ID.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.delivery import memory
from briefing.delivery.memory import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.domain.months import Month
    from briefing.settings.paths import CountyFolder

TAKEN, REFUSED, SENDING, WAITING = "taken", "refused", "sending", "waiting"


@dataclass
class Record:
    """One month's: the edition that was there before anything was to be sent, and each one since."""

    # None where nobody has asked yet that editions be sent.
    since: str | None = None
    # Edition → where it goes, as a hash → its state, and how many runs have tried.
    editions: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def is_wanted(self, edition: str) -> bool:
        """Tell whether an edition came after it was asked that editions be sent."""
        return self.since is not None and edition not in {"", self.since}

    def has(self, edition: str, place: str) -> bool:
        """Tell whether a place has an edition."""
        return bool(self._entry(edition, place)["state"] == TAKEN)

    def is_given_up(self, edition: str, place: str, most: int) -> bool:
        """Tell whether so many runs have tried a place in vain."""
        entry = self._entry(edition, place)
        return bool(entry["state"] != TAKEN and entry["runs"] >= most)

    def begin(self, edition: str, places: Iterable[str]) -> None:
        """Note, before it is done, that an edition is being sent."""
        for place in places:
            runs = self._entry(edition, place)["runs"]
            self._put(edition, place, {"state": SENDING, "runs": runs + 1})

    def end(self, edition: str, places: Iterable[str], state: str) -> None:
        """Note what became of it."""
        for place in places:
            self._put(edition, place, {**self._entry(edition, place), "state": state})

    def forget(self, edition: str) -> None:
        """Let an edition be sent again to all."""
        self.editions.pop(edition, None)

    def _entry(self, edition: str, place: str) -> dict[str, Any]:
        return self.editions.get(edition, {}).get(digest(place), {"state": WAITING, "runs": 0})

    def _put(self, edition: str, place: str, entry: dict[str, Any]) -> None:
        self.editions.setdefault(edition, {})[digest(place)] = entry


def load(folder: CountyFolder, month: Month) -> Record:
    """Return a month's record."""
    return Record(**memory.load(folder, name(month)))


def save(folder: CountyFolder, month: Month, record: Record) -> None:
    """Keep a month's record."""
    memory.save(folder, name(month), asdict(record))


def name(month: Month) -> str:
    """Return what a month's record is called there."""
    return f"delivered-{month}"
