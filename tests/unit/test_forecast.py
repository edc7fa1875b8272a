"""The pace that is needed, and a straight line to December."""

from __future__ import annotations

import pytest

from briefing.indicators import forecast
from briefing.indicators.indicator import Indicators
from briefing.settings import county, county_rules
from tests.conftest import ZHASHUI, facts_of


def _of(month: str, task: object, done: object) -> list[str]:
    plan = f"project_name | nature | annual_task_wan | done_this_year_wan\n水厂 | new | {task} | {done}"
    found = Indicators(forecast.measure(facts_of(plan, month)))
    return [found[id_].text for id_ in ("F01", "F02", "F03")]


@pytest.mark.parametrize(
    ("month", "task", "done", "expected"),
    [
        ("2020-05", 1_154_000, 430_000, ["10.34亿元", "1.2倍", "103.2亿元"]),
        # Two months tell nothing of a year: a need, but no multiple and no line.
        ("2020-01", 1_154_000, 32_000, ["10.2亿元", "—", "—"]),
        ("2020-02", 1_154_000, 69_000, ["10.85亿元", "—", "—"]),
        ("2020-03", 1_154_000, 178_000, ["10.84亿元", "1.8倍", "71.2亿元"]),
        ("2020-11", 1_154_000, 1_100_000, ["5.4亿元", "0.5倍", "120亿元"]),
        # In December no month is left to need anything.
        ("2020-12", 1_154_000, 1_100_000, ["—", "—", "110亿元"]),
        # Done is done.
        ("2020-10", 1_154_000, 1_154_000, ["—", "—", "138.48亿元"]),
        ("2020-05", 1_154_000, 0, ["16.49亿元", "—", "0万元"]),
        ("2020-05", "", 100, ["—", "—", "240万元"]),
        ("2020-05", 100, "", ["—", "—", "—"]),
    ],
)
def test_the_rest_of_the_year(month: str, task: object, done: object, expected: list[str]) -> None:
    """F01 is what is left over the months left, F02 its multiple of the pace so far, F03 the line."""
    assert _of(month, task, done) == expected


MONTHS = """
    project_name | nature | status      | annual_task_wan | done_this_month_wan | done_this_year_wan | expected_start
    水厂         | new    | started     |            1200 | {}                  | {}                 |
    公路         | new    | not_started |            2400 | 0                   | 0                  | 2020-09-15
    学校         | new    | not_started |            1200 | 0                   | 0                  |
"""
EARLIER = {"2020-04": MONTHS.format(100, 300), "2020-03": MONTHS.format(60, 200)}


def _years(*shares: float, month: int = 5) -> county.County:
    stands = [
        county_rules.Stand(year=2010 + at, month=month, done_pct=value)
        for at, value in enumerate(shares)
    ]
    rules = county_rules.Forecast(history=tuple(stands))
    return ZHASHUI.model_copy(update={"forecast": rules})


def _may(rules: county.County = ZHASHUI, done: int = 500) -> Indicators:
    facts = facts_of(MONTHS.format(200, done), rules=rules, earlier=EARLIER)
    return Indicators(forecast.measure(facts))


def test_each_method_has_its_own_end() -> None:
    """
    500 in May: the line gives 1200; the last three months' 120 give 1340; 水厂 alone ends at its
    task of 1200, and 公路, from September at 41.67% of a task in five months, adds 800.
    """
    found = _may()

    assert [found[id_].text for id_ in ("F03", "F04", "F05", "F06")] == [
        "1200万元", "1340万元", "—", "2000万元",
    ]  # fmt: skip
    assert found.of("F07", "range:低").text == "1200万元"
    assert found.of("F07", "range:高").text == "2000万元"


def test_a_project_never_ends_beyond_its_task_nor_below_what_is_done() -> None:
    """1300 of a task of 1200 stays 1300."""
    assert _may(done=1300)["F06"].value is not None
    plan = "project_name | nature | status | annual_task_wan | done_this_year_wan\n水厂 | new | started | {} | {}"
    for task, done, end in ((1200, 1300, "1300万元"), (1200, 900, "1200万元")):
        found = Indicators(forecast.measure(facts_of(plan.format(task, done))))
        assert found["F06"].text == end


