"""
Turn a month's clean files into drafts, which can be changed to plant mess in them.

A draft refers to its cells, rows and columns as objects, not by numbers. Rows and columns can be
added or removed; where a planted cell stands is counted when the page is laid out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.units import MONEY_FACTORS_WAN, fold, money_unit
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.heads.column_header import ColumnHeader
from briefing.ledgers.heads.columns import readings
from briefing.starter.sample.books import month_files
from briefing.starter.sample.books.layout import SampleCsv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from briefing.domain.months import Month
    from briefing.starter.sample.books.layout import SampleBook, SampleRow, Value
    from briefing.starter.sample.invented_county import InventedCounty

# The ledgers of a month's files, in the order in which `month_files` returns them.
LEDGERS = (
    ("projects",), ("statistics",), ("reserve",), ("permits",), ("sponsorship", "tasks"),
    ("problems", "meetings"), ("growth",),
)  # fmt: skip
SUMMED = ("row", "part", "band", "sub_band", "total")


class NoRoom(Exception):
    """There is no place for a mess beside the others: it is left out."""


@dataclass(eq=False)
class Cell:
    """
    What a department means (`true`), and how it writes it (`shown`).

    A formula has `shown` as its result; without it, the formula was never calculated.
    """

    true: Value = None
    shown: Value | float = None
    formula: str = ""
    number_format: str = ""
    is_struck: bool = False
    # Struck characters before what is shown.
    struck_before: str = ""
    colour: str = ""
    comment: str = ""
    is_taken: bool = False

    def write(self, shown: Value | float) -> Cell:
        """Write the cell in another way, and keep every other mess off it."""
        self.shown, self.is_taken = shown, True
        return self


@dataclass(eq=False)
class Line:
    """One row. Its cells stand in the order of the draft's columns; a `head` is the head printed."""

    kind: str
    cells: list[Cell] = field(default_factory=list)
    is_hidden: bool = False
    # Taken out of the plan by its department: the truth does not count it.
    is_removed: bool = False
    is_taken: bool = False


@dataclass(eq=False)
class Column:
    """One column: the ledger's key, the header as “parent/leaf”, and how many 万元 its unit is."""

    key: str
    path: str
    factor: Decimal | None = None
    is_hidden: bool = False

    def rename(self, leaf: str) -> None:
        """Write another leaf beneath the same parents."""
        self.path = "/".join([*self.path.split("/")[:-1], leaf])


@dataclass(eq=False)
class Draft:
    """One sheet; *spans* are merges down a column, by their first and last row."""

    ledger: str
    name: str
    columns: list[Column]
    lines: list[Line]
    spans: list[tuple[Line, Line, Column]] = field(default_factory=list)
    is_hidden: bool = False
    has_filter: bool = False

    def has(self, key: str) -> bool:
        """Whether there is a column of that key."""
        return any(column.key == key for column in self.columns)

    def column(self, key: str) -> Column:
        """Return the column of that key."""
        return next(column for column in self.columns if column.key == key)

    def cell(self, line: Line, key: str) -> Cell:
        """Return a row's cell in the column of that key."""
        return line.cells[self.columns.index(self.column(key))]

    def rows(self) -> list[Line]:
        """The rows that the truth counts."""
        return [line for line in self.lines if line.kind == "row" and not line.is_removed]

    def free(self, key: str, wanted: Callable[[Cell], bool] = lambda _: True) -> list[Line]:
        """The rows whose cell under *key* no mess has taken, and which is *wanted*."""
        return [
            line
            for line in self.rows()
            if not line.is_taken and not (cell := self.cell(line, key)).is_taken and wanted(cell)
        ]

    def money(self) -> list[Column]:
        """The columns of amounts."""
        return [column for column in self.columns if column.factor is not None]

    def head(self) -> Line:
        """The first head."""
        return next(line for line in self.lines if line.kind == "head")

    def below_head(self) -> int:
        """Where the first row below the first head stands among the lines."""
        return self.lines.index(self.head()) + 1

    def is_inside(self, line: Line) -> bool:
        """Whether what is put in before this row would fall into a merge, or among parts."""
        at = self.lines.index(line)
        return line.kind == "part" or any(
            self.lines.index(first) < at <= self.lines.index(last) for first, last, _ in self.spans
        )

    def keep_off(self, column: Column) -> None:
        """Let no other mess into a column's cells."""
        at = self.columns.index(column)
        for line in self.lines:
            if line.kind in SUMMED:
                line.cells[at].is_taken = True

    def line(self, kind: str, *cells: Value | float) -> Line:
        """Make a row as wide as the sheet, of what stands in its first cells."""
        filled = [Cell(None if isinstance(cell, float) else cell, cell) for cell in cells]
        return Line(kind, [*filled, *(Cell() for _ in self.columns[len(filled) :])])

    def unit_cells(self) -> list[Cell]:
        """The cells above the head that say 单位：万元."""
        above = self.lines[: self.lines.index(self.head())]
        return [
            cell
            for line in above
            for cell in line.cells
            if isinstance(cell.shown, str) and money_unit(cell.shown)
        ]


