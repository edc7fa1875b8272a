"""Measure two: growth, 双过半 and inclusion in the statistics."""

from __future__ import annotations

import pytest

from briefing.indicators import inclusion
from briefing.indicators.indicator import Indicators
from tests.conftest import facts_of

PLAN = """
    project_name | nature | status  | sector   | responsible_unit | annual_task_wan | done_this_year_wan
    水厂         | new    | started | 水利     | 水利局           |            1000 |                400
    公路         | new    | started | 交通     | 交通运输局       |            2000 |                500
    学校         | new    | started | 社会事业 | 教育局           |             600 |                100
    小区         | new    | started | 房地产   | 住建局           |             400 |                  0
"""
BUREAU = """
    project_name | responsible_unit | is_started_stat | total_plan_stat_wan | inclusion_status | included_on | is_submitted | promised_window | missing_documents
    水厂         | 水利局           | 是              |                5000 | included         | 2020-04-01  | 是           | 2020-04-30      |
    公路         | 交通运输局       | 是              |                 500 | preparing        |             |              | 2020-05-31      | 施工合同、照片
    学校         | 教育局           | 是              |              499.99 | preparing        |             | 否           |                 |
    小区         | 住建局           | 是              |                 100 | submitted        |             | 是           | 2020-06-30      |
"""


def _of(projects: str = PLAN, month: str = "2020-05", **ledgers: str) -> Indicators:
    return Indicators(inclusion.measure(facts_of(projects, month, **ledgers)))


def _growth(month: str, rows: str) -> Indicators:
    return _of(month=month, growth=f"period | growth_pct\n{rows}")


def test_growth_is_the_bureaus_of_just_this_month() -> None:
    """The growth of 1—5月 is taken as it was returned, and held against 8%."""
    found = _growth("2020-05", "2020-04 | -12.1\n2020-05 | 2.1")

    assert [found["B01"].text, found["B02"].text] == ["2.1%", "-5.9个百分点"]
    assert found["B01"].rows == ("growth:2020-05",)


@pytest.mark.parametrize("rows", ["2020-04 | -12.1", "2020-05 |"])
def test_a_late_growth_has_no_value(rows: str) -> None:
    """Last month's growth is never taken for this month's, and an empty cell is no figure."""
    found = _growth("2020-05", rows)

    assert [found["B01"].text, found["B02"].text] == ["—", "—"]


def _half_year(month: str, task: float, done: float) -> list[str]:
    found = _of(
        f"project_name | nature | annual_task_wan | done_this_year_wan\n水厂 | new | {task} | {done}",
        month,
    )
    return [found[id_].text for id_ in ("B03", "B04", "B05")]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2020-05", ["37.3%", "14.7亿元", "1.71倍"]),
        # 14.7 over two months, against 43 in four.
        ("2020-04", ["37.3%", "14.7亿元", "0.68倍"]),
        ("2020-06", ["37.3%", "14.7亿元", "—"]),
        ("2020-12", ["37.3%", "14.7亿元", "—"]),
    ],
)
def test_the_way_to_the_half_year(month: str, expected: list[str]) -> None:
    """The gap to half of the task, and the pace it takes while there are months before July."""
    assert _half_year(month, 1_154_000, 430_000) == expected


def test_past_the_half_there_is_no_pace() -> None:
    """When half is done no pace is owed; when nothing is done there is no pace to multiply."""
    assert _half_year("2020-05", 100, 50) == ["50.0%", "0万元", "—"]
    assert _half_year("2020-05", 100, 0)[2] == "—"


def test_half_of_no_task_is_nothing() -> None:
    """Without a task there is neither a rate nor a gap."""
    assert _half_year("2020-05", 0, 50)[0] == "—"


def test_what_belongs_in_the_statistics() -> None:
    """应纳统 is started in the bureau's sense and at least 500万元; 房地产 belongs at any size."""
    found = _of(statistics=BUREAU)

    assert found["B06"].rows == ("statistics:水厂", "statistics:公路", "statistics:小区")
    assert [found[id_].text for id_ in ("B06", "B07", "B08", "B09")] == [
        "3个",
        "1个",
        "33.3%",
        "2个",
    ]
    assert found.of("B09", unit="亿元").text == "2400万元"
    assert found.of("B09", "unit:交通运输局").text == "1个"


