"""Read the counts and the sums, in 万元, that bands and totals declare."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.domain import money
from briefing.domain.units import MONEY_FACTORS_WAN, fold
from briefing.ledgers.tidy import cell_findings, numbers
from briefing.ledgers.tidy.distinct import Distinct
from briefing.ledgers.tidy.readers import read_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.domain.findings import Gathering
    from briefing.domain.months import Month
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.dictionary import Ledger

# The suffix of the column that holds by how much rounding may have changed a declared sum.
ROUNDING = "_rounding"
# A comma before three digits separates thousands.
_BETWEEN_SUMS = re.compile(
    r"[;、。()\[\]:]|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),|(?<![0-9])[0-9]++[个项]"
)
_SUM = re.compile(
    r"(?:共|合计|共计)?(.+?)(?:为|共|达|合计|共计)?([0-9][0-9,]{0,14}(?:\.[0-9]{1,6})?)([亿万]元?)"
)


def declared_sums(
    sheet: SheetTable, units: Mapping[str, str], findings: Gathering, month: Month
) -> pd.DataFrame:
    """
    Return one row for each band and total, and for each span of rows that it may cover.

    Columns: its place, `text`, `declared_count`, `first_row` and `last_row` (0 and 0 for every row
    of the ledger), `option` (0 for the likeliest span), and its sums by money column. For a sum in
    the text, （2个，总投资5.1亿元）, `…_rounding` holds half a unit of its last digit.
    """
    position = {number: at for at, number in enumerate(sheet.numbers)}
    rows = np.array([position[entry.row] for entry in sheet.declared], dtype=np.intp)
    sums = {}
    for key, unit in units.items():
        if key in sheet.placed:
            cells = Distinct.of([sheet.values[key][at] for at in rows])
            reads = read_cells(partial(numbers.money_wan, unit=unit), cells)
            column = sheet.ledger.column(key)
            findings.extend(cell_findings.of_reads(sheet, column, cells, reads, rows))
            sums[key] = [read.value for read in reads]
    _add_from_text(sheet, sums, month)
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


def _add_from_text(sheet: SheetTable, sums: dict[str, list[float | None]], month: Month) -> None:
    """Add to *sums* those in the texts of bands and totals, where their cell is empty."""
    for number, entry in enumerate(sheet.declared):
        for key, amount, rounding in _sums_in(entry.text, sheet.ledger, month):
            if key in sums and sums[key][number] is None:
                sums[key][number] = money.on_grid(amount)
                roundings = sums.setdefault(f"{key}{ROUNDING}", [None] * len(sheet.declared))
                roundings[number] = money.on_grid(rounding)


def _sums_in(text: str, ledger: Ledger, month: Month) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Find the sums in a text: the column's key, the amount and half its last digit, in 万元."""
    spellings = ledger.spellings(month.number, month.year)
    for words in _BETWEEN_SUMS.split(fold(text)):
        match = _SUM.fullmatch(words)
        key = match and spellings.get(match[1])
        if match and key and ledger.column(key).type == "money":
            factor = MONEY_FACTORS_WAN[match[3].removesuffix("元") + "元"]
            amount = Decimal(match[2].replace(",", ""))
            exponent = amount.as_tuple().exponent
            # A larger number is no amount.
            if amount * factor <= money.LARGEST_WAN:
                yield key, amount * factor, factor * Decimal(5).scaleb(int(exponent) - 1)
