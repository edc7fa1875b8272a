"""Define the table of one ledger of one month, with the place of each cell in the files as sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity, gathered
from briefing.domain.money import exact, half_up, plain
from briefing.domain.units import MONEY_FACTORS_WAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from briefing.ledgers.dictionary import Ledger

# The columns of every table that tell where a row stood.
SOURCE = ["source_file", "source_sheet", "source_row"]
# 分, in 亿元.
MOST_DECIMALS = 10


@dataclass(frozen=True)
class Table:
    """
    One ledger of one month.

    `frame` has the dictionary's columns with their types, one row for each project, month or task.
    `sent` holds the same cells as text, as they were sent. `places` tells under which letter of
    which sheet each column stood: one row for each file, sheet and column.
    `declared` holds what bands and totals declare: one row for each of them.
    """

    ledger: Ledger
    frame: pd.DataFrame
    sent: pd.DataFrame
    places: pd.DataFrame
    declared: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Cells that a correction changed, with its reason: one row for each.
    corrected: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Every row that is not a row of `frame`: its place, `kind` and `text`.
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Amounts that the ledger repeats of earlier months: place, `column`, `month`, `amount_wan`.
    months: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Rows whose kind was set by a ruling: place, `was` and `kind`, with the reason.
    ruled: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Sums of bands and totals that a correction changed: as `corrected`, with place for position.
    resummed: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Sums that agreed with their rows, and follow the corrections of these: place, `column`, `was`,
    # `now`.
    carried: pd.DataFrame = field(default_factory=pd.DataFrame)

    def findings(
        self,
        where: pd.Series,
        column: str,
        code: str,
        severity: Severity,
        expected: str | Callable[[int], str],
        advice: str = "核实",
        *,
        found: Callable[[int], str] | None = None,
        who: str | None = None,
    ) -> list[Finding]:
        """
        Return a finding for each row where *where* is true; a missing value counts as false.

        *expected* and *found* may be functions of the row's position. *who* is asked, or else the
        row's office, or the ledger's supplier. Of many that are alike the first are listed.
        """
        positions = np.flatnonzero(where.fillna(value=False).to_numpy(dtype=bool))
        if not positions.size:
            return []
        rows = self.frame[SOURCE].iloc[positions]
        sent = self.sent[column].iloc[positions] if column in self.sent else [""] * len(rows)
        asked: Any = [self.ledger.supplier if who is None else who] * len(rows)
        if who is None and "responsible_unit" in self.frame:
            asked = self.frame["responsible_unit"].iloc[positions].fillna(self.ledger.supplier)
        label = self.ledger.column(column).label
        sheets = set(zip(rows["source_file"], rows["source_sheet"], strict=True))
        letters = {sheet: self.letter(*sheet, column) for sheet in sheets}
        corrected = self._corrected_values(column)

        def read(at: int, cell: str) -> str:
            change = f"，已更正为“{corrected[at]}”" if at in corrected else ""
            return f"读到“{cell}”{change}"

        return gathered(
            Finding(
                file=file,
                sheet=sheet,
                row=int(row),
                column=label,
                code=code,
                severity=severity,
                found=read(at, cell) if found is None else found(at),
                expected=expected if isinstance(expected, str) else expected(at),
                advice=f"请{office}{advice}",
                letter=letters[file, sheet],
            )
            for at, file, sheet, row, cell, office in zip(
                positions.tolist(),
                *(rows[source] for source in SOURCE),
                sent,
                asked,
                strict=True,
            )
        )

    def _corrected_values(self, column: str) -> dict[int, str]:
        """Return the corrected values of a column, by the position of their rows."""
        if self.corrected.empty:
            return {}
        here = self.corrected[self.corrected["column"] == column]
        return dict(zip(here["position"], here["value"], strict=True))

    def amount(self, column: str, at: int, wan: float) -> str:
        """Write an amount as the column would show it in a row, with the unit of its header."""
        file, sheet = (self.frame[source].iloc[at] for source in SOURCE[:2])
        return self.amount_in(str(file), str(sheet), column, exact(wan))

    def amount_in(self, file: str, sheet: str, column: str, wan: Decimal) -> str:
        """Write an amount as a column of a sheet would show it."""
        unit = self.unit_shown(file, sheet, column)
        return f"{plain(half_up(wan / MONEY_FACTORS_WAN[unit], MOST_DECIMALS))}{unit}"

    def unit_shown(self, file: str, sheet: str, column: str) -> str:
        """Return the unit in which a sheet shows a column of money: 万元 where it names none."""
        return self.unit(file, sheet, column) or "万元"

    def unit(self, file: str, sheet: str, column: str) -> str:
        """Return the unit that a sheet gives a column of money; “” where it gives none."""
        return self._placed(file, sheet, column, "unit")

    def finding_of_column(
        self,
        column: str,
        code: str,
        found: str,
        expected: str,
        advice: str,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """Return a finding about a whole column, at its first place, for the supplier to mend."""
        here = self.places[self.places["column"] == column]
        place = here.iloc[0] if len(here) else self.places.iloc[0]
        return Finding(
            place["file"],
            place["sheet"],
            0,
            self.ledger.column(column).label,
            code,
            severity,
            found,
            expected,
            f"请{self.ledger.supplier}{advice}",
            place["letter"] if len(here) else "",
        )

    def letter(self, file: str, sheet: str, column: str) -> str:
        """Return the letter under which a column stood in a sheet; empty when it was not there."""
        return self._placed(file, sheet, column, "letter")

    def _placed(self, file: str, sheet: str, column: str, what: str) -> str:
        places = self.places
        here = (places["file"] == file) & (places["sheet"] == sheet) & (places["column"] == column)
        return str(places.loc[here, what].iloc[0]) if here.any() else ""
