"""Mess on demand: each kind is planted, says where, and gives the same bytes again."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from briefing.starter.sample.geography import zhashui
from briefing.starter.sample.invented_county import InventedCounty, invent
from tests.conftest import MAY
from tests.mess import CATALOGUE, messed
from tests.mess.folders import generate_mess

if TYPE_CHECKING:
    from pathlib import Path

KINDS = [mess.id for mess in CATALOGUE]


@pytest.fixture(scope="module")
def world() -> InventedCounty:
    """A county of 15 projects."""
    return invent(zhashui(), projects=15, months=[MAY], seed=3, factor=1.0)


@pytest.fixture(scope="module")
def clean(world: InventedCounty) -> list[tuple[str, bytes]]:
    """Its files without any mess."""
    made = messed(world, MAY, [], 0)
    return [(file.name, made.content(file)) for file in made.files]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_finds_room_and_says_where(
    world: InventedCounty, clean: list[tuple[str, bytes]], kind: str
) -> None:
    """In one of a few tries; and what it changed are bytes of the files that it names."""
    tries = (messed(world, MAY, [kind], attempt) for attempt in range(40))
    made = next(each for each in tries if each.planted)
    named = {str(place["file"]) for planted in made.planted for place in planted.places}
    changed = {
        file.name
        for file, before in zip(made.files, clean, strict=True)
        if (file.name, made.content(file)) != before
    }

    assert named == changed


def test_all_kinds_stand_together_as_far_as_they_can(world: InventedCounty) -> None:
    """Two kinds may ask for the same place, and a file has one form only."""
    made = messed(world, MAY, KINDS, 1)

    assert len(made.planted) > len(KINDS) / 2
    assert {planted.mess.id for planted in made.planted} | set(made.left_out) == set(KINDS)


def test_the_same_seed_gives_the_same_bytes(world: InventedCounty) -> None:
    """Nothing is asked of the clock, or of the order of a set."""
    first, second = (messed(world, MAY, KINDS, 5) for _ in range(2))

    assert [first.content(file) for file in first.files] == [
        second.content(file) for file in second.files
    ]
    assert first.planted == second.planted


def test_the_truth_is_the_sum_of_the_plan(world: InventedCounty) -> None:
    """In 万元, exactly, whatever the unit of the ledger."""
    projects = world.years[2020].projects
    truth = messed(world, MAY, ["unit-line"], 2).truth["projects"]

    assert truth["rows"] == len(projects)
    sums = truth["sums_wan"]
    assert isinstance(sums, dict)
    assert Decimal(sums["total_plan_wan"]) == sum(project.total_wan for project in projects)
    assert Decimal(sums["done_this_year_wan"]) == sum(project.done_to(5) for project in projects)


def test_each_kind_gets_a_county_of_its_own(tmp_path: Path) -> None:
    """With its rules, a clean April, a messy May, and the truth beside them."""
    made = generate_mess(tmp_path, projects=10, months=[Month(2020, 4), MAY], seed=3)
    folder = next(made)

    assert folder.name == "mess-unit-line"
    assert sorted(path.name for path in folder.iterdir()) == ["county.toml", "raw", "truth.json"]
    assert len(list((folder / "raw" / "2020-04").iterdir())) == 7
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    (mess,) = truth["mess"]
    assert (mess["id"], mess["expected"]) == ("unit-line", "read")
    assert (folder / "raw" / "2020-05" / mess["places"][0]["file"]).is_file()
    assert truth["ledgers"]["projects"]["rows"] == 10
