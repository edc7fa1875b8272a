"""Find the columns of a table that hold numbers but were not read: without a header, or unknown."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import TYPE_CHECKING

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.heads.meaning import meaning_of
from briefing.workbooks.sheet import NUMBERS, Cell, Sheet, is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.heads.column_header import ColumnHeader
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
    known |= {each.index for each in head.unread}
    unknown = [at for at in range(first, max(known)) if at not in known]
    if not unknown:
        return []
    rows = [sheet.rows[index] for index in _project_rows(table)]
    found = []
    for at in unknown:
        filled = sum(isinstance(_cell(row, at), float | int | dt.date) for row in rows)
        has_shifted = at + 1 in named and all(is_empty(_cell(row, at + 1)) for row in rows)
        if filled > (0 if has_shifted else MANY * len(rows)):
            found.append(at)
    return found


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None


def _project_rows(table: SheetTable) -> list[int]:
    """Return the rows of projects in their sheet, counted from 0."""
    return [
        number - 1
        for number, kind in zip(table.numbers, table.kinds, strict=True)
        if kind is RowKind.PROJECT
    ]


def unused_columns(sheet: Sheet, head: Head, table: SheetTable) -> list[ColumnHeader]:
    """Return the headers that mean no column of the ledger, though they have a number below."""
    if not head.unread:
        return []
    rows = _project_rows(table)
    columns = ((each, sheet.grid.column(each.index)) for each in head.unread)
    return [
        each for each, cells in columns if not NUMBERS.isdisjoint(type(cells[row]) for row in rows)
    ]


def doubtful_columns(
    sheet: Sheet, head: Head, table: SheetTable, unused: Sequence[ColumnHeader]
) -> list[ColumnHeader]:
    """
    Return those of the *unused* columns that are likely ours, though their header is not understood:
    below the same group as one that was read, or below a group that is blank.
    """
    groups = _groups_read(head)

    def is_likely(each: ColumnHeader) -> bool:
        meaning = meaning_of(each.names, head.month)
        is_in_group = len(each.levels) > 1 and each.levels[0] in groups and bool(meaning.rest)
        is_bare_time = each.is_orphan and bool(meaning.period.kind)
        return not each.is_no_money and (is_in_group or is_bare_time)

    likely = [each for each in unused if is_likely(each)]
    # The rows of a long ledger are not gone through where nothing is likely.
    rows = _project_rows(table) if likely else []
    return [each for each in likely if _count_numbers(sheet, each, rows) > MANY * len(rows)]


def _count_numbers(sheet: Sheet, header: ColumnHeader, rows: Sequence[int]) -> int:
    cells = sheet.grid.column(header.index)
    return sum(cells[row].__class__ in NUMBERS for row in rows)


def _groups_read(head: Head) -> set[str]:
    """Return the groups of which a column of amounts was read."""
    read = {column.header for column in chain(head.amounts, (each for _, each in head.by_month))}
    return {
        each.levels[0] for each in head.headers if len(each.levels) > 1 and each.written in read
    }
