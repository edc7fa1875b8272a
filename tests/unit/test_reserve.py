"""Measure three: the 14th Five-Year reserve, its size, fields, papers and ripeness."""

from __future__ import annotations

import pytest

from briefing.indicators import reserve
from briefing.indicators.indicator import Indicators
from briefing.indicators.reserve_fields import classify
from tests.conftest import ZHASHUI, facts_of

PLAN = "project_name | nature | annual_task_wan\n水厂 | new | 10000"
RESERVE = """
    project_name | field              | total_plan_wan | sought_funds_wan | proposal     | feasibility  | filing       | land
    新水厂       | major_works        |          30000 |             5000 | done         | done         | not_required | not_begun
    五G基站      | new_infrastructure |           6000 |                  | not_required | not_required | done         | done
    产业园       | industry           |                |             2000 | underway     | not_begun    | done         | underway
    步道         |                    |          28000 |                0 | not_begun    | not_begun    | not_begun    | not_begun
"""


def _of(rows: str = RESERVE, plan: str = PLAN) -> Indicators:
    return Indicators(reserve.measure(facts_of(plan, reserve=rows)))


def test_a_project_without_investment_is_counted_and_not_summed() -> None:
    """总投资 blank: count yes, sum no."""
    found = _of()

    assert [found["C01"].text, found["C02"].text] == ["4个", "6.4亿元"]


def test_those_that_seek_funds_are_a_part() -> None:
    """拟争取资金 is a part of the reserve: by number and by investment; 0 seeks nothing."""
    found = _of()

    assert found["C03"].rows == ("reserve:新水厂", "reserve:产业园")
    assert found.of("C03", unit="亿元").text == "3亿元"
    assert [found["C04"].text, found.of("C04", "by:amount").text] == ["50.0%", "46.9%"]


def test_when_nobody_seeks_funds_the_part_is_nothing() -> None:
    """Nobody is 0个 with 0万元 and 0%, not “—”."""
    found = _of("project_name | total_plan_wan\n新水厂 | 30000")

    assert [found["C03"].text, found.of("C03", unit="亿元").text] == ["0个", "0万元"]
    assert [found["C04"].text, found.of("C04", "by:amount").text] == ["0%", "0%"]


def test_the_articles_shares() -> None:
    """53 of 220 are 24.1%, 68 of 736亿元 are 9.2%, and 736 over 115.4 is 6.4 times."""
    seeking = [f"争取{n} | {'680000' if n == 0 else '0'} | 1" for n in range(53)]
    others = [f"其他{n} | {'6680000' if n == 0 else '0'} |" for n in range(167)]
    found = _of(
        "\n".join(["project_name | total_plan_wan | sought_funds_wan", *seeking, *others]),
        "project_name | nature | annual_task_wan\n全部 | new | 1154000",
    )

    assert [found["C01"].text, found["C02"].text, found["C03"].text] == [
        "220个",
        "736亿元",
        "53个",
    ]
    assert [found["C04"].text, found.of("C04", "by:amount").text] == ["24.1%", "9.2%"]
    assert found["C09"].text == "6.4倍"


def test_each_project_has_one_field() -> None:
    """Fields stand in the dictionary's order, those without one under 其他, and add up."""
    found = _of()

    names = found.scopes("C05", "field")
    assert names == ["新型基础设施", "交通水利等重大工程", "产业发展", "其他"]
    assert sum(found.of("C05", f"field:{name}").value or 0 for name in names) == 4
    assert found.of("C05", "field:其他", "亿元").text == "2.8亿元"
    assert found.of("C05", "field:产业发展", "亿元").text == "—"


@pytest.mark.parametrize(
    ("paper", "text"),
    [
        ("项目建议书", "33.3%"),
        ("可行性研究报告", "33.3%"),
        ("备案（核准）", "66.7%"),
        ("用地预审", "25.0%"),
    ],
)
def test_papers_that_are_not_required_are_in_neither_part(paper: str, text: str) -> None:
    """手续完成率 is done over required; “/” is not required, a paper not begun is."""
    assert _of().of("C06", f"paper:{paper}").text == text


def test_a_paper_that_nobody_needs_has_no_rate() -> None:
    """Nothing required gives no rate."""
    found = _of("project_name | proposal\n新水厂 | not_required")

    assert found.of("C06", "paper:项目建议书").text == "—"