@pytest.mark.parametrize("status", ["not_applicable", "exited"])
def test_who_is_outside_the_statistics_is_not_owed(status: str) -> None:
    """不纳统 and 退库 are not 应纳统, whatever their size."""
    found = _of(statistics=BUREAU.replace("included        ", status))

    assert "statistics:水厂" not in found["B06"].rows


def test_an_unknown_start_is_no_start() -> None:
    """A project whose start in the bureau's sense is not known is not 应纳统."""
    found = _of(
        statistics="""
        project_name | is_started_stat | total_plan_stat_wan | inclusion_status
        水厂         |                 |                5000 | preparing
        """
    )

    assert [found["B06"].text, found["B08"].text] == ["0个", "—"]


def test_an_unknown_size_does_not_pass_the_threshold() -> None:
    """Without a planned total a project is not 应纳统."""
    found = _of(
        statistics="""
        project_name | is_started_stat | total_plan_stat_wan | inclusion_status
        水厂         | 是              |                     | preparing
        """
    )

    assert found["B06"].text == "0个"


def test_nothing_outstanding_is_worth_nothing() -> None:
    """When all are included, 应统未统 is 0 projects and 0万元, not “—”."""
    found = _of(
        statistics="""
        project_name | is_started_stat | total_plan_stat_wan | inclusion_status
        水厂         | 是              |                5000 | included
        """
    )

    assert [found["B09"].text, found.of("B09", unit="亿元").text] == ["0个", "0万元"]


def test_who_has_not_submitted() -> None:
    """未申报资料 is in the plan, not included, and did not say that it submitted."""
    found = _of(statistics=BUREAU + "    局外项目 | 水利局 | 是 | 900 | preparing | | 否 | |\n")

    assert found["B10"].rows == ("statistics:公路", "statistics:学校")


@pytest.mark.parametrize(("month", "text"), [("2020-04", "100.0%"), ("2020-05", "50.0%")])
def test_promises_fall_due_on_the_last_day_of_their_month(month: str, text: str) -> None:
    """A window of 31 May is due at the end of May, not before; one of June is not yet."""
    assert _of(month=month, statistics=BUREAU)["B11"].text == text


def test_without_promises_due_there_is_no_rate() -> None:
    """In March no window has passed: there is no rate, and not 100%."""
    assert _of(month="2020-03", statistics=BUREAU)["B11"].text == "—"


@pytest.mark.parametrize(
    ("included_on", "text"), [("2020-05-31", "0%"), ("2020-04-30", "100.0%"), ("", "0%")]
)
def test_a_promise_is_kept_in_its_month(included_on: str, text: str) -> None:
    """In by the month that was promised; later, or at an unknown time, it was not kept."""
    found = _of(
        statistics=f"""
        project_name | is_started_stat | total_plan_stat_wan | inclusion_status | included_on   | promised_window
        水厂         | 是              |                5000 | included         | {included_on} | 2020-04-30
        """
    )

    assert found["B11"].text == text


def test_a_promise_counts_without_the_bureaus_start() -> None:
    """A project that is in the library kept its promise, even where its start is not recorded."""
    found = _of(
        statistics="""
        project_name | is_started_stat | total_plan_stat_wan | inclusion_status | included_on | promised_window
        水厂         |                 |                5000 | included         | 2020-04-01  | 2020-04-30
        """
    )

    assert found["B11"].text == "100.0%"


def test_the_library_supports_a_part_of_what_is_left() -> None:
    """600 of the included project are left of 3000 in all: 20%."""
    assert _of(statistics=BUREAU)["B17"].text == "20.0%"


def test_an_empty_library_supports_nothing() -> None:
    """With no project included the support is 0%, which is a finding and not a gap."""
    assert (
        _of(statistics=BUREAU.replace("included         |", "rejected         |"))["B17"].text
        == "0%"
    )


def test_a_finished_task_needs_no_support() -> None:
    """When nothing is left of the task there is no rate."""
    found = _of(
        "project_name | nature | annual_task_wan | done_this_year_wan\n水厂 | new | 100 | 100",
        statistics=BUREAU,
    )

    assert found["B17"].text == "—"


