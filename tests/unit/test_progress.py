"""Measure one: start, completion, gap, obstacles, replacement and rank of the key projects."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.indicators import progress, replacement
from briefing.indicators.facts import Facts
from briefing.indicators.indicator import Indicators
from tests.conftest import facts_of

FIVE = """
    project_name | nature       | status      | responsible_unit | town   | annual_task_wan | done_this_month_wan | done_this_year_wan
    水厂         | new          | started     | 水利局           | 营盘镇 |           12000 |                1000 |               6000
    公路         | carried_over | resumed     | 交通运输局       | 营盘镇 |           24000 |                2000 |              10000
    学校         | new          | not_started | 水利局           | 曹坪镇 |            6000 |                   0 |                  0
    电站         | carried_over | stopped     | 水利局           | 曹坪镇 |           18000 |                     |               2000
    旧桥         | carried_over | finished    | 交通运输局       | 曹坪镇 |               0 |                     |
    远景         | preliminary  | not_started | 水利局           | 曹坪镇 |           90000 |                   0 |                  0
"""


def _measure(facts: Facts) -> Indicators:
    return Indicators(progress.measure(facts))


def _of(projects: str, month: str = "2020-05", **more: str) -> Indicators:
    return _measure(facts_of(projects, month, **more))


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        ("A01", "5个"),
        ("A02", "3个"),
        ("A03", "60.0%"),
        ("A04", "2个"),
        ("A05", "50.0%"),
        ("A06", "66.7%"),
        ("A09", "6亿元"),
        ("A10", "1.8亿元"),
        ("A11", "30.0%"),
        ("A12", "3000万元"),
        ("A14", "41.7%"),
        ("A15", "-11.7个百分点"),
        ("A16", "7000万元"),
        ("A17", "2个"),
        ("A18", "0个"),
        ("A19", "0个"),
        ("A26", "80.0%"),
    ],
)
def test_five_projects(id_: str, text: str) -> None:
    """Each figure of measure one, from five projects of the plan and one outside it."""
    assert _of(FIVE)[id_].text == text


def test_those_on_time_are_a_share_of_those_with_a_task() -> None:
    """A project without a task is in neither part of 达序时项目占比."""
    assert _of(FIVE).of("A17", unit="%").text == "50.0%"


def test_the_articles_county() -> None:
    """86 of 95 is 90.5%; 43 of 115.4亿元 is 37.3%, 4.4 points and 5.08亿元 behind."""
    rows = [
        f"项目{number} | new | {'started' if number < 86 else 'not_started'} | {task} | {done}"
        for number, (task, done) in enumerate([(1_154_000, 430_000)] + [(0, 0)] * 94)
    ]
    found = _of(
        "project_name | nature | status | annual_task_wan | done_this_year_wan\n" + "\n".join(rows)
    )

    assert [found[id_].text for id_ in ("A01", "A02", "A03", "A04")] == [
        "95个",
        "86个",
        "90.5%",
        "9个",
    ]
    assert [found[id_].text for id_ in ("A09", "A10", "A11")] == ["115.4亿元", "43亿元", "37.3%"]
    assert [found[id_].text for id_ in ("A15", "A16")] == ["-4.4个百分点", "5.08亿元"]


def test_the_gap_comes_from_unrounded_values() -> None:
    """629.0 of 647.4 in October is 13.8 points ahead; rounded parts would give 13.9."""
    found = _of(
        """
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        全部         | new    | started |         6474000 |            6290000
        """,
        "2020-10",
    )

    assert found["A15"].text == "13.8个百分点"


def test_rates_of_projects_are_never_averaged() -> None:
    """One done of one and none of 99 is 1%, not the mean of 100% and 0%."""
    found = _of("""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |               1 |                  1
        公路         | new    | started |              99 |                  0
    """)

    assert found["A11"].text == "1.0%"


def test_a_plan_without_tasks_has_no_rate() -> None:
    """No task, or a task of 0, gives no completion rate, no gap and no arrears by division."""
    found = _of("""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |               0 |                120
    """)

    assert [found[id_].text for id_ in ("A11", "A15")] == ["—", "—"]
    assert found.of("A17", unit="%").text == "—"


def test_a_plan_without_new_projects_has_no_start_rate_of_them() -> None:
    """新建开工率 over no new projects is “—”, and not 0 or 100."""
    found = _of("project_name | nature | status\n公路 | carried_over | resumed")

    assert found["A05"].text == "—"
    assert found["A06"].text == "100.0%"


def test_a_month_without_reports_has_no_investment() -> None:
    """When nobody reported, 完成投资 has no value: it is not 0."""
    found = _of("""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |            1000 |
    """)

    assert [found[id_].text for id_ in ("A10", "A11", "A15", "A16")] == ["—"] * 4
    assert found["A26"].text == "0%"
    assert found["A18"].text == "0个"


def test_the_border_of_time_is_on_time() -> None:
    """Five twelfths of the task in May is on time; one 分 less is not."""
    found = _of("""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |           29.52 |               12.3
        公路         | new    | started |           29.52 |          12.299999
    """)

    assert found["A17"].rows == ("projects:水厂",)


def test_started_without_investment_is_idle_and_unreported_is_not() -> None:
    """零投资在建 is started and a reported 0; an unreported project is not counted."""
    found = _of("""
        project_name | nature | status      | done_this_year_wan
        水厂         | new    | started     |                  0
        公路         | new    | started     |
        学校         | new    | not_started |                  0
    """)

    assert found["A18"].rows == ("projects:水厂",)


def test_more_than_the_task_is_beyond_the_plan() -> None:
    """Done beyond the task counts, a task of 0 included; just the task does not."""
    found = _of("""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |            1000 |            1000.01
        公路         | new    | started |            1000 |               1000
        学校         | new    | started |               0 |                 10
        电站         | new    | started |                 |                 10
    """)

    assert found["A19"].rows == ("projects:水厂", "projects:学校")


APRIL = {
    "2020-04": """
    project_name | nature | status  | responsible_unit | town   | done_this_year_wan
    水厂         | new    | started | 水利局           | 营盘镇 |                300
    公路         | new    | started | 水利局           | 营盘镇 |                100
    """
}


def test_the_month_is_told_by_the_months_before_where_it_is_not_given() -> None:
    """本月完成 missing is this cumulative less the last; a project that is new then is left out."""
    facts = facts_of(
        """
        project_name | nature | status  | done_this_month_wan | done_this_year_wan
        水厂         | new    | started |                     |                450
        公路         | new    | started |                  30 |                999
        学校         | new    | started |                     |                 70
        """,
        earlier=APRIL,
    )

    assert _measure(facts)["A12"].text == "180万元"


def test_without_the_month_before_only_what_is_given_counts() -> None:
    """Nothing can be told without a former month; without any figure there is no value."""
    given = (
        "project_name | nature | done_this_month_wan | done_this_year_wan\n水厂 | new | {} | 450"
    )

    assert _of(given.format("30"))["A12"].text == "30万元"
    assert _of(given.format(""))["A12"].text == "—"


def test_in_january_the_cumulative_is_the_month() -> None:
    """January has no month before it in the year: what is done this year was done this month."""
    found = _of(
        "project_name | nature | done_this_month_wan | done_this_year_wan\n水厂 | new | | 450",
        "2020-01",
    )

    assert found["A12"].text == "450万元"
    assert found["A14"].text == "8.3%"


def test_a_project_that_changed_its_unit_keeps_its_month() -> None:
    """The month's investment of units adds up to the county's, even when a unit handed one over."""
    facts = facts_of(
        """
        project_name | nature | status  | responsible_unit | town   | done_this_month_wan | done_this_year_wan
        水厂         | new    | started | 交通运输局       | 曹坪镇 |                     |                450
        """,
        earlier=APRIL,
    )

    found = _measure(facts)

    assert found.of("A12", "unit:交通运输局").value == found["A12"].value == Decimal("0.015")
    assert found.of("A12", "town:曹坪镇").value == Decimal("0.015")


def test_december_is_the_whole_year() -> None:
    """In December 序时 is 100%, and only the whole task is on time."""
    found = _of(
        """
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |            1000 |               1000
        公路         | new    | started |            1000 |             999.99
        """,
        "2020-12",
    )

    assert found["A14"].text == "100.0%"
    assert found["A17"].rows == ("projects:水厂",)


def test_one_project_may_have_several_obstacles() -> None:
    """Causes are counted one by one, for unstarted projects only."""
    found = _of("""
        project_name | nature | status      | obstacles
        水厂         | new    | not_started | land
        公路         | new    | not_started | land、funding
        学校         | new    | not_started |
        电站         | new    | started     | approval
    """)

    counts = {
        name: found.of("A21", f"obstacle:{name}").text for name in found.scopes("A21", "obstacle")
    }
    assert counts == {"土地征用": "2个", "资金筹措": "1个", "审批缓慢": "0个", "其他": "0个"}
    assert found["A21"].text == "2个"


def test_meetings_are_counted_by_kind() -> None:
    """Meetings and what they solved; a meeting that says nothing of it adds nothing."""
    found = _of(
        FIVE,
        meetings="""
        serial | held_on    | kind     | problems_solved
        1      | 2020-03-02 | on_site  | 2
        2      | 2020-04-02 | on_site  |
        3      | 2020-05-02 | special  | 3
        """,
    )

    assert found["A22"].text == "3次"
    assert found.of("A22", unit="个").text == "5个"
    assert found.of("A22", "meeting:现场会").text == "2次"
    assert found.of("A22", "meeting:推进会").text == "0次"


def test_without_the_ledger_of_meetings_nothing_is_said() -> None:
    """The ledger of meetings may be missing; then there is no count, not a count of 0."""
    assert _of(FIVE)["A22"].text == "—"


LATE = """
    project_name | nature | status      | expected_start | annual_task_wan
    水厂         | new    | not_started | 2020-09-30     |            1000
    公路         | new    | not_started | 2020-10-01     |            2000
    学校         | new    | not_started |                |            3000
    电站         | new    | started     | 2020-12-31     |            4000
