"""Cut the tables of one file out of its sheets, and collect the findings about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.privacy import mask
from briefing.domain.units import fold
from briefing.ledgers.cut import (
    headless,
    identity,
    mark_findings,
    report_year,
    row_kinds,
    sheet_findings,
    title_months,
)
from briefing.ledgers.cut.beside import columns_beside, of_beside
from briefing.ledgers.cut.loose_columns import doubtful_columns, unnamed_columns, unused_columns
from briefing.ledgers.cut.received import Received
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.cut.sheet_table import SheetTable, cut, own_unit, rows_above
from briefing.ledgers.dictionary import Ledger, all_ledgers
from briefing.ledgers.heads.table_head import Head, find_heads
from briefing.workbooks.sheet import Book, Remark, Sheet, as_text, is_empty, letter

if TYPE_CHECKING:
    from briefing.domain.months import Month


@dataclass(frozen=True)
class Extract:
    """The tables cut out of one file, or of a month's folder, and the findings about them."""

    tables: list[SheetTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # sha256 and size of every file that was opened, by file name.
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    # What every sheet was taken for.
    received: list[Received] = field(default_factory=list)


def read_book(file: str, book: Book, month: Month, extract: Extract) -> None:
    """Add every table of one file to *extract*, with the findings about it."""
    extract.findings.extend(
        sheet_findings.of_file(file, remark, Severity.WARNING) for remark in book.remarks
    )
    sheets = [
        sheet
        for sheet in book.sheets
        if not all(is_empty(cell) for row in sheet.rows for cell in row)
    ]
    if not sheets:
        remark = Remark("F15", "是空表，没有任何内容", "应为填好的台账", "请填报后再报")
        extract.findings.append(sheet_findings.of_file(file, remark))
        extract.received.append(Received(file, "", "", why="是空表", is_refused=True))
        return
    if headless.is_feedback(sheets):
        remark = Remark(
            "F25",
            "是发给单位的反馈单，不是台账",
            "raw 里应只放台账",
            f"请移出这个文件夹；单位已答复的，用 briefing answers {month} {file} 读入",
        )
        extract.findings.append(sheet_findings.of_file(file, remark))
        extract.received.append(Received(file, "", "", why="是反馈单", is_none=True))
        return
    found = [_with_heads(sheet, month, extract) for sheet in sheets]
    of_month = _of_this_month(found, month, extract)
    of_book = [head for _, heads in of_month for head in heads]
    shown = [(sheet, head) for sheet, heads in of_month if not sheet.is_hidden for head in heads]
    extract.findings.extend(sheet_findings.of_uneven(shown))
    for sheet, heads in of_month:
        if sheet.is_hidden:
            _leave_hidden(sheet, heads, extract)
        elif heads:
            _read_sheet(sheet, heads, of_book, month, extract)
        elif table := headless.table_of_none(sheet):
            extract.tables.append(table)
            extract.received.append(Received(file, sheet.name, table.ledger.id))
        else:
            is_alone = not any(heads for _, heads in found)
            finding, entry = headless.left_out(sheet, month, of_book, is_alone=is_alone)
            extract.findings.extend(finding)
            extract.received.append(entry)


def _with_heads(sheet: Sheet, month: Month, extract: Extract) -> tuple[Sheet, list[Head]]:
    """Find the heads of a sheet; what is struck through in them does not count."""
    heads = find_heads(sheet, all_ledgers(), month)
    if not heads or not (struck := mark_findings.struck_heads(sheet, heads)):
        return sheet, heads
    extract.findings.extend(mark_findings.of_struck_heads(sheet, struck))
    valid = mark_findings.without(sheet, struck)
    return valid, find_heads(valid, all_ledgers(), month)


def _of_this_month(
    found: list[tuple[Sheet, list[Head]]], month: Month, extract: Extract
) -> list[tuple[Sheet, list[Head]]]:
    """
    Leave out the sheets that are named for other months than the report's, with a finding.

    It is an error where a ledger has sheets of other months only.
    """
    others = {
        sheet.name
        for sheet, heads in found
        if heads and not sheet.is_hidden and title_months.is_of_other_time(sheet.name, month)
    }
    of_month = {
        head.ledger.id
        for sheet, heads in found
        if sheet.name not in others and not sheet.is_hidden
        for head in heads
    }
    for sheet, heads in found:
        if sheet.name in others:
            lost = [head.ledger for head in heads if head.ledger.id not in of_month]
            extract.findings.append(_other_month(sheet, month, lost))
            ledger_id, why = heads[0].ledger.id, f"表名为“{sheet.name}”，是其他月份的"
            entry = Received(sheet.file, sheet.name, ledger_id, why=why, is_refused=bool(lost))
            extract.received.append(entry)
    return [(sheet, heads) for sheet, heads in found if sheet.name not in others]


def _other_month(sheet: Sheet, month: Month, lost: list[Ledger]) -> Finding:
    if lost:
        return sheet_findings.of_sheet(
            sheet,
            "H07",
            Severity.ERROR,
            f"表名为“{sheet.name}”，《{lost[0].name}》没有{month.label}的表",
            f"应有{month.label}的表",
            "请核对是否报错月份",
        )
    return sheet_findings.of_sheet(
        sheet,
        "S02",
        Severity.WARNING,
        "是其他月份的表，未读取",
        f"只取{month.label}的表",
        "请确认本月数据在本月的表里",
    )


def _leave_hidden(sheet: Sheet, heads: list[Head], extract: Extract) -> None:
    """Leave a hidden sheet out, with a finding where it holds a ledger."""
    if not heads:
        return
    ledger = heads[0].ledger
    found = f"是隐藏的工作表，内有《{ledger.name}》，未读取"
    expected, advice = "上报的数据不应在隐藏的表里", "请确认，应计入的请取消隐藏"
    extract.findings.append(
        sheet_findings.of_sheet(sheet, "S01", Severity.WARNING, found, expected, advice)
    )
    extract.received.append(Received(sheet.file, sheet.name, ledger.id, why="是隐藏的工作表"))


def _read_sheet(
    sheet: Sheet, heads: list[Head], of_book: list[Head], month: Month, extract: Extract
) -> None:
    starts = joined(sheet, heads)
    above: list[Finding] = sheet_findings.of_rows_above(sheet, rows_above(sheet, heads[0]))
    extract.findings.extend(mark_findings.of_marks(sheet, heads))
    start = 0
    next_heads = [*(head for head, _ in starts[1:]), None]
    for (head, repeats), following in zip(starts, next_heads, strict=True):
        end = _title_top(sheet, following, head.bottom + 1) if following else len(sheet.rows)
        table = cut(sheet, head, repeats, start, end)
        rows = table.kinds.count(RowKind.PROJECT)
        words = list(table.titles)
        if identity.is_called_by_file(head, words, of_book):
            words.append(Path(sheet.file).stem)
        if doubt := identity.doubt(sheet, head, words, month):
            extract.findings.append(sheet_findings.of_doubt(sheet, head, doubt))
            entry = Received(sheet.file, sheet.name, doubt.nearest.id, rows, doubt.reason)
            extract.received.append(replace(entry, is_refused=True, is_none=True))
        else:
            extract.tables.append(table)
            unused = unused_columns(sheet, head, table)
            told = "、".join(f"{letter(each.index)}列“{mask(each.written)}”" for each in unused)
            entry = Received(sheet.file, sheet.name, head.ledger.id, rows, unused=told)
            extract.received.append(entry)
            extract.findings.extend(above)
            extract.findings.extend(_of_table(sheet, head, table, range(start, end), month))
            doubtful = doubtful_columns(sheet, head, table, unused)
            extract.findings.extend(sheet_findings.of_doubtful(sheet, head, doubtful))
        above, start = [], end


def _of_table(
    sheet: Sheet, head: Head, table: SheetTable, rows: range, month: Month
) -> list[Finding]:
    """Return the findings about a table's head, its title, its rows and what stands beside it."""
    beside = columns_beside(sheet, head, rows.stop)
    own = replace(head, doubled=tuple(c for c in head.doubled if c.index not in beside))
    return [
        *of_beside(sheet, head, beside),
        *sheet_findings.of_head(sheet, own, month),
        *sheet_findings.of_unnamed(sheet, own, unnamed_columns(sheet, own, table)),
        *(
            _other_month_in_title(sheet, own, month)
            or report_year.of_table(sheet, own, rows.start, table, month)
        ),
        *sheet_findings.of_table(table, own),
    ]


def _other_month_in_title(sheet: Sheet, head: Head, month: Month) -> list[Finding]:
    """Find a title that names only other months: last month's ledger was sent again."""
    title = title_months.of_other_months(sheet, head.top, month)
    if title is None:
        return []
    return [
        sheet_findings.of_sheet(
            sheet,
            "H07",
            Severity.ERROR,
            f"标题写“{mask(title)}”",
            f"应为{month.year}年{month.label}的数据",
            "请核对是否报错月份，数据无误的请改正标题",
            head.top,
        )
    ]


def joined(sheet: Sheet, heads: list[Head]) -> list[tuple[Head, list[Head]]]:
    """
    Group each head with those that repeat it on later pages, with or without title and unit. One
    with another unit, or with a title of other rows, begins a table of its own.
    """
    tables: list[tuple[Head, list[Head]]] = []
    floor = 0
    for head in heads:
        top = _title_top(sheet, head, floor)
        floor = head.bottom + 1
        same = (
            tables
            and tables[-1][0].ledger is head.ledger
            and _columns(tables[-1][0]) == _columns(head)
            and own_unit(sheet, head, top) in {None, own_unit(sheet, tables[-1][0], 0)}
            and not _is_of_other_rows(sheet, head, top)
        )
        if same:
            tables[-1][1].append(_with_title(sheet, head, tables[-1][0]))
        else:
            tables.append((head, []))
    return tables


def _is_of_other_rows(sheet: Sheet, head: Head, top: int) -> bool:
    """Tell whether a new title above a head gives its rows a state: 2020年新建项目进展情况表."""
    if not head.ledger.band_column:
        return False
    column = head.ledger.column(head.ledger.band_column)
    printed = {_plain_title(as_text(cell)) for row in sheet.rows[:top] for cell in row}
    titles = (as_text(cell) for row in sheet.rows[top : head.top] for cell in row)
    return any(
        column.states_in(title) and _plain_title(title) not in printed for title in titles if title
    )


def _columns(head: Head) -> list[tuple[int, str, int, str | None]]:
    """Return the columns of a head with their units, but not the words of their headers."""
    every = [*((0, column) for column in head.placed), *head.by_month]
    return [(month, column.key, column.index, column.unit) for month, column in every]


def _title_top(sheet: Sheet, head: Head, floor: int) -> int:
    """Return the first of the rows that belong to a head above it: title, reporting office, units."""
    top = head.top
    for row in range(head.top - 1, floor - 1, -1):
        cells = [as_text(cell) for cell in sheet.rows[row] if not is_empty(cell)]
        text = cells[0] if len(cells) == 1 else ""
        is_above = bool(text) and not row_kinds.is_of_table(text)
        if cells and not is_above and not row_kinds.says_units(cells):
            break
        # Above an empty row, only a title still belongs to the head.
        if cells and (row + 1 == top or title_months.is_title(text)):
            top = row
        elif cells:
            break
    return top


def _with_title(sheet: Sheet, again: Head, first: Head) -> Head:
    """Extend a repeated head by the title and the units that are repeated above it."""
    printed = {_plain_title(as_text(cell)) for row in sheet.rows[: first.top] for cell in row}
    top = again.top
    for row in range(again.top - 1, first.bottom, -1):
        texts = [as_text(cell) for cell in sheet.rows[row] if not is_empty(cell)]
        # Not a band: 二、新建项目进展情况表 gives the rows below it a state.
        is_title = (
            len(texts) == 1
            and title_months.is_title(texts[0])
            and not row_kinds.is_of_table(texts[0])
        )
        if not is_title and not {_plain_title(text) for text in texts} <= printed:
            break
        top = row if texts else top
    return replace(again, top=top)


def _plain_title(text: str) -> str:
    """Return a title without the mark of its further pages: …表（续）."""
    return re.sub(r"\(?(?:续表?|接上页|第\d+页)\)?$", "", fold(text))
