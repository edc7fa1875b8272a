"""Letters of symbol fonts are the ticks, crosses and boxes that they show, in files of every kind."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from briefing.domain.months import Month
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.tidy import permits, states, values
from briefing.ledgers.tidy.values import Unclear
from briefing.workbooks import formats
from briefing.workbooks.limits import FileLimits
from tests import biff12, ooxml
from tests.unit import test_cells_as_shown as shown
from tests.unit.test_xls import label, number, record, stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.workbooks.sheet import Cell

MAY = Month(2020, 5)
# A letter, its font, and what it shows.
LETTERS = [
    ("ü", "Wingdings", "√"),
    ("û", "Wingdings", "×"),
    ("þ", "Wingdings", "☑"),
    ("ý", "Wingdings", "☒"),
    ("¨", "Wingdings", "□"),
    ("o", "Wingdings", "□"),
    ("\uf0fe", "Wingdings", "☑"),
    ("P", "Wingdings 2", "√"),
    ("O", "Wingdings 2", "×"),
    ("R", "Wingdings 2", "☑"),
    ("£", "Wingdings 2", "□"),
    ("a", "Webdings", "√"),
    ("r", "Webdings", "×"),
    ("a", "Marlett", "√"),
    ("Ö", "Symbol", "√"),
    ("J", "Wingdings", "（符号）"),
    ("ABC", "Wingdings 3", "（符号）"),
    ("k", "Wingdings 2", "（符号）"),
    ("已办", "Wingdings", "已办"),
    ("√", "Wingdings", "√"),
    ("þ 已办", "Wingdings", "☑ 已办"),
    ("P", "宋体", "P"),
    ("R", "Arial", "R"),
]


def first(path: Path) -> Cell:
    return formats.read(path, FileLimits()).sheets[0].rows[0][0]


def in_xlsx(folder: Path, letter: str, font: str) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"] = letter
    book.active["A1"].font = Font(name=font)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def in_a_run(folder: Path, letter: str, font: str) -> Path:
    """As a part of a text whose cell has a font of letters."""
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText(TextBlock(InlineFont(rFont=font), letter))
    book.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def in_xls(folder: Path, letter: str, font: str) -> Path:
    name = struct.pack("<BB", len(font), 1) + font.encode("utf-16-le")
    look = record(0x31, struct.pack("<HHHHHBBBB", 220, 0, 8, 400, 0, 0, 0, 134, 0) + name)
    form = record(0xE0, struct.pack("<HHHBBBBIIH", 0, 0, 1, 0, 0, 0, 0, 0, 0, 0))
    (folder / "a.xls").write_bytes(stream(label(0, 0, letter) + number(0, 1, 1), look + form))
    return folder / "a.xls"


def in_xlsb(folder: Path, letter: str, font: str) -> Path:
    head = struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 0, 134, 0) + bytes(9)
    parts = biff12.contents(biff12.row(0) + biff12.cell(6, 0, biff12.wide(letter)))
    parts["xl/styles.bin"] = (
        biff12.record(43, head + biff12.wide(font))
        + biff12.record(617, bytes(4))
        + biff12.record(47, bytes(16))
        + biff12.record(618)
    )
    return ooxml.repack(folder / "a.xlsb", parts)


def in_html(folder: Path, letter: str, font: str) -> Path:
    cell = f"<td style=\"font-family:'{font}',serif\">{letter}</td>"
    (folder / "a.html").write_text(
        f"<html><table><tr>{cell}<td>乙</td></tr><tr><td>丙</td></tr></table></html>", "utf-8"
    )
    return folder / "a.html"


def in_old_html(folder: Path, letter: str, font: str) -> Path:
    cell = f'<td><font face="{font}">{letter}</font></td>'
    (folder / "b.html").write_text(
        f"<html><table><tr>{cell}<td>乙</td></tr><tr><td>丙</td></tr></table></html>", "utf-8"
    )
    return folder / "b.html"


def in_ods(folder: Path, letter: str, font: str) -> Path:
    """A font goes by another name in a table than on the machine."""
    styles = (
        f'<office:font-face-decls><style:font-face style:name="F1" svg:font-family="{font}"/>'
        '</office:font-face-decls><office:automatic-styles><style:style style:name="s"'
        ' style:family="table-cell"><style:text-properties style:font-name="F1"/></style:style>'
        "</office:automatic-styles>"
    )
    cell = (
        '<table:table-cell office:value-type="string" table:style-name="s">'
        f"<text:p>{letter}</text:p></table:table-cell>"
    )
    svg = 'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    (folder / "a.fods").write_text(
        f'<?xml version="1.0"?><office:document {shown.SPACES} {svg} office:mimetype='
        f'"application/vnd.oasis.opendocument.spreadsheet">{styles}<office:body>'
        f'<office:spreadsheet><table:table table:name="表"><table:table-row>{cell}'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document>",
        "utf-8",
    )
    return folder / "a.fods"


def in_xml(folder: Path, letter: str, font: str) -> Path:
    (folder / "a.xml").write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s">'
        f'<Font ss:FontName="{font}"/></Style></Styles><Worksheet ss:Name="表"><Table><Row>'
        f'<Cell ss:StyleID="s"><Data ss:Type="String">{letter}</Data></Cell></Row></Table>'
        "</Worksheet></Workbook>",
        "utf-8",
    )
    return folder / "a.xml"


@pytest.mark.parametrize(("letter", "font", "expected"), LETTERS)
@pytest.mark.parametrize(
    "write", [in_xlsx, in_a_run, in_xls, in_xlsb, in_html, in_old_html, in_ods, in_xml]
)
def test_a_letter_of_a_symbol_font_is_what_it_shows(
    tmp_path: Path, write: Callable[[Path, str, str], Path], letter: str, font: str, expected: str
) -> None:
    """A tick, a cross, a box; one that shows another picture is no letter."""
    assert first(write(tmp_path, letter, font)) == expected


def test_a_run_keeps_the_font_of_its_own(tmp_path: Path) -> None:
    """A box before a word."""
    box = TextBlock(InlineFont(rFont="Wingdings 2"), "R")
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText(box, TextBlock(InlineFont(rFont="宋体"), "A区PPP"))
    book.save(tmp_path / "a.xlsx")

    assert first(tmp_path / "a.xlsx") == "☑A区PPP"


@pytest.mark.parametrize(
    ("cell", "runs", "expected"),
    [
        (0, [(0, 1), (1, 0)], "☑PP"),
        (0, [(2, 1)], "RP√"),
        (1, [(1, 0)], "☑PP"),
        (1, [(1, 0), (2, 2)], "☑PP"),
        (0, [(0, 0)], "RPP"),
    ],
)
def test_a_run_of_an_old_workbook_keeps_the_font_of_its_own(
    tmp_path: Path, cell: int, runs: list[tuple[int, int]], expected: str
) -> None:
    """What stands before the first run has the font of the cell."""
    names = [
        struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
        for name in ("宋体", "Wingdings 2", "黑体")
    ]
    look = struct.pack("<HHHHHBBBB", 220, 0, 8, 400, 0, 0, 0, 134, 0)
    head = b"".join(record(0x31, look + name) for name in names)
    head += record(0xE0, struct.pack("<HHHBBBBIIH", cell, 0, 1, 0, 0, 0, 0, 0, 0, 0))
    text = struct.pack("<HHHHB", 0, 0, 0, 3, 1) + "RPP".encode("utf-16-le")
    packed = b"".join(struct.pack("<HH", *run) for run in runs)
    rich = record(0xD6, text + struct.pack("<H", len(runs)) + packed)
    (tmp_path / "a.xls").write_bytes(stream(rich, head))

    assert first(tmp_path / "a.xls") == expected


def test_a_number_in_a_symbol_font_is_a_number_where_it_shows_one(tmp_path: Path) -> None:
    """The digits of Symbol are digits; those of Wingdings are pictures."""
    for font, expected in (("Symbol", 300), ("Wingdings", "（符号）")):
        book = openpyxl.Workbook()
        book.active["A1"] = 300
        book.active["A1"].font = Font(name=font)
        book.save(tmp_path / "a.xlsx")

        assert first(tmp_path / "a.xlsx") == expected


YES, NO = ("√", "☑", "\uf0fe", "\uf052"), ("×", "☒", "☐", "□", "\uf0fd", "\uf0a3")


@pytest.mark.parametrize("mark", [*YES, *NO])
def test_a_mark_means_the_same_in_every_ledger(mark: str) -> None:
    """Also where its font was lost, and only its place among private characters is left."""
    is_yes = mark in YES
    columns = [column for ledger in all_ledgers() for column in ledger.columns]
    permit = next(column for column in columns if column.type == "permit")

    assert values.yes_no(mark, MAY) is is_yes
    assert values.presence(mark) is is_yes
    assert permits.permit(mark, permit, MAY)[0] == ("done" if is_yes else "not_begun")
    ticked = [column for column in columns if column.type == "state" and column.state("√")]
    for column in ticked if is_yes else ():
        assert states.state(mark, column, MAY) == column.state("√")


@pytest.mark.parametrize("mark", ["（符号）", "\uf04a", "\ue05a", "（符号）有"])
def test_a_sign_that_is_no_mark_is_refused(mark: str) -> None:
    """It is neither blank nor a word; in a remark it is doubted."""
    columns = [column for ledger in all_ledgers() for column in ledger.columns]
    permit = next(column for column in columns if column.type == "permit")
    readers = [
        lambda: values.yes_no(mark, MAY),
        lambda: values.presence(mark),
        lambda: values.text(mark),
        lambda: values.name(mark),
        lambda: permits.permit(mark, permit, MAY),
    ]
    for read in readers:
        with pytest.raises(Unclear, match="符号"):
            read()
    with pytest.raises(values.Caution) as caught:
        values.remark(mark)
    assert caught.value.value


def test_a_tick_in_a_symbol_font_counts_in_a_ledger(tmp_path: Path) -> None:
    """þ in the column of states is 已开工; another picture is named with its cell."""
    for letter, is_tick in (("þ", True), ("J", False)):
        folder = tmp_path / str(ord(letter))
        folder.mkdir()
        book = shown.ledger(folder / "a.xlsx")
        book.active["H3"] = letter
        book.active["H3"].font = Font(name="Wingdings")
        book.save(folder / "a.xlsx")
        month = shown.opened(folder, folder / "a.xlsx")

        assert (shown.value(month, "status") == "started") == is_tick
        lines = shown.findings(month, "V02")
        assert len(lines) == (not is_tick)
        assert all("（H列）" in line for line in lines)
