"""Read cells that hold one or several of the dictionary's states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.ledgers.tidy.cell_lists import parts
from briefing.ledgers.tidy.values import (
    MARKS_OF_NO,
    MARKS_OF_YES,
    PLANNED,
    Unclear,
    is_ahead,
    refuse_failure,
    remark_of,
    says_nothing,
    short,
    written,
)

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.workbooks.sheet import Cell

# 在建，路基完成80%
_SENTENCE = re.compile(r"([^,;。()]+)[,;。](.+)")
# A word that says that something is done; “正在申报” and “未开工” may be followed by a plan.
_FACT = re.compile(
    r"(?!.*[未拟待])(?:已|.*(?:开工|复工|动工|竣工|完工|建成|投产|办结)$|[是√✓✔☑]$)"
)
_DENIAL = re.compile(r"未|停|缓")


def state(cell: Cell, column: LedgerColumn, month: Month) -> str | None:
    """
    Read one of the dictionary's states; brackets after it hold a remark.

    A remark that contradicts the state makes the cell unclear: 在建（停工）, or in May 开工（9月）.
    Raises Unclear.
    """
    if cell is None or (says_nothing(cell) and column.state(written(cell)) is None):
        return None
    folded = short(cell).rstrip("。.;,")
    if not folded:
        return None
    found = column.state(folded) or _marked(folded, column)
    if found is None:
        main, remark = remark_of(folded, set())
        found = column.state(main)
        if found is not None and _contradicts(remark, main, found, column, month):
            found = None
    if found is None and (match := _SENTENCE.fullmatch(folded)):
        found = column.state(match[1])
        if found is not None and _says_otherwise(match[2], found, column, month):
            found = None
    if found is None:
        message = f"应为{'、'.join(column.state_labels)}之一"
        raise Unclear(message)
    return found


def _marked(folded: str, column: LedgerColumn) -> str | None:
    """Return the state that a mark means: a column that knows one tick knows all of them."""
    for marks in (MARKS_OF_YES, MARKS_OF_NO):
        if folded.upper() in marks:
            return next((state for mark in marks if (state := column.state(mark))), None)
    return None


def _contradicts(remark: str, main: str, found: str, column: LedgerColumn, month: Month) -> bool:
    """Tell whether a remark gives another state, or puts a done thing into the future."""
    if column.state(remark) not in {None, found}:
        return True
    denials = (
        fold(spelling)
        for state, spellings in column.values.items()
        for spelling in spellings
        if state != found and _DENIAL.search(spelling)
    )
    if any(denial in remark for denial in denials):
        return True
    return bool(_FACT.match(main)) and (bool(PLANNED.search(remark)) or is_ahead(remark, month))


def _says_otherwise(words: str, found: str, column: LedgerColumn, month: Month) -> bool:
    """Tell whether the rest of a cell names another state, or a plan."""
    others = (
        fold(spelling)
        for state, spellings in column.values.items()
        for spelling in spellings
        if state != found and len(spelling) > 1
    )
    return (
        any(other in words for other in others)
        or bool(PLANNED.search(words))
        or is_ahead(words, month)
    )


def states(cell: Cell, column: LedgerColumn, month: Month) -> str | None:
    """Read several states in one cell: 土地征用、资金筹措 → land|funding."""
    if says_nothing(cell):
        return None
    whole = written(cell)
    refuse_failure(whole)
    found = {state(part, column, month) for part in parts(whole)}
    ordered = [entry for entry in column.values if entry in found]
    return "|".join(ordered) or None
