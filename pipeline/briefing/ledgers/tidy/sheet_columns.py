"""Read whole columns of a sheet: cells, bands in their place, or the months that add up to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.domain import money
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.tidy.dates import happened_or_planned
from briefing.ledgers.tidy.distinct import Distinct, together
from briefing.ledgers.tidy.readers import Read, column_reader, read_cells, without_dittos
from briefing.workbooks.sheet import Cell, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.ledgers.tidy.distinct import Holds
    from briefing.settings.county import County

# A column with rows of every kind: its cells, and what was read of them.
Whole = tuple[Distinct[Cell], Distinct[Read]]


@dataclass(frozen=True, eq=False)
class SheetColumns:
    """
    The columns of a sheet. Each is read when it is asked for, because the reads of a long column
    need more memory than its values.
    """

    sheet: SheetTable
    kinds: Distinct[RowKind]
    # The unit of each column of money.
    units: Mapping[str, str]
    month: Month
    county: County

    def read(self, key: str) -> Whole:
        """Read every row of a column; one that the sheet lacks is empty."""
        sheet, column = self.sheet, self.sheet.ledger.column(key)
        reader = column_reader(column, self.units.get(key), self.month, self.county)
        if key in sheet.placed:
            cells = Distinct.of(sheet.values[key])
            return cells, read_cells(reader, self._without_dittos(column, cells))
        if key == sheet.ledger.band_column:
            bands: Distinct[Any] = Distinct.of(sheet.bands)
            return bands, bands.map(lambda band: Read(column.state_above(band, sheet.titles)))
        if key in sheet.summed:
            months = [self._of_projects(Distinct.of(cells)) for _, cells in sheet.summed[key]]
            sign, joined = ("-", _difference) if column.growth_of else ("+", _sum)
            texts: Distinct[Any] = together(*months).map(
                lambda cells: sign.join(as_text(cell) or "0" for cell in cells)
            )
            return texts, together(*(read_cells(reader, cells) for cells in months)).map(joined)
        # Not read as empty cells, which may have a meaning: a permit that is not begun.
        height = len(sheet.kinds)
        return Distinct.constant(None, height), Distinct.constant(Read(None), height)

    def with_plans(self) -> dict[str, Whole]:
        """
        Read the columns whose header says that they hold plans as well (开工/计划开工时间), and the
        columns of those plans.

        The date of a project that has not begun is a plan. It counts only where the plan's own
        column is empty.
        """
        found: dict[str, Whole] = {}
        for column in self.sheet.ledger.columns:
            placed = self.sheet.placed.get(column.key)
            if not column.else_planned or placed is None or "计划" not in placed.header:
                continue
            cells = Distinct.of(self.sheet.values[column.key])
            plans, others = self.read(column.else_planned)
            is_idle = self.read("status")[1].map(lambda status: status.value == "not_started")
            reader = partial(happened_or_planned, column=column, month=self.month)
            either = read_cells(reader, self._of_projects(cells))
            both = together(either, others, is_idle).map(lambda row: _apart(*row))
            found[column.key] = cells, both.map(lambda pair: pair[0])
            found[column.else_planned] = plans, both.map(lambda pair: pair[1])
        return found

    def _of_projects(self, cells: Distinct[Cell]) -> Distinct[Cell]:
        """Keep the cells of projects and their parts; those of notes and totals are no values."""
        is_project: Holds = self.kinds.where(lambda kind: kind in {RowKind.PROJECT, RowKind.PART})
        return cells.only(is_project, None)

    def _without_dittos(self, column: LedgerColumn, cells: Distinct[Cell]) -> Distinct[Cell]:
        """Resolve 同上, across a head that is printed again on the next page."""
        own = self._of_projects(cells)
        rows = np.flatnonzero(self.kinds.where(lambda kind: kind is not RowKind.HEAD))
        which = own.which.copy()
        which[rows] = without_dittos(column, Distinct(own.items, own.which[rows])).which
        return Distinct(own.items, which)


def _sum(months: Sequence[Read]) -> Read:
    """Add up the reported months; one that cannot be read leaves no sum."""
    known = [money.exact(read.value) for read in months if read.value is not None]
    fault = next((read.fault for read in months if read.fault), "")
    caution = next((read.caution for read in months if read.caution), "")
    total = money.on_grid(sum(known, money.decimal(0))) if known and not fault else None
    return Read(total, fault, caution)


def _difference(both: Sequence[Read]) -> Read:
    """Subtract last month's cumulative amount; without one of the two there is no difference."""
    now, before = (read.value for read in both)
    fault = next((read.fault for read in both if read.fault), "")
    is_known = now is not None and before is not None and not fault
    return Read(money.on_grid(money.exact(now) - money.exact(before)) if is_known else None, fault)


def _apart(read: Read, other: Read, is_idle: bool) -> tuple[Read, Read]:
    """Return what has happened in one row, and what is planned."""
    dated = read.value
    is_plan = dated is not None and (is_idle or dated.kind == "planned")
    found = read._replace(value=None if dated is None else dated.day)
    happened = found._replace(value=None) if is_plan else found
    return happened, Read(found.value) if is_plan and other.value is None else other
