"""
Cells as sent go in, one typed Table for each ledger comes out.

The only place where units are converted: every amount leaves here in 万元.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.findings import Finding, Severity
from pipeline.ledgers import Column, Ledger
from pipeline.read import SheetTable
from pipeline.read.rows import Kind
from pipeline.read.sheet import Cell, as_text, letter
from pipeline.tidy import dates, names, permits, values
from pipeline.tidy.table import SOURCE, Table
from pipeline.units import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.county import County
    from pipeline.months import Month

_DTYPES = {
    "money": "float64",
    "percent": "float64",
    "count": "Int64",
    "date": "datetime64[us]",
    "yes_no": "boolean",
    "presence": "boolean",
}


@dataclass(frozen=True)
class Tidied:
    """The month's tables by ledger id, and every doubt that arose on the way."""

    tables: dict[str, Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def tidy_month(sheets: Sequence[SheetTable], month: Month, county: County) -> Tidied:
    """Type every table of a month; several sheets of one ledger become one table."""
    tidied = Tidied()
    by_ledger: dict[str, list[SheetTable]] = {}
    for sheet in sheets:
        by_ledger.setdefault(sheet.ledger.id, []).append(sheet)
    for ledger_id, parts in sorted(by_ledger.items()):
        typed = [_type_sheet(part, month, county, tidied.findings) for part in parts]
        tidied.tables[ledger_id] = _join(parts[0].ledger, typed)
    return Tidied(names.keyed(tidied.tables), tidied.findings)


def _type_sheet(sheet: SheetTable, month: Month, county: County, findings: list[Finding]) -> Table:
    rows = [index for index, kind in enumerate(sheet.kinds) if kind is Kind.PROJECT]
    findings.extend(_unknown_rows(sheet))
    columns: dict[str, Any] = {}
    sent: dict[str, list[str]] = {}
    for column in sheet.ledger.columns:
        if column.type == "private":
            continue
        placed = sheet.placed.get(column.key)
        is_banded = placed is None and column.key == sheet.ledger.band_column
        cells = _cells(sheet, column, rows, is_banded=is_banded)
        unit = _unit(sheet, column, findings)
        reader = column_reader(column, unit, month, county)
        read = _read_column(sheet, column, cells, rows, reader, findings, is_banded=is_banded)
        if placed or is_banded:
            findings.extend(_blanks(sheet, column, cells, read, rows))
        if column.type == "permit":
            columns[column.key] = pd.Series([cell[0] for cell in read], dtype="str")
            columns[f"{column.key}_on"] = pd.Series(
                [cell[1] for cell in read], dtype="datetime64[us]"
            )
        else:
            columns[column.key] = pd.Series(read, dtype=_DTYPES.get(column.type, "str"))
        sent[column.key] = ["" if column.type == "presence" else as_text(cell) for cell in cells]
    columns |= {
        "source_file": pd.Series([sheet.file] * len(rows), dtype="str"),
        "source_sheet": pd.Series([sheet.sheet] * len(rows), dtype="str"),
        "source_row": pd.Series([sheet.numbers[row] for row in rows], dtype="int64"),
    }
    return Table(
        sheet.ledger,
        pd.DataFrame(columns),
        pd.DataFrame(sent, dtype="str"),
        _places(sheet),
        _declared(sheet, findings),
    )


def _cells(sheet: SheetTable, column: Column, rows: list[int], *, is_banded: bool) -> list[Cell]:
    """The cells of a column; of one that the bands tell, the bands; of an absent one, nothing."""
    if is_banded:
        return [sheet.bands[row] for row in rows]
    if column.key not in sheet.placed:
        return [None] * len(rows)
    return [sheet.values[column.key][row] for row in rows]


def column_reader(
    column: Column, unit: str | None, month: Month, county: County
) -> Callable[[Cell], Any]:
    """Return the function that reads one cell of this column; it raises Unclear."""
    readers: dict[str, Callable[[Cell], Any]] = {
        "text": values.text,
        "name": values.text,
        "code": values.code,
        "money": lambda cell: values.money_wan(cell, unit),
        "percent": values.percent,
        "count": values.count,
        "date": lambda cell: dates.date(cell, column, month),
        "period": lambda cell: values.period(cell, month),
        "state": lambda cell: values.state(cell, column),
        "states": lambda cell: values.states(cell, column),
        "list": values.items,
        "yes_no": values.yes_no,
        "presence": values.presence,
        "permit": lambda cell: permits.permit(cell, column, month),
        "town": lambda cell: names.town(cell, county),
        "unit": lambda cell: names.unit(cell, county),
    }
    return readers[column.type]


def _read_column(
    sheet: SheetTable,
    column: Column,
    cells: list[Cell],
    rows: list[int],
    reader: Callable[[Cell], Any],
    findings: list[Finding],
    *,
    is_banded: bool,
) -> list[Any]:
    """Read a column; a cell that cannot be read is missing and has a finding."""
    read: list[Any] = []
    for cell, row in zip(cells, rows, strict=True):
        try:
            read.append(_state_in_band(str(cell), column) if is_banded else reader(cell))
        except values.Unclear as error:
            read.append((None, None) if column.type == "permit" else None)
            findings.append(
                _cell_finding(
                    sheet, row, column, "V02", f"读到“{as_text(cell)}”", str(error), "核对后改正"
                )
            )
    return read


def _state_in_band(path: str, column: Column) -> str | None:
    """A row under 一、续建项目（56个） is 续建; the innermost band that says so counts."""
    for title in reversed(path.split("/")):
        for word in (title, title.removesuffix("项目"), title.removesuffix("类")):
            if found := column.state(word):
                return found
    return None


def _unit(sheet: SheetTable, column: Column, findings: list[Finding]) -> str | None:
    """The unit of a money column: of its header, else of the 单位 line above."""
    placed = sheet.placed.get(column.key)
    if column.type != "money" or placed is None:
        return None
    unit = placed.unit or sheet.unit_line
    if unit is None:
        findings.append(
            Finding(
                sheet.file,
                sheet.sheet,
                0,
                column.label,
                "H04",
                Severity.ERROR,
                f"表头“{placed.header}”没有写明单位",
                "应写明万元或亿元",
                "请在表头或表上方“单位：”处写明后再报",
                letter(placed.index),
            )
        )
        # One finding for the column says it all; the cells need not repeat it.
        return "万元"
    return unit


def _blanks(
    sheet: SheetTable, column: Column, cells: list[Cell], read: list[Any], rows: list[int]
) -> list[Finding]:
    """
    A required cell, or the bands in its stead, that says nothing of use.

    What cannot be read already has its finding. A column that the head must have may be empty in
    some rows (未报), not in all.
    """
    if column.head_required and rows and all(values.says_nothing(cell) for cell in cells):
        return [_empty_column(sheet, column)]
    if not column.required:
        return []
    return [
        _cell_finding(
            sheet,
            row,
            column,
            "V01",
            f"读到“{as_text(cell).strip()}”",
            _wanted(column),
            _advice(column),
        )
        for cell, value, row in zip(cells, read, rows, strict=True)
        if value is None and (column.key not in sheet.placed or values.says_nothing(cell))
    ]


def _empty_column(sheet: SheetTable, column: Column) -> Finding:
    placed = sheet.placed[column.key]
    return Finding(
        sheet.file,
        sheet.sheet,
        0,
        column.label,
        "H06",
        Severity.ERROR,
        "整列没有数据",
        "应有各项目的数",
        f"请{sheet.ledger.supplier}填报后再报",
        letter(placed.index),
    )


def _wanted(column: Column) -> str:
    kinds = {"money": "应为数字", "percent": "应为百分数", "count": "应为整数", "date": "应为日期"}
    if column.type in {"state", "states"}:
        return "应为" + "、".join(words[0] for words in column.values.values()) + "之一"
    return kinds.get(column.type, "不应为空")


def _advice(column: Column) -> str:
    return "核实后填写，确无计划请填0" if column.type == "money" else "核实后填写"


def _cell_finding(
    sheet: SheetTable, row: int, column: Column, code: str, found: str, expected: str, advice: str
) -> Finding:
    placed = sheet.placed.get(column.key)
    unit = sheet.values.get("responsible_unit")
    who = as_text(unit[row]).strip() if unit else ""
    return Finding(
        file=sheet.file,
        sheet=sheet.sheet,
        row=sheet.numbers[row],
        column=column.label,
        code=code,
        severity=Severity.ERROR,
        found=found,
        expected=expected,
        advice=f"请{who or sheet.ledger.supplier}{advice}",
        letter=letter(placed.index) if placed else "",
    )


def _unknown_rows(sheet: SheetTable) -> list[Finding]:
    return [
        Finding(
            sheet.file,
            sheet.sheet,
            number,
            "",
            "R01",
            Severity.ERROR,
            f"读到“{text}”",
            "应为项目、分类、合计或注",
            "请核对这一行，补上项目名称或删去",
        )
        for number, kind, text in zip(sheet.numbers, sheet.kinds, sheet.texts, strict=True)
        if kind is Kind.UNKNOWN
    ]


def _places(sheet: SheetTable) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (sheet.file, sheet.sheet, key, letter(placed.index), placed.header)
            for key, placed in sheet.placed.items()
        ],
        columns=["file", "sheet", "column", "letter", "header"],
    )


