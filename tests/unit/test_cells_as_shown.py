"""What a cell shows is what is read of it, or the cell is named: each format, each kind of mess."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from briefing.workbooks import formats
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import PICTURE, Unreadable
from tests import cases, ooxml

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.ledgers.ingest import CheckedMonth
    from briefing.workbooks.sheet import Cell, Sheet

MONTH = "2020-05"
HEAD = (
    *("序号", "项目名称", "建设性质", "责任单位", "总投资（万元）", "年度计划投资（万元）"),
    *("1-5月完成投资（万元）", "开复工状态", "计划竣工时间", "备注"),
)
ROW: tuple[Any, ...] = (1, "水厂", "续建", "发改委", 1000, 300, 200, "在建", "2020年12月", "")
TASK, FINISH, REMARK = "F3", "I3", "J3"


def ledger(path: Path, *, rows: int = 1) -> openpyxl.Workbook:
    """A progress report of one project, to be changed and saved at *path*."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "项目"
    page.append(["重点项目进展情况表（2020年5月）"])
    page.append(HEAD)
    for number in range(1, rows + 1):
        page.append([number, f"水厂{number}" if number > 1 else "水厂", *ROW[2:]])
    book.save(path)
    return book


def read(path: Path) -> Sheet:
    (sheet,) = formats.read(path, FileLimits()).sheets
    return sheet


def opened(folder: Path, path: Path) -> CheckedMonth:
    return cases.alone(folder / "county", MONTH, path)


def findings(month: CheckedMonth, *codes: str) -> list[str]:
    return [finding.line for finding in month.findings if finding.code in codes]


def value(month: CheckedMonth, column: str) -> Any:
    (found,) = month.tables["projects"].frame[column]
    return found


def with_cell(folder: Path, place: str, content: Any, code: str = "General") -> CheckedMonth:
    """Open a ledger with one cell of a content and a number format."""
    book = ledger(folder / "a.xlsx")
    book.active[place] = content
    book.active[place].number_format = code
    book.save(folder / "a.xlsx")
    return opened(folder, folder / "a.xlsx")


# A number, its format, and what a clerk would have typed.
AS_TYPED = [
    (300, '0"万元"', "300万元"),
    (300, '0"万美元"', "300万美元"),
    (300, "[$$-409]#,##0", "$300"),
    (300, "[$€-2]#,##0", "€300"),
    (300, "[$HK$-C04]#,##0", "HK$300"),
    (300, '0"户"', "300户"),
    (300, '0"亩"', "300亩"),
    (300, '"约"0', "约300"),
    (300, '0"左右"', "300左右"),
    (300, '0"（预计）"', "300（预计）"),
    (300, '0"（含上年）"', "300（含上年）"),
    (300, "(0)", "(300)"),
    (300, "-0", "-300"),
    (300, '#,##0"-"', "300-"),
    (300, '0"0"', "3000"),
    (300, '#,##0,"K"', "0.3K"),
    (24000, '#,##0,"K"', "24K"),
    (300, '0"个"', "300个"),
    (300, '"共"0"项"', "共300项"),
    (300, '0"~"', "300~"),
    (300, '"≥"0', "≥300"),
    (0.3, '0.0"亿元"', "0.3亿元"),
    (3.0e10, '0!.00,,"亿元"', "300亿元"),
    (300, "¥#,##0", "¥300"),
    (300, '"待定"', "待定"),
    (300, '[>=100]"超百万";0', "超百万"),
    (300, "0%", "30000%"),
    (-300, '"下降"0', "-下降300"),
]


@pytest.mark.parametrize(("number", "code", "typed"), AS_TYPED)
def test_an_amount_counts_as_its_format_shows_it(
    tmp_path: Path, number: float, code: str, typed: str
) -> None:
    """Read, doubted or refused as the same text would be, with the same words."""
    for folder in ("shown", "typed"):
        (tmp_path / folder).mkdir()
    shown = with_cell(tmp_path / "shown", TASK, number, code)
    same = with_cell(tmp_path / "typed", TASK, typed)

    assert (
        shown.tables["projects"]
        .frame["annual_task_wan"]
        .equals(same.tables["projects"].frame["annual_task_wan"])
    )
    assert [line.partition("，")[2] for line in findings(shown, "V01", "V02", "V04")] == [
        line.partition("，")[2] for line in findings(same, "V01", "V02", "V04")
    ]


@pytest.mark.parametrize(
    ("number", "code"),
    [(300, ";;;"), (-300, "0;0"), (-300, "0;;"), (300, "[White]0"), (300, '"--"')],
)
def test_an_amount_that_its_format_hides_is_refused(
    tmp_path: Path, number: float, code: str
) -> None:
    """With what is stored, and what is shown."""
    month = with_cell(tmp_path, TASK, number, code)

    (line,) = findings(month, "V02")
    assert "（F列）" in line
    assert "显示为" in line


def test_a_zero_that_is_not_shown_is_doubted(tmp_path: Path) -> None:
    """It is read as zero: missing is not zero, so the clerk is asked."""
    month = with_cell(tmp_path, "G3", 0, "0;-0;;@")

    assert value(month, "done_this_year_wan") == 0
    (line,) = findings(month, "V04")
    assert "（G列）" in line


@pytest.mark.parametrize("is_shown", [True, False])
def test_zeros_that_a_sheet_does_not_show_are_named_once(tmp_path: Path, is_shown: bool) -> None:
    """They are read as zeros, as those that a number format hides."""
    book = ledger(tmp_path / "a.xlsx", rows=3)
    for place in ("G3", "G5", "L9"):
        book.active[place] = 0
    book.active.sheet_view.showZeros = is_shown
    book.save(tmp_path / "a.xlsx")
    month = opened(tmp_path, tmp_path / "a.xlsx")

    assert month.tables["projects"].frame["done_this_year_wan"].tolist() == [0, 200, 0]
    lines = findings(month, "S12")
    assert len(lines) == (not is_shown)
    assert all("不显示零值" in line for line in lines)


