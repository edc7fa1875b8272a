"""A file as received goes in, its sheets come out: .xlsx, .xls, .et, .ods by calamine, CSV by us."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import python_calamine

from pipeline.read.formulas import ZIPPED, failed_cells, with_failed
from pipeline.read.sheet import Cell, Merge, Sheet

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}
TEXTS = {".csv", ".tsv", ".txt"}
# The order matters: gb18030 accepts almost any bytes, so it comes last.
ENCODINGS = ("utf-8-sig", "gb18030")


class Unreadable(Exception):
    """The file is not a workbook that can be opened; the message says what was found."""


def read_workbook(path: Path) -> list[Sheet]:
    """Read every sheet of a workbook or text table. Raises Unreadable."""
    try:
        if path.suffix.lower() in TEXTS:
            return [_read_text(path)]
        return _read_calamine(path)
    except Unreadable:
        raise
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    except BaseException as error:
        # calamine may panic, and a panic is no Exception (PanicException is a BaseException).
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Unreadable(str(error)) from error


def _read_calamine(path: Path) -> list[Sheet]:
    workbook = python_calamine.load_workbook(path)
    failed = failed_cells(path) if path.suffix.lower() in ZIPPED else {}
    return [
        with_failed(_sheet(path.name, workbook.get_sheet_by_name(meta.name)), failed)
        for meta in workbook.sheets_metadata
        if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _sheet(file: str, sheet: python_calamine.CalamineSheet) -> Sheet:
    rows: list[list[Cell]] = [
        [None if cell == "" else cell for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    merges = [
        Merge(top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    ]
    return Sheet(file, sheet.name, rows, merges)


def _read_text(path: Path) -> Sheet:
    text = _decode(path.read_bytes())
    head = text[:20_000]
    delimiter = max("\t,;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[Cell]] = [[cell or None for cell in row] for row in reader]
    # A text table has one sheet without a name: its place is the file.
    return Sheet(path.name, "", rows)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "文字编码无法识别"
    raise Unreadable(message)
