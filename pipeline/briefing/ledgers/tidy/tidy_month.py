"""
Cells as sent go in, one typed Table for each ledger comes out.

The only place where units are converted: every amount leaves here in 万元.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain import money
from briefing.domain.findings import MOST_KEPT, Finding, Gathering
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.cut.sheet_table import SheetTable
from briefing.ledgers.dictionary import Column, Ledger
from briefing.ledgers.tidy import cell_findings, names, numbers, parts
from briefing.ledgers.tidy.bands import state_above
from briefing.ledgers.tidy.declared import declared_sums
from briefing.ledgers.tidy.distinct import Distinct, together
from briefing.ledgers.tidy.planned import apart
from briefing.ledgers.tidy.readers import Read, column_reader, read_cells, without_dittos
from briefing.ledgers.tidy.table import SOURCE, Table
from briefing.workbooks.sheet import Cell, as_text, letter

if TYPE_CHECKING:
    from decimal import Decimal

    from pandas.api.extensions import ExtensionArray

    from briefing.domain.months import Month
    from briefing.ledgers.tidy.distinct import Holds, Rows
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
# Kept out of `sent`: names of persons, of which only the presence is told.
_UNSENT = {"presence", "private"}
# A whole column, of rows of every kind: its cells, and what is read of them.
Whole = tuple[Distinct[Cell], Distinct[Read]]


@dataclass(frozen=True)
class Tidied:
    """The month's tables by ledger id, and every doubt that arose on the way."""

    tables: dict[str, Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def tidy_month(sheets: Sequence[SheetTable], month: Month, county: County) -> Tidied:
    """Type every table of a month; several sheets of one ledger become one table."""
    findings = Gathering(MOST_KEPT)
    by_ledger: dict[str, list[SheetTable]] = {}
    for sheet in sheets:
        by_ledger.setdefault(sheet.ledger.id, []).append(sheet)
    tables = {}
    for ledger_id, of_ledger in sorted(by_ledger.items()):
        typed = [_type_sheet(sheet, month, county, findings) for sheet in of_ledger]
        tables[ledger_id] = _join(of_ledger[0].ledger, typed)
    return Tidied(names.keyed(tables, county), findings.told())


def _type_sheet(sheet: SheetTable, month: Month, county: County, findings: Gathering) -> Table:
    units = _units(sheet, findings)
    kept = [column for column in sheet.ledger.columns if column.type != "private"]
    kinds = Distinct.of(sheet.kinds)

    def read(key: str) -> Whole:
        column = sheet.ledger.column(key)
        reader = column_reader(column, units.get(key), month, county)
        return _read_whole(sheet, kinds, column, reader)

    told_apart = _planned_apart(sheet, kinds, read, month)
    settled = parts.settle(sheet, _amounts(sheet, read))
    findings.extend(settled.findings)
    findings.extend(cell_findings.of_rows(sheet))
    findings.extend(cell_findings.of_marks(sheet, settled.kinds))
    rows = np.flatnonzero(Distinct.of(settled.kinds).where(lambda kind: kind is RowKind.PROJECT))
    columns: dict[str, Any] = {}
    sent: dict[str, ExtensionArray] = {}
    for column in kept:
        # One after the other: what was read of a long column takes more room than its values.
        all_cells, all_reads = told_apart.get(column.key) or read(column.key)
        cells, reads = all_cells.taken(rows), all_reads.taken(rows)
        is_told = column.key in sheet.placed or column.key == sheet.ledger.band_column
        if is_told or column.key in sheet.summed:
            findings.extend(cell_findings.of_reads(sheet, column, cells, reads, rows))
        if is_told:
            findings.extend(cell_findings.of_blanks(sheet, column, cells, reads, rows))
        if column.type == "unit":
            findings.extend(cell_findings.of_unlisted(sheet, column, reads, rows, county))
        columns |= _typed(column, reads)
        texts = _sent(column, cells)
        # What is read as it was sent is held once.
        is_as_sent = texts.says_the_same(reads.map(_value))
        sent[column.key] = columns[column.key] if is_as_sent else texts.array("str")
    columns |= {
        "source_file": Distinct.alone(sheet.file, len(rows)).array("str"),
        "source_sheet": Distinct.alone(sheet.sheet, len(rows)).array("str"),
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
    """The unit of each money column: of its header, else of the 单位 line above."""
    units = {}
    for column in sheet.ledger.columns:
        placed = sheet.placed.get(column.key)
        if column.type != "money" or (placed is None and column.key not in sheet.summed):
            continue
        first = placed or sheet.summed[column.key][0][0]
        unit = first.unit or sheet.unit_line
        if unit is None and placed:
            findings.append(cell_findings.without_unit(sheet, column))
        # One finding for the column says it all; the cells need not repeat it.
        units[column.key] = unit or "万元"
    return units


def _read_whole(
    sheet: SheetTable, kinds: Distinct[RowKind], column: Column, reader: Callable[[Cell], Any]
) -> Whole:
    """Read every row of a column: its cells, or its bands, or the months that add up to it."""
    if column.key in sheet.placed:
        cells = Distinct.of(sheet.values[column.key])
        return cells, read_cells(reader, _without_dittos(kinds, column, cells))
    if column.key == sheet.ledger.band_column:
        bands: Distinct[Any] = Distinct.of(sheet.bands)
        return bands, bands.map(lambda band: Read(state_above(band, sheet.titles, column)))
    if column.key in sheet.summed:
        return _summed(sheet, kinds, column, reader)
    # What has no column is not told; an empty cell may say something: a paper is not begun.
    height = len(sheet.kinds)
    return Distinct.alone(None, height), Distinct.alone(Read(None), height)


def _planned_apart(
    sheet: SheetTable, kinds: Distinct[RowKind], read: Callable[[str], Whole], month: Month
) -> dict[str, Whole]:
    """Read anew the columns whose header says that they hold a plan as well: 开工/计划开工时间."""
    found: dict[str, Whole] = {}
    for column in sheet.ledger.columns:
        placed = sheet.placed.get(column.key)
        if not column.else_planned or placed is None or "计划" not in placed.header:
            continue
        cells, _ = read(column.key)
        plans, others = read(column.else_planned)
        idle = read("status")[1].map(lambda status: status.value == "not_started")
        own = cells.only(_is_of_projects(kinds), None)
        happened, planned = apart(column, own, others, idle, month)
        found |= {column.key: (cells, happened), column.else_planned: (plans, planned)}
    return found


def _is_of_projects(kinds: Distinct[RowKind]) -> Holds:
    """The rows of projects and their parts; what stands in a note or a total is no value."""
    return kinds.where(lambda kind: kind in {RowKind.PROJECT, RowKind.PART})


def _without_dittos(
    kinds: Distinct[RowKind], column: Column, cells: Distinct[Cell]
) -> Distinct[Cell]:
    """What 同上 repeats may stand above a head that is printed again, on the page before."""
    own = cells.only(_is_of_projects(kinds), None)
    read = np.flatnonzero(kinds.where(lambda kind: kind is not RowKind.HEAD))
    which = own.which.copy()
    which[read] = without_dittos(column, Distinct(own.items, own.which[read])).which
    return Distinct(own.items, which)


def _summed(
    sheet: SheetTable, kinds: Distinct[RowKind], column: Column, reader: Callable[[Cell], Any]
) -> Whole:
    """A cumulative amount that the ledger leaves to its months."""
    of_projects = _is_of_projects(kinds)
    months = [Distinct.of(cells).only(of_projects, None) for _, cells in sheet.summed[column.key]]
    texts: Distinct[Any] = together(*months).map(_as_sum)
    return texts, together(*(read_cells(reader, cells) for cells in months)).map(_sum)


def _as_sum(cells: Sequence[Cell]) -> str:
    return "+".join(as_text(cell) or "0" for cell in cells)


def _sum(months: Sequence[Read]) -> Read:
    """Add up what was reported; one month that cannot be read leaves no sum."""
    known = [money.exact(read.value) for read in months if read.value is not None]
    fault = next((read.fault for read in months if read.fault), "")
    caution = next((read.caution for read in months if read.caution), "")
    total = money.on_grid(sum(known, money.decimal(0))) if known and not fault else None
    return Read(total, fault, caution)


def _value(read: Read) -> Any:
    return read.value


def _sent(column: Column, cells: Distinct[Cell]) -> Distinct[str]:
    return cells.map(lambda cell: "" if column.type in _UNSENT else as_text(cell))


def _typed(column: Column, reads: Distinct[Read]) -> dict[str, ExtensionArray]:
    found = reads.map(_value)
    if column.type != "permit":
        return {column.key: found.array(_DTYPES.get(column.type, "str"))}
    return {
        column.key: found.map(lambda permit: permit and permit[0]).array("str"),
        f"{column.key}_on": found.map(lambda permit: permit and permit[1]).array(_DTYPES["date"]),
    }


def _amounts(sheet: SheetTable, read: Callable[[str], Whole]) -> dict[str, list[Decimal | None]]:
    """The amounts of every row, by money column; only parts need them before rows are chosen."""
    if not sheet.parents:
        return {}
    return {
        column.key: list(
            read(column.key)[1].map(
                lambda read: None if read.value is None else money.exact(read.value)
            )
        )
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
    """Every row that is not a project: what it is, and what it says."""
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
    Amounts of the year's other months, which a ledger that grows by the month repeats.

    One row for each: `source_row`, `column`, `month` and `amount_wan`.
    """
    numbered = np.array(sheet.numbers, dtype="int64")[rows]
    of_months = []
    for (key, month), (placed, cells) in sheet.by_month.items():
        if sheet.ledger.column(key).type != "money":
            continue
        unit = placed.unit or sheet.unit_line or units.get(key) or "万元"
        reads = read_cells(partial(numbers.money_wan, unit=unit), Distinct.of(cells).taken(rows))
        amounts = reads.map(lambda read: read.value).series("float64")
        place = (sheet.file, sheet.sheet, numbered, key, month)
        told = pd.DataFrame(dict(zip([*SOURCE, "column", "month"], place, strict=True)))
        of_months.append(told.assign(amount_wan=amounts)[amounts.notna()])
    if not any(map(len, of_months)):
        return pd.DataFrame(columns=[*SOURCE, "column", "month", "amount_wan"])
    return pd.concat(of_months, ignore_index=True)


def _join(ledger: Ledger, typed: list[Table]) -> Table:
    """One table of all sheets, in order of file, sheet and row, indexed by the ledger's key."""
    if len(typed) == 1 and typed[0].frame[SOURCE[2]].is_monotonic_increasing:
        return typed[0]
    frame, sent, places, declared, rows, months = (
        pd.concat([getattr(part, name) for part in typed], ignore_index=True)
        for name in ("frame", "sent", "places", "declared", "rows", "months")
    )
    order = _order(typed)
    # A long ledger is in order already, and a copy of it takes room.
    if not _is_ascending(order):
        frame, sent = (each.take(order).reset_index(drop=True) for each in (frame, sent))
    return Table(ledger, frame, sent, places, declared, rows=rows, months=months)


def _order(typed: Sequence[Table]) -> Rows:
    """The order of file, sheet and row in which the rows of all sheets belong."""
    sheets = [
        tuple(part.frame[key].iloc[0] for key in SOURCE[:2]) if len(part.frame) else ()
        for part in typed
    ]
    rank = {sheet: number for number, sheet in enumerate(sorted(set(sheets)))}
    ranks = np.repeat([rank[sheet] for sheet in sheets], [len(part.frame) for part in typed])
    numbers = np.concatenate([part.frame[SOURCE[2]].to_numpy() for part in typed])
    return np.lexsort((numbers, ranks))


def _is_ascending(order: Rows) -> bool:
    return bool((np.diff(order) > 0).all())


