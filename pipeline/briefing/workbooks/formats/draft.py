"""Make sheets of cells and rows that come with their places, within the limits of one file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.workbooks.faults import empty, not_a_table, only_drawn, too_large
from briefing.workbooks.grid import Grid, blocks_of
from briefing.workbooks.sheet import Book, Cell, Mark, Merge, Remark, Sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

MOST_ROWS = 1 << 20
MOST_COLUMNS = 1 << 14
# How many empty places may lie around each cell that the limit allows: rows are kept as lists.
_PLACES_PER_CELL = 10
_PLACES_PER_ROW = 8
# Fewer rows are laid one by one: a block has its price.
_LEAST_LAID = 100
# Of what lies over or behind cells: more is not listed, and a longer text is cut.
_MOST_MARKS, _MOST_WORDS = 1000, 500
_ZEROS = {"0%", "0万元", "0亿元", "0元"}


@dataclass
class Budget:
    """How many cells, and places for cells, one file may still fill."""

    limit: int
    cells: int = 0
    places: int = 0

    def afford(self, cells: int) -> None:
        """Raise Unreadable where so many cells would be too many."""
        if self.cells + cells > self.limit:
            most = f"{self.limit}个"
            found = f"单元格超过{most}"
            raise too_large(found, most, "cells")

    def take(self, cells: int) -> None:
        """Count cells that are about to be filled. Raises Unreadable."""
        self.afford(cells)
        self.cells += cells

    def span(self, rows: int, places: int) -> None:
        """Count rows, and the places in them, filled or empty. Raises Unreadable."""
        self.places += rows * _PLACES_PER_ROW + places
        if self.places > self.limit * _PLACES_PER_CELL:
            most = f"{self.limit * _PLACES_PER_CELL}格"
            found = f"有内容的区域连同其中空格超过{most}"
            raise too_large(found, most, "cells")


@dataclass
class Draft:
    """A sheet in the making."""

    name: str
    budget: Budget
    is_hidden: bool = False
    # The rows that are open to be written into; the first ones of a long sheet are laid for good.
    rows: list[list[Cell]] = field(default_factory=list)
    laid: Grid = field(default_factory=Grid)
    is_reopened: bool = False
    merges: list[Merge] = field(default_factory=list)
    # First and last of each run; a run may reach the end of the sheet.
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)
    partly_struck: set[tuple[int, int]] = field(default_factory=set)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    # Cells that are written in the colour of their ground.
    unseen: set[tuple[int, int]] = field(default_factory=set)
    # Whether the sheet shows nothing where a cell holds 0.
    hides_zeros: bool = False
    marks: list[Mark] = field(default_factory=list)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Place a cell; an empty one takes no place. Raises Unreadable."""
        if cell is None or cell == "":
            return
        if not (0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS):
            most = f"{MOST_ROWS}行、{MOST_COLUMNS}列"
            found = f"表格超出{most}"
            raise too_large(found, most, "cells")
        self.budget.take(1)
        self._reopen()
        if row >= len(self.rows):
            self.budget.span(row + 1 - len(self.rows), 0)
            self.rows.extend([] for _ in range(len(self.rows), row + 1))
        places = self.rows[row]
        if column >= len(places):
            self.budget.span(0, column + 1 - len(places))
            places.extend([None] * (column + 1 - len(places)))
        places[column] = cell

    def lay(self, index: int, row: list[Cell]) -> None:
        """Lay a row in the place *index*, over what stands there already. Raises Unreadable."""
        while row and row[-1] is None:
            row.pop()
        if not row:
            return
        if index < len(self.laid):
            self._reopen()
        rows = self.rows
        index -= len(self.laid)
        gap = index - len(rows)
        self.budget.take(len(row) - row.count(None))
        self.budget.span(1 + max(gap, 0), len(row))
        if gap >= 0:
            rows.extend([] for _ in range(gap))
            rows.append(row)
        else:
            # Programs in a hurry write one twice.
            there = rows[index]
            there += [None] * (len(row) - len(there))
            for column, cell in enumerate(row):
                there[column] = there[column] if cell is None else cell

    def lay_all(self, indices: list[int], columns: list[list[Cell]]) -> None:
        """Lay many rows, given by their columns, in the places *indices*. Raises Unreadable."""
        start = len(self.laid) + len(self.rows)
        is_short = len(indices) < _LEAST_LAID
        if is_short or self.is_reopened or indices != list(range(start, start + len(indices))):
            for index, row in zip(indices, zip(*columns, strict=True), strict=True):
                self.lay(index, list(row))
            return
        block = _trimmed(columns)
        if block:
            self.budget.take(sum(len(cells) - cells.count(None) for cells in block))
            self.budget.span(len(block[0]), len(block[0]) * len(block))
            self._close()
            self.laid.append(block)

    def _close(self) -> None:
        """Move the open rows behind those that are laid for good."""
        for block in blocks_of(self.rows):
            self.laid.append(block)
        self.rows = []

    def _reopen(self) -> None:
        """Open the rows that were laid for good, to write into them."""
        if self.laid:
            self.rows = [*self.laid, *self.rows]
            self.laid = Grid()
            self.is_reopened = True

    def merge(self, row: int, column: int, rows: int, columns: int) -> Merge | None:
        """Note that a cell reaches over so many rows and columns; one cell alone is no merge."""
        if rows == columns == 1:
            return None
        bottom, right = min(row + rows, MOST_ROWS) - 1, min(column + columns, MOST_COLUMNS) - 1
        self.merges.append(Merge(row, column, bottom, right))
        return self.merges[-1]

    def strike(self, row: int, column: int, states: Collection[bool]) -> None:
        """Note whether a cell is struck out; *states* tells it of its visible characters."""
        at = (row, column)
        self.struck.discard(at)
        if set(states) == {True}:
            self.struck.add(at)
        elif True in states:
            self.partly_struck.add(at)

    def mark(self, place: tuple[int, int], kind: str, words: str = "") -> None:
        """Note what lies over or behind one cell."""
        self.marks.append(Mark(*place, *place, kind, words[:_MOST_WORDS]))

    def finished(self, file: str) -> Sheet:
        """Return the sheet."""
        if self.laid:
            self._close()
        rows = self.laid or self.rows
        width = max(self.laid.width, *map(len, self.rows), 0)
        return Sheet(
            file,
            self.name,
            rows,
            self.merges,
            is_hidden=self.is_hidden,
            hidden_rows=_within(self.hidden_rows, len(rows)),
            hidden_columns=_within(self.hidden_columns, width),
            struck=frozenset(self.struck),
            partly_struck=frozenset(self.partly_struck),
            comments=self.comments,
            marks=[*self.marks, *_columns_of(self.unseen, "unseen")][:_MOST_MARKS]
            + (_zeros(rows) if self.hides_zeros else []),
        )


