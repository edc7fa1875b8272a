"""
Mutate a sound workbook as a careless clerk would, and note what it says afterwards.

Rows and columns keep the number that they had in the sound workbook, wherever they are moved, so
that several mutations may follow each other. Each mutation is of one class:

- harmless: whoever reads the sheet reads what it said before;
- telling: the sheet says something else now, and the mutation notes what;
- doubtful: no careful reader would take the sheet as it stands.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from briefing.domain.units import MONEY_FACTORS_WAN, fold, money_unit
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Ledger
    from briefing.workbooks.sheet import Cell

UNITS = tuple(MONEY_FACTORS_WAN)
_UNIT = re.compile("亿元|千万元|百万元|万元|千元|元")
# Amounts that a sound ledger repeats from month to month.
STABLE = {
    "total_plan_wan", "done_before_wan", "annual_task_wan", "total_plan_stat_wan",
    "plan_five_year_wan", "sought_funds_wan",
}  # fmt: skip
YTD, MONTHLY = "done_this_year_wan", "done_this_month_wan"


class NotHere(Exception):
    """The mutation has nothing to change in this workbook."""


@dataclass
class Area:
    """A range of merged cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int


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
    rows: list[list[Cell]]
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

    def insert_row(self, at: int, cells: list[Cell], number: int | None = None) -> None:
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

    def insert_column(self, at: int, cells: list[Cell] | None = None) -> None:
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