def test_a_sheet_without_zeros_hides_none(tmp_path: Path) -> None:
    """The option alone is no fault; a FALSE is no zero."""
    book = ledger(tmp_path / "a.xlsx")
    book.active["K3"] = False
    book.active.sheet_view.showZeros = False
    book.save(tmp_path / "a.xlsx")

    assert not findings(opened(tmp_path, tmp_path / "a.xlsx"), "S12")


DAY = dt.date(2020, 12, 15)
LAST, FIRST = "2020-12-31", "2020-12-15"


@pytest.mark.parametrize(
    ("code", "expected", "is_doubted"),
    [
        ("yyyy-mm-dd", FIRST, False),
        ('yyyy"年"m"月"d"日"', FIRST, False),
        ("m/d/yy", FIRST, False),
        ('yyyy"年"m"月"', LAST, False),
        ("yyyy.m", LAST, False),
        ("yyyy/mm", LAST, False),
        ("mmm-yy", LAST, False),
        ('yyyy"年"m"月底"', LAST, False),
        ('m"月"d"日"', FIRST, False),
        ('m"月底"', LAST, False),
        ('yyyy"年"', LAST, False),
        ('"约"yyyy"年"m"月"', LAST, True),
        ('"预计"yyyy"年"m"月"', LAST, False),
    ],
)
def test_a_date_is_as_precise_as_its_format(
    tmp_path: Path, code: str, expected: str, is_doubted: bool
) -> None:
    """A deadline shown as a month is the month's last day, as the typed month is."""
    month = with_cell(tmp_path, FINISH, DAY, code)

    assert str(value(month, "planned_finish"))[:10] == expected
    assert bool(findings(month, "V04")) == is_doubted


@pytest.mark.parametrize("code", ['m"月"d"日"', "d-mmm", 'm"月"', 'm"月底"'])
def test_a_hidden_year_is_doubted_where_it_is_another(tmp_path: Path, code: str) -> None:
    """What is shown would be a date of the report year."""
    month = with_cell(tmp_path, FINISH, dt.date(2019, 12, 15), code)

    (line,) = findings(month, "V04")
    assert "2019年" in line


@pytest.mark.parametrize("code", ["m", "aaaa", ";;;", 'yyyy.m"前"'])
def test_a_date_of_which_no_date_is_shown_is_refused(tmp_path: Path, code: str) -> None:
    """The number of a month, a day of the week, nothing; 2020.12前 is refused as the typed text is."""
    assert findings(with_cell(tmp_path, FINISH, DAY, code), "V02")


def test_a_bare_number_in_a_column_of_dates_is_doubted(tmp_path: Path) -> None:
    """43060 may be a date that lost its format, or a number in the wrong column."""
    month = with_cell(tmp_path, FINISH, 44180)

    (line,) = findings(month, "V04")
    assert "日期序号" in line


@pytest.mark.parametrize(
    ("place", "content"),
    [
        (TASK, "300①"),
        (TASK, "300¹"),
        (TASK, "300₁"),
        (TASK, "①300"),
        (TASK, "300⑵"),
        (TASK, "3❶00"),
        (FINISH, "2020.1①"),
        (FINISH, "12月①"),
    ],
)
def test_a_footnote_is_no_digit(tmp_path: Path, place: str, content: str) -> None:
    """The number is read without it, and the clerk is told."""
    month = with_cell(tmp_path, place, content)

    (line,) = findings(month, "V04")
    assert "注码" in line
    if place == TASK:
        assert value(month, "annual_task_wan") == 300


def test_a_footnote_alone_is_no_number(tmp_path: Path) -> None:
    """① is not 1."""
    assert findings(with_cell(tmp_path, TASK, "①"), "V02")


@pytest.mark.parametrize(
    ("place", "head", "column"),
    [
        ("F2", "年度计划投资①（万元）", "annual_task_wan"),
        ("F2", "年度计划投资（万元）¹", "annual_task_wan"),
        ("F2", "年度计划投资（万元⑵）", "annual_task_wan"),
        ("F2", "年度计划投资（注①）（万元）", "annual_task_wan"),
        ("F2", "⑥=④+⑤年度计划投资（万元）", "annual_task_wan"),
        ("G2", "1-5月①完成投资（万元）", "done_this_year_wan"),
        ("G2", "1-5①月完成投资（万元）", "done_this_year_wan"),
        ("I2", "计划竣工时间²", "planned_finish"),
    ],
)
def test_a_footnote_changes_no_head(tmp_path: Path, place: str, head: str, column: str) -> None:
    """The column is read, and the clerk is told to look at the note."""
    month = with_cell(tmp_path, place, head)

    assert value(month, column) == value(opened_plainly(tmp_path / "plain"), column)
    (line,) = findings(month, "S04")
    assert "注码" in line
    assert f"（{place[0]}列）" in line


def test_a_raised_digit_in_a_head_or_title_of_a_page_is_a_footnote(tmp_path: Path) -> None:
    """2020年5月 with a raised 1 is no other month, and the column is read."""
    heads = "".join(f"<th>{head}</th>" for head in HEAD).replace(
        "投资（万元）<", "投资<sup>1</sup>（万元）<"
    )
    cells = "".join(f"<td>{cell}</td>" for cell in ROW)
    (tmp_path / "进展.html").write_text(
        f"<html><p>重点项目进展情况表（2020年5<sup>1</sup>月）</p><table><tr>{heads}</tr>"
        f"<tr>{cells}</tr></table></html>",
        "utf-8",
    )
    month = opened(tmp_path, tmp_path / "进展.html")

    assert value(month, "annual_task_wan") == 300
    assert not findings(month, "H07")
    assert any("注码" in line for line in findings(month, "S04"))


