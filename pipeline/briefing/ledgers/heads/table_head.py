"""Find the heads of ledgers in a sheet, and which of the dictionary's columns they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, takewhile, zip_longest
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.column_header import ColumnHeader, headers_of
from briefing.ledgers.heads.columns import OF_WORDS, readings
from briefing.ledgers.heads.spelling import plain, unexplained
from briefing.ledgers.heads.vocabulary import (
    is_of_data,
    is_of_figures,
    known_words,
    rows_of_words,
    vocabulary,
)
from briefing.workbooks.sheet import Cell, Sheet, is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Ledger, LedgerColumn

DEEPEST_HEAD = 5
# Types that are one figure when they are merged over several rows.
AMOUNTS = {"money", "count", "percent"}
# A head has at least so many columns of its ledger only, and this share of the needed ones.
LEAST_OWN = 2
LEAST_NEEDED_SHARE = 0.4
# Without the column that names its rows, it has at least so many, and all the needed ones.
LEAST_OWN_ALONE = 5
# A column that so many ledgers have does not identify any of them: 项目名称, 责任单位.
COMMON_TO = 3
# Where so many of a row's first columns are blank in the next one, that one is a level below it.
LEAST_ENDED = 2
# The share of states among the words below a header that may mean a column of states.
LEAST_STATES_SHARE = 0.6


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
    # Columns of the year's other months: (month, column).
    by_month: tuple[tuple[int, Placed], ...]
    # Second columns with the meaning of another one.
    doubled: tuple[Placed, ...]
    headers: tuple[ColumnHeader, ...]
    # Headers that mean no column of the ledger.
    unread: tuple[ColumnHeader, ...]
    month: Month
    # Columns of *placed* with a header that may mean another one; the values below it decided.
    by_values: tuple[Placed, ...] = ()

    @property
    def keys(self) -> set[str]:
        """The keys of the columns that the head has."""
        return {column.key for column in self.placed}

    @property
    def amounts(self) -> list[Placed]:
        """The columns of money, counts and percentages that the head has."""
        return [c for c in self.placed if self.ledger.column(c.key).type in AMOUNTS]

    @property
    def needed(self) -> list[LedgerColumn]:
        """The columns that the head must have, except the one that bands may replace."""
        return [
            column
            for column in self.ledger.columns
            if (column.required or column.head_required) and column.key != self.ledger.band_column
        ]

    @property
    def wrong_month(self) -> list[tuple[int, Placed]]:
        """Columns of another month whose column of the report month is missing."""
        return [
            (month, column)
            for month, column in self.by_month
            if not self.is_had(column.key) and not self._is_in_series(column.key)
        ]

    def _is_in_series(self, key: str) -> bool:
        """
        Tell whether a column of months stands in a series over the year that has the report month:
        1月, 1-2月 … 1-5月. One other month alone is a mistake.
        """
        own = self.ledger.column(key)
        of_series = {key, own.sum_of, own.growth_of}
        months = {month for month, column in self.by_month if column.key in of_series}
        return len(months) > 1 and bool(of_series & self.keys)

    @property
    def missing(self) -> list[LedgerColumn]:
        """Needed columns that the head lacks and that no months add up to."""
        named = {column.key for _, column in self.wrong_month}
        return [
            column
            for column in self.needed
            if column.key not in named and not self.is_had(column.key)
        ]

    def is_had(self, key: str) -> bool:
        """Tell whether a column is there, or is made of the columns of other months."""
        return key in self.keys or bool(self.parts_of(key))

    def parts_of(self, key: str) -> list[Placed]:
        """
        Return the columns of other months that a column which the head lacks is made of; empty where
        one of them is missing.

        A cumulative column is the sum of every month up to the report month, or of an earlier
        cumulative one (1—2月) and the months after it. A column with `growth_of` is the difference
        of two, 1—5月 and 1—4月.
        """
        own = self.ledger.column(key)
        return self._growth(own.growth_of) if own.growth_of else self._sum(key, own.sum_of)

    def _growth(self, whole: str) -> list[Placed]:
        now = [column for column in self.placed if column.key == whole]
        before = [
            column
            for month, column in self.by_month
            if column.key == whole and month == self.month.number - 1
        ]
        return [now[0], before[0]] if now and before else []

    def _sum(self, key: str, part: str) -> list[Placed]:
        monthly = {month: column for month, column in self.by_month if column.key == part}
        # 本月 beside 1—4月累计 may be last month's ledger: the month must be named.
        own = next((column for column in self.placed if column.key == part), None)
        if own and f"{self.month.number}月" in plain(own.header):
            monthly[self.month.number] = own
        start = {month: column for month, column in self.by_month if column.key == key}
        if not part or not monthly:
            return []
        first = max((month for month in start if month < self.month.number), default=0)
        wanted = range(first + 1, self.month.number + 1)
        if not all(month in monthly for month in wanted):
            first, wanted = 0, range(1, self.month.number + 1)
        if not all(month in monthly for month in wanted):
            return []
        return [*([start[first]] if first else []), *(monthly[month] for month in wanted)]

    @property
    def score(self) -> tuple[int, ...]:
        """
        How good the head is: more columns are better; then fewer missing, fewer doubled and fewer
        repeated ones; then more with a unit; then fewer rows.
        """
        # What is merged above lower levels.
        repeated = sum(one.written == after.written for one, after in pairwise(self.headers))
        return (
            len(self.placed) + len(self.by_month),
            -len(self.missing),
            -len(self.doubled),
            -repeated,
            sum(column.unit is not None for column in self.placed),
            self.top - self.bottom,
        )


def find_heads(sheet: Sheet, ledgers: Sequence[Ledger], month: Month) -> list[Head]:
    """Find every head in a sheet, from top to bottom, also one that is printed on every page."""
    headers = vocabulary(month)
    filled = _filled_by_merges(sheet)
    heads: list[Head] = []
    for row, cells in rows_of_words(sheet):
        if heads and row <= heads[-1].bottom:
            continue
        if known_words(cells, headers, enough=2) > 1:
            top = _top_of(sheet, row, heads[-1].bottom + 1 if heads else 0)
            head = _best_head(sheet, filled, top, ledgers, month)
            heads += [_with_columns_of_states(sheet, _without_empty(sheet, head))] if head else []
    return heads


def _top_of(sheet: Sheet, row: int, floor: int) -> int:
    """
    Return the first row of the head that *row* is a level of: above it may stand groups in words
    that nobody knows. It is told from merges that reach down into the row, or from rows that fill
    each other's blanks.
    """
    top = row
    while top > max(floor, row - DEEPEST_HEAD + 1) and _goes_on(sheet, top - 1, top - 1):
        top -= 1
    return top


def _goes_on(sheet: Sheet, top: int, bottom: int) -> bool:
    """
    Tell whether the row below the rows *top* to *bottom* of a head is one more level of it: cells
    are merged into it, or it has no numbers, and blanks below the first columns.
    """
    if any(top <= merge.top <= bottom < merge.bottom for merge in sheet.merges):
        return not is_of_figures(sheet.rows[bottom])
    below = sheet.rows[bottom + 1]
    if is_of_data(below):
        return False
    levels = zip_longest(*sheet.rows[top : bottom + 1])
    above = [all(map(is_empty, column)) for column in levels]
    both = list(zip_longest(above, map(is_empty, below), fillvalue=True))
    ended = sum(1 for _ in takewhile(lambda pair: pair == (False, True), both))
    # 序号 | 项目名称 | 完成投资 over | | 本月, or 月份 | 工业 | over | 增速 | 位次: a row of data has
    # a name, and a title stands above no blank.
    has_more = any(not is_blank for _, is_blank in both)
    return has_more and (ended >= LEAST_ENDED or (ended > 0 and (True, False) in both))


@cache
def _common() -> frozenset[str]:
    """Return the keys of columns that too many ledgers have to identify one of them."""
    keys = [column.key for ledger in all_ledgers() for column in ledger.columns]
    return frozenset(key for key in keys if keys.count(key) >= COMMON_TO)


def _filled_by_merges(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """Return the value of each cell that a merge covers, which is that of the merge's first cell."""
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
    """
    Return the best head of all ledgers and depths; None when no ledger is recognised. A group is no
    head without the levels below it, however well its words fit.
    """
    beneath = range(top + 1, min(top + DEEPEST_HEAD, len(sheet.rows)))
    levels = [top, *takewhile(lambda row: not is_of_figures(sheet.rows[row]), beneath)]
    least = next(
        (row for row in levels[:-1] if not _goes_on(sheet, top, row)),
        levels[-1],
    )
    heads = [
        _map(headers, top, bottom, ledger, month)
        for bottom in range(least, levels[-1] + 1)
        for headers in [headers_of(sheet, filled, top, bottom)]
        for ledger in ledgers
    ]
    recognised = [head for head in heads if _is_recognised(head)]
    return max(recognised, key=lambda head: head.score, default=None)


