"""Cells and rows of a table go in, the findings that name them come out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.tidy import names, values
from briefing.ledgers.tidy.distinct import Distinct
from briefing.workbooks.sheet import as_text, letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.dictionary import Column
    from briefing.ledgers.tidy.distinct import Rows
    from briefing.ledgers.tidy.readers import Read
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Cell

# What a comment may tell in place of its cell.
_TOLD_IN_DIGITS = {"money", "count", "percent", "date"}


def of_cell(
    sheet: SheetTable,
    at: int,
    column: Column,
    code: str,
    found: str,
    expected: str,
    advice: str,
    severity: Severity = Severity.ERROR,
) -> Finding:
    """Name one cell, and the office that answers for its row."""
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
    column: Column,
    cells: Distinct[Cell],
    reads: Distinct[Read],
    rows: Rows,
) -> Iterator[Finding]:
    """What could not be read, and what was read with care."""
    is_doubtful = reads.where(lambda read: bool(read.fault or read.caution))
    for place in np.flatnonzero(is_doubtful).tolist():
        at, cell, read = int(rows[place]), cells[place], reads[place]
        found = f"读到“{as_text(cell)}”"
        if read.fault:
            yield of_cell(sheet, at, column, "V02", found, read.fault, "核对后改正")
        else:
            yield of_cell(
                sheet, at, column, "V04", found, read.caution, "核实后写明确", Severity.WARNING
            )


def of_blanks(
    sheet: SheetTable,
    column: Column,
    cells: Distinct[Cell],
    reads: Distinct[Read],
    rows: Rows,
) -> Iterator[Finding]:
    """
    A required cell, or the bands in its stead, that says nothing of use.

    What cannot be read already has its finding. A column that the head must have may be empty in
    some rows (未报), not in all.
    """
    is_empty = len(rows) > 0 and all(map(values.says_nothing, cells.items))
    if column.head_required and is_empty and column.key in sheet.placed:
        yield _empty_column(sheet, column)
        return
    if not column.required:
        return
    is_untold = all(read.value is None for read in reads.items)
    if is_empty and is_untold and column.key not in sheet.placed:
        yield _told_nowhere(sheet, column)
        return
    is_blank = reads.where(lambda read: read.value is None and not read.fault)
    if column.key in sheet.placed:
        is_blank &= cells.where(values.says_nothing)
    wanted, advice = _wanted(column), _advice(column)
    for place in np.flatnonzero(is_blank).tolist():
        found = f"读到“{as_text(cells[place]).strip()}”"
        yield of_cell(sheet, int(rows[place]), column, "V01", found, wanted, advice)


def of_unlisted(
    sheet: SheetTable, column: Column, reads: Distinct[Read], rows: Rows, county: County
) -> Iterator[Finding]:
    """Offices that county.toml does not list, each once: a misspelt one would be ranked apart."""
    offices = Distinct.of([read.value for read in reads.items])
    which = offices.which[reads.which]
    counts = np.bincount(which, minlength=len(offices.items))
    first = np.zeros(len(offices.items), dtype=np.intp)
    first[which[::-1]] = rows[::-1]
    for number in sorted(range(len(offices.items)), key=first.__getitem__):
        office = offices.items[number]
        if office is not None and not names.is_listed(office, county):
            yield of_cell(
                sheet,
                int(first[number]),
                column,
                "V05",
                f"“{office}”不在单位名单里（共{counts[number]}行）",
                "应为 county.toml 所列的单位或其别名",
                "核对单位名称，确是另一单位的补入名单",
                Severity.WARNING,
            )


def _empty_column(sheet: SheetTable, column: Column) -> Finding:
    return _of_column(
        sheet,
        column,
        "H06",
        "整列没有数据",
        "应有各项目的数",
        f"请{sheet.ledger.supplier}填报后再报",
    )


def _told_nowhere(sheet: SheetTable, column: Column) -> Finding:
    """What needs no column where bands tell it, and no band or title does."""
    words = "、".join(spellings[0] for spellings in column.values.values())
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


def without_unit(sheet: SheetTable, column: Column) -> Finding:
    """An amount whose unit stands neither in its head nor above the table."""
    return _of_column(
        sheet,
        column,
        "H04",
        f"表头“{sheet.placed[column.key].header}”没有写明单位",
        "应写明万元或亿元",
        "请在表头或表上方“单位：”处写明后再报",
    )


def _of_column(
    sheet: SheetTable, column: Column, code: str, found: str, expected: str, advice: str
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


def _wanted(column: Column) -> str:
    kinds = {"money": "应为数字", "percent": "应为百分数", "count": "应为整数", "date": "应为日期"}
    if column.type in {"state", "states"}:
        return "应为" + "、".join(words[0] for words in column.values.values()) + "之一"
    return kinds.get(column.type, "不应为空")


def _advice(column: Column) -> str:
    return "核实后填写，确无计划请填0" if column.type == "money" else "核实后填写"


def of_rows(sheet: SheetTable) -> Iterator[Finding]:
    """Rows that are nothing we know: each is an error until a rule or a ruling covers it."""
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


def _stands_for_a_value(sheet: SheetTable, at: int, key: str, comment: str) -> bool:
    """Whether a comment tells a number or a date that its cell does not have."""
    is_told = sheet.ledger.column(key).type in _TOLD_IN_DIGITS and bool(re.search(r"\d", comment))
    return is_told and values.says_nothing(sheet.values[key][at])


def of_marks(sheet: SheetTable, kinds: Sequence[RowKind]) -> list[Finding]:
    """Cells that are struck through or commented, and amounts merged over several projects."""
    counted = {RowKind.PROJECT, RowKind.TOTAL, RowKind.BAND}
    found = []
    for at, key in sorted(sheet.struck | sheet.partly_struck):
        if kinds[at] in counted and (cell := sheet.values[key][at]) is not None:
            is_whole = (at, key) in sheet.struck
            found.append(
                of_cell(
                    sheet,
                    at,
                    sheet.ledger.column(key),
                    "S06" if is_whole else "S07",
                    f"“{as_text(cell)}”{'加了' if is_whole else '有一部分加了'}删除线",
                    "应为确定的内容",
                    "删去作废的内容，只留有效的",
                )
            )
    for (at, key), comment in sorted(sheet.comments.items()):
        if kinds[at] is RowKind.PROJECT and _stands_for_a_value(sheet, at, key, comment):
            found.append(
                of_cell(
                    sheet,
                    at,
                    sheet.ledger.column(key),
                    "S08",
                    f"单元格没有数，批注里写“{comment}”",
                    "数据应写在单元格里",
                    "把批注里的数填入单元格",
                )
            )
        elif kinds[at] in counted and sheet.ledger.column(key).type != "private":
            found.append(
                of_cell(
                    sheet,
                    at,
                    sheet.ledger.column(key),
                    "S04",
                    f"单元格有批注“{comment}”，批注不作为数据读取",
                    "数据应写在单元格里",
                    "确认单元格中的内容",
                    Severity.WARNING,
                )
            )
    found += [
        of_cell(
            sheet,
            at,
            sheet.ledger.column(key),
            "R09",
            "单元格与相邻的合并，几处共用一个数",
            "每个项目、每一列应有自己的数",
            "拆开合并的单元格后逐项填写",
        )
        for at, key in sorted(sheet.shared)
        if kinds[at] is RowKind.PROJECT
    ]
    return found
