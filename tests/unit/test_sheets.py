"""Months, hidden sheets, struck rows, packed projects: what real workbooks hold besides a table."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from briefing.ledgers.check import check_month
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.workbooks.sheet import Book, Sheet
from tests.conftest import MAY, ZHASHUI, reading, sheet, tidied

if TYPE_CHECKING:
    from briefing.ledgers.tidy.tidy_month import Tidied

HEAD = "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|5月完成投资（万元）|1-5月累计（万元）|开复工状态"
WATER = "1|水厂|新建|水利局|500|100|10|50|在建"
POWER = "2|电站|新建|水利局|800|200|20|60|在建"


def read(*sheets: Sheet) -> Extract:
    found = Extract()
    read_book("台账.xlsx", Book(list(sheets)), MAY, found)
    return found


def codes(found: Extract | Tidied) -> list[str]:
    return [finding.code for finding in found.findings]


def tidy(*sheets: Sheet) -> Tidied:
    found = read(*sheets)
    month = tidy_month(found.tables, MAY, ZHASHUI)
    return dataclasses.replace(month, findings=[*found.findings, *month.findings])


def names_of(month: Tidied) -> list[str]:
    return list(month.tables["projects"].frame["project_name"])


@pytest.mark.parametrize("name", ["5月", "五月", "2020年5月", "1-5月", "202005", "截至5月底"])
def test_of_month_sheets_the_report_months_is_read(name: str) -> None:
    """The others are left, and the clerk is told."""
    found = read(sheet(f"{HEAD}\n{POWER}", name="4月"), sheet(f"{HEAD}\n{WATER}", name=name))

    assert [table.sheet for table in found.tables] == [name]
    assert codes(found) == ["S02"]


def test_a_workbook_of_other_months_is_refused() -> None:
    """Last month's sheets alone are last month's ledger."""
    found = read(sheet(f"{HEAD}\n{WATER}", name="3月"), sheet(f"{HEAD}\n{POWER}", name="4月"))

    assert found.tables == []
    assert codes(found) == ["H07", "H07"]


def test_one_sheet_for_each_category_is_one_table() -> None:
    """交通 and 水利 are no months."""
    month = tidy(sheet(f"{HEAD}\n{WATER}", name="水利"), sheet(f"{HEAD}\n{POWER}", name="能源"))

    assert names_of(month) == ["水厂", "电站"]
    assert month.findings == []


def test_a_hidden_sheet_is_not_read_and_said() -> None:
    """An old copy left in the workbook does not count twice."""
    hidden = dataclasses.replace(sheet(f"{HEAD}\n{WATER}", name="旧"), is_hidden=True)
    found = read(sheet(f"{HEAD}\n{WATER}"), hidden)

    assert [table.sheet for table in found.tables] == ["月报"]
    assert codes(found) == ["S01"]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("柞水县2020年4月重点项目进展情况表", ["H07"]),
        ("重点项目进展情况表（截至四月底）", ["H07"]),
        ("柞水县2019年5月重点项目进展情况表", ["H07"]),
        ("柞水县2020年1—5月重点项目进展情况表", []),
        ("重点项目进展情况表（2020年6月3日填报）", []),
        ("柞水县2020年重点项目进展情况表", []),
        ("柞水县2019年重点项目进展情况表", ["H07"]),
        ("柞水县2019—2021年重点项目进展情况表", []),
        ("重点项目表\n报告期：2020年4月", ["H07"]),
        ("2020年5月重点项目表\n（截至4月底）", ["H07"]),
        ("重点项目表\n（2020年4月）", ["H07"]),
        ("重点项目表\n2020年6月", []),
        ("重点项目表\n2020年13月", []),
        ("2020年5月重点项目表\n2020年4月", []),
    ],
)
def test_a_title_of_another_month_is_told(title: str, told: list[str]) -> None:
    """Last month's ledger sent again under its own title; a day is the day of filling in."""
    assert codes(reading(sheet(f"{title}|<|<\n{HEAD}\n{WATER}"))) == told


def test_hidden_rows_are_read_and_said() -> None:
    """A filter left on does not lose a project."""
    page = dataclasses.replace(sheet(f"{HEAD}\n{WATER}\n{POWER}"), hidden_rows=frozenset({2}))
    found = read(page)

    assert [str(kind) for kind in found.tables[0].kinds] == ["project", "project"]
    assert [(f.code, f.row, f.found) for f in found.findings] == [
        ("S03", 3, "第3行（共1行）被隐藏或筛选，已照常计入")
    ]


