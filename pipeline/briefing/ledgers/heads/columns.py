"""Find which column of a ledger each header means: by the facets of its words, or by its spelling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.ledgers.dictionary import ledger
from briefing.ledgers.heads.column_header import ColumnHeader
from briefing.ledgers.heads.meaning import meaning_of
from briefing.ledgers.heads.senses import column_of, leads_elsewhere
from briefing.ledgers.heads.spelling import MOST_KEPT, VAGUE, WHOLES, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Ledger

# Types of columns that hold words, and those that hold one of a few words.
OF_WORDS = {"text", "name", "unit", "town", "list", "problems", "private"}
OF_CHOICE = {"state", "states", "yes_no", "presence", "permit"}
# Lower headers that mean the column of the header above, and its type: 小计 of an amount, the 姓名
# of a leader beside his 职务.
_OF_PARENT = dict.fromkeys(WHOLES | VAGUE, "money") | {"姓名": "presence"}
# Where the dictionary lists no spelling of a header, its facets say what it is.
_UNLISTED = 1 << 16


@dataclass(frozen=True)
class Reading:
    """
    The column that a header means, and the month that it names, None for the report's.

    `order` is the place of its spelling in the dictionary: of two columns of words, the first
    is read.
    """

    key: str
    month: int | None = None
    order: int = _UNLISTED


def readings(
    headers: Sequence[ColumnHeader], own: Ledger, month: Month
) -> list[tuple[ColumnHeader, Reading | None]]:
    """
    Return each header with what it means in a ledger; None where it means no column of it.

    A header with an explanation means the bare one, unless the bare one is there too.
    """
    strictly = [_read(each, own, month) for each in headers]
    found = {reading.key for reading in strictly if reading}
    meant = []
    for each, reading in zip(headers, strictly, strict=True):
        loosely = reading or _read(each, own, month, is_explained=True)
        if loosely and not reading:
            column = own.column(loosely.key)
            is_exact = bool(column.means) or column.type not in OF_WORDS | OF_CHOICE
            is_altered = is_exact and meaning_of(each.names, month).is_altered
            if loosely.key in found or is_altered:
                loosely = None
        meant.append((each, loosely))
    return meant


def column_named(words: str, own: Ledger, month: Month) -> str | None:
    """Return the column that folded words in a text mean: 年度计划投资 of 年度计划投资500万元."""
    ((_, found),) = readings([ColumnHeader(0, [words])], own, month)
    return found.key if found and found.month is None else None


def _read(
    header: ColumnHeader, own: Ledger, month: Month, *, is_explained: bool = False
) -> Reading | None:
    """
    Return what a header means, with or without its explanations; an amount in another unit than
    money, 1-5月完成投资（%）, means nothing.
    """
    found = _meant(header.names, own.id, month, not header.is_orphan)
    if is_explained:
        bare = header.unexplained
        found = _meant_loosely(header.names, bare, own.id, month, not header.is_orphan)
    is_money = found and own.column(found.key).type == "money"
    return None if is_money and header.is_no_money else found


@lru_cache(maxsize=MOST_KEPT)
def _meant(
    names: tuple[str, ...], ledger_id: str, month: Month, is_assumed: bool
) -> Reading | None:
    own = ledger(ledger_id)
    return _listed(names, own, month) or _composed(names, own, month, is_assumed, False)


@lru_cache(maxsize=MOST_KEPT)
def _meant_loosely(
    names: tuple[str, ...],
    bare: tuple[str, ...],
    ledger_id: str,
    month: Month,
    is_assumed: bool,
) -> Reading | None:
    """Return what *names* mean but for their explanations; *bare* are the names without them."""
    own = ledger(ledger_id)
    listed = _listed(bare, own, month)
    return listed or _composed(names, own, month, is_assumed, True)


def _composed(
    names: tuple[str, ...], own: Ledger, month: Month, is_assumed: bool, is_explained: bool
) -> Reading | None:
    found = column_of(names, own, month, is_assumed=is_assumed, is_explained=is_explained)
    if found is None:
        return None
    key, named = found
    return Reading(key, None if named == month.number else named)


def _listed(names: tuple[str, ...], own: Ledger, month: Month) -> Reading | None:
    """Return the column that the dictionary lists a header for, or the one above it for its 小计."""
    if not names:
        return None
    if found := _spelled(names, own, month):
        return found
    kind = _OF_PARENT.get(names[-1]) if len(names) > 1 else None
    found = _spelled(names[:-1], own, month) if kind else None
    is_of_kind = found and own.column(found.key).type == kind and not own.column(found.key).means
    return found if is_of_kind else None


def _spelled(names: tuple[str, ...], own: Ledger, month: Month) -> Reading | None:
    """
    Return the column that the dictionary lists the levels of a header for.

    They are listed by their last levels, unless the groups above these lead elsewhere: 增速 below
    another indicator is another growth.
    """
    spellings = own.spellings(month.number, month.year)
    found = spelled(names, spellings, month)
    if found is None:
        return None
    key, groups = spellings[found], names[: len(names) - found.count("/") - 1]
    own_words = names[len(groups) :]
    is_composed = bool(own.column(key).means)
    if is_composed and meaning_of(own_words, month) != meaning_of((*found.split("/"),), month):
        # The year that was left out is what it says: 2020年 over 投资额, not over 年度任务.
        return None
    if groups and leads_elsewhere(groups, own_words, month, is_composed=is_composed):
        return None
    return Reading(key, order=list(spellings).index(found))
