"""Each office gets its own rows back as it sent them, with what is wrong in them and what to do."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from lxml import etree

from briefing.domain.findings import Finding, Severity
from briefing.domain.months import Month
from briefing.export.safe_cells import MOST_UNITS, fitting, sheet_name
from briefing.ledgers import feedback, store
from briefing.ledgers.check import check_month
from briefing.ledgers.feedback import excerpt, finding_list, office_workbook, withheld
from briefing.ledgers.feedback.file_names import file_names
from briefing.ledgers.ingest import CheckedMonth
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.workbooks import formats
from briefing.workbooks.limits import FileLimits
from briefing.workbooks.sheet import Book, Sheet, as_text
from tests.conftest import MAY, ZHASHUI, reading, sheet

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEAD = (
    "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|本月完成（万元）|"
    "1-5月累计（万元）|开复工状态|备注\n"
)
ROWS = (
    "1|水厂|新建|县水利局|1000|—|10|50|在建|\n"
    "2|堤防|新建|水利局|2000|800|20|60|在建|+1不是公式\n"
    "3|公路|新建|交通局|3000|900|30|70|待定中|\n"
    "4|无主|新建||4000|950|40|80|在建|\n"
)
SPONSORS = (
    "序号|项目名称|责任单位|包抓县级领导|联系人及电话|工作组|任务清单\n"
    "1|水厂|水利局|甲领导|乙联系人|也许|是\n2|堤防|水利局||乙联系人|是|是\n"
)
ISSUER = "发展和改革局"
ERROR, WARNING = "FFFFC7CE", "FFFFF2CC"
HIDDEN = "〔统计资料，不提供〕"


def checked(
    *sheets: Sheet, month: Month = MAY, before: CheckedMonth | None = None
) -> CheckedMonth:
    """Read, tidy and check sheets as the month's ledgers."""
    found = reading(*sheets, month=month)
    tidied = tidy_month(found.tables, month, ZHASHUI)
    doubts = check_month(tidied.tables, before.tables if before else None, month)
    findings = sorted({*found.findings, *tidied.findings, *doubts})
    return CheckedMonth(month, tidied.tables, findings, "")


def books(month: CheckedMonth) -> dict[str, feedback.Feedback]:
    return {each.office: each for each in feedback.feedback(month, ZHASHUI)}


def opened(each: feedback.Feedback) -> Workbook:
    """The sheets that an office sees."""
    book = openpyxl.load_workbook(io.BytesIO(each.content))
    for page in book.worksheets:
        if page.sheet_state != "visible":
            book.remove(page)
    return book


def reread(each: feedback.Feedback, path: Path) -> Book:
    """Read a workbook with the reader that ledgers are read with."""
    path.write_bytes(each.content)
    return formats.read(path, FileLimits())


def table(page: Worksheet) -> list[list[object]]:
    """The rows below the header, as far as there are any."""
    rows = [
        [cell.value for cell in row]
        for row in page.iter_rows(min_row=office_workbook.ROWS_ABOVE + 1)
    ]
    return [row for row in rows if any(row)]


def headers(page: Worksheet) -> list[object]:
    return [cell.value for cell in page[office_workbook.ROWS_ABOVE]]


def listed(each: feedback.Feedback) -> list[tuple[object, ...]]:
    """Every line of the tables of findings, over as many sheets as they take."""
    found = []
    for page in opened(each).worksheets:
        if page.title.startswith(finding_list.LIST):
            rows = list(page.iter_rows(values_only=True))
            top = next(at for at, row in enumerate(rows) if row[0] == "序号")
            found += rows[top + 1 :]
    return found


def marked(page: Worksheet, colour: str) -> list[str]:
    """The cells below the explanations that have that colour."""
    rows = page.iter_rows(min_row=office_workbook.ROWS_ABOVE)
    return [cell.coordinate for row in rows for cell in row if cell.fill.fgColor.rgb == colour]


def finding(**parts: object) -> Finding:
    whole = Finding("1.xlsx", "", 0, "", "F01", Severity.ERROR, "打不开", "应能打开", "请重报")
    return dataclasses.replace(whole, **parts)


def assert_each_stands_once(month: CheckedMonth) -> None:
    """No finding is lost, and none is sent to two offices."""
    sent = [each for one in books(month).values() for each in one.findings]
    assert sorted(sent) == sorted(month.findings)
    for one in books(month).values():
        assert len(listed(one)) == len(one.findings)


