"""
Set up what amounts of a ledger must satisfy: identities within a row, last month's, declared sums.

Every relation is linear: signed cells add up to a constant. A cell is a column at a row's position;
what a band or a total declares is a cell too, for it may be what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from briefing.ledgers.check.composition import PARTS, WHOLE
from briefing.ledgers.check.identities import MONTHLY, SINCE_START, TO_DATE, done_by_months
from briefing.ledgers.check.reconcile import compared
from briefing.ledgers.check.since import last_month
from briefing.ledgers.check.steady import BEFORE, steady_amounts
from briefing.ledgers.check.tolerance import GRID, TOLERANCE_WAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table

    Numbers = NDArray[np.float64]


class Cell(NamedTuple):
    """A cell: its column and its row's position; of a declared sum, that of the declaration."""

    column: str
    at: int
    kind: str = "row"


@dataclass(frozen=True, eq=False)
class RowRule:
    """A relation in every row: the columns with these signs add up to `constant`, NaN for unknown."""

    signs: Mapping[str, float]
    constant: Numbers
    # What is the same as last month may also have changed with good reason.
    is_steady: bool = False

    def residual(self, table: Table) -> Numbers:
        """Return by how much each row's sum is more than it should be; NaN where a cell is blank."""
        total = -self.constant
        for column, sign in self.signs.items():
            total = total + sign * numbers(table, column)
        found: Numbers = np.round(total, GRID)
        return found

    def wanted(self, table: Table, column: str) -> Numbers:
        """Return what a column should hold in each row, if all other cells are right."""
        rest = self.constant
        for other, sign in self.signs.items():
            if other != column:
                rest = rest - sign * numbers(table, other)
        found: Numbers = np.round(rest * self.signs[column], GRID)
        return found


@dataclass(frozen=True)
class Relation:
    """One linear relation between cells, and by how much it fails."""

    cells: Mapping[Cell, float]
    residual: float
    tolerance: float

    @property
    def fails(self) -> bool:
        """Whether the sum is off by more than rounding."""
        return abs(self.residual) > self.tolerance


def row_rules(table: Table, before: Table | None, month: Month) -> list[RowRule]:
    """Return the relations within the rows of a ledger; *before* is last month's."""
    rules = []
    if table.ledger.id == "projects":
        rules += _of_projects(table, before, month)
    if table.ledger.id == "statistics" and all(table.frame[part].notna().any() for part in PARTS):
        rules.append(
            RowRule({WHOLE: 1.0} | dict.fromkeys(PARTS, -1.0), np.zeros(len(table.frame)))
        )
    if before is not None and "project_key" in table.frame:
        rules += [
            RowRule({column: 1.0}, numbers_last(table, before, column), is_steady=True)
            for column in steady_amounts(table)
        ]
    return rules


def _of_projects(table: Table, before: Table | None, month: Month) -> list[RowRule]:
    """E1, E3, and what follows from them: 自开工累计 grows by the month, too."""
    is_new = (table.frame["nature"] == "new").to_numpy(dtype=bool, na_value=False)
    # A blank 截至上年底 of a new project is nothing.
    is_nothing = is_new & table.frame[BEFORE].isna().to_numpy()
    nothing = np.zeros(len(table.frame))
    rules = [
        RowRule({SINCE_START: 1.0, TO_DATE: -1.0, BEFORE: -1.0}, nothing),
        RowRule({SINCE_START: 1.0, TO_DATE: -1.0}, np.where(is_nothing, 0.0, np.nan)),
    ]
    if before is not None:
        rules += [
            RowRule({total: 1.0, MONTHLY: -1.0}, numbers_last(table, before, total))
            for total in (TO_DATE, SINCE_START)
        ]
    elif month.number == 1:
        rules.append(RowRule({TO_DATE: 1.0, MONTHLY: -1.0}, nothing))
    return [*rules, *_of_months(table, month)]


def _of_months(table: Table, month: Month) -> list[RowRule]:
    """The amounts of all months in the row add up to the year's."""
    if table.months.empty:
        return []
    earlier = done_by_months(table, month).to_numpy(dtype=float)
    return [RowRule({TO_DATE: 1.0, MONTHLY: -1.0}, earlier)]


def numbers_last(table: Table, before: Table, column: str) -> Numbers:
    """Return what each row's project had in a column last month, NaN for nothing."""
    if column not in before.frame:
        return np.full(len(table.frame), np.nan)
    found: Numbers = last_month(table, before, column).to_numpy(dtype="float64", na_value=np.nan)
    return found


def numbers(table: Table, column: str) -> Numbers:
    """Return a column as floats, NaN for blank cells."""
    found: Numbers = table.frame[column].to_numpy(dtype="float64", na_value=np.nan)
    return found


def declared_relations(table: Table) -> list[Relation]:
    """Return one relation for each declared sum: its rows, less what it declares, are nothing."""
    sums = compared(table)
    return [
        Relation(
            {Cell(str(entry["column"]), at): 1.0 for at in range(entry["begin"], entry["end"])}
            | {Cell(str(entry["column"]), number, "declared"): -1.0},
            -float(entry["difference"]),
            float(entry["tolerance"]),
        )
        for number, entry in zip(sums.index, sums.to_dict("records"), strict=True)
        if entry["column"] and not entry["unread"]
    ]


def relations_of_rows(
    table: Table, rules: Iterable[RowRule], rows: Iterable[int] | None = None
) -> list[Relation]:
    """Return the relations of the rules in some rows; without *rows*, those that fail."""
    found = []
    for rule in rules:
        residuals = rule.residual(table)
        failing = np.flatnonzero(np.abs(residuals) > TOLERANCE_WAN)
        for at in failing if rows is None else rows:
            if not np.isnan(residuals[at]):
                cells = {Cell(column, int(at)): sign for column, sign in rule.signs.items()}
                if rule.is_steady:
                    cells[Cell(next(iter(rule.signs)), int(at), "before")] = -1.0
                found.append(Relation(cells, float(residuals[at]), TOLERANCE_WAN))
    return found
