"""What bands and totals declare goes in as text, their counts and sums in 万元 come out."""

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


# What stands behind a declared sum in the name of its column: how far rounding may have moved it.
ROUNDING = "_rounding"
# A comma between three digits is one of thousands.
_BETWEEN_SUMS = re.compile(r"[;、。()\[\]:]|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),|[0-9]+[个项]")
_SUM = re.compile(
    r"(?:共|合计|共计)?(.+?)(?:为|共|达|合计|共计)?([0-9][0-9,]{0,14}(?:\.[0-9]{1,6})?)([亿万]元?)"
)


def declared_sums(
    sheet: SheetTable, units: Mapping[str, str], findings: Gathering, month: Month
) -> pd.DataFrame:
    """
    One row for each band and total and each span of rows that it may speak of.

    Columns: its place, `text`, `declared_count`, `first_row` and `last_row` (0 and 0 for every row
    of the ledger), `option` (0 for the likeliest span), and its sums by money column. A sum that
    stands in the text, （2个，总投资5.1亿元）, has in `…_rounding` what its last digit may hide.
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
    _add_told(sheet, sums, month)
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


def _add_told(sheet: SheetTable, sums: dict[str, list[float | None]], month: Month) -> None:
    """Put what bands and totals say in words where their cell says nothing."""
    for number, entry in enumerate(sheet.declared):
        for key, amount, rounding in _told(entry.text, sheet.ledger, month):
            if key in sums and sums[key][number] is None:
                sums[key][number] = money.on_grid(amount)
                told = sums.setdefault(f"{key}{ROUNDING}", [None] * len(sheet.declared))
                told[number] = money.on_grid(rounding)


def _told(text: str, ledger: Ledger, month: Month) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Each sum in a text: the column that it names, the amount and half its last digit, in 万元."""
    spellings = ledger.spellings(month.number, month.year)
    for words in _BETWEEN_SUMS.split(fold(text)):
        match = _SUM.fullmatch(words)
        key = match and spellings.get(match[1])
        if match and key and ledger.column(key).type == "money":
            factor = MONEY_FACTORS_WAN[match[3].removesuffix("元") + "元"]
            amount = Decimal(match[2].replace(",", ""))
            exponent = amount.as_tuple().exponent
            # What no column could hold is no sum, but a run of digits.
            if amount * factor <= money.LARGEST_WAN:
                yield key, amount * factor, factor * Decimal(5).scaleb(int(exponent) - 1)