def test_an_office_gets_its_own_rows_as_it_sent_them() -> None:
    """Headers and letters are its sheet's, and so is the order; other offices' rows stay out."""
    page = opened(books(checked(sheet(HEAD + ROWS)))["水利局"])["重点项目进展月报表"]

    assert headers(page) == ["文件", "工作表", "行号", *HEAD.strip().split("|"), "请这样改"]
    assert [cell.value for cell in page[office_workbook.ROWS_ABOVE - 1]][3:6] == [
        "A列",
        "B列",
        "C列",
    ]
    assert [row[:-1] for row in table(page)] == [
        ["台账.xlsx", "月报", 2, "1", "水厂", "新建", "县水利局", 1000, "—", 10, 50, "在建", None],
        [
            *("台账.xlsx", "月报", 3, "2", "堤防", "新建", "水利局", 2000, 800, 20, 60, "在建"),
            "+1不是公式",
        ],
    ]


def test_a_wrong_cell_is_coloured_and_says_what_to_do() -> None:
    """In a comment: what was found, what was expected, what to do; and in the last column."""
    page = opened(books(checked(sheet(HEAD + ROWS)))["水利局"])["重点项目进展月报表"]

    assert marked(page, ERROR) == ["I5"]
    assert page["I5"].font.bold
    assert page["I5"].comment.text == (
        "【错误 V01】读到“—”\n要求：应为数字\n请这样改：请县水利局核实后填写，确无计划请填0。"
    )
    assert [row[-1] for row in table(page)] == [
        "年度计划投资：应为数字。请县水利局核实后填写，确无计划请填0。",
        None,
    ]


def test_a_question_has_another_colour_than_an_error() -> None:
    """And where a cell has both, the error's."""
    rows = "1|水厂|新建|水利局|约1000|600|10|50|在建|\n2|堤防|新建|水利局|2000|-5|0|0|在建|\n"
    month = checked(sheet(HEAD + rows))
    both = month.findings[-1]
    doubled = [*month.findings, dataclasses.replace(both, severity=Severity.WARNING, code="X99")]

    page = opened(books(dataclasses.replace(month, findings=doubled))["水利局"]).worksheets[1]

    assert (marked(page, WARNING), marked(page, ERROR)) == (["H5"], ["I6"])
    assert "【错误 V03】" in page["I6"].comment.text
    assert "【提示 X99】" in page["I6"].comment.text
    assert table(page)[1][-1].splitlines()[1].startswith("2. 年度计划投资：")


def test_what_follows_from_a_cause_is_marked_at_its_cell() -> None:
    """In the office's own rows only, with a word on what it hangs on; the list has the cause."""
    month = checked(sheet(HEAD + ROWS))
    (cause,) = [each for each in month.findings if each.code == "V01" and each.row == 2]
    follows = [
        finding(
            file="台账.xlsx",
            sheet="月报",
            row=row,
            column="自年初累计完成投资",
            code="E1",
            letter="H",
        )
        for row in (3, 4)
    ]
    causes = [each for each in month.findings if each is not cause]
    causes.append(dataclasses.replace(cause, follows=tuple(follows), repair="F2应为600万元"))

    one = books(dataclasses.replace(month, findings=causes))["水利局"]
    page = opened(one)["重点项目进展月报表"]
    assert marked(page, WARNING) == ["K6"]
    assert "随F2改正而消除，不用另改" in page["K6"].comment.text
    assert len(listed(one)) == len(one.findings)
    assert any("最可能：F2应为600万元。（另有2处由此而来）" in str(line) for line in listed(one))


def test_every_finding_stands_in_one_workbook() -> None:
    """Cells, totals, heads, files, corrections: nothing is lost."""
    total = "合计：9个||||1|||||\n闲话一句\n"
    others = [
        finding(file="坏.xls"),
        finding(file="corrections", sheet="projects", column="水厂", code="R05"),
        finding(file="raw/2020-05", code="F02", advice="请县统计局报送"),
    ]
    month = checked(sheet(HEAD + ROWS + total), sheet(SPONSORS, file="2.xlsx"))

    assert_each_stands_once(dataclasses.replace(month, findings=month.findings + others))


def test_whom_an_advice_asks_gets_the_finding() -> None:
    """A row's office, the supplier, or another office that the line names."""
    lost = finding(column="项目名称", code="X01", advice="请林业局核实")
    owed = finding(file="raw/2020-05", code="F02", advice="请县发改局规划股报送")
    month = checked(sheet(HEAD + ROWS))
    found = books(dataclasses.replace(month, findings=[*month.findings, lost, owed]))

    assert {name: [each.code for each in one.findings] for name, one in found.items()} == {
        "交通运输局": ["V02"],
        "水利局": ["V01"],
        ISSUER: ["V01"],
        "林业局": ["X01"],
        "县发改局规划股": ["F02"],
    }


