"""A sheet and the dictionaries go in; where a ledger's head stands and what it maps come out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from briefing.domain.units import fold
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.column_header import OF_WORDS, ColumnHeader, headers_of, meant
from briefing.ledgers.heads.spelling import other_month, plain, unexplained
from briefing.ledgers.heads.vocabulary import is_of_figures, known_words, rows_of_words, vocabulary
from briefing.workbooks.sheet import Cell, Sheet, is_empty, letter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Column, Ledger

DEEPEST_HEAD = 3
# What is one figure, however many rows it is merged over.
AMOUNTS = {"money", "count", "percent"}
# A head maps at least so many columns that are its ledger's own, and this share of those it needs.
LEAST_OWN = 2
LEAST_NEEDED_SHARE = 0.4
# Without the column that names its rows, a head has so many of its own, and all that it needs.
LEAST_OWN_ALONE = 5
# A column that so many ledgers have tells none of them: 项目名称, 责任单位.
COMMON_TO = 3
# Of the words beneath a header that may mean a column, so many are its states.
LEAST_STATES_SHARE = 0.6
# Likeness, of 100, from which an unread header is offered for a missing one.
NEAR = 60
VERY_NEAR = 80
MOST_NEAR = 3


@dataclass(frozen=True)
class Placed:
    """One of our columns, found in a sheet: where, under which header, in which unit."""

    key: str
    index: int
    header: str
    unit: str | None


@dataclass(frozen=True)
class Head:
    """A ledger's head: its rows (counted from 0, *bottom* included) and the columns it maps."""

    ledger: Ledger
    top: int
    bottom: int
    placed: tuple[Placed, ...]
    # Columns of the year's other months, which a ledger that grows by the month keeps.
    by_month: tuple[tuple[int, Placed], ...]
    # Two headers that mean the same column.
    doubled: tuple[Placed, ...]
    # Headers that nothing maps, for the clerk who misses a column: (header, column index).
    unread: tuple[tuple[str, int], ...]
    month: int

    @property
    def keys(self) -> set[str]:
        """The keys of the columns that are there."""
        return {column.key for column in self.placed}

    @property
    def amounts(self) -> list[Placed]:
        """The columns of money, counts and percentages that are there."""
        return [c for c in self.placed if self.ledger.column(c.key).type in AMOUNTS]

    @property
    def needed(self) -> list[Column]:
        """The columns that the head must have; what bands tell needs no column."""
        return [
            column
            for column in self.ledger.columns
            if (column.required or column.head_required) and column.key != self.ledger.band_column
        ]

    @property
    def wrong_month(self) -> list[tuple[int, Placed]]:
        """Columns that name another month, while the report month's own is not there."""
        return [
            (month, column)
            for month, column in self.by_month
            if column.key not in self.keys and not self.is_summed(column.key)
        ]

    @property
    def missing(self) -> list[Column]:
        """Needed columns that no header maps and no months add up to."""
        named = {column.key for _, column in self.wrong_month}
        return [
            column
            for column in self.needed
            if column.key not in self.keys | named and not self.is_summed(column.key)
        ]

    def is_summed(self, key: str) -> bool:
        """Whether a column can be summed of the months' own columns: 1月 … 5月 for 1—5月."""
        return bool(self.parts_of(key))

    def parts_of(self, key: str) -> list[Placed]:
        """
        The columns that add up to a cumulative one: every month's to the report month, or an
        earlier cumulative one (1—2月) and the months after it. Empty where a month is missing.
        """
        part = self.ledger.column(key).sum_of
        monthly = {month: column for month, column in self.by_month if column.key == part}
        # 本月 beside 1—4月累计 is last month's ledger: only a month that is named counts.
        own = next((column for column in self.placed if column.key == part), None)
        if own and f"{self.month}月" in plain(own.header):
            monthly[self.month] = own
        start = {month: column for month, column in self.by_month if column.key == key}
        if not part or not monthly:
            return []
        first = max((month for month in start if month < self.month), default=0)
        wanted = range(first + 1, self.month + 1)
        if not all(month in monthly for month in wanted):
            first, wanted = 0, range(1, self.month + 1)
        if not all(month in monthly for month in wanted):
            return []
        return [*([start[first]] if first else []), *(monthly[month] for month in wanted)]

    def near(self, column: Column) -> list[str]:
        """Unread headers that may have meant a missing column, the likeliest first."""
        choices = {index: plain(header) for header, index in self.unread}
        spellings = [fold(header) for header in (column.label, *column.headers)]
        scores = {
            index: max(fuzz.ratio(text, spelling) for spelling in spellings)
            for index, text in choices.items()
        }
        likely = sorted(
            (index for index, score in scores.items() if score >= NEAR),
            key=lambda index: (-scores[index], index),
        )
        headers = {index: header for header, index in self.unread}
        return [f"“{headers[index]}”（{letter(index)}列）" for index in likely[:MOST_NEAR]]

    @property
    def misspelt(self) -> list[tuple[str, int, Column]]:
        """Unread headers that are nearly a column which nobody asks for, and which is not there."""
        absent = [
            column
            for column in self.ledger.columns
            if column.key not in self.keys and column not in self.missing
        ]
        spellings = {fold(header): column for column in absent for header in column.headers}
        found = []
        for header, index in self.unread:
            near = process.extractOne(
                plain(header), spellings.keys(), scorer=fuzz.ratio, score_cutoff=VERY_NEAR
            )
            if near:
                found.append((header, index, spellings[near[0]]))
        return found

    @property
    def score(self) -> tuple[int, ...]:
        """
        More mapped columns are better; then fewer missing and fewer that stand there twice; then
        more that say their unit; then the shallower head.
        """
        return (
            len(self.placed) + len(self.by_month),
            -len(self.missing),
            -len(self.doubled),
            sum(column.unit is not None for column in self.placed),
            self.top - self.bottom,
        )


