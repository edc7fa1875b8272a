"""
A month's folder goes in; its tables, cell by cell and with their places, come out.

Ledgers are recognised by their heads, never by file names. Nothing is interpreted here: what a
cell means is the business of `tidy`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.county import Reading as Limits
from pipeline.findings import Finding, Severity
from pipeline.ledgers import Ledger, all_ledgers
from pipeline.privacy import mask
from pipeline.read import calendar, doubts
from pipeline.read import rows as row_kinds
from pipeline.read.guard import Guard
from pipeline.read.header import Head, find_heads, looks_like_a_head
from pipeline.read.rows import Kind
from pipeline.read.sheet import Book, Remark, Sheet, Unreadable, as_text, is_empty
from pipeline.read.table import SheetTable, continues, cut
from pipeline.units import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.months import Month

# Left behind by Excel, WPS and file managers; never a ledger.
_LITTER = ("~$", ".~", "._", ".")


@dataclass(frozen=True)
class Reading:
    """All that one month's folder holds."""

    tables: list[SheetTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # sha256 and size of every file that was opened, by file name.
    files: dict[str, tuple[str, int]] = field(default_factory=dict)


def stamp(path: Path) -> tuple[str, int]:
    """Return sha256 and size of a file: what names its content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def fingerprints(folder: Path) -> dict[str, tuple[str, int]]:
    """Return the stamp of every file in a month's folder, by name, in order of names."""
    return {path.name: stamp(path) for path in _files(folder)}


def read_month(
    folder: Path,
    month: Month,
    limits: Limits | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Reading:
    """
    Read every ledger of one month. Faults become findings; a file that cannot be read costs
    only itself. *progress* is told each file's name, its number from 1, and how many there are.
    """
    if not folder.is_dir():
        return Reading(findings=[_no_folder(folder)])
    reading = Reading(files=fingerprints(folder))
    files = _files(folder)
    with Guard(limits or Limits()) as guard:
        for number, path in enumerate(files, 1):
            progress(path.name, number, len(files))
            _read_file(path, month, reading, guard)
    reading.findings.extend(_inner_folders(folder))
    reading.findings.extend(_missing_ledgers(folder, reading))
    return reading


def _inner_folders(folder: Path) -> list[Finding]:
    remark = Remark("F09", "是文件夹", "台账应直接放在月份文件夹里", "请把其中的文件移出来")
    return [
        doubts.of_file(path.name, remark)
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith(".")
    ]


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(_LITTER) and path.name != "Thumbs.db"
    )


def _read_file(path: Path, month: Month, reading: Reading, guard: Guard) -> None:
    name = mask(path.name)
    if path.is_symlink():
        remark = Remark("F05", "是符号链接", "应为文件本身", "请放入原文件")
        reading.findings.append(doubts.of_file(name, remark))
        return
    try:
        book = guard.read(path)
    except Unreadable as error:
        is_other = error.remark.code == "F13" and not _claims_to_be_a_table(path)
        severity = Severity.WARNING if is_other else Severity.ERROR
        reading.findings.append(doubts.of_file(name, error.remark, severity))
        return
    read_book(name, book, month, reading)


def _claims_to_be_a_table(path: Path) -> bool:
    """A picture beside the ledgers is mentioned; a picture called .xlsx was meant as a ledger."""
    return path.suffix.lower() in {
        ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv",
    }  # fmt: skip


def read_book(file: str, book: Book, month: Month, reading: Reading) -> None:
    """Read every table of one file into *reading*, with all that is to be said of it."""
    reading.findings.extend(
        doubts.of_file(file, remark, Severity.WARNING) for remark in book.remarks
    )
    sheets = [sheet for sheet in book.sheets if not _is_blank(sheet)]
    if not sheets:
        remark = Remark("F15", "是空表，没有任何内容", "应为填好的台账", "请填报后再报")
        reading.findings.append(doubts.of_file(file, remark))
        return
    found = [(sheet, find_heads(sheet, all_ledgers(), month)) for sheet in sheets]
    before: Head | None = None
    for sheet, heads in _of_this_month(found, month, reading):
        if sheet.is_hidden:
            reading.findings.extend(_hidden_sheet(sheet, heads))
        elif not heads:
            reading.findings.append(_without_head(sheet, month, before))
        else:
            if before and (row := continues(sheet, before, heads[0].top)) is not None:
                reading.findings.append(_continued(sheet, before, row))
            _read_sheet(sheet, heads, month, reading)
            before = heads[-1]


def _is_blank(sheet: Sheet) -> bool:
    return all(is_empty(cell) for row in sheet.rows for cell in row)


def _of_this_month(
    found: list[tuple[Sheet, list[Head]]], month: Month, reading: Reading
) -> list[tuple[Sheet, list[Head]]]:
    """
    Leave out the sheets that are named for other months than the report's, and say so.

    A ledger that has sheets of months, and none of the report's, is refused.
    """
    told = {
        sheet.name: named
        for sheet, heads in found
        if heads and not sheet.is_hidden and (named := calendar.named_month(sheet.name))
    }
    others = {name for name, named in told.items() if not calendar.speaks_of(month, named)}
    of_month = {
        head.ledger.id
        for sheet, heads in found
        if sheet.name not in others and not sheet.is_hidden
        for head in heads
    }
    for sheet, heads in found:
        if sheet.name in others:
            lost = [head.ledger for head in heads if head.ledger.id not in of_month]
            reading.findings.append(_other_month(sheet, month, lost))
    return [(sheet, heads) for sheet, heads in found if sheet.name not in others]


def _other_month(sheet: Sheet, month: Month, lost: list[Ledger]) -> Finding:
    if lost:
        return doubts.of_sheet(
            sheet,
            "H07",
            Severity.ERROR,
            f"表名为“{sheet.name}”，《{lost[0].name}》没有{month.label}的表",
            f"应有{month.label}的表",
            "请核对是否报错月份",
        )
    return doubts.of_sheet(
        sheet,
        "S02",
        Severity.WARNING,
        "是其他月份的表，未读取",
        f"只取{month.label}的表",
        "请确认本月数据在本月的表里",
    )


def _hidden_sheet(sheet: Sheet, heads: list[Head]) -> list[Finding]:
    if not heads:
        return []
    return [
        doubts.of_sheet(
            sheet,
            "S01",
            Severity.WARNING,
            f"是隐藏的工作表，内有《{heads[0].ledger.name}》，未读取",
            "上报的数据不应在隐藏的表里",
            "请确认，应计入的请取消隐藏",
        )
    ]


def _continued(sheet: Sheet, before: Head, row: int) -> Finding:
    return doubts.of_sheet(
        sheet,
        "H10",
        Severity.ERROR,
        f"没有表头，像是前面《{before.ledger.name}》的续表",
        "每张表都应有表头",
        "请在这张表上方补上表头后再报",
        row + 1,
    )


def _without_head(sheet: Sheet, month: Month, before: Head | None) -> Finding:
    if before and (continued := continues(sheet, before, len(sheet.rows))) is not None:
        return _continued(sheet, before, continued)
    row = looks_like_a_head(sheet, month)
    if row is not None:
        return doubts.of_sheet(
            sheet,
            "H08",
            Severity.ERROR,
            "像是台账的表头，但与任何一种台账都对不上",
            "表头应有该台账规定的各列",
            "请按规定的表头填报；不是台账的请移出这个文件夹",
            row + 1,
        )
    return doubts.of_sheet(
        sheet,
        "F04",
        Severity.WARNING,
        "未找到任何台账的表头",
        "应有“项目名称”等表头",
        "未读取，请确认不是台账",
    )


def _read_sheet(sheet: Sheet, heads: list[Head], month: Month, reading: Reading) -> None:
    starts = _tables(heads)
    for (head, repeats), following in zip(
        starts, [*(head for head, _ in starts[1:]), None], strict=True
    ):
        end = _title_top(sheet, following, head.bottom + 1) if following else len(sheet.rows)
        table = cut(sheet, head, [_with_title(sheet, again, head) for again in repeats], end)
        reading.tables.append(table)
        reading.findings.extend(doubts.of_head(sheet, head, month))
        reading.findings.extend(_doubt_of_title(sheet, head, month))
        reading.findings.extend(doubts.of_table(table, head))


def _doubt_of_title(sheet: Sheet, head: Head, month: Month) -> list[Finding]:
    """A title that speaks of other months only: last month's ledger sent again."""
    title = calendar.titled_month(sheet, head.top)
    if title is None or any(calendar.speaks_of(month, told) for told in calendar.months_in(title)):
        return []
    return [
        doubts.of_sheet(
            sheet,
            "H07",
            Severity.ERROR,
            f"标题写“{mask(title)}”",
            f"应为{month.label}的数据",
            "请核对是否报错月份，数据无误的请改正标题",
            head.top,
        )
    ]


def _tables(heads: list[Head]) -> list[tuple[Head, list[Head]]]:
    """Join the heads that are the first head printed again on a later page."""
    tables: list[tuple[Head, list[Head]]] = []
    for head in heads:
        same = (
            tables
            and tables[-1][0].ledger is head.ledger
            and tables[-1][0].placed == head.placed
            and tables[-1][0].by_month == head.by_month
        )
        if same:
            tables[-1][1].append(head)
        else:
            tables.append((head, []))
    return tables


def _title_top(sheet: Sheet, head: Head, floor: int) -> int:
    """The first row of what stands directly above a head: its title, who reports, its units."""
    top = head.top
    while top > floor:
        cells = [as_text(cell) for cell in sheet.rows[top - 1] if not is_empty(cell)]
        is_title = len(cells) == 1 and not row_kinds.is_of_table(cells[0])
        if not is_title and not row_kinds.says_units(cells):
            break
        top -= 1
    return top


def _with_title(sheet: Sheet, again: Head, first: Head) -> Head:
    """A head that is printed again, with the title and the units that are printed again above it."""
    printed = {_plain_title(as_text(cell)) for row in sheet.rows[: first.top] for cell in row}
    top = again.top
    while top > first.bottom + 1:
        texts = [as_text(cell) for cell in sheet.rows[top - 1] if not is_empty(cell)]
        if not texts or not {_plain_title(text) for text in texts} <= printed:
            break
        top -= 1
    return replace(again, top=top)


def _plain_title(text: str) -> str:
    """A title without the mark of its further pages: …表（续）."""
    return re.sub(r"\(?(?:续表?|接上页|第\d+页)\)?$", "", fold(text))


def _missing_ledgers(folder: Path, reading: Reading) -> list[Finding]:
    found = {table.ledger.id for table in reading.tables}
    return [
        doubts.of_file(
            f"raw/{folder.name}",
            Remark("F02", f"没有找到《{ledger.name}》", "每月应报", f"请{ledger.supplier}报送"),
        )
        for ledger in all_ledgers()
        if ledger.required and ledger.id not in found
    ]


def _no_folder(folder: Path) -> Finding:
    remark = Remark("F06", "没有这个文件夹", "应放有该月各部门台账", "请建立文件夹并放入原始台账")
    return doubts.of_file(f"raw/{folder.name}", remark)


__all__ = ["Kind", "Reading", "SheetTable", "fingerprints", "read_book", "read_month", "stamp"]
