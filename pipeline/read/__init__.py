"""
A month's folder goes in; its tables, cell by cell and with their places, come out.

Ledgers are recognised by their heads, never by file names. Nothing is interpreted here: what a
cell means is the business of `tidy`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.findings import Finding, Severity
from pipeline.ledgers import Ledger, all_ledgers
from pipeline.read import rows as row_kinds
from pipeline.read.header import Head, Placed, find_heads
from pipeline.read.rows import Declared, Kind
from pipeline.read.sheet import Cell, Sheet, as_text, is_empty, letter
from pipeline.read.workbook import TEXTS, WORKBOOKS, Unreadable, read_workbook
from pipeline.units import fold, money_unit

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.months import Month

# Left behind by Excel, WPS and file managers; never a ledger.
_LITTER = ("~$", ".~", "._", ".")
# 单位：万元、个、% but not 责任单位：县水利局, nor 由单位自筹500万元.
_UNIT_LINE = re.compile(
    # Not 报送单位:元谋县…, whose 元 is no unit.
    r"(?:^|计量|金额|[^\u4e00-\u9fff])单位[:为]?(?:人民币)?((?:(?:亿元|[千百]?万元|千元|元|%|[个项件次天名])[、,/]?)+)"
)
# What a band or a total may have beside its title.
_SUMMED = {"money", "count"}


@dataclass(frozen=True)
class SheetTable:
    """
    One ledger's table in one sheet, as sent.

    `numbers`, `kinds`, `bands` and every list in `values` have one entry for each row that is not
    empty; row numbers are those that a clerk sees in the workbook.
    """

    ledger: Ledger
    file: str
    sheet: str
    placed: dict[str, Placed]
    unit_line: str | None
    numbers: list[int]
    kinds: list[Kind]
    bands: list[str]
    texts: list[str]
    values: dict[str, list[Cell]]
    declared: list[Declared]


@dataclass(frozen=True)
class Reading:
    """All that one month's folder holds."""

    tables: list[SheetTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # sha256 and size of every file that was opened, by file name.
    files: dict[str, tuple[str, int]] = field(default_factory=dict)


def stamp(path: Path) -> tuple[str, int]:
    """Return sha256 and size of a file: what names its content."""
    data = path.read_bytes()
    return hashlib.sha256(data).hexdigest(), len(data)


def fingerprints(folder: Path) -> dict[str, tuple[str, int]]:
    """Return the stamp of every file in a month's folder, by name, in order of names."""
    return {path.name: stamp(path) for path in _files(folder)}


def read_month(folder: Path, month: Month) -> Reading:
    """
    Read every ledger of one month. Faults become findings; a file that cannot be read costs
    only itself.
    """
    if not folder.is_dir():
        return Reading(findings=[_no_folder(folder)])
    reading = Reading(files=fingerprints(folder))
    for path in _files(folder):
        _read_file(path, month, reading)
    reading.findings.extend(_inner_folders(folder))
    reading.findings.extend(_missing_ledgers(folder, reading))
    return reading


def _inner_folders(folder: Path) -> list[Finding]:
    return [
        _refused(
            path.name, "F09", "是文件夹", "台账应直接放在月份文件夹里", "请把其中的文件移出来"
        )
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith(".")
    ]


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(_LITTER) and path.name != "Thumbs.db"
    )


def _read_file(path: Path, month: Month, reading: Reading) -> None:
    if path.is_symlink():
        reading.findings.append(
            _refused(path.name, "F05", "是符号链接", "应为文件本身", "请放入原文件")
        )
        return
    if path.suffix.lower() not in WORKBOOKS | TEXTS:
        reading.findings.append(
            _warned(
                path.name,
                "",
                "F03",
                "不是表格文件",
                "应为 xlsx、xls、et、ods 或 csv",
                "未读取，请确认无须读取",
            )
        )
        return
    try:
        sheets = read_workbook(path)
    except Unreadable as error:
        reading.findings.append(
            _refused(
                path.name,
                "F01",
                f"文件打不开（{error}）",
                "应为完整、未加密的表格文件",
                "请重新导出后再报",
            )
        )
        return
    for sheet in sheets:
        _read_sheet(sheet, month, reading)


def _read_sheet(sheet: Sheet, month: Month, reading: Reading) -> None:
    if all(is_empty(cell) for row in sheet.rows for cell in row):
        return
    heads = find_heads(sheet, all_ledgers(), month)
    if not heads:
        reading.findings.append(
            _warned(
                sheet.file,
                sheet.name,
                "F04",
                "未找到任何台账的表头",
                "应有“项目名称”等表头",
                "未读取，请确认不是台账",
            )
        )
        return
    starts = _tables(heads)
    for (head, repeats), following in zip(
        starts, [*(head for head, _ in starts[1:]), None], strict=True
    ):
        end = _title_top(sheet, following, head.bottom + 1) if following else len(sheet.rows)
        table = _cut(sheet, head, repeats, end)
        reading.tables.append(table)
        reading.findings.extend(_doubts_of_head(sheet, head, month))
        if Kind.PROJECT not in table.kinds:
            reading.findings.append(_no_rows(table, head))


def _tables(heads: list[Head]) -> list[tuple[Head, list[Head]]]:
    """Join the heads that are the first head printed again on a later page."""
    tables: list[tuple[Head, list[Head]]] = []
    for head in heads:
        same = (
            tables and tables[-1][0].ledger is head.ledger and tables[-1][0].placed == head.placed
        )
        if same:
            tables[-1][1].append(head)
        else:
            tables.append((head, []))
    return tables


