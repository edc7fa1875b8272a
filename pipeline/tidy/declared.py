"""What bands and totals declare goes in as text, their counts and sums in 万元 come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.read.sheet import as_text
from pipeline.tidy import doubts, numbers, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.findings import Finding
    from pipeline.read import SheetTable


def declared_sums(
    sheet: SheetTable, units: Mapping[str, str], findings: list[Finding]
) -> pd.DataFrame:
    """
    One row for each band and total and each span of rows that it may speak of.

    Columns: its place, `text`, `declared_count`, `first_row` and `last_row` (0 and 0 for every row
    of the ledger), `option` (0 for the likeliest span), and its sums by money column.
    """
    position = {number: index for index, number in enumerate(sheet.numbers)}
    records = []
    for entry in sheet.declared:
        sums = _sums(sheet, position[entry.row], units, findings)
        for option, (first, last) in enumerate(entry.spans):
            records.append(
                {
                    "source_file": sheet.file,
                    "source_sheet": sheet.sheet,
                    "source_row": entry.row,
                    "text": entry.text,
                    "declared_count": entry.count,
                    "first_row": first,
                    "last_row": last,
                    "option": option,
                }
                | sums
            )
    return pd.DataFrame(records)


def _sums(
    sheet: SheetTable, at: int, units: Mapping[str, str], findings: list[Finding]
) -> dict[str, float | None]:
    sums = {}
    for key, unit in units.items():
        if key not in sheet.placed:
            continue
        cell = sheet.values[key][at]
        try:
            sums[key] = numbers.money_wan(cell, unit)
        except values.Unclear as error:
            column = sheet.ledger.column(key)
            found = f"读到“{as_text(cell)}”"
            findings.append(
                doubts.of_cell(sheet, at, column, "V02", found, str(error), "核对后改正")
            )
    return sums