@pytest.mark.parametrize(
    ("begun", "end"),
    [
        # Done is 500 of 1200 by May, 41.67% of a task in five months: 700 of 1200 in the seven left.
        ("2020-05-20", "1900万元"),
        # Who promises September is supposed to have started then.
        ("2020-09-01", "1600万元"),
        # Who began in April and has done nothing since tells what its pace is.
        ("2020-04-20", "1200万元"),
    ],
)
def test_what_has_just_begun_goes_on_at_the_pace_of_the_others(begun: str, end: str) -> None:
    """It has no pace of its own yet, nor does it slow the others down."""
    plan = f"""
        project_name | nature | status  | annual_task_wan | done_this_year_wan | started_on
        水厂         | new    | started | 1200            | 500                | 2020-01-05
        学校         | new    | started | 1200            | 0                  | {begun}
    """
    assert Indicators(forecast.measure(facts_of(plan)))["F06"].text == end


def test_three_months_are_needed_and_a_missing_one_leaves_none() -> None:
    """Without March there is no mean of three months, nor a half-year outlook."""
    april_only = {"2020-04": EARLIER["2020-04"]}
    found = Indicators(forecast.measure(facts_of(MONTHS.format(200, 500), earlier=april_only)))

    assert [found["F04"].text, found["F09"].text] == ["—", "—"]


def test_the_half_year_outlook_ends_with_june() -> None:
    """500 and one month of 120 are 12.9% of 4800."""
    assert _may()["F09"].text == "12.9%"
    june = facts_of(
        MONTHS.format(100, 600), "2020-06", earlier=EARLIER | {"2020-05": MONTHS.format(200, 500)}
    )
    assert Indicators(forecast.measure(june))["F09"].text == "—"


def test_former_years_make_a_season() -> None:
    """By May 20, 25 and 30% of the year were done: 500 make 2000; two years are too few."""
    assert _may(_years(20, 25, 30))["F05"].text == "2000万元"
    assert _may(_years(20, 25))["F05"].text == "—"
    assert _may(_years(20, 25, 30, month=4))["F05"].text == "—"


def test_methods_show_how_far_they_were_off() -> None:
    """The line made of 20, 25 and 30% a year of 48, 60 and 72%: off by 40 on the mean."""
    found = _may(_years(20, 25, 30))

    assert found.of("F07", "error:线性法", "%").text == "40.0%"
    # 20 against 27.5, 25 against 25, 30 against 22.5.
    assert found.of("F07", "error:季节法", "%").text == "20.2%"


def test_five_former_years_make_a_chance() -> None:
    """500 of 4800 are 10.4%: two of five years were no further by May, and met their task."""
    assert _may(_years(9, 10, 20, 30, 40))["F08"].text == "40.0%"
    assert _may(_years(9, 10, 20, 30))["F08"].text == "—"


def test_the_ripe_reserve_carries_the_next_year() -> None:
    """6000 over three years and 1000 in one are 3000 a year: 300% of 1000."""
    reserve = """
        project_name | total_plan_wan | years     | feasibility
        新水厂       |           6000 | 2021-2023 | done
        新公路       |           1000 | 2021      | done
        新学校       |           9000 | 2021      | not_begun
        新桥         |           9000 |           | done
    """
    plan = "project_name | nature | annual_task_wan\n水厂 | new | 1000"
    found = Indicators(forecast.measure(facts_of(plan, reserve=reserve)))

    assert found["F10"].text == "300.0%"


def test_january_and_february_have_no_outlook() -> None:
    """Whatever the record says."""
    for month in ("2020-01", "2020-02"):
        rules = _years(20, 25, 30, 20, 20, month=int(month[-1]))
        found = Indicators(forecast.measure(facts_of(MONTHS.format(10, 10), month, rules=rules)))
        ids = ("F02", "F03", "F04", "F05", "F06", "F07", "F09")
        assert [found[id_].text for id_ in ids] == ["—"] * len(ids)
