"""
Choose the best projects to replace those that leave the year's list.

「按照投资规模不变的要求」: what comes in must not be less than what leaves, in total investment and
in this year's. Among such exchanges the objectives are, in this order: each unit replaces what it
loses itself; the fewest projects; the least surplus of this year's, then of total investment. Each
objective is an integer programme (HiGHS), solved with the earlier ones held at their optimum
(lexicographic optimisation).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

# Time limit per objective; a county's list takes less than one second.
SECONDS = 10.0
# HiGHS satisfies a constraint to about 1e-6 of its size; results are checked exactly.
_NEAR = 1e-6
_OPTIMAL = 0
_HALF = 0.5
_TRIES = 20


@dataclass(frozen=True)
class Candidate:
    """A project that may leave or come in, with its total and this year's investment in 万元."""

    key: str
    unit: str
    total_wan: Decimal
    annual_wan: Decimal
    name: str = ""
    # Whether this year's investment is estimated as the total over the years of construction.
    is_estimated: bool = False


@dataclass(frozen=True)
class Exchange:
    """
    The proposed exchange of the projects `leaving` for those `chosen`.

    If even all candidates together are too small, `chosen` is empty and `missing_…_wan` are the
    amounts that are missing. `is_proved` means that the exchange is proved to be optimal; otherwise
    `gap` is the largest relative gap left by the solver.
    """

    leaving: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]
    missing_total_wan: Decimal = Decimal(0)
    missing_annual_wan: Decimal = Decimal(0)
    is_proved: bool = True
    gap: float = 0.0

    @property
    def is_possible(self) -> bool:
        """Whether the candidates are large enough."""
        return self.missing_total_wan == 0 and self.missing_annual_wan == 0

    @property
    def surplus_annual_wan(self) -> Decimal:
        """Investment of the year after the exchange less before, in 万元."""
        return annual(self.chosen) - annual(self.leaving)

    @property
    def surplus_total_wan(self) -> Decimal:
        """Total investment after the exchange less before, in 万元."""
        return total(self.chosen) - total(self.leaving)


def total(projects: Sequence[Candidate]) -> Decimal:
    """Sum the total investment, in 万元."""
    return sum((project.total_wan for project in projects), Decimal(0))


def annual(projects: Sequence[Candidate]) -> Decimal:
    """Sum this year's investment, in 万元."""
    return sum((project.annual_wan for project in projects), Decimal(0))


def exchange(leaving: Sequence[Candidate], candidates: Sequence[Candidate]) -> Exchange:
    """
    Choose which *candidates* replace the projects that are *leaving*.

    The result does not depend on their order. Candidates without investment are never chosen.
    """
    out = tuple(sorted(leaving, key=lambda project: project.key))
    offered = sorted(
        (project for project in candidates if project.total_wan > 0 or project.annual_wan > 0),
        key=lambda project: project.key,
    )
    missing_total = max(Decimal(0), total(out) - total(offered))
    missing_annual = max(Decimal(0), annual(out) - annual(offered))
    if missing_total or missing_annual:
        return Exchange(out, (), missing_total, missing_annual)
    if not out:
        return Exchange(out, ())
    return _Programme(out, offered).best()


def own_shortfall(leaving: Sequence[Candidate], chosen: Sequence[Candidate]) -> Decimal:
    """Return this year's investment that units lose and do not replace themselves, in 万元."""
    return sum(
        (
            max(Decimal(0), lost - annual([project for project in chosen if project.unit == unit]))
            for unit, lost in _lost_by_unit(leaving).items()
        ),
        Decimal(0),
    )


def _lost_by_unit(leaving: Sequence[Candidate]) -> dict[str, Decimal]:
    units = sorted({project.unit for project in leaving})
    return {
        unit: annual([project for project in leaving if project.unit == unit]) for unit in units
    }


@dataclass(frozen=True)
class _Objective:
    """An amount to minimise: its weights on the programme's variables, and its exact value."""

    weights: NDArray[np.float64]
    amount: Callable[[Sequence[Candidate]], Decimal]


