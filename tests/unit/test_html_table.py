"""Web pages that are called workbooks: what a browser, or Excel, would show of their tables."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks.formats import html
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Merge, Sheet, Unreadable
from tests.damage import damaged_markup
from tests.fixtures.ledger import ROWS, WORKBOOKS

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.sheet import Cell

# Laid out as Excel lays it out.
LEDGER = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312">
<meta name=ProgId content=Excel.Sheet>
<style><!--table
	{mso-displayed-decimal-separator:"\\.";}
.xl24
	{mso-style-parent:style0;
	mso-number-format:Percent;}
.xl25
	{mso-style-parent:style0;
	text-decoration:line-through;}
.xl26
	{mso-number-format:"yyyy\\0022年\\0022m\\0022月\\0022";}
.xl27
	{mso-number-format:"\\@";}
--></style>
<!--[if gte mso 9]><xml>
 <x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>
    <x:Name>5月</x:Name>
 </x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook>
</xml><![endif]-->
</head>
<body link=blue>
<table x:str border=0 cellpadding=0>
 <col width=72 span=3>
 <col width=0 style='display:none;mso-width-source:userset'>
 <tr height=19>
  <td colspan=5>单位：万元<span style='mso-spacerun:yes'>&nbsp;</span></td>
 </tr>
 <tr height=19>
  <td rowspan=2>项目<br>
    名称</td>
  <td colspan=2>投资</td>
 </tr>
 <tr><td>总投资</td><td>完成率</td></tr>
 <tr height=0 style='display:none'>
  <td class=xl27>007</td>
  <td align=right x:num="1234.567">1,234.57<span style='mso-spacerun:yes'>&nbsp;</span></td>
  <td class=xl24 align=right x:num="4.6800000000000001E-2">4.68%</td>
  <td class=xl26 align=right x:num="43891">2020年3月</td>
 </tr>
 <tr><td class=xl25>划去</td><td>公路<s>（一期）</s></td><td x:err="#REF!">#REF!</td>
  <td x:bool="TRUE">TRUE</td></tr>
 <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'><td width=72 style='width:54pt'></td></tr>
 <![endif]>
</table>
</body>
</html>
"""


def read(path: Path, content: str | bytes, limits: FileLimits | None = None) -> Book:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return html.read(path, limits or FileLimits())


def first(path: Path, rows: str, head: str = "") -> Sheet:
    return read(path, f"<html>{head}<table>{rows}</table></html>").sheets[0]


def cell(path: Path, attributes: str, words: str) -> Cell:
    (row,) = first(path, f"<tr><td {attributes}>{words}</td><td>乙</td></tr>").rows
    return row[0]


