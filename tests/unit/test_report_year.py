"""Last year's ledgers are refused: by title, sheet, file, period, head, day, or byte for byte."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest

from briefing.domain.findings import errors
from briefing.domain.months import Month
from briefing.ledgers.check.dated import check_dated
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.heads.meaning import is_of_another_year
from briefing.ledgers.heads.spelling import plain
from briefing.workbooks.sheet import Book, Sheet
from tests import cases
from tests.conftest import sheet, tidied
from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.domain.findings import Finding

MAY = Month(2021, 5)
HEADS = {
    "projects": "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|1-5月累计（万元）|开复工状态\n"
    "1|水厂|新建|水利局|500|100|50|在建",
    "statistics": "统计编码|项目名称|统计开工|计划总投资（万元）|本年完成投资（万元）|纳统状态\nA1|水厂|是|1000|10|已纳统",
    "reserve": "序号|项目名称|领域|起止年限|总投资（万元）|责任单位\n1|学校|民生|2021|900|教育局",
    "permits": "序号|项目名称|审批类型|建议书|可研|环评\n1|水厂|备案|√|√|/",
    "sponsorship": "序号|项目名称|责任单位|包抓领导|工作组|任务清单\n1|水厂|水利局|张三|是|是",
    "tasks": "序号|项目名称|办理事项|承办单位|受理日期|承诺时限\n1|水厂|用地|资源局|2021-01-06|5",
    "problems": "序号|项目名称|督查日期|存在问题|责任单位|完成情况\n1|水厂|2021-01-06|征地慢|水利局|推进中",
    "growth": "统计期|固定资产投资增速|全市位次\n1-5月|4.7|3",
}
TITLES = {
    "projects": "重点项目进展情况表", "statistics": "固定资产投资统计台账", "reserve": "项目储备表",
    "permits": "项目前期手续表", "sponsorship": "项目包抓台账", "tasks": "限时办结台账",
    "problems": "督查问题台账", "growth": "固投增速反馈表",
}  # fmt: skip


def read(*sheets: Sheet, month: Month = MAY) -> list[Finding]:
    """The findings about times in a file."""
    found = Extract()
    read_book(sheets[0].file, Book(list(sheets)), month, found)
    return [finding for finding in found.findings if finding.code in {"H02", "H07", "S02"}]


def said(ledger: str, title: str, name: str = "Sheet1", file: str = "报表.xlsx") -> list[str]:
    """Codes and severities of what is said of a ledger under a title."""
    findings = read(sheet(f"{title}|<|<\n{HEADS[ledger]}", name, file))
    return [f"{finding.code} {finding.severity}" for finding in findings]


@pytest.mark.parametrize("ledger", HEADS)
@pytest.mark.parametrize("title", ["柞水县2020年{}", "{}（2020年5月）", "二〇二〇年{}", "2020{}"])
def test_a_title_of_last_year_is_refused(ledger: str, title: str) -> None:
    """In every ledger, however the year is written."""
    assert said(ledger, title.format(TITLES[ledger])) == ["H07 error"]


@pytest.mark.parametrize("ledger", HEADS)
def test_the_name_of_a_sheet_or_file_is_held_against_the_year(ledger: str) -> None:
    """An error where no title says the year; beside the right title only a hint."""
    plain, right = TITLES[ledger], f"2021年{TITLES[ledger]}"
    old = f"2020年{plain}"

    assert said(ledger, plain, name=old) == ["H07 error"]
    assert said(ledger, plain, file=f"{old}.xlsx") == ["H07 error"]
    assert said(ledger, right, name=old) == ["H07 warning"]
    assert said(ledger, right, file=f"{old}5月.xlsx") == ["H07 warning"]


@pytest.mark.parametrize(
    "line",
    [
        "截至2020年5月底",
        "统计期：2020年1—5月",
        "报告期：2020-05",
        "数据截至2020年5月31日",
        "2020年1-5月",
    ],
)
def test_a_line_below_the_title_is_held_against_the_year(line: str) -> None:
    """The title may be the same every year."""
    assert said("projects", f"重点项目进展情况表|<|<\n{line}") == ["H07 error"]


@pytest.mark.parametrize(
    "title",
    [
        "2021年重点项目进展情况表",
        "柞水县2020—2021年重点项目进展情况表",
        "2019-2023年重点项目进展情况表",
        "2021年重点项目进展情况表（与2020年同期对比）",
        "2020年结转、2021年新建项目进展情况表",
        "2020年续建项目进展情况表",
        "重点项目进展情况表（柞政发〔2020〕12号）",
        "重点项目进展情况表（2021年6月3日填报）",
        "2021年重点项目进展情况表\n（2020年12月28日县委常委会审定）",
        "2021年重点项目进展情况表\n国统字（2019）101号",
        "2021年重点项目进展情况表\n有效期至2020年12月",
        "2020年以来重点项目进展情况表",
        "2020年底前开工项目进展情况表",
        "总投资2020万元以上重点项目进展情况表",
    ],
)
def test_a_title_may_name_another_year_rightly(title: str) -> None:
    """Plans for several years, origins, documents, comparisons, and the day of filling in."""
    assert said("projects", title) == []


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("“十四五”规划项目储备表", []),
        ("“十四五”（2021-2025年）规划项目储备表", []),
        ("“十三五”（2016—2020年）规划项目储备表", []),
        ("2022年项目储备表", []),
        ("2020年项目储备表", ["H07 error"]),
        ("项目储备表（截至2020年5月底）", ["H07 error"]),
    ],
)
def test_a_reserve_may_be_of_a_later_year(title: str, told: list[str]) -> None:
    """It is a plan; only a former year is another one."""
    assert said("reserve", title) == told


@pytest.mark.parametrize(
    ("text", "is_other"),
    [
        ("2020年计划投资（万元）", True),
        ("2020年1-5月完成投资", True),
        ("至2020年底累计完成投资", False),
        ("2020年底累计完成", False),
        ("截至2020年底累计", False),
        ("2020年以前完成投资", False),
        ("2020-2022年投资", False),
        ("年度计划投资", False),
    ],
)
def test_the_end_of_last_year_in_a_head_is_no_other_year(text: str, is_other: bool) -> None:
    """What was done to the end of last year is a column of this year's ledger."""
    assert is_of_another_year((plain(text),), MAY) is is_other


