"""Measure one, 项目进度: the key projects go in; start, completion, gap and rank come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.indicator import COUNTY, Indicator
from briefing.indicators.progress import investment, obstacles, ranking, replacement, starts
from briefing.indicators.progress.investment import done_this_month, in_month
from briefing.indicators.progress.ranking import by_group, by_unit
from briefing.indicators.progress.replacement import WHOLE, cannot_start, replacements

if TYPE_CHECKING:
    import pandas as pd

    from briefing.domain.months import Month
    from briefing.indicators.facts import Facts

# The groups of projects that have figures of their own: the kind of scope and its column.
GROUPS = {"unit": "responsible_unit", "town": "town", "sector": "sector"}


# A set of projects is cut out of few columns quickly, and out of a whole ledger slowly.
_COLUMNS = list(dict.fromkeys([*GROUPS.values(), *starts.COLUMNS, *investment.COLUMNS]))


def measure(facts: Facts) -> list[Indicator]:
    """Return A01–A29 for the county, and those that make sense per unit, town and sector."""
    month = facts.month
    now, before = _told(facts, month), _told(facts, month.previous)
    assert now is not None
    found = _of_scope(now, before, month, COUNTY)
    for kind, column in GROUPS.items():
        for name in sorted(now[column].dropna().unique()):
            of_name = _with(now, column, name)
            was = None if before is None else _with(before, column, name)
            found += _of_scope(of_name, was, month, f"{kind}:{name}")
    return [
        *found,
        *starts.measure_timing(facts.projects, month),
        *obstacles.measure(facts),
        *replacement.measure(facts),
        *ranking.measure(facts.projects, facts.county),
        investment.concentration(facts.projects),
    ]


def _told(facts: Facts, month: Month) -> pd.DataFrame | None:
    """What is told of each project in a month, and what it did in it; None of a month not at hand."""
    projects = facts.projects if month == facts.month else facts.earlier.get(month)
    if projects is None:
        return None
    done = in_month(projects, facts.earlier.get(month.previous), month)
    return projects[_COLUMNS].assign(in_month_wan=done)


def _with(projects: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    return projects[projects[column].to_numpy(dtype=object) == name]


def _of_scope(
    projects: pd.DataFrame, before: pd.DataFrame | None, month: Month, scope: str
) -> list[Indicator]:
    """Everything that can be told of one set of projects."""
    return [
        *starts.measure(projects, month, scope),
        *investment.measure(projects, before, month, scope),
    ]


__all__ = [
    "WHOLE", "by_group", "by_unit", "cannot_start", "done_this_month", "measure", "replacements",
]  # fmt: skip
