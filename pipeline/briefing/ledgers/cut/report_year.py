"""Hold the years that a table, its sheet and its file name against the report month."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.privacy import mask
from briefing.domain.units import fold
from briefing.ledgers.cut import row_kinds, sheet_findings, title_months
from briefing.ledgers.cut.named_years import names_another_year, names_year
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.heads.meaning import is_of_another_year, years_said
from briefing.workbooks.sheet import Sheet, as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.domain.months import Month
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.heads.column_header import ColumnHeader
    from briefing.ledgers.heads.table_head import Head

_PERIOD_YEAR = re.compile(r"^(20\d\d)(?:年|[-./]\d)")
_ADVICE = "请核对是否报错年份，数据无误的请改正"


def of_table(
    sheet: Sheet, head: Head, start: int, table: SheetTable, month: Month
) -> list[Finding]:
    """
    Return the finding about a table of another year: by its title, else by the name of its sheet or
    file, its periods or its heads. *start* is the first row of its title.
    """
    lines = list(_lines(sheet, range(start, head.top)))
    wrong = [
        (row, line) for row, line in lines if names_another_year(line, month, table.ledger.id)
    ]
    is_said = any(names_year(line, month) for _, line in lines if title_months.is_title(line))
    # Beside a title of the report year, a line may cite another table of another year.
    wrong = [(row, line) for row, line in wrong if not is_said or title_months.is_labelled(line)]
    if wrong:
        row, line = next((each for each in wrong if title_months.is_title(each[1])), wrong[0])
        return [_error(sheet, f"标题写“{mask(line)}”", month, row + 1)]
    return [
        *_of_names(sheet, table, month, is_said=is_said),
        *_of_periods(sheet, table, month),
        *_of_heads(sheet, head, month),
    ]


def _lines(sheet: Sheet, rows: range) -> Iterator[tuple[int, str]]:
    """Iterate over the texts above a head, the nearest first; notes and sentences are left out."""
    for row in reversed(rows):
        for cell in sheet.rows[row]:
            if isinstance(cell, str) and not is_empty(cell):
                line = " ".join(cell.split())
                if row_kinds.is_title_line([line]):
                    yield row, line


def _of_names(
    sheet: Sheet, table: SheetTable, month: Month, *, is_said: bool
) -> Iterator[Finding]:
    """Find a sheet's or a file's name of another year; a hint where the title says the right one."""
    severity = Severity.WARNING if is_said else Severity.ERROR
    if names_another_year(sheet.name, month, table.ledger.id):
        yield _error(sheet, f"工作表名为“{mask(sheet.name)}”", month, 0, severity)
        return
    is_said |= names_year(sheet.name, month)
    stem = Path(sheet.file).stem
    if names_another_year(stem, month, table.ledger.id):
        severity = Severity.WARNING if is_said else Severity.ERROR
        yield _error(sheet, f"文件名为“{mask(stem)}”", month, 0, severity)


def _of_periods(sheet: Sheet, table: SheetTable, month: Month) -> Iterator[Finding]:
    """Find periods (统计期) that are all of other years."""
    key = next((c.key for c in table.ledger.columns if c.type == "period"), "")
    periods = [
        (at, cell)
        for at, cell in enumerate(table.values.get(key, []))
        if table.kinds[at] is RowKind.PROJECT and not is_empty(cell)
    ]
    years = {
        at: cell.year if isinstance(cell, dt.date) else _year(as_text(cell))
        for at, cell in periods
    }
    if years and None not in years.values() and month.year not in years.values():
        at, cell = periods[-1]
        yield _error(sheet, f"统计期写“{as_text(cell)}”", month, table.numbers[at])


def _year(text: str) -> int | None:
    match = _PERIOD_YEAR.match(fold(text[:40]))
    return int(match[1]) if match else None


def in_heads(head: Head, month: Month) -> list[ColumnHeader]:
    """
    Return the headers of another year, in a head that lacks a needed column and names the report year
    nowhere.
    """
    if not head.missing or any(month.year in years_said(e.names) for e in head.headers):
        return []
    return [each for each in head.headers if is_of_another_year(each.names, month)]


def _of_heads(sheet: Sheet, head: Head, month: Month) -> Iterator[Finding]:
    """Find the columns of other years."""
    if others := in_heads(head, month):
        first, more = others[0], f"等{len(others)}列" if len(others) > 1 else ""
        found, expected = f"表头写“{mask(first.written)}”{more}", f"应为{month.year}年的数据"
        advice = "请核对是否报错年份"
        yield sheet_findings.of_header(
            sheet, head, "", "H02", found, expected, advice, first.index
        )


def _error(
    sheet: Sheet, found: str, month: Month, row: int, severity: Severity = Severity.ERROR
) -> Finding:
    expected, what = f"应为{month.year}年{month.label}的数据", found[: found.index("“")]
    advice = f"{_ADVICE}{what.removesuffix('写').removesuffix('为')}"
    return sheet_findings.of_sheet(sheet, "H07", severity, found, expected, advice, row)
