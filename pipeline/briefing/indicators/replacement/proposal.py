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
    leaving = [
        Candidate(
            row.row,
            _unit(row.responsible_unit),
            _exact(row.total_plan_wan),
            _exact(row.annual_task_wan),
            row.project_name,
        )
        for row in late.itertuples()
    ]
    return exchange(leaving, [_candidate(row) for row in free.itertuples()])


def _candidate(row: Any) -> Candidate:
    whole = _exact(row.total_plan_wan)
    is_declared = not pd.isna(row.replacement_task_wan)
    years = years_of(row.years) or LONGEST_YEARS
    this_year = (
        _exact(row.replacement_task_wan) if is_declared else money.half_up(whole / years, 0)
    )
    unit = _unit(row.responsible_unit)
    return Candidate(row.row, unit, whole, this_year, row.project_name, not is_declared)


def _unit(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _exact(amount_wan: float) -> Decimal:
    return Decimal(0) if pd.isna(amount_wan) else money.exact(amount_wan)
