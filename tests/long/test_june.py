"""
A clerk's June, whole: thirteen slips, the feedback to the offices, their answers, the briefing.

`pytest -m long -s tests/long/test_june.py` prints what a check says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from briefing.domain.months import Month
from briefing.starter.sample import generate
from tests.golden.test_answers import answer
from tests.project import copy_project, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

JUNE = "2020-06"
MONTHS = [Month(2020, number) for number in range(1, 7)]
# By a word of the file's name, the sheet and the cell: what a clerk types for what is right.
SLIPS: dict[tuple[str, str, str], Any] = {
    ("月报表", "6月", "K10"): lambda wan: wan * 10,
    ("月报表", "6月", "N12"): lambda wan: int(str(wan)[1] + str(wan)[0] + str(wan)[2:]),
    ("月报表", "6月", "I14"): lambda yi: yi * 10_000,
    ("月报表", "6月", "M13"): lambda _: None,
    ("月报表", "6月", "P11"): lambda _: "未开工",
    ("月报表", "6月", "S15"): lambda _: "2035年12月",
    ("月报表", "6月", "F16"): lambda _: "交逋局",
    ("增速反馈", "增速反馈", "B8"): lambda percent: percent * 10,
    ("督查问题", "督查问题台账", "L12"): lambda _: "2019年2月12日",
    ("限时办结", "限时办结台账", "I6"): lambda _: "2019-01-03",
    ("包抓", "包抓台账", "H9"): lambda _: "待建",
    ("前期手续", "前期手续", "C8"): lambda code: code[:-1] + str((int(code[-1]) + 1) % 10),
}
# The title of a band is no cell of a row: it is put right in the workbook itself.
BAND = ("月报表", "6月", "A6")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample with its June, as the same program invents it."""
    folder = copy_project(tmp_path)
    generate(folder / "data", months=MONTHS, force=True)
    return folder


def write(raw: Path, where: tuple[str, str, str], slip: Any) -> object:
    """Change a cell of a workbook; return what it held before."""
    word, sheet, cell = where
    (path,) = raw.glob(f"*{word}*.xlsx")
    book = openpyxl.load_workbook(path)
    spot = book[sheet][cell]
    before, spot.value = spot.value, slip(spot.value)
    assert spot.value != before
    book.save(path)
    return before


def figures(project: Path) -> pd.DataFrame:
    """What the briefing prints, but for the number of doubts that are left."""
    printed = pd.read_csv(project / "reports" / "zhashui" / JUNE / "indicators.csv", dtype=str)
    return printed[printed["indicator"] != "B18"].reset_index(drop=True)


def test_thirteen_slips_are_answered_and_the_month_is_what_it_was(project: Path) -> None:
    """Every slip is asked about at its own cell; answered: no errors, the figures of the clean June."""
    assert run(project, "build", JUNE, "--quiet").returncode == 0
    clean = figures(project)
    raw = project / "data" / "zhashui" / "raw" / JUNE
    right = {where[1:]: write(raw, where, slip) for where, slip in SLIPS.items()}
    title = write(raw, BAND, lambda text: text.replace("续建", "新建"))

    check = run(project, "check", JUNE, "--feedback", "out")
    print(check.stdout, check.stderr)
    assert check.returncode == 3
    books = sorted((project / "out").iterdir())
    answered = {where for book in books for where in answer(book, right)}
    assert answered == right.keys()
    write(raw, BAND, lambda _: title)
    done = run(project, "answers", JUNE, *map(str, books), "--yes", "--on", "2020-07-02")
    assert done.returncode == 0, done.stderr
    built = run(project, "build", JUNE, "--quiet")

    assert built.returncode == 0, built.stdout + built.stderr
    pd.testing.assert_frame_equal(figures(project), clean)
