"""A sheet as it was found: cells with their places, merged ranges, nothing interpreted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True)
class Merge:
    """A merged range, rows and columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from A1 on, empty cells as None."""

    file: str
    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.rows), default=0)


def letter(index: int) -> str:
    """
    Name a column as spreadsheets do.

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_text(cell: Cell) -> str:
    """
    Write a cell as a spreadsheet shows it: at most 15 significant digits, ISO dates.

    >>> as_text(0.1 + 0.2), as_text(430000.0), as_text(dt.datetime(2020, 3, 1)), as_text(None)
    ('0.3', '430000', '2020-03-01', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        text = f"{cell:.15g}"
        return f"{cell:.0f}" if "e+" in text else text
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def is_empty(cell: Cell) -> bool:
    """Tell whether nothing stands in the cell; white space of any kind is nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
