"""Random numbers that can be repeated, and shares that add up exactly to their total."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

REFERENCE_PROJECTS = 95


def chance(*purpose: object) -> random.Random:
    """
    Return a random generator for one purpose: drawing more for one purpose changes no other.

    Use arithmetic alone on its numbers: logarithms and powers differ between machines.
    """
    return random.Random("/".join(str(part) for part in purpose))


def scaled(count: int, projects: int) -> int:
    """
    Scale a count that Zhashui's 95 projects have to a county of *projects*, half up.

    >>> scaled(56, 95), scaled(56, 12)
    (56, 7)
    """
    return (2 * count * projects + REFERENCE_PROJECTS) // (2 * REFERENCE_PROJECTS)


def scaled_wan(amount_wan: int, projects: int, factor: float) -> int:
    """Scale an amount of Zhashui's to a county of *projects*, larger by *factor*, in whole 百万元."""
    return round(amount_wan * projects * factor / REFERENCE_PROJECTS / 100) * 100


def split(count: int, weights: Sequence[int]) -> list[int]:
    """
    Split *count* by *weights* into whole parts that add up; the largest remainders are rounded up.

    >>> split(95, [16, 14, 2]), split(10, [1, 1, 1])
    ([47, 42, 6], [4, 3, 3])
    """
    whole = sum(weights)
    parts = [count * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (-(count * weights[place] % whole), place)
    )
    for place in by_remainder[: count - sum(parts)]:
        parts[place] += 1
    return parts


def apportion(
    total: int,
    weights: Sequence[float],
    lower: Sequence[int],
    upper: Sequence[int],
    step: int,
) -> list[int]:
    """
    Share *total* in proportion to *weights*, each part a multiple of *step* within its bounds.

    The parts add up to *total*, or come as near as the bounds allow.
    """
    lowest = [-(-bound // step) * step for bound in lower]
    highest = [max(bound // step * step, low) for bound, low in zip(upper, lowest, strict=True)]

    def shares(factor: float) -> list[int]:
        return [
            min(max(int(factor * weight) // step * step, low), high)
            for weight, low, high in zip(weights, lowest, highest, strict=True)
        ]

    least, most = 0.0, 2.0 * max(1.0, total / max(sum(weights), 1e-9))
    while sum(shares(most)) < min(total, sum(highest)) and most < 1e12:
        most *= 2
    for _ in range(80):
        middle = (least + most) / 2
        least, most = (middle, most) if sum(shares(middle)) <= total else (least, middle)
    parts = shares(least)
    missing = total - sum(parts)
    while missing >= step:
        open_places = [
            place
            for place, part in enumerate(parts)
            if part + step <= highest[place] and weights[place] > 0
        ]
        if not open_places:
            break
        for place in open_places[: missing // step]:
            parts[place] += step
        missing = total - sum(parts)
    return parts
