"""
Files that are damaged or hostile: each is read or refused, in time, and the next one is read.

DAMAGED_FILES says how many to make of each good file: `DAMAGED_FILES=10000 pytest -m long
tests/long/test_damaged_files.py` is the full size, and takes hours.
"""

from __future__ import annotations

import io
import os
import random
import re
import struct
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Unreadable
from tests import biff12, ooxml
from tests.fixtures.ledger import WORKBOOKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.long

EACH = int(os.environ.get("DAMAGED_FILES", "150"))
CODES = {"F01", "F10", "F11", "F12", "F13", "F15", "F16", "F17", "F19"}
# Several times what the slowest of the files takes that are to be read: machines differ.
LIMITS = FileLimits(memory_mib=512, cpu_seconds=12)
# What the parent allows beyond the processor time, on a machine with other work.
PATIENCE = 30
TABLE = "项目名称,总投资\n水厂,500\n公路,1200\n"


def workbook() -> bytes:
    """A ledger with one of everything that is read of it."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page, struck = book.add_worksheet("5月"), book.add_format({"font_strikeout": True})
        percent, day = (book.add_format({"num_format": each}) for each in ("0.0%", "yyyy年m月"))
        page.merge_range(0, 0, 0, 3, "重点项目进展")
        page.write_row(1, 0, ["序号", "项目名称", "投资", "完成率", "开工"])
        for row in range(2, 160):
            page.write_row(row, 0, [row, f"第{row}号 & <项目>", row * 1.5])
            page.write_formula(row, 3, f"=C{row}/7", percent, row / 7)
            page.write_number(row, 4, 43000 + row, day)
        page.write_rich_string(5, 1, "留", struck, "删", "留")
        page.write(6, 1, "已取消", struck)
        page.write_comment("B3", "张三:\n含配套", {"author": "张三"})
        page.set_row(9, None, None, {"hidden": True})
        page.set_column(2, 2, None, None, {"hidden": True})
        book.add_worksheet("旧").hide()
    return written.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def prefixed() -> bytes:
    """The same ledger as some programs write it: every name with a prefix."""
    parts = parts_of(workbook())
    name = "xl/worksheets/sheet1.xml"
    text = bytes(parts[name]).replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    parts[name] = text.replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=", 1)
    return zipped(parts)


def binary() -> bytes:
    rows = b"".join(
        biff12.row(at) + biff12.number(0, at, 2) + biff12.cell(7, 1, struct.pack("<I", at % 3))
        for at in range(50)
    )
    return zipped(biff12.contents(rows, biff12.record(60, struct.pack("<IIIIH", 1, 1, 0, 0, 1))))


GOOD = {
    "xlsx": workbook(),
    "prefixed.xlsx": prefixed(),
    "xlsb": binary(),
    "csv": TABLE.encode("gb18030"),
    "wide.csv": TABLE.encode("utf-16"),
    "xml": (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="5月"><Table>'
        '<Row><Cell><Data ss:Type="String">水厂</Data></Cell></Row></Table></Worksheet></Workbook>'
    ).encode(),
    **{path.name: path.read_bytes() for path in sorted(WORKBOOKS.iterdir())},
}


def flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice([1, 1, 3, 30])):
        data[chance.randrange(len(data))] = chance.choice(
            [0, 1, 0x7F, 0xFF, chance.randrange(256)]
        )


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def taken_out(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.choice([1, 7, 512, 4096])]


def spliced(data: bytearray, chance: random.Random) -> None:
    start, at = chance.randrange(len(data)), chance.randrange(len(data))
    piece = data[start : start + chance.choice([4, 64, 512, 2048])]
    data[at : at + (len(piece) if chance.random() < 0.5 else 0)] = piece


def emptied(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.choice([16, 512, 4096])]
    data[at : at + len(piece)] = bytes(len(piece))


NUMBER = re.compile(rb"[0-9]+")
ODD_NUMBERS = [b"-1", b"0", b"99999999999999999999", b"4294967295", b"1e999", b"", b"x", b"16385"]
NAME = re.compile(rb"[\w:]+(?==\")|(?<=<)/?[\w:]+")


def renumbered(data: bytearray, chance: random.Random) -> None:
    """Put another number, name or sign where one stood: what random bytes seldom do."""
    found = list(chance.choice([NUMBER, NAME]).finditer(data)) or list(re.finditer(rb".", data))
    if found:
        at = chance.choice(found)
        other = chance.choice(found)[0]
        data[at.start() : at.end()] = chance.choice([*ODD_NUMBERS, bytes(other)])


DAMAGES: list[Callable[[bytearray, random.Random], None]] = [
    *(flipped, cut, taken_out, spliced, emptied, renumbered)
]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Damage a file, or a part within it, where no checksum gives it away."""
    parts = parts_of(data) if data.startswith(b"PK") and chance.random() < 0.8 else {}
    if parts:
        name = chance.choice([each for each in parts if parts[each]])
        parts[name] = wronged(bytes(parts[name]), chance)
        return zipped(parts)
    return wronged(data, chance)


