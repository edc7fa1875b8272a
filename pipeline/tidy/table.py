"""A Table: a DataFrame of known key in which one row means one thing, and where each cell stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.ledgers import Ledger

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

    def finding(
        self,
        position: int,
        column: str,
        code: str,
        severity: Severity,
        expected: str,
        advice: str,
        *,
        found: str | None = None,
    ) -> Finding:
        """Name the cell in the row at *position* and the column of that key."""
        source = self.frame.iloc[position]
        sent = self.sent.iloc[position].get(column, "")
        return Finding(
            file=source["source_file"],
            sheet=source["source_sheet"],
            row=int(source["source_row"]),
            column=self.ledger.column(column).label,
            code=code,
            severity=severity,
            found=found if found is not None else self._said(column)(position, sent),
            expected=expected,
            advice=advice,
            letter=self.letter(source["source_file"], source["source_sheet"], column),
        )

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
    ) -> list[Finding]:
        """
        Name the cell of each row for which *where* holds; a missing comparison never does.

        *expected* may differ from row to row, by position. The row's office is asked, or the
        ledger's supplier.
        """
        positions = [at for at, holds in enumerate(where.fillna(value=False)) if holds]
        rows = self.frame.iloc[positions]
        sent = self.sent[column].iloc[positions] if column in self.sent else [""] * len(rows)
        who: Any = [self.ledger.supplier] * len(rows)
        if "responsible_unit" in rows:
            who = rows["responsible_unit"].fillna(self.ledger.supplier)
        said = self._said(column)
        label = self.ledger.column(column).label
        sheets = zip(rows["source_file"], rows["source_sheet"], strict=True)
        letters = {sheet: self.letter(*sheet, column) for sheet in set(sheets)}
        return [
            Finding(
                file=file,
                sheet=sheet,
                row=int(row),
                column=label,
                code=code,
                severity=severity,
                found=said(at, cell),
                expected=expected if isinstance(expected, str) else expected(at),
                advice=f"请{office}{advice}",
                letter=letters[file, sheet],
            )
            for at, file, sheet, row, cell, office in zip(
                positions,
                *(rows[source] for source in SOURCE),
                sent,
                who,
                strict=True,
            )
        ]

    def letter(self, file: str, sheet: str, column: str) -> str:
        """Return the letter under which a column stood in a sheet; empty when it was not there."""
        places = self.places
        here = (places["file"] == file) & (places["sheet"] == sheet) & (places["column"] == column)
        return str(places.loc[here, "letter"].iloc[0]) if here.any() else ""
