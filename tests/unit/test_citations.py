"""Every figure says which rows and columns its numerator and its denominator are made of."""

from __future__ import annotations

import pytest

from briefing import indicators
from briefing.indicators import forecast
from briefing.indicators.catalogue import catalogue
from briefing.indicators.citations import Citation, Origin, Origins
from briefing.indicators.indicator import Indicators
from briefing.indicators.sources import source_of
from briefing.ledgers.dictionary import ledger
from tests.conftest import facts_of

PROJECTS = """
    project_name | nature | status      | responsible_unit | annual_task_wan | done_this_year_wan | done_this_month_wan
    水厂         | new    | started     | 水利局           |             100 |                 40 |                  10
    公路         | new    | not_started | 交通运输局       |             200 |                  0 |
    规划         | other  | started     | 水利局           |                 |                    |
"""
APRIL = """
    project_name | nature | status      | responsible_unit | annual_task_wan | done_this_year_wan | done_this_month_wan
    水厂         | new    | started     | 水利局           |             100 |                 30 |                  30
    公路         | new    | not_started | 交通运输局       |             200 |                  0 |                   0
"""


def origin(id_: str, scope: str = "county", unit: str | None = None, **ledgers: str) -> Origin:
    facts = facts_of(PROJECTS, earlier={"2020-04": APRIL}, **ledgers)
    found = Indicators([*indicators.measure(facts), *forecast.measure(facts)])
    return Origins(facts).of(found.of(id_, scope, unit))


def cited(parts: object) -> list[str]:
    month = facts_of(PROJECTS).month
    assert isinstance(parts, tuple)
    return [text for part in parts for text in part.citations(month)]


@pytest.mark.parametrize(
    "text",
    [
        "projects:水厂",
        "projects.status:水厂",
        "2020-04/projects.annual_task_wan:2020-611026-48-01-000001",
        "problems.due_on:水厂|3",
        "reserve.total_plan_wan:a:b/c.d",
    ],
)
def test_a_citation_is_read_as_it_is_written(text: str) -> None:
    """Month, ledger, column and key survive, whatever the key holds."""
    assert str(Citation.parse(text)) == text


def test_every_indicator_has_its_line() -> None:
    """No figure of the codebook is without a word on where it comes from, and all columns exist."""
    for figure in catalogue():
        line = source_of(figure, "county")

        assert line.counted_in
        for term in (*line.numerator, *line.denominator):
            if "{" in term or term.startswith("="):
                continue
            book, _, columns = term.rpartition("/")[2].partition(".")
            name = book.rstrip("~@*").partition("!")[0].rstrip("@*")
            assert all(
                ledger(name).has(column.rpartition(".")[2]) for column in columns.split(",")
            )


def test_a_rate_is_made_of_the_cells_of_both_its_parts() -> None:
    """Completion: what is done over the task, of every project of the plan; 前期 is outside."""
    found = origin("A11")

    assert cited(found.numerator) == [
        "projects.done_this_year_wan:水厂",
        "projects.done_this_year_wan:公路",
    ]
    assert cited(found.denominator) == [
        "projects.annual_task_wan:水厂",
        "projects.annual_task_wan:公路",
    ]
    assert found.counted_in == "万元"


def test_a_figure_of_a_unit_names_the_unit_too() -> None:
    """Why a row counts for a unit is told by a cell as well."""
    assert cited(origin("A09", "unit:水利局").numerator) == [
        "projects.responsible_unit:水厂",
        "projects.annual_task_wan:水厂",
    ]


def test_a_figure_of_nothing_names_all_that_was_looked_at() -> None:
    """That a unit has no unstarted project is told by all its projects."""
    assert cited(origin("A04", "unit:水利局").numerator) == [
        "projects.responsible_unit:水厂",
        "projects.nature:水厂",
        "projects.status:水厂",
    ]


def test_what_the_month_does_not_say_is_told_by_two_cumulative_cells() -> None:
    """A project without its month's amount is traced to this month's and last month's cumulative."""
    assert cited(origin("A12").numerator) == [
        "projects.done_this_month_wan:水厂",
        "projects.done_this_month_wan:公路",
        "projects.done_this_year_wan:公路",
        "2020-04/projects.done_this_year_wan:公路",
    ]


def test_a_project_is_found_in_another_ledger() -> None:
    """What the bureau's row means for the task is told by the departments' row of the project."""
    found = origin(
        "B09",
        unit="亿元",
        statistics="""
            project_name | is_started_stat | inclusion_status | total_plan_stat_wan
            水厂         | 是              | preparing        | 5000
        """,
    )

    assert "projects.annual_task_wan:水厂" in cited(found.numerator)
    assert "statistics.inclusion_status:水厂" in cited(found.numerator)


def test_a_score_is_made_of_other_figures() -> None:
    """What a unit scores follows from its own rates, and from the county's time."""
    found = origin("E09", "unit:水利局")

    assert found.numerator == ()
    assert [(each.id, each.scope) for each in found.figures[:3]] == [
        ("A03", "unit:水利局"),
        ("A11", "unit:水利局"),
        ("A14", "county"),
    ]
