"""
Find columns that were exchanged, shifted or rescaled, by comparing a ledger with last month's.

Totals and plans hardly change from month to month. A wrong header, a column shifted by a row or a
wrong unit changes all of them at once, and every sum with them, so within one month nothing shows.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.domain.money import half_up, plain
from briefing.domain.text import quoted
from briefing.ledgers.check.tolerance import GRID, TOLERANCE_WAN, exceeds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from briefing.ledgers.tidy.table import Table

    Numbers = NDArray[np.float64]
    Columns = dict[str, Numbers]
    Places = NDArray[np.intp]

# Columns that a ledger repeats from month to month, and changes only with a reason.
STEADY = {
    "projects": ("total_plan_wan", "done_before_wan", "annual_task_wan"),
    "statistics": ("total_plan_stat_wan",),
    "reserve": ("total_plan_wan", "plan_five_year_wan", "sought_funds_wan"),
    "growth": ("growth_pct", "private_growth_pct"),
}
BEFORE, SINCE_START = "done_before_wan", "done_since_start_wan"
MONTHLY, TO_DATE = "done_this_month_wan", "done_this_year_wan"
# Columns that only grow within a year, besides the key projects' own amounts.
GROWING = {"statistics": "done_this_year_stat_wan"}
# At least so many rows, and this share of them, mean that the column is wrong, not a row.
LEAST_ROWS, NEARLY_ALL, MANY_ROWS = 2, 0.8, 0.25
LEAST_MOVED, LEAST_SHRUNK = 3, 0.25
NUMBERS = {"money", "percent", "count"}
TENS = [10.0**power for power in (-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8)]
RATIO, LEAST_RATIO = 1e-6, 1e-8


def check_steady(table: Table, previous: Table) -> list[Finding]:
    """Compare every number that should stay the same, or grow, with last month's."""
    numbers = [c.key for c in table.ledger.columns if c.type in NUMBERS]
    places = _places_last_month(table, previous)
    now, then = _arrays(table.frame, numbers), _arrays(previous.frame, numbers)
    # Position -1, that of a new row, gives a missing amount.
    was = {key: np.append(amounts, np.nan)[places] for key, amounts in then.items()}
    swapped = _swapped(table, now, was) + _taken_for_plan(table, now, was)
    return [
        *swapped,
        *([] if swapped else _misplaced(table, now, was)),
        *_scaled(table, now, was),
        *_shrunk(table, now, was),
        *_changed(table, now, was),
        *_gone(table, previous, places),
    ]


def _places_last_month(table: Table, previous: Table) -> Places:
    """
    Return each row's position last month, -1 for a new row; a project that got its code since then
    is found by its name.
    """
    by_key, by_name = _keys(table)
    found = _places(table.frame, previous.frame, by_key)
    lost = np.flatnonzero(found < 0)
    if len(lost) and by_name != by_key:
        found[lost] = _places(table.frame.iloc[lost], previous.frame, by_name)
    return found