def _cut(sheet: Sheet, head: Head, repeats: list[Head], end: int) -> SheetTable:
    """Cut one table out of its sheet and tell what each row is."""
    placed = {column.key: column for column in head.placed}
    name = placed.get("project_name", head.placed[0]).index
    types = {column.key: column.type for column in head.ledger.columns}
    words = [
        column.index
        for column in head.placed
        if types[column.key] not in _SUMMED
        and column.index != name
        and column.key not in {"serial", "remark"}
    ]
    lead = min(column.index for column in head.placed)
    in_heads = {row for again in repeats for row in range(again.top, again.bottom + 1)}
    indices = [
        index
        for index in range(head.bottom + 1, end)
        if any(not is_empty(cell) for cell in sheet.rows[index])
    ]
    down = _filled_down(sheet)
    filled = {
        index: [_cell(sheet, down, index, column) for column in range(len(sheet.rows[index]))]
        for index in indices
    }
    kinds = [
        Kind.HEAD if index in in_heads else row_kinds.kind_of(filled[index], lead, name, words)
        for index in indices
    ]
    lines = _unit_lines(sheet, head)
    numbers = [index + 1 for index in indices]
    texts = [row_kinds.row_text(sheet.rows[index]) for index in indices]
    return SheetTable(
        ledger=head.ledger,
        file=sheet.file,
        sheet=sheet.name,
        placed=placed,
        unit_line=next((unit for line in lines if (unit := money_unit(line))), None),
        numbers=numbers,
        kinds=kinds,
        bands=row_kinds.bands_above(kinds, texts),
        texts=texts,
        values={
            key: [_cell(sheet, down, index, column.index) for index in indices]
            for key, column in placed.items()
        },
        declared=row_kinds.declarations(kinds, texts, numbers),
    )


def _filled_down(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """Forward fill, but only inside a merge that is one column wide: 责任单位 for three rows."""
    return {
        (row, merge.left): sheet.rows[merge.top][merge.left]
        for merge in sheet.merges
        if merge.left == merge.right
        and merge.top < len(sheet.rows)
        and merge.left < len(sheet.rows[merge.top])
        for row in range(merge.top + 1, min(merge.bottom, len(sheet.rows) - 1) + 1)
    }


def _cell(sheet: Sheet, down: dict[tuple[int, int], Cell], row: int, column: int) -> Cell:
    cells = sheet.rows[row]
    cell = cells[column] if column < len(cells) else None
    return down.get((row, column)) if cell is None else cell


def _unit_lines(sheet: Sheet, head: Head) -> list[str]:
    """What the rows above the head say behind 单位, nearest first: 万元、个、%."""
    return [
        match[1]
        for row in reversed(sheet.rows[: head.top])
        for cell in row
        # “报送部门：×× 单位：万元” may stand in one cell, and 单 位 be spaced out.
        for words in (as_text(cell), *as_text(cell).split())
        if (match := _UNIT_LINE.search(fold(words)))
    ]


def _title_top(sheet: Sheet, head: Head, floor: int) -> int:
    """The first row of what stands directly above a head, one cell wide: its title, its units."""
    top = head.top
    while top > floor:
        cells = [cell for cell in sheet.rows[top - 1] if not is_empty(cell)]
        if len(cells) != 1 or row_kinds.is_of_table(as_text(cells[0])):
            break
        top -= 1
    return top


def _doubts_of_head(sheet: Sheet, head: Head, month: Month) -> list[Finding]:
    """What is wrong with a head: required columns missing, another month's column, a column twice."""
    row = head.bottom + 1
    missing = [
        Finding(
            sheet.file,
            sheet.name,
            row,
            label,
            "H01",
            Severity.ERROR,
            "表头中没有这一列",
            f"{head.ledger.name}应有“{label}”列",
            "请补上这一列后再报",
        )
        for label in head.missing
    ]
    stray = [
        Finding(
            sheet.file,
            sheet.name,
            row,
            head.ledger.column(key).label,
            "H02",
            Severity.ERROR,
            f"表头写“{header}”",
            f"应为{month.label}的数据",
            "请核对是否报错月份",
            letter(index),
        )
        for header, index, key in head.wrong_month
    ]
    doubled = [
        Finding(
            sheet.file,
            sheet.name,
            row,
            head.ledger.column(key).label,
            "H03",
            Severity.ERROR,
            f"表头“{header}”重复",
            f"“{head.ledger.column(key).label}”只应有一列",
            "请只保留一列",
            letter(index),
        )
        for header, index, key in head.doubled
    ]
    return [*missing, *stray, *doubled]


def _no_rows(table: SheetTable, head: Head) -> Finding:
    return Finding(
        table.file,
        table.sheet,
        head.bottom + 1,
        "",
        "H05",
        Severity.ERROR,
        f"《{table.ledger.name}》只有表头",
        "表头下应有数据行",
        "请补上数据后再报",
    )


def _missing_ledgers(folder: Path, reading: Reading) -> list[Finding]:
    found = {table.ledger.id for table in reading.tables}
    return [
        Finding(
            f"raw/{folder.name}",
            "",
            0,
            "",
            "F02",
            Severity.ERROR,
            f"没有找到《{ledger.name}》",
            "每月应报",
            f"请{ledger.supplier}报送",
        )
        for ledger in all_ledgers()
        if ledger.required and ledger.id not in found
    ]


def _no_folder(folder: Path) -> Finding:
    return _refused(
        f"raw/{folder.name}",
        "F06",
        "没有这个文件夹",
        "应放有该月各部门台账",
        "请建立文件夹并放入原始台账",
    )


def _refused(file: str, code: str, found: str, expected: str, advice: str) -> Finding:
    return Finding(file, "", 0, "", code, Severity.ERROR, found, expected, advice)


def _warned(file: str, sheet: str, code: str, found: str, expected: str, advice: str) -> Finding:
    return Finding(file, sheet, 0, "", code, Severity.WARNING, found, expected, advice)
