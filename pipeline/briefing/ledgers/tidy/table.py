"""A Table: a DataFrame of known key in which one row means one thing, and where each cell stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity, gathered

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.ledgers.dictionary import Ledger

# Where a row stood; beside the dictionary's columns in every table.
SOURCE = ["source_file", "source_sheet", "source_row"]


@dataclass(frozen=True)
class Table:
    """
    One ledger of one month.

    `frame` has the dictionary's columns with their types and is indexed by the row's key.
    `sent` holds the same cells as text, as they were sent. `places` says under which letter of
    which sheet each column stood: one row for each file, sheet and column.
    `declared` holds what bands and totals declare: one row for each of them.
    """

    ledger: Ledger
    frame: pd.DataFrame
    sent: pd.DataFrame
    places: pd.DataFrame
    declared: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Cells that a written correction changed, with its reason: one row for each.
    corrected: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Every row that is not a row of `frame`: its place, `kind` and `text`.
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Amounts that the ledger repeats of earlier months: place, `column`, `month`, `amount_wan`.
    months: pd.DataFrame = field(default_factory=pd.DataFrame)
    # Rows of which was ruled what they are: place, `was` and `kind`, with the reason.
    ruled: pd.DataFrame = field(default_factory=pd.DataFrame)

    def _said(self, column: str) -> Callable[[int, str], str]:
        """Return what says of a cell, by its position, what was sent, and how it was corrected."""
        changed = self.corrected
        here = changed if changed.empty else changed[changed["column"] == column]
        values = {} if here.empty else dict(zip(here["position"], here["value"], strict=True))
        return lambda position, sent: (
            f"读到“{sent}”，已更正为“{values[position]}”"
            if position in values
            else f"读到“{sent}”"
        )

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
        Name the cell of each row for which *where* holds; a missing comparison never does.

        *expected* and *found* may differ from row to row, by position. *who* is asked, or else the
        row's office, or the ledger's supplier. Of many that are alike the first are named.
        """
        positions = np.flatnonzero(where.fillna(value=False).to_numpy(dtype=bool))
        if not positions.size:
            return []
        rows = self.frame[SOURCE].iloc[positions]
        sent = self.sent[column].iloc[positions] if column in self.sent else [""] * len(rows)
        asked: Any = [self.ledger.supplier if who is None else who] * len(rows)
        if who is None and "responsible_unit" in self.frame:
            asked = self.frame["responsible_unit"].iloc[positions].fillna(self.ledger.supplier)
        said = self._said(column)
        label = self.ledger.column(column).label
        sheets = set(zip(rows["source_file"], rows["source_sheet"], strict=True))
        letters = {sheet: self.letter(*sheet, column) for sheet in sheets}
        return gathered(
            Finding(
                file=file,
                sheet=sheet,
                row=int(row),
                column=label,
                code=code,
                severity=severity,
                found=said(at, cell) if found is None else found(at),
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

    def letter(self, file: str, sheet: str, column: str) -> str:
        """Return the letter under which a column stood in a sheet; empty when it was not there."""
        places = self.places
        here = (places["file"] == file) & (places["sheet"] == sheet) & (places["column"] == column)
        return str(places.loc[here, "letter"].iloc[0]) if here.any() else ""
