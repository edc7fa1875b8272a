"""The part of a worksheet goes in, the sheet comes out, row by row, with what stands beside its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.read.formats.faults import unreadable
from pipeline.read.formats.limits import too_large
from pipeline.read.formats.xlsx_parts import at, column_of, is_true
from pipeline.read.formats.xlsx_styles import whole
from pipeline.read.sheet import Merge, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.read.sheet import Cell

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
# How many empty places may lie around each cell that the limit allows: rows are kept as lists.
_PLACES_PER_CELL = 10
_PLACES_PER_ROW = 8
_NOTHING = re.compile(r"0+(\.0*)?")


@dataclass
class Budget:
    """How many cells, and places for cells, one file may fill."""

    limit: int
    cells: int = 0
    places: int = 0

    def take(self, cells: int, places: int) -> None:
        """Count the cells of a row, and the places up to its last one. Raises Unreadable."""
        self.cells += cells
        self.places += places
        if self.cells > self.limit:
            found = f"填有内容的单元格超过{self.limit}个"
            raise too_large(found, f"{self.limit}个", "cells")
        if self.places > self.limit * _PLACES_PER_CELL:
            raise too_large(
                "表格范围过大，大部分是空单元格", f"{self.limit * _PLACES_PER_CELL}格", "cells"
            )


@dataclass
class Page:
    """A sheet in the making."""

    budget: Budget
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[tuple[int, int]] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    partly_struck: set[tuple[int, int]] = field(default_factory=set)

    def add(self, index: int, row: list[Cell]) -> None:
        """Lay a row in its place. Raises Unreadable."""
        while row and row[-1] is None:
            row.pop()
        if not row:
            return
        rows = self.rows
        gap = index - len(rows)
        self.budget.take(
            len(row) - row.count(None), len(row) + _PLACES_PER_ROW * (1 + max(gap, 0))
        )
        if gap == 0:
            rows.append(row)
        elif gap > 0:
            rows.extend([] for _ in range(gap))
            rows.append(row)
        else:
            self._add_to(rows[index], row)

    def extend(self, indices: list[int], columns: list[list[Cell]]) -> None:
        """Lay many rows, given by their columns, in their places. Raises Unreadable."""
        rows = list(map(list, zip(*columns, strict=True)))
        start = len(self.rows)
        if indices != list(range(start, start + len(indices))):
            for index, row in zip(indices, rows, strict=True):
                if not 0 <= index < MOST_ROWS:
                    raise unreadable("行号超出范围")
                self.add(index, row)
            return
        if None in columns[-1]:
            for row in rows:
                while row and row[-1] is None:
                    row.pop()
        filled = sum(len(cells) - cells.count(None) for cells in columns)
        self.budget.take(filled, sum(map(len, rows)) + len(rows) * _PLACES_PER_ROW)
        self.rows.extend(rows)
        while self.rows and not self.rows[-1]:
            self.rows.pop()

    @staticmethod
    def _add_to(row: list[Cell], more: list[Cell]) -> None:
        """Add to a row that is already there: programs in a hurry write one twice."""
        row += [None] * (len(more) - len(row))
        for column, cell in enumerate(more):
            if cell is not None:
                row[column] = cell

    def mark(self, row: int, column: int, *, struck: bool | None) -> None:
        """Note how a filled cell is struck: wholly, not at all, or (None) in part."""
        if struck is None:
            self.partly_struck.add((row, column))
        elif struck:
            self.struck.add((row, column))

    def merge(self, reference: str) -> None:
        """Note a merged range, A1:C2; one cell alone is none."""
        first, _, last = reference.partition(":")
        start, end = at(first), at(last)
        if start and end and start != end:
            top, bottom = sorted((start[0], end[0]))
            left, right = sorted((start[1], end[1]))
            self.merges.append(Merge(top, left, bottom, right))

    def hide_columns(self, given: dict[str, str]) -> None:
        """Note columns that are hidden, or so narrow that nobody sees them."""
        if is_hidden(given, "width"):
            first, last = whole(given.get("min")), whole(given.get("max"))
            self.hidden_columns.add((first - 1, last - 1))

    def sheet(
        self, file: str, name: str, *, is_hidden: bool, comments: dict[tuple[int, int], str]
    ) -> Sheet:
        """Finish: what lies beyond the last filled row and column is let go."""
        width = max(map(len, self.rows), default=0)
        return Sheet(
            file,
            name,
            self.rows,
            self.merges,
            is_hidden=is_hidden,
            hidden_rows=frozenset(row for row in self.hidden_rows if row < len(self.rows)),
            hidden_columns=frozenset(
                column
                for first, last in self.hidden_columns
                for column in range(max(first, 0), min(last, width - 1) + 1)
            ),
            struck=frozenset(self.struck),
            partly_struck=frozenset(self.partly_struck),
            comments=comments,
        )


def is_hidden(given: dict[str, str], size: str) -> bool:
    """Tell whether a row or column is hidden, by its flag or by its height or width."""
    return is_true(given.get("hidden")) or bool(_NOTHING.fullmatch(given.get(size, "")))


def placed(columns: Sequence[int], cells: Sequence[Cell]) -> list[Cell]:
    """Make a row of cells that stand in the given columns."""
    row: list[Cell] = [None] * (max(columns, default=-1) + 1)
    for column, cell in zip(columns, cells, strict=True):
        row[column] = cell
    return row


def columns_of(letters: Sequence[str]) -> list[int]:
    """Count the columns of references from 0. Raises Unreadable."""
    columns = [column_of(each) for each in letters]
    known = [column for column in columns if column is not None]
    if len(known) < len(columns):
        raise unreadable("单元格位置超出范围")
    return known
