"""Workbooks in the XML of Excel 2003, as Excel itself and reporting systems write them."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks.formats import spreadsheetml
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Merge, Sheet, Unreadable
from tests.damage import damaged_markup

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.sheet import Cell

# Laid out as Excel lays it out.
LEDGER = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40">
 <Styles>
  <Style ss:ID="Default" ss:Name="Normal">
   <Alignment ss:Vertical="Center"/>
   <Font ss:FontName="宋体" x:CharSet="134" ss:Size="12"/>
   <NumberFormat/>
  </Style>
  <Style ss:ID="s21"><NumberFormat ss:Format="Percent"/></Style>
  <Style ss:ID="s22">
   <Font ss:FontName="宋体" x:CharSet="134" ss:Size="12" ss:StrikeThrough="1"/>
  </Style>
  <Style ss:ID="s23"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;;@"/></Style>
  <Style ss:ID="s24" ss:Parent="s21"><Alignment ss:Horizontal="Right"/></Style>
 </Styles>
 <Worksheet ss:Name="5月">
  <Table ss:ExpandedColumnCount="5" ss:ExpandedRowCount="7" x:FullColumns="1" x:FullRows="1">
   <Column ss:Index="4" ss:Hidden="1" ss:AutoFitWidth="0" ss:Span="1"/>
   <Row>
    <Cell ss:MergeAcross="4"><Data ss:Type="String">单位：万元</Data></Cell>
   </Row>
   <Row>
    <Cell ss:MergeDown="1"><Data ss:Type="String">项目名称</Data></Cell>
    <Cell ss:MergeAcross="1"><Data ss:Type="String">投资</Data></Cell>
   </Row>
   <Row>
    <Cell ss:Index="2"><Data ss:Type="String">总投资</Data></Cell>
    <Cell><Data ss:Type="String">完成率</Data></Cell>
   </Row>
   <Row ss:Index="5" ss:Hidden="1">
    <Cell><Data ss:Type="String">水厂</Data></Cell>
    <Cell><Data ss:Type="Number">1234.5</Data><Comment ss:Author="某甲"><ss:Data
     xmlns="http://www.w3.org/TR/REC-html40"><B><Font html:Size="9">某甲:</Font></B><Font
      html:Size="9">&#10;含上年结转</Font></ss:Data></Comment></Cell>
    <Cell ss:StyleID="s24"><Data ss:Type="Number">4.6800000000000001E-2</Data></Cell>
    <Cell ss:StyleID="s23"><Data ss:Type="DateTime">2020-03-01T00:00:00.000</Data></Cell>
   </Row>
   <Row ss:StyleID="s22">
    <Cell><Data ss:Type="String">划去</Data></Cell>
    <Cell ss:Formula="=R[-1]C*2"><Data ss:Type="Error">#REF!</Data></Cell>
   </Row>
   <Row>
    <Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">公路<S>（一期）</S>&#10;二</ss:Data></Cell>
    <Cell ss:Formula="=RC[-1]*2"/>
    <Cell><Data ss:Type="Boolean">1</Data></Cell>
    <Cell ss:StyleID="s23"><Data ss:Type="Number">43891</Data></Cell>
    <Cell><Data ss:Type="DateTime">1899-12-31T10:30:00.000</Data></Cell>
   </Row>
  </Table>
  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
   <ProtectObjects>False</ProtectObjects>
  </WorksheetOptions>
 </Worksheet>
 <Worksheet ss:Name="旧表">
  <Table><Row><Cell><Data ss:Type="String">去年</Data></Cell></Row></Table>
  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
   <Visible>SheetHidden</Visible>
  </WorksheetOptions>
 </Worksheet>
</Workbook>
"""
ROWS: list[list[Cell]] = [
    ["单位：万元"],
    ["项目名称", "投资"],
    [None, "总投资", "完成率"],
    [],
    ["水厂", 1234.5, "4.68%", "2020年3月"],
    ["划去", "#REF!"],
    ["公路（一期）\n二", "=RC[-1]*2", True, "2020年3月", dt.time(10, 30)],
]
START = (
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
)


