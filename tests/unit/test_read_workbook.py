"""Files as they arrive: workbooks, texts in any encoding, and what only looks like one."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from pipeline.read.sheet import Merge
from pipeline.read.workbook import Unreadable, read_workbook
from tests.conftest import sheet, workbook

if TYPE_CHECKING:
    from pathlib import Path

CSV = "统计期,增速（%）,位次\r\n1—5月,8.3,2\r\n"
ROWS = [["统计期", "增速（%）", "位次"], ["1—5月", "8.3", "2"]]


def test_a_workbook_comes_back_cell_by_cell(tmp_path: Path) -> None:
    """Texts, numbers, dates, empty cells and merges, from A1 on."""
    written = sheet(
        """

          | 标题 | <
          | 甲   | 1.5
          | ^    | 2020-03-01
          | '007 |
        """
    )

    (read,) = read_workbook(workbook(tmp_path / "a.xlsx", written))

    assert (read.file, read.name) == ("a.xlsx", "5月")
    assert read.rows == [
        [None, None, None],
        [None, "标题", None],
        [None, "甲", 1.5],
        [None, None, dt.date(2020, 3, 1)],
        [None, "007", None],
    ]
    assert sorted(read.merges, key=str) == [Merge(1, 1, 1, 2), Merge(2, 1, 3, 1)]


def test_every_sheet_is_read(tmp_path: Path) -> None:
    """In their order, by their names."""
    path = workbook(tmp_path / "a.xlsx", sheet("甲", name="续建"), sheet("乙", name="新建 & 前期"))

    assert [read.name for read in read_workbook(path)] == ["续建", "新建 & 前期"]


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!"])
def test_a_failed_formula_is_not_an_empty_cell(tmp_path: Path, error: str) -> None:
    """A cell that calamine shows as empty counts as not reported, which this one was."""
    path = workbook(
        tmp_path / "a.xlsx", sheet("甲|乙", name="一"), sheet(f"甲|{error}", name="二")
    )

    assert [read.rows for read in read_workbook(path)] == [[["甲", "乙"]], [["甲", error]]]


def test_a_formula_that_nobody_calculated_is_not_an_empty_cell(tmp_path: Path) -> None:
    """A program that writes formulas without their values leaves nothing to read."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C2"] = "甲", '=SUM(A1:B1)&"<"'
    book.save(path := tmp_path / "a.xlsx")

    (read,) = read_workbook(path)

    assert read.rows == [["甲"], [None, None, '=SUM(A1:B1)&"<"']]


def test_a_formula_may_give_nothing(tmp_path: Path) -> None:
    """=IF(A1="","",A1) gives an empty text, which is an answer; so is a calculated number."""
    with xlsxwriter.Workbook(tmp_path / "written.xlsx") as book:
        page = book.add_worksheet("5月")
        page.write_string(0, 0, "甲")
        page.write_formula(0, 1, '=IF(A9="","",A9)', None, "")
        page.write_formula(0, 2, "=1+1", None, 2)
    # Excel marks a formula's text as such; XlsxWriter forgets to where it is empty.
    with (
        zipfile.ZipFile(tmp_path / "written.xlsx") as written,
        zipfile.ZipFile(path := tmp_path / "a.xlsx", "w") as saved,
    ):
        for name in written.namelist():
            saved.writestr(name, written.read(name).replace(b'r="B1"', b'r="B1" t="str"'))

    (read,) = read_workbook(path)

    assert read.rows == [["甲", None, 2.0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_table_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    """The statistics bureau exports GB18030, Excel UTF-8 with a mark or UTF-16."""
    path = tmp_path / "a.csv"
    path.write_bytes(CSV.encode(encoding))

    (read,) = read_workbook(path)

    assert (read.name, read.rows) == ("", ROWS)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_table_is_read_by_its_delimiter(tmp_path: Path, delimiter: str) -> None:
    """What stands between most cells."""
    path = tmp_path / "a.txt"
    path.write_text(CSV.replace(",", delimiter), encoding="utf-8")

    assert read_workbook(path)[0].rows == ROWS


def test_a_quoted_cell_may_hold_commas_and_lines(tmp_path: Path) -> None:
    """One cell stays one cell."""
    path = tmp_path / "a.csv"
    path.write_text('甲,"1,200"\n乙,"一\n二"\n', encoding="utf-8")

    assert read_workbook(path)[0].rows == [["甲", "1,200"], ["乙", "一\n二"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.xlsx", b""),
        ("空.xls", b""),
        ("网页.xls", "<html><table><tr><td>项目名称</td></tr></table></html>".encode()),
        ("改名.xlsx", "项目名称,总投资".encode()),
        ("半截.xlsx", b"PK\x03\x04" + b"\x00" * 40),
        ("加密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000),
        ("乱码.csv", b"\xff\x00\x81"),
        ("坏.csv", b"\xff\xfea"),
    ],
)
def test_rubbish_is_unreadable(tmp_path: Path, name: str, content: bytes) -> None:
    """Whatever it is, it is a fault of the file and not of ours."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(Unreadable):
        read_workbook(path)


def test_a_zip_that_is_no_workbook_is_unreadable(tmp_path: Path) -> None:
    """A .docx renamed to .xlsx."""
    with zipfile.ZipFile(path := tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(Unreadable):
        read_workbook(path)


def test_a_panic_of_the_reader_is_a_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader may panic, and its PanicException is no Exception."""

    class Panic(BaseException):
        pass

    def panic(path: object) -> None:
        raise Panic("index out of bounds")

    monkeypatch.setattr(python_calamine, "load_workbook", panic)

    with pytest.raises(Unreadable, match="index out of bounds"):
        read_workbook(tmp_path / "a.xls")


def test_an_empty_text_has_no_rows(tmp_path: Path) -> None:
    """Nothing in it is no fault of its encoding."""
    (tmp_path / "a.csv").write_bytes(b"")

    assert read_workbook(tmp_path / "a.csv")[0].rows == []
