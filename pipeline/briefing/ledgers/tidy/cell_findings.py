"""Make the findings about cells, rows and columns of a sheet's table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from briefing.domain.findings import Finding, Severity, rows_named
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.tidy import names, values
from briefing.ledgers.tidy.distinct import Distinct
from briefing.workbooks.sheet import as_text, letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.ledgers.tidy.distinct import Rows
    from briefing.ledgers.tidy.readers import Read
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Cell

# Types of values that a comment may hold in place of its cell.
_IN_DIGITS = {"money", "count", "percent", "date"}
_WANTED = {"money": "应为数字", "percent": "应为百分数", "count": "应为整数", "date": "应为日期"}


def of_cell(
    sheet: SheetTable,
    at: int,
    column: LedgerColumn,
    code: str,
    found: str,
    expected: str,
    advice: str,
    severity: Severity = Severity.ERROR,
) -> Finding:
    """Return a finding about one cell, for the office that is responsible for its row."""
    placed = sheet.placed.get(column.key)
    unit = sheet.values.get("responsible_unit")
    who = "" if unit is None or values.says_nothing(unit[at]) else as_text(unit[at]).strip()
    return Finding(
        file=sheet.file,
        sheet=sheet.sheet,
        row=sheet.numbers[at],
        column=column.label,
        code=code,
        severity=severity,
        found=found,
        expected=expected,
        advice=f"请{who or sheet.ledger.supplier}{advice}",
        letter=letter(placed.index) if placed else "",
    )


def of_reads(
    sheet: SheetTable,
    column: LedgerColumn,
    cells: Distinct[Cell],
    reads: Distinct[Read],
    rows: Rows,
) -> Iterator[Finding]:
    """Find cells that could not be read, and those that were read with a doubt."""
    is_doubtful = reads.where(lambda read: bool(read.fault or read.caution))
    for place in np.flatnonzero(is_doubtful).tolist():
        at, cell, read = int(rows[place]), cells[place], reads[place]
        # Beside what is shown, where that is another thing than what is stored.
        found = f"读到“{cell if isinstance(cell, str) else as_text(cell)}”"
        if read.fault:
            yield of_cell(sheet, at, column, "V02", found, read.fault, "核对后改正")
        else:
            yield of_cell(
                sheet, at, column, "V04", found, read.caution, "核实后写明确", Severity.WARNING
            )


def of_blanks(
    sheet: SheetTable,
    column: LedgerColumn,
    cells: Distinct[Cell],
    reads: Distinct[Read],
    rows: Rows,
) -> Iterator[Finding]:
    """
    Find required cells that are empty, and columns that are empty throughout.

    A cell that cannot be read already has its finding. A column that the head must have may be
    empty in some rows (未报), not in all.
    """
    is_empty = len(rows) > 0 and all(map(values.says_nothing, cells.items))
    is_placed = column.key in sheet.placed
    if column.head_required and is_empty and is_placed:
        advice = f"请{sheet.ledger.supplier}填报后再报"
        yield _of_column(sheet, column, "H06", "整列没有数据", "应有各项目的数", advice)
        return
    if not column.required:
        yield from _of_undeclared(sheet, column, cells, rows)
        return
    if is_empty and not is_placed and all(read.value is None for read in reads.items):
        yield _without_column_or_bands(sheet, column)
        return
    is_blank = reads.where(lambda read: read.value is None and not read.fault)
    if is_placed:
        is_blank &= cells.where(values.says_nothing)
    expected = _WANTED.get(column.type, "不应为空")
    if column.type in {"state", "states"}:
        expected = f"应为{'、'.join(column.state_labels)}之一"
    advice = "核实后填写，确无计划请填0" if column.type == "money" else "核实后填写"
    for place in np.flatnonzero(is_blank).tolist():
        found = f"读到“{as_text(cells[place]).strip()}”"
        yield of_cell(sheet, int(rows[place]), column, "V01", found, expected, advice)


def _of_undeclared(
    sheet: SheetTable, column: LedgerColumn, cells: Distinct[Cell], rows: Rows
) -> Iterator[Finding]:
    """
    Find the empty cells of a column that decides a figure, where no total shows what is missing.

    A column that most rows leave empty is not kept by every project.
    """
    key = column.key
    if not column.decides or key not in sheet.placed or not len(rows):
        return
    blank = rows[np.flatnonzero(cells.where(values.says_nothing))]
    if not len(blank) or 2 * len(blank) > len(rows):
        return
    declared = {entry.row for entry in sheet.declared}
    has_total = any(
        number in declared and not values.says_nothing(cell)
        for number, cell in zip(sheet.numbers, sheet.values[key], strict=True)
    )
    if has_total:
        return
    where = rows_named([sheet.numbers[at] for at in blank.tolist()])
    found, expected = f"{where}没有数，按未报处理，未计入合计", "每个项目应有数"
    finding = of_cell(
        sheet, int(blank[0]), column, "V06", found, expected, "补报", Severity.WARNING
    )
    yield finding if len(blank) == 1 else replace(finding, advice=f"请{sheet.ledger.supplier}补报")


def of_unlisted(
    sheet: SheetTable, column: LedgerColumn, reads: Distinct[Read], rows: Rows, county: County
) -> Iterator[Finding]:
    """
    Find offices that county.toml does not list, each once: they would be ranked separately. One
    that differs from a listed one, or from a town, in one character is misspelt.
    """
    offices = Distinct.of([read.value for read in reads.items])
    which = offices.which[reads.which]
    counts = np.bincount(which, minlength=len(offices.items))
    first = np.zeros(len(offices.items), dtype=np.intp)
    first[which[::-1]] = rows[::-1]
    for number in sorted(range(len(offices.items)), key=first.__getitem__):
        office = offices.items[number]
        if office is None or names.is_listed(office, county):
            continue
        near = county.near(office)
        if near is None and column.type == "town":
            continue
        words = f"“{office}”不在单位名单里（共{counts[number]}行）"
        at = int(first[number])
        if near is None:
            expected = "应为 county.toml 所列的单位或其别名"
            advice = "核对单位名称，确是另一单位的补入名单"
            yield of_cell(sheet, at, column, "V05", words, expected, advice, Severity.WARNING)
            continue
        misspelt = of_cell(sheet, at, column, "V05", words, f"只差一字的有“{near}”", "")
        advice = "改正，确是另一单位的补入 county.toml"
        # The misspelt office is nobody: whoever sent the ledger is asked.
        yield replace(misspelt, advice=f"请{sheet.ledger.supplier}{advice}")


def _without_column_or_bands(sheet: SheetTable, column: LedgerColumn) -> Finding:
    """Return the finding of a value that has no column, and that no band or title gives either."""
    words = "、".join(column.state_labels)
    return Finding(
        sheet.file,
        sheet.sheet,
        0,
        column.label,
        "H01",
        Severity.ERROR,
        "表头中没有这一列，分类行和标题也没有写明",
        f"应写明每个项目是{words}中的哪一种",
        f"请补上“{column.label}”列，或按{words}分类填报",
    )


def without_unit(sheet: SheetTable, column: LedgerColumn) -> Finding:
    """Return the finding of a column of money without a unit in its header or above the table."""
    return _of_column(
        sheet,
        column,
        "H04",
        f"表头“{sheet.placed[column.key].header}”没有写明单位",
        "应写明万元或亿元",
        "请在表头或表上方“单位：”处写明后再报",
    )


def _of_column(
    sheet: SheetTable, column: LedgerColumn, code: str, found: str, expected: str, advice: str
) -> Finding:
    return Finding(
        sheet.file,
        sheet.sheet,
        0,
        column.label,
        code,
        Severity.ERROR,
        found,
        expected,
        advice,
        letter(sheet.placed[column.key].index),
    )


def of_rows(sheet: SheetTable) -> Iterator[Finding]:
    """Find rows of unknown kind: each is an error until it is changed, or a ruling says what it is."""
    for number, kind, text in zip(sheet.numbers, sheet.kinds, sheet.texts, strict=True):
        if kind is RowKind.UNKNOWN:
            yield Finding(
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


def of_marks(sheet: SheetTable, kinds: Sequence[RowKind]) -> Iterator[Finding]:
    """Find cells that are struck through or commented, and amounts merged over several projects."""
    counted = {RowKind.PROJECT, RowKind.TOTAL, RowKind.BAND}
    for at, key in sorted(sheet.struck | sheet.partly_struck):
        if kinds[at] in counted and (cell := sheet.values[key][at]) is not None:
            column = sheet.ledger.column(key)
            code, words = ("S06", "加了") if (at, key) in sheet.struck else ("S07", "有一部分加了")
            found = f"“{as_text(cell)}”{words}删除线"
            advice = "删去作废的内容，只留有效的"
            yield of_cell(sheet, at, column, code, found, "应为确定的内容", advice)
    expected = "数据应写在单元格里"
    for (at, key), comment in sorted(sheet.comments.items()):
        column = sheet.ledger.column(key)
        is_value = column.type in _IN_DIGITS and re.search(r"\d", comment)
        is_missing = is_value and values.says_nothing(sheet.values[key][at])
        if kinds[at] is RowKind.PROJECT and is_missing:
            found, advice = f"单元格没有数，批注里写“{comment}”", "把批注里的数填入单元格"
            yield of_cell(sheet, at, column, "S08", found, expected, advice)
        elif kinds[at] in counted and column.type != "private":
            found, advice = f"单元格有批注“{comment}”，批注不作为数据读取", "确认单元格中的内容"
            yield of_cell(sheet, at, column, "S04", found, expected, advice, Severity.WARNING)
    found, expected = "单元格与相邻的合并，几处共用一个数", "每个项目、每一列应有自己的数"
    for at, key in sorted(sheet.shared):
        if kinds[at] is RowKind.PROJECT:
            column, advice = sheet.ledger.column(key), "拆开合并的单元格后逐项填写"
            yield of_cell(sheet, at, column, "R09", found, expected, advice)
