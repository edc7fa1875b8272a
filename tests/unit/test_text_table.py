"""Text tables: their encodings, their delimiters, and which of their cells are numbers."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks.formats import text
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.sheet import Cell

TABLE = "重点项目进展\n项目名称,总投资,代码\n水厂扩建,12.5,007\n县乡公路,380,1E5\n"
ROWS: list[list[Cell]] = [
    ["重点项目进展"],
    ["项目名称", "总投资", "代码"],
    ["水厂扩建", 12.5, "007"],
    ["县乡公路", 380, "1E5"],
]


def rows(path: Path, content: str | bytes, limits: FileLimits | None = None) -> list[list[Cell]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (sheet,) = text.read(path, limits or FileLimits()).sheets
    assert sheet.name == ""
    return sheet.rows


def refused(path: Path, content: str | bytes, limits: FileLimits | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        rows(path, content, limits)
    return error.value.remark.code


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_a_table_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    """With a mark at its beginning or without."""
    assert rows(tmp_path / "a.csv", TABLE.encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_a_table_is_read_by_its_delimiter(tmp_path: Path, delimiter: str) -> None:
    """A title above has none."""
    assert rows(tmp_path / "a.txt", TABLE.replace(",", delimiter)) == ROWS


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_lines_end_as_on_any_machine(tmp_path: Path, end: str) -> None:
    """Excel for the Mac of old ended them with CR alone."""
    assert rows(tmp_path / "a.csv", TABLE.replace("\n", end)) == ROWS


def test_what_parts_most_lines_alike_is_the_delimiter(tmp_path: Path) -> None:
    """Lists within a column have commas too, more than there are tabs."""
    content = "项目\t地点\n水厂\t甲,乙,丙,丁\n公路\t甲\n学校\t甲,乙\n"

    assert rows(tmp_path / "a.txt", content)[1] == ["水厂", "甲,乙,丙,丁"]


def test_excel_names_the_delimiter_in_a_first_line(tmp_path: Path) -> None:
    """It is no row, and decides where commas abound."""
    assert rows(tmp_path / "a.csv", "sep=;\n甲,乙;1\n丙,丁;2\n") == [["甲,乙", 1], ["丙,丁", 2]]


@pytest.mark.parametrize(
    ("word", "cell"),
    [
        ("12.5", 12.5),
        ("-3", -3),
        ("0", 0),
        ("2020.1", 2020.1),
        ("2020.10", "2020.10"),
        ("007", "007"),
        ("1200.00", "1200.00"),
        ('"1,200"', "1,200"),
        ("20206110264801012345", "20206110264801012345"),
        ("6110261234567890", "6110261234567890"),
        ("1E5", "1E5"),
        ("91611026MA6TE12345", "91611026MA6TE12345"),
        ("-0", "-0"),
        ("１２", "１２"),
        ("2020-03-01", "2020-03-01"),
        ("4.7%", "4.7%"),
        ('="007"', "007"),
        ('"=""007"""', "007"),
        ("=A1+B1", "=A1+B1"),
        ('""', None),
    ],
)
def test_a_number_is_what_reads_back_the_same(tmp_path: Path, word: str, cell: Cell) -> None:
    """A code, a month and a number with its separators would lose something."""
    assert rows(tmp_path / "a.csv", f"甲,{word},乙\n") == [["甲", cell, "乙"]]


def test_a_quoted_cell_may_hold_commas_and_lines(tmp_path: Path) -> None:
    """One cell stays one cell."""
    assert rows(tmp_path / "a.csv", '甲,"一,二\r\n""三"""\n乙,丙') == [
        ["甲", '一,二\n"三"'],
        ["乙", "丙"],
    ]


@pytest.mark.parametrize("quote", ['"一期', '"一期"工程'])
def test_a_stray_quote_costs_its_own_line_only(tmp_path: Path, quote: str) -> None:
    """It must not swallow the rows below it."""
    content = f'{quote},1\n"乙\n丙",2\n丁,3\n'

    assert rows(tmp_path / "a.csv", content) == [[quote, 1], ["乙\n丙", 2], ["丁", 3]]


def test_stray_nuls_are_nothing(tmp_path: Path) -> None:
    """Some systems pad their fields with them."""
    assert rows(tmp_path / "a.csv", "水厂\0\0,1\0\n".encode("gbk")) == [["水厂", 1]]
    assert rows(tmp_path / "b.csv", b"ab\0\0,1\n") == [["ab", 1]]


def test_empty_lines_keep_their_place_but_at_the_end(tmp_path: Path) -> None:
    """The number of a row is what a clerk sees."""
    assert rows(tmp_path / "a.csv", "甲,1\n\n,,\n乙,2\n\n,\n") == [["甲", 1], [], [], ["乙", 2]]


def test_a_cell_may_be_long(tmp_path: Path) -> None:
    """The module's own limit is 131,072 characters."""
    assert rows(tmp_path / "a.csv", f"甲,{'长' * 200_000}\n")[0][1] == "长" * 200_000


def test_short_words_are_not_taken_for_utf_8(tmp_path: Path) -> None:
    """A page that declares GBK is believed where both are possible: 联通."""
    from briefing.workbooks.formats.encoding import decoded

    assert decoded("联通".encode("gbk"), "gb2312") == "联通"
    assert decoded("联通".encode(), "gb2312") == "联通"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F15"),
        (b" \r\n\r\n", "F15"),
        ("\ufeff".encode(), "F15"),
        (b",,,\n,,\n", "F15"),
        (b"\xff\x00\x81", "F01"),
        (b"\xff\xfea", "F11"),
        ("项目名称".encode()[:-1], "F11"),
        ("项目".encode("gbk")[:-1], "F11"),
        ("水厂项目名称总投资建设规模".encode() + b"\xff" + "年度任务".encode(), "F01"),
        (bytes(range(256)) * 8, "F13"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0\x08\x06\0\0\0", "F13"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """GB18030 would make words of almost any bytes."""
    assert refused(tmp_path / "a.csv", content) == code


@pytest.mark.parametrize("content", ["甲,乙\n" * 6, "甲" + ",甲" * 10, "\n" * 200 + "甲"])
def test_too_many_cells_are_refused(tmp_path: Path, content: str) -> None:
    """Empty lines take their place as well."""
    assert refused(tmp_path / "a.csv", content, FileLimits(cells=10)) == "F12"


@pytest.mark.long
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_no_damage_brings_the_reader_down(tmp_path: Path, encoding: str) -> None:
    """Whatever is flipped or cut out, there is a book or a reason in Chinese."""
    data = (TABLE + '"一\n二",="3"\n').encode(encoding)
    chance = random.Random(encoding)
    for _ in range(2000):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 3, 20])):
            damaged[chance.randrange(len(damaged))] = chance.choice(b'\0",\n\r;\xff\x80=a')
        del damaged[chance.randrange(len(damaged)) :][: chance.choice([0, 1, 30])]
        with contextlib.suppress(Unreadable):
            assert rows(tmp_path / "a.csv", bytes(damaged))
