"""A ledger is recognised by its head, wherever that stands and however it is drawn."""

from __future__ import annotations

import pytest

from briefing.domain.months import Month
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.table_head import Head, find_heads
from briefing.workbooks.sheet import Book
from tests.conftest import MAY, reading, sheet

ONE_LEVEL = "序号|项目名称|项目性质|责任单位|总投资（亿元）|年度任务|本月完成|1-5月累计|开复工状态"


def heads(text: str, month: Month = MAY) -> list[Head]:
    return find_heads(sheet(text), all_ledgers(), month)


def placed(head: Head) -> dict[str, int]:
    return {column.key: column.index for column in head.placed}


def test_a_head_is_found_below_titles_and_units() -> None:
    """Merged titles and the 单位 line are not part of it."""
    (head,) = heads(
        """
        柞水县2020年固定资产投资增速反馈表 | <  | <
        反馈单位：县统计局                 |    | 单位：%

        统 计 期                          | 增速 | 位次
        1—5月                             | 8.3  | 2
        """
    )

    assert head.ledger.id == "growth"
    assert (head.top, head.bottom) == (3, 3)
    assert placed(head) == {"period": 0, "growth_pct": 1, "rank_in_city": 2}


def test_a_head_of_two_levels_is_read_through_its_merges() -> None:
    """Columns beneath 完成投资 are told apart by their second level."""
    (head,) = heads(
        """
        序号|项目名称|责任单位|总投资|年度任务|完成投资（万元）|<        |开复工|<
        ^  |^      |^      |^    |^      |本月           |1-5月累计|状态  |时间
        1  |水厂   |水利局 |500  |100    |10             |50       |在建  |2020-03-01
        """
    )

    assert (head.top, head.bottom) == (0, 1)
    assert placed(head)["done_this_month_wan"] == 5
    assert placed(head)["done_this_year_wan"] == 6
    assert placed(head)["started_on"] == 8
    assert {c.key: c.unit for c in head.placed}["done_this_year_wan"] == "万元"


def test_a_head_of_three_levels_is_read_to_its_leaves() -> None:
    """A title above two levels does not keep the columns from being found."""
    (head,) = heads(
        """
        序号|项目名称|审批类型|前期手续|<     |<      |<
        ^  |^      |^      |立项    |<     |用地   |环评
        ^  |^      |^      |建议书  |可研  |预审   |批复
        1  |水厂   |审批    |√       |办理中|/      |
        """
    )

    assert head.ledger.id == "permits"
    assert head.bottom == 2
    assert placed(head) == {
        "serial": 0,
        "project_name": 1,
        "procedure": 2,
        "proposal": 3,
        "feasibility": 4,
        "land_review": 5,
        "environment": 6,
    }


def test_a_head_of_one_level_does_not_eat_the_first_row() -> None:
    """A first row that reads like words is still a row."""
    (head,) = heads(f"{ONE_LEVEL}\n1|备注|新建|县水利局|1|2|3|4|在建")

    assert (head.top, head.bottom) == (0, 0)


def test_a_head_printed_on_each_page_is_one_table() -> None:
    """Its repetitions are heads, not projects."""
    found = reading(
        sheet(
            """
            统计期 | 增速(%) | 位次
            1—2月  | -18.6   | 6
            统计期 | 增速(%) | 位次
            1—3月  | -6.3    | 5
            """
        )
    )

    assert [table.kinds for table in found.tables] == [["project", "head", "project"]]
    assert found.findings == []


def test_two_tables_in_one_sheet_are_two_tables() -> None:
    """The second table's title and unit line, directly above its head, are not the first's rows."""
    found = reading(
        sheet(
            """
            序号 | 会议时间   | 会议形式 | 议题
            1    | 2020-05-06 | 现场会   | 征地

            附：固定资产投资增速反馈表 | <  | <
            单位：%
            统计期 | 增速 | 位次
            1—5月  | 4.6  | 2
            """
        )
    )

    assert [(t.ledger.id, t.numbers) for t in found.tables] == [("meetings", [2]), ("growth", [7])]
    assert found.findings == []


def test_a_total_above_a_second_table_stays_with_the_first() -> None:
    """What sums is no title."""
    found = reading(
        sheet(
            """
            序号 | 会议时间   | 会议形式 | 议题
            1    | 2020-05-06 | 现场会   | 征地
            合计：1个
            统计期 | 增速(%) | 位次
            1—5月  | 8.3     | 2
            """
        )
    )

    assert found.tables[0].kinds == ["project", "total"]


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位：万元、个、%", "万元"),
        ("单位：个、亿元", "亿元"),
        ("（单位 人民币万元）", "万元"),
        ("金额单位：亿元", "亿元"),
        ("单 位：万元", "万元"),
        ("报送单位：县水利局  单位：亿元", "亿元"),
        ("报送单位：元谋县水利局  单位：亿元", "亿元"),
        ("报送单位：县水利局　　　　单 位：元", "元"),
        ("报送单位：元谋县水利局", None),
        ("单位：万元（总投资：亿元）", "万元"),
        ("责任单位：县水利局", None),
        ("由建设单位自筹500万元", None),
    ],
)
def test_the_unit_line_is_told_from_other_units(line: str, unit: str | None) -> None:
    """单位 also means office: only what stands right behind it can be a measure."""
    (table,) = reading(sheet(f"{line}\n{ONE_LEVEL}\n1|水厂|新建|水利局|1|2|3|4|在建")).tables

    assert table.unit_line == unit


