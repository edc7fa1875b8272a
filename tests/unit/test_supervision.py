"""Measure five: inspections, problems handed on, lights and the proposed lists."""

from __future__ import annotations

import pytest

from briefing.indicators import supervision
from briefing.indicators.indicator import Indicators
from tests.conftest import facts_of

PLAN = """
    project_name | nature | status      | annual_task_wan | done_this_year_wan
    水厂         | new    | started     |            1000 |                900
    公路         | new    | started     |            1000 |                 10
    学校         | new    | not_started |            1000 |                  0
"""
HEAD = "serial | project_name | inspected_on | aspect | problem | transferred_to | transferred_on | due_on | progress | closed_on\n"


def _of(rows: str = "", month: str = "2020-05", plan: str = PLAN) -> Indicators:
    return Indicators(supervision.measure(facts_of(plan, month, problems=HEAD + rows)))


def test_inspection_covers_whom_it_reached_in_the_month() -> None:
    """督查覆盖率 is of the month alone, from its first to its last day; owed to red and unstarted."""
    found = _of(
        "1 | 水厂 | 2020-05-01 | construction | 未发现问题\n"
        "2 | 公路 | 2020-05-31 | construction | 进度滞后\n"
        "3 | 学校 | 2020-04-30 | preparation  | 用地未批"
    )

    assert found["E01"].text == "66.7%"
    assert found.of("E01", "focus:红灯和未开复工").text == "50.0%"


def test_without_red_and_unstarted_nothing_is_owed() -> None:
    """A county without a red or unstarted project has no rate of inspection for them."""
    found = _of(plan="project_name | nature | status\n水厂 | new | finished")

    assert found.of("E01", "focus:红灯和未开复工").text == "—"


def test_an_inspection_without_a_problem_is_no_problem() -> None:
    """未发现问题, an empty cell and 无问题 find nothing; the rest is counted by aspect."""
    found = _of(
        "1 | 水厂 | 2020-05-06 | construction | 未发现问题\n"
        "2 | 水厂 | 2020-05-07 | construction |\n"
        "3 | 公路 | 2020-05-08 | construction | 无问题\n"
        "4 | 公路 | 2020-05-09 | construction | 施工力量不足\n"
        "5 | 学校 | 2020-05-10 | preparation  | 用地未批"
    )

    assert found["E02"].text == "2条"
    assert found.of("E02", "aspect:建设进度").text == "1条"
    assert found.of("E02", "aspect:前期工作").text == "1条"
    assert found.of("E02", "aspect:协调服务").text == "0条"


TRANSFERS = (
    "1 | 水厂 | 2020-03-02 | preparation | 用地未批 | 自然资源局 | 2020-03-03 | 2020-04-01 | closed | 2020-04-01\n"
    "2 | 水厂 | 2020-03-02 | preparation | 环评未批 | 生态环境局 | 2020-03-03 | 2020-04-01 | closed | 2020-04-02\n"
    "3 | 公路 | 2020-04-02 | preparation | 资金未到 | 财政局     | 2020-04-03 | 2020-05-11 | open   |\n"
    "4 | 公路 | 2020-05-02 | preparation | 电力未迁 | 财政局     | 2020-05-03 | 2020-06-30 | open   |\n"
    "5 | 学校 | 2020-05-02 | preparation | 图纸未审 |            |            |            | open   |"
)


def test_problems_handed_on_are_closed_in_time_or_late() -> None:
    """Closed by the day of the deadline is in time; the rate is of those that are due."""
    found = _of(TRANSFERS)

    assert [found["E03"].text, found["E04"].text] == ["4件", "33.3%"]
    assert [found["E05"].text, found.of("E05", unit="天").text] == ["1件", "20天"]
    assert found.of("E04", "unit:自然资源局").text == "100.0%"
    assert found.of("E04", "unit:生态环境局").text == "0%"


@pytest.mark.parametrize(
    ("due", "count", "days"),
    [("2020-05-30", "1件", "1天"), ("2020-05-31", "0件", "—"), ("2020-06-01", "0件", "—")],
)
def test_a_deadline_has_run_out_at_the_end_of_its_day(due: str, count: str, days: str) -> None:
    """A deadline is still met on its very day; the day after it is over by one."""
    found = _of(
        f"1 | 水厂 | 2020-05-02 | preparation | 用地未批 | 财政局 | 2020-05-03 | {due} | open |"
    )

    assert [found["E05"].text, found.of("E05", unit="天").text] == [count, days]


