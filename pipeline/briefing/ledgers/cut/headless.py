"""Tell what a sheet without any ledger's head is: a further page, an explanation, or none of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.units import fold
from briefing.ledgers.cut import identity, sheet_findings
from briefing.ledgers.cut.nothing_told import NEVER_NONE, tells_nothing
from briefing.ledgers.cut.received import Received
from briefing.ledgers.cut.sheet_table import SheetTable, continues
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.heads.vocabulary import looks_like_a_head
from briefing.workbooks.mojibake import mojibake
from briefing.workbooks.sheet import Sheet, as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.heads.table_head import Head

# A sheet with such a name, and only words, explains how the others are filled in.
EXPLAINING = ("填表说明", "填报说明", "填写说明")
# What the workbook is called that goes back to an office, in its first cell.
FEEDBACK = "台账核查反馈单"
# A sheet that only says that there is nothing has few rows.
_MOST_ROWS = 12
# So many rows tell whether a sheet's texts were decoded wrongly.
_SAMPLED = 50


def table_of_none(sheet: Sheet) -> SheetTable | None:
    """
    Return the empty table of a sheet that says that its ledger has nothing this month; None where
    it says no such thing, or not which ledger it is.
    """
    rows = [row for row in sheet.rows[: 4 * _MOST_ROWS] if not all(map(is_empty, row))]
    if len(rows) > _MOST_ROWS or not any(map(tells_nothing, rows)):
        return None
    lines = [as_text(cell) for row in rows for cell in row if isinstance(cell, str)]
    for name in (sheet.name, *lines, Path(sheet.file).stem):
        called = [each for each in identity.ledgers_called(name) if each not in NEVER_NONE]
        if len(called) == 1 and not tells_nothing([name]):
            own, titles = ledger(called[0]), (sheet.name,)
            return SheetTable(
                own, sheet.file, sheet.name, {}, None, titles, [], [], [], [], {}, []
            )
    return None


def left_out(
    sheet: Sheet, month: Month, of_book: list[Head], *, is_alone: bool
) -> tuple[list[Finding], Received]:
    """
    Return the finding about a sheet that is not read, and its entry in the list of files. *of_book*
    are the heads of its book; *is_alone* means that no sheet has one, and the file is no ledger.
    """
    file, name = sheet.file, sheet.name
    if _explains(sheet):
        return [], Received(file, name, "", why="是填表说明", is_none=True)
    if what := _garbled(sheet):
        found, expected = f"文字是乱码（{what}）", "应能读出文字"
        advice = "请从原来的系统重新导出，编码选 UTF-8 或 GB18030"
        finding = sheet_findings.of_sheet(sheet, "F24", Severity.ERROR, found, expected, advice)
        return [finding], Received(file, name, "", why="文字是乱码", is_refused=True)
    if further := _continuation(sheet, of_book):
        why = "没有表头，像是续表"
        return [further], Received(file, name, of_book[0].ledger.id, why=why)
    near = identity.nearest_without_head(sheet, month)
    nearest = near.nearest.name if near else ""
    expected = near.lacking if near else "应有“项目名称”等表头"
    row = looks_like_a_head(sheet, month)
    if row is not None:
        found = f"与任何一种台账都对不上，最接近《{nearest}》"
        advice = "请按规定的表头填报"
        finding = sheet_findings.of_sheet(
            sheet, "H08", Severity.ERROR, found, expected, advice, row + 1
        )
    elif is_alone:
        found, advice = "未找到任何台账的表头", "请核对是否报错文件"
        found += f"，最接近《{nearest}》" if near else ""
        finding = sheet_findings.of_sheet(sheet, "F04", Severity.ERROR, found, expected, advice)
    else:
        found, expected = "未找到任何台账的表头", "应有“项目名称”等表头"
        advice = "未读取，请确认不是台账"
        finding = sheet_findings.of_sheet(sheet, "F04", Severity.WARNING, found, expected, advice)
    why = near.lacking if near else "没有一列是台账的列"
    is_refused = finding.severity is Severity.ERROR
    ledger_id = near.nearest.id if near else ""
    entry = Received(file, name, ledger_id, why=why, is_refused=is_refused, is_none=True)
    return [finding], entry


def is_feedback(sheets: Sequence[Sheet]) -> bool:
    """Tell whether a book is one that was sent to an office, by the first cell of any sheet."""
    first = (sheet.rows[0][:1] for sheet in sheets if sheet.rows)
    return any(fold(as_text(cell)).endswith(FEEDBACK) for cells in first for cell in cells)


def _garbled(sheet: Sheet) -> str:
    """Say how the texts of a sheet were decoded wrongly; nothing where they are sound."""
    rows = sheet.rows[:_SAMPLED]
    return mojibake(" ".join(cell for row in rows for cell in row if isinstance(cell, str)))


def _explains(sheet: Sheet) -> bool:
    """Tell whether a sheet only explains how the others are filled in."""
    cells = (cell for row in sheet.rows for cell in row if not is_empty(cell))
    return fold(sheet.name) in EXPLAINING and all(isinstance(cell, str) for cell in cells)


def _continuation(sheet: Sheet, of_book: list[Head]) -> Finding | None:
    """Return the finding about a sheet that goes on under the head of another one."""
    for head in of_book:
        if (row := continues(sheet, head)) is None:
            continue
        return sheet_findings.of_sheet(
            sheet,
            "H11",
            Severity.ERROR,
            f"没有表头，像是《{head.ledger.name}》的续表，未读取",
            "每张表都应有表头",
            "请补上表头，或接到有表头的那张表下面；不是台账的请移出这个文件",
            row + 1,
        )
    return None
