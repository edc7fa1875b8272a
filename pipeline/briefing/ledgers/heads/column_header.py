"""Read the header of each column from the rows of a head, level by level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.domain.units import counts_otherwise, money_unit
from briefing.ledgers.heads.spelling import levels_of, unexplained
from briefing.workbooks.sheet import Cell, Sheet, as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class ColumnHeader:
    """The header of one column: its levels from top to bottom, as written."""

    index: int
    levels: list[str]
    # Whether the cell above it is blank, though other columns have a group there.
    is_orphan: bool = False

    @cached_property
    def written(self) -> str:
        """All levels in one line."""
        return " ".join(" ".join(level.split()) for level in self.levels)

    @cached_property
    def unit(self) -> str | None:
        """The unit of money that the levels name, the lowest first."""
        return next((unit for level in reversed(self.levels) if (unit := money_unit(level))), None)

    @cached_property
    def is_no_money(self) -> bool:
        """Whether the header says that it counts something else."""
        return any(map(counts_otherwise, self.levels))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The folded levels."""
        return tuple(levels_of(self.levels))

    @cached_property
    def unexplained(self) -> tuple[str, ...]:
        """The folded levels without their explanations."""
        return tuple(levels_of([unexplained(level) for level in self.levels]))


def headers_of(
    sheet: Sheet, filled: dict[tuple[int, int], Cell], top: int, bottom: int
) -> list[ColumnHeader]:
    """Return the header of each column in the rows *top* to *bottom*, except columns without one."""
    found = (
        ColumnHeader(index, _levels(sheet, filled, top, bottom, index))
        for index in range(sheet.width)
    )
    headers = [header for header in found if header.levels]
    if not any(len(header.levels) > 1 for header in headers):
        return headers

    def is_orphan(header: ColumnHeader) -> bool:
        above = sheet.rows[top]
        has_own = _has(above, header.index) or not is_empty(filled.get((top, header.index)))
        return not has_own and len(header.levels) == 1

    return [replace(header, is_orphan=is_orphan(header)) for header in headers]


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
