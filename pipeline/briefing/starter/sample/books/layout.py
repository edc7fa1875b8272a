"""The workbooks and text tables that departments send: rows, headers, merges, and their bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value = str | int | Decimal | dt.date | None
Merge = tuple[int, int, int, int]

# Every run writes the same bytes.
CREATED = dt.datetime(2020, 6, 1, 9, 0, 0)  # noqa: DTZ001 - a fixed date, no moment

# By the column's name; others are twelve characters wide.
_WIDTHS = {
    "序号": 6, "项目名称": 34, "项目代码": 26, "议题": 30, "存在问题": 26, "整改措施": 26,
}  # fmt: skip
FORMS: dict[str, dict[str, object]] = {
    "blank": {},
    "title": {"bold": True, "font_size": 18, "align": "center"},
    "unit": {"font_size": 10},
    "header": {"bold": True, "border": 1, "align": "center", "text_wrap": True},
    "band": {"bold": True, "border": 1, "bg_color": "#F2F2F2"},
    "sub_band": {"bold": True, "border": 1},
    "total": {"bold": True, "border": 1, "bg_color": "#FFF2CC"},
    "row": {"border": 1, "text_wrap": True},
    "note": {"font_size": 10},
}


@dataclass(frozen=True)
class SampleRow:
    """One row of a sheet; *kind* is a key of `FORMS`, *project* the name of the row's project."""

    kind: str
    cells: tuple[Value, ...]
    project: str = ""