@dataclass(eq=False)
class File:
    """One file: its sheets, and the form that it is written in."""

    name: str
    drafts: list[Draft]
    form: str = "xlsx"
    links: str = ""

    @property
    def is_marked(self) -> bool:
        """Whether it holds what only a workbook can say: colours, comments, formulas, what is hidden."""
        return bool(self.links) or any(
            draft.is_hidden
            or draft.has_filter
            or any(column.is_hidden for column in draft.columns)
            or any(
                line.is_hidden or any(_is_marked(cell) for cell in line.cells)
                for line in draft.lines
            )
            for draft in self.drafts
        )


@dataclass(eq=False)
class Spot:
    """Where a mess was planted: a cell, a row, a column, a sheet, or the file as a whole."""

    file: File
    draft: Draft | None = None
    line: Line | None = None
    column: Column | None = None


@dataclass(eq=False)
class Desk:
    """A month's files, those of the month before, and what has been claimed by one mess alone."""

    county: str
    month: Month
    files: list[File]
    earlier: list[File]
    claimed: set[str] = field(default_factory=set)
    # Files in which something is planted already.
    touched: set[File] = field(default_factory=set)

    def claim(self, *names: str) -> None:
        """Take what no two messes can share. Raises NoRoom where another has it."""
        if self.claimed & set(names):
            raise NoRoom
        self.claimed |= set(names)

    def drafts(self) -> Iterator[tuple[File, Draft]]:
        """Every sheet that is not hidden, with its file."""
        for file in self.files:
            for draft in file.drafts:
                if not draft.is_hidden:
                    yield file, draft

    def find(self, name: str) -> tuple[File, Draft]:
        """The first sheet of a ledger, with its file."""
        for file, draft in self.drafts():
            if draft.ledger == name:
                return file, draft
        raise NoRoom

    def spot(self, draft: Draft, line: Line | None = None, key: str = "") -> Spot:
        """Name a cell, or a row, or a column of a sheet."""
        file = next(file for file in self.files if draft in file.drafts)
        return Spot(file, draft, line, draft.column(key) if key else None)


def desk(world: InventedCounty, month: Month) -> Desk:
    """Draft the files of a month, and those of the month before in the same year."""
    earlier = _files(world, month.previous) if month.number > 1 else []
    return Desk(world.geography.name, month, _files(world, month), earlier)


def _files(world: InventedCounty, month: Month) -> list[File]:
    return [
        _drafted(book, names, month)
        for book, names in zip(month_files(world, month), LEDGERS, strict=False)
    ]


