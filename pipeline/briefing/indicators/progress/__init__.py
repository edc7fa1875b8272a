"""Measure one, progress (项目进度): starts, investment, obstacles, replacement and ranking (A01–A29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.indicator import COUNTY, Indicator
from briefing.indicators.progress import investment, obstacles, ranking, starts
from briefing.indicators.progress.investment import done_this_month, in_month
from briefing.indicators.progress.ranking import by_group, by_unit
from briefing.indicators.replacement import declared

if TYPE_CHECKING:
    import pandas as pd

    from briefing.domain.months import Month
    from briefing.indicators.facts import Facts

# The groups of projects with figures of their own: kind of scope and column.
GROUPS = {"unit": "responsible_unit", "town": "town", "sector": "sector"}
# Selecting the projects of a group is fast on few columns.
_COLUMNS = list(dict.fromkeys([*GROUPS.values(), *starts.COLUMNS, *investment.COLUMNS]))


def measure(facts: Facts) -> list[Indicator]:
    """Return A01–A29 of the county, and most of them of every unit, town and sector."""
    month = facts.month
    now, before = _with_month(facts, month), _with_month(facts, month.previous)
    assert now is not None
    found = _of_scope(now, before, month, COUNTY)
    for kind, column in GROUPS.items():
        for name in sorted(now[column].dropna().unique()):
            group = _with(now, column, name)
            former = None if before is None else _with(before, column, name)
            found += _of_scope(group, former, month, f"{kind}:{name}")
    return [
        *found,
        *starts.measure_timing(facts.projects, month),
        *obstacles.measure(facts),
        *declared.measure(facts),
        *ranking.measure(facts.projects, facts.county),
        investment.concentration(facts.projects),
    ]


def _with_month(facts: Facts, month: Month) -> pd.DataFrame | None:
    """Return the projects of a month with `in_month_wan`, the investment done in it; None without."""
    projects = facts.projects_in(month)
    if projects is None:
        return None
    done = in_month(projects, facts.earlier.get(month.previous), month)
    return projects[_COLUMNS].assign(in_month_wan=done)


def _with(projects: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    return projects[projects[column].to_numpy(dtype=object) == name]


def _of_scope(
    projects: pd.DataFrame, before: pd.DataFrame | None, month: Month, scope: str
) -> list[Indicator]:
    """Return the figures of one set of projects."""
    return [
        *starts.measure(projects, month, scope),
        *investment.measure(projects, before, month, scope),
    ]


__all__ = ["by_group", "by_unit", "done_this_month", "measure"]
