"""A sheet and the dictionaries go in; where a ledger's head stands and what it maps come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.read.sheet import Cell, Sheet, as_text, is_empty
from pipeline.units import fold, money_unit, without_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ledgers import Column, Ledger
    from pipeline.months import Month

DEEPEST_HEAD = 3
# Below these shares of a dictionary's required and of all its columns a row is not its head.
LEAST_REQUIRED_SHARE = 0.6
LEAST_MAPPED_SHARE = 0.35


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
    # Headers that name another month than the report's: (header, column index, column key).
    wrong_month: tuple[tuple[str, int, str], ...]
    # Two headers that mean the same column: (header, column index, column key).
    doubled: tuple[tuple[str, int, str], ...]

    @property
    def needed(self) -> list[Column]:
        """The columns that the head must have; what bands tell needs no column."""
        return [
            column
            for column in self.ledger.columns
            if (column.required or column.head_required) and column.key != self.ledger.band_column
        ]

    @property
    def missing(self) -> list[str]:
        """Labels of needed columns that no header maps."""
        found = {column.key for column in self.placed} | {key for *_, key in self.wrong_month}
        return [column.label for column in self.needed if column.key not in found]

    @property
    def score(self) -> tuple[int, int]:
        """More mapped columns are better; of two equal heads the shallower one."""
        return len(self.placed) + len(self.wrong_month), self.top - self.bottom


def find_heads(sheet: Sheet, ledgers: Sequence[Ledger], month: Month) -> list[Head]:
    """
    Find every head in a sheet, from top to bottom. A head printed again on each page is found
    again; the caller sees that it maps the same columns.
    """
    vocabulary = _vocabulary(ledgers, month)
    filled = _filled_by_merges(sheet)
    heads: list[Head] = []
    row = 0
    while row < len(sheet.rows):
        head = (
            _best_head(sheet, filled, row, ledgers, month)
            if _speaks(sheet.rows[row], vocabulary)
            else None
        )
        if head:
            heads.append(head)
            row = head.bottom
        row += 1
    return heads


def _vocabulary(ledgers: Sequence[Ledger], month: Month) -> frozenset[str]:
    """Every header, and every part of a header of several levels."""
    words = {
        part
        for ledger in ledgers
        for spelling in ledger.spellings(month.number, month.year)
        for part in (spelling, *spelling.split("/"))
    }
    return frozenset(words)


def _speaks(row: Sequence[Cell], vocabulary: frozenset[str]) -> bool:
    """A row can only begin a head when two of its cells are words of a header."""
    known = 0
    for cell in row:
        if isinstance(cell, str) and without_unit(fold(cell)) in vocabulary:
            known += 1
            if known > 1:
                return True
    return False


def _filled_by_merges(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """The value of each cell that a merge covers, taken from the merge's first cell."""
    filled: dict[tuple[int, int], Cell] = {}
    for merge in sheet.merges:
        if merge.top >= len(sheet.rows) or merge.left >= len(sheet.rows[merge.top]):
            continue
        value = sheet.rows[merge.top][merge.left]
        for row in range(merge.top, min(merge.bottom, merge.top + DEEPEST_HEAD) + 1):
            for column in range(merge.left, merge.right + 1):
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
    heads = [
        _map(sheet, filled, top, top + depth, ledger, month)
        for depth in range(DEEPEST_HEAD)
        if top + depth < len(sheet.rows)
        for ledger in ledgers
    ]
    recognised = [head for head in heads if _is_recognised(head)]
    return max(recognised, key=lambda head: head.score, default=None)


def _is_recognised(head: Head) -> bool:
    required = head.needed
    found = len(required) - len(head.missing)
    mapped = len(head.placed) + len(head.wrong_month)
    return found >= LEAST_REQUIRED_SHARE * len(required) and mapped >= max(
        2, LEAST_MAPPED_SHARE * len(head.ledger.columns)
    )


def _map(
    sheet: Sheet,
    filled: dict[tuple[int, int], Cell],
    top: int,
    bottom: int,
    ledger: Ledger,
    month: Month,
) -> Head:
    spellings = ledger.spellings(month.number, month.year)
    placed: dict[str, Placed] = {}
    wrong_month: list[tuple[str, int, str]] = []
    doubled: list[tuple[str, int, str]] = []
    for index in range(sheet.width):
        levels = _levels(sheet, filled, top, bottom, index)
        if not levels:
            continue
        header = " ".join(" ".join(level.split()) for level in levels)
        key = _match(levels, spellings)
        if key is None:
            if other := _match_any_month(levels, ledger):
                wrong_month.append((header, index, other))
        elif key in placed:
            doubled.append((header, index, key))
        else:
            unit = next((unit for level in reversed(levels) if (unit := money_unit(level))), None)
            placed[key] = Placed(key, index, header, unit)
    stray = tuple(entry for entry in wrong_month if entry[2] not in placed)
    return Head(ledger, top, bottom, tuple(placed.values()), stray, tuple(doubled))


def _levels(
    sheet: Sheet, filled: dict[tuple[int, int], Cell], top: int, bottom: int, index: int
) -> list[str]:
    """The headers above one column, from the top one to the leaf, each once."""
    levels: list[str] = []
    for row in range(top, bottom + 1):
        cells = sheet.rows[row]
        cell = cells[index] if index < len(cells) else None
        cell = filled.get((row, index)) if is_empty(cell) else cell
        text = as_text(cell).strip()
        if text and (not levels or levels[-1] != text):
            levels.append(text)
    return levels


def _match(levels: list[str], spellings: dict[str, str]) -> str | None:
    """Match the whole path first (立项/可研), then its last two levels, then the leaf alone."""
    names = [without_unit(fold(level)) for level in levels]
    for start in range(len(names)):
        if key := spellings.get("/".join(names[start:])):
            return key
    return None


def _match_any_month(levels: list[str], ledger: Ledger) -> str | None:
    names = [without_unit(fold(level)) for level in levels]
    paths = ["/".join(names[start:]) for start in range(len(names))]
    for pattern, key in ledger.spellings_of_any_month:
        if any(pattern.fullmatch(path) for path in paths):
            return key
    return None
