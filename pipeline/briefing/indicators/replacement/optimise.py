"""
Who leaves the year's list and who could take their place go in; the best exchange comes out.

「按照投资规模不变的要求」: what comes in must not be smaller than what leaves, in total investment
and in this year's. Among the exchanges that keep both, the county prefers, in this order: that the
department which loses a project replaces it itself; the fewest projects; the least surplus. Each
wish is an integer programme (HiGHS), solved with the former ones held at their best, so the answer
is the best one, and says whether that was proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

# Per wish; a county's list is solved in well under one of them.
SECONDS = 10.0
# HiGHS holds a row to about 1e-6 of its own size; sums are checked again, exactly.
_NEAR = 1e-6
_OPTIMAL = 0
_HALF = 0.5
_TRIES = 20


@dataclass(frozen=True)
class Candidate:
    """A project that may leave or come in: its unit, its whole and this year's investment (万元)."""

    key: str
    unit: str
    total_wan: Decimal
    annual_wan: Decimal
    name: str = ""
    # The year's investment is not the ledger's but the whole over the years of construction.
    is_estimated: bool = False


@dataclass(frozen=True)
class Exchange:
    """
    The proposed exchange, with the amounts before and after in 万元.

    Where no choice keeps the scale, `chosen` is empty and `missing_…_wan` say by how much even all
    candidates together fall short. `is_proved` tells that no better exchange exists; otherwise
    `gap` is the share by which the last wish may still be bettered.
    """

    leaving: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]
    missing_total_wan: Decimal = Decimal(0)
    missing_annual_wan: Decimal = Decimal(0)
    is_proved: bool = True
    gap: float = 0.0

    @property
    def is_possible(self) -> bool:
        """Whether the candidates suffice."""
        return self.missing_total_wan == 0 and self.missing_annual_wan == 0

    @property
    def surplus_annual_wan(self) -> Decimal:
        """Investment of this year after the exchange, less that before it."""
        return annual(self.chosen) - annual(self.leaving)

    @property
    def surplus_total_wan(self) -> Decimal:
        """Whole investment after the exchange, less that before it."""
        return total(self.chosen) - total(self.leaving)


def total(projects: Sequence[Candidate]) -> Decimal:
    """Add up the whole investment, in 万元."""
    return sum((project.total_wan for project in projects), Decimal(0))


def annual(projects: Sequence[Candidate]) -> Decimal:
    """Add up this year's investment, in 万元."""
    return sum((project.annual_wan for project in projects), Decimal(0))


def exchange(leaving: Sequence[Candidate], candidates: Sequence[Candidate]) -> Exchange:
    """
    Choose which *candidates* replace the projects that are *leaving*.

    The order of either makes no difference. Candidates without investment are never chosen.
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
    """Return this year's investment that leaves a department and that it does not replace itself."""
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
class _Wish:
    """What is to be small: its weights on the programme's variables, and its exact amount."""

    weights: NDArray[np.float64]
    amount: Callable[[Sequence[Candidate]], Decimal]


class _Programme:
    """
    The integer programme: a 0 or 1 for each candidate, then the own shortfall of each losing unit.

    The solver reckons in floats; what it proposes is checked exactly, and cut off when a tolerance
    let it pass.
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
        self.held: list[tuple[_Wish, Decimal]] = []

    def best(self) -> Exchange:
        """Fulfil wish by wish, each held at its best for the next."""
        chosen, is_proved, gap = tuple(self.offered), True, 0.0
        for wish in self._wishes():
            found, proved, left = self._solve(wish)
            is_proved, gap = is_proved and proved, max(gap, left)
            if found is None:
                break
            chosen = found
            self.held.append((wish, wish.amount(found)))
        return Exchange(self.leaving, chosen, is_proved=is_proved, gap=gap)

    def _wishes(self) -> list[_Wish]:
        ones = self._over(Decimal(1) for _ in self.offered)
        shortfall = np.concatenate([np.zeros(len(self.offered)), np.ones(len(self.lost))])
        return [
            _Wish(shortfall, lambda chosen: own_shortfall(self.leaving, chosen)),
            _Wish(ones, lambda chosen: Decimal(len(chosen))),
            _Wish(self._over(project.annual_wan for project in self.offered), annual),
            _Wish(self._over(project.total_wan for project in self.offered), total),
        ]

    def _solve(self, wish: _Wish) -> tuple[tuple[Candidate, ...] | None, bool, float]:
        """The best choice for one wish (None when time ran out before any), proof, and gap."""
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
                wish.weights,
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
            # Any other choice differs from this one in at least one candidate.
            other = np.concatenate([np.where(taken, -1.0, 1.0), np.zeros(units)])
            constraints.append(LinearConstraint(other, lb=1 - int(taken.sum())))
        return None, False, 1.0

    def _is_sound(self, chosen: Sequence[Candidate]) -> bool:
        """Whether a choice keeps the scale, and every wish that is held, to the last 分."""
        return (
            total(chosen) >= total(self.leaving)
            and annual(chosen) >= annual(self.leaving)
            and all(wish.amount(chosen) <= amount for wish, amount in self.held)
        )

    def _over(self, weights: Iterable[Decimal]) -> NDArray[np.float64]:
        """Weights of the candidates alone."""
        return np.array([*map(float, weights), *[0.0] * len(self.lost)])

    def _own(self, number: int, unit: str, lost: Decimal) -> tuple[NDArray[np.float64], float]:
        """What a unit brings in, and its shortfall, are at least what it loses."""
        row = self._over(
            project.annual_wan if project.unit == unit else Decimal(0) for project in self.offered
        )
        row[len(self.offered) + number] = 1.0
        return row, float(lost)
