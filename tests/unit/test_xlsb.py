"""Binary workbooks: what a reader of the sheet sees."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
import python_calamine

from briefing.workbooks.formats import xlsb
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Merge, Unreadable
from tests import ooxml
from tests.biff12 import cell, contents, number, record, rich, row, wide

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.sheet import Sheet


def first(folder: Path, *args: bytes, **more: bool) -> Sheet:
    path = ooxml.repack(folder / "a.xlsb", contents(*args, **more))
    return xlsb.read(path, FileLimits()).sheets[0]


def test_cells_of_every_kind_are_read(tmp_path: Path) -> None:
    """Numbers in three forms, texts in four, flags, errors, formulas, blanks."""
    rows = (
        row(1)
        + cell(7, 1, struct.pack("<I", 0))
        + cell(2, 2, struct.pack("<I", 1234 << 2 | 3))
        + cell(2, 3, struct.pack("<i", -5 << 2 | 2))
        + number(4, 0.1)
        + cell(1, 5)
        + row(2)
        + cell(6, 0, wide("甲"))
        + cell(62, 1, rich("乙", (0, 0)))
        + cell(4, 2, b"\x01")
        + cell(3, 3, b"\x17")
        + row(4)
        + cell(8, 0, wide("丙") + bytes(6))
        + cell(9, 1, struct.pack("<d", 3.5) + bytes(6))
        + cell(10, 2, b"\x00" + bytes(6))
        + cell(11, 3, b"\x07" + bytes(6))
        + cell(8, 4, wide("") + bytes(6))
    )

    assert first(tmp_path, rows).rows == [
        [],
        [None, "项目名称", 12.34, -5.0, 0.1],
        ["甲", "乙", True, "#REF!"],
        [],
        ["丙", 3.5, False, "#DIV/0!"],
    ]


def test_short_cells_follow_the_one_before(tmp_path: Path) -> None:
    """They leave their column out."""
    rows = row(0) + number(2, 1.0)
    rows += record(13, struct.pack("<II", 0, 7 << 2 | 2)) + record(18, struct.pack("<II", 0, 0))
    rows += record(12, struct.pack("<I", 0)) + record(17, struct.pack("<I", 0) + wide("尾"))

    assert first(tmp_path, rows).rows == [[None, None, 1.0, 7.0, "项目名称", None, "尾"]]


def test_a_number_is_what_its_format_shows(tmp_path: Path) -> None:
    """Percentages, dates, units, by the same rules as in .xlsx."""
    rows = row(0) + number(0, 0.047, 2) + number(1, 43891.0, 3) + number(2, 5.0, 4)

    assert first(tmp_path, rows).rows == [["4.7%", dt.date(2020, 3, 1), "5万元"]]
    assert first(tmp_path, rows, since_1904=True).rows[0][1] == dt.date(2024, 3, 2)


def test_what_stands_beside_the_cells_is_known(tmp_path: Path) -> None:
    """Hidden rows, columns and sheets, merges, struck cells."""
    rows = (
        row(0)
        + number(0, 1.0, 1)
        + cell(7, 1, struct.pack("<I", 1))
        + cell(7, 2, struct.pack("<I", 2))
        + row(1, hidden=True)
        + number(0, 2.0)
        + number(2, 3.0)
    )
    columns = record(60, struct.pack("<IIIIH", 1, 1, 0, 0, 1))
    merges = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<IIII", 0, 1, 0, 0))

    found = first(tmp_path, rows, columns, merges)

    assert (found.hidden_rows, found.hidden_columns) == ({1}, {1})
    assert found.merges == [Merge(0, 0, 1, 0)]
    assert (found.struck, found.partly_struck) == ({(0, 0), (0, 2)}, {(0, 1)})
    assert [
        (each.name, each.is_hidden) for each in xlsb.read(tmp_path / "a.xlsb", FileLimits()).sheets
    ] == [("5月", False), ("旧", True)]


def test_comments_come_without_their_authors(tmp_path: Path) -> None:
    """They are records of a part beside the sheet."""
    place = struct.pack("<IIIII", 0, 4, 4, 1, 1) + bytes(16)
    notes = record(628) + record(630) + record(632, wide("张三")) + record(631) + record(633)
    notes += (
        record(635, place) + record(637, rich("张三:\n含配套", (0, 0))) + record(636) + record(634)
    )
    parts = contents(row(0) + number(0, 1.0)) | {
        "xl/worksheets/_rels/sheet1.bin.rels": ooxml.relations(
            {"rId1": ("comments", "../comments1.bin")}
        ),
        "xl/comments1.bin": notes + record(629),
    }

    book = xlsb.read(ooxml.repack(tmp_path / "a.xlsb", parts), FileLimits())

    assert book.sheets[0].comments == {(4, 1): "含配套"}


def test_another_reader_reads_the_same() -> None:
    """Where calamine reads a cell at all, it reads the same."""
    rows = row(1) + cell(7, 1, struct.pack("<I", 0)) + cell(2, 2, struct.pack("<I", 1234 << 2 | 3))
    rows += row(2) + cell(6, 0, wide("甲")) + number(1, -0.25) + cell(4, 2, b"\x01")
    rows += cell(8, 3, wide("丙") + bytes(6))
    written = io.BytesIO()

    with zipfile.ZipFile(written, "w") as archive:
        for name, content in contents(rows).items():
            archive.writestr(name, content)
    written.seek(0)
    page = python_calamine.load_workbook(written).get_sheet_by_index(0)

    assert page.to_python(skip_empty_area=False) == [
        ["", "", "", ""],
        ["", "项目名称", 12.34, ""],
        ["甲", -0.25, True, "丙"],
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row(0) + cell(7, 0, struct.pack("<I", 99)), "F01"),
        (row(0) + cell(5, 0, b"\x00"), "F01"),
        (row(0) + cell(6, 0, struct.pack("<I", 1 << 30)), "F01"),
        (row(0) + cell(5, 1 << 20, bytes(8)), "F01"),
        (row(1 << 30), "F01"),
        (number(0, 1.0), "F01"),
        (b"\x05\xff\xff\xff\x7f", "F11"),
        (b"\x80", "F11"),
    ],
)
def test_records_that_cannot_be_are_refused(tmp_path: Path, rows: bytes, code: str) -> None:
    """They point nowhere, or are cut."""
    parts = contents(rows)
    if code == "F11":
        parts["xl/worksheets/sheet1.bin"] = rows

    with pytest.raises(Unreadable) as caught:
        xlsb.read(ooxml.repack(tmp_path / "a.xlsb", parts), FileLimits())

    assert caught.value.remark.code == code


def test_a_file_may_fill_so_many_cells(tmp_path: Path) -> None:
    """As in the other formats."""
    rows = row(0) + number(0, 1.0) + number(1, 2.0)

    with pytest.raises(Unreadable) as caught:
        xlsb.read(ooxml.repack(tmp_path / "a.xlsb", contents(rows)), FileLimits(cells=1))

    assert caught.value.remark.code == "F12"
