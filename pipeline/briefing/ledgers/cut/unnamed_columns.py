"""Find the columns of a table that hold numbers or dates but have no header."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import Cell, Sheet, is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.heads.table_head import Head

# A column without a header counts when more than this share of its rows is filled; fewer may be a
# clerk's own notes.
MANY = 0.5


def unnamed_columns(sheet: Sheet, head: Head, table: SheetTable) -> list[int]:
    """
    Return the indexes (from 0) of columns without a header that hold numbers or dates.

    Only columns between those of the table count. A column counts where more than MANY of the
    project rows are filled; where the column after it has a header and no cell, one number is
    enough: the header stands one column too far right.
    """
    named = {column.index for column in head.placed}
    placed = {column.key: column.index for column in head.placed}
    first = placed.get("project_name", head.placed[0].index) + 1
    known = named | {
        column.index for column in (*head.doubled, *(each for _, each in head.by_month))
    }
    known |= {index for _, index in head.unread}
    unknown = [at for at in range(first, max(known)) if at not in known]
    if not unknown:
        return []
    rows = [
        sheet.rows[number - 1]
        for number, kind in zip(table.numbers, table.kinds, strict=True)
        if kind is RowKind.PROJECT
    ]
    found = []
    for at in unknown:
        filled = sum(isinstance(_cell(row, at), float | int | dt.date) for row in rows)
        has_shifted = at + 1 in named and all(is_empty(_cell(row, at + 1)) for row in rows)
        if filled > (0 if has_shifted else MANY * len(rows)):
            found.append(at)
    return found


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None
