"""Measure four: sponsorship, matters closed in time, and the stages of life."""

from __future__ import annotations

import pandas as pd
import pytest

from briefing.indicators import service
from briefing.indicators.indicator import Indicators
from tests.conftest import facts_of

PLAN = """
    project_name | nature | status      | started_on
    水厂         | new    | started     | 2020-05-06
    公路         | new    | started     | 2020-04-30
    学校         | new    | finished    | 2020-05-10
    电站         | new    | not_started |
"""


def _of(month: str = "2020-05", **ledgers: str) -> Indicators:
    return Indicators(service.measure(facts_of(PLAN, month, **ledgers)))


def test_sponsorship_counts_the_five_artefacts() -> None:
    """五项 are the row itself and four artefacts; a blank is no, and a project that is not listed has none."""
    found = _of(
        sponsorship="""
        project_name | has_leader | has_team | has_task_list | has_schedule | has_chat_group | has_follow_through
        水厂         | 是         | 是       | 是            | 是           | 是             | 是
        公路         | 是         | 是       | 是            | 是           | 是             | 否
        学校         |            | 是       |               | 否           | 是             | 是
        """
    )

    assert found["D01"].text == "50.0%"
    assert (found["D02"].numerator, found["D02"].denominator) == (13, 20)
    assert found.of("D02", unit="个").rows == ("projects:水厂",)


def _tasks(rows: str, month: str = "2020-05") -> Indicators:
    head = "serial | project_name | handling_unit | accepted_on | promised_days | actual_days | closed_on\n"
    return _of(month, tasks=head + rows)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        # Five working days from Wednesday 6 May reach Wednesday 13 May: 9 May was worked.
        ("2020-05-06 | 6 | | 2020-05-13", "100.0%"),
        ("2020-05-06 | 5 | | 2020-05-13", "0%"),
        ("2020-05-06 | 5 | 5 | 2020-05-29", "100.0%"),
        ("2020-05-06 | 4 | 5 | 2020-05-07", "0%"),
    ],
)
def test_matters_are_timed_in_working_days(row: str, text: str) -> None:
    """What the ledger gives counts; else the working days between acceptance and closing."""
    assert _tasks(f"1 | 水厂 | 水利局 | {row}")["D03"].text == text


def test_an_open_matter_counts_once_it_is_late() -> None:
    """Closed in time over closed and overdue: an open matter within its time is in neither."""
    found = _tasks(
        """
        1 | 水厂 | 水利局 | 2020-05-06 | 10 | 3 | 2020-05-09
        2 | 水厂 | 水利局 | 2020-05-28 | 10 |   |
        3 | 公路 | 林业局 | 2020-04-01 | 10 |   |
    """.strip()
    )

    assert found["D03"].text == "50.0%"
    assert found.of("D03", "unit:水利局").text == "100.0%"
    assert found.of("D03", "unit:林业局").text == "0%"


def test_the_very_day_is_in_time() -> None:
    """An open matter is late the day after its time, not on the day."""
    # 25—29 May are five working days after Sunday the 24th.
    assert _tasks("1 | 水厂 | 水利局 | 2020-05-24 | 5 | |")["D03"].text == "—"
    assert _tasks("1 | 水厂 | 水利局 | 2020-05-24 | 4 | |")["D03"].text == "0%"


def test_without_matters_due_there_is_no_rate() -> None:
    """Nothing due is no rate, and not 100%."""
    assert _of()["D03"].text == "—"


def test_stages_partition_the_plan() -> None:
    """前期, 开工 this month, 建设, 竣工: each project has one; finished goes before started."""
    found = _of()

    stages = {name: found.of("D06", f"stage:{name}").rows for name in found.scopes("D06", "stage")}
    assert stages == {
        "前期": ("projects:电站",),
        "开工": ("projects:水厂",),
        "建设": ("projects:公路",),
        "竣工": ("projects:学校",),
    }


def test_what_matters_take_and_what_was_promised_for_them() -> None:
    """Four and seven days are 5.5 on the mean, against promised 5 and 10; an open one is in neither."""
    head = "serial | project_name | handling_unit | accepted_on | promised_days | actual_days | closed_on | transfers\n"
    found = _of(
        tasks=head + "1 | 水厂 | 水利局 | 2020-05-06 | 5 | 4 | 2020-05-12 | 1\n"
        "2 | 公路 | 交通局 | 2020-05-06 | 10 | 7 | 2020-05-18 | 2\n"
        "3 | 学校 | 教育局 | 2020-05-06 | 10 | | | 3"
    )

    assert [found["D04"].text, found.of("D04", "by:承诺").text] == ["5.5天", "7.5天"]
    assert found["D05"].rows == ("tasks:2", "tasks:3") or len(found["D05"].rows) == 2
    assert found["D08"].text == "66.7%"


def test_without_matters_there_is_no_mean() -> None:
    """Nothing closed, nothing told."""
    found = _of()

    assert [found["D04"].text, found["D08"].text] == ["—", "—"]


def test_projects_move_from_stage_to_stage() -> None:
    """Since last month; one that is new on the list has moved from nowhere."""
    april = """
    project_name | nature | status      | started_on
    水厂         | new    | not_started |
    公路         | new    | started     | 2020-04-30
    电站         | new    | not_started |
    """
    found = Indicators(service.measure(facts_of(PLAN, earlier={"2020-04": april})))

    assert found.of("D06", "change:前期→开工").rows == ("projects:水厂",)
    assert found.of("D06", "change:开工→建设").rows == ("projects:公路",)
    assert sorted(found.scopes("D06", "change")) == ["前期→开工", "开工→建设"]


@pytest.mark.parametrize(("on", "count"), [("2020-04-01", "0个"), ("2020-03-31", "1个")])
def test_who_stands_between_two_papers(on: str, count: str) -> None:
    """Sixty days after the last paper are none too many; started projects are not asked."""
    permits = (
        "project_name | feasibility | feasibility_on | land_use | construction\n"
        f"电站 | done | {on} | underway | not_begun\n水厂 | done | 2019-01-01 | underway |"
    )
    facts = facts_of(
        PLAN,
        permits=permits.replace(" | feasibility_on", "")
        .replace(f" | {on}", "")
        .replace(" | 2019-01-01", ""),
    )
    frame = facts.frames["permits"]
    facts.frames["permits"] = frame.assign(
        **{f"{name}_on": pd.NaT for name in ("proposal", "filing", "design", "land_review", "land_use",
           "planning_land", "planning_works", "environment", "construction")},
        feasibility_on=pd.to_datetime([on, "2019-01-01"]),
    )  # fmt: skip
    found = Indicators(service.measure(facts))

    assert found["D07"].text == count
    if count == "1个":
        assert list(service.staying(facts)["waits_for"]) == ["用地批复"]
    assert _of()["D07"].text in {"—", "0个"}


def test_who_was_held_to_account() -> None:
    """A ledger without the column tells nothing; with it, yes is counted."""
    head = "serial | project_name | problem | is_held_to_account\n"
    assert _of(problems=head + "1 | 水厂 | 滞后 | 是\n2 | 公路 | 滞后 | 否")["D09"].text == "1件"
    assert _of(problems=head + "1 | 水厂 | 滞后 |")["D09"].text == "—"
