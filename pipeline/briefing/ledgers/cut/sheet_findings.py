"""Make the findings about files, sheets, heads and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity, rows_named
from briefing.ledgers.cut import nothing_told
from briefing.ledgers.cut.row_kinds import RowKind, rows_of
from briefing.ledgers.heads.advice import misspelt, seen
from briefing.ledgers.heads.advice import near as nearest
from briefing.workbooks.sheet import letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.cut.identity import Doubt
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.heads.column_header import ColumnHeader
    from briefing.ledgers.heads.table_head import Head
    from briefing.workbooks.sheet import Remark, Sheet


def of_file(file: str, remark: Remark, severity: Severity = Severity.ERROR) -> Finding:
    """Return the finding about a file that a remark describes."""
    return Finding.of_file(
        file, remark.code, severity, remark.found, remark.expected, remark.advice
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
    """Return the finding about a sheet, or about one of its rows."""
    return Finding(sheet.file, sheet.name, row, "", code, severity, found, expected, advice)


def of_header(
    sheet: Sheet,
    head: Head,
    label: str,
    code: str,
    found: str,
    expected: str,
    advice: str,
    index: int | None = None,
    severity: Severity = Severity.ERROR,
) -> Finding:
    """Return the finding about the header of one column, at the head's last row."""
    row, at = head.bottom + 1, "" if index is None else letter(index)
    return Finding(sheet.file, sheet.name, row, label, code, severity, found, expected, advice, at)


def of_doubt(sheet: Sheet, head: Head, doubt: Doubt) -> Finding:
    """Return the finding about a table that may be none of ours; it is not read."""
    advice = f"请核对：是《{doubt.nearest.name}》的请改正标题和表头"
    return of_sheet(
        sheet, "F21", Severity.ERROR, doubt.found, doubt.expected, advice, head.bottom + 1
    )


def of_head(sheet: Sheet, head: Head, month: Month) -> Iterator[Finding]:
    """Find the faults of a head: columns that are missing, of another month, double, misspelt or doubtful."""
    for column in head.missing:
        label, found, advice = column.label, "表头中没有这一列", "请补上这一列后再报"
        if near := nearest(head, column):
            found += f"，相近的有{'、'.join(near)}"
            advice = "请把表头改成规定的名称后再报"
        elif told := seen(head, column):
            found += f"（{told}）"
        expected = f"{head.ledger.name}应有“{label}”列"
        yield of_header(sheet, head, label, "H01", found, expected, advice)
    for _, placed in head.wrong_month:
        label, found = head.ledger.column(placed.key).label, f"表头写“{placed.header}”"
        expected, advice = f"应为{month.label}的数据", "请核对是否报错月份"
        yield of_header(sheet, head, label, "H02", found, expected, advice, placed.index)
    # Where every column is there twice, a table was printed in two halves side by side.
    is_side_by_side = len(head.placed) > 1 and head.keys <= {each.key for each in head.doubled}
    advice = "请把右边的表移到左边的表下面" if is_side_by_side else "请只保留一列"
    for placed in head.doubled:
        label, found = head.ledger.column(placed.key).label, f"表头“{placed.header}”重复"
        expected = f"“{label}”只应有一列"
        yield of_header(sheet, head, label, "H03", found, expected, advice, placed.index)
    advice, severity = "请核对，确是这一列的请改成规定的名称", Severity.WARNING
    for header, column in misspelt(head):
        label, found = column.label, f"表头“{header.written}”未识别，这一列未读取"
        expected = f"与“{label}”相近"
        yield of_header(sheet, head, label, "H09", found, expected, advice, header.index, severity)
    for placed in head.by_values:
        label = head.ledger.column(placed.key).label
        found = f"表头“{placed.header}”可能指几种列，按下面的内容认作“{label}”"
        expected, advice = f"表头应是“{label}”", "请核对，是这一列的不用改，也可改成规定的名称"
        yield of_header(sheet, head, label, "H13", found, expected, advice, placed.index, severity)


def of_rows_above(sheet: Sheet, rows: Sequence[int]) -> list[Finding]:
    """Return the finding about rows of data above the first head, which belong to no table."""
    if not rows:
        return []
    found = f"{rows_named([row + 1 for row in rows])}在表头之上，像是数据，未读取"
    expected, advice = "数据行应在表头之下", "请补上这些行的表头，或把表头移到它们上面"
    return [of_sheet(sheet, "R01", Severity.ERROR, found, expected, advice, rows[0] + 1)]