def refused(path: Path, content: str | bytes, limits: FileLimits | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        read(path, content, limits)
    return error.value.remark.code


def archive(*parts: tuple[str, str, bytes]) -> bytes:
    """A web page with what it shows, in one file."""
    lines = [b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="--=_N"\n']
    for place, kind, body in parts:
        head = f"----=_N\nContent-Location: file:///C:/{place}\nContent-Type: {kind}\n"
        encoded = base64.encodebytes(body)
        lines += [head.encode() + b"Content-Transfer-Encoding: base64\n", encoded]
    return b"\n".join([*lines, b"----=_N--\n"])


def test_cells_are_what_a_reader_of_them_sees(tmp_path: Path) -> None:
    """Excel keeps the number beside the text, and the format in a class."""
    (sheet,) = read(tmp_path / "a.xls", LEDGER.encode("gbk")).sheets

    assert sheet.name == "5月"
    assert sheet.rows == [
        ["单位：万元"],
        ["项目\n名称", "投资"],
        [None, "总投资", "完成率"],
        ["007", 1234.567, "4.68%", "2020年3月"],
        ["划去", "公路（一期）", "#REF!", True],
    ]


def test_what_is_beside_the_values_is_read_too(tmp_path: Path) -> None:
    """Merges, what is hidden, and what is struck out."""
    (sheet,) = read(tmp_path / "a.xls", LEDGER.encode("gbk")).sheets

    assert sheet.merges == [Merge(0, 0, 0, 4), Merge(1, 0, 2, 0), Merge(1, 1, 1, 2)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {3})
    assert (sheet.struck, sheet.partly_struck) == ({(4, 0)}, {(4, 1)})


def test_libreoffice_writes_numbers_and_formats_beside_the_text() -> None:
    """It leaves out what is hidden: the row 藏起, the column 是否开工."""
    (sheet,) = html.read(WORKBOOKS / "ledger.html", FileLimits()).sheets

    seen = [row[:7] + row[8:] for row in ROWS if row[:2] != [3, "藏起"]]
    assert sheet.rows == seen
    assert sheet.comments == {(4, 4): "含上年结转"}
    assert sheet.struck == {(6, column) for column in range(7)}


@pytest.mark.parametrize(
    ("attributes", "words", "value"),
    [
        ("", "12.5", 12.5),
        ("", " 12.5&nbsp;", 12.5),
        ("", "1,200", "1,200"),
        ("", "007", "007"),
        ("", "2020.10", "2020.10"),
        ("", "&nbsp;", None),
        ("x:num", "1,200", 1200),
        ('x:num="0.0468"', "5%", "4.68%"),
        ('x:num="many"', "甲", "甲"),
        ("x:str", "12", "12"),
        ("style=\"mso-number-format:'\\@'\"", "12", "12"),
        ('style="vnd.ms-excel.numberformat:@"', "12", "12"),
        ("style=\"mso-number-format:'0\\.00%'\"", "0.0468", "4.68%"),
        ("style=\"mso-number-format:'0\\.00%'\"", "4.68%", "4.68%"),
        ('sdval="43891" sdnum="2052;0;YYYY-MM-DD"', "2020-03-01", dt.date(2020, 3, 1)),
        ('sdval="3" sdnum="2052;"', "3", 3),
    ],
)
def test_a_number_is_taken_where_nothing_is_lost(
    tmp_path: Path, attributes: str, words: str, value: Cell
) -> None:
    """Or where the page says what it is."""
    assert cell(tmp_path / "a.xls", attributes, words) == value


def test_text_is_laid_out_as_in_a_browser(tmp_path: Path) -> None:
    """White space is one space, paragraphs and breaks are lines, what is not shown is not there."""
    words = (
        "<p>一  &lt;甲&gt;\n  乙</p><p>二</p><div>三</div>四<script>五</script>"
        '<span style="display: none">六</span><!-- 七 --><a class=msocomanch>[1]</a>'
    )

    assert cell(tmp_path / "a.xls", "", words) == "一 <甲> 乙\n二\n三\n四"


@pytest.mark.parametrize(
    "mark", ["s", "strike", "del", 'span style="text-decoration:LINE-THROUGH"']
)
def test_text_is_struck_out_in_many_ways(tmp_path: Path, mark: str) -> None:
    """The whole of a cell, or a part of it."""
    rows = f"<tr><td><{mark}>甲</{mark}><td><{mark}>甲</{mark}>乙<td> <{mark}> </{mark}>丙"

    sheet = first(tmp_path / "a.xls", rows)

    assert (sheet.struck, sheet.partly_struck) == ({(0, 0)}, {(0, 1)})


def test_a_cell_that_reaches_down_moves_those_of_the_rows_below(tmp_path: Path) -> None:
    """As browsers place them, also where the ends of cells are left out."""
    rows = "<tr><td rowspan=2 colspan=2>甲<td>乙<tr><td>丙<td>丁<tr><td>戊"

    sheet = first(tmp_path / "a.xls", rows)

    assert sheet.rows == [["甲", None, "乙"], [None, None, "丙", "丁"], ["戊"]]
    assert sheet.merges == [Merge(0, 0, 1, 1)]


def test_a_column_of_hidden_cells_is_hidden(tmp_path: Path) -> None:
    """Systems keep keys there, which must not be taken for what is reported."""
    key = "<td style='display:none'>"

    sheet = first(tmp_path / "a.xls", f"<tr><th>甲{key}键<tr><td>乙{key}1")

    assert (sheet.rows, sheet.hidden_columns) == ([["甲", "键"], ["乙", 1]], {1})


def test_hidden_parts_of_a_table_hide_their_rows(tmp_path: Path) -> None:
    """And a hidden table is a hidden sheet."""
    rows = "<table hidden><tbody style='display:none'><tr><td>甲</tbody><tr><td>乙</table>"

    (sheet,) = read(tmp_path / "a.xls", rows).sheets

    assert (sheet.is_hidden, sheet.hidden_rows) == (True, {0})


def test_texts_around_tables_are_rows_of_them(tmp_path: Path) -> None:
    """So that the unit above, and who filled it in below, are not lost."""
    page = (
        "<title>不显示</title><h1>项目进展</h1><p>单位：<b>万元</b></p>"
        "<table><caption>5月</caption><tr><td>甲<td>1</table>"
        "<p>附件2</p><table><tr><td>乙<td>2</table>填表人：某甲"
    )

    sheets = read(tmp_path / "a.xls", page).sheets

    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("表1", [["项目进展"], ["单位：万元"], ["5月"], ["甲", 1]]),
        ("表2", [["附件2"], ["乙", 2], ["填表人：某甲"]]),
    ]


def test_a_table_that_lays_out_a_page_is_no_sheet(tmp_path: Path) -> None:
    """What it says becomes the titles of the table within."""
    page = (
        "<table><tr><td>项目进展<td>单位：万元<tr><td>截至5月"
        "<table><tr><td>甲<td>乙<tr><td>1<td>2</table><tr><td>填表人</table>"
    )

    (sheet,) = read(tmp_path / "a.xls", page).sheets

    assert sheet.rows == [
        ["项目进展", "单位：万元"],
        ["截至5月"],
        ["甲", "乙"],
        [1, 2],
        ["填表人"],
    ]


def test_a_small_table_is_part_of_its_cell(tmp_path: Path) -> None:
    """One column or one row within a cell is a list of its lines."""
    inner = "<table><tr><td>一期<td>100<tr></table>"

    sheet = first(tmp_path / "a.xls", f"<tr><td>水厂{inner}<td>2<tr><td>公路<td>3")

    assert sheet.rows == [["水厂\n一期 100", 2], ["公路", 3]]


def test_a_long_table_with_tables_in_its_cells_stays_whole(tmp_path: Path) -> None:
    """It is data, and so is the table within."""
    inner = "<table><tr><td>一<td>二<tr><td>三<td>四</table>"
    rows = "".join(f"<tr><td>项目{number}<td>{number}" for number in range(30))

    small, whole = read(tmp_path / "a.xls", f"<table>{rows}<tr><td>末{inner}<td>9</table>").sheets

    assert small.rows == [["一", "二"], ["三", "四"]]
    assert len(whole.rows) == 31
    assert whole.rows[-1] == ["末", 9]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gbk"),
        ("GBK", "gb18030"),
        ("utf-8", "utf-8"),
        ("gb2312", "utf-8"),
        ("utf-8", "gbk"),
        ("iso-8859-1", "gbk"),
        ("unicode", "utf-16"),
        ("", "utf-8-sig"),
    ],
)
def test_a_page_is_read_in_its_encoding(tmp_path: Path, declared: str, encoding: str) -> None:
    """Which need not be the one that it declares."""
    page = f"<meta charset='{declared}'><table><tr><td>柞水县重点项目</table>"

    assert read(tmp_path / "a.xls", page.encode(encoding)).sheets[0].rows == [["柞水县重点项目"]]