def test_what_belongs_to_no_ledger_goes_to_the_issuing_office() -> None:
    """A file that cannot be opened has no rows, and nobody else to ask."""
    (one,) = books(CheckedMonth(MAY, {}, [finding()], "")).values()

    assert (one.office, one.errors, one.warnings) == (ISSUER, 1, 0)
    assert opened(one).sheetnames == [finding_list.LIST]


def test_a_name_in_an_advice_on_a_file_is_no_office_unless_it_owes_a_ledger() -> None:
    """A ledger that writes “重新导出” for its office gets no mail for files."""
    rows = "1|水厂|新建|重新导出|1000|600|10|50|在建|\n"
    broken = finding(file="坏.xlsx", advice="请重新导出后再报")
    month = checked(sheet(HEAD + rows))

    found = books(dataclasses.replace(month, findings=[*month.findings, broken]))

    assert broken in found[ISSUER].findings


def test_rows_of_nobody_and_totals_go_to_the_supplier() -> None:
    """Rows that are no data show their first words, and the cell that is meant."""
    rows = "1|水厂|新建|水利局|1000|600|10|50|在建|\n2|无主|新建||4000|950|40|80|在建|\n合计||||9||||\n"
    one = books(checked(sheet(HEAD + rows)))[ISSUER]
    page = opened(one)["重点项目进展月报表"]

    assert headers(page)[3] == "行类"
    assert [(row[2], row[3], row[5]) for row in table(page)] == [
        (3, "数据", "无主"),
        (4, "合计", "合计"),
    ]
    assert marked(page, ERROR) == ["H5", "I6"]
    assert "写9万元，逐行合计5000万元" in page["I6"].comment.text
    assert "写9万元，逐行合计5000万元" in str(table(page)[1][-1])
    assert "含县重点项目办" in str(opened(one)[finding_list.LIST]["A3"].value)


def test_a_whole_column_is_marked_at_its_header() -> None:
    """An amount without a unit is no cell's fault."""
    text = (HEAD + ROWS).replace("总投资（万元）", "总投资")

    page = opened(books(checked(sheet(text)))[ISSUER])["重点项目进展月报表"]

    assert marked(page, ERROR)[0] == "H4"
    assert "没有写明单位" in page["H4"].comment.text


def test_an_unknown_row_is_shown() -> None:
    """Nothing is known of it but its words."""
    page = opened(books(checked(sheet(HEAD + ROWS + "||||5|||||\n")))[ISSUER]).worksheets[1]

    assert [(row[2], row[3]) for row in table(page)] == [(5, "数据"), (6, "未识别")]
    assert marked(page, ERROR) == ["H5", "C6"]


def test_two_layouts_of_one_ledger_have_a_sheet_each() -> None:
    """Columns under other letters, or with other headers, cannot stand below each other."""
    other = HEAD.replace("序号|项目名称", "项目名称|序号") + "管网|1|新建|水利局|1|—|0|0|在建|\n"
    month = checked(sheet(HEAD + ROWS), sheet(other, file="2.xlsx"))
    found = opened(books(month)["水利局"])

    assert found.sheetnames[1:] == ["重点项目进展月报表", "重点项目进展月报表（2）"]
    assert headers(found.worksheets[1])[3:5] == ["序号", "项目名称"]
    assert headers(found.worksheets[2])[3:5] == ["项目名称", "序号"]
    assert [len(table(page)) for page in found.worksheets[1:]] == [2, 1]


def test_one_layout_in_two_files_shares_a_sheet() -> None:
    """In order of files and rows."""
    month = checked(
        sheet(HEAD + ROWS), sheet(HEAD + "5|管网|新建|水利局|1|—|0|0|在建|\n", file="2")
    )

    page = opened(books(month)["水利局"]).worksheets[1]

    assert [(row[0], row[2]) for row in table(page)] == [
        ("2", 2),
        ("台账.xlsx", 2),
        ("台账.xlsx", 3),
    ]


def test_what_only_bands_tell_is_shown_where_it_is_doubted() -> None:
    """项目性质 has no column, and a finding."""
    text = "序号|项目名称|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态\n"
    rows = "一、其他（1个）||||||\n1|水厂|水利局|1000|600|50|在建\n"

    page = opened(books(checked(sheet(text + rows)))["水利局"]).worksheets[1]

    assert headers(page)[-2] == "项目性质"
    assert page.cell(office_workbook.ROWS_ABOVE - 1, len(headers(page)) - 1).value == "分类行"
    assert [row[-2] for row in table(page)] == ["其他"]


