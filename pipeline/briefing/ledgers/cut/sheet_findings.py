"""Heads and sheets go in; what is to be said of them to the clerk comes out, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity, rows_named
from briefing.ledgers.cut.row_kinds import RowKind, rows_of
from briefing.workbooks.sheet import letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.heads.table_head import Head
    from briefing.workbooks.sheet import Remark, Sheet


def of_file(file: str, remark: Remark, severity: Severity = Severity.ERROR) -> Finding:
    """What is to be said of a file as a whole."""
    return Finding(
        file, "", 0, "", remark.code, severity, remark.found, remark.expected, remark.advice
    )


def of_sheet(
    sheet: Sheet,
    code: str,
    severity: Severity,
    found: str,
    expected: str,
    advice: str,
    row: int = 0,
) -> Finding:
    """What is to be said of one sheet."""
    return Finding(sheet.file, sheet.name, row, "", code, severity, found, expected, advice)


def of_head(sheet: Sheet, head: Head, month: Month) -> list[Finding]:
    """What is wrong with a head: columns missing, of another month, or there twice."""
    row = head.bottom + 1

    def doubt(
        label: str, code: str, found: str, expected: str, advice: str, at: str = ""
    ) -> Finding:
        return Finding(
            sheet.file, sheet.name, row, label, code, Severity.ERROR, found, expected, advice, at
        )

    missing = []
    for column in head.missing:
        near = head.near(column)
        hint = f"表头中没有这一列，相近的有{'、'.join(near)}" if near else "表头中没有这一列"
        missing.append(
            doubt(
                column.label,
                "H01",
                hint,
                f"{head.ledger.name}应有“{column.label}”列",
                "请把表头改成规定的名称后再报" if near else "请补上这一列后再报",
            )
        )
    stray = [
        doubt(
            head.ledger.column(column.key).label,
            "H02",
            f"表头写“{column.header}”",
            f"应为{month.label}的数据",
            "请核对是否报错月份",
            letter(column.index),
        )
        for _, column in head.wrong_month
    ]
    # Every column twice is a page that prints its table in two halves.
    is_side_by_side = len(head.placed) > 1 and {column.key for column in head.placed} <= {
        column.key for column in head.doubled
    }
    doubled = [
        doubt(
            head.ledger.column(column.key).label,
            "H03",
            f"表头“{column.header}”重复",
            f"“{head.ledger.column(column.key).label}”只应有一列",
            "请把右边的表移到左边的表下面" if is_side_by_side else "请只保留一列",
            letter(column.index),
        )
        for column in head.doubled
    ]
    misspelt = [
        Finding(
            sheet.file,
            sheet.name,
            row,
            column.label,
            "H09",
            Severity.WARNING,
            f"表头“{header}”未识别，这一列未读取",
            f"与“{column.label}”相近",
            "请核对，确是这一列的请改成规定的名称",
            letter(index),
        )
        for header, index, column in head.misspelt
    ]
    return [*missing, *stray, *doubled, *misspelt]


def of_rows_above(sheet: Sheet, rows: Sequence[int]) -> list[Finding]:
    """Rows of data that stand above the first head, and so belong to no table."""
    if not rows:
        return []
    return [
        of_sheet(
            sheet,
            "R01",
            Severity.ERROR,
            f"{rows_named([row + 1 for row in rows])}在表头之上，像是数据，未读取",
            "数据行应在表头之下",
            "请补上这些行的表头，或把表头移到它们上面",
            rows[0] + 1,
        )
    ]


def of_uneven(heads: Sequence[tuple[Sheet, Head]]) -> list[Finding]:
    """
    Amounts that one head of a ledger names and another, in the same place, calls something else:
    half of their rows would be left out of every sum.
    """
    found = []
    for sheet, head in heads:
        others = [other for _, other in heads if other.ledger is head.ledger and other != head]
        theirs = {c.index: c for other in others for c in other.amounts if c.key not in head.keys}
        # A column that only this head has may well stand there; one that it took for another not.
        shared = {key for other in others for key in other.keys}
        ours = {index: header for header, index in head.unread}
        ours |= {c.index: c.header for c in head.amounts if c.key not in shared}
        found += [
            Finding(
                sheet.file,
                sheet.name,
                head.bottom + 1,
                head.ledger.column(column.key).label,
                "H09",
                Severity.ERROR,
                f"这里的表头是“{ours[index]}”",
                f"同一文件的另一表头里这一列是“{column.header}”",
                "请把两处表头写成一样的名称",
                letter(index),
            )
            for index, column in theirs.items()
            if index in ours and _holds_numbers(sheet, head, index)
        ]
    return found


def _holds_numbers(sheet: Sheet, head: Head, index: int) -> bool:
    below = sheet.rows[head.bottom + 1 :]
    return any(index < len(row) and isinstance(row[index], float | int) for row in below)


def of_unnamed(sheet: Sheet, head: Head, columns: Sequence[int]) -> list[Finding]:
    """Columns of numbers whose header is empty: the head may have slipped beside its data."""
    return [
        Finding(
            sheet.file,
            sheet.name,
            head.bottom + 1,
            "",
            "H10",
            Severity.ERROR,
            "这一列有数，没有表头",
            "每一列数都应有表头",
            "请补上表头，并核对表头与数据是否错列",
            letter(column),
        )
        for column in columns
    ]


def of_table(table: SheetTable, head: Head) -> list[Finding]:
    """What is to be said of a table's rows: there are none, or some are hidden or struck."""
    found = []
    if RowKind.PROJECT not in table.kinds:
        found.append(
            Finding(
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
        )
    hidden = [
        table.numbers[at] for at in sorted(table.hidden) if table.kinds[at] is RowKind.PROJECT
    ]
    if hidden:
        found.append(
            Finding(
                table.file,
                table.sheet,
                hidden[0],
                "",
                "S03",
                Severity.WARNING,
                f"{rows_named(hidden)}被隐藏或筛选，已照常计入",
                "上报的表不应有隐藏行",
                "请取消隐藏核对，不应计入的请删去",
            )
        )
    found += [
        Finding(
            table.file,
            table.sheet,
            table.numbers[at],
            "",
            "S05",
            Severity.WARNING,
            f"“{name(table, at)}”加了删除线，未计入",
            "调出的项目应有说明",
            f"请{table.ledger.supplier}确认，应计入的请去掉删除线",
        )
        for at in rows_of(table.kinds, RowKind.REMOVED)
    ]
    return found


def name(table: SheetTable, at: int) -> str:
    """What a row calls itself: its project's name where it has one, else its first words."""
    told = table.values["project_name"][at] if "project_name" in table.values else None
    return str(told).strip() if told else table.texts[at]