def test_nothing_due_has_no_rate() -> None:
    """Nothing transferred or nothing due: no rate, no longest delay, and 0 overdue."""
    nothing = _of()
    not_due = _of(
        "1 | 水厂 | 2020-05-02 | preparation | 用地未批 | 财政局 | 2020-05-03 | 2020-06-30 | open |"
    )

    assert [nothing["E03"].text, nothing["E04"].text, nothing["E05"].text] == ["0件", "—", "0件"]
    assert [not_due["E03"].text, not_due["E04"].text] == ["1件", "—"]
    assert nothing.of("E05", unit="天").text == "—"


def test_lights_partition_the_plan() -> None:
    """Each project shows one light."""
    found = _of()

    assert found.of("E07", "light:红").rows == ("projects:公路",)
    assert found.of("E07", "light:黄").rows == ()
    assert found.of("E07", "light:绿").rows == ("projects:水厂", "projects:学校")


def _named(*units: tuple[str, int, float]) -> dict[str, list[str]]:
    lines = [
        "project_name | nature | status | responsible_unit | annual_task_wan | done_this_year_wan"
    ]
    lines += [
        f"{unit}{n} | new | started | {unit} | 29.52 | {done}"
        for unit, count, done in units
        for n in range(count)
    ]
    facts = facts_of("\n".join(lines))
    return supervision.candidates(facts.projects, facts.county, facts.month)


def test_who_is_on_time_is_praised_and_who_is_not_is_criticised() -> None:
    """The three best of those on time, the three worst of those behind, the worst first."""
    named = _named(
        ("甲局", 3, 29),
        ("乙局", 3, 28),
        ("丙局", 3, 27),
        ("丁局", 3, 12.3),
        ("戊局", 3, 12.29),
        ("己局", 3, 1),
    )

    assert named == {"建议奖励": ["甲局", "乙局", "丙局"], "建议通报": ["己局", "戊局"]}


def test_a_unit_at_the_very_border_is_on_time() -> None:
    """12.3 of 29.52 three times over is just five twelfths, whatever floats make of the sum."""
    assert _named(("丁局", 3, 12.3)) == {"建议奖励": ["丁局"], "建议通报": []}


def test_small_units_are_on_no_list() -> None:
    """A unit with fewer than three projects is neither praised nor criticised."""
    assert _named(("丁局", 2, 29), ("戊局", 2, 1)) == {"建议奖励": [], "建议通报": []}


def test_a_problem_that_an_earlier_inspection_found_is_found_again() -> None:
    """Of the same project and kind; the same day's are one inspection."""
    head = "serial | project_name | inspected_on | problem | obstacle\n"
    rows = (
        "1 | 水厂 | 2020-03-01 | 征地慢 | land\n2 | 水厂 | 2020-04-01 | 仍慢 | land\n"
        "3 | 水厂 | 2020-04-01 | 缺钱 | funding\n4 | 公路 | 2020-04-01 | 征地慢 | land\n"
        "5 | 公路 | 2020-05-01 | 其他 |"
    )
    found = Indicators(supervision.measure(facts_of(PLAN, problems=head + rows)))

    assert (found["E06"].numerator, found["E06"].denominator) == (1, 4)


def test_places_won_and_lost() -> None:
    """First last month and second now is one place lost; without last month there is no telling."""

    def plan(water: int, road: int) -> str:
        rows = [f"水{n} | new | started | 水利局 | 100 | {water}" for n in range(3)]
        rows += [f"路{n} | new | started | 交通运输局 | 100 | {road}" for n in range(3)]
        return (
            "project_name | nature | status | responsible_unit | annual_task_wan | done_this_year_wan\n"
            + "\n".join(rows)
        )

    facts = facts_of(plan(30, 40), earlier={"2020-04": plan(20, 10)})
    found = Indicators(supervision.measure(facts))

    assert found.of("E10", "unit:水利局").text == "-1名"
    assert found.of("E10", "unit:交通运输局").text == "1名"
    assert Indicators(supervision.measure(facts_of(plan(1, 2)))).scopes("E10", "unit") == []
