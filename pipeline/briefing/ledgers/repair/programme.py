"""
Choose the fewest cells whose change satisfies every relation (Fellegi and Holt's principle).

An integer programme (HiGHS): each cell may change by any amount at its cost, or not at all. Repairs
that cost the same are all found. The solver uses floats, so each is checked afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from briefing.ledgers.check.tolerance import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from briefing.ledgers.repair.relations import Cell, Relation

SECONDS = 2.0
# Repairs that are as small are looked for, up to so many.
MOST_EQUAL = 4
_SAME_COST = 0.01
# A cell changes by no more than so many times the largest difference.
_MOST_CHANGE = 3.0
_NEAR = 1e-6
_HALF = 0.5


@dataclass(frozen=True)
class Change:
    """Cells that change together, by how much, and what that costs."""

    by: Mapping[Cell, float]
    cost: float


def smallest(relations: Sequence[Relation], costs: Mapping[Cell, float]) -> list[Change]:
    """
    Return the cheapest changes of the cells in *costs* that satisfy all relations; all of one cost.

    Other cells of the relations stay as they are. Without any way to satisfy them, none.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # a quarter of a second

    cells = sorted(costs)
    count = len(cells)
    matrix = np.array([[each.cells.get(cell, 0.0) for cell in cells] for each in relations])
    residuals = np.array([each.residual for each in relations])
    tolerances = np.array([each.tolerance for each in relations])
    scale = max(float(np.abs(residuals).max()), 1.0)
    # What holds within rounding leaves what it leaves.
    slack = np.maximum(tolerances, _NEAR * scale) / scale
    wanted = -residuals / scale
    no_flags = np.zeros_like(matrix)
    bound = np.eye(count) * _MOST_CHANGE
    weights = np.concatenate([np.zeros(count), [costs[cell] for cell in cells]])
    constraints = [
        LinearConstraint(np.hstack([matrix, no_flags]), wanted - slack, wanted + slack),
        LinearConstraint(np.hstack([np.eye(count), -bound]), ub=0.0),
        LinearConstraint(np.hstack([-np.eye(count), -bound]), ub=0.0),
    ]
    limits = np.concatenate([np.full(count, _MOST_CHANGE), np.ones(count)])
    bounds = Bounds(np.concatenate([np.full(count, -_MOST_CHANGE), np.zeros(count)]), limits)
    found: list[Change] = []
    for _ in range(2 * MOST_EQUAL):
        solved = milp(
            weights,
            integrality=np.repeat([0, 1], count),
            bounds=bounds,
            constraints=constraints,
            options={"time_limit": SECONDS, "mip_rel_gap": 0},
        )
        if solved.x is None or len(found) == MOST_EQUAL:
            break
        if found and solved.fun > found[0].cost + _SAME_COST:
            break
        changed = solved.x[count:] > _HALF
        by = _exact(matrix[:, changed], residuals, tolerances)
        if by is not None:
            names = [cell for cell, is_in in zip(cells, changed, strict=True) if is_in]
            found.append(Change(dict(zip(names, by, strict=True)), float(solved.fun)))
        # Any other repair leaves at least one of these cells as it is.
        again = np.concatenate([np.zeros(count), changed.astype(float)])
        constraints.append(LinearConstraint(again, ub=int(changed.sum()) - 1))
    return found


def _exact(
    matrix: NDArray[np.float64], residuals: NDArray[np.float64], tolerances: NDArray[np.float64]
) -> list[float] | None:
    """
    Return by how much these cells change, to 分; None where that is not determined, or not so.

    What was added up from few cells says more than a sum of many that were rounded.
    """
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        return None
    counts = 1.0 / np.maximum(tolerances, _NEAR) ** 2
    by = np.linalg.lstsq(matrix * counts[:, None], -residuals * counts, rcond=None)[0]
    rounded = np.round(by, GRID)
    left = np.abs(np.round(matrix @ rounded + residuals, GRID))
    return rounded.tolist() if (left <= tolerances + _NEAR).all() else None
