"""What the part of a worksheet writes of its rows, columns and merges goes in; what it means comes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.workbooks.faults import unreadable
from briefing.workbooks.formats.xlsx_parts import at, column_of, is_true
from briefing.workbooks.formats.xlsx_styles import whole
from briefing.workbooks.sheet import Merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.workbooks.sheet import Cell

_NOTHING = re.compile(r"0+(\.0*)?")


def merge_of(reference: str) -> list[Merge]:
    """
    Read a merged range; one cell alone is none.

    >>> merge_of("A1:C2"), merge_of("B7:B7"), merge_of("甲")
    ([Merge(top=0, left=0, bottom=1, right=2)], [], [])
    """
    first, _, last = reference.partition(":")
    start, end = at(first), at(last)
    if not start or not end or start == end:
        return []
    top, bottom = sorted((start[0], end[0]))
    left, right = sorted((start[1], end[1]))
    return [Merge(top, left, bottom, right)]


def hidden_columns(given: dict[str, str]) -> list[tuple[int, int]]:
    """Read a run of columns that are hidden, or so narrow that nobody sees them."""
    if not is_hidden(given, "width"):
        return []
    return [(whole(given.get("min")) - 1, whole(given.get("max")) - 1)]


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
