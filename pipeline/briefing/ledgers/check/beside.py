"""Put a ledger beside last month's: each row, with what stood in it then."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.ledgers.tidy.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Places = NDArray[np.intp]
    Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """A column's values, those of last month, and which of them are there."""

    now: NDArray[Any]
    was: NDArray[Any]
    is_filled: Rows
    is_told: Rows

    @property
    def blank(self) -> Rows:
        """Tell which cells said something last month, and nothing now."""
        return self.is_told & ~self.is_filled

    @property
    def both(self) -> Rows:
        """Tell which cells say something in both months."""
        return self.is_told & self.is_filled


@dataclass(frozen=True)
class Beside:
    """A table of this month beside the same ledger of last month."""

    table: Table
    previous: Table
    _cells: dict[str, Cells] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def places(self) -> Places:
        """
        Each row's position last month, -1 for a new row; a project that got its code since then
        is found by its name.
        """
        by_key, by_name = self._keys
        found = _places(self.table.frame, self.previous.frame, by_key)
        lost = np.flatnonzero(found < 0)
        if len(lost) and by_name != by_key:
            found[lost] = _places(self.table.frame.iloc[lost], self.previous.frame, by_name)
        return found

    @cached_property
    def is_new(self) -> Rows:
        """Tell which rows last month's ledger had not."""
        is_new: Rows = self.places < 0
        return is_new

    def cells(self, key: str) -> Cells:
        """Return a column, and what stood in it last month, row by row."""
        if key not in self._cells:
            self._cells[key] = self._paired(key)
        return self._cells[key]

    def _paired(self, key: str) -> Cells:
        now, then = (_plain(each.frame[key]) for each in (self.table, self.previous))
        if not len(then):
            then = np.array([now.dtype.type("NaT") if now.dtype.kind == "M" else np.nan])
        # Position -1, that of a new row, gives the last row: it is untold.
        was = then[self.places]
        return Cells(now, was, ~pd.isna(now), ~(pd.isna(was) | self.is_new))

    def numbers(self, key: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return a column of numbers, and what stood in it last month; missing for new rows."""
        cells = self.cells(key)
        return cells.now, np.where(cells.is_told, cells.was, np.nan)

    def gone(self) -> pd.DataFrame:
        """Return last month's rows that are missing now."""
        is_found = np.zeros(len(self.previous.frame), dtype=bool)
        is_found[self.places[self.places >= 0]] = True
        unfound = self.previous.frame[~is_found]
        if unfound.empty:
            return unfound
        by_key, by_name = (_is_among(unfound, self.table.frame, keys) for keys in self._keys)
        return unfound[~(by_key | by_name)]

    @property
    def _keys(self) -> list[list[str]]:
        """The columns that identify a row: its key, and the same with the project's name."""
        keys = list(self.table.ledger.key)
        return [keys, ["project_name" if key == "project_key" else key for key in keys]]


def _places(rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> Places:
    """Return the position of the first of *others* with each row's keys, -1 where there is none."""
    first: dict[tuple[Any, ...], int] = {}
    for at, key in enumerate(_keys(others, keys)):
        if None not in key:
            first.setdefault(key, at)
    return np.array([first.get(key, -1) for key in _keys(rows, keys)], dtype=np.intp)


def _is_among(rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> Rows:
    """Tell which rows have the keys of one of *others*, whatever is missing in both."""
    known = set(_keys(others, keys))
    return np.array([key in known for key in _keys(rows, keys)], dtype=bool)


def _keys(rows: pd.DataFrame, keys: list[str]) -> Iterator[tuple[Any, ...]]:
    """Return each row's keys; None for a missing one."""
    columns = [np.array(rows[key].array, dtype=object) for key in keys]
    for column in columns:
        column[pd.isna(column)] = None
    return zip(*columns, strict=True)


def _plain(column: pd.Series) -> NDArray[Any]:
    """Return a column as an array that numpy can compare: texts, days, or numbers."""
    if column.dtype.kind in "fiub":
        numbers: NDArray[Any] = column.to_numpy(dtype="float64", na_value=np.nan)
        return numbers
    return np.asarray(column.array, dtype=None if column.dtype.kind == "M" else object)