"""


def test_who_starts_on_the_very_day_is_not_replaced() -> None:
    """拟替换 is unstarted and expected after 30 September: the day itself is in time."""
    assert _of(LATE)["A23"].rows == ("projects:公路",)


def test_a_replacement_keeps_the_scale() -> None:
    """替换前后之差 is what comes in less what leaves; one that leaves for two is counted once."""
    found = _of(
        LATE,
        reserve="""
        project_name | replaces | replacement_task_wan
        新水厂       | 公路     |                 1500
        新公路       | 公路     |                  800
        旁人         |          |                 9999
        """,
    )

    assert found["A24"].text == "300万元"
    assert (found["A24"].numerator, found["A24"].denominator) == (2300, 2000)


def test_a_replacement_is_compared_by_the_whole_as_well() -> None:
    """What keeps the year may still be smaller in all."""
    found = _of(
        "project_name | nature | status | expected_start | annual_task_wan | total_plan_wan\n"
        "公路 | new | not_started | 2020-10-01 | 2000 | 9000",
        reserve="""
        project_name | replaces | replacement_task_wan | total_plan_wan
        新水厂       | 公路     |                 2300 |           8500
        """,
    )

    assert found["A24"].text == "300万元"
    assert found.of("A24", "by:total").text == "-500万元"


def test_a_replacement_without_its_investment_has_no_difference() -> None:
    """While a new project's investment is missing, no shortfall is claimed."""
    found = _of(
        LATE,
        reserve="""
        project_name | replaces | replacement_task_wan
        新水厂       | 公路     |
        新公路       | 学校     |                 3000
        """,
    )

    assert found["A24"].text == "—"