def test_a_struck_row_is_not_counted_and_said() -> None:
    """A department strikes a project out instead of deleting it."""
    page = dataclasses.replace(sheet(f"{HEAD}\n{WATER}\n{POWER}"), struck=frozenset({(2, 1)}))
    month = tidy(page)

    assert names_of(month) == ["水厂"]
    assert codes(month) == ["S05"]
    assert list(month.tables["projects"].rows["kind"]) == ["removed"]


def test_a_struck_amount_is_a_question() -> None:
    """Whether it still holds nobody can know."""
    page = dataclasses.replace(sheet(f"{HEAD}\n{WATER}"), struck=frozenset({(1, 5)}))

    (finding,) = tidy(page).findings

    assert (finding.code, finding.letter, finding.severity.value) == ("S06", "F", "error")


def test_a_comment_is_shown_to_the_clerk() -> None:
    """A number in a comment is no data."""
    page = dataclasses.replace(sheet(f"{HEAD}\n{WATER}"), comments={(1, 6): "实际为12"})

    (finding,) = tidy(page).findings

    assert (finding.code, finding.letter) == ("S04", "G")
    assert "实际为12" in finding.found


WIDE = "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|{months}|开复工状态"


def test_a_ledger_that_grows_by_the_month_adds_up() -> None:
    """1月 to 5月 stand side by side, and no column says 累计."""
    months = "|".join(f"{n}月形象进度|{n}月完成投资（万元）" for n in range(1, 6))
    cells = "|".join(f"进展{n}|{n}" for n in range(1, 6))
    month = tidy(sheet(f"{WIDE.format(months=months)}\n1|水厂|新建|水利局|500|100|{cells}|在建"))
    table = month.tables["projects"]

    assert month.findings == []
    assert table.frame["done_this_year_wan"].tolist() == [15]
    assert table.frame["done_this_month_wan"].tolist() == [5]
    assert table.frame["physical_progress"].tolist() == ["进展5"]
    assert table.months["amount_wan"].tolist() == [1, 2, 3, 4]


def test_january_and_february_may_be_one_column() -> None:
    """Statistics reports them together."""
    months = "1-2月完成投资（万元）|3月完成投资（万元）|4月完成投资（万元）|5月完成投资（万元）"
    month = tidy(sheet(f"{WIDE.format(months=months)}\n1|水厂|新建|水利局|500|100|7|1|1|1|在建"))

    assert month.tables["projects"].frame["done_this_year_wan"].tolist() == [10]


def test_a_missing_month_is_not_made_up() -> None:
    """Four months of five are no year to date."""
    months = "|".join(f"{n}月完成投资（万元）" for n in (1, 2, 4, 5))
    found = reading(
        sheet(f"{WIDE.format(months=months)}\n1|水厂|新建|水利局|500|100|1|1|1|1|在建")
    )

    assert codes(found) == ["H01"]


PACKED = "1|农村道路|新建|交通局|500|100|10|50|在建"


def test_parts_of_a_packed_project_are_not_counted() -> None:
    """Their serials stand below the project's, and they add up to it."""
    parts = "1-1|甲段|新建|交通局|300|60|4|20|在建\n1-2|乙段|新建|交通局|200|40|6|30|在建"
    month = tidy(sheet(f"{HEAD}\n{PACKED}\n{parts}\n{POWER}"))

    assert names_of(month) == ["农村道路", "电站"]
    assert month.findings == []
    assert list(month.tables["projects"].rows["kind"]) == ["part", "part"]


def test_parts_that_do_not_add_up_are_a_fault() -> None:
    """One of the two is wrong."""
    parts = "1-1|甲段|新建|交通局|300|60|4|20|在建\n1-2|乙段|新建|交通局|250|40|6|30|在建"

    (finding,) = tidy(sheet(f"{HEAD}\n{PACKED}\n{parts}")).findings

    assert (finding.code, finding.row, finding.letter) == ("R07", 2, "E")


def test_rows_without_a_serial_that_add_up_are_parts() -> None:
    """What says that they are parts is their sum, and the clerk is told."""
    parts = "|甲段|新建|交通局|300|60|4|20|在建\n|乙段|新建|交通局|200|40|6|30|在建"
    month = tidy(sheet(f"{HEAD}\n{PACKED}\n{parts}\n{POWER}\n3{WATER[1:]}"))

    assert names_of(month) == ["农村道路", "电站", "水厂"]
    assert codes(month) == ["R08", "R08"]


