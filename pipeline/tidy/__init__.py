"""
Cells as sent go in, one typed Table for each ledger comes out.

The only place where units are converted: every amount leaves here in 万元.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline import money
from pipeline.findings import Finding
from pipeline.ledgers import Column, Ledger
from pipeline.read import SheetTable
from pipeline.read.rows import Kind
from pipeline.read.sheet import Cell, as_text, letter
from pipeline.tidy import doubts, names, numbers, parts
from pipeline.tidy.bands import state_above
from pipeline.tidy.declared import declared_sums
from pipeline.tidy.planned import apart
from pipeline.tidy.readers import Read, column_reader, read_cells, without_dittos
from pipeline.tidy.table import SOURCE, Table
from pipeline.units import fold

if TYPE_CHECKING:
    from decimal import Decimal

    from pipeline.county import County
    from pipeline.months import Month

_DTYPES = {
    "money": "float64",
    "percent": "float64",
    "points": "float64",
    "count": "Int64",
    "date": "datetime64[us]",
    "yes_no": "boolean",
    "presence": "boolean",
}
# Kept out of `sent`: names of persons, of which only the presence is told.
_UNSENT = {"presence", "private"}
# A whole column, of rows of every kind: its cells, and what is read of them.
Whole = tuple[list[Cell], list[Read]]


@dataclass(frozen=True)
class Tidied:
    """The month's tables by ledger id, and every doubt that arose on the way."""

    tables: dict[str, Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def tidy_month(sheets: Sequence[SheetTable], month: Month, county: County) -> Tidied:
    """Type every table of a month; several sheets of one ledger become one table."""
    findings: list[Finding] = []
    by_ledger: dict[str, list[SheetTable]] = {}
    for sheet in sheets:
        by_ledger.setdefault(sheet.ledger.id, []).append(sheet)
    tables = {}
    for ledger_id, of_ledger in sorted(by_ledger.items()):
        typed = [_type_sheet(sheet, month, county, findings) for sheet in of_ledger]
        tables[ledger_id] = _join(of_ledger[0].ledger, typed)
    return Tidied(names.keyed(tables, county), findings)


def _type_sheet(sheet: SheetTable, month: Month, county: County, findings: list[Finding]) -> Table:
    units = _units(sheet, findings)
    kept = [column for column in sheet.ledger.columns if column.type != "private"]

    def read(key: str) -> Whole:
        column = sheet.ledger.column(key)
        return _read_whole(sheet, column, column_reader(column, units.get(key), month, county))

    told_apart = _planned_apart(sheet, read, month)
    settled = parts.settle(sheet, _amounts(sheet, read))
    findings += settled.findings
    findings += doubts.of_rows(sheet)
    findings += doubts.of_marks(sheet, settled.kinds)
    rows = [at for at, kind in enumerate(settled.kinds) if kind is Kind.PROJECT]
    columns: dict[str, Any] = {}
    sent: dict[str, pd.Series] = {}
    for column in kept:
        # One after the other: what was read of a long column takes more room than its values.
        all_cells, all_reads = told_apart.get(column.key) or read(column.key)
        cells = [all_cells[at] for at in rows]
        reads = [all_reads[at] for at in rows]
        is_told = column.key in sheet.placed or column.key == sheet.ledger.band_column
        if is_told or column.key in sheet.summed:
            findings += doubts.of_reads(sheet, column, cells, reads, rows)
        if is_told:
            findings += doubts.of_blanks(sheet, column, cells, reads, rows)
        if column.type == "unit":
            findings += doubts.of_unlisted(sheet, column, reads, rows, county)
        columns |= _typed(column, reads)
        texts = ["" if column.type in _UNSENT else as_text(cell) for cell in cells]
        sent[column.key] = pd.Series(texts, dtype="str")
    columns |= {
        "source_file": pd.Series([sheet.file] * len(rows), dtype="str"),
        "source_sheet": pd.Series([sheet.sheet] * len(rows), dtype="str"),
        "source_row": pd.Series([sheet.numbers[row] for row in rows], dtype="int64"),
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


def _units(sheet: SheetTable, findings: list[Finding]) -> dict[str, str]:
    """The unit of each money column: of its header, else of the 单位 line above."""
    units = {}
    for column in sheet.ledger.columns:
        placed = sheet.placed.get(column.key)
        if column.type != "money" or (placed is None and column.key not in sheet.summed):
            continue
        first = placed or sheet.summed[column.key][0][0]
        unit = first.unit or sheet.unit_line
        if unit is None and placed:
            findings.append(doubts.without_unit(sheet, column))
        # One finding for the column says it all; the cells need not repeat it.
        units[column.key] = unit or "万元"
    return units


def _read_whole(sheet: SheetTable, column: Column, reader: Callable[[Cell], Any]) -> Whole:
    """Read every row of a column: its cells, or its bands, or the months that add up to it."""
    if column.key in sheet.placed:
        cells = sheet.values[column.key]
        return cells, read_cells(reader, _without_dittos(sheet, column, cells))
    if column.key == sheet.ledger.band_column:
        bands: list[Cell] = list(sheet.bands)
        return bands, [Read(state_above(band, sheet.titles, column)) for band in sheet.bands]
    if column.key in sheet.summed:
        return _summed(sheet, column, reader)
    # What has no column is not told; an empty cell may say something: a paper is not begun.
    return [None] * len(sheet.kinds), [Read(None)] * len(sheet.kinds)


def _planned_apart(
    sheet: SheetTable, read: Callable[[str], Whole], month: Month
) -> dict[str, Whole]:
    """Read anew the columns whose header says that they hold a plan as well: 开工/计划开工时间."""
    found: dict[str, Whole] = {}
    for column in sheet.ledger.columns:
        placed = sheet.placed.get(column.key)
        if not column.else_planned or placed is None or "计划" not in placed.header:
            continue
        cells, _ = read(column.key)
        plans, others = read(column.else_planned)
        idle = [status.value == "not_started" for status in read("status")[1]]
        happened, planned = apart(column, _of_projects(sheet, cells), others, idle, month)
        found |= {column.key: (cells, happened), column.else_planned: (plans, planned)}
    return found


def _of_projects(sheet: SheetTable, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of projects and their parts; what stands in a note or a total is no value."""
    return [
        cell if kind in {Kind.PROJECT, Kind.PART} else None
        for cell, kind in zip(cells, sheet.kinds, strict=True)
    ]


def _without_dittos(sheet: SheetTable, column: Column, cells: Sequence[Cell]) -> list[Cell]:
    """What 同上 repeats may stand above a head that is printed again, on the page before."""
    own = _of_projects(sheet, cells)
    read = [at for at, kind in enumerate(sheet.kinds) if kind is not Kind.HEAD]
    for at, cell in zip(read, without_dittos(column, [own[at] for at in read]), strict=True):
        own[at] = cell
    return own


def _summed(sheet: SheetTable, column: Column, reader: Callable[[Cell], Any]) -> Whole:
    """A cumulative amount that the ledger leaves to its months."""
    columns = [_of_projects(sheet, cells) for _, cells in sheet.summed[column.key]]
    sums = [
        _sum(months)
        for months in zip(*(read_cells(reader, cells) for cells in columns), strict=True)
    ]
    texts: list[Cell] = [
        "+".join(as_text(cell) or "0" for cell in months) for months in zip(*columns, strict=True)
    ]
    return texts, sums


def _sum(months: Sequence[Read]) -> Read:
    """Add up what was reported; one month that cannot be read leaves no sum."""
    known = [money.exact(read.value) for read in months if read.value is not None]
    fault = next((read.fault for read in months if read.fault), "")
    caution = next((read.caution for read in months if read.caution), "")
    total = money.on_grid(sum(known, money.decimal(0))) if known and not fault else None
    return Read(total, fault, caution)


def _typed(column: Column, reads: Sequence[Read]) -> dict[str, pd.Series]:
    if column.type != "permit":
        found = [read.value for read in reads]
        return {column.key: pd.Series(found, dtype=_DTYPES.get(column.type, "str"))}
    pairs = [read.value or (None, None) for read in reads]
    return {
        column.key: pd.Series([state for state, _ in pairs], dtype="str"),
        f"{column.key}_on": pd.Series([day for _, day in pairs], dtype="datetime64[us]"),
    }


def _amounts(sheet: SheetTable, read: Callable[[str], Whole]) -> dict[str, list[Decimal | None]]:
    """The amounts of every row, by money column; only parts need them before rows are chosen."""
    if not sheet.parents:
        return {}
    return {
        column.key: [
            None if amount.value is None else money.exact(amount.value)
            for amount in read(column.key)[1]
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


def _other_rows(sheet: SheetTable, kinds: Sequence[Kind]) -> pd.DataFrame:
    """Every row that is not a project: what it is, and what it says."""
    return pd.DataFrame(
        [
            (sheet.file, sheet.sheet, number, str(kind), text)
            for number, kind, text in zip(sheet.numbers, kinds, sheet.texts, strict=True)
            if kind is not Kind.PROJECT
        ],
        columns=[*SOURCE, "kind", "text"],
    )


def _months(sheet: SheetTable, rows: Sequence[int], units: Mapping[str, str]) -> pd.DataFrame:
    """
    Amounts of the year's other months, which a ledger that grows by the month repeats.

    One row for each: `source_row`, `column`, `month` and `amount_wan`.
    """
    records = []
    for (key, month), (placed, cells) in sheet.by_month.items():
        if sheet.ledger.column(key).type != "money":
            continue
        unit = placed.unit or sheet.unit_line or units.get(key) or "万元"
        reads = read_cells(partial(numbers.money_wan, unit=unit), [cells[at] for at in rows])
        records += [
            (sheet.file, sheet.sheet, sheet.numbers[at], key, month, read.value)
            for at, read in zip(rows, reads, strict=True)
            if read.value is not None
        ]
    return pd.DataFrame(records, columns=[*SOURCE, "column", "month", "amount_wan"])


def _join(ledger: Ledger, typed: list[Table]) -> Table:
    """One table of all sheets, in order of file, sheet and row, indexed by the ledger's key."""
    frame = pd.concat([part.frame for part in typed], ignore_index=True)
    sent = pd.concat([part.sent for part in typed], ignore_index=True)
    order = frame.sort_values(SOURCE, kind="stable").index
    places, declared, rows, months = (
        pd.concat([getattr(part, name) for part in typed], ignore_index=True)
        for name in ("places", "declared", "rows", "months")
    )
    return Table(
        ledger,
        frame.loc[order].reset_index(drop=True),
        sent.loc[order].reset_index(drop=True),
        places,
        declared,
        rows=rows,
        months=months,
    )


__all__ = ["SOURCE", "Table", "Tidied", "column_reader", "fold", "tidy_month"]
