"""The facts that every measure shares: what is in the plan, what is started, which light shows."""

from __future__ import annotations

import pytest

from briefing.domain.months import Month
from briefing.indicators.facts import (
    GREEN,
    RED,
    YELLOW,
    elapsed_pct,
    gather,
    key_projects,
    points_behind,
    ranked,
)
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy.table import Table
from tests.conftest import ZHASHUI, facts_of, table

MAY = Month(2020, 5)


def _lights(text: str, month: Month = MAY) -> list[str]:
    return list(key_projects(table(text), month, ZHASHUI.lights)["light"])


def test_preliminary_projects_are_outside_the_plan() -> None:
    """前期 projects count in no figure of the key projects."""
    projects = table("""
        project_name | nature
        水厂         | new
        公路         | carried_over
        学校         | preliminary
    """)

    known = key_projects(projects, MAY, ZHASHUI.lights)

    assert list(known["project_name"]) == ["水厂", "公路"]


def test_stopped_is_not_started_and_finished_is() -> None:
    """开复工 is started, resumed or finished; a stopped project is none of them."""
    projects = table("""
        project_name | nature       | status
        水厂         | new          | started
        公路         | carried_over | resumed
        学校         | carried_over | finished
        电站         | carried_over | stopped
        医院         | new          | not_started
    """)

    known = key_projects(projects, MAY, ZHASHUI.lights)

    assert list(known["is_started"]) == [True, True, True, False, False]


def test_an_unreported_project_is_not_at_zero() -> None:
    """A project without a cumulative figure is 未报 and has no rate; one that reports 0 has 0%."""
    projects = table("""
        project_name | nature | annual_task_wan | done_this_year_wan
        水厂         | new    |            1000 |
        公路         | new    |            1000 |                  0
    """)

    known = key_projects(projects, MAY, ZHASHUI.lights)

    assert list(known["is_reported"]) == [False, True]
    assert [points_behind(row, MAY) is None for row in known.itertuples()] == [True, False]


@pytest.mark.parametrize(
    ("done", "light"),
    [(500, GREEN), (317, GREEN), (316.67, GREEN), (316.666666, YELLOW), (117, YELLOW), (116, RED)],
)
def test_a_project_is_yellow_from_10_points_behind(done: float, light: str) -> None:
    """In May 序时 is 41.67%: 10 points behind is 31.67% of the task, 30 points is 11.67%."""
    found = _lights(f"""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |            1000 | {done}
    """)

    assert found == [light]


@pytest.mark.parametrize("month", range(4, 13))
@pytest.mark.parametrize(("points", "light"), [(10, YELLOW), (30, YELLOW)])
def test_the_very_border_is_yellow(month: int, points: int, light: str) -> None:
    """Exactly 10 points behind is yellow and exactly 30 is not yet red, in every month."""
    done = 1200 * month / 12 - 12 * points

    found = _lights(
        f"""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |            1200 | {done}
        """,
        Month(2020, month),
    )

    assert found == [light]


def test_small_tasks_show_no_progress_light() -> None:
    """A task below 100万元 shows no light for its progress; one of just 100 does."""
    found = _lights("""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |           99.99 |                  0
        公路         | new    | started |             100 |                  0
    """)

    assert found == [GREEN, RED]


def test_an_unreported_project_shows_no_progress_light() -> None:
    """What was not reported cannot be behind."""
    found = _lights("""
        project_name | nature | status  | annual_task_wan | done_this_year_wan
        水厂         | new    | started |            1000 |
    """)

    assert found == [GREEN]


@pytest.mark.parametrize(
    ("planned", "light"),
    [("2020-05", GREEN), ("2020-04", YELLOW), ("2020-03", YELLOW), ("2020-02", RED), ("", GREEN)],
)
def test_a_late_start_is_yellow_then_red(planned: str, light: str) -> None:
    """One month past the planned month is yellow, three are red; without a plan nothing is late."""
    found = _lights(f"""
        project_name | nature | status      | planned_start
        水厂         | new    | not_started | {planned}
    """)

    assert found == [light]


def test_a_started_project_is_not_late() -> None:
    """Whoever has started shows no light for the start, however late it was planned."""
    found = _lights("""
        project_name | nature | status  | planned_start | annual_task_wan | done_this_year_wan
        水厂         | new    | started | 2020-01       |            1000 |                500
    """)

    assert found == [GREEN]


def test_equal_values_share_a_rank() -> None:
    """Ranks are 1, 1, 3; of equals the one that has done more stands first."""
    groups = table("""
        project_name | total_plan_wan | done_this_year_wan
        水利局       |             50 |                100
        交通局       |             50 |                300
        住建局       |             20 |                500
        林业局       |                |                900
    """)

    found = ranked(groups, "total_plan_wan", "done_this_year_wan")

    assert list(found["project_name"]) == ["交通局", "水利局", "住建局", "林业局"]
    assert found["rank"].tolist()[:3] == [1, 1, 3]
    assert found["rank"].isna().tolist() == [False, False, False, True]


def test_time_goes_by_in_twelfths() -> None:
    """序时进度 is m/12, not the share of days."""
    assert f"{elapsed_pct(MAY):.4f}" == "41.6667"
    assert elapsed_pct(Month(2020, 12)) == 100


def test_a_ledger_that_was_not_sent_has_no_rows() -> None:
    """Without a ledger there are no rows, but its columns are there to be asked for."""
    facts = facts_of("project_name | nature\n水厂 | new")

    meetings = facts.frame("meetings")

    assert meetings.empty
    assert {"held_on", "kind", "row"} <= set(meetings.columns)


def test_every_row_is_cited() -> None:
    """Gathering gives each row the citation that figures carry, for this month and those before."""
    frame = table("project_name | nature\n水厂 | new").drop(columns="row")
    ledger_table = Table(ledger("projects"), frame, frame, frame)

    facts = gather(
        {"projects": ledger_table}, {MAY.previous: {"projects": ledger_table}}, MAY, ZHASHUI
    )

    assert list(facts.projects["row"]) == ["projects:水厂"]
    assert list(facts.earlier[MAY.previous]["row"]) == ["projects:水厂"]
