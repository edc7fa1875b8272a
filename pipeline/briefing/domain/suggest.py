"""A mistyped word and those that there are go in, the words that may have been meant come out."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 3
_LEAST_LIKENESS = 0.5


def suggestions(word: str, known: Iterable[str], most: int = _MOST) -> list[str]:
    """
    Return what may have been meant, the likeliest first: what holds the word, else what is like it.
    At most so many as *most*.

    >>> suggestions("zhasui", ["zhashui", "luochuan"]), suggestions("水厂", ["柞水县水厂", "公路"])
    (['zhashui'], ['柞水县水厂'])
    """
    candidates = {each.casefold(): each for each in known}
    wanted = word.casefold()
    inside = [each for folded, each in candidates.items() if wanted and wanted in folded]
    like = difflib.get_close_matches(wanted, candidates, n=most, cutoff=_LEAST_LIKENESS)
    return inside[:most] or [candidates[each] for each in like]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """
    Write it as the end of a message; nothing where nothing comes near.

    >>> did_you_mean("breifing", ["briefing", "dossier"]), did_you_mean("x", ["briefing"])
    ('，是不是 briefing？', '')
    """
    found = suggestions(word, known)
    return f"，是不是 {'、'.join(found)}？" if found else ""