def test_no_replacement_has_no_difference() -> None:
    """Without declared replacements there is nothing to compare."""
    assert _of(LATE)["A24"].text == "—"


def _units(*groups: tuple[str, int, float, float]) -> str:
    lines = [
        "project_name | nature | status | responsible_unit | annual_task_wan | done_this_year_wan"
    ]
    lines += [
        f"{unit}{number} | new | started | {unit} | {task} | {done}"
        for unit, count, task, done in groups
        for number in range(count)
    ]
    return "\n".join(lines)


def test_units_share_ranks_and_small_ones_stand_apart() -> None:
    """Ranks are 1, 1, 3; fewer than three projects, or no task, have no rank."""
    found = _of(
        _units(
            ("水利局", 3, 0.3, 0.1),
            ("交通运输局", 3, 300, 100),
            ("林业局", 3, 300, 90),
            ("财政局", 2, 100, 100),
            ("统计局", 3, 0, 100),
        )
    )

    ranks = {name: found.of("A28", f"unit:{name}").text for name in found.scopes("A28", "unit")}
    assert ranks == {
        "水利局": "1名",
        "交通运输局": "1名",
        "林业局": "3名",
        "财政局": "—",
        "统计局": "—",
    }


def test_a_unit_that_reported_nothing_is_not_last() -> None:
    """A unit without any report has no rate and no rank, instead of 0% and the last one."""
    facts = facts_of(
        _units(("水利局", 3, 300, 100))
        + "\n"
        + "\n".join(f"林{n} | new | started | 林业局 | 300 |" for n in range(3))
    )

    units = progress.by_unit(facts.projects, facts.county)

    assert list(units["responsible_unit"]) == ["水利局", "林业局"]
    assert units["rank"].isna().tolist() == [False, True]
    assert units["completion_pct"].isna().tolist() == [False, True]


