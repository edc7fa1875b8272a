"""Investment growth as the bureau returned it, and 双过半 (B01–B05, B20)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain import money
from briefing.indicators.indicator import Indicator, in_yi, measured, share

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts

HALF_YEAR_MONTH = 6


def measure(facts: Facts) -> list[Indicator]:
    """Return B01–B05 and B20."""
    return [*_growth(facts), *_half_year(facts), *_contributions(facts)]


def _growth(facts: Facts) -> list[Indicator]:
    """Return B01 and B02; None where the bureau returned no growth for the month."""
    growth = facts.frame("growth")
    this = growth[(growth["period"] == str(facts.month)) & growth["growth_pct"].notna()]
    value = None if this.empty else Decimal(str(this["growth_pct"].iloc[0]))
    return [
        measured("B01", value, rows=this["row"]),
        measured("B02", money.points(value, facts.county.targets.growth_pct), rows=this["row"]),
    ]


def _half_year(facts: Facts) -> list[Indicator]:
    """Return B03–B05 from the departments' amounts: the bureau returns growth, no amounts."""
    task = money.total(facts.projects["annual_task_wan"])
    done = money.total(facts.projects["done_this_year_wan"])
    rows = list(facts.projects["row"])
    gap = pace = None
    if task is not None and done is not None:
        gap = task * facts.county.targets.half_year_pct / 100 - done
        left = HALF_YEAR_MONTH - facts.month.number
        if left > 0 and gap > 0:
            pace = money.ratio(gap / left, done / facts.month.number)
    return [
        share("B03", done, task, rows=rows),
        in_yi("B04", gap, rows=rows),
        measured("B05", pace, rows=rows),
    ]


def _contributions(facts: Facts) -> list[Indicator]:
    """Return B20: the contribution of each part to growth, as the bureau returned it."""
    parts = facts.frame("contributions")
    this = parts[(parts["period"] == str(facts.month)) & parts["contribution_points"].notna()]
    return [
        measured(
            "B20",
            Decimal(str(part.contribution_points)),
            scope=f"part:{part.part}",
            rows=[part.row],
        )
        for part in this.itertuples()
    ]