@dataclass(frozen=True)
class SampleSheet:
    """One sheet; merges are (first row, first column, last row, last column), from zero."""

    name: str
    rows: tuple[SampleRow, ...]
    merges: tuple[Merge, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class SampleBook:
    """One workbook as it is sent."""

    file_name: str
    sheets: tuple[SampleSheet, ...]

    def to_bytes(self) -> bytes:
        """Write the workbook; the same book gives the same bytes."""
        buffer = io.BytesIO()
        options = {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False,
        }  # fmt: skip
        with xlsxwriter.Workbook(buffer, options) as workbook:
            workbook.set_properties({"created": CREATED})
            formats: dict[tuple[str, str], Format] = {}
            for kind, form in FORMS.items():
                base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", **form}
                formats[kind, ""] = workbook.add_format(base)
                formats[kind, "day"] = workbook.add_format({**base, "num_format": "yyyy/m/d"})
            for sheet in self.sheets:
                _write(workbook.add_worksheet(sheet.name), sheet, formats)
        return buffer.getvalue()


@dataclass(frozen=True)
class SampleCsv:
    """One table of text, as the statistics system exports it."""

    file_name: str
    rows: tuple[SampleRow, ...]
    encoding: str = "gb18030"

    def to_bytes(self) -> bytes:
        """Write the table with the line ends of Windows."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(
            ["" if cell is None else str(cell) for cell in row.cells] for row in self.rows
        )
        return text.getvalue().encode(self.encoding)


def _write(
    worksheet: Worksheet, sheet: SampleSheet, formats: dict[tuple[str, str], Format]
) -> None:
    for column, width in enumerate(sheet.widths):
        worksheet.set_column(column, column, width)
    inside: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        row = sheet.rows[top]
        worksheet.merge_range(top, left, bottom, right, None, formats[row.kind, ""])
        inside |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row.cells):
            if cell is None:
                if row.kind in {"row", "band", "sub_band", "total"} and (
                    (number, column) not in inside
                ):
                    worksheet.write_blank(number, column, None, formats[row.kind, ""])
            elif isinstance(cell, dt.date):
                moment = dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
                worksheet.write_datetime(number, column, moment, formats[row.kind, "day"])
            elif isinstance(cell, str):
                worksheet.write_string(number, column, cell, formats[row.kind, ""])
            else:
                worksheet.write_number(number, column, float(cell), formats[row.kind, ""])


def sheet_of(
    name: str, title: str, left: str, right: str, columns: Sequence[str],
    body: Sequence[SampleRow], notes: Sequence[str] = (), annex: str = "",
) -> SampleSheet:  # fmt: skip
    """
    Return a sheet: annex, title, who reports (*left*) and the unit (*right*), header, body, notes.

    A column is written “parent/leaf”. Bands and totals are merged from the first column up to
    their first figure.
    """
    width = len(columns)
    right_at = max(1, width - 4)
    unit: list[Value] = [left, *[None] * (width - 1)]
    unit[right_at] = right
    head = [
        SampleRow("blank", (annex or None,)),
        SampleRow("title", (title,)),
        SampleRow("unit", tuple(unit)),
    ]
    header, merges = header_rows(columns, top=len(head))
    if right_at < width - 1:
        merges.insert(0, (2, right_at, 2, width - 1))
    rows = [*head, *header, *body, *(SampleRow("note", (note,)) for note in notes)]
    for number, row in enumerate(rows):
        if row.kind in {"band", "sub_band", "total"}:
            filled = [at for at, cell in enumerate(row.cells) if cell is not None]
            last = (filled[1] if len(filled) > 1 else width) - 1
            if last > 0:
                merges.append((number, 0, number, last))
        elif row.kind in {"note", "title"} and width > 1:
            merges.append((number, 0, number, width - 1))
    return SampleSheet(
        name,
        tuple(replace(row, cells=row.cells + (None,) * (width - len(row.cells))) for row in rows),
        tuple(merges),
        tuple(_WIDTHS.get(column.split("/")[-1], 12) for column in columns),
    )


def header_rows(columns: Sequence[str], top: int) -> tuple[list[SampleRow], list[Merge]]:
    """
    Return the header's rows, and its merges when it begins in row *top*.

    >>> rows, merges = header_rows(["序号", "投资/总", "投资/年"], top=0)
    >>> [row.cells for row in rows], merges
    ([('序号', '投资', None), (None, '总', '年')], [(0, 0, 1, 0), (0, 1, 0, 2)])
    """
    paths = [column.split("/") for column in columns]
    depth = max(len(path) for path in paths)
    cells: list[list[Value]] = [[None] * len(paths) for _ in range(depth)]
    merges: list[Merge] = []
    for column, path in enumerate(paths):
        for level, text in enumerate(path):
            is_last = level == len(path) - 1
            if not is_last and column and paths[column - 1][: level + 1] == path[: level + 1]:
                continue
            cells[level][column] = text
            span = 1
            while not is_last and (
                column + span < len(paths)
                and paths[column + span][: level + 1] == path[: level + 1]
                and len(paths[column + span]) > level + 1
            ):
                span += 1
            bottom = depth - 1 if is_last else level
            if span > 1 or bottom > level:
                merges.append((top + level, column, top + bottom, column + span - 1))
    return [SampleRow("header", tuple(row)) for row in cells], merges


def month_cell(day: dt.date, style: int) -> Value:
    """Write a month in one of the four ways that clerks mix."""
    return (f"{day.year}年{day.month}月", f"{day.year}.{day.month}", day,
            f"{day.year}/{day.month}/{day.day}")[style % 4]  # fmt: skip


def day_cell(day: dt.date, style: int) -> Value:
    """Write a day in one of the ways that clerks mix."""
    return (day, day.isoformat(), f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日")[style % 4]  # fmt: skip


def nothing(style: int) -> Value:
    """Write that there is no value: blank, or a dash."""
    return "—" if style % 3 == 0 else None


def yi(amount_wan: int) -> Decimal:
    """
    Turn 万元 into 亿元 without rounding.

    >>> yi(12345)
    Decimal('1.2345')
    """
    return Decimal(amount_wan).scaleb(-4)


def ordinal(number: int) -> str:
    """Write a band's number in Chinese: 1 → 一, 11 → 十一."""
    digits = "零一二三四五六七八九十"
    return digits[number] if number <= 10 else f"十{digits[number - 10]}"
