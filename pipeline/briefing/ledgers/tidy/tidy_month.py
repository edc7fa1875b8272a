"""
Make one typed table of each ledger from the cells of its sheets.

Units are converted here and nowhere else: every amount becomes 万元.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain import money
from briefing.domain.findings import MOST_KEPT, Finding, Gathering
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.cut.sheet_table import SheetTable
from briefing.ledgers.dictionary import Ledger, LedgerColumn
from briefing.ledgers.tidy import cell_findings, names, numbers, parts
from briefing.ledgers.tidy.declared_sums import declared_sums
from briefing.ledgers.tidy.distinct import Distinct
from briefing.ledgers.tidy.readers import read_cells
from briefing.ledgers.tidy.sheet_columns import SheetColumns
from briefing.ledgers.tidy.table import SOURCE, Table
from briefing.workbooks.sheet import as_text, letter

if TYPE_CHECKING:
    from decimal import Decimal

    from pandas.api.extensions import ExtensionArray

    from briefing.domain.months import Month
    from briefing.ledgers.tidy.distinct import Rows
    from briefing.settings.county import County

_DTYPES = {
    "money": "float64",
    "percent": "float64",
    "points": "float64",
    "count": "Int64",
    "date": "datetime64[us]",
    "yes_no": "boolean",
    "presence": "boolean",
}
# Left out of `sent`: names of persons, of which only the presence is kept.
_UNSENT = {"presence", "private"}


@dataclass(frozen=True)
class Tidied:
    """The month's tables by ledger id, and the findings about their cells."""

    tables: dict[str, Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def tidy_month(sheets: Sequence[SheetTable], month: Month, county: County) -> Tidied:
    """Type the cells of a month's sheets, and join the sheets of one ledger into one table."""
    findings = Gathering(MOST_KEPT)
    by_ledger: dict[str, list[SheetTable]] = {}
    for sheet in sheets:
        by_ledger.setdefault(sheet.ledger.id, []).append(sheet)
    tables = {}
    for ledger_id, of_ledger in sorted(by_ledger.items()):
        typed = [_type_sheet(sheet, month, county, findings) for sheet in of_ledger]
        tables[ledger_id] = _join(of_ledger[0].ledger, typed)
    return Tidied(names.keyed(tables, county), findings.findings())


def _type_sheet(sheet: SheetTable, month: Month, county: County, findings: Gathering) -> Table:
    units = _units(sheet, findings)
    whole = SheetColumns(sheet, Distinct.of(sheet.kinds), units, month, county)
    with_plans = whole.with_plans()
    settled = parts.settle(sheet, _amounts(whole))
    findings.extend(settled.findings)
    findings.extend(cell_findings.of_rows(sheet))
    findings.extend(cell_findings.of_marks(sheet, settled.kinds))
    rows = np.flatnonzero(Distinct.of(settled.kinds).where(lambda kind: kind is RowKind.PROJECT))
    columns: dict[str, Any] = {}
    sent: dict[str, ExtensionArray] = {}
    for column in sheet.ledger.columns:
        if column.type == "private":
            continue
        all_cells, all_reads = with_plans.get(column.key) or whole.read(column.key)
        cells, reads = all_cells.take(rows), all_reads.take(rows)
        is_there = column.key in sheet.placed or column.key == sheet.ledger.band_column
        if is_there or column.key in sheet.summed:
            findings.extend(cell_findings.of_reads(sheet, column, cells, reads, rows))
        if is_there:
            findings.extend(cell_findings.of_blanks(sheet, column, cells, reads, rows))
        if column.type in {"unit", "town"}:
            findings.extend(cell_findings.of_unlisted(sheet, column, reads, rows, county))
        values = reads.map(lambda read: read.value)
        columns |= _typed(column, values)
        is_unsent = column.type in _UNSENT
        texts = Distinct.constant("", len(rows)) if is_unsent else cells.map(as_text)
        # Texts that were read as they are share their memory with the values.
        is_as_sent = texts.says_the_same(values)
        sent[column.key] = columns[column.key] if is_as_sent else texts.array("str")
    columns |= {
        "source_file": Distinct.constant(sheet.file, len(rows)).array("str"),
        "source_sheet": Distinct.constant(sheet.sheet, len(rows)).array("str"),
        "source_row": np.array(sheet.numbers, dtype="int64")[rows],
    }
    return Table(
        sheet.ledger,
        pd.DataFrame(columns),
        pd.DataFrame(sent, dtype="str"),
        _places(sheet, units),
        declared_sums(sheet, units, findings, month),
        rows=_other_rows(sheet, settled.kinds),
        months=_months(sheet, rows, units),
    )


def _units(sheet: SheetTable, findings: Gathering) -> dict[str, str]:
    """Return the unit of each money column: of its header, else of the 单位 line above."""
    units = {}
    for column in sheet.ledger.columns:
        placed = sheet.placed.get(column.key)
        if column.type != "money" or (placed is None and column.key not in sheet.summed):
            continue
        first = placed or sheet.summed[column.key][0][0]
        unit = first.unit or sheet.unit_line
        if unit is None and placed:
            findings.append(cell_findings.without_unit(sheet, column))
        # One finding for the column is enough; its cells are read as 万元.
        units[column.key] = unit or "万元"
    return units


def _typed(column: LedgerColumn, values: Distinct[Any]) -> dict[str, ExtensionArray]:
    if column.type != "permit":
        return {column.key: values.array(_DTYPES.get(column.type, "str"))}
    states = values.map(lambda permit: permit and permit[0])
    days = values.map(lambda permit: permit and permit[1])
    return {column.key: states.array("str"), f"{column.key}_on": days.array(_DTYPES["date"])}


def _amounts(whole: SheetColumns) -> dict[str, list[Decimal | None]]:
    """Return the amounts of every row by money column, where some rows may be parts of projects."""
    sheet = whole.sheet
    if not sheet.parents:
        return {}
    return {
        column.key: [
            None if read.value is None else money.exact(read.value)
            for read in whole.read(column.key)[1]
        ]
        for column in sheet.ledger.columns
        if column.type == "money" and column.key in sheet.placed
    }


def _places(sheet: SheetTable, units: Mapping[str, str]) -> pd.DataFrame:
    placed = [(key, letter(column.index), column.header) for key, column in sheet.placed.items()]
    summed = [
        (
            key,
            "、".join(letter(column.index) for column, _ in columns),
            "、".join(column.header for column, _ in columns),
        )
        for key, columns in sheet.summed.items()
    ]
    return pd.DataFrame(
        [
            (sheet.file, sheet.sheet, key, letters, header, units.get(key, ""))
            for key, letters, header in [*placed, *summed]
        ],
        columns=["file", "sheet", "column", "letter", "header", "unit"],
    )


def _other_rows(sheet: SheetTable, kinds: Sequence[RowKind]) -> pd.DataFrame:
    """List every row that is not a project, with its kind and text."""
    return pd.DataFrame(
        [
            (sheet.file, sheet.sheet, number, str(kind), text)
            for number, kind, text in zip(sheet.numbers, kinds, sheet.texts, strict=True)
            if kind is not RowKind.PROJECT
        ],
        columns=[*SOURCE, "kind", "text"],
    )


def _months(sheet: SheetTable, rows: Rows, units: Mapping[str, str]) -> pd.DataFrame:
    """
    Return the amounts of other months, where a ledger keeps a column for each month.

    One row for each: its place, `column`, `month` and `amount_wan`.
    """
    numbered = np.array(sheet.numbers, dtype="int64")[rows]
    of_months = []
    for (key, month), (placed, cells) in sheet.by_month.items():
        if sheet.ledger.column(key).type != "money":
            continue
        unit = placed.unit or sheet.unit_line or units.get(key) or "万元"
        reads = read_cells(partial(numbers.money_wan, unit=unit), Distinct.of(cells).take(rows))
        amounts = reads.map(lambda read: read.value).series("float64")
        place = (sheet.file, sheet.sheet, numbered, key, month)
        frame = pd.DataFrame(dict(zip([*SOURCE, "column", "month"], place, strict=True)))
        of_months.append(frame.assign(amount_wan=amounts)[amounts.notna()])
    if not any(map(len, of_months)):
        return pd.DataFrame(columns=[*SOURCE, "column", "month", "amount_wan"])
    return pd.concat(of_months, ignore_index=True)


def _join(ledger: Ledger, typed: list[Table]) -> Table:
    """Join a ledger's sheets into one table, in order of file, sheet and row."""
    if len(typed) == 1 and typed[0].frame[SOURCE[2]].is_monotonic_increasing:
        return typed[0]
    frame, sent, places, declared, rows, months = (
        pd.concat([getattr(part, name) for part in typed], ignore_index=True)
        for name in ("frame", "sent", "places", "declared", "rows", "months")
    )
    order = _order(typed)
    # A long ledger is usually in order, and copying it would need memory.
    if not (np.diff(order) > 0).all():
        frame, sent = (each.take(order).reset_index(drop=True) for each in (frame, sent))
    return Table(ledger, frame, sent, places, declared, rows=rows, months=months)


def _order(typed: Sequence[Table]) -> Rows:
    """Return the positions of all sheets' rows in order of file, sheet and row."""
    sheets = [
        tuple(part.frame[key].iloc[0] for key in SOURCE[:2]) if len(part.frame) else ()
        for part in typed
    ]
    rank = {sheet: number for number, sheet in enumerate(sorted(set(sheets)))}
    ranks = np.repeat([rank[sheet] for sheet in sheets], [len(part.frame) for part in typed])
    numbers = np.concatenate([part.frame[SOURCE[2]].to_numpy() for part in typed])
    return np.lexsort((numbers, ranks))
