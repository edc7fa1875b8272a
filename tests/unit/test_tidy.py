"""Whole ledgers: typed columns, and exactly one finding for each cell that cannot be read."""

from __future__ import annotations

import datetime as dt

import pytest

from briefing.ledgers.tidy.table import SOURCE
from briefing.ledgers.tidy.tidy_month import tidy_month
from tests.conftest import MAY, ZHASHUI, reading, sheet, tidied

HEAD = "序号|项目名称|项目性质|责任单位|总投资（亿元）|年度任务（万元）|本月完成（万元）|1-5月累计（万元）|开复工状态"
GOOD = "1|水厂|新建|县水利局|0.05|100|10|50|在建"


def told(*rows: str) -> list[tuple[str, int, str, str]]:
    """Code, row, letter and what was found, of each finding about a projects' table."""
    findings = tidied("\n".join([HEAD, *rows])).findings
    return [(f.code, f.row, f.letter, f.found) for f in findings]


def test_a_row_becomes_typed_values() -> None:
    """Words by the dictionary, amounts in 万元, and the place that the row came from."""
    (row,) = tidied(f"{HEAD}\n{GOOD}").tables["projects"].frame.to_dict("records")

    assert {key: row[key] for key in ("project_name", "nature", "responsible_unit", "status")} == {
        "project_name": "水厂",
        "nature": "new",
        "responsible_unit": "水利局",
        "status": "started",
    }
    assert (row["total_plan_wan"], row["done_this_year_wan"]) == (500.0, 50.0)
    assert [row[key] for key in SOURCE] == ["1.xlsx", "月报", 2]


def test_a_table_has_all_columns_of_its_dictionary() -> None:
    """A column that was not sent is there, and empty."""
    frame = tidied(f"{HEAD}\n{GOOD}").tables["projects"].frame

    assert str(frame["done_before_wan"].dtype) == "float64"
    assert str(frame["started_on"].dtype) == "datetime64[us]"
    assert frame["project_code"].isna().all()


def test_a_finding_names_the_cell() -> None:
    """File, sheet, row, column with its letter, what was read, what it should be, and who mends it."""
    (finding,) = tidied(f"{HEAD}\n1|水厂|新建|县水利局|0.05|500到|10|50|在建").findings

    assert finding.line == (
        "[V02] 1.xlsx › 月报 › 第2行 › 年度计划投资（F列）：读到“500到”，应为数字。"
        "请县水利局核对后改正。"
    )


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("1|水厂|新建|县水利局|0.05|500到|10|50|在建", ("V02", 2, "F", "读到“500到”")),
        ("1|水厂|新建|县水利局|0.05|—|10|50|在建", ("V01", 2, "F", "读到“—”")),
        ("1|水厂|新建|县水利局|0.05||10|50|在建", ("V01", 2, "F", "读到“”")),
        ("1|水厂|新建|县水利局|#REF!|100|10|50|在建", ("V02", 2, "E", "读到“#REF!”")),
        ("1|水厂|新建|县水利局|0.05|100|10|同上|在建", ("V02", 2, "H", "读到“同上”")),
        ("1|水厂|新建|县水利局|0.05|100|10|50|快了", ("V02", 2, "I", "读到“快了”")),
        ("1|水厂|新建|县水利局|0.05|100|10|50|", ("V01", 2, "I", "读到“”")),
        ("1|水厂||县水利局|0.05|100|10|50|在建", ("V01", 2, "C", "读到“”")),
        ("1|水厂|新建|无|0.05|100|10|50|在建", ("V01", 2, "D", "读到“无”")),
        ("1||新建|县水利局|0.05|100|10|50|在建", ("R01", 2, "", "读到“1”")),
        ("水厂", ("R01", 2, "", "读到“水厂”")),
    ],
)
def test_a_bad_cell_is_one_finding(row: str, finding: tuple[str, int, str, str]) -> None:
    """Unreadable or missing, but not both."""
    assert told(row) == [finding]


def test_a_cell_that_may_be_empty_is_only_named() -> None:
    """An investment that nobody reported is missing, and no total would show it."""
    rows = "1|水厂|新建|县水利局|0.05|100|—||在建\n2|电站|新建|县水利局|0.05|100|10|10|在建"
    tables = tidied(f"{HEAD}\n{rows}")

    assert [(f.code, f.severity.value, f.row, f.letter) for f in tables.findings] == [
        ("V06", "warning", 2, "G"),
        ("V06", "warning", 2, "H"),
    ]
    assert list(tables.tables["projects"].frame["done_this_year_wan"].isna()) == [True, False]