def read(path: Path, content: str | bytes, limits: FileLimits | None = None) -> Book:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return spreadsheetml.read(path, limits or FileLimits())


def first(path: Path, rows: str, head: str = "") -> Sheet:
    sheet = f'<Worksheet ss:Name="5月"><Table>{rows}</Table></Worksheet>'
    return read(path, f"{START}{head}{sheet}</Workbook>").sheets[0]


def refused(path: Path, content: str | bytes, limits: FileLimits | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        read(path, content, limits)
    return error.value.remark.code


def test_cells_are_what_a_reader_of_them_sees(tmp_path: Path) -> None:
    """Percentages are per cent, dates are dates, what was never calculated says so."""
    book = read(tmp_path / "a.xml", LEDGER)

    assert book.sheets[0].rows == ROWS
    assert book.remarks == []


def test_what_is_beside_the_values_is_read_too(tmp_path: Path) -> None:
    """Merges, what is hidden, what is struck out, and comments without their author."""
    ledger, old = read(tmp_path / "a.xml", LEDGER).sheets

    assert (ledger.name, old.name, ledger.is_hidden, old.is_hidden) == ("5月", "旧表", False, True)
    assert ledger.merges == [Merge(0, 0, 0, 4), Merge(1, 0, 2, 0), Merge(1, 1, 1, 2)]
    assert (ledger.hidden_rows, ledger.hidden_columns) == ({4}, {3, 4})
    assert (ledger.struck, ledger.partly_struck) == ({(5, 0), (5, 1)}, {(6, 0)})
    assert ledger.comments == {(4, 1): "含上年结转"}


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("Short Date", dt.date(2020, 3, 1)),
        ("yyyy\\年m\\月", "2020年3月"),
        ("Fixed", 43891),
        ("#,##0.00_ ", 43891),
        ("0&quot;万元&quot;", "43891万元"),
        ("General", 43891),
    ],
)
def test_a_format_may_go_by_a_name(tmp_path: Path, code: str, cell: Cell) -> None:
    """Or be written as Excel writes it."""
    head = f'<Styles><Style ss:ID="s1"><NumberFormat ss:Format="{code}"/></Style></Styles>'
    row = '<Row><Cell ss:StyleID="s1"><Data ss:Type="Number">43891</Data></Cell></Row>'

    assert first(tmp_path / "a.xml", row, head).rows == [[cell]]


def test_days_may_be_counted_from_1904(tmp_path: Path) -> None:
    """As Excel for the Mac of old did."""
    head = (
        "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
        '<Styles><Style ss:ID="s1"><NumberFormat ss:Format="Short Date"/></Style></Styles>'
    )
    row = '<Row><Cell ss:StyleID="s1"><Data ss:Type="Number">42429</Data></Cell></Row>'

    assert first(tmp_path / "a.xml", row, head).rows == [[dt.date(2020, 3, 1)]]


def test_a_cell_without_a_place_evades_a_merge_from_above(tmp_path: Path) -> None:
    """Systems that write tables like web pages leave the place out."""
    rows = (
        '<Row><Cell ss:MergeDown="1"><Data>甲</Data></Cell><Cell><Data>乙</Data></Cell></Row>'
        "<Row><Cell><Data>丙</Data></Cell></Row><Row><Cell><Data>丁</Data></Cell></Row>"
    )

    assert first(tmp_path / "a.xml", rows).rows == [["甲", "乙"], [None, "丙"], ["丁"]]


