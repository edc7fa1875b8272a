"""A month's Facts go in, its Indicators come out: one module for each of the five measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.indicators import inclusion, progress, reserve, service, supervision

if TYPE_CHECKING:
    from pipeline.indicators.facts import Facts
    from pipeline.indicators.indicator import Indicator


def measure(facts: Facts) -> list[Indicator]:
    """Return every indicator of the five measures, in the order of the catalogue."""
    return [
        *progress.measure(facts),
        *inclusion.measure(facts),
        *reserve.measure(facts),
        *service.measure(facts),
        *supervision.measure(facts),
    ]
