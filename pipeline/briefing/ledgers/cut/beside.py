"""Find a second table beside a ledger's, behind a column that is empty from top to bottom."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.cut import sheet_findings
from briefing.workbooks.sheet import Sheet, is_empty, letter

if TYPE_CHECKING:
    from briefing.ledgers.heads.table_head import Head

# A table has so many columns, each with so many cells: its head and a row.
LEAST_COLUMNS, LEAST_CELLS = 2, 2


def columns_beside(sheet: Sheet, head: Head, end: int) -> range:
    """
    Return the columns of a second table to the right of a head's, down to before row *end*; empty
    where there is none.

    It begins behind an empty column. A ledger may leave a column empty too: what lies behind it is
    another table where it repeats a column of the ledger, or has none of its columns.
    """
    own = sorted(column.index for column in head.placed)
    first = next(
        (at for at in range(own[0] + 2, sheet.width) if not _count(sheet, at, head.top, end, 1)),
        sheet.width,
    )
    # Most ledgers have no empty column, and nothing is counted.
    counts = {
        at: _count(sheet, at, head.top, end, LEAST_CELLS) for at in range(first + 1, sheet.width)
    }
    block = [at for at, count in counts.items() if count]
    full = [at for at, count in counts.items() if count == LEAST_CELLS]
    if len(full) < LEAST_COLUMNS or not _has_head(sheet, full, head.top, end):
        return range(0)
    repeats = any(column.index in block for column in head.doubled)
    if repeats or not any(column in block for column in own):
        return range(block[0], block[-1] + 1)
    return range(0)


def _count(sheet: Sheet, column: int, top: int, end: int, enough: int) -> int:
    """Count the filled cells of a column, up to *enough*."""
    cells = sheet.grid.column(column)[top:end]
    return sum(1 for _ in islice((cell for cell in cells if not is_empty(cell)), enough))


def _has_head(sheet: Sheet, columns: list[int], top: int, end: int) -> bool:
    """Tell whether the first filled row of some columns holds words in two of them."""
    for row in sheet.rows[top:end]:
        cells = [row[at] for at in columns if at < len(row) and not is_empty(row[at])]
        if cells:
            return len(cells) >= LEAST_COLUMNS and all(isinstance(cell, str) for cell in cells)
    return False


def of_beside(sheet: Sheet, head: Head, columns: range) -> list[Finding]:
    """Return the finding about a second table: an error where the two share columns."""
    if not columns:
        return []
    places = {column.index for column in (*head.placed, *head.doubled)}
    severity = Severity.ERROR if places & set(columns) else Severity.WARNING
    span = f"{letter(columns[0])}–{letter(columns[-1])}列"
    found, expected = f"右侧{span}另有一张表，未读取", "一张工作表里只放一个台账"
    advice = "请把它移到另一张工作表，是同一台账的移到下面"
    return [
        sheet_findings.of_sheet(sheet, "S09", severity, found, expected, advice, head.bottom + 1)
    ]