def bound(file: str, drafts: Iterable[Draft], remarks: Sequence[Remark] = ()) -> Book:
    """Return a book of drafts. Raises Unreadable when there are none, or all are empty."""
    sheets = [draft.finished(file) for draft in drafts]
    if not sheets:
        raise not_a_table()
    if not any(sheet.rows for sheet in sheets):
        drawn = {mark.kind for sheet in sheets for mark in sheet.marks}
        raise only_drawn(drawn) if drawn & {"picture", "chart", "text"} else empty()
    return Book(sheets, list(remarks))


def _trimmed(columns: list[list[Cell]]) -> list[list[Cell]]:
    """Return the columns without what is empty at the right and at the bottom."""
    height = len(columns[0])
    wide = len(columns)
    while wide and columns[wide - 1].count(None) == height:
        wide -= 1
    kept = columns[:wide]
    while height and all(cells[height - 1] is None for cells in kept):
        height -= 1
    return [cells[:height] for cells in kept] if height else []


def _columns_of(places: Collection[tuple[int, int]], kind: str) -> list[Mark]:
    """Join places below each other into marks."""
    marks: list[Mark] = []
    for column, row in sorted((column, row) for row, column in places):
        if marks and marks[-1].left == column and marks[-1].bottom == row - 1:
            marks[-1] = replace(marks[-1], bottom=row)
        else:
            marks.append(Mark(row, column, row, column, kind))
    return marks


def _zeros(rows: Iterable[Sequence[Cell]]) -> list[Mark]:
    """Return one mark over all cells that hold a number 0, also one shown as 0%."""
    places = [
        (at, column)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        if (cell == 0 and cell is not False) or cell in _ZEROS
    ]
    if not places:
        return []
    indices, columns = zip(*places, strict=True)
    words = f"{len(places)}个"
    return [Mark(min(indices), min(columns), max(indices), max(columns), "zeros", words)]


def _within(runs: Iterable[tuple[int, int]], size: int) -> frozenset[int]:
    return frozenset(
        index for first, last in runs for index in range(max(first, 0), min(last, size - 1) + 1)
    )
