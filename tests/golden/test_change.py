"""Change a ledger cell: the sentence, the table, the chart and indicators.csv change together."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import openpyxl
import pytest

from briefing.domain.months import Month
from briefing.ledgers.cut.month_reader import read_month
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.cut.sheet_table import SheetTable
from briefing.ledgers.dictionary import ledger
from briefing.page.blocks import MIME
from tests.once import once
from tests.project import run

pytestmark = pytest.mark.long

MONTH = Month(2020, 5)
MORE_WAN = 12_300
RAISED = ("done_this_month_wan", "done_this_year_wan", "done_since_start_wan")


def progress_ledger(raw: Path) -> SheetTable:
    return next(
        table for table in read_month(raw, MONTH).tables if table.ledger is ledger("projects")
    )


def raise_investment(raw: Path) -> None:
    """Add to one project's month, year and total, and to every sum that covers it."""
    table = progress_ledger(raw)
    positions = [index for index, kind in enumerate(table.kinds) if kind is RowKind.PROJECT]
    chosen = next(
        index
        for index in positions
        if float(table.values["annual_task_wan"][index] or 0) > 40_000
        and float(table.values["done_this_year_wan"][index] or 0) > 1_000
    )
    row = table.numbers[chosen]
    rows = [row] + [
        entry.row for entry in table.declared if entry.spans[0][0] <= row <= entry.spans[0][1]
    ]
    workbook = openpyxl.load_workbook(raw / table.file)
    sheet = workbook[table.sheet]
    for key in RAISED:
        for number in rows:
            cell = sheet.cell(number, table.placed[key].index + 1)
            cell.value = (cell.value or 0) + MORE_WAN
    workbook.save(raw / table.file)


@pytest.fixture(scope="module")
def changed(opened: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month as it is published from a changed ledger."""

    def build(folder: Path) -> None:
        shutil.copytree(opened, folder)
        raise_investment(folder / "data" / "zhashui" / "raw" / "2020-05")
        done = run(folder, "build", "2020-05")
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "changed", build) / "reports" / "zhashui" / "2020-05"


def block(month: Path, kind: str, title: str = "") -> dict[str, object]:
    notebook = nbformat.read(month / "briefing.ipynb", as_version=4)
    return next(
        output.data[MIME]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.get("data", {}).get(MIME, {}).get("kind") == kind
        and title in str(output.data[MIME].get("title", ""))
    )


def test_the_figure_changes(changed: Path) -> None:
    """430000万元 and 12300万元 are 44.23亿元, 38.3% of the task."""
    lines = (changed / "indicators.csv").read_text(encoding="utf-8").splitlines()

    assert "2020-05,A10,完成投资,44.23,亿元,调度口径,county" in lines
    assert "2020-05,A11,投资完成率,38.3,%,调度口径,county" in lines


def test_the_sentence_changes(changed: Path) -> None:
    """The sentence says the new sum and its rate."""
    html = (changed / "briefing.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]+>", "", html)

    assert "完成投资44.23亿元，占年度任务115.4亿元的38.3%，低于序时进度3.3个百分点" in words
    assert "完成投资43亿元" not in words


def test_the_table_changes(changed: Path) -> None:
    """The total row of the ranking has the new sum."""
    table = block(changed, "table", "责任单位投资完成情况")
    total = next(row for row in table["rows"] if row["total"])  # type: ignore[union-attr,attr-defined]

    assert "44.23" in {cell["text"] for cell in total["cells"] if isinstance(cell, dict)}


def test_the_chart_changes(changed: Path) -> None:
    """The curve ends at the new sum, and its words say so."""
    chart = block(changed, "chart", "投资进度")
    text = json.dumps(chart, ensure_ascii=False)

    assert "实际 44.23亿元" in text
    assert "44.23" in {cell for row in chart["data"] for cell in row}  # type: ignore[attr-defined]


def test_the_card_changes(changed: Path) -> None:
    """The headline figure is the same object."""
    cards = block(changed, "cards")["cards"]

    assert [card["number"] for card in cards][1] == "44.23"  # type: ignore[attr-defined]
