"""
Find columns that were exchanged, shifted or rescaled, by comparing a ledger with last month's.

Totals and plans hardly change from month to month. A wrong header, a column shifted by a row or a
wrong unit changes all of them at once, and every sum with them, so within one month nothing shows.
"""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from briefing.domain.money import half_up, plain
from briefing.ledgers.check.tolerance import GRID

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from briefing.domain.findings import Finding
    from briefing.ledgers.check.beside import Beside
    from briefing.ledgers.tidy.table import Table

    Numbers = NDArray[np.float64]
    Columns = dict[str, Numbers]

BEFORE, SINCE_START = "done_before_wan", "done_since_start_wan"
MONTHLY, TO_DATE = "done_this_month_wan", "done_this_year_wan"
# At least so many rows, and this share of them, mean that the column is wrong, not a row.
LEAST_ROWS, NEARLY_ALL, MANY_ROWS = 2, 0.8, 0.25
LEAST_MOVED = 3
AMOUNTS, NUMBERS = {"money", "percent"}, {"money", "percent", "count"}
TENS = [10.0**power for power in (-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8)]
RATIO, LEAST_RATIO = 1e-6, 1e-8


def check_steady(beside: Beside) -> list[Finding]:
    """Compare every column of amounts, as a whole, with last month's."""
    table, now, was = beside.table, {}, {}
    for column in table.ledger.columns:
        if column.type in NUMBERS:
            now[column.key], was[column.key] = beside.numbers(column.key)
    swapped = _swapped(table, now, was) + _taken_for_plan(table, now, was)
    return [
        *swapped,
        *([] if swapped else _misplaced(table, now, was)),
        *_scaled(table, now, was),
    ]


def steady_amounts(table: Table) -> list[str]:
    """Return the columns of amounts that a ledger repeats from month to month."""
    held = table.ledger.held("steady", "fixed")
    return [column.key for column in held if column.type in AMOUNTS]


def _swapped(table: Table, now: Columns, was: Columns) -> list[Finding]:
    """Find columns that hold what stood last month in another column."""
    types = {column.key: column.type for column in table.ledger.columns}
    return [
        table.finding_of_column(
            other,
            "X07",
            f"这一列的数是上月“{table.ledger.column(one).label}”的数",
            "同一列的数不应换到另一列",
            "核对这两列的表头是否写反",
        )
        for one, other in permutations(now, 2)
        if types[one] == types[other] and _has_moved(one, other, now, was, steady_amounts(table))
    ]


def _taken_for_plan(table: Table, now: Columns, was: Columns) -> list[Finding]:
    """Find a plan's column that holds completed amounts, where their own column is missing."""
    if table.ledger.id != "projects":
        return []
    implied = {
        MONTHLY: now[TO_DATE] - was[TO_DATE],
        SINCE_START: was[BEFORE] + now[TO_DATE],
    }
    found = []
    for missing, done in implied.items():
        for column in steady_amounts(table):
            told = ~np.isnan(done) & ~np.isnan(now[column]) & _differ(done, was[column])
            same = told & ~_differ(now[column], done)
            is_many = same.sum() >= max(LEAST_MOVED, NEARLY_ALL * told.sum())
            if is_many and np.isnan(now[missing]).all():
                label = table.ledger.column(missing).label
                words = f"这一列的数是“{label}”的数"
                expected, advice = "应为计划数或上年底的数", "核对这一列的表头是否写反"
                found.append(table.finding_of_column(column, "X07", words, expected, advice))
    return found


def _has_moved(one: str, other: str, now: Columns, was: Columns, steady: Collection[str]) -> bool:
    told = ~np.isnan(was[one]) & ~np.isnan(now[other]) & _differ(was[one], was[other])
    if not told.any():
        return False
    # Where only one page has exchanged headers, only its rows have moved.
    exchanged = told & ~_differ(now[other], was[one]) & ~_differ(now[one], was[other])
    if exchanged.sum() >= LEAST_ROWS:
        return True
    left = _differ(now[one], was[one])[told]
    if not left.any():
        return False
    # The two headers may have different units: what moved is then multiplied.
    times = _ratios(now[other], was[one])[told]
    moved = max((_are(times, factor) & left).sum() for factor in (1.0, *TENS))
    if len(np.unique(was[one][told])) < LEAST_ROWS:
        # One row, or one number, may be equal by chance, unless the two were exchanged.
        came = ~_differ(now[one], was[other])[told] & ~np.isnan(was[other])[told]
        moved = min(moved, came.sum())
    # Amounts that should stay the same do not move by chance; amounts that grow may.
    return bool(moved >= NEARLY_ALL * told.sum() or (one in steady and moved >= LEAST_MOVED))


def _misplaced(table: Table, now: Columns, was: Columns) -> list[Finding]:
    """Find columns with last month's amounts at other rows: shifted, or sorted apart from them."""
    found = []
    for column in steady_amounts(table):
        told = ~np.isnan(was[column]) & ~np.isnan(now[column])
        changed = told & _differ(now[column], was[column])
        if changed.sum() < max(LEAST_MOVED, MANY_ROWS * told.sum()):
            continue
        old = was[column][~np.isnan(was[column])]
        common = Counter(now[column][changed].round(GRID)) & Counter(old.round(GRID))
        if common.total() >= NEARLY_ALL * changed.sum():
            words = f"有{changed.sum()}行的数与上月不同，却是上月其他行的数"
            expected, advice = "每个项目的数应在自己的行里", "核对这一列是否错行"
            found.append(table.finding_of_column(column, "X08", words, expected, advice))
    return found


def _scaled(table: Table, now: Columns, was: Columns) -> list[Finding]:
    """Find amounts that are last month's times exactly ten, a hundred, or a tenth."""
    found = []
    expected, advice = "单位（万元、亿元）应与数字相符", "核对表头或“单位：”处写的单位"
    for column in steady_amounts(table):
        times = _ratios(now[column], was[column])
        times = times[~np.isnan(times)]
        if len(times) < LEAST_ROWS:
            continue
        for factor in TENS:
            same = _are(times, factor)
            if same.sum() >= LEAST_MOVED or same.mean() >= NEARLY_ALL:
                words = f"有{same.sum()}行都是上月的{plain(half_up(factor, 8))}倍"
                found.append(table.finding_of_column(column, "U01", words, expected, advice))
    return found


def _differ(amounts: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Tell where two columns differ; a missing number differs from any other."""
    apart: NDArray[np.bool_] = np.abs(amounts - others) > 10.0**-GRID
    untold: NDArray[np.bool_] = np.isnan(amounts) != np.isnan(others)
    return np.logical_or(apart, untold)


def _ratios(amounts: Numbers, others: Numbers) -> Numbers:
    """Divide amounts by others; missing where one of them is missing or zero."""
    return amounts / np.where((amounts != 0) & (others != 0), others, np.nan)


def _are(times: Numbers, factor: float) -> NDArray[np.bool_]:
    """Tell where ratios equal a factor; a missing ratio never does."""
    same: NDArray[np.bool_] = np.abs(times - factor) <= LEAST_RATIO + RATIO * factor
    return same
