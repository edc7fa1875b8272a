"""
A column goes in; its different cells come out, each once, and which of them stands in which row.

Ledgers repeat themselves: what takes time is done once for each spelling, and numpy puts it back
into the rows.
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
    A column: `items` are what stands in it, and `which` says which of them stands in each row.

    What was made of the items may well be equal for two of them.
    """

    items: list[Item]
    which: Rows

    @classmethod
    def of(cls, cells: Sequence[Item]) -> Distinct[Item]:
        """Tell the different cells of a column apart, in the order in which they come."""
        # 1 and True are one key to Python, and not one cell.
        is_mixed = len(NUMBERS.intersection(map(type, cells))) > 1
        keys: Any = list(zip(map(type, cells), cells, strict=True)) if is_mixed else cells
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        which = np.fromiter(map(numbers.__getitem__, keys), dtype=np.intp, count=len(cells))
        return cls([key[1] for key in numbers] if is_mixed else list(numbers), which)

    @classmethod
    def alone(cls, item: Item, height: int) -> Distinct[Item]:
        """Return a column in which one thing stands in every row."""
        return cls([item], np.zeros(height, dtype=np.intp))

    def __len__(self) -> int:
        return len(self.which)

    def __getitem__(self, row: int) -> Item:
        number: int = self.which[row]
        return self.items[number]

    def __iter__(self) -> Iterator[Item]:
        """Give what stands in each row, from the first on."""
        return map(self.items.__getitem__, self.which.tolist())

    def map(self, make: Callable[[Item], Other]) -> Distinct[Other]:
        """Make something of each item, once."""
        return Distinct(list(map(make, self.items)), self.which)

    def where(self, holds: Callable[[Item], bool]) -> Holds:
        """Tell for each row whether something holds for what stands in it."""
        return np.fromiter(map(holds, self.items), dtype=bool, count=len(self.items))[self.which]

    def taken(self, rows: Rows) -> Distinct[Item]:
        """Return some of the rows."""
        return self._with(self.items, self.which[rows])

    def only(self, rows: Holds, instead: Item) -> Distinct[Item]:
        """Put one thing in the place of all that stands in other rows."""
        return self._with([*self.items, instead], np.where(rows, self.which, len(self.items)))

    @classmethod
    def _with(cls, items: list[Item], which: Rows) -> Distinct[Item]:
        """Leave out what stands in no row."""
        is_used = np.zeros(len(items), dtype=bool)
        is_used[which] = True
        if is_used.all():
            return cls(items, which)
        used = [items[number] for number in np.flatnonzero(is_used).tolist()]
        return cls(used, (np.cumsum(is_used) - 1)[which])

    def says_the_same(self, other: Distinct[Any]) -> bool:
        """Tell whether the other column is the same, row by row."""
        return self.items == other.items and np.array_equal(self.which, other.which)

    def array(self, dtype: str) -> ExtensionArray:
        """Return the rows as the array of a pandas column."""
        return pd.array(self.items, dtype=dtype).take(self.which)

    def series(self, dtype: str) -> pd.Series:
        """Return the rows as a pandas column."""
        return pd.Series(self.array(dtype))


def together(*columns: Distinct[Any]) -> Distinct[tuple[Any, ...]]:
    """Lay columns side by side: the different rows of all of them, each once."""
    pairs = Distinct.of(list(zip(*(column.which.tolist() for column in columns), strict=True)))
    return pairs.map(
        lambda numbers: tuple(
            column.items[number] for column, number in zip(columns, numbers, strict=True)
        )
    )
