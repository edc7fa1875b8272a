"""Workbooks as Excel, WPS and other programs write them: what a reader of the sheet sees."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from briefing.workbooks.formats import xlsx
from briefing.workbooks.formats.draft import Budget, Draft
from briefing.workbooks.formats.xlsx import SheetReader
from briefing.workbooks.formats.xlsx_cells import Kinds, Styles
from briefing.workbooks.formats.xlsx_quick import read_quickly
from briefing.workbooks.formats.xlsx_texts import Texts
from briefing.workbooks.formats.xml_stream import listen
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Merge, Unreadable
from tests import ooxml
from tests.conftest import sheet, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.sheet import Book, Cell, Sheet


def read(path: Path, **limits: int) -> Book:
    return xlsx.read(path, FileLimits(**limits))


def only(path: Path) -> Sheet:
    (found,) = read(path).sheets
    return found


def rows_of(path: Path) -> list[list[Cell]]:
    return only(path).rows


def refused(path: Path, **limits: int) -> str:
    with pytest.raises(Unreadable) as caught:
        read(path, **limits)
    return caught.value.remark.code


def test_a_workbook_comes_back_cell_by_cell(tmp_path: Path) -> None:
    """Texts, numbers, dates, empty cells and merges, from A1 on; a row ends with its last cell."""
    written = sheet(
        """

          | 标题 | <
          | 甲   | 1.5
          | ^    | 2020-03-01
          | '007 |
        """
    )

    found = only(workbook(tmp_path / "a.xlsx", written))

    assert (found.file, found.name) == ("a.xlsx", written.name)
    assert found.rows == [
        [],
        [None, "标题"],
        [None, "甲", 1.5],
        [None, None, dt.date(2020, 3, 1)],
        [None, "007"],
    ]
    assert sorted(found.merges, key=str) == [Merge(1, 1, 1, 2), Merge(2, 1, 3, 1)]


def test_every_sheet_is_read(tmp_path: Path) -> None:
    """In their order, by their names; a chart is no sheet of cells."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        book.add_worksheet("续建").write("A1", "甲")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=续建!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("新建 & 前期").write("A1", "乙")

    assert [each.name for each in read(path).sheets] == ["续建", "新建 & 前期"]


def test_a_hidden_sheet_says_so(tmp_path: Path) -> None:
    """Hidden by the menu, or so that no menu shows it."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        for name in ("现", "旧", "更旧"):
            book.add_worksheet(name).write("A1", name)
        book.get_worksheet_by_name("旧").hide()
        book.get_worksheet_by_name("更旧").very_hidden()

    assert [each.is_hidden for each in read(path).sheets] == [False, True, True]


def test_hidden_and_filtered_rows_and_columns_are_known(tmp_path: Path) -> None:
    """By their flag, or because they are of no height or width; those beyond the cells do not count."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        for row in range(5):
            page.write_row(row, 0, [1, 2, 3, 4])
        page.set_row(1, None, None, {"hidden": True})
        page.set_row(3, 0)
        page.set_row(900, None, None, {"hidden": True})
        page.set_column(1, 1, None, None, {"hidden": True})
        page.set_column(2, 2, 0)
        page.set_column(9, 16383, None, None, {"hidden": True})

    found = only(path)

    assert (found.hidden_rows, found.hidden_columns) == ({1, 3}, {1, 2})


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#SPILL!"])
def test_a_failed_formula_is_not_an_empty_cell(tmp_path: Path, error: str) -> None:
    """What is empty counts as not reported, which this one was."""
    path = workbook(
        tmp_path / "a.xlsx", sheet("甲|乙", name="一"), sheet(f"甲|{error}", name="二")
    )

    assert [each.rows for each in read(path).sheets] == [[["甲", "乙"]], [["甲", error]]]


