"""Tell where amounts of 万元 differ by more than departments' rounding."""

from __future__ import annotations

from typing import Any

# Departments round to 1 万元.
TOLERANCE_WAN = 1.0
# Decimals of 万元 down to 分.
GRID = 6


def exceeds(differences: Any, bound: float = TOLERANCE_WAN) -> Any:
    """
    Tell where differences of 万元, a column or an array, are larger than a bound.

    They are rounded to 分 first: 430.3 − 429.3 is a little more than 1 among floats.
    """
    return differences.round(GRID) > bound
