"""Reports made item by item: whose file is asked for, and what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipeline.briefing import dossier, handover, items
from pipeline.errors import UsageError
from pipeline.paths import folder_name
from tests.conftest import facts_of

if TYPE_CHECKING:
    from pipeline.blocks import Block
    from pipeline.briefing.report import Report

PLAN = """
project_key   | project_name | project_code            | nature | status  | responsible_unit
2020-1        | 水厂         | 2020-611026-46-01-000001 | new    | started | 水利局
公路改造      | 公路改造     |                         | new    | started | 交通运输局
"""


def _cells(block: Block) -> list[list[Any]]:
    return [row["cells"] for row in block.content["rows"]]


@pytest.mark.parametrize("asked", ["2020-1", "水厂", "2020-611026-46-01-000001", "1"])
def test_a_project_is_found_by_whatever_people_call_it(asked: str) -> None:
    """Its key, its name, its code, or its number on the list."""
    assert items.resolve(facts_of(PLAN), "project", asked).key == "2020-1"


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    """One Chinese line."""
    with pytest.raises(UsageError, match=r"没有项目“公路改建”，.*公路改造"):
        items.resolve(facts_of(PLAN), "project", "公路改建")
    with pytest.raises(UsageError, match=r"没有责任单位“水利”，.*水利局"):
        items.resolve(facts_of(PLAN), "unit", "水利")


def test_every_item_is_listed_once() -> None:
    """Units once each, projects in the ledger's order."""
    found = items.every(facts_of(PLAN))

    assert [item.name for item in found["unit"]] == ["水利局", "交通运输局"]
    assert [item.key for item in found["project"]] == ["2020-1", "公路改造"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "水厂（一期）", "a/b", ".", "CON ", "长" * 90, "\u202e水厂"]
)
def test_an_items_folder_never_leaves_its_own(name: str) -> None:
    """What no system takes for a folder becomes underscores and a hash: two names never share one."""
    folder = folder_name(name)

    assert set("/\\. ") & set(folder) == set()
    assert len(folder.encode()) < 200
    assert folder != folder_name(f"{name}x")


def test_a_dossier_holds_what_every_ledger_says(may: Report) -> None:
    """Of one project: papers, matters, problems and the curve of its own months."""
    problems = may.facts.frame("problems")
    key = problems.loc[problems["transferred_on"].notna(), "project_key"].iloc[0]
    opened = dossier.open_project(may, key)

    assert opened.key == key
    assert {len(row) for row in _cells(dossier.facts(opened))} == {4}
    assert _cells(dossier.problems(opened))
    months = {row[0] for row in dossier.schedule(opened).content["data"]}
    assert months == {str(number) for number in range(1, 13)}
    assert len(_cells(dossier.stages(opened))) == 2


def test_a_dossier_shows_no_value_of_the_bureaus_book(may: Report) -> None:
    """What a unit reported to the statistics bureau is not told of a single project."""
    statistics = may.facts.frame("statistics")
    row = statistics[statistics["done_this_year_stat_wan"] > 100].iloc[0]
    opened = dossier.open_project(may, row["project_key"])
    told = "".join(
        str(block.content)
        for block in (dossier.cards(opened), dossier.facts(opened), dossier.schedule(opened))
    )

    amount = f"{row['done_this_year_stat_wan']:,.0f}"
    assert amount not in told
    assert amount.replace(",", "") not in told


def test_a_unit_gets_its_own_projects_and_problems(may: Report) -> None:
    """Nothing of another unit but the problems that were handed to this one."""
    opened = handover.open_unit(may, "水利局")
    own = set(
        may.facts.projects.loc[may.facts.projects["responsible_unit"] == "水利局", "project_name"]
    )

    assert {row[1] for row in _cells(handover.projects(opened))} <= own
    assert {row[1] for row in _cells(handover.warnings(opened))} <= own


def test_without_a_name_it_is_the_unit_with_the_most_warnings(may: Report) -> None:
    """So that the notebook runs as it stands, in any county."""
    counts = {
        unit: len(handover.warnings(handover.open_unit(may, unit)).content.get("rows", []))
        for unit in may.facts.projects["responsible_unit"].unique()
    }

    assert counts[handover.open_unit(may).unit] == max(counts.values())
