"""
Thousands of messy counties: the totals are right, or an error names the cell that is in the way.

MESS_VARIANTS says how many to make: `MESS_VARIANTS=2000 pytest -s -m long tests/long/test_mess.py`
takes a quarter of an hour, and prints how each kind of mess fared.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from briefing.domain.findings import Finding, errors, singly
from briefing.domain.months import Month
from briefing.ledgers.ingest import open_year
from briefing.settings.county import load
from briefing.settings.paths import CountyFolder
from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits
from tests.conftest import MAY
from tests.mess import CATALOGUE
from tests.mess.folders import generate_mess
from tests.mess.variants import County, names, some_ids, tally

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

VARIANTS = int(os.environ.get("MESS_VARIANTS", "400"))
# The quick test's seeds are below.
FIRST_SEED = 1_000
COUNTIES = 24


def test_totals_are_right_or_the_planted_cell_is_named(tmp_path: Path) -> None:
    """One kind of mess, two, many, all that can stand together: every project of every ledger."""
    with Guard(FileLimits()) as guard:
        counties = [County(number, tmp_path, guard) for number in range(COUNTIES)]
        outcomes = []
        for seed in range(FIRST_SEED, FIRST_SEED + VARIANTS):
            outcome = counties[seed % COUNTIES].variant(seed, some_ids(seed))
            # What was read and found is not kept: there are thousands.
            outcomes.append(outcome.slim())

    print(tally(outcomes))
    assert [str(outcome) for outcome in outcomes if outcome.faults] == []
    alone = {outcome.ids[0] for outcome in outcomes if len(outcome.ids) == 1}
    assert VARIANTS < 500 or alone == {mess.id for mess in CATALOGUE}


def test_every_folder_is_what_it_promises(tmp_path: Path) -> None:
    """As `briefing check` sees it: right and sound, or refused with the places of truth.json."""
    months = [Month(2020, 4), MAY]
    faults: list[str] = []
    april: Path | None = None
    for folder in generate_mess(tmp_path, projects=14, months=months):
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        county = CountyFolder(folder)
        if april:
            # The same in every folder: it is read and checked once.
            shutil.copytree(april, county.tidy(months[0]))
        month = open_year(county, load(county.config), MAY)[-1]
        wanted = [
            place
            for mess in truth["mess"]
            if mess["expected"] == "named"
            for place in mess["places"]
        ]
        told: list[Finding] = errors(singly(month.findings))
        faults += [
            f"{folder.name}: nobody names {place}"
            for place in wanted
            if not any(names(finding, place) for finding in told)
        ]
        if not wanted:
            counts = {name: len(table.frame) for name, table in month.tables.items()}
            true = {name: entry["rows"] for name, entry in truth["ledgers"].items()}
            faults += [f"{folder.name}: {finding.line}" for finding in told]
            faults += [f"{folder.name}: {counts}, not {true}"] * (counts != true)
        if not april:
            april = shutil.copytree(county.tidy(months[0]), tmp_path / "april")
        shutil.rmtree(folder)

    assert faults == []