def opened_plainly(folder: Path) -> CheckedMonth:
    folder.mkdir()
    ledger(folder / "a.xlsx")
    return opened(folder, folder / "a.xlsx")


@pytest.mark.parametrize(
    ("title", "is_of_another_time"),
    [
        ("重点项目进展情况表（2020年5月①）", False),
        ("重点项目进展情况表（2020年1-5¹月）", False),
        ("2020¹年5月重点项目进展情况表", False),
        ("重点项目进展情况表（2020年4①月）", True),
        ("重点项目进展情况表（2020年1¹月）", True),
        ("2019①年5月重点项目进展情况表", True),
    ],
)
def test_a_footnote_changes_no_month_of_a_title(
    tmp_path: Path, title: str, is_of_another_time: bool
) -> None:
    """Nor its year."""
    assert bool(findings(with_cell(tmp_path, "A1", title), "H07")) == is_of_another_time


def test_a_superscript_run_is_a_footnote(tmp_path: Path) -> None:
    """Of a text of several runs, in shared texts as in the cell itself; m² stays a unit."""
    raised = InlineFont(vertAlign="superscript")
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("0.182", TextBlock(raised, "1"))
    book.active["A2"] = CellRichText("500m", TextBlock(raised, "2"))
    book.active["A3"] = CellRichText(TextBlock(raised, "5"))
    book.save(tmp_path / "a.xlsx")

    assert [row[0] for row in read(tmp_path / "a.xlsx").rows] == ["0.182¹", "500m²", "5"]


RICH = '<r><t>300</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>&#49;</t></r>'


@pytest.mark.parametrize("before", ["", "<!-- read exactly -->"])
def test_a_superscript_is_a_footnote_in_either_reader(tmp_path: Path, before: str) -> None:
    """That of usual parts, and that of all others."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is>{RICH}</is></c></row>'
    path = ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(cell, before=before))

    assert read(path).rows == [["300¹"]]


def uncalculated(folder: Path, cell: str, workbook: str = "", app: str = "") -> Cell:
    """Read one cell with a formula, of a workbook with some properties."""
    contents = ooxml.contents(ooxml.sheet(f'<row r="1">{cell}<c r="Z1"><v>1</v></c></row>'))
    plain = str(contents["xl/workbook.xml"])
    contents["xl/workbook.xml"] = plain.replace("</sheets>", f"</sheets>{workbook}")
    if app:
        space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
        contents["docProps/app.xml"] = (
            f'<Properties xmlns="{space}"><Application>{app}</Application></Properties>'
        )
    return read(ooxml.repack(folder / "a.xlsx", contents)).rows[0][0]


ZERO = '<c r="A1"><f>B1*2</f><v>0</v></c>'
EXCEL = "Microsoft Excel"


@pytest.mark.parametrize(
    ("cell", "workbook", "app", "expected"),
    [
        (ZERO, "", EXCEL, 0),
        (ZERO, "", "WPS 表格", 0),
        (ZERO, "", "LibreOffice/7.4", 0),
        (ZERO, "", "", "=B1*2"),
        (ZERO, "", "Apache POI", "=B1*2"),
        (ZERO, '<calcPr fullCalcOnLoad="1"/>', EXCEL, "=B1*2"),
        (ZERO, '<calcPr calcCompleted="0"/>', EXCEL, "=B1*2"),
        (ZERO, '<calcPr calcId="191029"/>', EXCEL, 0),
        (ZERO.replace("0</v>", "0.0</v>"), '<calcPr fullCalcOnLoad="1"/>', EXCEL, "=B1*2"),
        ('<c r="A1"><f>B1*2</f><v>5</v></c>', '<calcPr fullCalcOnLoad="1"/>', EXCEL, 5),
        ('<c r="A1"><f t="shared" si="0"/><v>0</v></c>', "", "", "=…"),
        ('<c r="A1"><f t="shared" si="0"/></c>', "", EXCEL, "=…"),
        ('<c r="A1"><f>B1</f></c>', "", EXCEL, "=B1"),
        ('<c r="A1"><f>B1</f><v></v></c>', "", EXCEL, "=B1"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', "", EXCEL, None),
        ('<c r="A1"><f>1154000*1</f><v>0</v></c>', "", EXCEL, "=1154000*1"),
        ('<c r="A1"><f>(1+2)*3</f><v>9</v></c>', "", EXCEL, 9),
        ('<c r="A1"><f>1/3</f><v>0.333333333333333</v></c>', "", EXCEL, 0.333333333333333),
        ('<c r="A1"><f>2020-5</f><v>43952</v></c>', "", EXCEL, "=2020-5"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "<!-- read exactly -->"])
def test_a_result_that_nobody_calculated_is_its_formula(
    tmp_path: Path, cell: str, workbook: str, app: str, expected: Cell, prefix: str
) -> None:
    """A stored 0 where all is still to be calculated, no value, constants that contradict theirs."""
    assert uncalculated(tmp_path, prefix + cell, workbook, app) == expected


def test_a_library_that_does_not_calculate_is_refused(tmp_path: Path) -> None:
    """XlsxWriter writes 0 for every formula, and asks Excel to calculate."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_number(0, 0, 5)
        page.write_formula(0, 1, "=A1*2")
        page.write_formula(0, 2, "=A1*2", None, 10)

    assert read(path).rows == [[5, "=A1*2", 10]]


