"""Heads as counties publish them, that were once read wrong: each with its right result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases import CASES, alone, in_sample

if TYPE_CHECKING:
    from pathlib import Path

TASK, MONTH, YEAR, SINCE = (
    "annual_task_wan",
    "done_this_month_wan",
    "done_this_year_wan",
    "done_since_start_wan",
)


@pytest.mark.parametrize(
    ("case", "month", "columns"),
    [
        ("year_head_spelling", "2010-07", {TASK: [300, 500]}),
        (
            "plan_to_date",
            "2023-05",
            {YEAR: [4500, 10500], TASK: [12000, 24000], MONTH: [900, 2100]},
        ),
        (
            "group_names_figure",
            "2023-05",
            {YEAR: [10000, 5000], "funds_in_place_wan": [8000, 4000], SINCE: [40000, 5000]},
        ),
        ("two_years", "2023-05", {TASK: [12000, 24000], YEAR: [4500, 10500]}),
        (
            "stage_is_status",
            "2023-05",
            {
                "nature": ["carried_over", "new", "new"],
                "status": ["started", "started", "not_started"],
            },
        ),
        ("monthly_series", "2023-05", {YEAR: [4500, 10500, 0], MONTH: [900, 2100, 0]}),
        ("year_plan_group", "2023-05", {TASK: [150000, 42000, 11000]}),
        ("month_leading_zero", "2023-05", {MONTH: [2500, 600, 300, 0]}),
    ],
)
def test_a_progress_report_is_read_as_a_person_reads_it(
    tmp_path: Path, case: str, month: str, columns: dict[str, list[object]]
) -> None:
    """The figures of the year and of the month, the task, the nature and the state of each project."""
    table = alone(tmp_path, month, CASES / f"{case}.xlsx").tables["projects"].frame

    assert {key: table[key].tolist() for key in columns} == columns


def test_growth_below_another_indicator_is_not_ours(tmp_path: Path) -> None:
    """固定资产投资 grew by 3.0 %, the second in the city, whatever stands beside it."""
    month = in_sample(tmp_path, "2020-05", CASES / "growth_other_group.xlsx", instead_of="growth")

    latest = month.tables["growth"].frame.iloc[-1]
    assert (latest["growth_pct"], latest["rank_in_city"]) == (3.0, 2)


def test_a_cumulative_head_of_december_is_doubted_in_may(tmp_path: Path) -> None:
    """1-12月累计 is not what was done to May."""
    month = alone(tmp_path, "2023-05", CASES / "month_leading_zero.xlsx")

    doubts = [finding.found for finding in month.findings if finding.code == "H02"]
    assert doubts == ["表头写“2023年1-12月累计完成投资(万元)”"]


def test_one_month_of_a_series_is_no_mistake(tmp_path: Path) -> None:
    """1月, 1-2月 … 1-12月 stand beside 1-5月; only the unit is missing."""
    month = alone(tmp_path, "2023-05", CASES / "monthly_series.xlsx")

    codes = {finding.code for finding in month.findings if finding.severity == "error"}
    assert codes - {"F02"} == {"H04"}


def test_advice_for_an_office_is_an_office(tmp_path: Path) -> None:
    """Below one merged head stand a name, a person and a telephone; the office is named."""
    month = alone(tmp_path, "2010-07", CASES / "near_unit_merged.xlsx")

    (told,) = [finding.found for finding in month.findings if finding.code == "H01"]
    assert told == "表头中没有这一列，相近的有“市或县挂钩责任单位 单位名称”（K列）"


def test_last_years_plan_is_never_offered(tmp_path: Path) -> None:
    """2022年 is neither taken nor advised."""
    month = alone(tmp_path, "2023-05", CASES / "two_years.xlsx")

    assert [finding for finding in month.findings if "2022" in finding.line] == []


def test_a_column_below_a_blank_group_is_named(tmp_path: Path) -> None:
    """本月 alone says no measure, where other columns have a group above them."""
    month = in_sample(tmp_path, "2020-05", CASES / "head_parent_blank.xlsx", instead_of="projects")

    named = [
        (finding.letter, finding.severity) for finding in month.findings if finding.code == "H12"
    ]
    assert named == [("M", "error")]


def test_columns_with_numbers_that_nobody_asked_for_are_listed_once(tmp_path: Path) -> None:
    """None is dropped without a word; the list of files names them."""
    month = alone(tmp_path, "2023-05", CASES / "group_names_figure.xlsx")

    (received,) = month.received
    assert received.unused == (
        "G列“1～5月完成投资(万元) 占年度计划(%)”、J列“开工累计 占总投资(%)”"
    )
