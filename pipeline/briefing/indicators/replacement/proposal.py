"""Propose replacements for the projects that cannot start in time and have none."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain import money
from briefing.indicators.facts import cached
from briefing.indicators.replacement.declared import cannot_start, replacements
from briefing.indicators.replacement.optimise import Candidate, Exchange, exchange
from briefing.indicators.reserve import is_ripe, years_of

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts

# The years of construction if none are given: a five-year plan.
LONGEST_YEARS = 5


@cached
def proposed(facts: Facts) -> Exchange:
    """
    Propose an exchange for the projects that cannot start in time and have no replacement.

    Candidates are the ripe reserve projects that are neither on the year's list nor declared as a
    replacement. If this year's investment is not declared, it is the total over the years of
    construction (`is_estimated`).
    """
    pairs = replacements(facts)
    late = cannot_start(facts)
    late = late[~late["row"].isin(pairs["out_row"])]
    reserve = facts.frame("reserve")
    free = reserve[
        is_ripe(reserve)
        & ~reserve["row"].isin(pairs["in_row"])
        & ~reserve["project_key"].isin(facts.projects["project_key"])
    ]
    leaving = [_candidate(row, _exact(row.annual_task_wan)) for row in late.itertuples()]
    offered = [
        _candidate(row, _exact(row.replacement_task_wan))
        if not pd.isna(row.replacement_task_wan)
        else _candidate(row, _estimated(row), is_estimated=True)
        for row in free.itertuples()
    ]
    return exchange(leaving, offered)


def _candidate(row: Any, annual_wan: Decimal, *, is_estimated: bool = False) -> Candidate:
    unit = "" if pd.isna(row.responsible_unit) else str(row.responsible_unit)
    whole = _exact(row.total_plan_wan)
    return Candidate(row.row, unit, whole, annual_wan, row.project_name, is_estimated)


def _estimated(row: Any) -> Decimal:
    return money.half_up(_exact(row.total_plan_wan) / (years_of(row.years) or LONGEST_YEARS), 0)


def _exact(amount_wan: float) -> Decimal:
    return Decimal(0) if pd.isna(amount_wan) else money.exact(amount_wan)
