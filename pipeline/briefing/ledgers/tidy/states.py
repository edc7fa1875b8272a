"""A cell that says one of a dictionary's states goes in, or several of them; the states come out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.ledgers.tidy.cell_lists import parts
from briefing.ledgers.tidy.values import (
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
    from briefing.ledgers.dictionary import Column
    from briefing.workbooks.sheet import Cell

# 在建，路基完成80%
_SENTENCE = re.compile(r"([^,;。()]+)[,;。](.+)")
# A word that says that a thing is so; “正在申报” and “未开工” may well have a plan behind them.
_FACT = re.compile(
    r"(?!.*[未拟待])(?:已|.*(?:开工|复工|动工|竣工|完工|建成|投产|办结)$|[是√✓✔☑]$)"
)
_DENIAL = re.compile(r"未|停|缓")


def state(cell: Cell, column: Column, month: Month) -> str | None:
    """
    Read one of the dictionary's states; what stands in brackets behind it is a remark.

    A remark that says otherwise makes the cell unclear: 在建（停工）, or in May 开工（9月）.
    Raises Unclear.
    """
    if cell is None or (says_nothing(cell) and column.state(written(cell)) is None):
        return None
    folded = short(cell).rstrip("。.;,")
    if not folded:
        return None
    found = column.state(folded)
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
        words = "、".join(spellings[0] for spellings in column.values.values())
        message = f"应为{words}之一"
        raise Unclear(message)
    return found


def _contradicts(remark: str, main: str, found: str, column: Column, month: Month) -> bool:
    """Tell whether a remark says another state, or that what is said to be so is yet to come."""
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


def _says_otherwise(words: str, found: str, column: Column, month: Month) -> bool:
    """Tell whether what a cell goes on to say names another state, or what is yet to come."""
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


def states(cell: Cell, column: Column, month: Month) -> str | None:
    """Read several states in one cell: 土地征用、资金筹措 → land|funding."""
    if says_nothing(cell):
        return None
    whole = written(cell)
    refuse_failure(whole)
    found = {state(part, column, month) for part in parts(whole)}
    ordered = [entry for entry in column.values if entry in found]
    return "|".join(ordered) or None