def _without_empty(sheet: Sheet, head: Head) -> Head:
    """Leave out doubled columns that are empty: names are often merged over two columns."""
    below = range(head.bottom + 1, len(sheet.rows))
    columns = {column.index: sheet.grid.column(column.index) for column in head.doubled}
    used = {at for at, cells in columns.items() if not all(is_empty(cells[row]) for row in below)}
    return replace(head, doubled=tuple(each for each in head.doubled if each.index in used))


def _with_columns_of_states(sheet: Sheet, head: Head) -> Head:
    """
    Add the columns with a doubtful header, where the cells below it hold the column's states. Where
    two such headers could be the column, neither is added.
    """
    for column in head.ledger.columns:
        doubtful = {fold(header) for header in column.doubtful_headers}
        if column.key in head.keys:
            continue
        likely = [
            each
            for each in head.unread
            if unexplained(each.written) in doubtful
            and _are_states(sheet.grid.column(each.index), column)
        ]
        if len(likely) == 1:
            found = Placed(column.key, likely[0].index, likely[0].written, None)
            rest = tuple(each for each in head.unread if each is not likely[0])
            placed, by_values = (*head.placed, found), (*head.by_values, found)
            head = replace(head, placed=placed, unread=rest, by_values=by_values)
    return head


def _are_states(cells: Sequence[Cell], column: LedgerColumn) -> bool:
    """Tell whether most words among cells are states of a column, and not all of them doubtful."""
    words = [cell for cell in cells if isinstance(cell, str) and not is_empty(cell)]
    states = [word for word in words if column.state(word)]
    is_sure = any(fold(word) not in column.doubtful_values for word in states)
    return is_sure and len(states) >= LEAST_STATES_SHARE * len(words)


