"""What a file is, its content says and never its name."""

from __future__ import annotations

import os
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks import formats
from briefing.workbooks.formats.kind import Kind, kind_of
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Unreadable
from tests import ooxml
from tests.conftest import sheet, workbook

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "<table><tr><td>项目名称</td></tr></table>"
SHEETS_2003 = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
CSV = "项目名称,总投资\n水厂,500\n"


def kind(folder: Path, content: bytes, name: str = "a.xlsx", **limits: int) -> Kind:
    path = folder / name
    path.write_bytes(content)
    return kind_of(path, FileLimits(**limits))


def refused(folder: Path, content: bytes, **limits: int) -> tuple[str, str]:
    path = folder / "a"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        formats.read(path, FileLimits(**limits))
    return caught.value.remark.code, caught.value.remark.found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CSV.encode(), Kind.TEXT),
        (CSV.encode("utf-8-sig"), Kind.TEXT),
        (CSV.encode("gb18030"), Kind.TEXT),
        (CSV.encode("utf-16"), Kind.TEXT),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), Kind.TEXT),
        (b"\t\x30\x31\n", Kind.TEXT),
        ("1<2,项目".encode(), Kind.TEXT),
        (b"BMW,1\n2,3\n4,5\n", Kind.TEXT),
        (b"MZ,1\n2,3\n", Kind.TEXT),
        (PAGE.encode(), Kind.HTML),
        (b"\r\n  <HTML>" + PAGE.encode("gb18030"), Kind.HTML),
        (PAGE.encode("utf-16"), Kind.HTML),
        (PAGE.encode("utf-16-le"), Kind.HTML),
        (b"<?xml version='1.0'?><html xmlns='x'><body/></html>", Kind.HTML),
        (b"<style>td{}</style>" + PAGE.encode(), Kind.HTML),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n--x", Kind.HTML),
        (b"From: <Saved by Microsoft>\nMIME-Version: 1.0\n\n", Kind.HTML),
        (SHEETS_2003.encode(), Kind.SPREADSHEETML),
        (SHEETS_2003.encode("utf-16"), Kind.SPREADSHEETML),
        (b"\xef\xbb\xbf" + SHEETS_2003.encode(), Kind.SPREADSHEETML),
        (struct.pack("<HHHH", 0x809, 8, 0x600, 5) + bytes(8), Kind.XLS),
        (struct.pack("<HHHH", 0x409, 6, 0, 0x10), Kind.XLS),
        (struct.pack("<HHHH", 0x209, 6, 0, 0x10), Kind.XLS),
        (struct.pack("<HHHH", 0x9, 4, 2, 0x10), Kind.XLS),
    ],
)
def test_a_file_is_known_by_its_first_bytes(
    tmp_path: Path, content: bytes, expected: Kind
) -> None:
    """Pages, XML and texts that are called .xls or .xlsx, and workbooks without a container."""
    assert kind(tmp_path, content) is expected


def test_packages_are_known_by_their_parts(tmp_path: Path) -> None:
    """Each says what it is about."""
    one = ooxml.sheet("")
    written = {
        Kind.XLSX: ooxml.contents(one),
        Kind.XLSB: {"xl/workbook.bin": b"", "[Content_Types].xml": ""},
        Kind.ODS: {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
    }

    for expected, parts in written.items():
        path = ooxml.repack(tmp_path / "a.et", parts)
        assert kind_of(path, FileLimits()) is expected


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"junk\n%PDF-1.4\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"GIF89a", "图片"),
        (b"BM\x36\x00\x00\x00" + bytes(8), "图片"),
        (rb"{\rtf1", "RTF"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包"),
        (b"\x1f\x8b\x08\x00", "压缩包"),
        (b"MZ\x90\x00\x03", "程序"),
        (b"\x7fELF\x02", "程序"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00", "数据库"),
        (b"<?xml version='1.0'?><data/>", "XML"),
        (bytes(range(1, 32)) * 40, "不是表格"),
        (os.urandom(4096).replace(b"\t", b"\x01"), ""),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, word: str) -> None:
    """So that the clerk finds the right file."""
    code, found = refused(tmp_path, content)

    assert code == "F13"
    assert word in found


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"word/document.xml": "<w/>"}, "Word"),
        ({"ppt/presentation.xml": "<p/>"}, "PowerPoint"),
        ({"OFD.xml": "<ofd/>"}, "OFD"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "OpenDocument"),
        ({"5月.xlsx": "", "附件/6月.XLS": "", "说明.txt": ""}, "2个表格文件"),
        ({"照片.jpg": ""}, "压缩包"),
        ({}, "压缩包"),
    ],
)
def test_other_packages_are_named(tmp_path: Path, parts: dict[str, str], word: str) -> None:
    """A .docx renamed to .xlsx, or a zip of many ledgers."""
    with pytest.raises(Unreadable) as caught:
        kind_of(ooxml.repack(tmp_path / "a.xlsx", parts), FileLimits())

    assert caught.value.remark.code == "F13"
    assert word in caught.value.remark.found