def test_formulas_of_today_are_named(tmp_path: Path) -> None:
    """They show another value on another day."""
    contents = ooxml.sheet(
        '<row r="1"><c r="A1"><f>TODAY()-1</f><v>43952</v></c>'
        '<c r="B1"><f>SUM(A1)</f><v>43952</v></c><c r="C1"><f>rand()</f><v>0.5</v></c></row>'
    )
    path = ooxml.package(tmp_path / "a.xlsx", contents)

    marks = read(path).marks
    assert ("volatile", 0, 0) in {(mark.kind, mark.top, mark.left) for mark in marks}
    assert all(mark.left != 1 for mark in marks)


EXTENSIONS = [
    '<x15:workbookPr xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"/>',
    '<y:workbookPr xmlns:y="urn:y" date1904="0"/>',
    '<y:sheets xmlns:y="urn:y"><y:sheet name="假" sheetId="9"/></y:sheets>',
]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_extension_of_the_same_name_is_another_thing(tmp_path: Path, extension: str) -> None:
    """The calendar of 1904 stays, and no sheet comes from elsewhere."""
    cell = '<row r="1"><c r="A1" s="0"><v>100</v></c></row>'
    contents = ooxml.contents(ooxml.sheet(cell), styles=ooxml.styles("yyyy/m/d"))
    plain = str(contents["xl/workbook.xml"])
    plain = plain.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    contents["xl/workbook.xml"] = plain.replace(
        "</workbook>", f"<extLst><ext>{extension}</ext></extLst></workbook>"
    )

    assert read(ooxml.repack(tmp_path / "a.xlsx", contents)).rows == [[dt.date(1904, 4, 10)]]


def test_an_attribute_of_an_extension_hides_no_row(tmp_path: Path) -> None:
    """Only the attributes of the standard count."""
    row = '<row r="1" y:hidden="1" xmlns:y="urn:y"><c r="A1"><v>1</v></c></row>'
    path = ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(row))

    assert read(path).hidden_rows == frozenset()


ON_RED = "<fill><patternFill><bgColor rgb='FFFF0000'/></patternFill></fill>"
RULE = '<conditionalFormatting sqref="{}"><cfRule type="expression" priority="1" dxfId="0"><formula>TRUE</formula></cfRule></conditionalFormatting>'


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ("<numFmt numFmtId='200' formatCode='&quot;停建&quot;'/>", "数字格式"),
        ("<numFmt numFmtId='200' formatCode=';;;'/>", "数字格式"),
        ("<numFmt numFmtId='200' formatCode='0&quot;万美元&quot;'/>", "数字格式"),
        ("<font><strike/></font>", "删除线"),
        ("<font><color rgb='FFFFFFFF'/></font>", "白色"),
        ("<font><color rgb='FFFF0000'/></font>", ""),
        (f"<font><color rgb='FFFF0000'/></font>{ON_RED}", "与底色相同"),
        (f"<font><color theme='0'/></font>{ON_RED}", ""),
        ("<numFmt numFmtId='200' formatCode='#,##0'/>", ""),
        ("<fill><patternFill><bgColor rgb='FFFFFFFF'/></patternFill></fill>", ""),
    ],
)
def test_conditional_formats_are_named_where_they_change_what_is_seen(
    tmp_path: Path, look: str, words: str
) -> None:
    """A number format, a line through it, white letters; colours else are looks."""
    styles = ooxml.styles("General").replace(
        "</styleSheet>", f"<dxfs><dxf>{look}</dxf></dxfs></styleSheet>"
    )
    part = ooxml.sheet('<row r="1"><c r="A1"><v>1</v></c></row>', behind=RULE.format("A1 B2:C3"))
    marks = read(ooxml.package(tmp_path / "a.xlsx", part, styles=styles)).marks

    assert len(marks) == (2 if words else 0)
    assert all(mark.kind == "condition" and words in mark.words for mark in marks)


