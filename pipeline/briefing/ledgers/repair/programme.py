"""
Choose the fewest cells whose change satisfies every relation (Fellegi and Holt's principle).

One cell is tried after the other; where none is enough, an integer programme (HiGHS) chooses several:
each cell changes at its cost, or not at all. Repairs that cost the same are all found. The solver uses
floats, so each is checked afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from briefing.ledgers.check.tolerance import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from briefing.ledgers.repair.relations import Cell, Numbers, Relation

SECONDS = 2.0
# So many choices are looked at: those that cost the same, and those that turn out to be unsound.
_TRIES = 8
_SAME_COST = 0.01
_MOST_CHANGE = 2.0
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
    problem = _Problem.of(relations, sorted(costs))
    # Most contradictions come from one cell, and no two cost less than one.
    alone = [
        Change(dict(zip(cells, by, strict=True)), costs[cells[0]])
        for at, cells in enumerate([cell] for cell in problem.cells)
        if (by := problem.exact([at])) is not None
    ]
    found = alone or _several(problem, costs)
    least = min((change.cost for change in found), default=0.0)
    return [change for change in found if change.cost <= least + _SAME_COST]


@dataclass(frozen=True, eq=False)
class _Problem:
    """The relations as a matrix: one row for each relation, one column for each cell."""

    cells: list[Cell]
    matrix: Numbers
    residuals: Numbers
    tolerances: Numbers

    @classmethod
    def of(cls, relations: Sequence[Relation], cells: list[Cell]) -> _Problem:
        """Lay out the relations over these cells."""
        return cls(
            cells,
            np.array([[each.cells.get(cell, 0.0) for cell in cells] for each in relations]),
            np.array([each.residual for each in relations]),
            np.array([each.tolerance for each in relations]),
        )

    def exact(self, changed: Sequence[int] | NDArray[np.intp]) -> list[float] | None:
        """
        Return by how much these cells change, to 分; None where that is not determined, or not so.

        What was added up from few cells says more than a sum of many that were rounded.
        """
        matrix = self.matrix[:, changed]
        # A relation that fails without any of these cells stays as it is.
        untouched = ~matrix.any(axis=1)
        if (np.abs(self.residuals[untouched]) > self.tolerances[untouched]).any():
            return None
        if len(changed) > 1 and np.linalg.matrix_rank(matrix) < len(changed):
            return None
        weights = 1.0 / np.maximum(self.tolerances, 1.0) ** 2
        by = np.linalg.lstsq(matrix * weights[:, None], -self.residuals * weights, rcond=None)[0]
        rounded = np.round(by, GRID)
        left = np.abs(np.round(matrix @ rounded + self.residuals, GRID))
        return rounded.tolist() if (left <= self.tolerances + 10.0**-GRID).all() else None


def _several(problem: _Problem, costs: Mapping[Cell, float]) -> list[Change]:
    """Return the cheapest changes of several cells."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # a quarter of a second

    count, matrix = len(problem.cells), problem.matrix
    scale = float(np.abs(problem.residuals).max())
    slack = np.maximum(problem.tolerances / scale, _NEAR)
    wanted = -problem.residuals / scale
    # A cell changes by no more than the relations ask that it is in.
    asked = (np.abs(matrix) * np.abs(wanted)[:, None]).max(axis=0)
    reach = np.diag(_MOST_CHANGE * np.maximum(asked, _NEAR))
    one = np.eye(count)
    constraints = [
        LinearConstraint(
            np.hstack([matrix, np.zeros_like(matrix)]), wanted - slack, wanted + slack
        ),
        LinearConstraint(np.hstack([one, -reach]), ub=0.0),
        LinearConstraint(np.hstack([-one, -reach]), ub=0.0),
    ]
    limits = np.concatenate([reach.diagonal(), np.ones(count)])
    bounds = Bounds(np.concatenate([-reach.diagonal(), np.zeros(count)]), limits)
    found: list[Change] = []
    for _ in range(_TRIES):
        solved = milp(
            [*[0.0] * count, *(costs[cell] for cell in problem.cells)],
            integrality=np.repeat([0, 1], count),
            bounds=bounds,
            constraints=constraints,
            options={"time_limit": SECONDS, "mip_rel_gap": 0},
        )
        if solved.x is None or (found and solved.fun > found[0].cost + _SAME_COST):
            break
        taken = solved.x[count:] > _HALF
        at = np.flatnonzero(taken)
        by = problem.exact(at)
        if by is not None:
            cells = [problem.cells[each] for each in at]
            found.append(Change(dict(zip(cells, by, strict=True)), float(solved.fun)))
        # Exclude this choice: any other differs from it in at least one cell.
        other = np.concatenate([np.zeros(count), np.where(taken, -1.0, 1.0)])
        constraints.append(LinearConstraint(other, lb=1 - int(taken.sum())))
    return found
