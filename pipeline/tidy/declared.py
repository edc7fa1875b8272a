"""What bands and totals declare goes in as text, their counts and sums in 万元 come out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.tidy import doubts, numbers
from pipeline.tidy.distinct import Distinct
from pipeline.tidy.readers import read_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.findings import Gathering
    from pipeline.read import SheetTable


def declared_sums(
    sheet: SheetTable, units: Mapping[str, str], findings: Gathering
) -> pd.DataFrame:
    """
    One row for each band and total and each span of rows that it may speak of.

    Columns: its place, `text`, `declared_count`, `first_row` and `last_row` (0 and 0 for every row
    of the ledger), `option` (0 for the likeliest span), and its sums by money column.
    """
    position = {number: at for at, number in enumerate(sheet.numbers)}
    rows = np.array([position[entry.row] for entry in sheet.declared], dtype=np.intp)
    sums = {}
    for key, unit in units.items():
        if key in sheet.placed:
            cells = Distinct.of([sheet.values[key][at] for at in rows])
            reads = read_cells(partial(numbers.money_wan, unit=unit), cells)
            column = sheet.ledger.column(key)
            findings.extend(doubts.of_reads(sheet, column, cells, reads, rows))
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