def test_a_text_box_over_the_table_is_named(tmp_path: Path) -> None:
    """With its words and its place; one below the table is a note."""
    with xlsxwriter.Workbook(path := tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("项目")
        page.write(0, 0, "重点项目进展情况表（2020年5月）")
        page.write_row(1, 0, HEAD)
        page.write_row(2, 0, ROW)
        page.insert_textbox("F3", "以此为准：500", {"width": 40, "height": 10})
        page.insert_textbox("F40", "注：略")
    month = opened(tmp_path, path)

    (line,) = findings(month, "S14")
    assert "以此为准：500" in line
    assert "第3行" in line


@pytest.mark.parametrize("place", ["F2", "A1"])
def test_a_picture_or_a_comment_on_a_head_or_a_title_is_named(tmp_path: Path, place: str) -> None:
    """As those in the table are."""
    book = ledger(tmp_path / "a.xlsx")
    book.active[place].comment = Comment("单位为亿元", "张三")
    book.active.add_image(Image(io.BytesIO(PNG)), place)
    book.save(tmp_path / "a.xlsx")
    month = opened(tmp_path, tmp_path / "a.xlsx")

    assert any("图片" in line for line in findings(month, "S14"))
    assert any("单位为亿元" in line for line in findings(month, "S04"))


def test_a_head_that_is_struck_through_does_not_count(tmp_path: Path) -> None:
    """Its column is not read, and the cell is named."""
    book = ledger(tmp_path / "a.xlsx")
    book.active["F2"].font = openpyxl.styles.Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    month = opened(tmp_path, tmp_path / "a.xlsx")

    assert not month.is_sound
    assert any("第2行" in line and "删除线" in line for line in findings(month, "S06"))


@pytest.mark.parametrize(
    ("font", "fill", "is_unseen"),
    [
        ("FFFFFFFF", None, True),
        ("FFFFFFFF", "FFFFFFFF", True),
        ("FFFEFEFE", None, True),
        ("FFFFFFFF", "FFF2F2F2", True),
        ("FFFFFFFF", "FF000000", False),
        ("FFC0C0C0", None, False),
        ("FFFF0000", "FFFF0000", True),
        ("FF000000", None, False),
    ],
)
def test_text_in_the_colour_of_its_ground_is_named(
    tmp_path: Path, font: str, fill: str | None, is_unseen: bool
) -> None:
    """It is read, and counted."""
    book = ledger(tmp_path / "a.xlsx")
    book.active[TASK].font = openpyxl.styles.Font(color=font)
    if fill:
        book.active[TASK].fill = openpyxl.styles.PatternFill("solid", fgColor=fill)
    book.save(tmp_path / "a.xlsx")
    month = opened(tmp_path, tmp_path / "a.xlsx")

    assert bool(findings(month, "S12")) == is_unseen
    assert value(month, "annual_task_wan") == 300


@pytest.mark.parametrize("width", [0.1, 0.4])
def test_columns_too_small_to_be_seen_are_named(tmp_path: Path, width: float) -> None:
    """As hidden ones are."""
    book = ledger(tmp_path / "a.xlsx")
    book.active.column_dimensions["F"].width = width
    book.save(tmp_path / "a.xlsx")

    assert any(
        "（F列）" in line for line in findings(opened(tmp_path, tmp_path / "a.xlsx"), "S03")
    )


def test_a_hidden_column_and_a_tiny_row_are_named(tmp_path: Path) -> None:
    """A row of two points shows nothing."""
    book = ledger(tmp_path / "a.xlsx")
    book.active.column_dimensions["G"].hidden = True
    book.active.row_dimensions[3].height = 2
    book.save(tmp_path / "a.xlsx")

    assert len(findings(opened(tmp_path, tmp_path / "a.xlsx"), "S03")) == 2


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def drawn(path: Path, what: str) -> Path:
    """A workbook whose cells are all empty."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        if what == "picture":
            page.insert_image("A1", "a.png", {"image_data": io.BytesIO(PNG)})
        elif what == "chart":
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
            page.insert_chart("A1", chart)
        elif what == "text":
            page.insert_textbox("A1", "进展情况")
    return path


@pytest.mark.parametrize(
    ("what", "words"), [("picture", "图片"), ("chart", "图表"), ("text", "文本框"), ("", "空的")]
)
def test_a_workbook_with_nothing_in_its_cells_says_what_it_has(
    tmp_path: Path, what: str, words: str
) -> None:
    """A picture of a table is no table."""
    with pytest.raises(Unreadable) as caught:
        read(drawn(tmp_path / "a.xlsx", what))

    assert caught.value.remark.code == "F15"
    assert words in caught.value.remark.found


@pytest.mark.parametrize("content", ['=DISPIMG("ID_1",1)', PICTURE])
def test_a_picture_in_a_cell_is_said_to_be_one(tmp_path: Path, content: str) -> None:
    """An error where a number is needed, a hint in remarks."""
    for folder in ("task", "remark"):
        (tmp_path / folder).mkdir()

    (line,) = findings(in_cell(tmp_path / "task", TASK, content), "V02")
    assert "图片" in line
    month = in_cell(tmp_path / "remark", REMARK, content)
    assert any("图片" in line for line in findings(month, "V04"))
    assert not findings(month, "V02")


def in_cell(folder: Path, place: str, content: str) -> CheckedMonth:
    """Open a ledger with a text that looks like a formula."""
    book = ledger(folder / "a.xlsx")
    book.active[place].value = content
    book.active[place].data_type = "s"
    book.save(folder / "a.xlsx")
    return opened(folder, folder / "a.xlsx")


def test_a_picture_that_excel_placed_in_a_cell_is_one(tmp_path: Path) -> None:
    """To programs that know none it is an error; an error without a picture stays one."""
    row = '<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c><c r="B1" t="e"><v>#VALUE!</v></c></row>'

    path = ooxml.package(tmp_path / "a.xlsx", ooxml.sheet(row), xl__metadata_xml="<metadata/>")
    assert read(path).rows == [[PICTURE, "#VALUE!"]]


def page(folder: Path, cell: str, head: str = "") -> Sheet:
    (folder / "a.html").write_text(
        f"<html>{head}<table><tr>{cell}<td>乙</td></tr></table></html>", "utf-8"
    )
    return read(folder / "a.html")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<td>0.182<sup>1</sup></td>", "0.182¹"),
        ("<td>0.182<sub>①</sub></td>", "0.182①"),
        ("<td><ruby>柞<rt>zhà</rt></ruby>水</td>", "柞水"),
        ("<td><ruby>300<rt>1</rt></ruby></td>", "300¹"),
        ("<td><select><option>甲<option selected>乙<option>丙</select></td>", "乙"),
        ("<td><select><option>甲</option><option>乙</option></select></td>", "甲"),
        ('<td><input value="500"></td>', 500),
        ('<td><input type="checkbox" checked>是 <input type=checkbox>否</td>', "☑是 ☐否"),
        ('<td><input type="hidden" value="9">500</td>', 500),
        ("<td><textarea>资金未到位</textarea></td>", "资金未到位"),
        ('<td x:num="5000">9,000</td>', "5000（显示为“9,000”）"),
        ('<td x:num="5000">5,000.00</td>', 5000),
        ('<td x:num="-5">5</td>', "-5（显示为“5”）"),
        ('<td x:num="0.0468">4.7%</td>', "4.68%"),
        ('<td x:num="5">5户</td>', "5户"),
        ('<td x:num="5">$5</td>', "$5"),
        ('<td sdval="43891" sdnum="2052;0;YYYY年M月">2020年3月</td>', "2020年3月"),
    ],
)
def test_a_cell_of_a_page_is_what_it_shows(tmp_path: Path, cell: str, expected: Cell) -> None:
    """Footnotes, forms, and numbers beside texts that say another."""
    assert page(tmp_path, cell).rows[0][0] == expected


@pytest.mark.parametrize(
    ("cell", "is_unseen"),
    [
        ('<td style="color:white">5</td>', True),
        ('<td style="color:#FFFFFF">5</td>', True),
        ('<td style="color:#fdfdfd">5</td>', True),
        ('<td style="color:white;background:#000">5</td>', False),
        ('<td bgcolor="#000000" style="color:white">5</td>', False),
        ("<td>5</td>", False),
    ],
)
def test_white_text_of_a_page_is_marked(tmp_path: Path, cell: str, is_unseen: bool) -> None:
    """Unless its ground has a colour."""
    assert [mark.kind for mark in page(tmp_path, cell).marks] == ["unseen"] * is_unseen


SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in [
        *[(name, name) for name in ("office", "table", "text", "style")],
        *[("draw", "drawing"), ("fo", "xsl-fo-compatible")],
    ]
)
STYLES = (
    '<style:style style:name="up" style:family="text"><style:text-properties'
    ' style:text-position="super 58%"/></style:style>'
    '<style:style style:name="white" style:family="table-cell"><style:text-properties'
    ' fo:color="#FFFFFF"/></style:style>'
    '<style:style style:name="named" style:family="table-cell" style:data-style-name="N1"/>'
)


def flat(folder: Path, cell: str) -> Sheet:
    """Read a flat OpenDocument table of one row."""
    (folder / "a.fods").write_text(
        f'<?xml version="1.0"?><office:document {SPACES} office:mimetype='
        '"application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>'
        f"{STYLES}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表"><table:table-row>{cell}<table:table-cell'
        ' office:value-type="string"><text:p>乙</text:p></table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document>",
        "utf-8",
    )
    return read(folder / "a.fods")


def of(kind: str, stored: str, shown: str, more: str = "") -> str:
    name = {"date": "date-value"}.get(kind, "value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{stored}" {more}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (of("float", "1234.567", "1,234.57"), 1234.567),
        (of("float", "5000", "9,000"), "5000（显示为“9,000”）"),
        (of("float", "-5", "5"), "-5（显示为“5”）"),
        (of("float", "-5", "-5"), -5),
        (of("float", "5", "5户"), "5户"),
        (of("float", "5", "约5"), "约5"),
        (of("float", "4.7", "下降4.7%"), "下降4.7%"),
        (of("float", "43891", "2020-03-01"), "2020-03-01"),
        (of("date", "2020-03-01", "2020-03-01"), dt.date(2020, 3, 1)),
        (of("date", "2020-03-01", "03/01/20"), dt.date(2020, 3, 1)),
        (of("date", "2020-03-01", "2020年3月1日"), dt.date(2020, 3, 1)),
        (of("date", "2020-03-01", "2020年3月"), "2020年3月"),
        (of("date", "2020-03-01", "2020年"), "2020年"),
        (of("date", "2020-03-01", "3月1日"), "2020-03-01（显示为“3月1日”）"),
        (of("date", "2020-03-01", "2020年5月"), "2020-03-01（显示为“2020年5月”）"),
        (of("float", "0", "", 'table:formula="of:=[.B1]*2"'), "=B1*2"),
        (of("float", "0", "0", 'table:formula="of:=[.B1]*2"'), 0),
        (of("string", "", '300<text:span text:style-name="up">1</text:span>'), "300¹"),
        (
            of(
                "string",
                "",
                "<text:ruby><text:ruby-base>300</text:ruby-base>"
                "<text:ruby-text>1</text:ruby-text></text:ruby>",
            ),
            "300¹",
        ),
    ],
)
def test_a_cell_of_an_open_document_is_what_it_shows(
    tmp_path: Path, cell: str, expected: Cell
) -> None:
    """What is stored counts where what is shown agrees with it."""
    assert flat(tmp_path, cell).rows[0][0] == expected


def test_drawings_and_white_text_of_an_open_document_are_marked(tmp_path: Path) -> None:
    """A text box in a cell, and letters that nobody sees."""
    box = (
        "<table:table-cell><draw:frame><draw:text-box><text:p>以此为准</text:p></draw:text-box>"
        "</draw:frame></table:table-cell>"
    )
    white = of("float", "5", "5", 'table:style-name="white"')
    marks = flat(tmp_path, box + white).marks

    assert [(mark.kind, mark.left, mark.words) for mark in marks] == [
        ("text", 0, "以此为准"),
        ("unseen", 1, ""),
    ]


@pytest.mark.parametrize(
    ("style", "words"), [("white", "白色文字"), ("up", ""), ("named", "数字格式")]
)
def test_conditional_formats_of_an_open_document_are_marked(
    tmp_path: Path, style: str, words: str
) -> None:
    """Where the style that they apply hides something, or shows another number."""
    space = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    rule = (
        f'</table:table-row><calcext:conditional-formats xmlns:calcext="{space}">'
        '<calcext:conditional-format calcext:target-range-address="表.A1:表.B1">'
        f'<calcext:condition calcext:apply-style-name="{style}" calcext:value="&gt;0"/>'
        "</calcext:conditional-format></calcext:conditional-formats><table:table-row>"
    )
    marks = flat(tmp_path, of("float", "5", "5") + rule).marks

    assert [(mark.kind, mark.right, mark.words) for mark in marks] == [
        ("condition", 1, words)
    ] * bool(words)


CSV = [",".join(HEAD), "1,水厂,续建,发改委,1000,300,200,在建,2020年12月,"]


@pytest.mark.parametrize(
    ("line", "is_named"),
    [
        ("2,电站,续建,发改委,1,200,300,200,在建,2020年12月,", True),
        ('2,电站,续建,发改委,"1,200",300,200,在建,2020年12月,', False),
        ("2,电站,续建,发改委,1200,300,200,在建,2020年12月", False),
    ],
)
def test_a_line_with_a_field_too_many_is_named(tmp_path: Path, line: str, is_named: bool) -> None:
    """An amount with a comma pushes all that follows one column to the right."""
    text = "\n".join([CSV[0], *[CSV[1]] * 3, line])
    (tmp_path / "进展情况.csv").write_text(text, "utf-8")
    month = opened(tmp_path, tmp_path / "进展情况.csv")

    lines = findings(month, "S13")
    assert len(lines) == is_named
    assert all("第5行" in line for line in lines)


GOOD = "{0},水厂{0},续建,发改委,1000,300,200,在建,2020年12月,"
SPLIT = "{0},水厂{0},续建,发改委,1,200,300,200,在建,2020年12月,见附件"
ZEROS = "{0},水厂{0},续建,发改委,1,050,300,200,在建,2020年12月,"


@pytest.mark.parametrize(
    ("forms", "lines"),
    [
        ([SPLIT] * 5, "第2–6行（共5行）"),
        ([ZEROS] * 5, "第2–6行（共5行）"),
        ([SPLIT, SPLIT, GOOD, SPLIT], "第2–3、5行（共3行）"),
        ([GOOD, ZEROS, GOOD, ZEROS], "第3、5行（共2行）"),
        ([GOOD + ",", GOOD + ",", ZEROS + ","], "第2–4行"),
        ([GOOD + ","] * 5, ""),
        ([GOOD + ",,"] * 5, ""),
        ([GOOD] * 5 + ["合计,,,,5000"], ""),
    ],
)
def test_lines_longer_than_the_head_are_named_together(
    tmp_path: Path, forms: list[str], lines: str
) -> None:
    """Even if most of them are; a comma at the end of every one is a habit of programs."""
    records = [form.format(number) for number, form in enumerate(forms, 1)]
    (tmp_path / "进展情况.csv").write_text("\n".join([CSV[0], *records]), "utf-8")
    month = opened(tmp_path, tmp_path / "进展情况.csv")

    found = findings(month, "S13")
    assert len(found) == bool(lines)
    assert all(lines in line for line in found)


SHORT_HEAD = (
    "序号,项目名称,责任单位,总投资（万元）,年度计划投资（万元）,1-5月完成投资（万元）,备注"
)


@pytest.mark.parametrize(
    ("form", "is_named"),
    [
        ("{0},水厂{0},水利局,5,12{0},900,200,", True),
        ("{0},水厂{0},水利局,5,12{0},900,200", True),
        ("{0},水厂{0},水利局,900,5,12{0},200,", True),
        ("{0},水厂{0},水利局,512{0},900,200,,", False),
        ("{0},水厂{0},水利局,900,300,200,", False),
        ("{0},水厂{0},水利局,900,300,200,,", False),
        ("{0},水厂{0},水利局,900,300,20,{0}期", False),
        ("{0},水厂{0},水利局,9000,300,20,3", False),
    ],
)
def test_a_number_split_in_every_line_is_named(tmp_path: Path, form: str, is_named: bool) -> None:
    """Though the lines are as long as their head: the number in the remark tells it."""
    records = [form.format(number) for number in range(1, 5)]
    (tmp_path / "进展情况.csv").write_text("\n".join([SHORT_HEAD, *records]), "utf-8")

    lines = findings(opened(tmp_path, tmp_path / "进展情况.csv"), "S13")
    assert len(lines) == is_named
    assert all("被逗号分成两格" in line for line in lines)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("gb18030", "utf-8"), ("latin-1", "gb18030"), ("latin-1", "utf-8")],
)
def test_garbled_texts_are_named_as_such(tmp_path: Path, wrong: str, right: str) -> None:
    """They were decoded wrongly before they came to us."""
    book = openpyxl.Workbook()
    for words in (HEAD, [*map(str, ROW)]):
        garbled = [word.encode(right).decode(wrong, errors="ignore") for word in words]
        book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", w) for w in garbled])
    book.save(tmp_path / "a.xlsx")

    (line,) = findings(opened(tmp_path, tmp_path / "a.xlsx"), "F24")
    assert "乱码" in line


def dbf() -> bytes:
    head = bytes([3, 120, 5, 31]) + (1).to_bytes(4, "little") + bytes([65, 0, 11, 0]) + bytes(20)
    return head + b"NAME".ljust(11, b"\0") + b"C" + bytes(20) + b"\r" + b" water     \x1a"


GNUMERIC = b'<?xml version="1.0"?><gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd"/>'
UOF = '<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"a"\r\nE\r\n', "SYLK"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,1\r\n""\r\n', "DIF"),
        (dbf(), "DBF"),
        (GNUMERIC, "Gnumeric"),
        (gzip.compress(GNUMERIC, mtime=0), "Gnumeric"),
        (UOF.encode(), "UOF"),
    ],
)
def test_tables_of_other_kinds_are_named(tmp_path: Path, content: bytes, name: str) -> None:
    """With what to do: Excel or WPS may open them."""
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read(tmp_path / "a")

    assert name in caught.value.remark.found
    assert "另存为" in caught.value.remark.advice


def test_what_excel_opens_without_asking_is_read(tmp_path: Path) -> None:
    """A workbook that is encrypted with the password that Excel tries by itself."""
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    ledger(tmp_path / "plain.xlsx")
    for password, name in (("VelvetSweatshop", "a.xlsx"), ("secret", "b.xlsx")):
        with (tmp_path / "plain.xlsx").open("rb") as plain, (tmp_path / name).open("wb") as file:
            msoffcrypto.OOXMLFile(plain).encrypt(password, file)

    assert read(tmp_path / "a.xlsx").rows[1][1] == "项目名称"
    assert read(tmp_path / "a.xlsx").file == "a.xlsx"
    with pytest.raises(Unreadable) as caught:
        read(tmp_path / "b.xlsx")
    assert caught.value.remark.code == "F10"


def in_its_place(folder: Path, name: str, month: str, ledger: str) -> CheckedMonth:
    return cases.in_sample(folder, month, cases.CASES / f"{name}.xlsx", instead_of=ledger)


def test_the_case_of_a_suffix(tmp_path: Path) -> None:
    """Amounts that show 24K are refused with their cells."""
    month = cases.alone(tmp_path, "2010-07", cases.CASES / "format_suffix.xlsx")

    assert any("“21K”" in line for line in findings(month, "V02"))


def test_the_case_of_words_in_number_formats(tmp_path: Path) -> None:
    """Dollars, households, a dash behind and nothing are refused, 约 and 预计 doubted."""
    month = in_its_place(tmp_path, "number_format_words", "2020-05", "projects")

    assert [line.split("第")[1].split("行")[0] for line in findings(month, "V02")] == [
        *("9", "10", "11", "12", "13")
    ]
    assert [line.split("第")[1].split("行")[0] for line in findings(month, "V04")] == ["14", "15"]


def test_the_case_of_a_sign_in_a_format(tmp_path: Path) -> None:
    """下降4.7% is −4.7."""
    month = in_its_place(tmp_path, "growth_sign_in_format", "2020-05", "growth")

    frame = month.tables["growth"].frame
    assert frame.set_index("period")["growth_pct"]["2020-05"] == -4.7


def test_the_case_of_a_month_without_a_day(tmp_path: Path) -> None:
    """A deadline that shows 2020年5月 is the last of May."""
    month = in_its_place(tmp_path, "month_only_dates", "2020-05", "problems")

    frame = month.tables["problems"].frame
    (deadline,) = frame.loc[frame["source_row"] == 261, "due_on"]
    assert str(deadline)[:10] == "2020-05-31"


def test_the_case_of_a_conditional_format(tmp_path: Path) -> None:
    """M9 shows 停建: named with its cell."""
    month = in_its_place(tmp_path, "conditional_format", "2020-05", "projects")

    (line,) = findings(month, "S10")
    assert "停建" in line
    assert "第9行" in line
    assert "（M列）" in line


def test_the_case_of_footnotes(tmp_path: Path) -> None:
    """Four cells, each doubted, and read without its mark."""
    month = in_its_place(tmp_path, "footnote_mark", "2020-05", "projects")

    assert len(findings(month, "V04")) == 4
    assert not findings(month, "R04", "R03")


def test_the_case_of_formulas_that_nobody_calculated(tmp_path: Path) -> None:
    """The annual plans of all 95 projects are refused, and those of the bands and totals."""
    month = in_its_place(tmp_path, "formula_cached_zero", "2020-01", "projects")

    lines = [line for line in findings(month, "V02") if "（K列）" in line]
    assert len(lines) == 95 + 22
    assert all("没有计算过" in line for line in lines)


def test_the_case_of_the_other_calendar(tmp_path: Path) -> None:
    """The dates are those of 2010."""
    month = cases.alone(tmp_path, "2010-07", cases.CASES / "date1904_extension.xlsx")

    assert str(value(month, "started_on"))[:10] == "2010-03-01"


def test_the_case_of_a_long_title(tmp_path: Path) -> None:
    """It answers within a second."""
    before = time.process_time()
    month = cases.alone(tmp_path, "2010-07", cases.CASES / "long_title.xlsx")

    assert list(month.tables["projects"].frame["total_plan_wan"]) == [1000]
    assert time.process_time() - before < 1


def test_the_case_of_a_picture(tmp_path: Path) -> None:
    """It is said to be one, with what to do."""
    month = in_its_place(tmp_path, "picture_only", "2020-05", "")

    (line,) = findings(month, "F15")
    assert "只有图片" in line


@pytest.mark.parametrize("filling", ["5", "元", "拟", " ", "(", "项目", "余", "0x", "*", "建设"])
def test_long_texts_everywhere_are_read_at_once(tmp_path: Path, filling: str) -> None:
    """In the title, in heads, names, amounts and dates: as much as a cell can hold."""
    words = (filling * 32_767)[:32_767]
    book = ledger(tmp_path / "a.xlsx")
    page = book.active
    page["A1"] = f"2020年项目{words}"[:32_767]
    for place in ("K2", "B3", "D3", "E3", "H3", FINISH, REMARK):
        page[place] = words
    page["A4"] = f"合计{words}"[:32_767]
    page["A5"] = f"一、{words}（56个）"[:32_767]
    book.save(tmp_path / "a.xlsx")
    before = time.process_time()

    opened(tmp_path, tmp_path / "a.xlsx")

    assert time.process_time() - before < 3