def _drafted(book: SampleBook | SampleCsv, names: tuple[str, ...], month: Month) -> File:
    if isinstance(book, SampleCsv):
        draft = _draft("", names[0], book.rows, (), month)
        return File(book.file_name, [draft], "csv-gb18030")
    drafts = [
        _draft(sheet.name, name, sheet.rows, sheet.merges, month)
        for sheet, name in zip(book.sheets, names, strict=True)
    ]
    return File(book.file_name, drafts)


def _draft(
    name: str, ledger_id: str, rows: tuple[SampleRow, ...], merges: Sheet_merges, month: Month
) -> Draft:
    head = [at for at, row in enumerate(rows) if row.kind == "header"]
    columns = _columns(ledger_id, rows, merges, head, month)
    lines = [
        Line("head", [])
        if at == head[0]
        else Line(row.kind, [Cell(cell, cell) for cell in row.cells])
        for at, row in enumerate(rows)
        if at not in head[1:]
    ]
    for line in lines:
        if line.kind != "head":
            line.cells += [Cell() for _ in columns[len(line.cells) :]]
    return Draft(ledger_id, name, columns, lines)


Sheet_merges = tuple[tuple[int, int, int, int], ...]


def _columns(
    ledger_id: str,
    rows: tuple[SampleRow, ...],
    merges: Sheet_merges,
    head: list[int],
    month: Month,
) -> list[Column]:
    """Read the head as the sample wrote it: every column with its parents, its key and its unit."""
    book = ledger(ledger_id)
    types = {column.key: column.type for column in book.columns}
    line = next(
        (
            unit
            for row in rows[: head[0]]
            for cell in row.cells
            if isinstance(cell, str) and (unit := money_unit(cell))
        ),
        "万元",
    )
    found = []
    for at in range(len(rows[head[0]].cells)):
        path: list[str] = []
        for row in head:
            cell = rows[row].cells[at]
            for top, left, bottom, right in merges:
                if top <= row <= bottom and left <= at <= right:
                    cell = rows[top].cells[left]
            if cell and (not path or path[-1] != cell):
                path.append(str(cell))
        ((_, reading),) = readings([ColumnHeader(at, path)], book, month)
        key = reading.key if reading and not reading.month else None
        unit = next((unit for level in reversed(path) if (unit := money_unit(level))), line)
        factor = MONEY_FACTORS_WAN[unit] if types.get(key or "") == "money" else None
        found.append(Column(key or f"{at}", "/".join(path), factor))
    return found


def _is_marked(cell: Cell) -> bool:
    return bool(
        cell.formula or cell.is_struck or cell.struck_before or cell.colour or cell.comment
    )


def one_of(chance: Random, options: list[Line]) -> Line:
    """Draw a line. Raises NoRoom where there is none."""
    if not options:
        raise NoRoom
    return chance.choice(options)


def some_of(chance: Random, options: list[Line], most: int) -> list[Line]:
    """Draw one to *most* lines, in their order. Raises NoRoom where there is none."""
    if not options:
        raise NoRoom
    count = chance.randint(1, min(most, len(options)))
    return [options[at] for at in sorted(chance.sample(range(len(options)), count))]


def day_of(value: Value) -> dt.date | None:
    """
    Read a date as the clean sample writes it, a month as its first day.

    >>> day_of("2020.3"), day_of("2020年3月15日"), day_of("—")
    (datetime.date(2020, 3, 1), datetime.date(2020, 3, 15), None)
    """
    if isinstance(value, dt.date):
        return value
    match = (
        re.match(r"(\d{4})\D(\d{1,2})(?:\D(\d{1,2}))?", value) if isinstance(value, str) else None
    )
    return dt.date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else None


def is_number(cell: Cell) -> bool:
    """Tell whether a cell means an amount that is not zero, and is still written plainly."""
    return isinstance(cell.true, int | Decimal) and cell.true != 0 and cell.shown == cell.true


def same_words(first: Value, second: Value) -> bool:
    """Tell whether two cells hold the same words."""
    return isinstance(first, str) and isinstance(second, str) and fold(first) == fold(second)
