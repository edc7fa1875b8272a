"""Hold the rows of a sheet by columns, and give them back row by row or column by column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

# The columns of some rows that follow each other, all of one length.
Block = list[list["Cell"]]

_MOST_ROWS = 4096
# A block may hold so many places for each that its rows fill: one row that reaches far to the right
# must not widen those around it.
_WASTE = 2
_SMALL = 1024


class Grid(Sequence[list["Cell"]]):
    """
    The rows of a sheet, kept by columns, in which a million rows are searched.

    A row is made when it is asked for, and ends with its last cell that is not empty.
    """

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self.blocks: list[Block] = []
        # The number of the first row behind each block.
        self._ends: list[int] = []
        for block in blocks:
            self.append(block)

    @classmethod
    def of(cls, rows: Sequence[list[Cell]]) -> Grid:
        """Make a grid of rows."""
        return cls(blocks_of(rows))

    def append(self, block: Block) -> None:
        """Add the columns of further rows."""
        self.blocks.append(block)
        self._ends.append(len(self) + len(block[0]))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> list[Cell]: ...

    @overload
    def __getitem__(self, index: slice) -> list[list[Cell]]: ...

    def __getitem__(self, index: int | slice) -> list[Cell] | list[list[Cell]]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        number = bisect_right(self._ends, index)
        block = self.blocks[number]
        at = index - (self._ends[number - 1] if number else 0)
        return _trimmed([column[at] for column in block])

    def __iter__(self) -> Iterator[list[Cell]]:
        for block in self.blocks:
            yield from rows_of(block)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it is no key, as lists are none

    def __repr__(self) -> str:
        return repr(list(self))

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.blocks), default=0)

    def column(self, index: int) -> list[Cell]:
        """Return one column, as long as there are rows."""
        cells: list[Cell] = []
        for block in self.blocks:
            cells += block[index] if index < len(block) else [None] * len(block[0])
        return cells


def blocks_of(rows: Sequence[list[Cell]]) -> Iterator[Block]:
    """Yield rows as blocks of columns, some thousand rows each."""
    if isinstance(rows, Grid):
        yield from rows.blocks
        return
    for start in range(0, len(rows), _MOST_ROWS):
        yield from _blocks(rows[start : start + _MOST_ROWS])


def rows_of(block: Block) -> Iterator[list[Cell]]:
    """Return the rows of a block."""
    return map(_trimmed, map(list, zip(*block, strict=True)))


def _blocks(rows: Sequence[list[Cell]]) -> Iterator[Block]:
    """Yield blocks of rows of like length."""
    lengths = list(map(len, rows))
    width = max(1, *lengths) if lengths else 1
    if len(rows) > 1 and width * len(rows) > _WASTE * sum(lengths) + _SMALL:
        half = len(rows) // 2
        yield from _blocks(rows[:half])
        yield from _blocks(rows[half:])
    else:
        columns: Block = list(map(list, zip_longest(*rows)))
        yield columns or [[None] * len(rows)]


def _trimmed(row: list[Cell]) -> list[Cell]:
    while row and row[-1] is None:
        row.pop()
    return row
