"""
Hold a column as its different cells, each once, and the number of the cell in each row.

Cells of a ledger repeat: slow work is done once for each different cell, and numpy distributes the
results to the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import pandas as pd

from briefing.workbooks.sheet import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    Rows = NDArray[np.intp]
    Holds = NDArray[np.bool_]

Item = TypeVar("Item")
Other = TypeVar("Other")


@dataclass(frozen=True, eq=False)
class Distinct(Generic[Item]):
    """
    A column: `items` are its cells, and `which` is the position in `items` for each row.

    Mapped items may be equal to each other.
    """

    items: list[Item]
    which: Rows

    @classmethod
    def of(cls, cells: Sequence[Item]) -> Distinct[Item]:
        """Return a column of its different cells, in the order of their first rows."""
        # 1 and True are equal keys, but different cells.
        is_mixed = len(NUMBERS.intersection(map(type, cells))) > 1
        keys: Any = list(zip(map(type, cells), cells, strict=True)) if is_mixed else cells
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        which = np.fromiter(map(numbers.__getitem__, keys), dtype=np.intp, count=len(cells))
        return cls([key[1] for key in numbers] if is_mixed else list(numbers), which)

    @classmethod
    def constant(cls, item: Item, height: int) -> Distinct[Item]:
        """Return a column with one item in every row."""
        return cls([item], np.zeros(height, dtype=np.intp))

    def __len__(self) -> int:
        return len(self.which)

    def __getitem__(self, row: int) -> Item:
        number: int = self.which[row]
        return self.items[number]

    def __iter__(self) -> Iterator[Item]:
        """Iterate over the rows' items."""
        return map(self.items.__getitem__, self.which.tolist())

    def map(self, make: Callable[[Item], Other]) -> Distinct[Other]:
        """Apply a function to each different item."""
        return Distinct(list(map(make, self.items)), self.which)

    def where(self, holds: Callable[[Item], bool]) -> Holds:
        """Tell for each row whether its item meets a condition."""
        return np.fromiter(map(holds, self.items), dtype=bool, count=len(self.items))[self.which]

    def take(self, rows: Rows) -> Distinct[Item]:
        """Return some of the rows."""
        return self._with(self.items, self.which[rows])

    def only(self, rows: Holds, instead: Item) -> Distinct[Item]:
        """Replace the items of all other rows by *instead*."""
        return self._with([*self.items, instead], np.where(rows, self.which, len(self.items)))

    @classmethod
    def _with(cls, items: list[Item], which: Rows) -> Distinct[Item]:
        """Return a column without the items that are in no row."""
        is_used = np.zeros(len(items), dtype=bool)
        is_used[which] = True
        if is_used.all():
            return cls(items, which)
        used = [items[number] for number in np.flatnonzero(is_used).tolist()]
        return cls(used, (np.cumsum(is_used) - 1)[which])

    def says_the_same(self, other: Distinct[Any]) -> bool:
        """Tell whether two columns have the same items in every row."""
        return self.items == other.items and np.array_equal(self.which, other.which)

    def array(self, dtype: str) -> ExtensionArray:
        """Return the rows as the array of a pandas column."""
        return pd.array(self.items, dtype=dtype).take(self.which)

    def series(self, dtype: str) -> pd.Series:
        """Return the rows as a pandas column."""
        return pd.Series(self.array(dtype))


def together(*columns: Distinct[Any]) -> Distinct[tuple[Any, ...]]:
    """Put columns side by side: each item is a tuple of one item of every column."""
    pairs = Distinct.of(list(zip(*(column.which.tolist() for column in columns), strict=True)))
    return pairs.map(
        lambda numbers: tuple(
            column.items[number] for column, number in zip(columns, numbers, strict=True)
        )
    )
