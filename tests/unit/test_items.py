"""Reports made item by item: whose file is asked for, and what stands in it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import nbformat.v4
import pandas as pd
import pikepdf
import pytest

from briefing.domain.errors import UsageError
from briefing.export import pdf
from briefing.export.document import document_of
from briefing.indicators.alerts import alerts
from briefing.sections import dossier, item_lists, supervision_list
from briefing.settings.paths import folder_name
from tests import pdftext
from tests.conftest import facts_of

if TYPE_CHECKING:
    from briefing.page.blocks import Block
    from briefing.sections.report import Report

PLAN = """
project_key   | project_name | project_code            | nature | status  | responsible_unit
2020-1        | 水厂         | 2020-611026-46-01-000001 | new    | started | 水利局
公路改造      | 公路改造     |                         | new    | started | 交通运输局
"""


def _cells(block: Block) -> list[list[Any]]:
    return [row["cells"] for row in block.content.get("rows", [])]


@pytest.mark.parametrize("asked", ["2020-1", "水厂", "2020-611026-46-01-000001", "1"])
def test_a_project_is_found_by_whatever_people_call_it(asked: str) -> None:
    """Its key, its name, its code, or its number on the list."""
    assert item_lists.resolve(facts_of(PLAN), "project", asked).key == "2020-1"


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    """One Chinese line."""
    with pytest.raises(UsageError, match=r"没有项目“公路改建”，.*公路改造"):
        item_lists.resolve(facts_of(PLAN), "project", "公路改建")
    with pytest.raises(UsageError, match=r"没有责任单位“水利”，.*水利局"):
        item_lists.resolve(facts_of(PLAN), "unit", "水利")


def test_every_item_is_listed_once() -> None:
    """Units once each, projects in the ledger's order."""
    found = item_lists.every(facts_of(PLAN))

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
    papers = _cells(dossier.stages(opened))
    assert (len(papers), {len(row) for row in papers}) == (5, {6})
    assert papers[0][0] == "项目建议书"


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
    opened = supervision_list.open_unit(may, "水利局")
    own = set(
        may.facts.projects.loc[may.facts.projects["responsible_unit"] == "水利局", "project_name"]
    )

    assert {row[1] for row in _cells(supervision_list.projects(opened))} <= own
    assert {row[1] for row in _cells(supervision_list.alerts(opened))} <= own


def test_without_a_name_it_is_the_unit_with_the_most_warnings(may: Report) -> None:
    """So that the notebook runs as it stands, in any county."""
    counts = {
        unit: len(
            supervision_list.alerts(supervision_list.open_unit(may, unit)).content.get("rows", [])
        )
        for unit in may.facts.projects["responsible_unit"].unique()
    }

    assert counts[supervision_list.open_unit(may).unit] == max(counts.values())


def test_a_project_bears_the_name_of_the_list_whatever_a_ledger_calls_it(may: Report) -> None:
    """The bureau's book spells names in its own way; its code is the same, and so are its warnings."""
    frame = may.facts.frame("statistics")
    known = dict(
        zip(may.facts.projects["project_key"], may.facts.projects["project_name"], strict=True)
    )
    assert (frame["project_name"] != frame["project_key"].map(known)).any()
    found = alerts(may.facts)

    assert {alert.project for alert in found} <= set(known.values())
    for alert in found:
        told = dossier.alerts(dossier.open_project(may, alert.key)).plain
        assert f"{alert.rule} {alert.what}" in told
    for unit in may.facts.projects["responsible_unit"].unique():
        block = supervision_list.inclusion(supervision_list.open_unit(may, unit))
        assert {row[0] for row in _cells(block)} <= set(known.values())


def test_a_warning_of_a_list_says_its_matter_once(may: Report) -> None:
    """The rule's name would say it a second time; a gap below zero bears a minus, no hyphen."""
    opened = supervision_list.open_unit(may, "林业局")

    told = [row[2] for row in _cells(supervision_list.alerts(opened))]
    assert all(row.count("低于序时进度") <= 1 for row in told)
    assert "与序时进度之差−15.9个百分点" in str(supervision_list.cards(opened).content)


def _file_of(opened: dossier.Dossier) -> bytes:
    """Print a project's file as its notebook would."""
    blocks = [
        dossier.masthead(opened), dossier.cards(opened), dossier.alerts(opened),
        dossier.schedule(opened), dossier.facts(opened), dossier.stages(opened),
        dossier.matters(opened), dossier.problems(opened),
    ]  # fmt: skip
    notebook = nbformat.v4.new_notebook(metadata={"briefing": {"main_pages": 1}})
    notebook.cells = [
        nbformat.v4.new_code_cell(
            outputs=[nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())]
        )
        for block in blocks
    ]
    return pdf.render(document_of(notebook))


def _with_many(report: Report, key: str, count: int) -> Report:
    """A report in which one project has *count* matters and problems, all with long words."""
    facts, long = report.facts, "征地协议未签订，施工单位无法进场，资金未到位，" * 6
    row = facts.projects.loc[facts.projects["project_key"] == key].iloc[[0]]
    days = pd.date_range("2020-03-01", periods=count)
    said = {"project_key": key, "project_name": row["project_name"].iloc[0]}
    tasks = facts.frame("tasks").iloc[[0] * count].reset_index(drop=True)
    problems = facts.frame("problems").iloc[[0] * count].reset_index(drop=True)
    frames = facts.frames | {
        "tasks": tasks.assign(**said, matter=long, accepted_on=days),
        "problems": problems.assign(
            **said, problem=long, inspected_on=days, transferred_to="住房和城乡建设局",
            due_on=days, progress=["closed", "open"] * (count // 2),
        ),
    }  # fmt: skip
    projects = facts.projects.assign(annual_goal=long, physical_progress=long)
    return replace(report, facts=replace(facts, frames=frames, projects=projects))


def test_a_dossier_is_one_page_whatever_stands_in_it(may: Report) -> None:
    """Of many matters and problems it shows those that are open and late, and says where the rest is."""
    key = may.facts.projects["project_key"].iloc[67]
    opened = dossier.open_project(_with_many(may, key, 20), key)

    made = _file_of(opened)

    with pikepdf.open(io.BytesIO(made)) as file:
        assert len(file.pages) == 1
    assert "另有15项，见《限时办结台账》。" in pdftext.text(made)
    assert "另有15项，见《督查问题台账》。" in pdftext.text(made)
    assert {row[4] for row in _cells(dossier.problems(opened))} == {"推进中"}


def test_every_project_of_the_month_has_one_page(may: Report) -> None:
    """Those with the most to tell, as the ledgers have them."""
    counts = may.facts.frame("problems").query("problem.notna()")["project_key"].value_counts()
    for key in counts.index[:3]:
        with pikepdf.open(io.BytesIO(_file_of(dossier.open_project(may, key)))) as file:
            assert len(file.pages) == 1
