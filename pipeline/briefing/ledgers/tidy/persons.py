"""A table as sent goes in; it comes out with no more of persons than that one is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.ledgers.tidy.values import says_nothing

if TYPE_CHECKING:
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.workbooks.sheet import Cell

NAME = "〔姓名已隐去〕"


def without_persons(table: SheetTable) -> SheetTable:
    """Put a word in the place of every name of a person; what is noted at a private cell goes too."""
    types = {column.key: column.type for column in table.ledger.columns}
    personal = {key for key, kind in types.items() if kind in {"presence", "private"}}
    if personal.isdisjoint(table.values):
        return table
    values = {
        key: [_hidden(cell) for cell in cells] if key in personal else cells
        for key, cells in table.values.items()
    }
    comments = {at: text for at, text in table.comments.items() if types[at[1]] != "private"}
    return replace(table, values=values, comments=comments)


def _hidden(cell: Cell) -> Cell:
    return cell if says_nothing(cell) else NAME