def test_a_column_that_is_empty_throughout_is_refused() -> None:
    """A month in which nobody reported an investment is no month to brief on."""
    (found,) = told(
        "1|水厂|新建|县水利局|0.05|100|—||在建", "2|电站|新建|县水利局|0.05|100|||在建"
    )

    assert found == ("H06", 0, "H", "整列没有数据")


def test_every_fault_is_told_at_once() -> None:
    """Nobody should resend a file five times."""
    found = told("1|水厂|新建|县水利局|a|b|c|d|e", "2|电站|旧建|县水利局|0.05|100|10|50|在建")

    assert [(code, row, letter) for code, row, letter, _ in found] == [
        ("V02", 3, "C"),
        *[("V02", 2, letter) for letter in "EFGHI"],
    ]


def test_bands_tell_the_nature_where_no_column_does() -> None:
    """Rows under 一、续建项目 are 续建, also below a band of the second level."""
    text = "\n".join(
        [
            HEAD.replace("项目性质", "建设单位"),
            "一、续建项目（1个）||||||||",
            "（一）交通（1个）||||||||",
            "1|公路|甲公司|交通局|0.05|100|10|50|在建",
            "二、计划新开工项目||||||||",
            "2|水厂|乙公司|水利局|0.05|100|10|50|在建",
        ]
    )
    month = tidied(text)

    assert list(month.tables["projects"].frame["nature"]) == ["carried_over", "new"]
    assert month.findings == []


def test_a_band_that_tells_no_nature_leaves_a_question() -> None:
    """A project under 一、交通类 alone is neither 续建 nor 新建: it must not slip through."""
    text = "\n".join(
        [
            HEAD.replace("项目性质", "建设单位"),
            "一、交通类（1个）||||||||",
            "1|公路|甲公司|交通局|0.05|100|10|50|在建",
        ]
    )

    (finding,) = tidied(text).findings

    assert (finding.code, finding.row, finding.column, finding.found, finding.expected) == (
        "V01",
        3,
        "项目性质",
        "读到“交通类”",
        "应为续建、新建、前期之一",
    )


def test_a_column_without_a_unit_is_one_finding() -> None:
    """Not one for each of its cells, nor for its total."""
    text = HEAD.replace("年度任务（万元）", "年度任务")
    month = tidied(f"{text}\n合计|||||100|10|50|\n{GOOD}")

    assert [(f.code, f.letter, f.found) for f in month.findings] == [
        ("H04", "F", "表头“年度任务”没有写明单位")
    ]


def test_the_unit_line_speaks_for_headers_without_units() -> None:
    """单位：亿元 above the head; a header's own unit goes before it."""
    text = HEAD.replace("年度任务（万元）", "年度任务")
    frame = (
        tidied(f"单位：亿元\n{text}\n1|水厂|新建|水利局|0.05|0.0123|10|50|在建")
        .tables["projects"]
        .frame
    )

    assert list(frame["annual_task_wan"]) == [123.0]
    assert list(frame["done_this_month_wan"]) == [10.0]


def test_what_bands_and_totals_declare_is_kept() -> None:
    """Counts and sums in 万元, with the rows that they cover."""
    text = f"{HEAD}\n合计：1个||||0.05|100||50|\n一、新建（1个）||||||||\n{GOOD}"
    declared = tidied(text).tables["projects"].declared

    declared = declared[declared["option"] == 0]

    assert list(declared["declared_count"]) == [1, 1]
    assert declared["total_plan_wan"].iloc[0] == 500.0
    assert list(declared["first_row"]) == [2, 3]
    assert list(declared["last_row"]) == [4, 4]


def test_several_sheets_of_a_ledger_are_one_table() -> None:
    """In order of file, sheet and row, whatever the order in which they were read."""
    sheets = [
        sheet(f"{HEAD}\n{GOOD.replace('水厂', name)}", name=page, file=file)
        for name, page, file in [("丙", "一", "b"), ("乙", "二", "a"), ("甲", "一", "a")]
    ]
    month = tidy_month(reading(*sheets).tables, MAY, ZHASHUI)

    assert list(month.tables["projects"].frame["project_name"]) == ["甲", "乙", "丙"]
    assert month.findings == []


def test_a_sheet_with_totals_joins_one_without() -> None:
    """What one sheet declares does not depend on the other."""
    month = tidied(f"{HEAD}\n{GOOD}\n合计||||0.05|100|10|50|", f"{HEAD}\n2{GOOD[1:]}厂")
    declared = month.tables["projects"].declared

    assert set(declared["source_file"]) == {"1.xlsx"}