def of_uneven(heads: Sequence[tuple[Sheet, Head]]) -> list[Finding]:
    """
    Find amounts that another head of the same ledger calls something else in the same column: half
    of their rows would be left out of every sum.
    """
    found = []
    for sheet, head in heads:
        others = [other for _, other in heads if other.ledger is head.ledger and other != head]
        theirs = {c.index: c for other in others for c in other.amounts if c.key not in head.keys}
        # A column that only this head has may be right; one with an amount of other heads is not.
        shared = {key for other in others for key in other.keys}
        ours = {each.index: each.written for each in head.unread}
        ours |= {c.index: c.header for c in head.amounts if c.key not in shared}
        below = sheet.rows[head.bottom + 1 :]
        for index, column in theirs.items():
            if index in ours and any(
                index < len(row) and isinstance(row[index], float | int) for row in below
            ):
                label, words = head.ledger.column(column.key).label, f"这里的表头是“{ours[index]}”"
                expected = f"同一文件的另一表头里这一列是“{column.header}”"
                advice = "请把两处表头写成一样的名称"
                found.append(of_header(sheet, head, label, "H09", words, expected, advice, index))
    return found


def of_unnamed(sheet: Sheet, head: Head, columns: Sequence[int]) -> list[Finding]:
    """Return the findings about columns of numbers without a header: the head may have shifted."""
    found, expected = "这一列有数，没有表头", "每一列数都应有表头"
    advice = "请补上表头，并核对表头与数据是否错列"
    return [
        of_header(sheet, head, "", "H10", found, expected, advice, column) for column in columns
    ]


def of_doubtful(sheet: Sheet, head: Head, columns: Sequence[ColumnHeader]) -> Iterator[Finding]:
    """Return the findings about columns of numbers whose header is not understood."""
    for each in columns:
        found = f"表头“{each.written}”看不懂，这一列有数，未读取"
        expected = "同一组里的列都应看得懂" if len(each.levels) > 1 else "上一级表头应写明是什么"
        advice = "请把表头写全，例如“本月完成投资（万元）”；不是台账要的列请移到备注之后，另写表头"
        yield of_header(sheet, head, "", "H12", found, expected, advice, each.index)


def of_table(table: SheetTable, head: Head) -> Iterator[Finding]:
    """Find out whether a table has no rows, or rows that are hidden or struck through."""

    def of_row(
        row: int, code: str, severity: Severity, found: str, expected: str, advice: str
    ) -> Finding:
        return Finding(table.file, table.sheet, row, "", code, severity, found, expected, advice)

    if RowKind.PROJECT not in table.kinds and not nothing_told.says_none(table):
        found, expected = f"《{table.ledger.name}》只有表头", "表头下应有数据行"
        row, advice = head.bottom + 1, "请补上数据后再报"
        if table.ledger.id not in nothing_told.NEVER_NONE:
            advice = "请补上数据后再报，本月确无的请在表头下写“本月无”"
        yield of_row(row, "H05", Severity.ERROR, found, expected, advice)
    projects = (at for at in sorted(table.hidden) if table.kinds[at] is RowKind.PROJECT)
    if hidden := [table.numbers[at] for at in projects]:
        found, expected = f"{rows_named(hidden)}被隐藏或筛选，已照常计入", "上报的表不应有隐藏行"
        advice = "请取消隐藏核对，不应计入的请删去"
        yield of_row(hidden[0], "S03", Severity.WARNING, found, expected, advice)
    for at in rows_of(table.kinds, RowKind.REMOVED):
        row, found = table.numbers[at], f"“{row_name(table, at)}”加了删除线，未计入"
        advice = f"请{table.ledger.supplier}确认，应计入的请去掉删除线"
        yield of_row(row, "S05", Severity.WARNING, found, "调出的项目应有说明", advice)


def row_name(table: SheetTable, at: int) -> str:
    """Return the project's name of a row, else its first words."""
    project = table.values["project_name"][at] if "project_name" in table.values else None
    return str(project).strip() if project else table.texts[at]
