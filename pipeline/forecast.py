"""
The year's task and what is done go in; the pace that is needed and a straight line come out.

These are calculations (测算), never facts: print says so, and January and February have none.
"""

from __future__ import annotations

from pipeline import money
from pipeline.indicators.facts import Facts
from pipeline.indicators.indicator import Indicator, measured
from pipeline.months import MONTHS_IN_YEAR

# Two months tell nothing of a year in which construction starts in March.
FIRST_MONTH = 3


def measure(facts: Facts) -> list[Indicator]:
    """Return F01–F03."""
    task = money.total(facts.projects["annual_task_wan"])
    done = money.total(facts.projects["done_this_year_wan"])
    month = facts.month.number
    rows = list(facts.projects["row"])
    needed = multiple = line = None
    if task is not None and done is not None:
        left = MONTHS_IN_YEAR - month
        needed = (task - done) / left if left and task > done else None
        if month >= FIRST_MONTH:
            multiple = money.ratio(needed, done / month)
            line = done / month * MONTHS_IN_YEAR
    return [
        measured("F01", money.yi(needed), rows=rows),
        measured("F02", multiple, rows=rows),
        measured("F03", money.yi(line), rows=rows),
    ]