def test_a_formula_that_nobody_calculated_is_not_an_empty_cell(tmp_path: Path) -> None:
    """A program that writes formulas without their values leaves nothing to read."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C2"] = "甲", '=SUM(A1:B1)&"<"'
    book.save(path := tmp_path / "a.xlsx")

    assert rows_of(path) == [["甲"], [None, None, '=SUM(A1:B1)&"<"']]


def test_a_formula_may_give_nothing(tmp_path: Path) -> None:
    """=IF(A1="","",A1) gives an empty text, which is an answer; so is a calculated number."""
    path = ooxml.package(
        tmp_path / "a.xlsx",
        ooxml.sheet(
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
            '<c r="B1" t="str"><f>IF(A9="","",A9)</f><v></v></c>'
            '<c r="C1" t="str"><f>A2</f><v>甲</v></c><c r="D1"><f t="shared" si="0"/><v>3</v></c>'
            '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        ),
    )

    assert rows_of(path) == [[2.0, None, "甲", 3.0, "#DIV/0!"]]


def test_a_number_is_what_its_format_shows(tmp_path: Path) -> None:
    """A percentage, ten thousands shown by a trick, a unit; separators and colours change nothing."""
    codes = ["0.0%", "0!.0,", '0.00"亿元"', "#,##0.00_ ;[Red]-#,##0.00", '0"个"']
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        for column, (code, number) in enumerate(
            zip(codes, [0.047, 12345, 1.154, 1234.5, 3], strict=True)
        ):
            page.write_number(0, column, number, book.add_format({"num_format": code}))

    assert rows_of(path) == [["4.7%", 1.2345, "1.154亿元", 1234.5, "3个"]]


@pytest.mark.parametrize(
    "code",
    [
        *(
            "yyyy/m/d",
            'yyyy"年"m"月"d"日"',
            "[$-804]yyyy年m月d日;@",
            "[DBNum1]yyyy年m月d日",
        ),
        *(14, 15, 22, 30, 31),
    ],
)
def test_a_date_is_a_date_however_it_is_written(tmp_path: Path, code: str | int) -> None:
    """Formats of the file's own, and those that Chinese programs need not spell out."""
    path = ooxml.package(
        tmp_path / "a.xlsx",
        ooxml.sheet('<row r="1"><c r="A1" s="0"><v>43891</v></c></row>'),
        styles=ooxml.styles(code),
    )

    assert rows_of(path) == [[dt.date(2020, 3, 1)]]


def test_a_workbook_of_a_mac_counts_from_1904(tmp_path: Path) -> None:
    """Its days are 1,462 fewer."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx", {"date_1904": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_datetime(0, 0, dt.datetime(2020, 3, 1), day)  # noqa: DTZ001

    assert rows_of(path) == [[dt.date(2020, 3, 1)]]


def test_a_date_may_be_written_as_one(tmp_path: Path) -> None:
    """ISO 8601, as programs that follow the standard strictly write it."""
    path = ooxml.package(
        tmp_path / "a.xlsx",
        ooxml.sheet(
            '<row r="1"><c r="A1" t="d"><v>2020-03-01</v></c>'
            '<c r="B1" t="d"><v>2020-03-01T12:30:00</v></c><c r="C1" t="d"><v>三月</v></c></row>'
        ),
    )

    assert rows_of(path) == [
        [dt.date(2020, 3, 1), dt.datetime(2020, 3, 1, 12, 30), "三月"]  # noqa: DTZ001
    ]


def test_struck_cells_are_known(tmp_path: Path) -> None:
    """A project that was taken off the list is struck through; an empty cell is no project."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        page, struck, plain = book.add_worksheet(), book.add_format(), book.add_format()
        struck.set_font_strikeout()
        page.write_row(0, 0, ["水厂", 500, "公路"], struck)
        page.write(0, 3, "学校")
        page.write_blank(0, 4, None, struck)
        page.write_rich_string(1, 0, struck, "旧名", plain, "新名")
        page.write_rich_string(1, 1, struck, "全", struck, "删")
        page.write_rich_string(1, 2, plain, "未", plain, "删")
        page.write_rich_string(1, 3, "甲", struck, "乙", struck)

    found = only(path)

    assert found.rows[1] == ["旧名新名", "全删", "未删", "甲乙"]
    assert found.struck == {(0, 0), (0, 1), (0, 2), (1, 1), (1, 3)}
    assert found.partly_struck == {(1, 0)}


def test_a_text_within_its_cell_may_be_struck(tmp_path: Path) -> None:
    """Some programs write texts of several runs into the cell."""
    path = ooxml.package(
        tmp_path / "a.xlsx",
        ooxml.sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><r><t>留</t></r>'
            "<r><rPr><strike/></rPr><t>删</t></r></is></c>"
            '<c r="B1" t="inlineStr"><is><r><rPr><strike val="0"/></rPr><t>留</t></r></is></c></row>'
        ),
    )

    assert only(path).rows == [["留删", "留"]]
    assert (only(path).struck, only(path).partly_struck) == (set(), {(0, 0)})