def test_a_project_that_lacks_nothing_is_ready() -> None:
    """资料齐备 is 应统未统 without a missing paper."""
    rows = inclusion.included_projects(facts_of(PLAN, statistics=BUREAU))

    assert list(rows.loc[rows["is_ready"], "project_name"]) == ["小区"]
    assert list(rows.loc[rows["is_outstanding"], "project_name"]) == ["公路", "小区"]


def test_papers_that_are_there_over_papers_that_are_asked_for() -> None:
    """公路 lacks one of three (合同 and 照片 are either-or), 小区 none of four: 6 of 7."""
    found = _of(statistics=BUREAU)

    assert (found["B12"].numerator, found["B12"].denominator) == (6, 7)
    assert found.of("B12", "unit:交通运输局").text == "66.7%"
    only_contract = BUREAU.replace("施工合同、照片", "施工合同")
    assert (_of(statistics=only_contract)["B12"].numerator) == 7


def test_each_missing_paper_is_counted() -> None:
    """By the words of the ledger, of outstanding projects only."""
    found = _of(statistics=BUREAU)

    assert {name: found.of("B13", f"document:{name}").text for name in found.scopes("B13", "document")} == {
        "施工合同": "1个", "照片": "1个",
    }  # fmt: skip


def test_days_from_the_start_to_the_library() -> None:
    """The median of this year's; whoever waits longer than 30 or 60 days is told by light."""
    found = _of(
        statistics="""
        project_name | is_started_stat | started_stat_on | total_plan_stat_wan | inclusion_status | included_on
        水厂         | 是              | 2020-03-01      |                5000 | included         | 2020-03-31
        公路         | 是              | 2020-03-01      |                5000 | included         | 2020-04-10
        学校         | 是              | 2018-03-01      |                5000 | included         | 2019-04-10
        小区         | 是              | 2020-05-01      |                5000 | preparing        |
        电站         | 是              | 2020-04-30      |                5000 | preparing        |
        医院         | 是              | 2020-04-01      |                5000 | preparing        |
        林场         | 是              | 2020-03-31      |                5000 | preparing        |
        """
    )

    assert found["B14"].text == "35天"
    assert found.of("B14", "light:黄", "个").rows == ("statistics:电站", "statistics:医院")
    assert found.of("B14", "light:红", "个").rows == ("statistics:林场",)


def test_the_bureaus_amounts_are_told_of_three_projects_at_least() -> None:
    """The sum of one would be that one's; the count is no secret."""
    head = "project_name | is_started_stat | total_plan_stat_wan | inclusion_status | included_on | done_this_year_stat_wan\n"
    rows = [
        f"{name} | 是 | 5000 | included | 2020-05-01 | 100" for name in ("水厂", "公路", "学校")
    ]
    two, three = (_of(statistics=head + "\n".join(rows[:count])) for count in (2, 3))

    assert [two["B15"].text, two.of("B15", unit="亿元").text, two["B16"].text] == ["2个", "—", "—"]
    assert [three["B15"].text, three.of("B15", unit="亿元").text] == ["3个", "1.5亿元"]
    assert [three["B16"].text, three.of("B16", unit="%").text] == ["700万元", "70.0%"]


def test_sent_back_and_left() -> None:
    """退回 and 退库 are counted apart."""
    changed = BUREAU.replace("submitted  ", "rejected   ").replace(
        "included        ", "exited          "
    )
    found = _of(statistics=changed)

    assert found.of("B19", "state:退回").rows == ("statistics:小区",)
    assert found.of("B19", "state:退库").rows == ("statistics:水厂",)


def test_the_parts_of_the_growth_are_the_bureaus() -> None:
    """Of just this month, as they were returned."""
    found = _of(
        contributions="""
        period  | part     | contribution_points
        2020-04 | 建筑安装 |                 9.9
        2020-05 | 建筑安装 |                20.6
        2020-05 | 设备购置 |                -7.9
        """
    )

    assert found.of("B20", "part:建筑安装").text == "20.6个百分点"
    assert found.of("B20", "part:设备购置").text == "-7.9个百分点"
