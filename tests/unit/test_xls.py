"""Workbooks of Excel 5 to 2003 and of WPS: what is in them, and what damage does to them."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import struct
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks.formats import xls
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Merge, Unreadable
from tests.fixtures.ledger import WORKBOOKS, assert_all_is_read

if TYPE_CHECKING:
    from pathlib import Path

GLOBALS, WORKSHEET, MACROS = 0x05, 0x10, 0x40
MULTIPLIED = b"\x44\x00\x00\x00\xc0\x44\x01\x00\x00\xc0\x05"


def record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def begin(kind: int, version: int = 0x600) -> bytes:
    return record(0x809, struct.pack("<HHHH", version, kind, 0x1000, 2000) + bytes(8))


def number(row: int, column: int, value: float, form: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, form, value))


def label(row: int, column: int, text: str) -> bytes:
    body = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return record(0x204, body + text.encode("utf-16-le"))


def form(number_format: int) -> bytes:
    """How cells look: the first font, and a format by its number."""
    return record(0xE0, struct.pack("<HHHBBBBIiH", 0, number_format, 1, 0, 0, 0, 0, 0, 0, 0))


def short(text: bytes | str, version: int) -> bytes:
    """A short text, as the version writes it."""
    if isinstance(text, bytes):
        return bytes([len(text)]) + text
    if version < 0x600:
        return short(text.encode("gbk"), version)
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def stream(cells: bytes, head: bytes = b"", *, version: int = 0x600, kind: int = 0) -> bytes:
    """A workbook of one sheet, without a container: as old programs write it."""
    start, end = begin(GLOBALS, version), record(0x0A)
    name = short("表", version)
    at = len(start) + len(head) + 4 + 6 + len(name) + len(end)
    sheet = record(0x85, struct.pack("<iBB", at, 0, kind) + name)
    return start + head + sheet + end + begin(WORKSHEET, version) + cells + end


def read(path: Path, data: bytes, limits: FileLimits | None = None) -> Book:
    path.write_bytes(data)
    return xls.read(path, limits or FileLimits())


def refused(path: Path, data: bytes, limits: FileLimits | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        read(path, data, limits)
    return error.value.remark.code


@pytest.mark.parametrize("name", ["ledger.xls", "ledger_1904.xls"])
def test_cells_are_what_a_reader_of_them_sees(name: str) -> None:
    """Codes are text, percentages are per cent, dates are dates in either calendar."""
    book = xls.read(WORKBOOKS / name, FileLimits())

    assert_all_is_read(book)


def test_a_stream_without_a_container_is_a_workbook(tmp_path: Path) -> None:
    """As some programs of old write it."""
    book = read(tmp_path / "a.xls", stream(label(0, 0, "水厂") + number(0, 1, 1.5)))

    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("表", [["水厂", 1.5]])]


@pytest.mark.parametrize("page", [936, 1252, None])
def test_texts_of_excel_5_are_chinese(tmp_path: Path, page: int | None) -> None:
    """Programs that write it in China often name the Western code page, or none."""
    head = b"" if page is None else record(0x42, struct.pack("<H", page))
    text = "柞水县".encode("gbk")
    cell = record(0x204, struct.pack("<HHHH", 0, 0, 0, len(text)) + text)

    (sheet,) = read(tmp_path / "a.xls", stream(cell, head, version=0x500)).sheets

    assert (sheet.name, sheet.rows) == ("表", [["柞水县"]])


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (27, "2020年3月"),
        (31, dt.date(2020, 3, 1)),
        (36, "2020年3月"),
        (57, "2020年3月"),
        (58, "2020-03-01（显示为“3月1日”）"),
        (14, dt.date(2020, 3, 1)),
    ],
)
def test_chinese_dates_are_known_by_their_number(
    tmp_path: Path, known: int, expected: object
) -> None:
    """Excel and WPS do not spell out the formats of East Asia."""
    data = stream(number(0, 0, 43891, form=0), form(known))

    (sheet,) = read(tmp_path / "a.xls", data).sheets

    assert sheet.rows == [[expected]]


def test_an_infinite_number_is_an_error(tmp_path: Path) -> None:
    """No cell shows infinity."""
    (sheet,) = read(tmp_path / "a.xls", stream(number(0, 0, float("inf")))).sheets

    assert sheet.rows == [["#NUM!"]]


def test_a_formula_that_nobody_calculated_says_so(tmp_path: Path) -> None:
    """A product whose result is an empty text was written by a program that cannot multiply."""
    nothing = b"\x03\x00\x00\x00\x00\x00\xff\xff"
    head = struct.pack("<HHH", 0, 1, 0)
    tail = struct.pack("<HIH", 3, 0, len(MULTIPLIED)) + MULTIPLIED
    cells = number(0, 0, 1) + record(0x06, head + nothing + tail)

    (sheet,) = read(tmp_path / "a.xls", stream(cells)).sheets

    assert sheet.rows == [[1, "=A1*A2"]]


def test_a_formula_may_give_an_empty_text(tmp_path: Path) -> None:
    """=IF(A1=1,"") is calculated: its last token chooses, and does not multiply."""
    chosen = b"\x17\x00\x00\x42\x02\x01\x00"
    head = struct.pack("<HHH", 0, 1, 0) + b"\x03\x00\x00\x00\x00\x00\xff\xff"
    cells = number(0, 0, 1) + record(0x06, head + struct.pack("<HIH", 0, 0, 7) + chosen)

    (sheet,) = read(tmp_path / "a.xls", stream(cells)).sheets

    assert sheet.rows == [[1]]


def test_four_cells_at_the_corners_cost_four_cells(tmp_path: Path) -> None:
    """A sheet of 65,536 rows and 256 columns is not filled up with nothing."""
    corners = [(0, 0), (0, 255), (65535, 0), (65535, 255)]
    data = stream(b"".join(number(row, column, 1) for row, column in corners))

    (sheet,) = read(tmp_path / "a.xls", data).sheets

    assert len(sheet.rows) == 65536
    assert sum(map(len, sheet.rows)) == 2 * 256


def test_bordered_empty_cells_are_no_cells(tmp_path: Path) -> None:
    """A form that is drawn to the last row ends with its last value."""
    blanks = record(0xBE, struct.pack("<5H", 9, 0, 0, 0, 1)) + record(0x201, bytes(6))

    (sheet,) = read(tmp_path / "a.xls", stream(number(0, 0, 1) + blanks)).sheets

    assert sheet.rows == [[1]]


def test_a_rule_of_colours_does_no_harm(tmp_path: Path) -> None:
    """The parser stumbles over conditional formats that newer programs write."""
    merged = record(0xE5, struct.pack("<5H", 1, 0, 1, 0, 0))
    cells = number(0, 0, 1) + record(0x1B1, bytes(11)) + record(0x1B0, bytes(3)) + merged

    (sheet,) = read(tmp_path / "a.xls", stream(cells)).sheets

    assert (sheet.rows, sheet.merges) == ([[1]], [Merge(0, 0, 1, 0)])


def test_values_are_read_where_formats_cannot_be(tmp_path: Path) -> None:
    """The clerk is told, because a percentage may stand there as a fraction."""
    cells = number(0, 0, 43891) + record(0xE5, b"\x09\x00")

    book = read(tmp_path / "a.xls", stream(cells, form(14)))

    assert book.sheets[0].rows == [[dt.date(2020, 3, 1)]]
    assert [remark.code for remark in book.remarks] == ["F20"]


def test_macros_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    """A sheet of macros stands beside the ledger."""
    start = begin(GLOBALS)
    sheets = [
        struct.pack("<iBB", 0, 0, 1) + b"\x01\x00m",
        struct.pack("<iBB", 0, 0, 0) + b"\x01\x00t",
    ]
    at = len(start) + sum(4 + len(sheet) for sheet in sheets) + 4
    body = record(0x85, sheets[0]) + record(0x85, struct.pack("<i", at) + sheets[1][4:])
    data = start + body + record(0x0A) + begin(WORKSHEET) + number(0, 0, 1) + record(0x0A)

    book = read(tmp_path / "a.xls", data)

    assert [sheet.name for sheet in book.sheets] == ["t"]
    assert [remark.code for remark in book.remarks] == ["F14"]


@pytest.mark.parametrize(
    ("link", "codes"),
    [
        (b"\x01\x00\x0e\x00\x00C:\\a\\other.xls\x05\x00\x00Sheet", ["F18"]),
        (b"\x01\x00\x01\x04", []),
        (b"\x01\x00\x01\x3a", []),
    ],
)
def test_links_to_other_files_are_reported(tmp_path: Path, link: bytes, codes: list[str]) -> None:
    """A workbook may refer to itself and to add-ins."""
    book = read(tmp_path / "a.xls", stream(number(0, 0, 1), record(0x1AE, link)))

    assert [remark.code for remark in book.remarks] == codes


def test_a_password_is_named(tmp_path: Path) -> None:
    """Not “cannot detect format”."""
    data = stream(number(0, 0, 1), record(0x2F, bytes(6)))

    assert refused(tmp_path / "a.xls", data) == "F10"


@pytest.mark.parametrize("kept", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_half_a_file_is_named(tmp_path: Path, kept: float) -> None:
    """A broken download is sent again, not repaired."""
    data = (WORKBOOKS / "ledger.xls").read_bytes()

    assert refused(tmp_path / "a.xls", data[: int(len(data) * kept)]) == "F11"


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    """Before the parser has seen them."""
    cells = b"".join(number(row, 0, 1) for row in range(20))

    assert refused(tmp_path / "a.xls", stream(cells), FileLimits(cells=19)) == "F12"


def test_a_file_of_word_is_no_table(tmp_path: Path) -> None:
    """The container is the same."""
    name = "WordDocument".encode("utf-16-le")
    data = (WORKBOOKS / "ledger.xls").read_bytes()
    entry = data.index("Workbook".encode("utf-16-le"))
    changed = data[:entry] + name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2)

    assert refused(tmp_path / "a.xls", changed + data[entry + 66 :]) == "F13"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    """Three empty sheets, saved and sent."""
    assert refused(tmp_path / "a.xls", stream(b"")) == "F15"


@pytest.mark.long
@pytest.mark.parametrize("name", ["ledger.xls", "ledger_1904.xls"])
def test_no_damage_brings_the_reader_down(tmp_path: Path, name: str) -> None:
    """Whatever is flipped or cut out, there is a book or a reason in Chinese."""
    data = (WORKBOOKS / name).read_bytes()
    chance = random.Random(name)
    for _ in range(2000):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 3, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        start = chance.randrange(len(data))
        del damaged[start : start + chance.choice([0, 0, 1, 100, 5000])]
        with contextlib.suppress(Unreadable):
            assert read(tmp_path / "a.xls", bytes(damaged)).sheets


def obj(kind: int) -> bytes:
    """A drawing of a kind."""
    return record(0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, 1) + bytes(14))


@pytest.mark.parametrize(("kind", "words"), [(8, "图片"), (5, "图表"), (6, "文本框")])
def test_a_workbook_with_nothing_but_drawings_says_so(
    tmp_path: Path, kind: int, words: str
) -> None:
    """A picture of a table is no table; over cells it is no refusal."""
    with pytest.raises(Unreadable) as error:
        read(tmp_path / "a.xls", stream(obj(kind)))

    assert words in error.value.remark.found
    assert read(tmp_path / "b.xls", stream(number(0, 0, 5) + obj(kind))).sheets[0].rows == [[5]]


def formula(value: float, flags: int) -> bytes:
    """A formula with its stored result: 5 × 6."""
    tokens = b"\x1e\x05\x00\x1e\x06\x00\x05"
    body = struct.pack("<HHHdHIH", 0, 0, 0, value, flags, 0, len(tokens))
    return record(0x06, body + tokens)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (formula(30, 0), 30),
        (formula(0, 0), 0),
        (formula(0, 2), "=5.0*6.0"),
        (record(0x5E, bytes(2)) + formula(0, 0), "=5.0*6.0"),
        (record(0x5E, bytes(2)) + formula(30, 0), 30),
    ],
)
def test_a_zero_that_is_still_to_be_calculated_is_its_formula(
    tmp_path: Path, cells: bytes, expected: object
) -> None:
    """A flag of the formula, or a record of the sheet, says so."""
    assert read(tmp_path / "a.xls", stream(cells)).sheets[0].rows == [[expected]]


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ('0"户"', 5, "5户"),
        ('#,##0,"K"', 24000, "24K"),
        ('"下降"0.0"%"', 4.7, "下降4.7%"),
        (";;;", 5, "5（显示为“”）"),
        ("(0)", 5, "(5)"),
        ('yyyy"年"', 43891, "2020年"),
    ],
)
def test_formats_count_as_typed(tmp_path: Path, code: str, value: float, expected: object) -> None:
    """As in newer workbooks."""
    body = struct.pack("<HHB", 200, len(code), 1) + code.encode("utf-16-le")
    data = stream(number(0, 0, value, form=0), record(0x41E, body) + form(200))

    assert read(tmp_path / "a.xls", data).sheets[0].rows == [[expected]]


@pytest.mark.parametrize(
    ("cells", "head"),
    [
        (b"", record(0x41E, struct.pack("<H", 200))),
        (b"", record(0x41E, struct.pack("<HHB", 200, 50, 1) + b"a\0")),
        (b"", record(0x41E, struct.pack("<HHB", 200, 8, 0) + b"[$-zz]@@") + form(200)),
        (b"", record(0x18, b"\x01")),
        (b"", record(0x23, b"\x01\x02")),
        (b"", record(0x293, b"\x01")),
        (b"", record(0x92, b"\x01")),
        (b"", record(0x92, struct.pack("<H", 56) + bytes(224)) * 2),
        (b"", record(0x1234, b"abc")),
        (b"", record(0x8C, b"\x01")),
        (record(0x1B8, b"abc"), b""),
        (record(0x1B0, b"abc"), b""),
        (record(0x23E), b""),
        (record(0x200, b"\x01"), b""),
        (record(0xBE, b"\x01"), b""),
        (record(0x1C, struct.pack("<HHHHHB", 0, 0, 0, 9, 1, 0) + b"a\0"), b""),
    ],
)
def test_records_that_nobody_needs_do_no_harm(tmp_path: Path, cells: bytes, head: bytes) -> None:
    """Formats, names, palettes, links, rules, notes: cut, odd, twice, unknown."""
    book = read(tmp_path / "a.xls", stream(number(0, 0, 5) + cells, head))

    assert [sheet.rows for sheet in book.sheets] == [[[5]]]
    assert not book.remarks


def test_a_file_whose_cells_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    """Excel and WPS are more patient, and may save it anew."""
    with pytest.raises(Unreadable) as error:
        read(tmp_path / "a.xls", stream(record(0xFD, struct.pack("<HHHI", 1, 0, 0, 99))))

    assert "另存为" in error.value.remark.advice