PLANNED = """
    project_name | nature       | status      | planned_start | started_on | planned_finish | total_plan_wan | done_since_start_wan
    水厂         | new          | started     | 2020-03-01    | 2020-02-20 | 2020-12-31     |           1000 |                  300
    公路         | new          | started     | 2020-03-01    | 2020-03-31 | 2021-06-30     |           2000 |                  100
    学校         | new          | started     | 2020-03-01    | 2020-04-01 | 2020-10-31     |                |                  900
    电站         | new          | not_started | 2020-05-01    |            | 2022-01-01     |           1000 |
    医院         | new          | not_started | 2020-04-30    |            | 2022-01-01     |           1000 |
    林场         | new          | not_started | 2020-08-01    |            | 2022-01-01     |           1000 |
    旧桥         | carried_over | finished    | 2018-03-01    | 2018-03-05 | 2020-05-31     |           1000 |                 1000
    老路         | carried_over | resumed     |               |            |                |           1000 |                  600
"""


def test_those_whose_day_has_come_should_have_started() -> None:
    """按期开工率 counts planned starts up to the month's last day; those without one stand apart."""
    found = _of(PLANNED)

    assert (found["A07"].numerator, found["A07"].denominator) == (4, 6)
    assert found["A07"].text == "66.7%"
    assert found.of("A07", unit="个").rows == ("projects:老路",)


def test_starts_are_early_in_time_or_late_by_months() -> None:
    """Of new projects; one that waits past its month is late, one whose month runs is nothing yet."""
    found = _of(PLANNED)

    assert found.of("A08", "start:提前").rows == ("projects:水厂",)
    assert found.of("A08", "start:按期").rows == ("projects:公路",)
    assert found.of("A08", "start:逾期").rows == ("projects:学校", "projects:医院")


def test_those_that_should_be_finished_this_year() -> None:
    """竣工率 is over the projects that the plan finishes this year."""
    assert (_of(PLANNED)["A20"].numerator, _of(PLANNED)["A20"].denominator) == (1, 3)
    assert _of("project_name | nature\n水厂 | new")["A20"].text == "—"


def test_the_whole_progress_is_of_those_that_tell_both() -> None:
    """2000 done of 5000 planned: a project that lacks one of both is in neither."""
    assert _of(PLANNED)["A27"].text == "40.0%"


def test_the_month_against_the_month_before() -> None:
    """180 after 120 is half as much again; January and a month after nothing have no comparison."""
    ledger = """
    project_name | nature | status  | responsible_unit | done_this_month_wan | done_this_year_wan
    水厂         | new    | started | 水利局           | {}                  | {}
    """
    april, march = ledger.format(120, 300), ledger.format(0, 180)
    found = _measure(facts_of(ledger.format(180, 480), earlier={"2020-04": april}))

    assert found["A13"].text == "50.0%"
    assert found.of("A13", "unit:水利局").text == "50.0%"
    assert _of(ledger.format(180, 480))["A13"].text == "—"
    assert _of(ledger.format(180, 180), "2020-01")["A13"].text == "—"
    after_nothing = facts_of(april, "2020-04", earlier={"2020-03": march})
    assert _measure(after_nothing)["A13"].text == "—"