def test_rows_that_a_part_begins_are_parts() -> None:
    """Only the first of them says 其中; the others go on without a serial."""
    parts = "|其中：甲段||交通局|300|60|4|20|在建\n|乙段||交通局|200|40|6|30|在建"
    month = tidy(sheet(f"{HEAD}\n{PACKED}\n{parts}\n{POWER}"))

    assert names_of(month) == ["农村道路", "电站"]
    assert month.findings == []


def test_rows_that_a_part_begins_must_add_up() -> None:
    """A row that is no part, or a part that is not told, would be lost or counted twice."""
    parts = "|其中：甲段||交通局|300|60|4|20|在建\n|乙段|新建|交通局|250|40|6|30|在建"
    month = tidy(sheet(f"{HEAD}\n{PACKED}\n{parts}\n{POWER}"))

    assert [(f.code, f.row, f.letter) for f in month.findings] == [("R07", 2, "E")]


def test_a_part_beneath_a_total_takes_a_part_out_of_it() -> None:
    """It stands beneath no project, and begins no parts."""
    month = tidy(sheet(f"{HEAD}\n合计||||1100||||\n|其中：省级|||500||||\n{WATER}\n{POWER}"))

    assert names_of(month) == ["水厂", "电站"]


def test_a_row_like_the_one_above_it_is_no_part() -> None:
    """Two projects of one size, the second without a number, are two projects."""
    month = tidy(sheet(f"{HEAD}\n{WATER}\n{WATER.replace('1|水厂', '|学校')}"))

    assert names_of(month) == ["水厂", "学校"]


def test_a_row_without_a_serial_that_adds_up_to_nothing_is_a_project() -> None:
    """A forgotten number does not lose a project."""
    month = tidy(sheet(f"{HEAD}\n{WATER}\n{POWER}\n|学校|新建|教育局|900|100|5|25|在建"))

    assert names_of(month) == ["水厂", "电站", "学校"]
    assert codes(month) == ["R08"]


def test_an_amount_merged_over_two_projects_is_a_fault() -> None:
    """Whose it is nobody can know; it is never given to both."""
    month = tidy(sheet(f"{HEAD}\n{WATER}\n2|电站|新建|水利局|^|200|20|60|在建"))

    assert [(f.code, f.row, f.letter) for f in month.findings] == [
        ("V01", 3, "E"),
        ("R09", 3, "E"),
    ] or [(f.code, f.row, f.letter) for f in month.findings] == [("R09", 3, "E"), ("V01", 3, "E")]
    assert month.tables["projects"].frame["total_plan_wan"].isna().tolist() == [False, True]


def test_the_numbers_of_columns_are_no_project() -> None:
    """甲 乙 丙 1 2 3 stands below the heads of statistics forms."""
    month = tidy(sheet(f"{HEAD}\n甲|乙|丙|丁|1|2|3|4|戊\n{WATER}"))

    assert names_of(month) == ["水厂"]


def test_a_missing_column_comes_with_what_it_may_be_called() -> None:
    """A clerk finds the header that has to be renamed."""
    found = reading(
        sheet(f"{HEAD.replace('年度任务（万元）', '全年计划投资土石方（万元）')}\n{WATER}")
    )

    (finding,) = found.findings

    assert finding.code == "H01"
    assert "“全年计划投资土石方（万元）”（F列）" in finding.found


def test_a_column_whose_name_is_nearly_known_is_told() -> None:
    """A column that nobody asks for would vanish in silence."""
    found = reading(sheet(f"{HEAD}|计划竣工的时间\n{WATER}|2021-06-30"))

    assert [(f.code, f.letter, f.severity.value) for f in found.findings] == [
        ("H09", "J", "warning")
    ]


def test_what_looks_like_a_ledger_and_is_none_is_refused() -> None:
    """Rather than left unread with a shrug."""
    found = reading(sheet("序号|项目名称|责任单位|备注\n1|水厂|水利局|"))

    assert codes(found) == ["H08"]


def test_another_years_column_is_not_this_years() -> None:
    """2019年计划投资 beside 2020年计划投资."""
    text = HEAD.replace("年度任务", "2020年计划投资") + "|2019年计划投资（万元）"
    (table,) = reading(sheet(f"{text}\n{WATER}|999")).tables

    assert table.placed["annual_task_wan"].index == 5