@pytest.mark.parametrize(
    "content", [b"%TSD-Header-###%" + bytes(9), b"b\x14#e\x01\x02  E-SafeNet  LOCK"]
)
def test_files_that_an_office_program_locked_are_encrypted(tmp_path: Path, content: bytes) -> None:
    """They open only on machines that have the program."""
    assert refused(tmp_path, content)[0] == "F10"


def test_an_encrypted_part_is_told(tmp_path: Path) -> None:
    """A zip with a password is not a damaged one."""
    data = bytearray(ooxml.package(tmp_path / "b.xlsx", ooxml.sheet("")).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)

    assert refused(tmp_path, bytes(data))[0] == "F10"


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "F15"), (bytes(10_000), "F11"), (b"PK\x03\x04" + bytes(40), "F11")]
)
def test_nothing_and_half_of_something_are_told_apart(
    tmp_path: Path, content: bytes, code: str
) -> None:
    """An empty file, one that never arrived, one that broke off."""
    assert refused(tmp_path, content)[0] == code


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.98])
def test_a_workbook_that_broke_off_says_so(tmp_path: Path, kept: float) -> None:
    """The list of a zip's parts stands at its end."""
    whole = workbook(tmp_path / "b.xlsx", sheet("甲|1")).read_bytes()

    assert refused(tmp_path, whole[: int(len(whole) * kept)])[0] == "F11"


def test_a_container_that_broke_off_says_so(tmp_path: Path) -> None:
    """Its table of sectors says how long it should be."""
    header = bytearray(ole_with(b"Workbook", 20_000))

    assert kind(tmp_path, bytes(header)) is Kind.XLS
    assert refused(tmp_path, bytes(header[:9000]))[0] == "F11"


@pytest.mark.parametrize(
    ("stream", "code", "word"),
    [
        (b"EncryptedPackage", "F10", "加密"),
        (b"WordDocument", "F13", "Word"),
        (b"PowerPoint Document", "F13", "PowerPoint"),
        (b"Other", "F13", "不是表格"),
    ],
)
def test_other_containers_are_named(tmp_path: Path, stream: bytes, code: str, word: str) -> None:
    """An .xlsx with a password is a container too."""
    found = refused(tmp_path, ole_with(stream, 5000))

    assert found[0] == code
    assert word in found[1]


def ole_with(name: bytes, size: int) -> bytes:
    """A container with one stream: header, table of sectors, folder, content."""
    count = -(-size // 512)
    content = range(2, 2 + count)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *(at + 1 for at in content[:-1]), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
        0,
    )
    header += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    header = header[:512].ljust(512, b"\xff")

    def entry(title: bytes, kind: int, child: int, start: int, length: int) -> bytes:
        text = title.decode().encode("utf-16-le") + b"\0\0"
        free = 0xFFFFFFFF
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI16xIQ", len(text), kind, 1, free, free, child, 0, start, length
        )

    folder = entry(b"Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, size)
    return header + struct.pack("<128I", *table) + folder.ljust(512, b"\0") + bytes(count * 512)


def test_sizes_are_looked_at_before_anything_is_unpacked(tmp_path: Path) -> None:
    """A part of zeros shrinks to a thousandth; a limit says so, and how to raise it."""
    path = ooxml.repack(tmp_path / "b.xlsx", ooxml.contents("") | {"a.bin": bytes(20 << 20)})

    for limits, key in (({}, "ratio"), ({"unzipped_mib": 19}, "unzipped_mib")):
        with pytest.raises(Unreadable) as caught:
            formats.read(path, FileLimits(**limits))
        assert caught.value.remark.code == "F12"
        assert key in caught.value.remark.advice


def test_a_text_is_bounded_too(tmp_path: Path) -> None:
    """Every reader holds at least the file itself."""
    assert refused(tmp_path, CSV.encode() * 100_000, unzipped_mib=1)[0] == "F12"


@pytest.mark.parametrize("spelling", ["xl/workbook.xml", "XL/Workbook.xml", "xl\\workbook.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path: Path, spelling: str) -> None:
    """Readers disagree which one counts."""
    path = ooxml.package(tmp_path / "b.xlsx", ooxml.sheet(""))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(spelling, "<workbook/>")

    assert refused(tmp_path, path.read_bytes())[0] == "F01"


def test_what_is_no_file_of_bytes_is_refused(tmp_path: Path) -> None:
    """To open a pipe would be to wait for ever."""
    os.mkfifo(path := tmp_path / "a.xlsx")

    with pytest.raises(Unreadable) as caught:
        kind_of(path, FileLimits())

    assert caught.value.remark.code == "F13"


def test_a_table_in_utf_16_without_its_mark_is_a_table(tmp_path: Path) -> None:
    """Of Chinese every byte may be of any value; only the whole text tells."""
    path = tmp_path / "台账.csv"
    path.write_bytes("项目名称,总投资\n水厂,500\n".encode("utf-16-le"))

    assert formats.read(path, FileLimits()).sheets[0].rows == [
        ["项目名称", "总投资"],
        ["水厂", 500],
    ]
