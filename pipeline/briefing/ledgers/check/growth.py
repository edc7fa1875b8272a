"""
Hold the bureau's growth rates against each other: a lost point, a wrong sign, a month that is missing.

The rates are cumulative. What the newest month alone grew by follows from two of them, months being
about equal: n·G(n) − (n − 1)·G(n − 1). It moves far less than a slip moves it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.domain.money import half_up, plain
from briefing.domain.months import Month

if TYPE_CHECKING:
    from briefing.ledgers.tidy.table import Table

# A month alone does not grow by so many points more or less than the months before it.
MOST_POINTS, BEYOND_DOUBT = 30, 150
# The tenfold or a tenth of a rate, where a point was lost or set wrongly.
SLIPS = (0.1, 10.0, -1.0)


def check_growth(growth: Table, month: Month, target_pct: float) -> list[Finding]:
    """Find periods that are missing or to come, and a newest rate that the others do not bear out."""
    rows = growth.frame[growth.frame["period"].notna()]
    periods = [Month.parse(period) for period in rows["period"]]
    found = _missing(growth, periods, month)
    strange = _strange(growth, rows, periods, month)
    rates = pd.Series(rows["growth_pct"].to_numpy(), [period.number for period in periods])
    ours = rates[[period.year == month.year for period in periods]].dropna().sort_index()
    if strange or ours.empty or ours.index.has_duplicates or ours.index[-1] != month.number:
        return strange + found
    at = rows.index[[period == month for period in periods]]
    where = growth.frame.index.to_series().isin(at)
    return found + [
        each
        for severity, expected in _doubts(ours, target_pct)
        for each in growth.findings(where, "growth_pct", "G01", severity, expected, "核对增速")
    ]


def _strange(
    growth: Table, rows: pd.DataFrame, periods: list[Month], month: Month
) -> list[Finding]:
    """
    Find periods after the report month, and one of another year; several of that year are there to
    be compared with.
    """
    years = Counter(period.year for period in periods)
    where = pd.Series(
        [
            period > month or (period.year != month.year and years[period.year] == 1)
            for period in periods
        ],
        rows.index,
    ).reindex(growth.frame.index, fill_value=False)
    expected = f"应在{month.year}年1—2月至{month.cumulative}之内"
    return growth.findings(where, "period", "G02", Severity.ERROR, expected, "核对统计期")


def _missing(growth: Table, periods: list[Month], month: Month) -> list[Finding]:
    """Find the months that the series lacks; it begins with 1—2月, for 1月免报."""
    of_year = {period.number for period in periods if period.year == month.year}
    missing = sorted({*range(2, month.number + 1)} - of_year)
    if not missing:
        return []
    named = "、".join(Month(month.year, number).cumulative for number in missing)
    found, expected = f"没有{named}的增速", "应有1—2月以来的各期"
    return [growth.finding_of_column("period", "G02", found, expected, "补报", Severity.WARNING)]


def _doubts(rates: pd.Series, target_pct: float) -> list[tuple[Severity, str]]:
    """Return what speaks against the newest rate: the months before, its sign, or else its target."""
    newest, number = float(rates.iloc[-1]), int(rates.index[-1])
    if len(rates) == 1 or rates.index[-2] != number - 1:
        # Without the months before only the size can tell.
        is_far = abs(newest - target_pct) > BEYOND_DOUBT
        words = f"全年目标为{_pct(target_pct)}，相差悬殊"
        return [(Severity.WARNING, words)] if is_far else []
    before = float(rates.iloc[-2])
    if newest == before:
        return [(Severity.WARNING, f"与上期完全相同（{_pct(before)}），应为本期的增速")]
    alone = [
        _alone(rates, at)
        for at in range(1, len(rates))
        if rates.index[at - 1] + 1 == rates.index[at]
    ]
    usual = sum(alone[:-1]) / len(alone[:-1]) if alone[:-1] else max(before, target_pct)
    off = abs(alone[-1] - usual)
    if off <= MOST_POINTS:
        return []
    likely = min(SLIPS, key=lambda slip: abs(_month_alone(newest * slip, before, number) - usual))
    mended = newest * likely
    is_likely = abs(_month_alone(mended, before, number) - usual) < min(off / 3, MOST_POINTS)
    hint = f"，是否应为{_pct(mended)}" if is_likely else ""
    words = f"上期为{_pct(before)}，照此{number}月当月增长{_pct(alone[-1])}，此前各月约{_pct(usual)}{hint}"
    is_certain = off > BEYOND_DOUBT and is_likely
    return [(Severity.ERROR if is_certain else Severity.WARNING, words)]


def _alone(rates: pd.Series, at: int) -> float:
    """Return what the month of a rate grew by alone."""
    return _month_alone(float(rates.iloc[at]), float(rates.iloc[at - 1]), int(rates.index[at]))


def _month_alone(rate: float, before: float, number: int) -> float:
    return number * rate - (number - 1) * before


def _pct(value: float) -> str:
    return f"{plain(half_up(value, 2))}%"