def test_months_in_chinese_are_months() -> None:
    """五月份完成投资 is 5月完成投资."""
    text = HEAD.replace("5月完成投资", "五月份完成投资").replace("1-5月累计", "2020年1至5月累计")
    (table,) = reading(sheet(f"{text}\n{WATER}")).tables

    assert {"done_this_month_wan", "done_this_year_wan"} <= table.placed.keys()


def test_ditto_marks_repeat_words_and_never_amounts() -> None:
    """同上 under 责任单位 is the office above; under an amount it is nothing."""
    ditto = "2|电站|〃|同上|800|200|20|60|在建"
    month = tidied(f"{HEAD}\n{WATER}\n{ditto}")

    assert list(month.tables["projects"].frame["responsible_unit"]) == ["水利局", "水利局"]
    assert month.findings == []
    assert codes(tidied(f"{HEAD}\n{WATER}\n{ditto.replace('200', '同上')}")) == ["V02"]


def test_a_ditto_mark_below_a_total_repeats_nothing() -> None:
    """What a total has in that column is no office."""
    rows = f"{WATER}\n小计|||三个单位|500|100|10|50|\n2|电站|新建|同上|800|200|20|60|在建"

    assert codes(tidied(f"{HEAD}\n{rows}")) == ["V02"]


def test_a_subtotal_may_close_a_chapter() -> None:
    """Two 小计 in a row: the group's and the chapter's."""
    rows = (
        f"一、续建项目|||||||||\n（一）水利|||||||||\n{WATER}\n小计||||500|100|10|50|\n"
        f"（二）能源|||||||||\n{POWER}\n小计||||800|200|20|60|\n合计||||1300|300|30|110|"
    )

    from briefing.ledgers.check import check_month

    month = tidied(f"{HEAD}\n{rows}", month=Month(2020, 5))
    assert [f.code for f in check_month(month.tables, None) if f.code.startswith("R")] == []


def test_a_column_of_starts_and_plans_is_parted() -> None:
    """开工/计划开工时间 holds either: what is planned is no start."""
    rows = [
        f"{WATER}|2020-03-01",
        f"{POWER}|计划9月",
        "3|学校|新建|教育局|900|100|0|0|未开工|2020-04-01",
        "4|医院|新建|卫生健康局|900|100|0|0|在建|2020年9月",
    ]
    month = tidy(sheet("\n".join([f"{HEAD}|开工/计划开工时间", *rows])))
    frame = month.tables["projects"].frame

    assert [str(day)[:10] for day in frame["started_on"]] == ["2020-03-01", "NaT", "NaT", "NaT"]
    assert [str(day)[:10] for day in frame["planned_start"]] == [
        "NaT",
        "2020-09-01",
        "2020-04-01",
        "2020-09-01",
    ]
    assert codes(month) == []


def test_an_office_that_nobody_lists_is_told_once() -> None:
    """A misspelt office would be ranked apart from itself."""
    month = tidy(
        sheet(f"{HEAD}\n{WATER.replace('水利局', '水里局')}\n{POWER.replace('水利局', '水里局')}")
    )

    assert [(f.code, f.row, f.severity.value) for f in month.findings] == [("V05", 2, "error")]


NEXT = "2|电站|新建|水利局|'800|'200|20|60|在建"


def test_a_sheet_that_goes_on_without_a_head_is_an_error() -> None:
    """Its columns are not guessed, and its projects are not lost in silence."""
    found = read(sheet(f"{HEAD}\n{WATER}"), sheet(f"续表\n{NEXT}", name="续"))

    assert [(f.code, f.severity, f.sheet, f.row) for f in found.findings] == [
        ("H11", "error", "续", 2)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "填表说明\n1|按月报送\n2|单位为万元",
        "单位|代码\n水利局|101\n交通局|102",
        "2020|3|4|5|6|7|8",
    ],
)
def test_a_sheet_of_something_else_is_only_mentioned(text: str) -> None:
    """Instructions, lists of codes, numbers without names."""
    found = read(sheet(f"{HEAD}\n{WATER}"), sheet(text, name="说明"))

    assert codes(found) == ["F04"]


