"""Give access to the rows below a head that are not empty, by row or by column."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from briefing.ledgers.heads.table_head import AMOUNTS
from briefing.workbooks.sheet import Cell, Sheet, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.ledgers.heads.table_head import Head

# Types of columns that a band or a total may fill beside its title.
SUMMED = {"money", "count"}


class Body:
    """
    The rows of one table that are not empty, each at its position from 0.

    `indices` are their numbers in the sheet, from 0. Cells that are merged downwards take the value
    of the first one, 责任单位 for three rows; except amounts, of which there is only one.
    """

    def __init__(self, sheet: Sheet, head: Head, end: int) -> None:
        self._sheet = sheet
        self.merged = _merged_down(sheet, head)
        self._down: dict[int, dict[int, Cell]] = {}
        amounts = amount_columns(head)
        for (row, column), (top, left) in self.merged.items():
            if left not in amounts and left < len(sheet.rows[top]):
                self._down.setdefault(column, {})[row] = sheet.rows[top][left]
        columns = sorted({column.index for column in head.placed})
        self.indices = _filled_rows(sheet, columns, range(head.bottom + 1, end))

    def __len__(self) -> int:
        return len(self.indices)

    def position(self, index: int) -> int | None:
        """Return the position of a row of the sheet; None for one that is not in the table."""
        at = bisect_left(self.indices, index)
        return at if at < len(self.indices) and self.indices[at] == index else None

    def positions(self, indices: Iterable[int]) -> list[int]:
        """Return the positions of those rows of the sheet that are in the table."""
        return [at for index in indices if (at := self.position(index)) is not None]

    def is_filled_down(self, index: int, column: int) -> bool:
        """Tell whether a cell, by its row and column in the sheet, is filled from a merge."""
        return index in self._down.get(column, {})

    def row(self, at: int) -> Sequence[Cell]:
        """Return one row."""
        index = self.indices[at]
        cells = self._sheet.rows[index]
        down = {column: rows[index] for column, rows in self._down.items() if index in rows}
        if not down:
            return cells
        filled = [*cells, *[None] * (1 + max(down) - len(cells))]
        for column, cell in down.items():
            filled[column] = cell if is_empty(filled[column]) else filled[column]
        return filled

    def column(self, column: int) -> list[Cell]:
        """Return one column, a cell for each position."""
        whole = self._sheet.grid.column(column)
        cells = [whole[index] for index in self.indices]
        for row, cell in self._down.get(column, {}).items():
            if (at := self.position(row)) is not None and is_empty(cells[at]):
                cells[at] = cell
        return cells


def _filled_rows(sheet: Sheet, columns: Iterable[int], rows: range) -> list[int]:
    """Return the rows that are not empty; most are filled in the first of *columns*."""
    empty: Iterable[int] = rows
    for column in columns:
        cells = sheet.grid.column(column)
        empty = [row for row in empty if is_empty(cells[row])]
        if not empty:
            return list(rows)
    blank = {row for row in empty if all(is_empty(cell) for cell in sheet.rows[row])}
    return [row for row in rows if row not in blank] if blank else list(rows)


def amount_columns(head: Head) -> dict[int, str]:
    """Map the index of every column of amounts, also of other months, to its key."""
    types = {column.key: column.type for column in head.ledger.columns}
    every = (*head.placed, *(column for _, column in head.by_month))
    return {column.index: column.key for column in every if types[column.key] in AMOUNTS}


def _merged_down(sheet: Sheet, head: Head) -> dict[tuple[int, int], tuple[int, int]]:
    """Map each further cell of a merge that is one column wide to the merge's first cell."""
    return {
        (row, merge.left): (merge.top, merge.left)
        for merge in sheet.merges
        if merge.left == merge.right and merge.top > head.bottom
        for row in range(merge.top + 1, min(merge.bottom, len(sheet.rows) - 1) + 1)
    }