def _is_recognised(head: Head) -> bool:
    """Tell whether a head names its rows, and has enough columns that only this ledger has."""
    keys = head.keys | {column.key for _, column in head.by_month}
    own = keys - _common()
    needed = [column for column in head.needed if column.key not in _common()]
    found = [column for column in needed if column.key in keys or head.is_had(column.key)]
    subject = "project_name" if head.ledger.has("project_name") else head.ledger.key[0]
    if subject not in keys:
        # Its header is misspelt; the other columns identify the ledger, and the clerk gets a finding.
        return len(own) >= LEAST_OWN_ALONE and len(found) == len(needed)
    return len(own) >= LEAST_OWN and len(found) >= LEAST_NEEDED_SHARE * len(needed)


def _map(
    headers: Sequence[ColumnHeader], top: int, bottom: int, ledger: Ledger, month: Month
) -> Head:
    placed: dict[str, tuple[Placed, int]] = {}
    doubled: list[Placed] = []
    unread: list[ColumnHeader] = []
    by_month: list[tuple[int, Placed]] = []
    by_index = {each.index: each for each in headers}
    for each, reading in readings(headers, ledger, month):
        if reading is None:
            unread.append(each)
            continue
        key = reading.key
        column = Placed(key, each.index, each.written, each.unit)
        if reading.month:
            by_month.append((reading.month, column))
            continue
        other, order = placed.get(key, (None, 0))
        if other is None:
            placed[key] = column, reading.order
        elif ledger.column(key).type not in OF_WORDS or reading.order == order:
            doubled.append(column)
        else:
            # Of two columns of words the spelling that the dictionary lists first is read.
            first, second = sorted(
                [(other, order), (column, reading.order)], key=lambda pair: pair[1]
            )
            placed[key] = first
            unread.append(by_index[second[0].index])
    return Head(
        ledger,
        top,
        bottom,
        tuple(column for column, _ in placed.values()),
        tuple(by_month),
        tuple(doubled),
        tuple(headers),
        tuple(unread),
        month,
    )