def test_a_header_carries_its_own_unit() -> None:
    """总投资（亿元） beside amounts in 万元."""
    (head,) = heads(ONE_LEVEL)

    assert {c.key: c.unit for c in head.placed if c.key.endswith("_wan")} == {
        "total_plan_wan": "亿元",
        "annual_task_wan": None,
        "done_this_month_wan": None,
        "done_this_year_wan": None,
    }


def test_a_sheet_that_is_no_ledger_is_named() -> None:
    """A sheet with words and no head is left unread, and the clerk is told."""
    found = reading(sheet("填表说明 | 请按月填报\n一 | 项目名称请写全称"))

    assert found.tables == []
    assert [(f.code, f.severity, f.sheet) for f in found.findings] == [("F04", "error", "月报")]


def test_an_empty_sheet_is_nothing() -> None:
    """Sheet2 and Sheet3 of every workbook are empty; a file of nothing else is told."""
    book = Book([sheet("统计期|增速(%)\n1—5月|8.3"), sheet("| \n  | \u3000", name="Sheet2")])
    found = Extract()
    read_book("增速.xlsx", book, MAY, found)

    assert found.findings == []
    assert [f.code for f in reading(sheet("| \n  | \u3000")).findings] == ["F15"]


def test_a_column_that_nobody_asked_for_is_left_out() -> None:
    """Ledgers hold more than we read."""
    (head,) = heads("统计期 | 增速 | 天气 | 位次")

    assert placed(head) == {"period": 0, "growth_pct": 1, "rank_in_city": 3}


def test_a_missing_required_column_is_named() -> None:
    """One finding for the column, at the head."""
    found = reading(sheet("序号|会议时间|议题|召集单位|备注\n1|2020-05-06|征地|发改局|"))

    (finding,) = found.findings
    assert finding.line == (
        "[H01] 台账.xlsx › 月报 › 第1行 › 会议形式：表头中没有这一列，"
        "项目协调会议台账应有“会议形式”列。请补上这一列后再报。"
    )


def test_another_months_column_is_not_this_months() -> None:
    """1-4月累计 in May is last month's ledger sent again."""
    text = ONE_LEVEL.replace("1-5月", "1-4月")
    found = reading(sheet(f"{text}\n1|水厂|新建|县水利局|1|2|3|4|在建"))

    assert "done_this_year_wan" not in found.tables[0].placed
    assert [(f.code, f.column, f.letter, f.found, f.expected) for f in found.findings] == [
        ("H02", "自年初累计完成投资", "H", "表头写“1-4月累计”", "应为5月的数据")
    ]


def test_last_months_column_beside_this_months_is_no_fault() -> None:
    """Ledgers that grow by the month hold all of them; the report month's is read."""
    text = f"{ONE_LEVEL}|1-4月累计"
    found = reading(sheet(f"{text}\n1|水厂|新建|县水利局|1|2|3|4|在建|3"))

    assert found.tables[0].placed["done_this_year_wan"].index == 7
    assert found.findings == []


def test_a_column_that_stands_twice_is_a_fault() -> None:
    """Nobody can know which of two 总投资 is meant."""
    found = reading(sheet(f"{ONE_LEVEL}|项目总投资\n1|水厂|新建|县水利局|1|2|3|4|在建|9"))

    assert [(f.code, f.letter, f.found) for f in found.findings] == [
        ("H03", "J", "表头“项目总投资”重复")
    ]


def test_a_ledger_without_rows_is_a_fault() -> None:
    """A head alone reports nothing."""
    found = reading(sheet("统计期 | 增速 | 位次"))

    assert [(f.code, f.found) for f in found.findings] == [
        ("H05", "《固定资产投资增速反馈》只有表头")
    ]


def test_a_newline_in_a_header_is_white_space() -> None:
    """年度任务 broken over two lines is one header."""
    ledger_sheet = sheet("统计期 | 增速 | 位次")
    ledger_sheet.rows[0] = ["统计\n期", "固定资产\n投资增速（%）", "全市\n位次"]

    (head,) = find_heads(ledger_sheet, all_ledgers(), MAY)

    assert [column.header for column in head.placed] == [
        "统计 期",
        "固定资产 投资增速（%）",
        "全市 位次",
    ]


