"""Hold one sheet in a clerk's hands: its rows and columns keep the number that they had."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from briefing.ledgers.dictionary import Ledger
    from briefing.workbooks.sheet import Cell


class NotHere(Exception):
    """The mutation has nothing to change in this workbook."""


@dataclass
class Area:
    """A range of merged cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Shown:
    """
    A cell that shows its value otherwise than as it is stored; no other mutation takes it for a
    number.
    """

    value: Cell
    code: str = "General"
    colour: str = ""
    formula: str = ""
    # A raised mark behind the text.
    mark: str = ""
    # What a conditional format makes of it.
    condition: dict[str, Any] = field(default_factory=dict)


@dataclass
class Part:
    """One table of a page, by the numbers that its rows and columns had in the sound sheet."""

    ledger: Ledger
    head: list[int]
    above: list[int]
    kinds: dict[int, RowKind]
    # Column number to its key; “key@3” is a column of March.
    columns: dict[int, str]
    # Columns that the sheet leaves to its months.
    summed: set[str]
    # What the sound sheet said: row number, and key, to the value.
    truth: dict[int, dict[str, Any]]

    def __deepcopy__(self, _: object) -> Self:
        """Copy what mutations change: the numbers of the head."""
        return replace(self, head=[*self.head])

    def rows(self, *kinds: RowKind) -> list[int]:
        """The numbers of the rows of these kinds, as they stood."""
        return [row for row, kind in self.kinds.items() if kind in kinds]

    def type_of(self, key: str) -> str:
        """The dictionary's type of a column."""
        return self.ledger.column(key.partition("@")[0]).type

    def of_type(self, *types: str) -> list[int]:
        """The numbers of the columns of these types."""
        return [at for at, key in self.columns.items() if self.type_of(key) in types]


@dataclass
class Page:
    """One sheet in a clerk's hands."""

    name: str
    rows: list[list[Cell | Shown]]
    row_ids: list[int | None]
    column_ids: list[int | None]
    parts: list[Part]
    merges: list[Area] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    sound_name: str = ""

    def row(self, number: int) -> int:
        """Where a row of the sound sheet stands now."""
        if number not in self.row_ids:
            raise NotHere
        return self.row_ids.index(number)

    def column(self, number: int) -> int:
        """Where a column of the sound sheet stands now."""
        if number not in self.column_ids:
            raise NotHere
        return self.column_ids.index(number)

    def there(self, rows: Iterable[int]) -> list[int]:
        """Those rows that are still there, in the order in which they stand now."""
        return sorted((r for r in rows if r in self.row_ids), key=self.row_ids.index)

    def insert_row(self, at: int, cells: list[Cell | Shown], number: int | None = None) -> None:
        """Push the rows from *at* on down."""
        self.rows.insert(at, (cells + [None] * len(self.column_ids))[: len(self.column_ids)])
        self.row_ids.insert(at, number)
        for area in self.merges:
            area.top += area.top >= at
            area.bottom += area.bottom >= at
        self.hidden_rows = {row + (row >= at) for row in self.hidden_rows}
        self.struck = {(row + (row >= at), column) for row, column in self.struck}

    def delete_row(self, at: int) -> None:
        """Take a row out; what is merged over it and further keeps its text."""
        for area in self.merges:
            if area.top == at < area.bottom:
                self.rows[at + 1][area.left] = self.rows[at][area.left]
        del self.rows[at], self.row_ids[at]
        for area in self.merges:
            area.top -= area.top > at
            area.bottom -= area.bottom >= at
        self._tidy_merges()
        self.hidden_rows = {row - (row > at) for row in self.hidden_rows if row != at}
        self.struck = {(row - (row > at), c) for row, c in self.struck if row != at}

    def insert_column(self, at: int, cells: list[Cell | Shown] | None = None) -> None:
        """Push the columns from *at* on to the right."""
        for number, row in enumerate(self.rows):
            row.insert(at, cells[number] if cells else None)
        self.column_ids.insert(at, None)
        for area in self.merges:
            area.left += area.left >= at
            area.right += area.right >= at
        self.hidden_columns = {column + (column >= at) for column in self.hidden_columns}
        self.struck = {(row, column + (column >= at)) for row, column in self.struck}

    def delete_column(self, at: int) -> None:
        """Take a column out; what is merged over it and further keeps its text."""
        for area in self.merges:
            if area.left == at < area.right:
                self.rows[area.top][at + 1] = self.rows[area.top][at]
        for row in self.rows:
            del row[at]
        del self.column_ids[at]
        for area in self.merges:
            area.left -= area.left > at
            area.right -= area.right >= at
        self._tidy_merges()
        self.hidden_columns = {c - (c > at) for c in self.hidden_columns if c != at}
        self.struck = {(row, c - (c > at)) for row, c in self.struck if c != at}

    def permute(self, order: list[int]) -> None:
        """Put the columns into another order; what is merged must stay side by side."""
        to = {old: new for new, old in enumerate(order)}
        self.rows = [[row[old] for old in order] for row in self.rows]
        self.column_ids = [self.column_ids[old] for old in order]
        for area in self.merges:
            places = [to[column] for column in range(area.left, area.right + 1)]
            area.left, area.right = min(places), max(places)
        self.hidden_columns = {to[column] for column in self.hidden_columns}
        self.struck = {(row, to[column]) for row, column in self.struck}

    def merged(self, row: int, column: int) -> Area | None:
        """The merge that covers a cell."""
        return next(
            (a for a in self.merges if a.top <= row <= a.bottom and a.left <= column <= a.right),
            None,
        )

    def merge(self, top: int, left: int, bottom: int, right: int, *, keep: bool) -> None:
        """Merge cells as a spreadsheet does, or as programs do that *keep* what is beneath."""
        cells = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
        if any(self.merged(row, column) for row, column in cells):
            raise NotHere
        for row, column in cells[1:]:
            if not keep:
                self.rows[row][column] = None
        self.merges.append(Area(top, left, bottom, right))

    def _tidy_merges(self) -> None:
        self.merges = [
            area
            for area in self.merges
            if area.top <= area.bottom
            and area.left <= area.right
            and (area.top, area.left) != (area.bottom, area.right)
        ]


def one_of(found: list[Any], chance: Random) -> Any:
    if not found:
        raise NotHere
    return chance.choice(found)


def header(page: Page, part: Part, at: int) -> tuple[int, int]:
    """The cell with the lowest words of a column's header."""
    column = page.column(at)
    for row in reversed(page.there(part.head)):
        place = page.row(row)
        if not is_empty(page.rows[place][column]):
            return place, column
        if (area := page.merged(place, column)) and not is_empty(page.rows[area.top][area.left]):
            return area.top, area.left
    raise NotHere


def own_headers(page: Page, part: Part, columns: Iterable[int]) -> list[tuple[int, int, int]]:
    """Every column that has a header of its own: its number, and where the header stands."""
    there = [at for at in columns if at in page.column_ids]
    return [(at, *header(page, part, at)) for at in there]


def rename(page: Page, part: Part, at: int, to: Callable[[str], str]) -> None:
    row, column = header(page, part, at)
    if column != page.column(at) or isinstance(page.rows[row][column], Shown):
        raise NotHere
    before = as_text(page.rows[row][column])
    after = to(before)
    if after == before:
        raise NotHere
    page.rows[row][column] = after
