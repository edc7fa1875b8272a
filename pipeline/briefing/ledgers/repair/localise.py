"""Find the smallest repair of a ledger's amounts: which cells are wrong, and what they should be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from briefing.domain.money import decimal, half_up
from briefing.domain.units import MONEY_FACTORS_WAN
from briefing.ledgers.check.reconcile import compared
from briefing.ledgers.check.tolerance import GRID, TOLERANCE_WAN
from briefing.ledgers.repair.mistakes import ADJUSTED, COPIED, UNKNOWN, kind_of, weight
from briefing.ledgers.repair.programme import smallest
from briefing.ledgers.repair.relations import (
    Cell,
    declared_relations,
    numbers,
    numbers_last,
    relations_of_rows,
    row_rules,
)
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from briefing.domain.months import Month
    from briefing.ledgers.repair.relations import Numbers, Relation, RowRule
    from briefing.ledgers.tidy.table import Table

# Totals are mostly made by formulas.
OF_TOTALS, OF_DOUBTED = 1.1, 0.6
# More failing relations than these are no matter of single cells; nor are more cells in question.
MOST_FAILING, MOST_CELLS = 400, 150


@dataclass(frozen=True)
class Amended:
    """One cell as it should be: its value in 万元, and the slip that explains it, “” for none."""

    cell: Cell
    wan: float
    slip: str


# Cells that are amended together, and other choices of cells that are as few.
Repair = tuple[Amended, ...]


def repairs(
    table: Table,
    before: Table | None,
    month: Month,
    doubted: Collection[Cell] = (),
    *,
    formulas: bool = False,
) -> list[list[Repair]]:
    """
    Return for each knot of contradicting amounts its smallest repairs, all of the same cost.

    *doubted* cells have a finding of another kind: an amount beyond its bounds. A ledger whose amounts
    agree has no repair; neither has one that is wrong throughout. Sums that are *formulas* follow their
    rows, and tell nothing of them.
    """
    rules = row_rules(table, before, month)
    of_rows = relations_of_rows(table, rules)
    sums = [] if formulas else declared_relations(table)
    failing = [*of_rows, *(each for each in sums if each.fails)]
    if not failing or len(failing) > MOST_FAILING:
        return []
    amounts = Amounts(table, before, rules, doubted)
    suspected = _suspected(amounts, of_rows, [each for each in sums if each.fails])
    rows = sorted({cell.at for cell in suspected if cell.kind == "row"})
    touching: defaultdict[Cell, list[Relation]] = defaultdict(list)
    for each in (*relations_of_rows(table, rules, rows), *sums):
        for cell in each.cells:
            if cell in suspected:
                touching[cell].append(each)
    of_knots = [_smallest(amounts, knot, touching) for knot in _knots(failing, suspected)]
    return [equal for equal in of_knots if equal]


def _smallest(
    amounts: Amounts, knot: set[Cell], touching: Mapping[Cell, Sequence[Relation]]
) -> list[Repair]:
    relations = {id(each): each for cell in sorted(knot) for each in touching[cell]}
    costs = {cell: amounts.cost(cell, touching[cell]) for cell in knot}
    changes = smallest(list(relations.values()), costs)
    amended = [
        tuple(amounts.amended(cell, by) for cell, by in sorted(change.by.items()))
        for change in changes
    ]
    return [repair for repair in amended if all(map(amounts.is_possible, repair))]


def _suspected(
    amounts: Amounts, of_rows: Sequence[Relation], sums: Sequence[Relation]
) -> set[Cell]:
    """
    Return the cells that may be wrong: all of a row that does not agree, and of a sum that does
    not, what is declared and those cells that no other relation vouches for.

    Of the many that nothing vouches for, only those are suspected that a slip explains.
    """
    suspected = {cell for each in of_rows for cell in each.cells}
    for each in sums:
        for cell, sign in each.cells.items():
            is_explained = cell.kind == "declared" or (
                not amounts.is_vouched(cell)
                and (cell in amounts.doubted or amounts.is_mistyped(cell, -each.residual / sign))
            )
            if is_explained:
                suspected.add(cell)
    return suspected


def _knots(failing: Iterable[Relation], suspected: set[Cell]) -> list[set[Cell]]:
    """Part the suspected cells into those that failing relations tie together."""
    knots: dict[Cell, set[Cell]] = {}
    for each in failing:
        tied = {cell for cell in each.cells if cell in suspected}
        for cell in list(tied):
            tied |= knots.get(cell, set())
        knots |= dict.fromkeys(tied, tied)
    found = {id(knot): knot for knot in knots.values()}
    return [knot for knot in found.values() if len(knot) <= MOST_CELLS]


class Amounts:
    """The amounts of a ledger by cell, and by which slip one of them may have come about."""

    def __init__(
        self,
        table: Table,
        before: Table | None,
        rules: Sequence[RowRule],
        doubted: Collection[Cell],
    ) -> None:
        self.table, self.sums, self.doubted = table, compared(table), doubted
        self._before, self._rules = before, rules
        self._columns: dict[tuple[str, str], Numbers] = {}

    def wan(self, cell: Cell) -> float:
        """Return the amount of a cell in 万元, NaN for a blank one."""
        if cell.kind == "declared":
            return float(self.sums["declared"].loc[cell.at])
        if (cell.column, cell.kind) not in self._columns:
            self._columns[cell.column, cell.kind] = self._column(cell)
        return float(self._columns[cell.column, cell.kind][cell.at])

    def cost(self, cell: Cell, relations: Iterable[Relation]) -> float:
        """Return what changing a cell costs: less where a slip explains what a relation asks."""
        if cell.kind == "before":
            return ADJUSTED
        asked = {-each.residual / each.cells[cell] for each in relations if each.fails}
        least = min((weight(self.slip(cell, by)) for by in asked), default=UNKNOWN)
        least *= OF_DOUBTED if cell in self.doubted else 1.0
        return least * (OF_TOTALS if cell.kind == "declared" else 1.0)

    def amended(self, cell: Cell, by: float) -> Amended:
        """Return a cell as it is when it changes by so much."""
        wan = float(np.nan_to_num(self.wan(cell)))
        return Amended(cell, round(wan + by, GRID), self.slip(cell, by))

    def is_possible(self, amended: Amended) -> bool:
        """Tell whether a column may hold an amount."""
        least = self.table.ledger.column(amended.cell.column).minimum
        return least is None or amended.wan >= least

    def is_vouched(self, cell: Cell) -> bool:
        """Tell whether a relation of its row tells what a cell should hold."""
        return (
            cell.kind == "row"
            and any(
                not np.isnan(rule.constant[cell.at])
                for rule in self._rules
                if cell.column in rule.signs
            )
            and not np.isnan(self.wan(cell))
        )

    def is_mistyped(self, cell: Cell, by: float) -> bool:
        """Tell whether a slip explains a change better than chance does."""
        return weight(self.slip(cell, by)) < COPIED

    def slip(self, cell: Cell, by: float) -> str:
        """Return the slip that a change would mend, “” for none that is known."""
        wan = self.wan(cell)
        if np.isnan(wan):
            return "没有填数" if self._may_be(cell, by) else ""
        factor = MONEY_FACTORS_WAN[self.unit(cell)]
        wrong, right = (half_up(decimal(each), GRID) / factor for each in (wan, wan + by))
        return kind_of(wrong, right, self._copies(cell, factor) if cell.kind == "row" else {})

    def unit(self, cell: Cell) -> str:
        """Return the unit in which a cell is shown."""
        rows = self.sums if cell.kind == "declared" else self.table.frame
        file, sheet = rows[SOURCE[:2]].loc[cell.at]
        return self.table.unit_shown(file, sheet, cell.column)

    def _column(self, cell: Cell) -> Numbers:
        if cell.kind == "row":
            return numbers(self.table, cell.column)
        assert self._before is not None
        return numbers_last(self.table, self._before, cell.column)

    def _may_be(self, cell: Cell, wan: float) -> bool:
        """
        Tell whether a blank cell may hold an amount: a relation of its row asks for it, or last month
        had less.
        """
        wanted = [
            rule.wanted(self.table, cell.column)[cell.at]
            for rule in self._rules
            if cell.column in rule.signs
        ]
        told = [each for each in wanted if not np.isnan(each)]
        if told:
            return any(abs(each - wan) <= TOLERANCE_WAN for each in told)
        has_last = self._before is not None and cell.column in self._before.frame
        return has_last and self.wan(cell._replace(kind="before")) <= wan

    def _copies(self, cell: Cell, factor: Decimal) -> dict[Decimal, str]:
        """Return the numbers that may have been copied into a cell."""
        last = len(self.table.frame) - 1
        copies = {
            Cell(cell.column, min(cell.at + 1, last)): "与下一行的数相同",
            Cell(cell.column, max(cell.at - 1, 0)): "与上一行的数相同",
        }
        for column in self.table.ledger.columns:
            if column.type == "money" and column.key != cell.column:
                copies[Cell(column.key, cell.at)] = f"与“{column.label}”的数相同"
        if self._before is not None and cell.column in self._before.frame:
            copies[cell._replace(kind="before")] = "仍是上月的数"
        amounts = {other: self.wan(other) for other in copies if other != cell}
        return {
            half_up(decimal(wan), GRID) / factor: copies[other]
            for other, wan in amounts.items()
            if wan and not np.isnan(wan)
        }