def test_the_title_printed_above_each_head_is_of_the_head() -> None:
    """Whole pages are copied below each other: title, who reports, unit, head, rows."""
    page = "固定资产投资增速反馈表{more} | <  | <\n反馈单位：县统计局 | | 单位：%\n统计期 | 增速 | 位次\n"
    first, second = page.format(more=""), page.format(more="（续）")
    found = reading(sheet(f"{first}1—2月 | -18.6 | 6\n\n{second}1—3月 | -6.3 | 5"))

    assert [table.kinds for table in found.tables] == [["project", *["head"] * 3, "project"]]
    assert found.findings == []


def test_a_line_above_a_repeated_head_that_is_no_title_is_a_row() -> None:
    """Only what stands above the first head as well is printed again."""
    found = reading(
        sheet("统计期|增速(%)|位次\n1—2月|-18.6|6\n四月|||\n统计期|增速(%)|位次\n1—3月|-6.3|5")
    )

    assert [table.numbers for table in found.tables] == [[2, 3, 4, 5]]
    assert found.tables[0].kinds[1] != "head"


def test_levels_of_a_head_without_merges_reach_to_the_right() -> None:
    """A CSV keeps 开复工 over the first of its columns alone."""
    (head,) = heads(
        """
        序号 | 项目名称 | 责任单位 | 总投资（万元） | 年度计划投资（万元） | 完成投资（万元） |            | 开复工 |
             |          |          |                |                      | 本月             | 1-5月累计  | 状态   | 时间
        """
    )

    placed = {column.key: (column.index, column.unit) for column in head.placed}
    assert placed["done_this_month_wan"] == (5, "万元")
    assert placed["done_this_year_wan"] == (6, "万元")
    assert placed["started_on"][0] == 8


def test_a_head_without_the_name_of_its_rows_is_told_by_its_others() -> None:
    """A misspelt 项目名称 is named, and the ledger not passed over."""
    found = reading(
        sheet(
            "序号|项目事由|项目代码|项目建议书|可研|备案|初步设计|用地预审|施工许可\n1|水厂||√|√|√|√|√|/"
        )
    )

    assert [(finding.code, finding.column) for finding in found.findings] == [("H01", "项目名称")]


def test_leaves_of_a_head_without_merges_may_stand_on_any_of_its_rows() -> None:
    """Three levels over some columns, two over others."""
    (head,) = heads(
        """
        序号 | 项目名称 | 责任单位 | 总投资（万元） | 年度计划投资（万元） | 进度             |            | 开复工 |
             |          |          |                |                      | 完成投资（万元） |            | 状态   | 时间
             |          |          |                |                      | 本月             | 1-5月累计  |        |
        """
    )

    placed = {column.key: column.index for column in head.placed}
    assert (placed["done_this_year_wan"], placed["status"], placed["started_on"]) == (6, 7, 8)


def test_an_amount_over_its_parts_is_the_one_called_whole() -> None:
    """Of 年度计划投资 by its sources, 小计 is the plan; 中央 and 自筹 are parts of it."""
    (head,) = heads(
        """
        序号|项目名称|责任单位|总投资|2020年投资计划（万元）|<   |<       |1-5月累计|开工情况
        ^  |^      |^      |^    |小计                 |中央|其中：自筹|^        |^
        1  |水厂   |水利局 |500  |100                  |60  |40      |50       |在建
        """
    )

    assert (head.bottom, head.doubled) == (1, ())
    assert placed(head)["annual_task_wan"] == 4
    assert {each.index for each in head.unread} == {5, 6}


def test_an_amount_beneath_a_plan_is_the_plans() -> None:
    """投资额 beneath 2020年投资计划 is not the project's 投资额."""
    (head,) = heads(
        """
        序号|项目名称|责任单位|总投资|2020年投资计划（万元）|<       |1-5月累计|开工情况
        ^  |^      |^      |^    |投资额               |建设内容|^        |^
        1  |水厂   |水利局 |500  |100                  |管网    |50       |在建
        """
    )

    assert (placed(head)["total_plan_wan"], placed(head)["annual_task_wan"]) == (3, 4)
    assert head.doubled == ()


def test_a_year_above_a_header_belongs_to_it() -> None:
    """计划投资 beneath 2020年 is this year's, and beneath 2019年 it is not."""
    (head,) = heads(
        """
        序号|项目名称|责任单位|总投资|2019年  |<       |2020年  |<        |开工情况
        ^  |^      |^      |^    |计划投资|完成投资|计划投资|1-5月累计|^
        1  |水厂   |水利局 |500  |90      |80      |100     |50       |在建
        """
    )

    assert placed(head)["annual_task_wan"] == 6
    assert placed(head)["done_this_year_wan"] == 7


