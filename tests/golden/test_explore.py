"""The analysts' notebook runs from top to end, by either engine, and is never taken for a report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.engine import engines
from briefing.jobs.job import Job
from briefing.page.blocks import MIME
from briefing.settings.paths import Project
from tests.project import run


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Path:
    """A project whose months are read already; what is saved in it is nobody else's."""
    shutil.copytree(built, tmp_path / "desk")
    return tmp_path / "desk"


@pytest.mark.long
@pytest.mark.parametrize(
    ("engine", "month"),
    [
        ("fork", ""),
        # Nothing before it, little done, nothing reckoned.
        ("fork", "2020-01"),
        ("kernel", "2020-05"),
    ],
)
def test_every_cell_runs(desk: Path, engine: str, month: str) -> None:
    """All cells run, each shows what a page could print, and two files are saved beside them."""
    notebook = engines.execute(
        desk / "notebooks/explore.ipynb", {"asked": month}, desk, engine=engine
    )
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    blocks = [output.data[MIME] for output in outputs if MIME in output.get("data", {})]

    assert {output.output_type for output in outputs} == {"execute_result"}
    assert {block["kind"] for block in blocks} == {"note", "table", "chart", "paragraph"}
    saved = sorted(path.name for path in (desk / "notebooks/saved").iterdir())
    assert saved == ["board.png", "lagging.xlsx"]


def test_it_is_no_report(desk: Path) -> None:
    """Whoever asks to build it is told what it is for."""
    job = Job(Project(desk), "zhashui", Month(2020, 5), report="explore")
    with pytest.raises(UsageError, match="供分析用，不是报告，请用 briefing explore 打开"):
        _ = job.about

    done = run(desk, "build", "2020-05", "--report", "explore")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2020-09",), "zhashui 没有2020-09的台账，有台账的月份：2020-01、2020-02、"),
        (("五月",), "月份“五月”没有写年份，应写作 YYYY-MM，是不是 2020-05？"),
        (("2020-05", "--county", "洛川"), "洛川"),
    ],
)
def test_a_month_that_nobody_sent_is_refused_in_a_line(
    built: Path, words: tuple[str, ...], told: str
) -> None:
    """One Chinese line says what there is, and no JupyterLab opens."""
    done = run(built, "explore", *words)

    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