def test_ripe_is_approved_or_filed_with_land() -> None:
    """成熟 is 可研 approved, or 备案 and land together; 备案 alone is not."""
    found = _of()

    assert found["C07"].rows == ("reserve:新水厂", "reserve:五G基站")
    assert found.of("C07", unit="亿元").text == "3.6亿元"
    assert found.of("C09", "stage:成熟").text == "3.6倍"


def test_without_an_annual_task_the_reserve_covers_nothing() -> None:
    """储备覆盖倍数 over no task has no value."""
    assert _of(plan="project_name | nature | annual_task_wan\n水厂 | new | 0")["C09"].text == "—"


def test_the_ledgers_field_counts_before_any_keyword() -> None:
    """A keyword tells the field where the ledger does not, shows itself, and may ask a question."""
    rows = facts_of(
        PLAN,
        reserve="""
        project_name     | field       | content
        县城5G基站       |             | 新建基站40座
        智慧水库         |             |
        老旧小区改造     | major_works |
        产业园数据中心   | industry    |
        木耳大棚         |             |
        """,
    ).frame("reserve")
    found = classify(rows, ZHASHUI)

    assert list(found["field"]) == [
        "新型城镇化", "新型基础设施", "交通水利等重大工程", "产业发展", "其他",
    ]  # fmt: skip
    assert list(found["word"]) == ["县城", "智慧", "", "", ""]
    assert list(found["other_word"]) == ["", "", "老旧小区", "", ""]


BEFORE = "project_name | total_plan_wan\n水厂 | 1000\n新水厂 | 500\n旧闻 | 700"


def test_who_came_and_who_went_since_last_month() -> None:
    """Without last month's reserve there is no telling."""
    facts = facts_of(PLAN, reserve=RESERVE, former={"2020-04": {"reserve": BEFORE}})
    found = Indicators(reserve.measure(facts))

    assert found.of("C13", "change:新增").rows == (
        "reserve:五G基站",
        "reserve:产业园",
        "reserve:步道",
    )
    assert found.of("C13", "change:退出").rows == ("reserve:水厂", "reserve:旧闻")
    assert _of().of("C13", "change:新增").text == "—"


def test_reserve_projects_that_have_started_are_converted() -> None:
    """Of the oldest reserve of the last twelve months; an unstarted one has not been converted."""
    plan = "project_name | nature | status\n水厂 | new | started\n旧闻 | new | not_started"
    facts = facts_of(
        plan,
        reserve=RESERVE,
        former={"2020-01": {"reserve": BEFORE}, "2020-04": {"reserve": RESERVE}},
    )
    found = Indicators(reserve.measure(facts))

    assert (found["C08"].text, found["C08"].rows) == ("33.3%", ("reserve:水厂",))
    assert _of()["C08"].text == "—"
    old = facts_of(plan, reserve=RESERVE, former={"2019-04": {"reserve": BEFORE}})
    assert Indicators(reserve.measure(old))["C08"].text == "—"


def test_what_came_of_what_was_applied_for() -> None:
    """1500 of 7000; a reserve that says nothing of it has no rate."""
    found = _of("""
        project_name | sought_funds_wan | obtained_funds_wan
        新水厂       |             5000 |               1500
        产业园       |             2000 |
        步道         |                  |               9999
    """)

    assert found["C10"].text == "21.4%"
    assert _of()["C10"].text == "—"


def test_entries_grow_stale() -> None:
    """Ninety days before the month's end is fresh, a day more is not; undated entries are not."""
    found = _of("""
        project_name | updated_on
        新水厂       | 2020-03-02
        产业园       | 2020-03-01
        步道         |
    """)

    assert (found["C11"].text, found["C11"].rows) == ("33.3%", ("reserve:新水厂",))
    assert _of("project_name | total_plan_wan\n新水厂 | 1")["C11"].text == "—"


def test_sizes_part_the_reserve() -> None:
    """A bound belongs to the class above it; who has no total is in none."""
    found = _of("""
        project_name | total_plan_wan
        甲           |          10000
        乙           |        9999.99
        丙           |           5000
        丁           |        4999.99
        戊           |
    """)
    counts = {name: found.of("C12", f"size:{name}").text for name in found.scopes("C12", "size")}

    assert counts == {"1亿元及以上": "1个", "5000万元—1亿元": "2个", "5000万元以下": "1个"}
    assert found.of("C12", "size:1亿元及以上", "亿元").text == "1亿元"


def test_a_key_project_is_no_reserve() -> None:
    """One that is on the year's list already is told."""
    assert _of("project_name | total_plan_wan\n水厂 | 1\n新水厂 | 1")["C14"].rows == (
        "reserve:水厂",
    )
