"""Cut the tables of one file out of its sheets, and collect the findings about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.privacy import mask
from briefing.domain.units import fold
from briefing.ledgers.cut import mark_findings, row_kinds, sheet_findings, title_months
from briefing.ledgers.cut.sheet_table import SheetTable, continues, cut, own_unit, rows_above
from briefing.ledgers.cut.unnamed_columns import unnamed_columns
from briefing.ledgers.dictionary import Ledger, all_ledgers
from briefing.ledgers.heads.table_head import Head, find_heads
from briefing.ledgers.heads.vocabulary import looks_like_a_head
from briefing.workbooks.mojibake import mojibake
from briefing.workbooks.sheet import Book, Remark, Sheet, as_text, is_empty

if TYPE_CHECKING:
    from briefing.domain.months import Month

# A sheet with such a name, and only words, explains how the others are filled in.
EXPLAINING = ("填表说明", "填报说明", "填写说明")
# So many rows tell whether a sheet's texts were decoded wrongly.
_SAMPLED = 50


@dataclass(frozen=True)
class Extract:
    """The tables cut out of one file, or of a month's folder, and the findings about them."""

    tables: list[SheetTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # sha256 and size of every file that was opened, by file name.
    files: dict[str, tuple[str, int]] = field(default_factory=dict)


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
        return
    found = [_with_heads(sheet, month, extract) for sheet in sheets]
    of_month = _of_this_month(found, month, extract)
    of_book = [head for _, heads in of_month for head in heads]
    shown = [(sheet, head) for sheet, heads in of_month if not sheet.is_hidden for head in heads]
    extract.findings.extend(sheet_findings.of_uneven(shown))
    for sheet, heads in of_month:
        if sheet.is_hidden:
            extract.findings.extend(_of_hidden(sheet, heads))
        elif not heads:
            if not _explains(sheet):
                extract.findings.append(_without_head(sheet, month, of_book))
        else:
            _read_sheet(sheet, heads, month, extract)


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
    named_months = {
        sheet.name: named
        for sheet, heads in found
        if heads and not sheet.is_hidden and (named := title_months.named_month(sheet.name))
    }
    others = {name for name, named in named_months.items() if not title_months.is_of(month, named)}
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


def _of_hidden(sheet: Sheet, heads: list[Head]) -> list[Finding]:
    if not heads:
        return []
    found = f"是隐藏的工作表，内有《{heads[0].ledger.name}》，未读取"
    expected, advice = "上报的数据不应在隐藏的表里", "请确认，应计入的请取消隐藏"
    return [sheet_findings.of_sheet(sheet, "S01", Severity.WARNING, found, expected, advice)]


def _explains(sheet: Sheet) -> bool:
    """Tell whether a sheet only explains how the others are filled in."""
    cells = (cell for row in sheet.rows for cell in row if not is_empty(cell))
    return fold(sheet.name) in EXPLAINING and all(isinstance(cell, str) for cell in cells)


def _without_head(sheet: Sheet, month: Month, of_book: list[Head]) -> Finding:
    """Return the finding about a sheet without a head; *of_book* are the heads of its book."""
    texts = (cell for row in sheet.rows[:_SAMPLED] for cell in row if isinstance(cell, str))
    if what := mojibake(" ".join(texts)):
        return sheet_findings.of_sheet(
            sheet,
            "F21",
            Severity.ERROR,
            f"文字是乱码（{what}）",
            "应能读出文字",
            "请从原来的系统重新导出，编码选 UTF-8 或 GB18030",
        )
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
    row = looks_like_a_head(sheet, month)
    if row is not None:
        return sheet_findings.of_sheet(
            sheet,
            "H08",
            Severity.ERROR,
            "像是台账的表头，但与任何一种台账都对不上",
            "表头应有该台账规定的各列",
            "请按规定的表头填报；不是台账的请移出这个文件夹",
            row + 1,
        )
    return sheet_findings.of_sheet(
        sheet,
        "F04",
        Severity.WARNING,
        "未找到任何台账的表头",
        "应有“项目名称”等表头",
        "未读取，请确认不是台账",
    )


def _read_sheet(sheet: Sheet, heads: list[Head], month: Month, extract: Extract) -> None:
    starts = joined(sheet, heads)
    extract.findings.extend(sheet_findings.of_rows_above(sheet, rows_above(sheet, heads[0])))
    extract.findings.extend(mark_findings.of_marks(sheet, heads))
    start = 0
    next_heads = [*(head for head, _ in starts[1:]), None]
    for (head, repeats), following in zip(starts, next_heads, strict=True):
        end = _title_top(sheet, following, head.bottom + 1) if following else len(sheet.rows)
        table = cut(sheet, head, repeats, start, end)
        start = end
        extract.tables.append(table)
        extract.findings.extend(sheet_findings.of_head(sheet, head, month))
        extract.findings.extend(
            sheet_findings.of_unnamed(sheet, head, unnamed_columns(sheet, head, table))
        )
        extract.findings.extend(_other_month_in_title(sheet, head, month))
        extract.findings.extend(sheet_findings.of_table(table, head))


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