def _places(rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> Places:
    """Return the position of the first of *others* with each row's keys, -1 where there is none."""
    known = _index(others, keys)
    is_untold = np.logical_or.reduce([others[key].isna().to_numpy() for key in keys])
    first = np.flatnonzero(~(is_untold | known.duplicated()))
    at = known[first].get_indexer(_index(rows, keys))
    places: Places = np.append(first, -1)[at]
    return places


def _index(rows: pd.DataFrame, keys: list[str]) -> pd.Index:
    return pd.Index(rows[keys[0]]) if len(keys) == 1 else pd.MultiIndex.from_frame(rows[keys])


def _keys(table: Table) -> list[list[str]]:
    """Return the columns that identify a row: its key, and the same with the project's name."""
    keys = list(table.ledger.key)
    return [keys, ["project_name" if key == "project_key" else key for key in keys]]


def _arrays(frame: pd.DataFrame, columns: list[str]) -> Columns:
    return {key: frame[key].to_numpy(dtype="float64", na_value=np.nan) for key in columns}


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
        if types[one] == types[other]
        and _has_moved(one, other, now, was, STEADY.get(table.ledger.id, ()))
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
        for column in STEADY["projects"]:
            told = ~np.isnan(done) & ~np.isnan(now[column]) & _differ(done, was[column])
            same = told & ~_differ(now[column], done)
            is_many = same.sum() >= max(LEAST_MOVED, NEARLY_ALL * told.sum())
            if is_many and np.isnan(now[missing]).all():
                label = table.ledger.column(missing).label
                words = f"这一列的数是“{label}”的数"
                expected, advice = "应为计划数或上年底的数", "核对这一列的表头是否写反"
                found.append(table.finding_of_column(column, "X07", words, expected, advice))
    return found


def _has_moved(one: str, other: str, now: Columns, was: Columns, steady: tuple[str, ...]) -> bool:
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
    for column in STEADY.get(table.ledger.id, ()):
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
    for column in STEADY.get(table.ledger.id, ()):
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


def _shrunk(table: Table, now: Columns, was: Columns) -> list[Finding]:
    """Find cumulative amounts that fell: in one row a question, in many the column is wrong."""
    column = GROWING.get(table.ledger.id)
    if column is None:
        return []
    fell = exceeds(was[column] - now[column])
    if fell.sum() >= max(LEAST_MOVED, LEAST_SHRUNK * (~np.isnan(was[column])).sum()):
        expected, advice = "累计数一般不应小于上月", "核对这一列的单位、表头和行"
        words = f"有{fell.sum()}行小于上月"
        return [table.finding_of_column(column, "E2", words, expected, advice)]
    return table.findings(
        pd.Series(fell), column, "E2", Severity.WARNING, "累计数一般不应小于上月，核减应有说明"
    )


def _changed(table: Table, now: Columns, was: Columns) -> list[Finding]:
    """Find single numbers that changed, or are no longer filled in."""
    found = []
    for column in STEADY.get(table.ledger.id, ()):
        before = was[column]
        is_percent = table.ledger.column(column).type == "percent"
        unit, least = ("%", 0.0) if is_percent else ("万元", TOLERANCE_WAN)
        changed = exceeds(np.abs(now[column] - before), least)
        found += table.findings(
            pd.Series(changed | (np.isnan(now[column]) & ~np.isnan(before))),
            column,
            "X03",
            Severity.WARNING,
            partial(_before_was, before, unit),
        )
    return found


def _before_was(before: Numbers, unit: str, at: int) -> str:
    return f"上月为{plain(half_up(before[at], 2))}{unit}，调整应有依据"


def _gone(table: Table, previous: Table, places: Places) -> list[Finding]:
    """Find rows of last month's ledger that this one lacks; key projects have their own check."""
    if table.ledger.id == "projects":
        return []
    is_found = np.zeros(len(previous.frame), dtype=bool)
    is_found[places[places >= 0]] = True
    if is_found.all():
        return []
    now, unfound = table.frame, previous.frame[~is_found]
    by_key, by_name = (_is_among(unfound, now, keys) for keys in _keys(table))
    gone = unfound[~(by_key | by_name)]
    if gone.empty:
        return []
    name = "project_name" if "project_name" in gone else table.ledger.key[-1]
    return [
        Finding.of_file(
            str(table.places["file"].iloc[0]) if len(table.places) else "",
            "X01",
            Severity.WARNING,
            f"上月的{len(gone)}行本月没有：{quoted(gone[name].tolist())}",
            "删去的行应有说明",
            f"请{table.ledger.supplier}核实",
            table.ledger.column(name).label,
        )
    ]


def _is_among(rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> NDArray[np.bool_]:
    among: NDArray[np.bool_] = pd.MultiIndex.from_frame(rows[keys]).isin(
        pd.MultiIndex.from_frame(others[keys])
    )
    return among


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
