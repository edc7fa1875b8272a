"""Binary workbooks: what their conditional formats, colours and options change of what is seen."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks.formats import xls, xlsb
from briefing.workbooks.limits import FileLimits
from tests import biff12, ooxml
from tests.unit.test_xls import number, record, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.workbooks.sheet import Sheet

WHITE, RED, KEPT = 9, 10, 0xFFFFFFFF
RANGES = struct.pack("<HHHHH", 1, 0, 4, 0, 2)


def font(colour: int = KEPT, *, is_struck: bool = False) -> bytes:
    """The font of a differential format."""
    style = struct.pack("<IIHHBBBB", 0, 0x80 * is_struck, 0, 0, 0, 0, 0, 0)
    kept = 0 if is_struck else 0x80
    return bytes(64) + style + struct.pack("<IIIIIIIIIH", colour, 0, kept, 1, 1, 1, 0, 0, 0, 1)


def changed(*, code: str = "", known: int = 0, font: bytes = b"", ground: int = 0) -> bytes:
    """A differential format of .xls; one with a ground has borders, too."""
    flags = bool(code or known) << 25 | bool(font) << 26 | bool(code) << 32
    flags |= bool(ground) << 28 | bool(ground) << 29
    fill = bytes(8) + struct.pack("<HH", 1 << 10, ground << 7) if ground else b""
    words = struct.pack("<HB", len(code), 1) + code.encode("utf-16-le")
    numbers = struct.pack("<H", len(words) + 2) + words if code else bytes([0, known])
    return flags.to_bytes(6, "little") + (numbers if code or known else b"") + font + fill


def old_rule(look: bytes) -> bytes:
    """As Excel 97 writes it."""
    return record(0x1B0, struct.pack("<HH", 1, 0) + bytes(8) + RANGES) + record(
        0x1B1, struct.pack("<BBHH", 2, 0, 3, 0) + look + b"\x1e\x01\x00"
    )


def new_rule(look: bytes) -> bytes:
    """As Excel 2007 writes one that Excel 97 does not know."""
    head = struct.pack("<HHHHHH", 0x87A, 1, 0, 4, 0, 2)
    return record(0x879, head + struct.pack("<HH", 1, 0) + bytes(8) + RANGES) + record(
        0x87A, head + struct.pack("<BBHHI", 2, 0, 3, 0, len(look)) + look + bytes(30)
    )


def added(look: bytes) -> bytes:
    """As Excel 2007 adds to an old one what Excel 97 does not know."""
    head = struct.pack("<HHHHHH", 0x87B, 1, 0, 4, 0, 2)
    rule = struct.pack("<IHHBBHBBI", 0, 1, 0, 0, 0, 1, 1, 1, len(look))
    return old_rule(changed()) + record(0x87B, head + rule + look + bytes(17))


LOOKS = [
    (changed(code='"停建"'), "数字格式“停建”"),
    (changed(code=";;;"), "数字格式“;;;”"),
    (changed(code="#,##0"), ""),
    (changed(known=9), "数字格式“0%”"),
    (changed(known=4), ""),
    (changed(font=font(is_struck=True)), "删除线"),
    (changed(font=font(WHITE)), "白色文字"),
    (changed(font=font(RED)), ""),
    (changed(font=font(RED), ground=RED), "与底色相同的文字"),
    (changed(font=font(WHITE), ground=RED), ""),
    (changed(code='"停建"', font=font(WHITE, is_struck=True)), "数字格式“停建”、删除线、白色文字"),
]


@pytest.mark.parametrize(("look", "words"), LOOKS)
@pytest.mark.parametrize("rule", [old_rule, new_rule, added])
def test_rules_of_old_workbooks_are_marked_where_they_change_what_is_seen(
    tmp_path: Path, rule: Callable[[bytes], bytes], look: bytes, words: str
) -> None:
    """A number format, a line through it, white letters; in each of the three ways of .xls."""
    sheet = old(tmp_path, stream(number(0, 0, 5) + rule(look)))

    assert [(mark.kind, mark.bottom, mark.right, mark.words) for mark in sheet.marks] == [
        ("condition", 4, 2, words)
    ] * bool(words)


def old(folder: Path, data: bytes) -> Sheet:
    (folder / "a.xls").write_bytes(data)
    return xls.read(folder / "a.xls", FileLimits()).sheets[0]


@pytest.mark.parametrize("length", range(0, 120, 7))
def test_half_a_rule_is_no_fault(tmp_path: Path, length: int) -> None:
    """The cells are read all the same."""
    ranges = record(0x1B0, struct.pack("<HH", 1, 0) + bytes(8) + RANGES)
    rules = b"".join(
        record(code, new_rule(LOOKS[-1][0])[:length]) for code in (0x1B1, 0x87A, 0x87B)
    )

    assert old(tmp_path, stream(number(0, 0, 5) + ranges + rules)).rows == [[5]]


def old_font(colour: int) -> bytes:
    name = b"\x02\x01" + "宋体".encode("utf-16-le")
    return record(0x31, struct.pack("<HHHHHBBBB", 220, 0, colour, 400, 0, 0, 0, 134, 0) + name)


def old_form(pattern: int = 0, ground: int = 64) -> bytes:
    """How cells look: in the first font, on a ground."""
    fill = struct.pack("<IH", pattern << 26, 65 << 7 | ground)
    return record(0xE0, struct.pack("<HHHBBBBI", 0, 0, 1, 0, 0, 0, 0, 0) + fill)


PALETTE = record(0x92, struct.pack("<H", 56) + bytes([255, 255, 255, 0]) * 56)


@pytest.mark.parametrize(
    ("look", "is_unseen"),
    [
        (old_font(WHITE) + old_form(), True),
        (old_font(1) + old_form(), True),
        (old_font(WHITE) + old_form(1, WHITE), True),
        (old_font(WHITE) + old_form(1, 8), False),
        (old_font(WHITE) + old_form(2, 8), False),
        (old_font(RED) + old_form(1, RED), True),
        (old_font(RED) + old_form(), False),
        (old_font(0x7FFF) + old_form(), False),
        (PALETTE + old_font(RED) + old_form(), True),
    ],
    # Their bytes are no names.
    ids=range(9),
)
def test_text_of_an_old_workbook_in_the_colour_of_its_ground_is_marked(
    tmp_path: Path, look: bytes, is_unseen: bool
) -> None:
    """By the colours that the workbook itself defines."""
    sheet = old(tmp_path, stream(number(0, 0, 5, form=0), look))

    assert sheet.rows == [[5]]
    assert [mark.kind for mark in sheet.marks] == ["unseen"] * is_unseen


def colour(kind: int, value: int, rgb: bytes = bytes(3), tint: int = 0) -> bytes:
    return struct.pack("<BBH", kind << 1 | 1, value, tint) + rgb + b"\xff"


def new(
    folder: Path, rows: bytes, styles: bytes = b"", *, before: bytes = b"", behind: bytes = b""
) -> Sheet:
    parts = biff12.contents(rows, before, behind)
    parts["xl/styles.bin"] = styles or parts["xl/styles.bin"]
    return xlsb.read(ooxml.repack(folder / "a.xlsb", parts), FileLimits()).sheets[0]


def properties(*each: tuple[int, bytes]) -> bytes:
    packed = b"".join(struct.pack("<HH", kind, len(value) + 4) + value for kind, value in each)
    return struct.pack("<HHH", 0, 0, len(each)) + packed


def words(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (properties((0x26, words('"停建"')), (0x29, b"\xc8\x00")), "数字格式“停建”"),
        (properties((0x29, b"\x09\x00")), "数字格式“0%”"),
        (properties((0x1D, b"\x01")), "删除线"),
        (properties((0x1D, b"\x00")), ""),
        (properties((0x05, colour(2, 0, b"\xff\xff\xff"))), "白色文字"),
        (properties((0x05, colour(3, 0))), "白色文字"),
        (properties((0x05, colour(3, 0, tint=9000))), ""),
        (properties((0x05, colour(1, 9))), "白色文字"),
        (properties((0x05, colour(2, 0, b"\xff\x00\x00"))), ""),
        (properties((0x00, b"\x01"), (0x02, colour(2, 0, b"\xff\xff\xff"))), ""),
        (properties((0x02, colour(1, RED)), (0x05, colour(1, RED))), "与底色相同的文字"),
        (properties((0x02, colour(1, RED)), (0x05, colour(1, WHITE))), ""),
    ],
)
def test_rules_of_binary_workbooks_are_marked_where_they_change_what_is_seen(
    tmp_path: Path, look: bytes, expected: str
) -> None:
    """A number format, a line through it, white letters."""
    behind = (
        biff12.record(461, struct.pack("<III", 1, 0, 1) + struct.pack("<IIII", 0, 4, 0, 2))
        + biff12.record(463, struct.pack("<IIII", 2, 1, 0, 1) + bytes(14))
        + biff12.record(464)
        + biff12.record(462)
    )
    styles = biff12.record(505, bytes(4)) + biff12.record(507, look) + biff12.record(506)
    sheet = new(tmp_path, biff12.row(0) + biff12.number(0, 5), styles, behind=behind)

    assert [(mark.kind, mark.bottom, mark.right, mark.words) for mark in sheet.marks] == [
        ("condition", 4, 2, expected)
    ] * bool(expected)


@pytest.mark.parametrize(
    ("letters", "pattern", "ground", "is_unseen"),
    [
        (colour(2, 0, b"\xff\xff\xff"), 0, bytes(8), True),
        (colour(3, 0), 1, colour(3, 0), True),
        (colour(3, 0), 1, colour(2, 0), False),
        (colour(2, 0, b"\xff\x00\x00"), 1, colour(2, 0, b"\xff\x00\x00"), True),
        (bytes(8), 0, bytes(8), False),
        (colour(3, 1), 0, bytes(8), False),
    ],
)
def test_text_of_a_binary_workbook_in_the_colour_of_its_ground_is_marked(
    tmp_path: Path, letters: bytes, pattern: int, ground: bytes, is_unseen: bool
) -> None:
    """White on nothing, red on red."""
    styles = (
        biff12.record(
            43, struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 0, 134, 0) + letters + bytes(5)
        )
        + biff12.record(45, struct.pack("<I", pattern) + ground + bytes(8))
        + biff12.record(617, bytes(4))
        + biff12.record(47, struct.pack("<HHHH", 0, 0, 0, 0) + bytes(8))
        + biff12.record(618)
    )
    sheet = new(tmp_path, biff12.row(0) + biff12.number(0, 5), styles)

    assert [mark.kind for mark in sheet.marks] == ["unseen"] * is_unseen


@pytest.mark.parametrize(("flags", "is_hidden"), [(0x6B6, False), (0x6A6, True)])
def test_zeros_that_an_old_sheet_does_not_show_are_marked(
    tmp_path: Path, flags: int, is_hidden: bool
) -> None:
    """Once, over all of them."""
    cells = number(0, 0, 5) + number(0, 1, 0) + number(1, 0, 0)
    sheet = old(tmp_path, stream(cells + record(0x23E, struct.pack("<H", flags) + bytes(16))))

    assert sheet.rows == [[5, 0], [0]]
    assert [(mark.kind, mark.right, mark.words) for mark in sheet.marks] == [
        ("zeros", 1, "2个")
    ] * is_hidden


@pytest.mark.parametrize(("flags", "is_hidden"), [(0x3DC, False), (0x3CC, True)])
def test_zeros_that_a_binary_sheet_does_not_show_are_marked(
    tmp_path: Path, flags: int, is_hidden: bool
) -> None:
    """Once, over all of them."""
    view = biff12.record(137, struct.pack("<H", flags) + bytes(28))
    sheet = new(tmp_path, biff12.row(0) + biff12.number(0, 0) + biff12.number(1, 5), before=view)

    assert [mark.kind for mark in sheet.marks] == ["zeros"] * is_hidden
