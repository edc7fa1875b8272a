"""Join each finding that an office answers with the cell that it is about, if it is about one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.ledgers.correct.spots import Spot, SumSpot
from briefing.ledgers.feedback.addressee import places
from briefing.ledgers.feedback.withheld import masked
from briefing.ledgers.template_columns import MONEY_UNIT, TemplateColumn, template_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.feedback.addressee import Addressed, Place
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County


@dataclass(frozen=True)
class Doubt:
    """
    A finding as an office is told of it.

    `at` is the cell that it is about, None where it is about a total, a head, a file; `original` is
    the finding with what is withheld from the office.
    """

    finding: Finding
    original: Finding
    ledger: str
    at: Spot | None
    project: str

    def column(self, county: County) -> TemplateColumn | None:
        """Return how the cell is filled in, in the unit that the ledger has; None without a cell."""
        if self.at is None:
            return None
        (column,) = template_columns([self.at.column], county)
        return replace(column, unit=self.at.unit or MONEY_UNIT)


class Cells:
    """Finds the cells of a month's ledgers that findings are about."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables

    @cached_property
    def _positions(self) -> dict[tuple[str, Place], int]:
        return {
            (name, there): at
            for name, table in self._tables.items()
            for at, there in enumerate(places(table.frame))
        }

    def at(self, ledger: str, there: Place, label: str) -> tuple[Spot | None, str]:
        """Return the cell of a row under the column with a label, and the name of the row's project."""
        table = self._tables.get(ledger)
        if table is None or not there[2]:
            return None, ""
        keys = [
            column.key
            for column in table.ledger.columns
            if column.label == label and column.key in table.sent
        ]
        position = self._positions.get((ledger, there))
        if position is None:
            total = SumSpot.of(table, there, keys[0]) if keys else None
            return total, total.project if total else ""
        row = Spot(table, position, keys[0] if keys else table.ledger.key[0])
        return (row if keys else None), row.project


def doubts(
    found: Sequence[Addressed],
    tables: Mapping[str, Table],
    cells: Cells,
    office: str,
    county: County,
) -> list[Doubt]:
    """Return the findings that one office has to answer, each with its cell."""
    told = masked([each.finding for each in found], tables, office, county)
    return [
        Doubt(
            finding,
            each.finding,
            each.ledger,
            *cells.at(each.ledger, (finding.file, finding.sheet, finding.row), finding.column),
        )
        for each, finding in zip(found, told, strict=True)
    ]
