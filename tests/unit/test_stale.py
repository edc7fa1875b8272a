"""Months that used figures which have a newer edition are named, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing import editions
from briefing.domain.months import Month
from briefing.editions import stale
from tests.editions import COUNTY, ledger, publish, small_project, write

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.settings.paths import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """March, April and May are published, with a dossier of each and the summary of May."""
    project = small_project(tmp_path)
    for number in (3, 4, 5):
        publish(project, number)
        publish(project, number, "dossier", "水厂")
    publish(project, 5, "province")
    return project


def found(project: Project) -> list[stale.Stale]:
    return stale.find(project, editions.targets(project.reports))


def names(project: Project, used: Path | None = None) -> list[str]:
    outdated = stale.made_of(project, used) if used else found(project)
    return [each.target.relative_to(project.reports).as_posix() for each in outdated]


def test_nothing_is_stale_at_first(project: Project) -> None:
    """Months that were published one after the other rest on each other's first editions."""
    assert names(project) == []


def test_a_changed_ledger_is_nobodys_staleness_before_it_is_published(project: Project) -> None:
    """Until then what is published agrees with what is published."""
    write(ledger(project, 4), "corrected\n")

    assert names(project) == []


def test_later_months_and_other_reports_are_named(project: Project) -> None:
    """A second edition of April outdates April's dossiers and all of May, and nothing of March."""
    write(ledger(project, 4), "corrected\n")
    april = publish(project, 4)
    outdated = [
        "province/2020-05",
        f"{COUNTY}/2020-04-dossier/水厂",
        f"{COUNTY}/2020-05",
        f"{COUNTY}/2020-05-dossier/水厂",
    ]

    assert names(project) == outdated
    assert names(project, april) == outdated
    assert stale.lines(found(project))[2] == (
        "甲 2020-05：用的是甲 2020-04改正前的数，该月已有第2版，请重新生成。"
    )
    assert names(project, project.published(COUNTY, Month(2020, 5))) == []


def test_what_is_made_again_is_stale_no_more(project: Project) -> None:
    """In order: first May, then what was made of it."""
    write(ledger(project, 4), "corrected\n")
    publish(project, 4)
    publish(project, 4, "dossier", "水厂")
    publish(project, 5)
    publish(project, 5, "dossier", "水厂")
    publish(project, 5, "province")

    assert names(project) == []


def test_a_month_that_is_ahead_is_not_stale(project: Project) -> None:
    """May was made of the corrected ledger already, though April was not."""
    write(ledger(project, 4), "corrected\n")
    publish(project, 5)

    assert names(project, project.published(COUNTY, Month(2020, 4))) == []
    assert f"{COUNTY}/2020-05" not in names(project)


@pytest.mark.parametrize("change", ["added", "removed"])
def test_a_ledger_that_came_or_went_counts_too(project: Project, change: str) -> None:
    """A file of another name, or one that was withdrawn."""
    if change == "added":
        write(ledger(project, 4).with_name("补报.csv"), "more\n")
    else:
        ledger(project, 4).unlink()
        write(ledger(project, 4).with_name("新.csv"), "renamed\n")
    publish(project, 4)

    assert f"{COUNTY}/2020-05" in names(project)


def test_many_items_have_one_line(project: Project) -> None:
    """A line for the month's dossiers, with their number."""
    publish(project, 5, "dossier", "道路")
    write(ledger(project, 4), "corrected\n")
    publish(project, 4)

    assert [line for line in stale.lines(found(project)) if "2020-05-dossier" in line] == [
        "甲 2020-05-dossier：用的是甲 2020-04改正前的数，该月已有第2版，请重新生成。（2份）"
    ]
