"""Understand how people name ledgers, columns and cells: 《重点项目进展月报表》, 年度任务, K9."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.domain.suggest import suggestions
from briefing.domain.units import fold
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.columns import column_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Ledger

_QUOTES = re.compile("[《》“”\"'*]")
CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def ledger_id(words: str) -> str:
    """Return the id of the ledger that is meant, by its id or its name. Raises ValueError."""
    names = {entry.id: entry.id for entry in all_ledgers()}
    names |= {_plain(entry.name): entry.id for entry in all_ledgers()}
    if found := names.get(words) or names.get(_plain(words)):
        return found
    known = [entry.name for entry in all_ledgers()]
    message = f"没有台账“{words}”，{_near(words, [*known, *names])}可用的台账：{'、'.join(known)}"
    raise ValueError(message)


def column_key(words: str, own: Ledger, month: Month) -> str:
    """
    Return the key of the column that is meant: by its key, its name, or any header that a ledger of
    that month may have for it. Raises ValueError.
    """
    known = {column.key: column for column in own.columns if column.type != "private"}
    if words in known:
        return words
    plain = _plain(words)
    labels = {_plain(column.label): key for key, column in known.items()}
    found = labels.get(plain) or column_named(plain, own, month)
    if found in known:
        return found
    names = [column.label for column in known.values()]
    spellings = [header for column in known.values() for header in column.headers]
    near = _near(words, [*names, *spellings])
    message = f"《{own.name}》没有“{words}”列，{near}可用的列：{'、'.join(names)}"
    raise ValueError(message)


def cell_address(words: str) -> str:
    """
    Return a cell's address as spreadsheets write it. Raises ValueError.

    >>> cell_address("ｋ9"), cell_address("$AB$12")
    ('K9', 'AB12')
    """
    match = CELL.fullmatch(fold(words).upper())
    if match is None:
        message = f"“{words}”不是单元格，应写作 K9（列号在前，行号在后）"
        raise ValueError(message)
    return match[1] + match[2]


def _plain(words: str) -> str:
    return _QUOTES.sub("", fold(words))


def _near(words: str, known: Iterable[str]) -> str:
    found = suggestions(words, dict.fromkeys(known))
    return f"是否想写“{'”“'.join(found)}”？" if found else ""