def test_a_web_archive_holds_a_page_for_each_sheet(tmp_path: Path) -> None:
    """Its first page names the sheets; that of the tabs is none of them."""
    frame = (
        "<html><!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>5月</x:Name>"
        '<x:WorksheetSource HRef="a.files/sheet001.htm"/></x:ExcelWorksheet></xml><![endif]-->'
        "<frameset><frame src='a.files/sheet001.htm'></frameset></html>"
    )
    table = "<table><tr><td>水厂<td>1.5</table>".encode("gbk")
    data = archive(
        ("a.htm", "text/html; charset=utf-8", frame.encode()),
        ("a.files/stylesheet.css", "text/css", b".a{}"),
        ("a.files/tabstrip.htm", "text/html; charset=utf-8", "<table><tr><td>页</table>".encode()),
        ("a.files/sheet001.htm", "text/html; charset=gb2312", table),
    )

    (sheet,) = read(tmp_path / "a.mht", data).sheets

    assert (sheet.name, sheet.rows) == ("5月", [["水厂", 1.5]])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<html><frameset><frame src='a.files/sheet001.htm'></frameset></html>", "F01"),
        ("<html><p>没有表格</p></html>", "F13"),
        ("<html><table><tr><td></table></html>", "F13"),
        ("<html><table><tr><td>甲</td></tr><tr><td>乙", "F11"),
        (archive(("a.htm", "text/html", b"<table><tr><td>a</table>"))[:-12], "F11"),
        ("", "F15"),
        (b"<table><tr><td>\xff\xff</table>", "F01"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: str | bytes, code: str) -> None:
    """A frame without its sheets, a page without tables, half a page, half an archive."""
    assert refused(tmp_path / "a.xls", content) == code


@pytest.mark.parametrize(
    "rows",
    ["<tr><td>甲" * 11, "<tr><td colspan=1000><td>甲", "<tr>" * 2000 + "<td>甲"],
)
def test_too_many_cells_are_refused(tmp_path: Path, rows: str) -> None:
    """Also where they are far apart."""
    assert refused(tmp_path / "a.xls", f"<table>{rows}</table>", FileLimits(cells=10)) == "F12"


@pytest.mark.long
def test_no_damage_brings_the_reader_down(tmp_path: Path) -> None:
    """Whatever is exchanged, there is a book or a reason in Chinese."""
    for damaged in damaged_markup(LEDGER):
        with contextlib.suppress(Unreadable):
            assert read(tmp_path / "a.xls", damaged).sheets