def test_columns_of_last_year_are_told_where_this_years_are_missing() -> None:
    """年度计划投资 of 2020 is not offered as 2021's."""
    head = (
        HEADS["projects"].replace("年度任务", "2020年度投资任务").replace("1-5月", "2020年1-5月")
    )

    assert ("H02", "error") in [(f.code, f.severity.value) for f in read(sheet(head))]


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        (["2020年1-4月", "2020年1-5月"], ["H07"]),
        (["2020.4", "2020.5"], []),
        (["2021年1-4月", "2021年1-5月"], []),
        (["2020年1-5月", "2021年1-5月"], []),
        (["1-4月", "1-5月"], []),
    ],
)
def test_periods_of_last_year_alone_are_refused(periods: list[str], told: list[str]) -> None:
    """A comparison may hold both years; 2020.4 may be anything."""
    rows = "\n".join(f"'{period}|4.7|3" for period in periods)
    page = sheet(f"统计期|固定资产投资增速|全市位次\n{rows}")

    assert [f.code for f in read(page)] == (told or (["H07"] if "2020.5" in periods else []))


def test_a_sheet_for_each_year_is_read_for_its_own() -> None:
    """2020 and 2021 in one workbook: the former is left out, with a hint."""
    pages = [sheet(HEADS["projects"], name) for name in ("2020年", "2021年")]

    assert [(f.code, f.sheet) for f in read(*pages)] == [("S02", "2020年")]
    assert [f.code for f in read(sheet(HEADS["projects"], "2020"))] == ["H07"]


@pytest.mark.parametrize(
    ("ledger", "day", "told"),
    [
        ("problems", "2020-05-28", ["H07"]),
        ("problems", "2020-12-28", []),
        ("problems", "2021-05-28", []),
        ("tasks", "2020-05-06", ["H07"]),
    ],
)
def test_days_of_a_year_ago_are_refused(ledger: str, day: str, told: list[str]) -> None:
    """A ledger that goes on through the year has its newest day in it."""
    text = HEADS[ledger].replace("2021-01-06", day)
    table = tidied(text, month=MAY).tables[ledger]

    assert [finding.code for finding in check_dated(table, MAY)] == told


def test_last_years_report_is_refused(tmp_path: Path) -> None:
    """Its title says 2020 in May 2021."""
    month = cases.alone(tmp_path, "2021-05", cases.CASES / "last_year.xlsx")

    (finding,) = (f for f in errors(month.findings) if f.code == "H07")
    assert "2020年" in finding.found
    assert "应为2021年5月的数据" in finding.expected


@pytest.mark.parametrize("has_former", [True, False])
def test_every_ledger_of_last_year_is_refused(tmp_path: Path, has_former: bool) -> None:
    """The folder of May 2020 copied to May 2021: each file is told, whether or not 2020 is there."""
    files = sorted((ROOT / "data" / "zhashui" / "raw" / "2020-05").iterdir())
    if has_former:
        shutil.copytree(files[0].parent, tmp_path / "raw" / "2020-05")

    month = cases.alone(tmp_path, "2021-05", *files)

    told = {finding.file for finding in errors(month.findings) if finding.code == "H07"}
    assert told == {path.name for path in files}


def without_year(path: Path, numbers: list[int], title: str = "") -> Path:
    """A progress report of the projects that completed so much; only its title may say a year."""
    book = openpyxl.Workbook()
    book.active.title = "项目"
    book.active.append([title])
    book.active.append(
        [
            "序号",
            "项目名称",
            "责任单位",
            "总投资（万元）",
            "年度计划投资（万元）",
            "1-5月完成投资（万元）",
        ]
    )
    for number, done in enumerate(numbers, 1):
        book.active.append([number, f"{number}号路", "交通局", 5000 + number, 900, done])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("former", "numbers", "is_refused"),
    [
        ([100, 200, 300, 400], [100, 200, 300, 400], True),
        ([100, 200, 300, 400], [100, 200, 300, 401], False),
        ([100, 200, 300, 400], [100, 200, 300], False),
        # What stands still is no sign.
        ([0, 0, 0, 400], [0, 0, 0, 400], False),
        ([], [100, 200, 300, 400], False),
    ],
)
def test_a_ledger_of_last_year_saved_anew_is_refused(
    tmp_path: Path, former: list[int], numbers: list[int], is_refused: bool
) -> None:
    """No year stands in it, no byte need be the same, but every number is."""
    if former:
        (tmp_path / "新县" / "raw" / "2020-05").mkdir(parents=True)
        without_year(
            tmp_path / "新县" / "raw" / "2020-05" / "重点项目.xlsx",
            former,
            "2020年5月重点项目进展情况表",
        )
    month = cases.alone(
        tmp_path / "新县", "2021-05", without_year(tmp_path / "进展.xlsx", numbers)
    )

    lines = [finding.line for finding in month.findings if finding.code == "H07"]
    assert len(lines) == is_refused
    assert all("全部与2020年5月相同" in line for line in lines)