def test_no_person_is_named(tmp_path: Path) -> None:
    """A leader's name becomes a word, a contact's column is left out, numbers are masked."""
    phone = "13812345678"
    rows = SPONSORS + f"3|公路|水利局|丙领导|{phone}|是|是{phone}\n"
    one = books(checked(sheet(rows)))["水利局"]
    page = opened(one)["项目包抓台账"]

    assert "联系人及电话" not in headers(page)
    assert [row[6] for row in table(page)] == [excerpt.NAMED, None, excerpt.NAMED]
    with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
        whole = b"".join(map(archive.read, archive.namelist())).decode()
    assert [word for word in ("甲领导", "丙领导", "乙联系人", phone) if word in whole] == []


HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+86",
    "-",
    "\u3000=1",
    "＝1+1",
    "\u200b=1",
    "<script>alert(1)</script>&amp;",
    "<r><t>富文本</t></r>",
    "abc\u202edef",
    "_x0041_",
    "上\n下\t右",
    "http://example.invalid/",
    "mailto:a@b",
    "'单引号",
    "𠮷" * 20,
    "1,200",
    "05",
    "2020.10",
    "1e5",
    "12345678901234567890",
    "NaN",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_text_stays_the_text_it_was(text: str, tmp_path: Path) -> None:
    """Whatever stands in a cell comes back as text: no formula, no link, no number, no markup."""
    sent = Sheet("台账.xlsx", "月报", [cells.split("|") for cells in (HEAD + ROWS).splitlines()])
    sent.rows[1][9] = sent.rows[1][4] = text
    one = books(checked(sent))["水利局"]

    page = reread(one, tmp_path / "1.xlsx").sheets[1]

    row = page.rows[office_workbook.ROWS_ABOVE]
    assert (row[12], row[7]) == (text, text)
    for shown in opened(one).worksheets:
        for cells in shown.iter_rows():
            assert not [cell for cell in cells if cell.data_type in {"f", "e"} or cell.hyperlink]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+86", "-", "\u3000=1", "＝1+1", "\u200b=1"])
def test_a_text_that_looks_like_a_formula_has_excels_mark_of_a_text(text: str) -> None:
    """Else it would run once a clerk edits the cell."""
    sent = Sheet("台账.xlsx", "月报", [cells.split("|") for cells in (HEAD + ROWS).splitlines()])
    sent.rows[1][9] = text

    page = opened(books(checked(sent))["水利局"]).worksheets[1]

    assert page["M5"].quotePrefix
    assert page["M5"].number_format == "@"
    assert not page["L5"].quotePrefix


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ("530", 530),
        ("-2.5", -2.5),
        ("0.1", 0.1),
        ("123456789012345", 123456789012345),
        ("1234567890123456", "1234567890123456"),
        ("1.50", "1.50"),
        ("5000万", "5000万"),
        ("—", "—"),
    ],
)
def test_an_amount_is_a_number_where_it_reads_the_same(sent: str, wanted: object) -> None:
    """And a text otherwise: nobody's rounding is put into its mouth."""
    rows = f"1|水厂|新建|水利局|1000|—|10|{sent}|在建|\n"

    page = opened(books(checked(sheet((HEAD + rows).replace(sent, f"'{sent}"))))["水利局"])

    assert table(page.worksheets[1])[0][10] == wanted


def test_every_part_is_well_formed_whatever_stands_in_it() -> None:
    """Control characters in a sheet's name, a file's name, an office, a finding."""
    rows = "1|水\x02厂\x0b|新建|水\x01利<局>&|1000|一\x03\ufffe|10|50|在\x04建|\n"
    sent = sheet(HEAD + rows, name="月\x05报]]>", file="台\x06账<&>.xlsx")

    for one in books(checked(sent)).values():
        with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
            for name in archive.namelist():
                etree.fromstring(archive.read(name))
        assert opened(one).worksheets


def test_a_file_name_that_is_no_text_is_shown_as_far_as_it_is() -> None:
    """Half a character from another system's file name cannot stand in a workbook."""
    (one,) = books(CheckedMonth(MAY, {}, [finding(file="坏\udce4.xlsx")], "")).values()

    assert listed(one)[0][10] == "坏\ufffd.xlsx"


