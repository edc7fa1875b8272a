"""
Hold each cell that decides a figure against last month's: what was changed, taken back or left out.

The dictionaries say which columns stay as they are, only grow, or only go forward.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain.findings import Severity, rows_named
from briefing.domain.money import half_up, plain
from briefing.ledgers.check.tolerance import TOLERANCE_WAN, exceeds
from briefing.ledgers.cut.row_kinds import RowKind, band_title
from briefing.ledgers.tidy.permits import PERMIT_RANKS
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from briefing.domain.findings import Finding
    from briefing.ledgers.check.beside import Beside, Cells, Rows
    from briefing.ledgers.dictionary import LedgerColumn

# From so many rows on, and this share of them, a column has changed, not a row.
LEAST_AT_ONCE, LEAST_FALLEN, SHARE_AT_ONCE = 5, 3, 0.25
NUMBERS = {"money", "percent", "points", "count"}
# What is told of a key project only while it has not started.
WHILE_UNSTARTED = {"expected_start", "obstacles"}
CHANGED, LEFT_OUT = "调整应有依据", "不再填报应有说明"


def check_repeated(beside: Beside, lost: Collection[str]) -> list[Finding]:
    """
    Find cells that say something else than last month, say it no longer, or take it back.

    *lost* are the columns that are missing altogether.
    """
    checks = {
        "steady": _of_steady,
        "fixed": _of_steady,
        "grows": _of_growing,
        "onward": _of_onward,
    }
    return [
        finding
        for column in beside.table.ledger.held(*checks)
        if column.key not in lost
        for finding in checks[column.from_month](beside, column)
    ]


def _of_steady(beside: Beside, column: LedgerColumn) -> list[Finding]:
    cells = beside.cells(column.key)
    changed = cells.blank | (cells.both & _differ(column, cells))
    if not changed.any():
        return []
    if column.key in WHILE_UNSTARTED:
        changed &= (beside.table.frame["status"] == "not_started").to_numpy()
    return _told_of(beside, column, changed, cells)


def _differ(column: LedgerColumn, cells: Cells) -> Rows:
    if column.type in NUMBERS:
        least = TOLERANCE_WAN if column.type == "money" else 0
        apart: Rows = exceeds(np.abs(cells.now - cells.was), least)
        return apart
    differ: Rows = cells.now != cells.was
    if column.type == "date" and not column.is_past and (differ & cells.both).any():
        # A month that became a day of the same month is told more closely, not changed.
        now, was = pd.Series(cells.now), pd.Series(cells.was)
        same = now.dt.to_period("M") == was.dt.to_period("M")
        differ = differ & ~(same & (_is_edge(now, column) | _is_edge(was, column))).to_numpy()
    return differ


def _is_edge(days: pd.Series, column: LedgerColumn) -> pd.Series:
    """Tell which dates may be a month without its day."""
    return days.dt.is_month_end if column.month_means == "last" else days.dt.is_month_start


def _of_growing(beside: Beside, column: LedgerColumn) -> list[Finding]:
    """Find cumulative values that fell, or are no longer told: in many rows the column is wrong."""
    cells = beside.cells(column.key)
    found = _told_of(beside, column, cells.blank, cells)
    if column.type == "date":
        fell, rule = cells.both & (cells.now < cells.was), "一般不应早于上月"
    else:
        least = TOLERANCE_WAN if column.type == "money" else 0
        fell, rule = cells.both & exceeds(cells.was - cells.now, least), "累计数一般不应小于上月"
    if fell.sum() >= max(LEAST_FALLEN, SHARE_AT_ONCE * cells.is_told.sum()):
        words = f"有{fell.sum()}行小于上月（{_rows(beside, fell)}）"
        advice = "核对这一列的单位、表头和行"
        return [*found, beside.table.finding_of_column(column.key, "E2", words, rule, advice)]
    expected = f"上月为{{}}，{rule}，核减应有说明"
    return found + _of_cells(beside, column, fell, "E2", expected)


def _of_onward(beside: Beside, column: LedgerColumn) -> list[Finding]:
    """Find states that went back: a permit that was obtained, a list that was there, 复工 → 停工."""
    cells = beside.cells(column.key)
    is_permit = column.type == "permit"
    ranks: Mapping[Any, int] = PERMIT_RANKS if is_permit else column.ranks or {1: 1, 0: 0}
    places = np.flatnonzero(cells.is_told & ~(cells.now == cells.was))
    back, blank = np.zeros(len(cells.now), dtype=bool), np.zeros(len(cells.now), dtype=bool)
    for at in places.tolist():
        now, was = ranks.get(cells.now[at]), ranks.get(cells.was[at])
        # A state outside the order (不需要) is neither before nor after the others.
        back[at] = cells.is_filled[at] and (now is None or was is None or now < was)
        blank[at] = not cells.is_filled[at] and was != 0
    found = _told_of(beside, column, blank, cells)
    if _is_at_once(back, cells):
        found += _told_of(beside, column, back, cells)
    else:
        expected = "上月为{}，一般不会退回，确有变化应有说明"
        found += _of_cells(beside, column, back, "X09", expected)
    if is_permit:
        days = beside.cells(f"{column.key}_on")
        other = days.is_told & ~(days.now == days.was) & (cells.now == "done")
        found += _told_of(beside, column, other, days)
    return found


def _told_of(beside: Beside, column: LedgerColumn, changed: Rows, cells: Cells) -> list[Finding]:
    """Tell of cells that changed or are empty now: of each, or of many at once."""
    if not changed.any():
        return []
    if _is_at_once(changed, cells):
        return [_at_once(beside, column, changed, cells)]
    return [
        *_of_cells(beside, column, changed & cells.is_filled, "X03", f"上月为{{}}，{CHANGED}"),
        *_of_cells(beside, column, changed & ~cells.is_filled, "X03", f"上月为{{}}，{LEFT_OUT}"),
    ]


def _of_cells(
    beside: Beside, column: LedgerColumn, which: Rows, code: str, expected: str
) -> list[Finding]:
    if not which.any():
        return []
    return beside.table.findings(
        pd.Series(which),
        column.key,
        code,
        Severity.WARNING,
        lambda at: expected.format(_told(beside, column, at)),
        found=_of_band(beside, column),
        # A wrong office knows nothing of it.
        who=beside.table.ledger.supplier if column.type == "unit" else None,
    )


def _is_at_once(changed: Rows, cells: Cells) -> bool:
    return bool(changed.sum() >= max(LEAST_AT_ONCE, SHARE_AT_ONCE * cells.is_told.sum()))


def _at_once(beside: Beside, column: LedgerColumn, changed: Rows, cells: Cells) -> Finding:
    """Return the one finding of a column in which many rows say something else than last month."""
    first = int(np.flatnonzero(changed)[0])
    sent, of_band = beside.table.sent[column.key].iloc[first].strip(), _of_band(beside, column)
    became = of_band(first) if of_band else f"为“{sent}”" if sent else "空着"
    alike = changed & (cells.was == cells.was[first])
    more = "" if alike.sum() == changed.sum() else "等"
    told = _told(beside, column, first)
    is_fixed = column.from_month == "fixed"
    finding = beside.table.finding_of_column(
        column.key,
        "X10",
        f"有{changed.sum()}行与上月不同，上月为{told}，本月{became}{more}：{_rows(beside, changed)}",
        f"{column.label}不应成批改变" if is_fixed else f"{column.label}一般不会同时改变这么多",
        "核对这一列和分类行是否写错、错行",
        Severity.ERROR if is_fixed else Severity.WARNING,
    )
    return replace(finding, row=_band_above(beside, column, first)) if of_band else finding


def _band_above(beside: Beside, column: LedgerColumn, at: int) -> int:
    """Return the row of the band that gives a row its state; 0 where a title gives it."""
    row, bands = beside.table.frame.iloc[at], beside.table.rows
    here = bands[(bands["kind"] == RowKind.BAND) & (bands["source_row"] < row["source_row"])]
    here = here[(here[SOURCE[:2]] == row[SOURCE[:2]]).all(axis=1)]
    states = here["text"].map(lambda text: column.state(band_title(text)))
    rows = here.loc[states == row[column.key], "source_row"]
    return int(rows.iloc[-1]) if len(rows) else 0


def _rows(beside: Beside, which: Rows) -> str:
    return rows_named(sorted(beside.table.frame.loc[which, "source_row"].unique().tolist()))


def _of_band(beside: Beside, column: LedgerColumn) -> Callable[[int], str] | None:
    """Return what to say of a cell that the band above its row gives, and no column."""
    if column.key != beside.table.ledger.band_column or column.key in set(
        beside.table.places["column"]
    ):
        return None
    states = beside.table.frame[column.key]

    def said(at: int) -> str:
        state = states.iloc[at]
        return "没有分类行写明" if pd.isna(state) else f"按分类行读作“{column.state_label(state)}”"

    return said


def _told(beside: Beside, column: LedgerColumn, at: int) -> str:
    """Return what a row had in a column last month, as this month's ledger would show it."""
    place = int(beside.places[at])
    value = beside.previous.frame[column.key].iloc[place]
    if column.type == "money":
        return beside.table.amount(column.key, at, value)
    if column.type in NUMBERS:
        unit = {"percent": "%", "points": "个百分点"}.get(column.type, "")
        return f"{plain(half_up(float(value), 2))}{unit}"
    if column.values:
        return f"“{'、'.join(column.state_label(each) for each in str(value).split('|'))}”"
    if column.type == "presence":
        return "“有”"
    return f"“{beside.previous.sent[column.key].iloc[place]}”"