class _Programme:
    """
    The integer programme: a 0 or 1 for each candidate, then the shortfall of each losing unit.

    The solver uses floats, so each solution is checked exactly; an unsound one is excluded and the
    programme is solved again.
    """

    def __init__(self, leaving: tuple[Candidate, ...], offered: Sequence[Candidate]) -> None:
        self.leaving, self.offered = leaving, offered
        self.lost = _lost_by_unit(leaving)
        self.rows = [
            (self._over(project.total_wan for project in offered), float(total(leaving))),
            (self._over(project.annual_wan for project in offered), float(annual(leaving))),
            *(
                self._own(number, unit, lost)
                for number, (unit, lost) in enumerate(self.lost.items())
            ),
        ]
        self.held: list[tuple[_Objective, Decimal]] = []

    def best(self) -> Exchange:
        """Minimise one objective after the other, holding each at its optimum for the next."""
        chosen, is_proved, gap = tuple(self.offered), True, 0.0
        for objective in self._objectives():
            found, proved, left = self._solve(objective)
            is_proved, gap = is_proved and proved, max(gap, left)
            if found is None:
                break
            chosen = found
            self.held.append((objective, objective.amount(found)))
        return Exchange(self.leaving, chosen, is_proved=is_proved, gap=gap)

    def _objectives(self) -> list[_Objective]:
        ones = self._over(Decimal(1) for _ in self.offered)
        shortfall = np.concatenate([np.zeros(len(self.offered)), np.ones(len(self.lost))])
        return [
            _Objective(shortfall, lambda chosen: own_shortfall(self.leaving, chosen)),
            _Objective(ones, lambda chosen: Decimal(len(chosen))),
            _Objective(self._over(project.annual_wan for project in self.offered), annual),
            _Objective(self._over(project.total_wan for project in self.offered), total),
        ]

    def _solve(self, objective: _Objective) -> tuple[tuple[Candidate, ...] | None, bool, float]:
        """Return the best choice (None if time ran out), whether it is proved, and the gap."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # half a second

        count, units = len(self.offered), len(self.lost)
        constraints = [
            *(LinearConstraint(row, lb=least) for row, least in self.rows),
            *(
                LinearConstraint(held.weights, ub=float(amount) * (1 + _NEAR) + _NEAR)
                for held, amount in self.held
            ),
        ]
        for _ in range(_TRIES):
            found = milp(
                objective.weights,
                integrality=np.array([1] * count + [0] * units),
                bounds=Bounds([0] * (count + units), [1] * count + [np.inf] * units),
                constraints=constraints,
                options={"time_limit": SECONDS, "mip_rel_gap": 0},
            )
            if found.x is None:
                return None, False, 1.0
            taken = found.x[:count] > _HALF
            chosen = tuple(
                project for project, is_in in zip(self.offered, taken, strict=True) if is_in
            )
            if self._is_sound(chosen):
                return chosen, found.status == _OPTIMAL, float(found.mip_gap or 0.0)
            # Exclude this choice: any other differs from it in at least one candidate.
            other = np.concatenate([np.where(taken, -1.0, 1.0), np.zeros(units)])
            constraints.append(LinearConstraint(other, lb=1 - int(taken.sum())))
        return None, False, 1.0

    def _is_sound(self, chosen: Sequence[Candidate]) -> bool:
        """Return whether a choice keeps the scale and all held objectives, exactly."""
        return (
            total(chosen) >= total(self.leaving)
            and annual(chosen) >= annual(self.leaving)
            and all(objective.amount(chosen) <= amount for objective, amount in self.held)
        )

    def _over(self, weights: Iterable[Decimal]) -> NDArray[np.float64]:
        """Return weights of the candidates, and 0 for the shortfalls."""
        return np.array([*map(float, weights), *[0.0] * len(self.lost)])

    def _own(self, number: int, unit: str, lost: Decimal) -> tuple[NDArray[np.float64], float]:
        """Return the constraint that a unit's chosen projects and shortfall reach what it loses."""
        row = self._over(
            project.annual_wan if project.unit == unit else Decimal(0) for project in self.offered
        )
        row[len(self.offered) + number] = 1.0
        return row, float(lost)