def find_heads(sheet: Sheet, ledgers: Sequence[Ledger], month: Month) -> list[Head]:
    """
    Find every head in a sheet, from top to bottom. A head printed again on each page is found
    again; the caller sees that it maps the same columns.
    """
    headers = vocabulary(month)
    filled = _filled_by_merges(sheet)
    heads: list[Head] = []
    for row, cells in rows_of_words(sheet):
        if heads and row <= heads[-1].bottom:
            continue
        if known_words(cells, headers, enough=2) > 1:
            head = _best_head(sheet, filled, row, ledgers, month)
            heads += [_told_by_cells(sheet, _without_covered(sheet, head))] if head else []
    return heads


@cache
def _common() -> frozenset[str]:
    """Keys that too many ledgers share to tell any of them."""
    keys = [column.key for ledger in all_ledgers() for column in ledger.columns]
    return frozenset(key for key in keys if keys.count(key) >= COMMON_TO)


def _filled_by_merges(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """The value of each cell that a merge covers, taken from the merge's first cell."""
    filled: dict[tuple[int, int], Cell] = {}
    for merge in sheet.merges:
        if merge.top >= len(sheet.rows) or merge.left >= len(sheet.rows[merge.top]):
            continue
        value = sheet.rows[merge.top][merge.left]
        right = min(merge.right, sheet.width - 1)
        for row in range(merge.top, min(merge.bottom, merge.top + DEEPEST_HEAD) + 1):
            for column in range(merge.left, right + 1):
                filled[row, column] = value
    return filled


def _best_head(
    sheet: Sheet,
    filled: dict[tuple[int, int], Cell],
    top: int,
    ledgers: Sequence[Ledger],
    month: Month,
) -> Head | None:
    """Of all ledgers and depths, the head that maps most; None when no ledger is recognised."""
    beneath = range(top + 1, min(top + DEEPEST_HEAD, len(sheet.rows)))
    levels = takewhile(lambda row: not is_of_figures(sheet.rows[row]), beneath)
    heads = [
        _map(headers, top, bottom, ledger, month)
        for bottom in (top, *levels)
        for headers in [headers_of(sheet, filled, top, bottom)]
        for ledger in ledgers
    ]
    recognised = [head for head in heads if _is_recognised(head)]
    return max(recognised, key=lambda head: head.score, default=None)


def _without_covered(sheet: Sheet, head: Head) -> Head:
    """Leave out the second columns in which nothing stands: names are often drawn over two."""
    below = range(head.bottom + 1, len(sheet.rows))
    columns = {column.index: sheet.grid.column(column.index) for column in head.doubled}
    used = {at for at, cells in columns.items() if not all(is_empty(cells[row]) for row in below)}
    return replace(head, doubled=tuple(each for each in head.doubled if each.index in used))


def _told_by_cells(sheet: Sheet, head: Head) -> Head:
    """Take in the columns whose header may mean ours, where the cells beneath it leave no doubt."""
    for column in head.ledger.columns:
        doubtful = {fold(header) for header in column.doubtful_headers}
        for header, index in head.unread if column.key not in head.keys else ():
            if unexplained(header) in doubtful and _are_states(sheet.grid.column(index), column):
                head = replace(
                    head,
                    placed=(*head.placed, Placed(column.key, index, header, None)),
                    unread=tuple(each for each in head.unread if each[1] != index),
                )
                break
    return head


def _are_states(cells: Sequence[Cell], column: Column) -> bool:
    """Tell whether cells, but for a head and a note among them, are several of a column's states."""
    words = [cell for cell in cells if isinstance(cell, str) and not is_empty(cell)]
    states = [state for state in map(column.state, words) if state]
    return len(set(states)) > 1 and len(states) >= LEAST_STATES_SHARE * len(words)


def _is_recognised(head: Head) -> bool:
    """A head names what its rows are of, and enough that only this ledger would hold."""
    keys = head.keys | {column.key for _, column in head.by_month}
    own = keys - _common()
    needed = [column for column in head.needed if column.key not in _common()]
    found = [column for column in needed if column.key in keys or head.is_summed(column.key)]
    subject = "project_name" if head.ledger.has("project_name") else head.ledger.key[0]
    if subject not in keys:
        # Its header is misspelt: so much else says what it is that the clerk can be told.
        return len(own) >= LEAST_OWN_ALONE and len(found) == len(needed)
    return len(own) >= LEAST_OWN and len(found) >= LEAST_NEEDED_SHARE * len(needed)


def _map(
    headers: Sequence[ColumnHeader], top: int, bottom: int, ledger: Ledger, month: Month
) -> Head:
    spellings = ledger.spellings(month.number, month.year)
    placed: dict[str, tuple[Placed, str]] = {}
    doubled: list[Placed] = []
    unread: list[tuple[str, int]] = []
    by_month: list[tuple[int, Placed]] = []
    for each, spelling in meant(headers, ledger, month):
        other = other_month(each.names, ledger, month)
        if other and not each.is_no_money:
            by_month.append((other[0], Placed(other[1], each.index, each.written, each.unit)))
            continue
        if spelling is None:
            unread.append((each.written, each.index))
            continue
        key = spellings[spelling]
        column = Placed(key, each.index, each.written, each.unit)
        other_column, others = placed.get(key, (None, ""))
        if other_column is None:
            placed[key] = column, spelling
        elif ledger.column(key).type not in OF_WORDS or spelling == others:
            doubled.append(column)
        else:
            first, second = sorted(
                [(others, other_column), (spelling, column)], key=_rank(spellings)
            )
            placed[key] = first[1], first[0]
            unread.append((second[1].header, second[1].index))
    return Head(
        ledger,
        top,
        bottom,
        tuple(column for column, _ in placed.values()),
        tuple(by_month),
        tuple(doubled),
        tuple(unread),
        month.number,
    )


def _rank(spellings: Mapping[str, str]) -> Callable[[tuple[str, Placed]], int]:
    """Sort columns as the dictionary names their spellings."""
    order = list(spellings)
    return lambda entry: order.index(entry[0])