def test_a_text_longer_than_a_cell_says_so(tmp_path: Path) -> None:
    """A CSV may hold more than a cell of Excel; the finding is whole nevertheless."""
    long = "长" * 40_000
    rows = f"1|水厂|新建|水利局|1000|—|10|50|在建|{long}\n"

    one = books(checked(sheet(HEAD + rows)))["水利局"]
    (row,) = table(opened(one).worksheets[1])

    assert len(str(row[-2])) == MOST_UNITS
    assert str(row[-2]).endswith("…〔原文共40000字，此处从略〕")
    assert len(fitting("𠮷" * 40_000).encode("utf-16-le")) <= 2 * MOST_UNITS
    assert fitting("𠮷" * 16_383) == "𠮷" * 16_383


def test_more_findings_than_a_sheet_has_rows_go_on_in_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None is left out, and the rows go on as well."""
    monkeypatch.setattr(finding_list, "MOST_SHEET_ROWS", 20)
    rows = "".join(f"{n}|水厂{n:02}|新建|水利局|1000|—|10|50|在建|\n" for n in range(1, 41))
    one = books(checked(sheet(HEAD + rows)))["水利局"]
    found = opened(one)

    assert [row[0] for row in listed(one)] == list(range(1, 41))
    assert [page.title for page in found.worksheets] == [
        *("核查说明", "核查说明（2）", "核查说明（3）"),
        *("重点项目进展月报表", "重点项目进展月报表（2）", "重点项目进展月报表（3）"),
    ]
    names = [row[4] for page in found.worksheets[3:] for row in table(page)]
    assert names == [f"水厂{n:02}" for n in range(1, 41)]


def test_comments_beyond_what_excel_bears_are_left_to_the_last_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The cells are coloured all the same."""
    monkeypatch.setattr(office_workbook, "MOST_COMMENTS", 2)
    rows = "".join(f"{n}|水厂{n}|新建|水利局|1000|—|10|50|在建|\n" for n in range(1, 5))

    page = opened(books(checked(sheet(HEAD + rows)))["水利局"]).worksheets[1]

    assert marked(page, ERROR) == ["I5", "I6", "I7", "I8"]
    assert [page[cell].comment is not None for cell in ("I5", "I6", "I7", "I8")] == [
        *(True, True),
        *(False, False),
    ]
    assert all(row[-1] for row in table(page))


