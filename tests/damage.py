"""Damage files at random but reproducibly, to test that readers refuse them cleanly."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def damaged_markup(text: str, times: int = 2000) -> Iterator[str]:
    """Exchange, double and lose tags with what follows them."""
    chance = random.Random(1)
    pieces = text.split("<")
    for _ in range(times):
        damaged = list(pieces)
        start, place = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        damaged[place:place] = damaged[start : start + chance.choice([0, 1, 2, 6])]
        del damaged[start : start + chance.choice([0, 1, 2])]
        yield "<".join(damaged)
