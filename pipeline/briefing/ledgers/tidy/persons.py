"""Remove the names of persons from a table; what stays is that the cell was filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.ledgers.tidy.values import presence

if TYPE_CHECKING:
    from briefing.ledgers.cut.sheet_table import SheetTable

NAME = "〔姓名已隐去〕"


def without_persons(table: SheetTable) -> SheetTable:
    """Replace every name of a person by a word, and remove the comments at private cells."""
    types = {column.key: column.type for column in table.ledger.columns}
    personal = {key for key, kind in types.items() if kind in {"presence", "private"}}
    if personal.isdisjoint(table.values):
        return table
    values = {
        key: [NAME if presence(cell) else cell for cell in cells] if key in personal else cells
        for key, cells in table.values.items()
    }
    comments = {at: text for at, text in table.comments.items() if types[at[1]] != "private"}
    return replace(table, values=values, comments=comments)
