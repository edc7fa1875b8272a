"""Read the header of each column from the rows of a head, and find which column it means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from briefing.domain.units import counts_otherwise, money_unit
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.heads.spelling import (
    MOST_KEPT,
    VAGUE,
    WHOLES,
    changes_amount,
    levels_of,
    spelled,
    unexplained,
)
from briefing.workbooks.sheet import Cell, Sheet, as_text, is_empty

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


@dataclass(frozen=True)
class ColumnHeader:
    """The header of one column: its levels from top to bottom, as written."""

    index: int
    levels: list[str]

    @property
    def written(self) -> str:
        """All levels in one line."""
        return " ".join(" ".join(level.split()) for level in self.levels)

    @property
    def unit(self) -> str | None:
        """The unit of money that the levels name, the lowest first."""
        return next((unit for level in reversed(self.levels) if (unit := money_unit(level))), None)

    @property
    def is_no_money(self) -> bool:
        """Whether the header says that it counts something else."""
        return any(map(counts_otherwise, self.levels))

    @cached_property
    def names(self) -> list[str]:
        """The folded levels."""
        return levels_of(self.levels)

    @cached_property
    def unexplained(self) -> list[str]:
        """The folded levels without their explanations."""
        return levels_of([unexplained(level) for level in self.levels])


def headers_of(
    sheet: Sheet, filled: dict[tuple[int, int], Cell], top: int, bottom: int
) -> list[ColumnHeader]:
    """Return the header of each column in the rows *top* to *bottom*, except columns without one."""
    found = (
        ColumnHeader(index, _levels(sheet, filled, top, bottom, index))
        for index in range(sheet.width)
    )
    return [header for header in found if header.levels]


def spellings_of(
    headers: Sequence[ColumnHeader], ledger: Ledger, month: Month
) -> list[tuple[ColumnHeader, str | None]]:
    """
    Return each header with the dictionary's spelling that it means. A header with an explanation
    means the bare one, unless the bare one is there too.
    """
    spellings = ledger.spellings(month.number, month.year)
    strictly = [_spelling(each, each.names, ledger, month) for each in headers]
    found = {spellings[spelling] for spelling in strictly if spelling}
    meant = []
    for each, spelling in zip(headers, strictly, strict=True):
        loosely = spelling or _spelling(each, each.unexplained, ledger, month)
        if loosely and not spelling:
            key = spellings[loosely]
            is_exact = ledger.column(key).type not in OF_WORDS | OF_CHOICE
            if key in found or (is_exact and any(map(changes_amount, each.levels))):
                loosely = None
        meant.append((each, loosely))
    return meant


def _spelling(
    header: ColumnHeader, names: Sequence[str], ledger: Ledger, month: Month
) -> str | None:
    """Return the dictionary's spelling of a header, or of the one above it for 小计 and the like."""
    spellings = ledger.spellings(month.number, month.year)
    found = _known(tuple(names), ledger.id, month)
    kind = _OF_PARENT.get(names[-1]) if len(names) > 1 else None
    if found is None and kind:
        found = _known(tuple(names[:-1]), ledger.id, month)
        if found and ledger.column(spellings[found]).type != kind:
            return None
    # 1-5月完成投资（%） is a share, not an amount.
    is_money = found and ledger.column(spellings[found]).type == "money"
    return None if is_money and header.is_no_money else found


@lru_cache(maxsize=MOST_KEPT)
def _known(names: tuple[str, ...], ledger_id: str, month: Month) -> str | None:
    return spelled(names, ledger(ledger_id).spellings(month.number, month.year), month)


def _has(cells: Sequence[Cell], index: int) -> bool:
    return index < len(cells) and not is_empty(cells[index])


def _levels(
    sheet: Sheet, filled: dict[tuple[int, int], Cell], top: int, bottom: int, index: int
) -> list[str]:
    """Return the headers above one column from top to bottom, without repetitions."""
    levels: list[str] = []
    start = 0
    for row in range(top, bottom + 1):
        cells = sheet.rows[row]
        cell = cells[index] if index < len(cells) else None
        cell = filled.get((row, index)) if is_empty(cell) else cell
        if is_empty(cell) and row < bottom and not filled:
            # A text table has no merges: a level extends to the right as far as the level above it.
            start = max((at for at in range(start, index) if _has(cells, at)), default=start)
            has_leaf = any(_has(lower, index) for lower in sheet.rows[row + 1 : bottom + 1])
            cell = cells[start] if start < len(cells) and has_leaf else None
        elif not is_empty(cell):
            start = index
        text = as_text(cell).strip()
        if text and (not levels or levels[-1] != text):
            levels.append(text)
    return levels
