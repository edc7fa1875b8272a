"""Find the unread headers that may mean a column which a head lacks: never another measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from briefing.domain.units import fold
from briefing.ledgers.heads.meaning import Meaning, meaning_of
from briefing.ledgers.heads.senses import is_near, would_have_sense
from briefing.workbooks.sheet import letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.ledgers.heads.column_header import ColumnHeader
    from briefing.ledgers.heads.table_head import Head

# Likeness, of 100, from which an unread header is suggested for a missing one.
NEAR = 60
VERY_NEAR = 80
MOST_NEAR = 3
# So many columns are told of each kind, where none is like the missing one.
MOST_SEEN = 4
# Lower headers that only say what the header above is: 责任单位 over 单位名称, 负责人.
_OF_GROUP = frozenset({"单位名称", "名称", "单位", "全称", "单位全称", "部门"})


def near(head: Head, column: LedgerColumn) -> list[str]:
    """Return the unread headers that may mean a missing column, the likeliest first."""
    likeness = {each.index: _likeness(head, each, column, NEAR) for each in head.unread}
    likely = sorted(
        (each for each in head.unread if likeness[each.index]),
        key=lambda each: (-likeness[each.index], each.index),
    )
    return [f"“{each.written}”（{letter(each.index)}列）" for each in likely[:MOST_NEAR]]


def seen(head: Head, column: LedgerColumn) -> str:
    """Tell what the columns of a missing one's kind were taken for, and which were not understood."""
    ledger = head.ledger
    taken = [
        f"{letter(each.index)}列是{ledger.column(each.key).label}"
        for each in head.placed
        if ledger.column(each.key).type == column.type
    ]
    unread = [f"{letter(each.index)}列“{each.written}”" for each in head.unread]
    left = f"没有用的有{'、'.join(unread[:MOST_SEEN])}" if unread else ""
    return "；".join(filter(None, ["、".join(taken[:MOST_SEEN]), left]))


def misspelt(head: Head) -> Iterator[tuple[ColumnHeader, LedgerColumn]]:
    """Return the unread headers that nearly equal an optional column which the head lacks."""
    absent = [
        column
        for column in head.ledger.columns
        if column.key not in head.keys and column not in head.missing
    ]
    for each in head.unread:
        likeness = {
            column.key: _likeness(head, each, column, VERY_NEAR) for column in reversed(absent)
        }
        best = max(reversed(absent), key=lambda column: likeness[column.key], default=None)
        if best and likeness[best.key]:
            yield each, best


def _likeness(head: Head, header: ColumnHeader, column: LedgerColumn, least: float) -> float:
    """
    Return how like a header is to a column, of 100; 0 where it is less than *least*, or surely
    something else.

    What is composed of few words is like a column only if it measures the same, of the same period,
    planned or done, and only a word more is unknown, or one character is wrong.
    """
    if not header.names or (column.type == "money" and header.is_no_money):
        return 0
    spellings = [fold(word) for word in (column.label, *column.headers)]
    meaning = meaning_of(header.names, head.month)
    if column.means:
        if would_have_sense(header.names, column, head.month):
            return 100
        is_of_month = meaning.period.month in {None, head.month.number}
        is_open = bool(meaning.rest) and is_of_month and is_near(meaning, column)
        best = max(fuzz.ratio("".join(header.names), spelling) for spelling in spellings)
        return best if is_open and best >= VERY_NEAR else 0
    if meaning != Meaning(rest=meaning.rest) and not meaning.rest:
        return 0
    words = header.names[-1]
    if words in _OF_GROUP and len(header.names) > 1:
        words = header.names[-2]
    best = max(
        100.0 if words.endswith(spelling) and len(spelling) > 2 else fuzz.ratio(words, spelling)
        for spelling in spellings
    )
    return best if best >= least else 0
