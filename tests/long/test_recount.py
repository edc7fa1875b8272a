"""Every figure of January to May that cells alone can tell, reckoned anew from the workbooks as received."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from briefing.indicators.trace.reading import Trace
from briefing.ledgers.ingest import open_year
from briefing.sections.report import measure
from briefing.settings import county, paths
from tests.project import copy_project
from tests.recount import Recount

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("recount") / "project") / "data" / "zhashui"


@pytest.mark.parametrize("number", range(1, 6))
def test_every_figure_is_what_its_cells_say(folder: Path, number: int) -> None:
    """Some 900 a month: traced, opened by address, added up by other code, rounded, the same."""
    rules = county.load(folder / "county.toml")
    report = measure(open_year(paths.CountyFolder(folder), rules, Month(2020, number)), rules)
    trace = Trace(json.loads(json.dumps(report.trace)))
    recount = Recount(trace, folder)
    figures = recount.figures()

    assert len(figures) > 800
    assert [name for name in figures if recount.printed(name) != Decimal(trace.value(name))] == []
