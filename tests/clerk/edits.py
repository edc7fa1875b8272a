"""Make one error in a workbook's sheet as a clerk would: a cell, a row, a band, a head, a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain.units import MONEY_FACTORS_WAN
from briefing.workbooks.sheet import Merge, as_text, letter

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from briefing.ledgers.tidy.table import Table
    from briefing.workbooks.sheet import Cell, Sheet

LETTERS = [letter(number) for number in range(100)]
# Characters that a typist gets instead of the right one.
TYPED = "锭逋犮仑芶畍"


class NoRoom(Exception):
    """The row has nothing to get wrong in this way."""


@dataclass
class Spot:
    """Where an error is made: a sheet that is changed, a row of its ledger, and a column."""

    table: Table
    before: Table | None
    at: int
    key: str
    slip: dict[str, Any]
    draw: Random
    rows: list[list[Cell]]
    merges: list[Merge]
    # The rows, by their numbers after the change, where the cause stands; 0 for the column.
    causes: list[int] = field(default_factory=list)

    @property
    def row(self) -> int:
        """The place of the row, counted from 0."""
        return int(self.table.frame["source_row"].iloc[self.at]) - 1

    @cached_property
    def letter(self) -> str:
        """The column's letter."""
        return str(self.place("letter"))

    @cached_property
    def column(self) -> int:
        """The column, counted from 0."""
        return LETTERS.index(self.letter)

    def place(self, what: str) -> Any:
        """What the table says of the column's place."""
        places = self.table.places
        sheet = self.table.frame["source_sheet"].iloc[self.at]
        here = places[(places["column"] == self.key) & (places["sheet"] == sheet)]
        return here[what].iloc[0] if len(here) else ""

    @property
    def value(self) -> Any:
        """The true value, as it was read."""
        return self.table.frame[self.key].iloc[self.at]

    @property
    def cell(self) -> Cell:
        """What the cell holds."""
        return self.rows[self.row][self.column]

    def write(self, cell: Cell) -> None:
        """Write into the cell what it does not hold yet; its totals follow where the slip says so."""
        was = self.cell
        if as_text(cell) == as_text(was):
            raise NoRoom
        self.rows[self.row][self.column] = cell
        self.causes.append(self.row + 1)
        if self.slip.get("totals"):
            self.add(_number(cell) - _number(was))

    def add(self, difference: Decimal, key: str = "") -> None:
        """Add to every total and band that covers the row, as their formulas would."""
        declared = self.table.declared
        own = replace_key(self, key or self.key)
        if own.key not in declared:
            return
        for entry in declared.drop_duplicates("source_row").to_dict("records"):
            covers = (
                entry["last_row"] == 0 or entry["first_row"] <= self.row + 1 <= entry["last_row"]
            )
            if covers and not pd.isna(entry[own.key]):
                line = self.rows[int(entry["source_row"]) - 1]
                line[own.column] = float(_number(line[own.column]) + difference)


def replace_key(spot: Spot, key: str) -> Spot:
    """Return the same row's cell in another column."""
    return replace(spot, key=key)


def _number(cell: Cell) -> Decimal:
    try:
        return Decimal(re.sub("[^0-9.-]", "", as_text(cell)) or "0")
    except ArithmeticError:
        return Decimal(0)


# Cells.


def put(spot: Spot) -> None:
    """Write what the slip says."""
    spot.write(spot.slip["to"])


def blank(spot: Spot) -> None:
    """Leave the cell empty."""
    spot.write(None)


def times(spot: Spot) -> None:
    """Write a number so many times as large."""
    number = _number(spot.cell) * Decimal(str(spot.slip["by"]))
    if not number:
        raise NoRoom
    spot.write(float(number))


def plus(spot: Spot) -> None:
    """Write a number that is larger, or smaller, by so much."""
    spot.write(float(_number(spot.cell) + Decimal(str(spot.slip["by"]))))


