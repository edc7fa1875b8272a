"""Measure one, 项目进度: the key projects go in; start, completion, gap and rank come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.indicators.indicator import COUNTY, Indicator
from pipeline.indicators.progress import exchange, investment, obstacles, ranking, starts
from pipeline.indicators.progress.exchange import WHOLE, cannot_start, replacements
from pipeline.indicators.progress.investment import done_this_month
from pipeline.indicators.progress.ranking import by_group, by_unit

if TYPE_CHECKING:
    from pipeline.indicators.facts import Facts

# The groups of projects that have figures of their own: the kind of scope and its column.
GROUPS = {"unit": "responsible_unit", "town": "town", "sector": "sector"}


def measure(facts: Facts) -> list[Indicator]:
    """Return A01–A29 for the county, and those that make sense per unit, town and sector."""
    projects, month = facts.projects, facts.month
    found = _of_scope(facts, COUNTY)
    for kind, column in GROUPS.items():
        for name in sorted(projects[column].dropna().unique()):
            found += _of_scope(facts, f"{kind}:{name}", column, name)
    return [
        *found,
        *starts.measure_timing(projects, month),
        *obstacles.measure(facts),
        *exchange.measure(facts),
        *ranking.measure(projects, facts.county),
        investment.concentration(projects),
    ]


def _of_scope(facts: Facts, scope: str, column: str = "", name: str = "") -> list[Indicator]:
    """Everything that can be told of one set of projects: all, or those with *name* in *column*."""

    def of(projects: pd.DataFrame | None) -> pd.DataFrame | None:
        return projects if projects is None or not column else projects[projects[column] == name]

    month, earlier = facts.month, facts.earlier
    projects = of(facts.projects)
    assert projects is not None
    span = investment.Span(
        month,
        projects,
        of(earlier.get(month.previous)),
        earlier.get(month.previous.previous),
    )
    return [
        *starts.measure(projects, month, scope),
        *investment.measure(span, earlier.get(month.previous), scope),
    ]


__all__ = [
    "WHOLE", "by_group", "by_unit", "cannot_start", "done_this_month", "measure", "replacements",
]  # fmt: skip
