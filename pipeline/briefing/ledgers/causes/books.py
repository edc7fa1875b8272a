"""Hold the ledgers of a month beside last month's, and make copies in which a mistake is mended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.check import check_month
from briefing.ledgers.check.reconcile import sums_that_follow, with_sums
from briefing.ledgers.tidy import names
from briefing.ledgers.tidy.table import SOURCE, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from briefing.domain.months import Month
    from briefing.settings.county import County

# A row by the place where it stands in the files: file, sheet and row number.
Place = tuple[str, str, float]


@dataclass(frozen=True)
class Books:
    """The tables of one month, and those of the month before in the same year, if at hand."""

    tables: Mapping[str, Table]
    previous: Mapping[str, Table] | None
    month: Month
    county: County

    def doubts(self, ledgers: Collection[str]) -> list[Finding]:
        """Check these ledgers alone."""
        some = {name: table for name, table in self.tables.items() if name in ledgers}
        return check_month(some, self.previous, self.month, self.county)

    def with_table(self, table: Table, *, formulas: bool = False) -> Books:
        """
        Return the books with another table of one ledger. Where its sums are *formulas*, those that
        agreed with its rows agree again.
        """
        if formulas:
            table = with_sums(table, sums_that_follow(table, self.tables[table.ledger.id]))
        return replace(self, tables={**self.tables, table.ledger.id: table})

    def rekeyed(self, table: Table) -> Books:
        """Return the books with another table, whose codes or names link it to the others anew."""
        tables = dict(self.with_table(table).tables)
        return replace(self, tables=names.keyed(tables, self.county))

    def before(self, ledger: str) -> Table | None:
        """Return last month's table of a ledger."""
        return self.previous.get(ledger) if self.previous else None

    def paired(self, ledger: str) -> tuple[str, ...]:
        """Return the ledgers whose checks look at the amounts of this one: both books on projects."""
        pair = ("projects", "statistics")
        return tuple(each for each in pair if each in self.tables) if ledger in pair else (ledger,)

    def keyed(self, ledger: str) -> list[str]:
        """Return the ledgers whose checks look at the keys of this one."""
        of_projects = [name for name, each in self.tables.items() if "project_key" in each.frame]
        return of_projects if ledger in of_projects else [ledger]


def positions(table: Table, place: Place) -> NDArray[np.intp]:
    """Return where in a table the row of a place stands; empty when it is gone."""
    here = np.flatnonzero((table.frame[SOURCE[2]] == place[2]).to_numpy())
    files, sheets = (table.frame[key].iloc[here] for key in SOURCE[:2])
    same = (files == place[0]) & (sheets == place[1])
    found: NDArray[np.intp] = here[same.to_numpy(dtype=bool)]
    return found


def place_of(table: Table, position: int) -> Place:
    """Return the place of a row."""
    file, sheet, row = table.frame[SOURCE].iloc[position]
    return str(file), str(sheet), float(row)


def in_sheet(table: Table, file: str, sheet: str) -> pd.Series:
    """Tell which rows of a table stand in a sheet."""
    return (table.frame[SOURCE[0]] == file) & (table.frame[SOURCE[1]] == sheet)


def with_values(table: Table, column: str, at: Sequence[int] | NDArray[Any], values: Any) -> Table:
    """Return a table with other values in some rows of a column."""
    changed = table.frame[column].array.copy()
    changed[np.asarray(at)] = values
    return replace(table, frame=table.frame.assign(**{column: changed}))


def without_rows(table: Table, is_gone: NDArray[np.bool_]) -> Table:
    """Return a table without some of its rows. Corrections, which only word findings, are left out."""
    frame, sent = (each[~is_gone].reset_index(drop=True) for each in (table.frame, table.sent))
    return replace(table, frame=frame, sent=sent, corrected=pd.DataFrame())


def finding_at(
    table: Table, position: int, column: str, code: str, expected: str, advice: str = "核对后改正"
) -> Finding:
    """Return an error about one cell, in the words of the other findings about cells."""
    where = pd.Series(np.arange(len(table.frame)) == position)
    return table.findings(where, column, code, Severity.ERROR, expected, advice)[0]