def test_comments_come_with_their_cells(tmp_path: Path) -> None:
    """Also those of empty cells; the author's name is left out."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write("A1", "甲")
        page.write_comment("B2", "张三:\n含配套资金500万元", {"author": "张三"})
        page.write_comment("A1", "资金：未到位", {"author": "张三"})

    assert only(path).comments == {(1, 1): "含配套资金500万元", (0, 0): "资金：未到位"}


def test_of_a_thread_every_reply_is_kept(tmp_path: Path) -> None:
    """The note beside it only says, at length, that an older program cannot show the thread."""
    note = f'<comments xmlns="{ooxml.MAIN}"><authors><author>tc</author></authors><commentList><comment ref="A1" authorId="0"><text><t>[Threaded comment]</t></text></comment></commentList></comments>'
    thread = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1" id="1"><text>几时开工？</text></threadedComment><threadedComment ref="A1" parentId="1"><text>六月</text></threadedComment></ThreadedComments>'
    pointers = ooxml.relations(
        {
            "rId1": ("comments", "../comments1.xml"),
            "rId2": ("threadedComment", "../threadedComments/t.xml"),
        }
    )
    parts = ooxml.contents(ooxml.sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    parts |= {
        "xl/worksheets/_rels/sheet1.xml.rels": pointers,
        "xl/comments1.xml": note,
        "xl/threadedComments/t.xml": thread,
    }

    found = only(ooxml.repack(tmp_path / "a.xlsx", parts))

    assert found.comments == {(0, 0): "几时开工？\n六月"}


@pytest.mark.parametrize(
    ("part", "code"),
    [("xl/vbaProject.bin", "F14"), ("xl/externalLinks/externalLink1.xml", "F18")],
)
def test_macros_and_links_are_remarked(tmp_path: Path, part: str, code: str) -> None:
    """The data are read all the same; macros are never run."""
    parts = ooxml.contents(ooxml.sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))

    book = read(ooxml.repack(tmp_path / "a.xlsm", parts | {part: b"..."}))

    assert [remark.code for remark in book.remarks] == [code]
    assert book.sheets[0].rows == [[1.0]]


PLAIN = ooxml.sheet(
    '<row r="2" hidden="1"><c r="B2" t="s"><v>0</v></c><c r="C2" s="1"><v>0.5</v></c></row>'
    '<row r="3"><c r="B3" t="inlineStr"><is><t>a&lt;b&amp;c</t></is></c><c r="D3" t="b"><v>1</v></c></row>',
    behind='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>',
)
WRITTEN_OTHERWISE = {
    "as usual": PLAIN,
    "on many lines": PLAIN.replace("><", ">\n  <"),
    "with prefixes": PLAIN.replace("<", "<x:")
    .replace("<x:/", "</x:")
    .replace("<x:?", "<?")
    .replace("xmlns=", "xmlns:x="),
    "in single quotes": PLAIN.replace('"', "'"),
    "strictly": PLAIN.replace(ooxml.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    "in UTF-16": PLAIN.replace("UTF-8", "UTF-16").encode("utf-16"),
    "with a mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "without a declaration": PLAIN.partition("\n")[2],
    "with CDATA": PLAIN.replace("a&lt;b&amp;c", "<![CDATA[a<b&c]]>"),
    "with comments": PLAIN.replace("<v>0.5</v>", "<v>0<!-- ; -->.5</v><!-- <c/> -->"),
    "other attributes first": PLAIN.replace('r="C2" s="1"', 's="1" r="C2"'),
    "with more spaces": PLAIN.replace('r="C2" s="1"', 'r="C2"   s = "1" '),
    "with blank cells": PLAIN.replace("</row>", '<c r="F9" s="1"/></row>').replace("F9", "F3"),
    "with references": PLAIN.replace("a&lt;b&amp;c", "&#97;&#x3c;b&amp;c"),
}


@pytest.mark.parametrize("way", WRITTEN_OTHERWISE)
def test_xml_that_says_the_same_is_read_the_same(tmp_path: Path, way: str) -> None:
    """Whichever program wrote it."""
    path = ooxml.package(
        tmp_path / "a.xlsx",
        WRITTEN_OTHERWISE[way],
        texts=ooxml.texts("<t>水厂</t>"),
        styles=ooxml.styles("General", "0%"),
    )

    found = only(path)

    assert found.rows == [[], [None, "水厂", "50%"], [None, "a<b&c", None, True]]
    assert (found.hidden_rows, found.merges) == ({1}, [Merge(1, 1, 2, 1)])


def test_cells_without_places_follow_each_other(tmp_path: Path) -> None:
    """The standard lets a program leave the places out."""
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c r='C5'><v>3</v></c><c><v>4</v></c></row>"

    path = ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(rows))

    assert rows_of(path) == [[1.0, 2.0], [], [], [], [None, None, 3.0, 4.0]]


def test_rows_may_come_in_any_order_and_twice(tmp_path: Path) -> None:
    """No cell is lost by it."""
    rows = (
        '<row r="3"><c r="B3"><v>3</v></c></row><row r="1"><c r="C1"><v>1</v></c></row>'
        '<row r="3"><c r="C3"><v>4</v></c><c r="A3"><v>2</v></c></row>'
    )

    path = ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(rows))

    assert rows_of(path) == [[None, None, 1.0], [], [2.0, 3.0, 4.0]]


def test_shared_texts_may_be_written_in_many_ways(tmp_path: Path) -> None:
    """Runs, pronunciations, escapes of Excel; a text of white space is nothing."""
    texts = ooxml.texts(
        "<t>甲</t>",
        '<r><t>乙</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 丙</t></r><rPh sb="0" eb="1"><t>yǐ</t></rPh>',
        "<t>一_x000D_\n二_x0041_</t>",
        "<t> </t>",
        "",
        "<t>a &amp; b</t>",
    )
    cells = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCDEF"))
    expected = ["甲", "乙 丙", "一\n二A", None, None, "a & b"]
    sheet_part = ooxml.sheet(f'<row r="1">{cells}</row>')

    prefixed = texts.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")

    for part in (texts, prefixed):
        path = ooxml.package(tmp_path / "a.xlsx", sheet_part, texts=part)
        assert rows_of(path) == [expected]


def test_parts_may_lie_anywhere(tmp_path: Path) -> None:
    """Absolute targets, other names, backslashes, other letter case: the pointers say where."""
    parts = ooxml.contents(ooxml.sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    moved = {
        "_rels/.rels": ooxml.relations({"rId1": ("officeDocument", "/data/Book.xml")}),
        "data\\Book.xml": parts["xl/workbook.xml"],
        "data/_rels/book.xml.rels": ooxml.relations({"rId1": ("worksheet", "/Pages/One.xml")}),
        "pages/one.xml": parts["xl/worksheets/sheet1.xml"],
    }

    assert rows_of(ooxml.repack(tmp_path / "a.xlsx", moved)) == [[1.0]]


def test_what_is_no_number_is_no_number(tmp_path: Path) -> None:
    """Python would take these for numbers; a spreadsheet shows them as they are."""
    written = ["nan", "inf", "1e400", "1_000", "-Infinity", "0x10", "1.5e3", "-0"]
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{raw}</v></c></row>' for n, raw in enumerate(written, 1)
    )

    found = rows_of(ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(rows)))

    assert [row[0] for row in found] == [*written[:6], 1500.0, 0.0]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>7</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&who;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#xD800;</v></c></row>',
        '<row r="1"><c r="A1"><v>7</v></row>',
    ],
)
def test_what_points_nowhere_is_refused(tmp_path: Path, rows: str) -> None:
    """Never guess which text or cell was meant."""
    assert refused(ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(rows))) == "F01"


def test_a_sheet_whose_part_is_lost_is_refused(tmp_path: Path) -> None:
    """Its projects would be missing from the briefing."""
    parts = ooxml.contents(ooxml.sheet(""), ooxml.sheet(""))
    del parts["xl/worksheets/sheet2.xml"]

    assert refused(ooxml.repack(tmp_path / "a.xlsx", parts)) == "F01"


def test_text_in_another_encoding_than_declared_is_refused(tmp_path: Path) -> None:
    """Half of the characters would be wrong."""
    broken = PLAIN.replace("a&lt;b", "水厂").encode("gb18030")

    assert refused(ooxml.package(tmp_path / "a.xlsx", broken, texts=ooxml.texts("<t/>"))) == "F01"


BOMB = '<!DOCTYPE a [<!ENTITY b "水厂水厂"><!ENTITY c "&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, part: str) -> None:
    """No program writes one; it only serves to blow texts up, or to fetch files."""
    parts = ooxml.contents(PLAIN, texts=ooxml.texts("<t>甲</t>"), styles=ooxml.styles("0"))
    text = str(parts[part])
    declaration, mark, rest = text.rpartition("?>\n")

    parts[part] = declaration + mark + BOMB + rest

    assert refused(ooxml.repack(tmp_path / "a.xlsx", parts)) == "F19"


def test_a_file_may_fill_so_many_cells(tmp_path: Path) -> None:
    """The limit is the county's to raise, and the line says so."""
    path = workbook(tmp_path / "a.xlsx", sheet("1|2|3\n4|5|"))

    with pytest.raises(Unreadable) as caught:
        read(path, cells=4)

    assert caught.value.remark.code == "F12"
    assert "cells" in caught.value.remark.advice
    assert read(path, cells=5).sheets[0].rows == [[1.0, 2.0, 3.0], [4.0, 5.0]]


