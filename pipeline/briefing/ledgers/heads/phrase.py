"""Cut the words of a head into parts that each say one thing, by one lexicon for all ledgers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from briefing.domain.units import fold
from briefing.ledgers.dictionary import lexicon

# Thousands of files have the same heads; so many results are cached.
MOST_KEPT = 1 << 14
# No head is longer; what is, explains.
LONGEST = 60
# 2020年, 2020年度; 1-5月, 2020年1月-5月, 05月份.
_YEAR = r"(?P<year>(?:19|20)\d\d)(?:年度|年|(?=[./-]?\d{1,2}月))?"
_SPAN = r"(?P<first>\d{1,2})月?(?:份)?-(?P<last>\d{1,2})月(?:份)?"
_MONTH = r"(?P<month>\d{1,2})月(?:份)?"
_BRACKET = r"\((?P<inside>[^()]*)\)"
# Its name in another language: 总投资 Total.
_LATIN = r"(?P<latin>[A-Za-z][A-Za-z.,&/'-]+)"


@dataclass(frozen=True)
class Part:
    """One part of a head: the *facet* that it sets, to which *value*; of months their numbers."""

    facet: str
    value: str
    words: str
    numbers: tuple[int, ...] = ()


@cache
def _meant_by() -> dict[str, tuple[str, str]]:
    return {
        fold(word): (facet, value)
        for facet, values in lexicon().items()
        for value, words in values.items()
        for word in words
    }


@cache
def _pattern() -> re.Pattern[str]:
    # The longest word first: an alternation takes the first that fits.
    words = "|".join(map(re.escape, sorted(_meant_by(), key=len, reverse=True)))
    return re.compile(
        f"(?P<word>{words})|{_YEAR}|{_SPAN}|{_MONTH}|{_BRACKET}|{_LATIN}|(?P<rest>.)", re.DOTALL
    )


@lru_cache(maxsize=MOST_KEPT)
def parts_of(phrase: str) -> tuple[Part, ...]:
    """
    Cut a folded phrase into its parts; what the lexicon does not know is a part of facet “rest”.

    What stands in brackets is a part of facet “aside”, to be read by itself.

    >>> [(part.facet, part.value) for part in parts_of("1-5月完成投资")]
    [('time', 'span'), ('aspect', 'actual'), ('thing', 'investment')]
    >>> [(part.facet, part.words) for part in parts_of("年度土石方")]
    [('time', '年度'), ('rest', '土石方')]
    """
    found: list[Part] = []
    for match in _pattern().finditer(phrase[:LONGEST]):
        part = _part(match)
        if part.facet == "rest" and found and found[-1].facet == "rest":
            part = Part("rest", "", found.pop().words + part.words)
        found.append(part)
    if len(phrase) > LONGEST:
        found.append(Part("rest", "", phrase[LONGEST:]))
    return tuple(found)


def _part(match: re.Match[str]) -> Part:
    words = match[0]
    if match["word"]:
        return Part(*_meant_by()[words], words)
    if match["year"]:
        return Part("time", "year", words, (int(match["year"]),))
    if match["last"]:
        return Part("time", "span", words, (int(match["first"]), int(match["last"])))
    if match["month"]:
        return Part("time", "month", words, (int(match["month"]),))
    if match["inside"] is not None:
        return Part("aside", "", match["inside"])
    return Part("aside" if match["latin"] else "rest", "", words)