def wronged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5])):
        if changed:
            chance.choice(DAMAGES)(changed, chance)
    return bytes(changed)


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(LIMITS) as guard:
        yield guard


def outcome(guard: Guard, path: Path) -> str:
    """Read a file, and say its fate: its code, or that it was read."""
    started = time.monotonic()
    try:
        book = guard.read(path)
    except Unreadable as error:
        remark = error.remark
        assert remark.code in CODES
        assert all(text.isprintable() for text in (remark.found, remark.expected, remark.advice))
        return remark.code
    finally:
        assert time.monotonic() - started < LIMITS.cpu_seconds + PATIENCE
    assert isinstance(book, Book)
    return "read"


def is_read(guard: Guard, folder: Path) -> None:
    good = folder / "good.csv"
    good.write_text(TABLE, encoding="utf-8")
    assert guard.read(good).sheets[0].rows[1] == ["水厂", 500]


@pytest.mark.parametrize("name", GOOD)
def test_a_damaged_file_is_read_or_refused(name: str, tmp_path: Path, guard: Guard) -> None:
    """Bytes flipped, lost, doubled, emptied; numbers and names put for others."""
    chance = random.Random(name)
    path = tmp_path / name
    path.write_bytes(GOOD[name])
    assert outcome(guard, path) == "read"

    for _ in range(EACH):
        path.write_bytes(damaged(GOOD[name], chance))
        outcome(guard, path)

    is_read(guard, tmp_path)


def sheet_of(rows: str, **parts: str | bytes) -> dict[str, str | bytes]:
    return ooxml.contents(ooxml.sheet(rows), **parts)


def one(cell: str) -> str:
    return f'<row r="1">{cell}</row>'