def test_a_stray_cell_far_away_costs_little(tmp_path: Path) -> None:
    """Somebody pressed Ctrl+End and a key; the sheet has a million rows all the same."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write(0, 0, "甲")
        page.write(1_048_575, 16_383, "乙")

    rows = rows_of(path)

    assert (len(rows), rows[0], rows[-1][-1]) == (1_048_576, ["甲"], "乙")
    assert not any(rows[1:-1])


def test_formats_far_away_are_nothing(tmp_path: Path) -> None:
    """A cell that has a format and no content is empty."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )

    assert rows_of(ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(rows))) == [[1.0]]


def drafted(part: bytes, *, quickly: bool) -> Draft:
    draft = Draft("", Budget(10**6))
    kinds = Kinds(Texts(["甲", "乙"]), Styles(["General", "0%"]))
    if quickly:
        read_quickly(io.BytesIO(part), draft, kinds)
    else:
        listen(io.BytesIO(part), SheetReader(draft, kinds))
    return draft


CELLS = st.sampled_from(
    [
        "",
        '<c r="{}"/>',
        '<c r="{}" s="1"/>',
        '<c r="{}"><v>12.5</v></c>',
        '<c r="{}" s="1"><v>0.07</v></c>',
        '<c r="{}"><v></v></c>',
        '<c r="{}"><v>nan</v></c>',
        '<c r="{}" t="s"><v>1</v></c>',
        '<c r="{}" t="inlineStr"><is><t>丙 &amp; 丁</t></is></c>',
        '<c r="{}" t="inlineStr"><is><t xml:space="preserve"> _x000D_</t></is></c>',
        '<c r="{}"><f>A1&lt;B1</f><v>3</v></c>',
        '<c r="{}"><f>A1</f></c>',
        '<c r="{}" t="str"><f>A1</f><v/></c>',
        '<c r="{}" t="e"><f t="shared" si="0"/><v>#N/A</v></c>',
        '<c r="{}" t="b"><v>0</v></c>',
        '<c r="{}" t="str"><v>&amp;lt;</v></c>',
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5), st.sampled_from([1, 150]))
def test_the_quick_way_reads_what_the_exact_way_reads(kinds: list[list[str]], times: int) -> None:
    """Row by row, and by the form of rows that come often."""
    rows = "".join(
        f'<row r="{at}">'
        + "".join(cell.format(f"{letter}{at}") for letter, cell in zip("ABCD", row, strict=False))
        + "</row>"
        for at, row in enumerate(kinds * times, 1)
    )
    part = ooxml.sheet(rows).encode()

    quick, exact = drafted(part, quickly=True), drafted(part, quickly=False)

    assert quick.finished("a.xlsx") == exact.finished("a.xlsx")
    assert quick.budget.cells == exact.budget.cells


