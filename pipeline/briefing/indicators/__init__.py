"""Compute the indicators of a month: one module or package for each of the five measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators import inclusion, progress, reserve, scores, service, supervision
from briefing.indicators.indicator import Indicators

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator


def measure(facts: Facts) -> list[Indicator]:
    """Return all indicators of the five measures; the score (E09) last, because it uses the others."""
    found = [
        *progress.measure(facts),
        *inclusion.measure(facts),
        *reserve.measure(facts),
        *service.measure(facts),
        *supervision.measure(facts),
    ]
    units = sorted(facts.projects["responsible_unit"].dropna().unique())
    weights = facts.county.supervision.weights
    return [*found, *scores.measure(Indicators(found), weights, units)]
