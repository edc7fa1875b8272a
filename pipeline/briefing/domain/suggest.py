"""Suggest the known words that a mistyped word may have meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 3
_LEAST_LIKENESS = 0.5


def suggestions(word: str, known: Iterable[str], most: int = _MOST) -> list[str]:
    """
    Return at most *most* known words, the likeliest first: those that contain *word*, else those
    that resemble it.

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
    Return the suggestions as the end of a message; an empty text where there are none.

    >>> did_you_mean("breifing", ["briefing", "dossier"]), did_you_mean("x", ["briefing"])
    ('，是不是 briefing？', '')
    """
    found = suggestions(word, known)
    return f"，是不是 {'、'.join(found)}？" if found else ""