def swapped_digits(spot: Spot) -> None:
    """Write two different digits beside each other the wrong way round."""
    text = as_text(spot.cell)
    pairs = [
        at
        for at in range(len(text) - 1)
        if text[at : at + 2].isdigit() and text[at] != text[at + 1] and text[at : at + 2] != "00"
    ]
    if not pairs:
        raise NoRoom
    at = spot.draw.choice(pairs)
    _retype(spot, text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def digit_twice(spot: Spot) -> None:
    """Type one digit twice."""
    text = as_text(spot.cell)
    places = [at for at, digit in enumerate(text) if digit.isdigit() and digit != "0"]
    if not places:
        raise NoRoom
    at = spot.draw.choice(places)
    _retype(spot, text[: at + 1] + text[at] + text[at + 1 :])


def digit_lost(spot: Spot) -> None:
    """Leave one digit out."""
    text = as_text(spot.cell)
    places = [at for at, digit in enumerate(text) if digit.isdigit()]
    if len(places) < 2:
        raise NoRoom
    at = spot.draw.choice(places[1:])
    _retype(spot, text[:at] + text[at + 1 :])


def _retype(spot: Spot, text: str) -> None:
    spot.write(text if isinstance(spot.cell, str) else float(text))


def neighbour(spot: Spot) -> None:
    """Write what stands in the next row, above or below."""
    others = [spot.row - 1, spot.row + 1]
    spot.write(spot.rows[others[spot.draw.randrange(2)]][spot.column])


def other(spot: Spot) -> None:
    """Write what stands in another row of the ledger."""
    sent, own = spot.table.sent[spot.key], spot.table.frame[spot.key]
    choices = sorted(
        {text for text, value in zip(sent, own, strict=True) if text and value != spot.value}
    )
    if not choices:
        raise NoRoom
    spot.write(spot.draw.choice(choices))


def last_month(spot: Spot) -> None:
    """Leave last month's value, in the unit of the column."""
    assert spot.before is not None
    key = spot.table.frame[list(spot.table.ledger.key)].iloc[spot.at].tolist()
    before = spot.before.frame.set_index(list(spot.table.ledger.key))[spot.key]
    place = key[0] if len(key) == 1 else tuple(key)
    if place not in before.index or pd.isna(before.loc[place]):
        raise NoRoom
    amount = Decimal(str(before.loc[place])) / MONEY_FACTORS_WAN[spot.place("unit") or "万元"]
    spot.write(float(amount))


def later(spot: Spot) -> None:
    """Write a day that is so many years, months and days later."""
    if pd.isna(spot.value):
        raise NoRoom
    moved = spot.value + pd.DateOffset(
        years=spot.slip.get("years", 0),
        months=spot.slip.get("months", 0),
        days=spot.slip.get("days", 0),
    )
    spot.write(moved.date().isoformat())


def mistyped(spot: Spot) -> None:
    """Get one character of a name wrong."""
    text = as_text(spot.cell)
    if len(text) < 2:
        raise NoRoom
    at = spot.draw.randrange(1, len(text))
    spot.write(text[:at] + spot.draw.choice(TYPED) + text[at + 1 :])


def at_neighbours_column(spot: Spot) -> None:
    """Type a value into the column on its right, and leave its own empty."""
    other_cell = replace_key(spot, spot.slip["beside"])
    value = spot.cell
    spot.write(None)
    spot.rows[spot.row][other_cell.column] = value


# Rows.


def delete_row(spot: Spot) -> None:
    """Take the row out."""
    if spot.slip.get("totals"):
        _retotal_row(spot, -1)
    del spot.rows[spot.row]
    spot.merges[:] = [_moved(merge, spot.row, -1) for merge in spot.merges]
    spot.causes.append(0)


def duplicate_row(spot: Spot) -> None:
    """Paste the row once more, below itself."""
    if spot.slip.get("totals"):
        _retotal_row(spot, 1)
    spot.rows.insert(spot.row + 1, list(spot.rows[spot.row]))
    spot.merges[:] = [_moved(merge, spot.row + 1, 1) for merge in spot.merges]
    spot.causes += [spot.row + 1, spot.row + 2]


def another_row(spot: Spot) -> None:
    """Add a row that is like this one but for what the slip says of its columns."""
    spot.rows.insert(spot.row + 1, list(spot.rows[spot.row]))
    spot.merges[:] = [_moved(merge, spot.row + 1, 1) for merge in spot.merges]
    for key, cell in spot.slip["with"].items():
        spot.rows[spot.row + 1][replace_key(spot, key).column] = cell
    spot.causes += [spot.row + 1, spot.row + 2]


def move_row(spot: Spot) -> None:
    """Cut the row out and paste it at the end of another span of rows."""
    line = spot.rows.pop(spot.row)
    at = int(spot.table.frame["source_row"].iloc[spot.slip["to"]]) - 1
    spot.rows.insert(at, line)
    spot.causes += [at + 1, at, 0]


def swapped_cells(spot: Spot) -> None:
    """Exchange the cells of two rows that follow each other."""
    if spot.at + 1 == len(spot.table.frame):
        raise NoRoom
    here, there = spot.rows[spot.row], spot.rows[spot.row + 1]
    if as_text(here[spot.column]) == as_text(there[spot.column]):
        raise NoRoom
    here[spot.column], there[spot.column] = there[spot.column], here[spot.column]
    spot.causes += [spot.row + 1, spot.row + 2, 0]


def _retotal_row(spot: Spot, sign: int) -> None:
    for column in spot.table.ledger.columns:
        if column.type == "money" and column.key in spot.table.declared:
            own = replace_key(spot, column.key)
            if own.letter and spot.table.declared[column.key].notna().any():
                spot.add(sign * _number(own.cell), column.key)


def _moved(merge: Merge, row: int, by: int) -> Merge:
    top = merge.top + by * (merge.top >= row)
    return replace(merge, top=top, bottom=max(top, merge.bottom + by * (merge.bottom >= row)))


# Bands, heads, columns.


def retitled(spot: Spot) -> None:
    """Write other words into a band, a title or a head."""
    old, new = spot.slip["words"]
    for number, line in enumerate(spot.rows):
        for at, cell in enumerate(line):
            if isinstance(cell, str) and old in cell:
                line[at] = cell.replace(old, new)
                spot.causes += [number + 1, 0]
                return
    raise NoRoom


def band_lost(spot: Spot) -> None:
    """Delete a band."""
    bands = spot.table.rows[spot.table.rows["kind"] == "band"]
    ((row, *_),) = bands.loc[
        bands["text"].str.contains(spot.slip["words"]), ["source_row"]
    ].to_numpy()
    del spot.rows[row - 1]
    spot.merges[:] = [_moved(merge, row - 1, -1) for merge in spot.merges]
    spot.causes += [0, *range(row - 1, row + 2)]


def total_blank(spot: Spot) -> None:
    """Leave the column's cell empty in the total row."""
    totals = spot.table.rows[spot.table.rows["kind"] == "total"]["source_row"]
    for row in totals:
        spot.rows[int(row) - 1][spot.column] = None
    spot.causes += [0, *map(int, totals)]


def _span(spot: Spot) -> list[int]:
    sheet = spot.table.frame["source_sheet"].iloc[spot.at]
    frame = spot.table.frame
    return [int(row) - 1 for row in frame.loc[frame["source_sheet"] == sheet, "source_row"]]


def column_cleared(spot: Spot) -> None:
    """Leave a whole column empty."""
    for row in _span(spot):
        spot.rows[row][spot.column] = None
    spot.causes.append(0)


def column_filled(spot: Spot) -> None:
    """Drag one cell down over the whole column, or over so many rows below it."""
    span = [row for row in _span(spot) if row >= spot.row][: spot.slip.get("rows_down", 10_000)]
    for row in span:
        spot.rows[row][spot.column] = spot.slip.get("to", spot.cell)
    spot.causes += [0, *(row + 1 for row in span)]


def column_shifted(spot: Spot) -> None:
    """Delete one cell, so that all below it move up a row."""
    span = _span(spot)
    cells = [spot.rows[row][spot.column] for row in span]
    start = span.index(spot.row)
    moved = [*cells[:start], *cells[start + 1 :], None]
    for row, cell in zip(span, moved, strict=True):
        spot.rows[row][spot.column] = cell
    spot.causes += [0, *(row + 1 for row in span[start:])]


def column_sorted(spot: Spot) -> None:
    """Sort one column alone."""
    span = _span(spot)
    cells = sorted((spot.rows[row][spot.column] for row in span), key=as_text)
    for row, cell in zip(span, cells, strict=True):
        spot.rows[row][spot.column] = cell
    spot.causes += [0, *(row + 1 for row in span)]


def column_times(spot: Spot) -> None:
    """Write a whole column in another unit than its head says."""
    for row in [
        *_span(spot),
        *(int(row) - 1 for row in spot.table.declared["source_row"].unique()),
    ]:
        if number := _number(spot.rows[row][spot.column]):
            spot.rows[row][spot.column] = float(number * Decimal(str(spot.slip["by"])))
    spot.causes.append(0)


def column_dropped(spot: Spot) -> None:
    """Delete a column with its head."""
    for line in spot.rows:
        if spot.column < len(line):
            line[spot.column] = None
    spot.causes.append(0)


def heads_swapped(spot: Spot) -> None:
    """Write two heads the wrong way round."""
    one, other_column = spot.column, replace_key(spot, spot.slip["beside"]).column
    first = min(_span(spot))
    words = [
        number
        for number in range(first)
        if isinstance(spot.rows[number][one], str)
        and isinstance(spot.rows[number][other_column], str)
    ]
    if not words:
        raise NoRoom
    head = spot.rows[words[-1]]
    head[one], head[other_column] = head[other_column], head[one]
    spot.causes.append(0)


EDITS: dict[str, Callable[[Spot], None]] = {
    edit.__name__: edit
    for edit in (
        put, blank, times, plus, swapped_digits, digit_twice, digit_lost, neighbour, other,
        last_month, later, mistyped, at_neighbours_column, delete_row, duplicate_row, another_row,
        move_row, swapped_cells, retitled, total_blank, band_lost, column_cleared, column_filled,
        column_shifted, column_sorted, column_times, column_dropped, heads_swapped,
    )
}  # fmt: skip


def edited(sheet: Sheet, spot: Spot) -> Sheet:
    """Return the sheet with what was changed in the spot's rows."""
    return replace(sheet, rows=spot.rows, merges=spot.merges)
