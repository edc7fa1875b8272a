"""The bureau's growth and the half-year line go in; B01–B05 and B20 come out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain import money
from briefing.indicators.indicator import Indicator, measured, share

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts

HALF_YEAR_MONTH = 6


def measure(facts: Facts) -> list[Indicator]:
    """Return B01–B05 and B20."""
    return [*_growth(facts), *_half_year(facts), *_contributions(facts)]


def _growth(facts: Facts) -> list[Indicator]:
    """B01 and B02: as the bureau returned them; January is exempt, a late figure is missing."""
    growth = facts.frame("growth")
    this = growth[(growth["period"] == str(facts.month)) & growth["growth_pct"].notna()]
    value = None if this.empty else Decimal(str(this["growth_pct"].iloc[0]))
    return [
        measured("B01", value, rows=this["row"]),
        measured("B02", money.points(value, facts.county.targets.growth_pct), rows=this["row"]),
    ]


def _half_year(facts: Facts) -> list[Indicator]:
    """B03–B05 in the departments' book: the bureau returns growth only, never a level."""
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
        measured("B04", money.yi(gap), rows=rows),
        measured("B05", pace, rows=rows),
    ]


def _contributions(facts: Facts) -> list[Indicator]:
    """B20: by how many points each part moved the growth, as the bureau returned it."""
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
