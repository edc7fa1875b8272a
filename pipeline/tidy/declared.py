"""What bands and totals declare goes in as text, their counts and sums in 万元 come out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.tidy import doubts, numbers
from pipeline.tidy.readers import read_cells

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
    position = {number: at for at, number in enumerate(sheet.numbers)}
    rows = [position[entry.row] for entry in sheet.declared]
    sums = {}
    for key, unit in units.items():
        if key in sheet.placed:
            cells = [sheet.values[key][at] for at in rows]
            reads = read_cells(partial(numbers.money_wan, unit=unit), cells)
            findings += doubts.of_reads(sheet, sheet.ledger.column(key), cells, reads, rows)
            sums[key] = [read.value for read in reads]
    return pd.DataFrame(
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
        | {key: values[number] for key, values in sums.items()}
        for number, entry in enumerate(sheet.declared)
        for option, (first, last) in enumerate(entry.spans)
    )