def test_the_month_before_is_told_by_the_one_before_it() -> None:
    """Where April gave no 本月, its cumulative less March's stands for it."""
    ledger = """
    project_name | nature | status  | done_this_month_wan | done_this_year_wan
    水厂         | new    | started |                     | {}
    """
    facts = facts_of(
        ledger.format(450),
        earlier={"2020-04": ledger.format(300), "2020-03": ledger.format(100)},
    )

    assert _measure(facts)["A13"].text == "-25.0%"


def test_replaced_are_counted_from_the_deadline_on() -> None:
    """替换完成率 before 30 September has no value."""
    reserve = "project_name | replaces | replacement_task_wan\n新水厂 | 公路 | 2500"
    september = _of(LATE, "2020-09", reserve=reserve)

    assert _of(LATE, reserve=reserve)["A25"].text == "—"
    assert (september["A25"].numerator, september["A25"].denominator) == (1, 3)


def test_the_five_largest_have_a_share() -> None:
    """大项目集中度 needs more than five projects with investment."""
    head = "project_name | nature | status | done_this_year_wan\n"
    rows = [f"项目{number} | new | started | {number * 10}" for number in range(8)]

    assert _of(head + "\n".join(rows))["A29"].text == "89.3%"
    assert _of(head + "\n".join(rows[:6]))["A29"].text == "—"


def test_sectors_and_towns_have_figures_of_their_own() -> None:
    """A project without a sector is in the county's figure alone."""
    found = _of("""
        project_name | nature | status      | sector | town   | annual_task_wan | done_this_year_wan
        水厂         | new    | started     | 水利   | 营盘镇 |            1000 |                500
        水库         | new    | not_started | 水利   | 曹坪镇 |            1000 |                  0
        公路         | new    | started     |        | 曹坪镇 |            1000 |                100
    """)

    assert found.of("A03", "sector:水利").text == "50.0%"
    assert found.of("A11", "sector:水利").text == "25.0%"
    assert found.scopes("A03", "sector") == ["水利"]
    assert found.of("A11", "town:曹坪镇").text == "5.0%"


PAPERS_MISSING = """
    project_name | responsible_unit | proposal  | feasibility | land_use  | construction
    水厂         | 水利局           | done      | done        | done      | underway
    公路         | 交通运输局       | not_begun | not_begun   | not_begun | not_begun
"""
LATE_IN_AUGUST = """
    project_name | nature | status      | expected_start | obstacles | annual_task_wan
    水厂         | new    | not_started | 2020-09-20     |           |            1000
    公路         | new    | not_started | 2020-09-20     |           |            2000
    学校         | new    | not_started | 2020-09-20     | land      |            3000
    医院         | new    | not_started | 2020-10-20     |           |            4000
    电站         | new    | not_started |                |           |            5000
"""


def test_who_cannot_start_is_told_by_promise_papers_and_obstacle() -> None:
    """With 30 days left a promise does not help where papers take 64 days, or land 45."""
    facts = facts_of(LATE_IN_AUGUST, "2020-08", permits=PAPERS_MISSING)
    late = replacement.cannot_start(facts)

    assert dict(zip(late["project_name"], late["reason"], strict=True)) == {
        "公路": "手续来不及",
        "学校": "制约因素来不及",
        "医院": "预计开工晚于期限",
    }


def test_in_spring_there_is_time_for_every_paper() -> None:
    """Four months are enough for the same projects but for the one that promises October."""
    facts = facts_of(LATE_IN_AUGUST, "2020-05", permits=PAPERS_MISSING)

    assert list(replacement.cannot_start(facts)["project_name"]) == ["医院"]


def test_from_the_deadline_on_nobody_has_time() -> None:
    """All that have not started by 30 September cannot."""
    late = replacement.cannot_start(facts_of(LATE_IN_AUGUST, "2020-09"))

    assert set(late["reason"]) == {"已过期限"}
    assert len(late) == 5