def test_an_odd_row_among_many_alike_is_not_lost(tmp_path: Path) -> None:
    """Rows alike are read at once; the others between them one by one."""
    rows = [[n, f"第{n}号项目", n / 8] for n in range(9000)]
    for odd in (7000, 7001, 8000, 8999):
        rows[odd] = [None, "小计", odd, "备注"]
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx", {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at + 2, 0, row)
            if at in {5, 7001, 7500}:
                page.set_row(at + 2, None, None, {"hidden": True})

    found = only(path)

    assert found.rows == [[], [], *rows]
    assert found.hidden_rows == {7, 7003, 7502}


@given(
    st.lists(
        st.lists(
            st.none()
            | st.booleans()
            | st.floats(-1e300, 1e300)
            | st.text(st.characters(exclude_categories=["C"]), max_size=8).filter(str.strip)
            | st.dates(dt.date(1901, 1, 1)),
            max_size=6,
        ),
        max_size=6,
    )
)
def test_another_reader_reads_the_same(rows: list[list[Cell]]) -> None:
    """Cell by cell, but for the ends of rows, calamine agrees."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(
        written, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d"})
        page.write(0, 0, "甲")
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(at, column, cell, day)
                elif cell is not None:
                    page.write(at, column, cell)
    written.seek(0)
    page_read = python_calamine.load_workbook(written).get_sheet_by_index(0)
    expected = [trimmed(row) for row in page_read.to_python(skip_empty_area=False)]
    with zipfile.ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    found = found_in(parts)

    assert found == expected


def trimmed(row: list[Cell]) -> list[Cell]:
    row = [None if cell == "" else cell for cell in row]
    while row and row[-1] is None:
        row.pop()
    return row


def found_in(parts: dict[str, bytes]) -> list[list[Cell]]:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        return rows_of(ooxml.repack(Path(folder) / "a.xlsx", parts))