def test_of_very_many_rows_only_those_with_findings_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the sheet says how many others there are."""
    monkeypatch.setattr(excerpt, "MOST_ROWS", 1)

    page = opened(books(checked(sheet(HEAD + ROWS)))["水利局"]).worksheets[1]

    assert [row[4] for row in table(page)] == ["水厂"]
    assert "另有1行没有发现问题" in str(page["A2"].value)


def test_the_first_sheet_says_what_to_do_and_by_when() -> None:
    """Whom it is for, how many, what colours mean, where to send it, until when; errors first."""
    month = checked(sheet(HEAD + ROWS))
    question = finding(column="项目名称", severity=Severity.WARNING, advice="请水利局核实")
    one = books(dataclasses.replace(month, findings=[question, *month.findings]))["水利局"]
    page = opened(one)[finding_list.LIST]
    words = "\n".join(str(row[0]) for row in page.iter_rows(max_row=8, values_only=True))

    assert page["A1"].value == "柞水县2020年5月台账核查反馈单"
    assert "水利局：2020年5月的台账核查出错误1条、提示1条" in words
    assert "把这份文件发回柞水县发展和改革局" in words
    assert "2020年6月5日印发" in words
    assert "均为虚构" in words
    assert [row[1] for row in listed(one)] == ["错误", "提示"]
    assert listed(one)[0][:-1] == (
        *(1, "错误", "水厂", "F2", "年度计划投资（万元）", "读到“—”", "应为数字"),
        *("请县水利局核实后填写，确无计划请填0。", None, None, "台账.xlsx › 月报", "V01"),
    )


def test_a_real_county_is_not_called_invented() -> None:
    """Without a note there is no line for it."""
    real = ZHASHUI.model_copy(update={"note": ""})

    (one, *_) = feedback.feedback(checked(sheet(HEAD + ROWS)), real)

    assert "虚构" not in str(list(opened(one)[finding_list.LIST].iter_rows(values_only=True)))


def test_the_same_month_gives_the_same_bytes() -> None:
    """No clock, no machine, no user."""
    month = checked(sheet(HEAD + ROWS), sheet(SPONSORS, file="2.xlsx"))

    assert [each.content for each in books(month).values()] == [
        each.content for each in books(month).values()
    ]
    assert opened(books(month)["水利局"]).properties.created.isoformat()[:10] == "2020-05-31"


def test_a_month_from_the_store_gives_the_same_workbooks(tmp_path: Path) -> None:
    """What was read before need not be read again to be sent back."""
    month = checked(sheet(HEAD + ROWS + "合计||||9|||||\n"), sheet(SPONSORS, file="2.xlsx"))
    store.save(tmp_path / "month", month.tables, month.findings, "key")
    stored = CheckedMonth(MAY, *store.load(tmp_path / "month"), "")

    assert books(stored) == books(month)


def test_a_sound_month_has_no_workbooks() -> None:
    """Nobody gets mail for nothing."""
    assert books(CheckedMonth(MAY, {}, [], "")) == {}


def test_an_office_that_nobody_lists_is_told_from_the_others() -> None:
    """Whoever sends the workbooks must look for it."""
    rows = "1|水厂|新建|水文中心|1000|600|10|50|在建|\n2|路|新建|营盘镇|1|—|0|0|在建|\n"

    known = {name: each.is_known for name, each in books(checked(sheet(HEAD + rows))).items()}

    assert known == {"水文中心": False, "营盘镇": True}


@pytest.mark.parametrize(
    "office",
    [
        "../../etc/passwd",
        "/",
        "..",
        "a\\b:c*?",
        "CON",
        "\u202e局",
        "\x00",
        "局" * 300,
        "",
        "\ud83d",
    ],
    ids=ascii,
)
def test_no_office_writes_outside_the_folder(office: str) -> None:
    """A name is one name, short enough, whatever stands in the ledger."""
    name = file_names([office], ZHASHUI, MAY)[office]

    assert name.startswith("柞水县2020年5月台账核查反馈（")
    assert name.endswith("）.xlsx")
    assert not set(name) & set('/\\:*?"<>|\x00\u202e')
    assert len(name.encode()) < 255


def test_no_two_offices_share_a_file() -> None:
    """Not even on a system that knows no case, or no width, or cuts long names."""
    offices = ["a/b", "a:b", "A_b", "Ａ_B", "局" * 100, "局" * 101, "", " "]

    names = file_names(offices, ZHASHUI, MAY)

    assert len({name.casefold() for name in names.values()}) == len(offices)
    assert file_names(reversed(offices), ZHASHUI, MAY) == names


@pytest.mark.parametrize("title", ["a[b]:c*?/\\d", "长" * 50, "'x'", "", "\x01", "History"])
def test_a_sheet_gets_a_name_that_excel_takes(title: str) -> None:
    """At most 31 characters, none of those that Excel forbids, and no name twice."""
    taken: set[str] = set()
    names = [sheet_name(title, taken) for _ in range(12)]

    assert len({name.casefold() for name in names}) == len(names)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_values_come_back_through_our_own_reader(tmp_path: Path) -> None:
    """Cell by cell, as text, in every sheet of rows."""
    month = checked(sheet(HEAD + ROWS), sheet(SPONSORS, file="2.xlsx"))
    sent = month.tables["projects"].sent

    page = reread(books(month)["水利局"], tmp_path / "1.xlsx").sheets[1]
    shown = [
        [as_text(cell) for cell in row[3:13]] for row in page.rows[office_workbook.ROWS_ABOVE :]
    ]

    keys = [key for key in month.tables["projects"].places["column"] if key in sent]
    assert shown == sent[keys].iloc[:2].to_numpy().tolist()


TASKS = (
    "序号|项目名称|办理事项|承办单位|受理日期|承诺时限\n"
    "1|水厂|用地|资源局|上月吧|5\n2|水厂|环评|环保局|2020-01-06|5\n"
)
PERMITS = "序号|项目名称|审批类型|建议书|可研|环评\n1|水厂|备案|√|√|/\n"


def test_a_ledger_without_responsible_units_is_its_suppliers() -> None:
    """All its rows are shown, in order, with the wrong cell marked."""
    month = checked(sheet(TASKS))

    (one,) = books(month).values()
    page = opened(one)["限时办结台账"]

    assert one.office == "行政审批服务局"
    assert [row[5] for row in table(page)] == ["用地", "环评"]
    assert marked(page, ERROR) == ["H5"]


@pytest.mark.parametrize(("row", "office"), [(1, "行政审批服务局"), (4, "政府督查室")])
def test_what_is_wrong_with_a_head_goes_to_the_supplier_of_the_table_below_it(
    row: int, office: str
) -> None:
    """Where two ledgers share a sheet, the rows that follow tell whose head it is."""
    problems = (
        "序号|项目名称|督查日期|存在问题|责任单位|完成情况\n1|水厂|2020-01-06|缺|水利局|推进中\n"
    )
    month = checked(sheet(f"{PERMITS}\n{problems}"))
    assert set(month.tables) == {"permits", "problems"}
    doubt = finding(file="台账.xlsx", sheet="月报", row=row, column="项目代码", code="H01")

    (one,) = books(dataclasses.replace(month, findings=[doubt])).values()

    assert one.office == office


def test_a_file_that_two_suppliers_fill_is_the_issuing_offices() -> None:
    """Nobody else can tell who should mend it."""
    month = checked(sheet(f"{PERMITS}\n{TASKS}"), sheet(SPONSORS, file="2.xlsx"))
    both = finding(file="台账.xlsx", code="F14", advice="宏没有运行，请另存后再报")
    problems = checked(sheet(f"{PERMITS}\n{SPONSORS}"))

    of_one = books(dataclasses.replace(month, findings=[both]))
    of_two = books(dataclasses.replace(problems, findings=[both]))

    assert (list(of_one), list(of_two)) == (["行政审批服务局"], [ISSUER])


def test_of_two_offices_that_an_advice_may_mean_the_longer_is_asked() -> None:
    """县发改局规划股 is not 县发改局."""
    text = "序号|项目名称|领域|建设地点|总投资（万元）|责任单位\n1|学校|民生|营盘镇|-5|县发改局\n"
    month = checked(sheet(text))
    asked = [
        finding(file="台账.xlsx", sheet="月报", row=2, column="总投资", code=f"X{n}") for n in "12"
    ]
    asked = [
        dataclasses.replace(each, advice=f"请县发改局{more}核实")
        for each, more in zip(asked, ("", "规划股"), strict=True)
    ]

    found = books(dataclasses.replace(month, findings=asked))

    assert {name: [each.code for each in one.findings] for name, one in found.items()} == {
        ISSUER: ["X1"],
        "县发改局规划股": ["X2"],
    }


def line(page: Worksheet, number: int) -> dict[str, Cell]:
    """The cells of one line of the list, by the heads of their columns."""
    top = next(row for row in page.iter_rows() if row[0].value == "序号")
    cells = next(row for row in page.iter_rows(min_row=top[0].row) if row[0].value == number)
    return {str(head.value): cell for head, cell in zip(top, cells, strict=True)}


def test_only_the_answers_can_be_filled_in() -> None:
    """改为 where there is a cell or a sum to change; the key of the line is out of sight."""
    rows = ROWS + "合计：4个||||||9|||\n"
    page = opened(books(checked(sheet(HEAD + rows)))[ISSUER])[finding_list.LIST]
    cell, total = line(page, 1), line(page, 2)

    assert page.protection.sheet
    assert (cell["项目"].value, cell["单元格"].value, cell["栏目"].value) == (
        *("无主", "D5"),
        "责任单位",
    )
    assert [name for name, each in cell.items() if not each.protection.locked] == ["改为", "说明"]
    assert (total["项目"].value, total["单元格"].value) == ("合计：4个", "G6")
    assert [name for name, each in total.items() if not each.protection.locked] == ["改为", "说明"]
    assert page.column_dimensions[cell["记录号"].column_letter].hidden
    assert len({cell["记录号"].value, total["记录号"].value}) == 2


@pytest.mark.parametrize(
    ("rows", "kind", "offered"),
    [
        ("1|水厂|新建|水利局|1000|—|10|50|在建|\n", "decimal", "0"),
        (
            "1|水厂|新建|水利局|1000|600|10|50|待定中|\n",
            "list",
            '"已开工,已复工,竣工,停工,未开工"',
        ),
        ("1|水厂|新建||1000|600|10|50|在建|\n", "list", '"发展和改革局,住房和城乡建设局,'),
    ],
    ids=["amount", "state", "office"],
)
def test_an_answer_is_held_to_the_rule_of_its_column(rows: str, kind: str, offered: str) -> None:
    """As the empty ledger is: numbers, words of the list."""
    (one,) = books(checked(sheet(HEAD + rows))).values()
    page = opened(one)[finding_list.LIST]

    (rule,) = page.data_validations.dataValidation

    assert str(rule.sqref) == line(page, 1)["改为"].coordinate
    assert rule.type == kind
    assert str(rule.formula1).startswith(offered)


def test_a_list_that_is_too_long_for_a_rule_stands_out_of_sight() -> None:
    """Excel's rules hold 255 characters."""
    many = [ZHASHUI.units[0].model_copy(update={"name": f"第{n}经济管理局"}) for n in range(50)]
    county = ZHASHUI.model_copy(update={"units": tuple(many)})
    rows = "1|水厂|新建||1000|600|10|50|在建|\n"

    (one, *_) = feedback.feedback(checked(sheet(HEAD + rows)), county)
    book = openpyxl.load_workbook(io.BytesIO(one.content))
    (rule,) = book[finding_list.LIST].data_validations.dataValidation

    assert rule.formula1 == "反馈单选项!$A$1:$A$50"
    assert book["反馈单选项"].sheet_state == "veryHidden"
    assert book["反馈单选项"]["A50"].value == "第49经济管理局"