@dataclass
class Draft:
    """A month's workbooks under mutation, and what they say now."""

    month: Month
    files: dict[str, list[Page]]
    # (file, sheet, row, key) to what the cell says now.
    edits: dict[tuple[str, str, int, str], Any] = field(default_factory=dict)
    gone: set[tuple[str, str, int]] = field(default_factory=set)
    # Columns that may be missing, as long as this is said; and ledgers.
    lost: set[tuple[str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    # Columns of which nobody knows what they hold now, as long as something is said.
    blurred: set[tuple[str, str]] = field(default_factory=set)
    # Once there are two of a sheet, neither can be hidden in the other's stead.
    is_copied: bool = False
    is_doubtful: bool = False
    must_warn: bool = False

    def page(self, chance: Random) -> tuple[str, Page]:
        """Choose a page."""
        return chance.choice(
            [(f, page) for f, pages in self.files.items() for page in pages if page.parts]
        )

    def part(self, chance: Random) -> tuple[str, Page, Part]:
        """Choose a table."""
        file, page = self.page(chance)
        return file, page, chance.choice(page.parts)

    def cell(self, chance: Random, *types: str) -> tuple[str, Page, Part, int, int]:
        """Choose a cell of a project's row that holds a number: its row and column numbers."""
        file, page, part = self.part(chance)
        found = [
            (row, at)
            for row in page.there(part.rows(RowKind.PROJECT))
            for at in part.of_type(*types)
            if at in page.column_ids
            and isinstance(value := page.rows[page.row(row)][page.column(at)], float | int)
            and value
            and not page.merged(page.row(row), page.column(at))
        ]
        return file, page, part, *_one_of(found, chance)

    def says(self, file: str, page: Page, part: Part, row: int, key: str, value: Any) -> None:
        """Note what a cell says now; where months are added up, the year says it too."""
        before = self._said(file, page, part, row, key)
        self.edits[file, page.sound_name, row, key] = value
        if key.partition("@")[0] == MONTHLY and YTD in part.summed:
            total = self._said(file, page, part, row, YTD) or 0
            change = (value or 0) - (before or 0)
            self.edits[file, page.sound_name, row, YTD] = total + change

    def _said(self, file: str, page: Page, part: Part, row: int, key: str) -> Any:
        place = (file, page.sound_name, row, key)
        return self.edits[place] if place in self.edits else part.truth[row].get(key)


HARMLESS: list[Callable[[Draft, Random], None]] = []
TELLING: list[Callable[[Draft, Random], None]] = []
DOUBTFUL: list[Callable[[Draft, Random], None]] = []
Mutation = "Callable[[Draft, Random], None]"


def harmless(mutation: Any) -> Any:
    HARMLESS.append(mutation)
    return mutation


def telling(mutation: Any) -> Any:
    TELLING.append(mutation)
    return mutation


def doubtful(mutation: Any) -> Any:
    DOUBTFUL.append(mutation)
    return mutation


def mutate(sound: Draft, chance: Random, mutations: list[Any]) -> tuple[Draft, list[str]]:
    """Apply each mutation that finds something to change; return the draft and their names."""
    draft, names = deepcopy(sound), []
    for mutation in mutations:
        trial = deepcopy(draft)
        try:
            mutation(trial, chance)
        except NotHere:
            continue
        trial.is_doubtful |= mutation in DOUBTFUL
        draft = trial
        names.append(mutation.__name__)
    return draft, names


def _one_of(found: list[Any], chance: Random) -> Any:
    if not found:
        raise NotHere
    return chance.choice(found)


def _header(page: Page, part: Part, at: int) -> tuple[int, int]:
    """The cell with the lowest words of a column's header."""
    column = page.column(at)
    for row in reversed(page.there(part.head)):
        place = page.row(row)
        if not is_empty(page.rows[place][column]):
            return place, column
        if (area := page.merged(place, column)) and not is_empty(page.rows[area.top][area.left]):
            return area.top, area.left
    raise NotHere


def _headers(page: Page, part: Part, columns: Iterable[int]) -> list[tuple[int, int, int]]:
    """Every column that has a header of its own: its number, and where the header stands."""
    there = [at for at in columns if at in page.column_ids]
    return [(at, *_header(page, part, at)) for at in there]


def _rename(page: Page, part: Part, at: int, to: Callable[[str], str]) -> None:
    row, column = _header(page, part, at)
    if column != page.column(at):
        raise NotHere
    before = as_text(page.rows[row][column])
    after = to(before)
    if after == before:
        raise NotHere
    page.rows[row][column] = after


def _lose(draft: Draft, page: Page, at: int) -> None:
    """Note that a column of the page can no longer be told."""
    for part in page.parts:
        if key := part.columns.get(at):
            draft.lost.add((part.ledger.id, key))
            if key.partition("@")[0] == MONTHLY and YTD in part.summed:
                draft.lost.add((part.ledger.id, YTD))


# Columns


@telling
def drop_column(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of([at for at in part.columns if at in page.column_ids], chance)
    _lose(draft, page, at)
    page.delete_column(page.column(at))


@doubtful
def duplicate_column(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of([at for at in part.columns if at in page.column_ids], chance)
    column = page.column(at)
    cells = [row[column] for row in page.rows]
    if chance.random() < 0.5:
        places = [page.row(r) for r in page.there(part.rows(RowKind.PROJECT))]
        for place in places:
            if isinstance(cells[place], float | int):
                cells[place] = cells[place] * 2 + 1  # type: ignore[operator]
    head = [page.row(r) for r in page.there(part.head)]
    row, own = _header(page, part, at)
    for place in head:
        cells[place] = None
    cells[row] = page.rows[row][own]
    page.insert_column(chance.choice([column + 1, len(page.column_ids)]), cells)


@harmless
def reorder_columns(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    heads = {page.row(r) for part in page.parts for r in page.there(part.head)}
    rows = {page.row(r) for part in page.parts for r in page.there(part.rows(RowKind.PROJECT))}
    if any(a.left < a.right and rows & {a.top, a.bottom} for a in page.merges):
        raise NotHere
    heads |= {row for row, number in enumerate(page.row_ids) if number is None}
    page.merges = [a for a in page.merges if a.left == a.right or a.top in heads]
    blocks: list[list[int]] = []
    for column in range(len(page.column_ids)):
        joined = any(a.left < column <= a.right for a in page.merges)
        (blocks[-1].append if joined and blocks else lambda c: blocks.append([c]))(column)
    tail = blocks[1:]
    chance.shuffle(tail)
    page.permute([column for block in [blocks[0], *tail] for column in block])
    # Title and unit stand where they stood; only bands and totals have cells to the right.
    for row in {r for part in page.parts for r in page.there(part.above)}:
        cells = [cell for cell in page.rows[page.row(row)] if not is_empty(cell)]
        page.rows[page.row(row)] = (cells + [None] * len(page.column_ids))[: len(page.column_ids)]


@harmless
def rename_to_synonym(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of(
        [a for a, key in part.columns.items() if a in page.column_ids and "@" not in key], chance
    )
    column = part.ledger.column(part.columns[at])
    month = draft.month
    spellings = [
        h.format(month=month.number, year=month.year, last_year=month.year - 1)
        for h in (column.label, *column.headers)
        if "/" not in h
    ]
    if column.key == MONTHLY and YTD in part.summed:
        # Without its number a month cannot be added up: 本月 may be last month's.
        spellings = [spelling for spelling in spellings if f"{month.number}月" in spelling]
    if not spellings:
        raise NotHere
    spelling = chance.choice(spellings)

    def renamed(before: str) -> str:
        unit = re.search(r"[（(][^（）()]*元[）)]$", before)
        return spelling + (unit[0] if unit else "")

    _rename(page, part, at, renamed)


@telling
def rename_nearly(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of([at for at in part.columns if at in page.column_ids], chance)
    ending = chance.choice(["情况", "明细", "数额", "（含税）", "2"])
    _rename(page, part, at, lambda before: before + ending)
    _lose(draft, page, at)


@telling
def rename_wrongly(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of([at for at in part.columns if at in page.column_ids], chance)
    _rename(page, part, at, lambda _: chance.choice(["审核意见", "联系电话", "", "—", "列1"]))
    _lose(draft, page, at)


@doubtful
def rename_as_another(draft: Draft, chance: Random) -> None:
    """Give a money column the name of another one of its ledger, there or not."""
    _, page, part = draft.part(chance)
    at = _one_of([a for a in part.of_type("money") if a in page.column_ids], chance)
    key = part.columns[at].partition("@")[0]
    others = [c for c in part.ledger.columns if c.type == "money" and c.key != key]
    other = _one_of(others, chance)
    unit = money_unit(as_text(page.rows[_header(page, part, at)[0]][page.column(at)]))
    _rename(page, part, at, lambda _: other.label + (f"（{unit}）" if unit else ""))
    _lose(draft, page, at)
    # What the ledger never had cannot be held against anything: the name is all that is known.
    if not any(other.key in (*each.columns.values(), *each.summed) for each in page.parts):
        draft.blurred.add((part.ledger.id, other.key))


def _swap_headers(draft: Draft, chance: Random, *types: str) -> None:
    _, page, part = draft.part(chance)
    found = _headers(page, part, part.of_type(*types))
    found = [(at, row, column) for at, row, column in found if column == page.column(at)]
    if len(found) < 2:
        raise NotHere
    (_, top, left), (_, row, column) = chance.sample(found, 2)
    page.rows[top][left], page.rows[row][column] = page.rows[row][column], page.rows[top][left]


@doubtful
def swap_money_headers(draft: Draft, chance: Random) -> None:
    _swap_headers(draft, chance, "money")


@doubtful
def swap_percent_headers(draft: Draft, chance: Random) -> None:
    _swap_headers(draft, chance, "percent")


@doubtful
def wrong_month_in_header(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    month = f"{draft.month.number}月"
    found = [
        (row, column)
        for _, row, column in _headers(page, part, part.of_type("money"))
        if month in as_text(page.rows[row][column])
    ]
    row, column = _one_of(found, chance)
    other = chance.choice([n for n in range(1, 13) if n != draft.month.number])
    page.rows[row][column] = as_text(page.rows[row][column]).replace(month, f"{other}月")


@harmless
def space_header(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of([at for at in part.columns if at in page.column_ids], chance)
    joint = chance.choice(["\n", " ", "　", "\xa0"])
    _rename(page, part, at, lambda text: text[:2] + joint + text[2:])


@harmless
def widen_header(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of([at for at in part.columns if at in page.column_ids], chance)
    pairs = chance.choice(["()（）", "（）()", "--——", "（）[]"])
    table = str.maketrans(pairs[: len(pairs) // 2], pairs[len(pairs) // 2 :])
    _rename(page, part, at, lambda text: text.translate(table))


# Units


def _unit_cells(page: Page, part: Part) -> list[tuple[int, int]]:
    rows = [page.row(r) for r in page.there([*part.above, *part.head])]
    return [
        (row, column)
        for row in rows
        for column, cell in enumerate(page.rows[row])
        if isinstance(cell, str) and money_unit(cell) and ("单位" in cell or row not in rows[:1])
    ]


@doubtful
def change_unit(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row, column = _one_of(_unit_cells(page, part), chance)
    text = as_text(page.rows[row][column])
    match = _one_of(list(_UNIT.finditer(text)), chance)
    other = chance.choice([unit for unit in UNITS if unit != match[0]])
    page.rows[row][column] = text[: match.start()] + other + text[match.end() :]


@doubtful
def remove_unit(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row, column = _one_of(_unit_cells(page, part), chance)
    text = as_text(page.rows[row][column])
    page.rows[row][column] = (
        re.sub(r"[（(][^（）()]*元[）)]|(?:计量)?单位[：:].*", "", text) or None
    )


@doubtful
def contradict_unit(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row, column = _one_of(_unit_cells(page, part), chance)
    page.rows[row][column] = as_text(page.rows[row][column]) + f"（{chance.choice(UNITS)}）"


@doubtful
def contradict_unit_of_leaf(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = _one_of([a for a in part.of_type("money") if a in page.column_ids], chance)
    if money_unit(as_text(page.rows[_header(page, part, at)[0]][page.column(at)])):
        raise NotHere
    _rename(page, part, at, lambda text: f"{text}（{chance.choice(UNITS)}）")


@harmless
def restate_unit(draft: Draft, chance: Random) -> None:
    """Say a column in another unit, with all its amounts."""
    _, page, part = draft.part(chance)
    found = [
        (at, row, column)
        for at, row, column in _headers(page, part, part.of_type("money"))
        if column == page.column(at) and money_unit(as_text(page.rows[row][column]))
    ]
    _, row, column = _one_of(found, chance)
    old = money_unit(as_text(page.rows[row][column]))
    assert old
    new = chance.choice([unit for unit in ("亿元", "万元", "元") if unit != old])
    factor = MONEY_FACTORS_WAN[old] / MONEY_FACTORS_WAN[new]
    page.rows[row][column] = _UNIT.sub(new, as_text(page.rows[row][column]))
    for number in part.kinds:
        if number in page.row_ids:
            place = page.row(number)
            cell = page.rows[place][column]
            if isinstance(cell, float | int) and not isinstance(cell, bool):
                page.rows[place][column] = float(Decimal(as_text(cell)) * factor)
            elif isinstance(cell, str) and re.search(r"\d", cell) and "个" not in cell:
                raise NotHere


# The head


def _move_head(page: Page, part: Part, step: int) -> None:
    rows = {page.row(r) for r in page.there(part.head)}
    if step > 0 and any(page.rows[row][-1] is not None for row in rows):
        page.insert_column(len(page.column_ids))
    for row in rows:
        cells = page.rows[row]
        page.rows[row] = [None, *cells[:-1]] if step > 0 else [*cells[1:], None]
    for area in page.merges:
        if area.top in rows:
            area.left, area.right = max(0, area.left + step), max(0, area.right + step)
    page._tidy_merges()


@doubtful
def shift_head_right(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    _move_head(page, part, 1)


@doubtful
def shift_head_left(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    _move_head(page, part, -1)


@doubtful
def shift_part_of_head(draft: Draft, chance: Random) -> None:
    """Insert one cell into a one-line head: every header behind it stands one to the right."""
    _, page, part = draft.part(chance)
    rows = page.there(part.head)
    if len(rows) != 1 or len(part.columns) < 4:
        raise NotHere
    page.insert_column(len(page.column_ids))
    cells = page.rows[page.row(rows[0])]
    at = chance.randrange(1, len(cells) - 1)
    if all(is_empty(cell) for cell in cells[at:]):
        raise NotHere
    page.rows[page.row(rows[0])] = [*cells[:at], None, *cells[at:-1]]


@harmless
def rows_above_head(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    for _ in range(chance.randint(1, 3)):
        page.insert_row(0, [])


@harmless
def gap_below_head(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    head = page.there(part.head)
    if not head:
        raise NotHere
    page.insert_row(page.row(head[-1]) + 1, [])


@telling
def delete_head(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    if not page.there(part.head):
        raise NotHere
    for row in page.there(part.head):
        page.delete_row(page.row(row))
    draft.unread.add(part.ledger.id)
    draft.is_doubtful |= len(page.parts) > 1


@harmless
def repeat_head(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    projects = page.there(part.rows(RowKind.PROJECT))
    if len(projects) < 3 or not page.there(part.head) or RowKind.PART in part.kinds.values():
        raise NotHere
    at = page.row(chance.choice(projects[1:]))
    if any(area.top < at <= area.bottom for area in page.merges):
        raise NotHere
    head = [page.row(r) for r in page.there(part.head)]
    lines = [list(page.rows[row]) for row in head]
    areas = [Area(a.top, a.left, a.bottom, a.right) for a in page.merges if a.top in head]
    for cells in reversed(lines):
        page.insert_row(at, cells)
    page.merges += [
        Area(a.top + at - head[0], a.left, a.bottom + at - head[0], a.right) for a in areas
    ]


# Rows


@harmless
def blank_rows(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = page.row(_one_of(page.there(part.kinds), chance))
    if any(area.top < at <= area.bottom for area in page.merges):
        raise NotHere
    for _ in range(chance.randint(1, 2)):
        page.insert_row(at, [])


@harmless
def blank_columns(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    page.insert_column(chance.randint(0, len(page.column_ids)))


@telling
def delete_row(draft: Draft, chance: Random) -> None:
    file, page, part = draft.part(chance)
    row = _one_of(page.there(part.rows(RowKind.PROJECT)), chance)
    _drop(draft, file, page, part, row)


def _drop(draft: Draft, file: str, page: Page, part: Part, row: int) -> None:
    at = page.row(row)
    amounts = part.of_type("money", "count", "percent")
    is_shared = any(
        a.top <= at <= a.bottom and a.top < a.bottom and page.column_ids[a.left] in amounts
        for a in page.merges
    )
    if RowKind.PART in part.kinds.values() or is_shared:
        raise NotHere
    page.delete_row(at)
    draft.gone.add((file, page.sound_name, row))


@telling
def cut_bottom(draft: Draft, chance: Random) -> None:
    """The file was cut off: the last rows are gone, and the total with them."""
    file, page = draft.page(chance)
    part = page.parts[-1]
    projects = page.there(part.rows(RowKind.PROJECT))
    if len(projects) < 3:
        raise NotHere
    last = page.row(chance.choice(projects[1:-1]))
    if any(area.top <= last < area.bottom for area in page.merges):
        raise NotHere
    copies = [
        row for row, n in zip(page.rows, page.row_ids, strict=True) if n is None and any(row)
    ]
    if any(row in page.rows[last:] for row in copies):
        raise NotHere
    for row in [r for r in projects if page.row(r) > last]:
        _drop(draft, file, page, part, row)
    while len(page.rows) > last + 1:
        page.delete_row(len(page.rows) - 1)


@doubtful
def duplicate_row(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    rows = page.there(part.rows(RowKind.PROJECT))
    row = _one_of(rows, chance)
    at = page.row(chance.choice([row, rows[-1]])) + 1
    if any(area.top < at <= area.bottom for area in page.merges):
        raise NotHere
    page.insert_row(at, list(page.rows[page.row(row)]))
    # From now on neither is the row that it was.
    page.row_ids[page.row(row)] = None


@doubtful
def split_row(draft: Draft, chance: Random) -> None:
    """One project on two lines: its words and its amounts apart, or each amount in two."""
    _, page, part = draft.part(chance)
    row = _one_of(page.there(part.rows(RowKind.PROJECT)), chance)
    place = page.row(row)
    if any(area.top <= place <= area.bottom for area in page.merges):
        raise NotHere
    amounts = [page.column(a) for a in part.of_type("money", "count") if a in page.column_ids]
    named = [
        page.column(a)
        for a, key in part.columns.items()
        if key in {"project_name", "project_code", "serial"} and a in page.column_ids
    ]
    if not any(page.rows[place][a] for a in amounts):
        raise NotHere
    second: list[Cell] = list(page.rows[place])
    way = chance.choice(["apart", "halves", "nameless halves"])
    for column, cell in enumerate(page.rows[place]):
        if way == "apart":
            page.rows[place][column] = None if column in amounts else cell
            second[column] = cell if column in amounts else None
        elif column in amounts and isinstance(cell, float | int):
            page.rows[place][column] = second[column] = cell / 2
        elif way == "nameless halves" and column in named:
            second[column] = None
    page.insert_row(place + 1, second)
    page.row_ids[place] = None


@harmless
def delete_total(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    page.delete_row(page.row(_one_of(page.there(part.rows(RowKind.TOTAL)), chance)))


@harmless
def move_total(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    totals = page.there(part.rows(RowKind.TOTAL))
    if len(totals) != 1 or not page.there(part.head):
        raise NotHere
    place = page.row(totals[0])
    cells = page.rows[place]
    page.delete_row(place)
    first = page.row(page.there(part.head)[-1]) + 1
    last = page.row(page.there(part.rows(RowKind.PROJECT, RowKind.PART))[-1]) + 1
    page.insert_row(first if place >= last else last, cells, totals[0])


@doubtful
def wrong_total(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    found = [
        (page.row(row), page.column(at))
        for row in page.there(part.rows(RowKind.TOTAL, RowKind.BAND))
        for at in part.of_type("money")
        if at in page.column_ids
        and isinstance(page.rows[page.row(row)][page.column(at)], float | int)
    ]
    row, column = _one_of(found, chance)
    page.rows[row][column] = float(page.rows[row][column]) * 2 + 7  # type: ignore[arg-type]


@harmless
def sort_rows(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    if set(part.kinds.values()) & {RowKind.BAND, RowKind.PART}:
        raise NotHere
    _sort(page, part, chance)


@doubtful
def sort_across_bands(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    if RowKind.BAND not in part.kinds.values() or RowKind.PART in part.kinds.values():
        raise NotHere
    _sort(page, part, chance)


def _sort(page: Page, part: Part, chance: Random) -> None:
    """Sort the rows that stand below each other, or all whatever stands between."""
    places = [page.row(row) for row in page.there(part.rows(RowKind.PROJECT))]
    if page.hidden_rows or page.struck or any(page.merged(p, c) for p in places for c in range(3)):
        raise NotHere
    if RowKind.BAND not in part.kinds.values():
        start = _one_of(places, chance)
        end = start
        while end + 1 in places:
            end += 1
        places = list(range(start, end + 1))
    at = _one_of([page.column(a) for a in part.columns if a in page.column_ids], chance)
    if len(places) < 2 or any(a.top in places or a.bottom in places for a in page.merges):
        raise NotHere
    lines = [(page.row_ids[p], page.rows[p]) for p in places]
    lines.sort(key=lambda line: as_text(line[1][at]), reverse=chance.random() < 0.5)
    for place, (number, cells) in zip(places, lines, strict=True):
        page.row_ids[place], page.rows[place] = number, cells


@doubtful
def sort_one_column(draft: Draft, chance: Random) -> None:
    """Sort a money column and leave the others as they are."""
    _, page, part = draft.part(chance)
    at = _one_of([a for a in part.of_type("money") if a in page.column_ids], chance)
    column = page.column(at)
    places = [page.row(row) for row in page.there(part.rows(RowKind.PROJECT))]
    cells = [page.rows[place][column] for place in places]
    if len(places) < 3 or any(page.merged(p, column) for p in places):
        raise NotHere
    cells.sort(
        key=lambda cell: (
            isinstance(cell, str),
            float(cell or 0) if not isinstance(cell, str) else 0,
        )
    )
    for place, cell in zip(places, cells, strict=True):
        page.rows[place][column] = cell


@harmless
def renumber(draft: Draft, chance: Random) -> None:
    """Number the rows through, as text; only where the serial is no key."""
    _, page, part = draft.part(chance)
    at = next((a for a, key in part.columns.items() if key == "serial"), None)
    if at is None or "serial" in part.ledger.key or RowKind.PART in part.kinds.values():
        raise NotHere
    form = chance.choice(["{}", "{}.0", "{:02d}", "{}、"])
    for number, row in enumerate(page.there(part.rows(RowKind.PROJECT)), 1):
        page.rows[page.row(row)][page.column(at)] = form.format(number)


@doubtful
def second_table(draft: Draft, chance: Random) -> None:
    """A table of something else below ours, or at its right."""
    _, page, part = draft.part(chance)
    lines: list[list[Cell]] = [
        ["责任单位", "项目个数", "投资合计"],
        ["县水利局", 3.0, 1200.0],
        ["县交通局", 4.0, 3400.0],
    ]
    if chance.random() < 0.5:
        for cells in [[], ["各单位情况"], *lines]:
            page.insert_row(len(page.rows), list(cells))
    else:
        start = page.row(_one_of(page.there(part.head), chance))
        width = len(page.column_ids)
        for _ in range(4):
            page.insert_column(len(page.column_ids))
        for row, cells in enumerate(lines, start):
            for column, cell in enumerate(cells, width + 1):
                page.rows[row][column] = cell


# Cells


@doubtful
def shift_money_down(draft: Draft, chance: Random) -> None:
    """Every cell of a money column one row further down."""
    _shift_down(draft, chance, "money")


@telling
def shift_words_down(draft: Draft, chance: Random) -> None:
    file, page, part, at, rows = _shift_down(draft, chance, "state", "date", "yes_no", "count")
    key = part.columns[at]
    said = [draft._said(file, page, part, row, key) for row in rows]
    for row, value in zip(rows, [None, *said[:-1]], strict=True):
        draft.says(file, page, part, row, key, value)


def _shift_down(draft: Draft, chance: Random, *types: str) -> Any:
    file, page, part = draft.part(chance)
    at = _one_of([a for a in part.of_type(*types) if a in page.column_ids], chance)
    rows = page.there(part.rows(RowKind.PROJECT))
    places = [page.row(row) for row in rows]
    column = page.column(at)
    if len(rows) < 3 or any(page.merged(p, column) for p in places):
        raise NotHere
    cells = [page.rows[place][column] for place in places]
    if any(page.row_ids[page.row(r)] is None for r in rows) or len(set(map(str, cells))) < 3:
        raise NotHere
    for place, cell in zip(places, [None, *cells[:-1]], strict=True):
        page.rows[place][column] = cell
    return file, page, part, at, rows


@harmless
def number_as_text(draft: Draft, chance: Random) -> None:
    _, page, _, row, at = draft.cell(chance, "money", "count")
    place, column = page.row(row), page.column(at)
    value = Decimal(as_text(page.rows[place][column]))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    forms = [f"{value}", f"{value:,}", f" {value} ", f"{value}".translate(wide), f"'{value}"]
    page.rows[place][column] = chance.choice(forms)


@harmless
def amount_with_unit(draft: Draft, chance: Random) -> None:
    _, page, part, row, at = draft.cell(chance, "money")
    value = part.truth[row].get(part.columns[at])
    file = next(f for f, pages in draft.files.items() if page in pages)
    if value is None or (file, page.sound_name, row, part.columns[at]) in draft.edits:
        raise NotHere
    exact = Decimal(str(value))
    unit = chance.choice(["亿元", "万元", "元", "亿", "万"])
    known = {"亿": "亿元", "万": "万元"}.get(unit, unit)
    page.rows[page.row(row)][page.column(at)] = f"{exact / MONEY_FACTORS_WAN[known]:f}{unit}"


def _scale(draft: Draft, chance: Random, factor: Decimal) -> None:
    file, page, part, row, at = draft.cell(chance, "money")
    key = part.columns[at]
    place, column = page.row(row), page.column(at)
    said = draft._said(file, page, part, row, key)
    if said is None and "@" not in key:
        raise NotHere
    page.rows[place][column] = float(Decimal(as_text(page.rows[place][column])) * factor)
    if "@" in key and said is None:
        unit = _unit_of(page, part, at)
        change = Decimal(as_text(page.rows[place][column])) * (1 - 1 / factor)
        said = 0.0
        draft.says(file, page, part, row, key, float(change * MONEY_FACTORS_WAN[unit]))
    else:
        draft.says(file, page, part, row, key, float(Decimal(str(said)) * factor))
    draft.must_warn |= key in STABLE


def _unit_of(page: Page, part: Part, at: int) -> str:
    row, column = _header(page, part, at)
    return money_unit(as_text(page.rows[row][column])) or "万元"


@telling
def amount_times(draft: Draft, chance: Random) -> None:
    _scale(draft, chance, Decimal(chance.choice(["10000", "10", "100", "0.1", "0.0001", "2"])))


@telling
def change_sign(draft: Draft, chance: Random) -> None:
    _scale(draft, chance, Decimal(-1))


@telling
def blank_amount(draft: Draft, chance: Random) -> None:
    file, page, part, row, at = draft.cell(chance, "money", "count", "percent")
    key = part.columns[at]
    if "@" in key:
        raise NotHere
    page.rows[page.row(row)][page.column(at)] = chance.choice([None, "—", "/", "待定", ""])
    draft.says(file, page, part, row, key, None)
    draft.must_warn |= key in STABLE


@doubtful
def spoil_amount(draft: Draft, chance: Random) -> None:
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    spoilt = ["#REF!", "#DIV/0!", "见附件", "500，200", "3000-5000", "5万亩", "1.2.3", "12O0"]
    page.rows[page.row(row)][page.column(at)] = chance.choice(spoilt)


@telling
def swap_amounts(draft: Draft, chance: Random) -> None:
    """Two amounts of one row, each in the other's column."""
    file, page, part, row, first = draft.cell(chance, "money")
    place = page.row(row)
    others = [
        a
        for a in part.of_type("money")
        if a != first
        and a in page.column_ids
        and isinstance(page.rows[place][page.column(a)], float | int)
    ]
    second = _one_of(others, chance)
    keys = part.columns[first], part.columns[second]
    said = [draft._said(file, page, part, row, key) for key in keys]
    units = [_unit_of(page, part, first), _unit_of(page, part, second)]
    if any("@" in key for key in keys) or None in said or units[0] != units[1]:
        raise NotHere
    if YTD in part.summed:
        raise NotHere
    one, other = page.column(first), page.column(second)
    cells = page.rows[place]
    cells[one], cells[other] = cells[other], cells[one]
    draft.says(file, page, part, row, keys[0], said[1])
    draft.says(file, page, part, row, keys[1], said[0])
    draft.must_warn |= said[0] != said[1] and bool(set(keys) & STABLE)


# Merges


def _run(page: Page, part: Part, chance: Random, *types: str) -> tuple[int, list[int]]:
    """Choose a column and two or three rows that stand below each other."""
    at = _one_of([a for a in part.of_type(*types) if a in page.column_ids], chance)
    places = {page.row(row) for row in page.there(part.rows(RowKind.PROJECT))}
    starts = [p for p in places if p + 1 in places]
    start = _one_of(sorted(starts), chance)
    size = 3 if start + 2 in places and chance.random() < 0.5 else 2
    return page.column(at), list(range(start, start + size))


@doubtful
def merge_amounts_down(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    column, rows = _run(page, part, chance, "money", "count", "percent")
    page.merge(rows[0], column, rows[-1], column, keep=chance.random() < 0.5)


@doubtful
def merge_names_down(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    # Several problems of one project stand under its merged name.
    if part.ledger.key != ("project_key",):
        raise NotHere
    column, rows = _run(page, part, chance, "name")
    page.merge(rows[0], column, rows[-1], column, keep=chance.random() < 0.3)


@doubtful
def merge_amounts_across(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row = page.row(_one_of(page.there(part.rows(RowKind.PROJECT)), chance))
    columns = [page.column(a) for a in part.of_type("money", "count") if a in page.column_ids]
    pairs = [c for c in columns if c + 1 in columns and page.rows[row][c + 1] is not None]
    column = _one_of(pairs, chance)
    page.merge(row, column, row, column + 1, keep=chance.random() < 0.3)


@harmless
def merge_words_down(draft: Draft, chance: Random) -> None:
    """The same office or state in several rows, written once."""
    _, page, part = draft.part(chance)
    column, rows = _run(page, part, chance, "unit", "state", "text", "town")
    if (
        len({as_text(page.rows[row][column]) for row in rows}) > 1
        or not page.rows[rows[0]][column]
    ):
        raise NotHere
    page.merge(rows[0], column, rows[-1], column, keep=False)


# What is hidden, struck, copied, dated


@harmless
def hide_rows(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    rows = page.there(part.rows(RowKind.PROJECT))
    if not rows:
        raise NotHere
    page.hidden_rows |= {page.row(r) for r in chance.sample(rows, min(3, len(rows)))}


@harmless
def hide_columns(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    page.hidden_columns.add(chance.randrange(len(page.column_ids)))


@telling
def hide_sheet(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    if draft.is_copied:
        raise NotHere
    page.is_hidden = True
    draft.unread |= {part.ledger.id for part in page.parts}
    # A workbook shows one sheet at least.
    cover = Page("说明", [["填报说明"]], [None], [None], [])
    next(pages for pages in draft.files.values() if page in pages).insert(0, cover)


@telling
def strike_row(draft: Draft, chance: Random) -> None:
    file, page, part = draft.part(chance)
    row = _one_of(page.there(part.rows(RowKind.PROJECT)), chance)
    if RowKind.PART in part.kinds.values():
        raise NotHere
    page.struck |= {(page.row(row), column) for column in range(len(page.column_ids))}
    draft.gone.add((file, page.sound_name, row))


@doubtful
def strike_amount(draft: Draft, chance: Random) -> None:
    _, page, _, row, at = draft.cell(chance, "money", "count")
    page.struck.add((page.row(row), page.column(at)))


@doubtful
def copy_sheet(draft: Draft, chance: Random) -> None:
    file, page = draft.page(chance)
    if page.is_hidden:
        raise NotHere
    draft.is_copied = True
    copy = _copy(page, f"{page.name} (2)")
    if chance.random() < 0.5:
        draft.files[file].append(copy)
    else:
        draft.files[f"副本{file}".rpartition(".")[0] + ".xlsx"] = [copy]


@harmless
def copy_of_former_month(draft: Draft, chance: Random) -> None:
    """Last month's sheet left in the workbook, under its name; or a hidden copy."""
    file, page = draft.page(chance)
    copy = _copy(page, f"{draft.month.number - 1}月")
    if chance.random() < 0.5:
        copy.name, copy.is_hidden = f"{page.name}旧", True
    if copy.name in {each.name for each in draft.files[file]}:
        raise NotHere
    draft.files[file].append(copy)


def _copy(page: Page, name: str) -> Page:
    copy = deepcopy(page)
    copy.name, copy.parts = name[:31], deepcopy(page.parts)
    # What is in the copy is nobody's to change any further.
    copy.row_ids = [None] * len(copy.row_ids)
    copy.column_ids = [None] * len(copy.column_ids)
    return copy


@doubtful
def other_month_in_title(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    month = f"{draft.month.number}月"
    found = [
        (page.row(row), column)
        for row in page.there(part.above)
        for column, cell in enumerate(page.rows[page.row(row)])
        if isinstance(cell, str) and month in cell
    ]
    row, column = _one_of(found, chance)
    other = chance.choice([n for n in range(1, 13) if n != draft.month.number])
    page.rows[row][column] = as_text(page.rows[row][column]).replace(month, f"{other}月")


@doubtful
def sheet_of_other_month(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    page.name = f"{chance.choice([n for n in range(1, 13) if n != draft.month.number])}月"
    draft.unread |= {part.ledger.id for part in page.parts}


# Out into files


def write(pages: list[Page]) -> bytes:
    """Write pages as one .xlsx."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        forms = {
            (is_day, is_struck): book.add_format(
                ({"num_format": "yyyy-mm-dd"} if is_day else {})
                | ({"font_strikeout": True} if is_struck else {})
            )
            for is_day in (False, True)
            for is_struck in (False, True)
        }
        names: set[str] = set()
        for page in pages:
            name = page.name
            while name in names:
                name = f"{name[:28]}_2"
            names.add(name)
            _write_page(book.add_worksheet(name), page, forms)
    return written.getvalue()


def _write_page(sheet: Any, page: Page, forms: dict[tuple[bool, bool], Any]) -> None:
    if page.is_hidden:
        sheet.hide()
    for area in page.merges:
        sheet.merge_range(area.top, area.left, area.bottom, area.right, "")
    for row in page.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in page.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            is_struck = (row, column) in page.struck
            form = forms[isinstance(cell, dt.date), is_struck]
            if isinstance(cell, dt.date):
                sheet.write_datetime(row, column, cell, form)
            elif isinstance(cell, str) and cell.startswith("#"):
                sheet.write_formula(row, column, "=1/0", form, cell)
            elif isinstance(cell, str) and cell:
                sheet.write_string(row, column, cell, form)
            elif isinstance(cell, bool):
                sheet.write_boolean(row, column, cell, form)
            elif cell is not None and cell != "":
                sheet.write_number(row, column, cell, form)


def write_text(page: Page) -> bytes:
    """Write a page as the statistics system exports it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[as_text(c) for c in r] for r in page.rows])
    return text.getvalue().encode("gb18030")


def fits_text(pages: list[Page]) -> bool:
    """Whether nothing would be lost in a file of text."""
    page = pages[0]
    return len(pages) == 1 and not (
        page.merges or page.hidden_rows or page.hidden_columns or page.struck or page.is_hidden
    )


__all__ = ["DOUBTFUL", "HARMLESS", "TELLING", "Draft", "Page", "Part", "fold", "mutate", "write"]