def test_circled_serials_number_projects() -> None:
    """①②③ throughout a list are its numbers; beneath a project with a number they are its parts."""
    month = tidy(sheet(f"{HEAD}\n{WATER.replace('1|', '①|', 1)}\n{POWER.replace('2|', '②|', 1)}"))

    assert names_of(month) == ["水厂", "电站"]
    assert month.findings == []

    parts = "①|甲段|新建|交通局|300|60|4|20|在建\n（2）|乙段|新建|交通局|200|40|6|30|在建"
    assert names_of(tidy(sheet(f"{HEAD}\n{PACKED}\n{parts}"))) == ["农村道路"]


def test_a_number_that_stands_only_in_a_comment_is_a_fault() -> None:
    """An empty cell is not zero, and what its comment says is not lost."""
    empty = WATER.replace("|10|50|", "||50|")
    page = dataclasses.replace(sheet(f"{HEAD}\n{empty}"), comments={(1, 6): "本月完成10万元"})

    (finding,) = tidy(page).findings

    assert (finding.code, finding.letter, finding.severity.value) == ("S08", "G", "error")


def test_a_remark_on_an_empty_cell_is_only_shown() -> None:
    """It holds no number that could be missed."""
    empty = WATER.replace("|10|50|", "||50|")
    page = dataclasses.replace(sheet(f"{HEAD}\n{empty}"), comments={(1, 6): "尚未报送"})

    assert codes(tidy(page)) == ["S04"]


def test_a_sheet_of_further_rows_without_a_head_is_refused() -> None:
    """A list that goes on in a second sheet would lose its end."""
    found = read(sheet(f"{HEAD}\n{WATER}", name="5月"), sheet(POWER, name="续表"))

    assert [(f.code, f.sheet, f.row) for f in found.findings] == [("H11", "续表", 1)]


def test_rows_above_the_head_of_a_further_sheet_are_not_lost() -> None:
    """They go on from the sheet before, up to the head that is printed on the next page."""
    found = read(
        sheet(f"{HEAD}\n{WATER}", name="5月"),
        sheet(f"{POWER}\n{HEAD}\n3|学校{WATER[4:]}", name="续表"),
    )

    assert [(f.code, f.sheet, f.row) for f in found.findings] == [("R01", "续表", 1)]


def test_a_list_of_offices_is_only_mentioned() -> None:
    """A list of offices beside the ledger is no part of it."""
    found = read(
        sheet(f"{HEAD}\n{WATER}", name="5月"), sheet("1|水利局|3\n2|交通局|5", name="名单")
    )

    assert codes(found) == ["F04"]


PAGE = f"重点项目情况表\n||||||||单位：万元\n{HEAD.replace('（万元）', '')}"


@pytest.mark.parametrize("name", ["5月完成明细", "自开工累计"])
def test_an_amount_that_only_one_of_two_heads_names_is_a_fault(name: str) -> None:
    """Its sum would be that of half the rows."""
    other = HEAD.replace("5月完成投资", name)
    found = read(sheet(f"{HEAD}\n{WATER}\n\n{other}\n{POWER}"))

    assert ("H09", 4, "G") in [
        (f.code, f.row, f.letter) for f in found.findings if f.severity == "error"
    ]


def test_two_tables_may_have_different_columns() -> None:
    """What was done before this year is told of projects that are carried over, and of no others."""
    before = HEAD.replace("年度任务", "上年底累计完成（万元）|年度任务")
    found = read(sheet(f"{before}\n1|水厂|续建|水利局|500|90|100|10|50|在建\n\n{HEAD}\n{POWER}"))

    assert codes(found) == []


@pytest.mark.parametrize("gap", ["", "\n"], ids=["close", "apart"])
def test_a_title_printed_again_with_its_head_is_no_row(gap: str) -> None:
    """Title, unit and head of the second page; each page has its own total."""
    first, second = "合计||||500|100|10|50|", "合计||||800|200|20|60|"
    again = PAGE.replace("\n", f"\n{gap}")
    month = tidy(sheet(f"{PAGE}\n{WATER}\n{first}\n{gap}{again}\n{POWER}\n{second}"))

    assert names_of(month) == ["水厂", "电站"]
    assert codes(month) == []


def test_the_same_head_under_another_unit_heads_another_table() -> None:
    """0.08亿元 below a second 单位 line is 800万元."""
    power = "2|电站|新建|水利局|0.08|0.02|0.002|0.006|在建"
    month = tidy(sheet(f"{PAGE}\n{WATER}\n\n{PAGE.replace('万元', '亿元')}\n{power}"))

    assert list(month.tables["projects"].frame["total_plan_wan"]) == [500, 800]
    assert codes(month) == []


