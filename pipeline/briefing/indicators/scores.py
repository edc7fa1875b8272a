"""
Measure five, supervision: the weighted score of each unit (E09), with its parts.

The weights are the county's. If a unit lacks a part (nothing was due), the weight of that part is
distributed over the others in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.indicators.indicator import Indicator, Indicators, measured

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.settings.county_rules import Weights

FULL = Decimal(100)
PARTS = {
    "start": "开工",
    "investment": "投资",
    "inclusion": "纳统",
    "service": "服务",
    "rectification": "整改",
}


@dataclass(frozen=True)
class Score:
    """The score of a unit (0–100, None without any part) and its parts (0–100, None if missing)."""

    unit: str
    value: Decimal | None
    parts: dict[str, Decimal | None]


def scores(found: Indicators, weights: Weights, units: Iterable[str]) -> list[Score]:
    """Return the scores of the units, best first; those without any part come last."""
    scored = [_score(found, weights, unit) for unit in units]
    return sorted(scored, key=lambda score: (score.value is None, -(score.value or 0), score.unit))


def _score(found: Indicators, weights: Weights, unit: str) -> Score:
    scope = f"unit:{unit}"
    rate = {
        "start": found.of("A03", scope).value,
        "investment": _of_schedule(found.of("A11", scope).value, found["A14"].value),
        "inclusion": found.of("B08", scope).value,
        "service": found.of("D03", scope).value,
        "rectification": found.of("E04", scope).value,
    }
    present = {part: value for part, value in rate.items() if value is not None}
    weight = sum((getattr(weights, part) for part in present), Decimal(0))
    if not weight:
        return Score(unit, None, rate)
    points = sum((getattr(weights, part) * value for part, value in present.items()), Decimal(0))
    return Score(unit, points / weight, rate)


def _of_schedule(completion: Decimal | None, elapsed: Decimal | None) -> Decimal | None:
    """Return the completion rate relative to 序时进度, in percent, at most 100."""
    if completion is None or not elapsed:
        return None
    return min(FULL, completion / elapsed * FULL)


def measure(found: Indicators, weights: Weights, units: Iterable[str]) -> list[Indicator]:
    """Return E09 of each unit."""
    return [
        measured("E09", score.value, scope=f"unit:{score.unit}")
        for score in scores(found, weights, units)
    ]
