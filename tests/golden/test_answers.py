"""The round on the sample: slips in its ledgers, feedback out, answered by the offices, read back."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

from briefing import cli
from briefing.ledgers import ingest
from briefing.ledgers.feedback import finding_list
from briefing.sections.report import measure
from briefing.settings import county
from briefing.settings.paths import Project
from briefing.workbooks import guard
from tests.cases import InProcess
from tests.conftest import MAY

RAW = Path("data") / "zhashui" / "raw"
# What clerks may type wrong, by a word of the file's name, the sheet and the cell.
SLIPS = {
    ("月报表", "5月", "K9"): "—",
    ("月报表", "5月", "N10"): 2100,
    ("月报表", "5月", "P11"): "待定中",
    ("月报表", "5月", "Q12"): "上月吧",
    ("月报表", "5月", "I13"): "约1.25",
    # A total, and a band's sum.
    ("月报表", "5月", "M6"): 13400,
    ("月报表", "5月", "I7"): 31.7236,
    ("储备表", "储备项目", "I8"): "数百",
    ("前期手续表", "前期手续", "J8"): "三月办的",
    ("限时办结", "包抓台账", "I8"): "待建",
    ("限时办结", "限时办结台账", "F7"): "月初",
    ("督查问题", "督查问题台账", "D6"): "二月三十日",
    ("增速反馈", "增速反馈", "B8"): "四点几",
}


@pytest.fixture
def project(project: Path) -> Path:
    """The sample, of which only April and May have ledgers."""
    for month in ("2020-01", "2020-02", "2020-03"):
        for path in (project / RAW / month).iterdir():
            path.unlink()
        (project / RAW / month).rmdir()
    return project


def spoil(raw: Path) -> dict[tuple[str, str], object]:
    """Make every slip; return what the cells held before, by sheet and cell."""
    right: dict[tuple[str, str], object] = {}
    for file in {file for file, _, _ in SLIPS}:
        (path,) = raw.glob(f"*{file}*")
        book = openpyxl.load_workbook(path)
        for (other, sheet, cell), wrong in SLIPS.items():
            if other == file:
                right[sheet, cell] = book[sheet][cell].value
                book[sheet][cell] = wrong
        book.save(path)
    return right


def answer(path: Path, right: dict[tuple[str, str], object]) -> set[tuple[str, str]]:
    """Fill in a feedback workbook as its office would: what is wrong is put right, the rest explained."""
    book = openpyxl.load_workbook(path)
    page = book[finding_list.LIST]
    rows = list(page.iter_rows())
    top = next(at for at, row in enumerate(rows) if row[0].value == "序号")
    answered = set()
    for row in rows[top + 1 :]:
        line = dict(zip((cell.value for cell in rows[top]), row, strict=True))
        where = (str(line["文件与工作表"].value).rpartition(" › ")[2], str(line["单元格"].value))
        if where in right:
            line["改为"].value = right[where]
            answered.add(where)
        elif line["级别"].value == "提示":
            line["说明"].value = "已核实，属实"
    book.save(path)
    return answered


def test_what_the_offices_answer_makes_the_month_what_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every slip is asked about at its own cell; answered and read back: no errors, the same figures."""
    monkeypatch.chdir(project)
    for module in (ingest, guard):
        monkeypatch.setattr(module, "Guard", InProcess)
    folder = Project(project).county("zhashui")
    rules = county.load(folder.config)

    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["briefing", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    def figures() -> str:
        report = measure(ingest.open_year(folder, rules, MAY), rules)
        frame = report.indicators.frame(str(MAY), report.words)
        # What is confirmed to be right is no doubt any more, and B18 counts the doubts.
        text: str = frame[frame["indicator"] != "B18"].to_csv()
        return text

    before = figures()
    right = spoil(folder.raw(MAY))
    assert run("check", "2020-05", "--feedback", "out") == 3
    books = sorted((project / "out").iterdir())

    answered = {where for book in books for where in answer(book, right)}
    assert answered == right.keys()
    assert run("answers", "2020-05", *map(str, books), "--yes", "--on", "2020-06-02") == 0

    assert figures() == before
    capfd.readouterr()
    assert run("check", "2020-05") == 0
    told = capfd.readouterr().out
    assert told.count("\n更正 ") == len(SLIPS)
    assert "错误0条" in told