def test_units_may_stand_in_a_row_of_their_own_beneath_the_head() -> None:
    """A row of units is the head's last, and says each column's."""
    (head,) = heads(
        """
        序号|项目名称|责任单位|总投资|年度任务|1-5月累计|开工情况
            |        |        |亿元  |（万元）|万元     |
        1   |水厂    |水利局  |1.5   |100     |50       |在建
        """
    )

    assert head.bottom == 1
    assert [column.unit for column in head.amounts] == ["亿元", "万元", "万元"]


def test_of_two_columns_of_words_the_dictionarys_first_is_meant() -> None:
    """责任单位 beside 主管部门 is the responsible unit, on whichever side it stands."""
    found = reading(
        sheet(f"主管部门|{ONE_LEVEL}|说明|备注\n县发改局|1|水厂|新建|县水利局|1|2|3|4|在建||无")
    )

    assert found.findings == []
    assert found.tables[0].placed["responsible_unit"].index == 4
    assert found.tables[0].placed["remark"].index == 11


def test_what_explains_a_header_is_no_part_of_it() -> None:
    """A bracket of advice, or the name in English, leaves a header what it is."""
    (head,) = heads(
        """
        No.|项目名称（以立项批复为准）|责任单位 Unit|项目性质（续建/新建）|总投资（含征地）（万元）|年度任务Plan|1-5月累计|是否开工（已开工/未开工）
        1  |水厂                      |水利局       |新建                |500                     |100         |50       |是
        """
    )

    assert list(placed(head)) == [
        "project_name",
        "responsible_unit",
        "nature",
        "total_plan_wan",
        "annual_task_wan",
        "done_this_year_wan",
        "status",
    ]
    assert head.missing == []


@pytest.mark.parametrize(
    "header",
    ["1-5月累计（%）", "1-5月累计（其中：中央）", "1-5月累计（上年同期）", "1-5月累计（万美元）"],
)
def test_what_makes_another_amount_of_a_header_does_not_explain_it(header: str) -> None:
    """A share, a part, last year's or a foreign amount is not the amount that is asked for."""
    found = reading(
        sheet(f"{ONE_LEVEL.replace('1-5月累计', header)}\n1|水厂|新建|县水利局|1|2|3|4|在建")
    )

    assert [(f.code, f.column) for f in found.findings] == [("H01", "自年初累计完成投资")]


def test_a_header_without_explanation_goes_before_one_with() -> None:
    """总投资 is the total, whatever 总投资（批复） beside it says."""
    (head,) = heads(f"总投资（批复）|{ONE_LEVEL}\n9|1|水厂|新建|县水利局|1|2|3|4|在建")

    assert placed(head)["total_plan_wan"] == 5
    assert head.doubled == ()


def test_a_name_drawn_over_two_columns_stands_once() -> None:
    """A header that is merged over a second, empty column is no second header."""
    (head,) = heads(
        """
        序号|项目名称|<|项目性质|责任单位|总投资（万元）|年度任务|1-5月累计|开工情况
        1   |水厂    |<|新建    |水利局  |500           |100     |50       |在建
        """
    )

    assert (head.doubled, placed(head)["project_name"]) == ((), 1)


def test_a_leaders_name_beside_his_office_is_the_leaders_column() -> None:
    """Whether a leader is there is told by 姓名, not by 职务."""
    (head,) = heads(
        """
        序号|项目名称|责任单位|包抓县级领导|<   |工作专班|任务清单
        ^  |^      |^      |姓名        |职务|^      |^
        1  |水厂   |水利局 |张三        |县长|有     |有
        """
    )

    assert (placed(head)["has_leader"], head.doubled) == (3, ())


@pytest.mark.parametrize(
    "drawn",
    [
        """
        统计期|旅游综合收入|<   |固定资产投资|<
        ^     |增速（%）   |位次|增速（%）   |位次
        1—5月 |9.9         |1   |8.3         |2
        """,
        """
        统计期|旅游综合收入|    |固定资产投资|
              |增速（%）   |位次|增速（%）   |位次
        1—5月 |9.9         |1   |8.3         |2
        """,
    ],
    ids=["merged", "blank"],
)
def test_a_group_in_unknown_words_is_still_a_group(drawn: str) -> None:
    """Growth below an indicator that nobody knows is not the growth of investment."""
    (head,) = heads(drawn)

    assert (head.top, placed(head)) == (0, {"period": 0, "growth_pct": 3, "rank_in_city": 4})


def test_a_table_of_another_indicator_is_no_feedback() -> None:
    """Though its leaves are called 增速 and 位次."""
    assert (
        heads(
            """
            统计期|旅游综合收入|<
            ^     |增速（%）   |位次
            1—5月 |9.9         |1
            """
        )
        == []
    )