def test_a_page_total_sums_its_page_though_a_head_was_printed_within() -> None:
    """From the table's beginning down to it, over a repeated head."""
    rows = f"{HEAD}\n{WATER}\n{HEAD}\n{POWER}\n合计||||1300|300|30|110|\n3|学校{WATER[4:]}"

    assert check_month(tidy(sheet(rows)).tables, None) == []


def test_a_head_printed_again_in_other_words_is_the_same_head() -> None:
    """年度任务 on one page and 年度计划投资 on the next: one table, one total."""
    other = HEAD.replace("年度任务", "年度计划投资")
    rows = f"{HEAD}\n{WATER}\n{other}\n{POWER}\n合计||||1300|300|30|110|"

    assert len(read(sheet(rows)).tables) == 1


def test_rows_above_the_first_head_are_not_lost_in_silence() -> None:
    """The head of the first of two tables was deleted."""
    (finding,) = read(sheet(f"{WATER}\n{POWER}\n\n{HEAD}\n3|学校{WATER[4:]}")).findings

    assert (finding.code, finding.row) == ("R01", 1)
    assert finding.found == "第1–2行（共2行）在表头之上，像是数据，未读取"


def test_a_title_above_the_head_is_no_row_of_data() -> None:
    """Nor is a summary in a few cells."""
    assert codes(read(sheet(f"项目表\n项目数|2|总投资|1300\n\n{HEAD}\n{WATER}\n{POWER}"))) == []


def test_numbers_without_a_header_may_have_slipped_from_theirs() -> None:
    """One cell was inserted into the head."""
    slipped = HEAD.replace("总投资", "|总投资")

    found = read(sheet(f"{slipped}\n{WATER}|好\n{POWER}|好"))

    assert [(f.code, f.letter) for f in found.findings] == [("H10", "E")]


def test_a_single_date_beside_its_header_has_slipped() -> None:
    """One cell in a column without header is a jotting, unless the next header has nothing at all."""
    head = f"{HEAD}||计划竣工时间|备注"

    assert codes(read(sheet(f"{head}\n{WATER}|2020-04-20||\n{POWER}|||"))) == ["H10"]
    assert codes(read(sheet(f"{head}\n{WATER}|2020-04-20|2020-05-01|\n{POWER}|||"))) == []


def test_tables_side_by_side_are_asked_for_beneath_each_other() -> None:
    """Their columns are named, with what to do; which rows are whose nobody need guess."""
    found = read(sheet(f"{HEAD}|{HEAD}\n{WATER}|{POWER}")).findings

    assert {finding.code for finding in found} == {"H03"}
    assert all("移到左边的表下面" in finding.advice for finding in found)


def test_an_amount_merged_with_the_one_beside_it_is_a_fault() -> None:
    """Which of the two it is nobody can know."""
    month = tidy(sheet(f"{HEAD}\n1|水厂|新建|水利局|500|<|10|50|在建\n{POWER}"))

    assert sorted((f.code, f.letter) for f in month.findings) == [
        ("R09", "E"), ("R09", "F"), ("V01", "F"),
    ]  # fmt: skip


PAPERS = "序号|项目名称|审批类型|建议书|可研|环评"


def test_a_name_merged_over_another_project_does_not_swallow_it() -> None:
    """Its row has a number and papers of its own, and no amounts that would tell."""
    (finding,) = tidy(sheet(f"{PAPERS}\n1|水厂|备案|√|√|/\n2|^|备案|办理中|√|/")).findings

    assert (finding.code, finding.row, finding.letter) == ("R07", 3, "D")


def test_a_project_may_go_on_in_its_next_row() -> None:
    """More words of the same project, its name merged over both rows."""
    month = tidy(sheet(f"{PAPERS}|备注\n1|水厂|备案|√|√|/|待环评\n|^||||/|及用地"))

    assert names_in(month, "permits") == ["水厂"]
    assert codes(month) == []


def names_in(month: Tidied, ledger: str) -> list[str]:
    return list(month.tables[ledger].frame["project_name"])


def test_a_paper_without_a_column_is_not_told() -> None:
    """An empty cell says that it is not begun; no column says nothing."""
    papers = tidy(sheet(f"{PAPERS}\n1|水厂|备案|√||/")).tables["permits"].frame

    assert papers["feasibility"].tolist() == ["not_begun"]
    assert papers["land_review"].isna().all()