def lying() -> bytes:
    """A part that says it is small, and unpacks to a gigabyte."""
    data = bytearray(zipped(sheet_of("") | {"xl/worksheets/sheet1.xml": bytes(1 << 30)}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
        start = archive.start_dir
    small = struct.pack("<I", 5000)
    data[at + 22 : at + 26] = small
    entry = data.index(b"xl/worksheets/sheet1.xml", start) - 46
    data[entry + 24 : entry + 28] = small
    return bytes(data)


LAUGHS = "<!DOCTYPE a [<!ENTITY a0 '水厂'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)
TEXT = '<c r="A1" t="inlineStr"><is>{}</is></c>'
HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "a gigabyte of zeros": (
        lambda: zipped(sheet_of("") | {"xl/worksheets/sheet1.xml": bytes(1 << 30)}),
        {"F12"},
    ),
    "a lie about its size": (lying, {"F01", "F11", "F12"}),
    "a zip of zips": (lambda: zipped({"a.xlsx": zipped({"b.xlsx": bytes(1 << 28)})}), {"F13"}),
    "a billion laughs": (
        lambda: zipped(
            sheet_of("")
            | {
                "xl/worksheets/sheet1.xml": LAUGHS
                + ooxml.sheet(one(TEXT.format("<t>&a11;</t>"))).partition("\n")[2]
            }
        ),
        {"F19"},
    ),
    "five thousand sheets": (
        lambda: zipped(ooxml.contents(*[ooxml.sheet(one('<c r="A1"><v>1</v></c>'))] * 5000)),
        {"read", "F01"},
    ),
    "twenty thousand parts": (
        lambda: zipped(sheet_of("") | {f"a{n}": "" for n in range(20_000)}),
        {"F01"},
    ),
    "cells at the corners": (
        lambda: zipped(
            sheet_of(
                one('<c r="A1"><v>1</v></c>')
                + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
            )
        ),
        {"read"},
    ),
    "a cell at the end of every row": (
        lambda: zipped(
            sheet_of(
                "".join(f'<row r="{n}"><c r="XFD{n}"><v>2</v></c></row>' for n in range(1, 20_000))
            )
        ),
        {"F12"},
    ),
    "a row without an end": (
        lambda: zipped(sheet_of('<row r="1">' + '<c r="A1"/>' * 4_000_000)),
        {"F01", "F12"},
    ),
    "a text without an end": (
        lambda: zipped(sheet_of(one(TEXT.format("<t>" + "水厂" * 20_000_000 + "</t>")))),
        {"read", "F12"},
    ),
    "a text of a million runs": (
        lambda: zipped(sheet_of(one(TEXT.format("<r><rPr><strike/></rPr><t>水</t></r>" * 10**6)))),
        {"read", "F12", "F16"},
    ),
    "a hundred thousand references": (
        lambda: zipped(sheet_of(one(TEXT.format("<t>" + "&#20013;" * 10**6 + "</t>")))),
        {"read"},
    ),
    "five million shared texts": (
        lambda: zipped(sheet_of("", texts=ooxml.texts(*["<t>水</t>"] * 5_000_000))),
        {"read", "F12"},
    ),
    "a hundred thousand formats": (
        lambda: zipped(
            sheet_of(
                "".join(
                    f'<row r="{n}"><c r="A{n}" s="{n - 1}"><v>5</v></c></row>'
                    for n in range(1, 60_000)
                ),
                styles=ooxml.styles(*(f'0.0"{n}"%' for n in range(60_000))),
            )
        ),
        {"read"},
    ),
    "a format without an end": (
        lambda: zipped(
            sheet_of(one('<c r="A1" s="0"><v>5</v></c>'), styles=ooxml.styles('0"[' * 10**6))
        ),
        {"read"},
    ),
    "a million merges": (
        lambda: zipped(
            sheet_of("")
            | {
                "xl/worksheets/sheet1.xml": ooxml.sheet(
                    one('<c r="A1"><v>1</v></c>'),
                    behind="<mergeCells>"
                    + "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, 10**6))
                    + "</mergeCells>",
                )
            }
        ),
        {"read", "F12", "F16"},
    ),
    "all columns hidden a hundred thousand times": (
        lambda: zipped(
            sheet_of("")
            | {
                "xl/worksheets/sheet1.xml": ooxml.sheet(
                    one('<c r="XFD1"><v>1</v></c>'),
                    before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 10**5 + "</cols>",
                )
            }
        ),
        {"read", "F16"},
    ),
    "elements within elements": (
        lambda: zipped(sheet_of("<row>" * 10**6)),
        {"F01", "F12"},
    ),
    "rows of all forms": (
        lambda: zipped(
            sheet_of(
                "".join(
                    f'<row r="{n}"><c r="{"ABCDEFGHIJ"[n % 10]}{n}" s="{n}" a{n}=""><v>{n}</v></c></row>'
                    for n in range(1, 60_000)
                )
            )
        ),
        {"read"},
    ),
    "a table of a million cells in one line": (lambda: b"1," * 10**6, {"read", "F12"}),
    "a quote that never ends": (lambda: b'a,b\n"' + b"x,\n" * 10**6, {"read", "F01", "F12"}),
    "tables within tables": (
        lambda: b"<html>" + b"<table><tr><td>" * 10**5,
        {"F11", "F12", "F16"},
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_costs_only_itself(kind: str, tmp_path: Path, guard: Guard) -> None:
    """It takes no more time and memory than a file may, and the next one is read."""
    make, fates = HOSTILE[kind]
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())

    assert outcome(guard, path) in fates

    is_read(guard, tmp_path)


@pytest.mark.parametrize("size", [0, 1, 7, 100, 5000])
def test_chance_makes_no_workbook(size: int, tmp_path: Path, guard: Guard) -> None:
    """Whatever the bytes, and whatever they begin with."""
    chance = random.Random(size)
    path = tmp_path / "a.xlsx"
    for number in range(EACH):
        beginnings = [
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x09\x08\x10\x00",
            b"<?xml",
            b"<table>",
            b"\xff\xfe",
        ]
        path.write_bytes(beginnings[number % len(beginnings)] + chance.randbytes(size))
        outcome(guard, path)

    is_read(guard, tmp_path)