def test_a_ledger_without_rows_is_an_empty_table() -> None:
    """Its columns have their types all the same."""
    frame = tidied(HEAD).tables["projects"].frame

    assert frame.empty
    assert str(frame["annual_task_wan"].dtype) == "float64"


def test_an_office_writes_its_sums_as_formulas_that_failed() -> None:
    """A total that cannot be read is a finding at its cell."""
    assert told(GOOD, "合计|||||#REF!|10|50|") == [("V02", 3, "F", "读到“#REF!”")]


def test_names_and_telephones_of_persons_are_not_kept() -> None:
    """Of the leader only that there is one, of the contact nothing."""
    table = tidied(
        "序号|项目名称|责任单位|包抓领导|工作组|联系电话\n1|水厂|水利局|张三|是|13900000000"
    ).tables["sponsorship"]

    everything = table.frame.to_csv() + table.sent.to_csv() + table.declared.to_csv()

    assert bool(table.frame["has_leader"].iloc[0]) is True
    assert "contact" not in table.frame
    assert "张三" not in everything
    assert "139" not in everything


def test_dates_permits_and_counts_have_their_types() -> None:
    """A permit is two columns: its state and its date."""
    tables = tidied(
        "序号|项目名称|审批类型|建议书|可研|环评\n1|水厂|备案|√|2020.4.15|/",
        "序号|项目名称|办理事项|承办单位|受理日期|承诺时限\n1|水厂|用地|资源局|2020.5.6|5天",
    ).tables
    permits, tasks = tables["permits"].frame.iloc[0], tables["tasks"].frame.iloc[0]

    assert (permits["feasibility"], permits["feasibility_on"].date()) == (
        "done",
        dt.date(2020, 4, 15),
    )
    assert (permits["proposal"], permits["environment"]) == ("done", "not_required")
    assert (tasks["promised_days"], tasks["accepted_on"].date()) == (5, dt.date(2020, 5, 6))


WITHOUT_NATURE = "序号|项目名称|责任单位|总投资|年度任务|1-5月累计|开工情况"


@pytest.mark.parametrize(
    "title", ["2020年新建项目进展情况表", "二、2020年新建项目进展情况表", "附表2：计划新开工项目"]
)
def test_a_title_tells_what_the_rows_beneath_it_are(title: str) -> None:
    """One sheet holds the carried-over projects and beneath them the new ones, each with its head."""
    page = f"{{title}}\n单位：万元\n{WITHOUT_NATURE}\n{{serial}}|{{name}}|水利局|500|100|50|在建\n"
    first = page.format(title="一、2020年续建项目进展情况表", serial=1, name="水厂")
    second = page.format(title=title, serial=2, name="渠道")
    found = tidied(f"{first}\n{second}")

    assert list(found.tables["projects"].frame["nature"]) == ["carried_over", "new"]
    assert found.findings == []


@pytest.mark.parametrize(
    "title",
    [
        "2020年续建、新建项目表",
        "2020年重点项目（含前期项目）进展情况表",
        "填报说明：续建项目填至上年底",
        "续建项目填至上年底，其他不填",
    ],
)
def test_a_title_that_is_not_of_one_nature_tells_none(title: str) -> None:
    """续建、新建项目 are both, and one finding for the column asks which."""
    found = tidied(
        f"{title}\n单位：万元\n{WITHOUT_NATURE}\n"
        "1|水厂|水利局|500|100|50|在建\n2|渠道|水利局|500|100|50|在建"
    )

    assert [(f.code, f.row, f.column) for f in found.findings] == [("H01", 0, "项目性质")]


@pytest.mark.parametrize(
    ("second", "natures"), [("续建", ["new", "carried_over"]), ("改建", None)]
)
def test_cells_tell_what_a_doubtful_header_means(second: str, natures: list[str] | None) -> None:
    """建设性质 of 新建 and 续建 is the nature; of 新建 and 改建 it is the statistics' own."""
    found = tidied(
        f"单位：万元\n{WITHOUT_NATURE}|建设性质\n"
        f"1|水厂|水利局|500|100|50|在建|新建\n2|渠道|水利局|500|100|50|在建|{second}"
    )

    frame = found.tables["projects"].frame
    assert (list(frame["nature"]) if frame["nature"].notna().all() else None) == natures
    assert [f.code for f in found.findings] == ([] if natures else ["H01"])