def _declared(sheet: SheetTable, findings: list[Finding]) -> pd.DataFrame:
    """One row for each band and total: its text, its count, the rows it covers, its sums."""
    position = {number: index for index, number in enumerate(sheet.numbers)}
    money_columns = [
        column
        for column in sheet.ledger.columns
        if column.type == "money" and column.key in sheet.placed
    ]
    rows = []
    for entry in sheet.declared:
        sums = {}
        for column in money_columns:
            cell = sheet.values[column.key][position[entry.row]]
            # A column without a unit has its finding already.
            unit = sheet.placed[column.key].unit or sheet.unit_line or "万元"
            try:
                sums[column.key] = values.money_wan(cell, unit)
            except values.Unclear as error:
                findings.append(
                    _cell_finding(
                        sheet,
                        position[entry.row],
                        column,
                        "V02",
                        f"读到“{as_text(cell)}”",
                        str(error),
                        "核对后改正",
                    )
                )
        rows.append(
            {
                "source_file": sheet.file,
                "source_sheet": sheet.sheet,
                "source_row": entry.row,
                "text": entry.text,
                "declared_count": entry.count,
                "first_row": entry.first,
                "last_row": entry.last,
            }
            | sums
        )
    return pd.DataFrame(rows)


def _join(ledger: Ledger, parts: list[Table]) -> Table:
    """One table of all sheets, in order of file, sheet and row, indexed by the ledger's key."""
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    sent = pd.concat([part.sent for part in parts], ignore_index=True)
    order = frame.sort_values(SOURCE, kind="stable").index
    return Table(
        ledger,
        frame.loc[order].reset_index(drop=True),
        sent.loc[order].reset_index(drop=True),
        pd.concat([part.places for part in parts], ignore_index=True),
        pd.concat([part.declared for part in parts], ignore_index=True),
    )


__all__ = ["SOURCE", "Table", "Tidied", "fold", "tidy_month"]