def test_a_number_is_no_name() -> None:
    """A table of something else below ours has numbers where ours has names."""
    more = "责任单位|项目个数|投资合计\n县水利局|3|1200"
    month = tidy(sheet(f"{PAPERS}\n1|水厂|备案|√|√|/\n\n{more}"))

    assert ("V02", 5, "B") in [(f.code, f.row, f.letter) for f in month.findings]


def test_another_tables_head_below_the_ledger_is_a_fault() -> None:
    """A small table of sums by office must not be read as projects."""
    below = "序号|责任单位|项目个数|完成投资（万元）\n1|水利局|2|60"
    month = tidy(sheet(f"{HEAD}\n{WATER}\n{below}"))

    assert ("R01", 3) in [(finding.code, finding.row) for finding in month.findings]


def test_a_ditto_mark_may_stand_at_the_top_of_a_page() -> None:
    """The office stands on the page before; the head printed between them is none."""
    month = tidied(f"{HEAD}\n{WATER}\n{HEAD}\n2|电站|新建|同上|800|200|20|60|在建")

    assert list(month.tables["projects"].frame["responsible_unit"]) == ["水利局", "水利局"]
    assert month.findings == []


@pytest.mark.parametrize("cell", ["3", "12.5%", "2020-611026-48-01-000001", "'2020-03-01"])
def test_neither_a_code_nor_a_date_is_a_name(cell: str) -> None:
    """The head stands one column beside its data."""
    month = tidy(sheet(f"{PAPERS}\n1|{cell}|备案|√|√|/"))

    assert [(f.code, f.letter) for f in month.findings] == [("V02", "B")]


@pytest.mark.parametrize("name", ["318国道改线", "G211", "5G基站（二期）"])
def test_a_name_may_begin_with_a_number(name: str) -> None:
    """Roads have numbers, and so have technologies."""
    assert names_in(tidy(sheet(f"{PAPERS}\n1|{name}|备案|√|√|/")), "permits") == [name]


def test_a_text_drawn_over_serials_and_names_is_the_title_of_rows() -> None:
    """Lists are grouped by office or class, without any numbering."""
    month = tidy(sheet(f"{HEAD}\n县水利局|<|<|<|<|<|<|<|<\n{WATER}\n能源类|<|||800||||\n{POWER}"))

    assert names_of(month) == ["水厂", "电站"]
    assert list(month.tables["projects"].rows["kind"]) == ["band", "band"]
    assert month.findings == []


def test_the_sums_beside_a_title_of_rows_are_theirs() -> None:
    """The county's name before its sums is no project without a name."""
    month = tidy(sheet(f"{HEAD}\n柞水县||||1300||||\n{WATER}\n{POWER}"))
    wrong = tidy(sheet(f"{HEAD}\n柞水县||||1400||||\n{WATER}\n{POWER}"))

    assert names_of(month) == ["水厂", "电站"]
    assert [codes(month), [f.code for f in check_month(wrong.tables, None)]] == [[], ["R03"]]


def test_a_text_alone_is_no_title_of_rows() -> None:
    """A name that slipped into the column of serials is asked for."""
    month = tidy(sheet(f"{HEAD}\n学校||||||||\n{WATER}"))

    assert codes(month) == ["R01"]


def test_a_subtotal_may_stand_beside_a_class_that_is_merged_down() -> None:
    """小计 stands in the column of serials; the class reaches down to it."""
    month = tidy(
        sheet(f"类别|{HEAD}\n水利|{WATER}\n^|{POWER}\n^|小计||||1300||||\n合计|||||1300||||")
    )

    assert names_of(month) == ["水厂", "电站"]
    assert list(month.tables["projects"].rows["text"]) == ["小计", "合计"]
    assert month.findings == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("单位：万元、人、公里", []),
        ("单位：亿元、万元", ["H04"] * 4),
        ("单位：万元/亿元", ["H04"] * 4),
    ],
)
def test_a_line_of_two_units_of_money_tells_neither(line: str, told: list[str]) -> None:
    """Whose is 亿元 and whose 万元, every column must say itself; what counts things is no matter."""
    month = tidy(sheet(f"{line}\n{HEAD.replace('（万元）', '')}\n{WATER}\n{POWER}"))

    assert codes(month) == told