def test_a_column_has_a_style_for_its_cells(tmp_path: Path) -> None:
    """Unless the row or the cell has one."""
    head = '<Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="s2"/></Styles>'
    rows = (
        '<Column ss:Index="2" ss:StyleID="s1"/><Row><Cell><Data>甲</Data></Cell>'
        '<Cell><Data>乙</Data></Cell></Row><Row><Cell ss:Index="2" ss:StyleID="s2"><Data>丙</Data>'
        "</Cell></Row>"
    )

    assert first(tmp_path / "a.xml", rows, head).struck == {(0, 1)}


@pytest.mark.parametrize("encoding", ["gb2312", "GBK", "utf-8", "utf-16"])
def test_it_is_read_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    """Systems in China declare gb2312, which XML parsers seldom know."""
    content = LEDGER.replace("?>", f' encoding="{encoding}"?>', 1)

    assert read(tmp_path / "a.xml", content.encode(encoding)).sheets[0].rows == ROWS


def test_links_to_other_files_are_reported(tmp_path: Path) -> None:
    """Excel lists them before the sheets."""
    head = "<x:ExcelWorkbook><x:SupBook><x:Path>C:\\a.xls</x:Path></x:SupBook></x:ExcelWorkbook>"
    sheet = "<Worksheet><Table><Row><Cell><Data>甲</Data></Cell></Row></Table></Worksheet>"

    book = read(tmp_path / "a.xml", f"{START}{head}{sheet}</Workbook>")

    assert [remark.code for remark in book.remarks] == ["F18"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a>' + LEDGER.partition("?>")[2], "F19"),
        (LEDGER[:2500], "F11"),
        (LEDGER.replace("</Row>", "</Raw>", 1), "F01"),
        (LEDGER.replace("?>", ' encoding="EUC-KR"?>', 1), "F01"),
        (LEDGER.encode().replace("水厂".encode(), b"\xff\xff"), "F01"),
        (LEDGER.replace("?>", ' encoding="gb2312"?>', 1).encode(), "F01"),
        (START + "<Worksheet><Table/></Worksheet></Workbook>", "F15"),
        ("<html/>", "F13"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: str | bytes, code: str) -> None:
    """Document types, half files, tags that do not match, unknown encodings, nothing at all."""
    assert refused(tmp_path / "a.xml", content) == code


@pytest.mark.parametrize(
    "row",
    [
        '<Row ss:Index="1048576"><Cell><Data>甲</Data></Cell></Row>',
        '<Row ss:Index="99999999"><Cell><Data>甲</Data></Cell></Row>',
        '<Row><Cell ss:Index="16384"><Data>甲</Data></Cell></Row>',
        "<Row><Cell><Data>甲</Data></Cell></Row>" * 11,
    ],
)
def test_too_many_cells_are_refused(tmp_path: Path, row: str) -> None:
    """Also where a lone cell stands far off."""
    content = f"{START}<Worksheet><Table>{row}</Table></Worksheet></Workbook>"

    assert refused(tmp_path / "a.xml", content, FileLimits(cells=10)) == "F12"


@pytest.mark.long
def test_no_damage_brings_the_reader_down(tmp_path: Path) -> None:
    """Whatever is exchanged, there is a book or a reason in Chinese."""
    for damaged in damaged_markup(LEDGER):
        with contextlib.suppress(Unreadable):
            assert read(tmp_path / "a.xml", damaged).sheets


def test_zeros_that_are_not_shown_are_marked(tmp_path: Path) -> None:
    """The option of the sheet stands behind its cells."""
    option = "<x:WorksheetOptions><x:DoNotDisplayZeros/></x:WorksheetOptions>"
    cells = '<Row><Cell><Data ss:Type="Number">0</Data></Cell></Row>'
    (tmp_path / "a.xml").write_text(
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<Worksheet ss:Name="a"><Table>{cells}</Table>{option}</Worksheet></Workbook>',
        "utf-8",
    )
    (sheet,) = spreadsheetml.read(tmp_path / "a.xml", FileLimits()).sheets

    assert [mark.kind for mark in sheet.marks] == ["zeros"]
