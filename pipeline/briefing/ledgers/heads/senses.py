"""Find the column of a ledger whose sense a head has, by the facets of its words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.ledgers.heads.meaning import FACETS, Meaning, adds_to, meaning_of
from briefing.ledgers.heads.phrase import MOST_KEPT, parts_of

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Ledger, LedgerColumn, Sense

_MEASURES = frozenset({"investment", "total_investment", "funds", "growth", "rank"})


def column_of(
    names: tuple[str, ...], own: Ledger, month: Month, *, is_assumed: bool, is_explained: bool
) -> tuple[str, int | None] | None:
    """
    Return the column that the folded levels of a head mean by all their words, and the month that
    they name.

    *is_assumed* allows the ledger's own thing where the head names none: 1-5月 alone is investment
    in a ledger of projects; *is_explained* allows explanations in brackets. A head with a word that
    nobody knows means nothing for sure; but a text stays one below a group in unknown words.
    """
    meaning, columns = meaning_of(names, month), own.columns
    if meaning.rest and not meaning_of(names[-1:], month).rest:
        columns = tuple(column for column in columns if column.type == "text")
        meaning = replace(meaning, rest=())
    if meaning.rest or meaning.is_altered or (meaning.is_explained and not is_explained):
        return None
    meaning = _assumed(meaning, own) if is_assumed else meaning
    keys = (column.key for column in columns if has_sense(meaning, column))
    return next(((key, meaning.period.month) for key in keys), None)


def has_sense(meaning: Meaning, column: LedgerColumn) -> bool:
    """Tell whether a meaning is one of a column's senses, in every facet."""
    return any(_fits(meaning, sense) for sense in column.means)


def _fits(meaning: Meaning, sense: Sense) -> bool:
    return meaning.period.kind in sense.period and all(
        getattr(meaning, facet) in getattr(sense, facet) for facet in FACETS
    )


def _assumed(meaning: Meaning, own: Ledger) -> Meaning:
    """Return a meaning with the ledger's own thing, where only a time or 完成 is said."""
    is_said = meaning.aspect == "actual" or meaning.period.kind in {"month", "year_to_date"}
    if meaning.thing or not own.assumes or not is_said:
        return meaning
    return replace(meaning, thing=own.assumes)


def leads_elsewhere(
    groups: tuple[str, ...], own: tuple[str, ...], month: Month, *, is_composed: bool
) -> bool:
    """
    Tell whether the groups above a head make its column another one than its *own* words say: of
    another year or month, of another indicator, or of a part, unless it is one itself. Of a column
    that *is_composed* of few words, whatever the groups say that it does not say itself makes
    another one, also in words that nobody knows.
    """
    meaning, said = meaning_of(groups, month), meaning_of(own, month)
    if is_composed:
        if (meaning.thing, said.thing) == ("investment", "total_investment"):
            # 投资情况 over 总投资 says no other thing.
            meaning = replace(meaning, thing="")
        return bool(meaning.rest) or meaning.is_altered or adds_to(meaning, said)
    return (
        meaning.period.kind in {"elsewhere", "to_another_year"}
        or meaning.period.month not in {None, month.number}
        or bool(meaning.part and not said.part)
        or meaning.indicator == "other"
    )


def would_have_sense(names: tuple[str, ...], column: LedgerColumn, month: Month) -> bool:
    """
    Tell whether a head would mean a column of the report month, if a word that nobody knows were
    left out. A single character may say the opposite (应, 欠), so with one it would not.
    """
    meaning = meaning_of(names, month)
    return (
        bool(meaning.thing and not meaning.is_altered)
        and meaning.period.month in {None, month.number}
        and all(len(words) > 1 for words in meaning.rest)
        and has_sense(replace(meaning, rest=()), column)
    )


def is_near(meaning: Meaning, column: LedgerColumn) -> bool:
    """Tell whether nothing that a head says speaks against a column; what it leaves unsaid may fit."""
    return any(
        meaning.period.kind in {"", *sense.period}
        and all(getattr(meaning, facet) in {"", *getattr(sense, facet)} for facet in FACETS)
        for sense in column.means
    )


@lru_cache(maxsize=MOST_KEPT)
def is_measure(phrase: str) -> bool:
    """
    Tell whether a folded phrase names an amount, a rate, a rank or an indicator in known words.

    >>> is_measure("1-5月完成投资"), is_measure("完成投资500万元的60%"), is_measure("已开工")
    (True, False, False)
    """
    said = parts_of(phrase)
    is_known = not any(part.facet in {"rest", "aside"} for part in said)
    return is_known and any(part.facet == "indicator" or part.value in _MEASURES for part in said)