def test_a_repair_stands_before_the_advice() -> None:
    """With what else would be gone with it."""
    month = checked(sheet(HEAD + ROWS))
    (wrong,) = books(month)["水利局"].findings
    mended = dataclasses.replace(
        wrong, repair="F2 应为600（漏填）", follows=(finding(code="R03"), finding(code="E1"))
    )

    one = books(dataclasses.replace(month, findings=[mended]))["水利局"]

    assert line(opened(one)[finding_list.LIST], 1)["请这样改"].value == (
        "最可能：F2 应为600（漏填）。（另有2处由此而来）请县水利局核实后填写，确无计划请填0。"
    )


STATISTICS = (
    "统计编码|项目名称|责任单位|统计开工|计划总投资（万元）|本年完成投资（万元）|纳统状态|信用代码\n"
    "A1|水厂|水利局|是|54321|4300|也许|91330100799655058B\n"
)


def test_the_bureaus_single_values_are_for_the_bureau_alone() -> None:
    """An office sees that its project has a row there, but neither its amounts nor its code."""
    month = checked(sheet(HEAD + ROWS), sheet(STATISTICS, file="2.xlsx"))
    (doubt,) = (each for each in month.findings if each.file == "2.xlsx" and each.code == "V02")
    told = dataclasses.replace(
        doubt,
        found="投资54321，本年4,300.00万元即0.43亿元",
        expected="信用代码91330100799655058B，编码A1，5月，4300个",
        repair="应为5.4321亿元",
        follows=(dataclasses.replace(doubt, column="计划总投资", found="读到“54321”"),),
    )
    of_column = dataclasses.replace(doubt, column="本年完成投资", code="W7")
    found = books(dataclasses.replace(month, findings=[told, of_column]))

    (masked,) = withheld.masked([told], month.tables, "水利局", ZHASHUI)
    assert [each.found for each in masked.follows] == [f"读到“{HIDDEN}”"]
    page = opened(found["水利局"])["固定资产投资统计台账"]
    cells = line(opened(found["水利局"])[finding_list.LIST], 1)

    heads = ["统计编码", "项目名称", "责任单位", "统计开工", "纳统状态"]
    assert headers(page) == ["文件", "工作表", "行号", *heads, "请这样改"]
    assert cells["发现"].value == f"投资{HIDDEN}，本年{HIDDEN}即{HIDDEN}"
    assert cells["应为"].value == f"信用代码{HIDDEN}，编码A1，5月，{HIDDEN}个"
    assert str(cells["请这样改"].value).startswith(f"最可能：应为{HIDDEN}。")
    with zipfile.ZipFile(io.BytesIO(found["水利局"].content)) as archive:
        whole = b"".join(map(archive.read, archive.namelist())).decode()
    assert [word for word in ("54321", "4300", "91330100799655058B") if word in whole] == []
    assert found["统计局"].findings == (of_column,)
    assert "计划总投资（万元）" in headers(opened(found["统计局"])["固定资产投资统计台账"])


def test_an_office_is_told_its_own_number_even_where_the_bureau_has_the_same() -> None:
    """What it has reported itself is no secret to it."""
    rows = "1|水厂|新建|水利局|1000|600|10|4300|在建|\n"
    month = checked(sheet(HEAD + rows), sheet(STATISTICS, file="2.xlsx"))
    own = finding(
        file="台账.xlsx", sheet="月报", row=2, column="自年初累计完成投资", letter="H",
        found="读到“4300”", expected="统计台账为54321万元", advice="请水利局核实",
    )  # fmt: skip

    one = books(dataclasses.replace(month, findings=[own]))["水利局"]
    cells = line(opened(one)[finding_list.LIST], 1)

    assert cells["发现"].value == "读到“4300”"
    assert cells["应为"].value == f"统计台账为{HIDDEN}"
