"""Fifty random figures of the published month, reckoned anew from the cells of the workbooks as received."""

from __future__ import annotations

import random
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from briefing.indicators.citations import Citation
from briefing.indicators.trace.reading import Name, Trace
from tests.recount import Recount

if TYPE_CHECKING:
    from pathlib import Path

RANDOM_FIGURES = 50


@pytest.fixture(scope="module")
def trace(built: Path) -> Trace:
    found = Trace.load(built / "reports/zhashui/2020-05/trace.json")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def recount(built: Path, trace: Trace) -> Recount:
    return Recount(trace, built / "data/zhashui")


def test_fifty_random_figures_are_what_their_cells_say(trace: Trace, recount: Recount) -> None:
    """Each is traced, its cells are opened by file, sheet and address, and it comes out as printed."""
    chosen = random.Random(20200531).sample(recount.figures(), RANDOM_FIGURES)
    agreeing = [name for name in chosen if recount.printed(name) == Decimal(trace.value(name))]

    assert [name for name in chosen if name not in agreeing] == []
    assert len(agreeing) == RANDOM_FIGURES


def test_nearly_every_figure_can_be_reckoned_anew(trace: Trace, recount: Recount) -> None:
    """Few figures rest on more than cells, and are left to tests of their own."""
    having = [name for name in trace.names if trace.value(name)]

    assert len(recount.figures()) > 0.98 * len(having)


def test_every_project_of_the_sheet_is_behind_the_count(trace: Trace, recount: Recount) -> None:
    """The rows that the trace names are all those of the sheet that have a serial."""
    cells = trace.of(Name("A01", "county", "个")).cells
    file, sheet = cells[0].file, cells[0].sheet
    rows = recount.raw.rows("2020-05", file, sheet)
    numbered = {at for at, row in enumerate(rows, 1) if str(row[0] or "").isdecimal()}

    assert {cell.row for cell in cells} == numbered


def test_what_was_sent_and_read_is_what_stands_in_the_cell(trace: Trace, recount: Recount) -> None:
    """Every amount of the trace, of this month and those before, is the raw cell's in 万元."""
    amounts = [cell for cell in trace.cells().values() if cell.unit == "万元" and cell.read]
    differing = []
    for cell in amounts:
        month = Citation.parse(cell.citation).month or trace.month
        text, wan = recount.raw.at(month, cell)
        if (text, Decimal(text) * wan) != (cell.sent, Decimal(cell.read)):
            differing.append(cell.place)

    assert len(amounts) > 900
    assert differing == []


def test_another_number_in_a_cell_would_be_noticed(
    built: Path, trace: Trace, tmp_path: Path
) -> None:
    """The reckoning is awake: with one cell changed, the figure no longer comes out as printed."""
    name = Name("A11", "county", "%")
    cell = trace.of(name).denominator_cells[0]
    folder = tmp_path / "zhashui"
    shutil.copytree(built / "data/zhashui", folder, ignore=shutil.ignore_patterns("tidy"))
    path = folder / "raw/2020-05" / cell.file
    book = openpyxl.load_workbook(path)
    book[cell.sheet][cell.address] = 99_000
    book.save(path)

    assert Recount(trace, folder).printed(name) != Decimal(trace.value(name))
