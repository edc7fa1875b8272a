"""Workbooks for the departments, as a clerk asks for them on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.project import run

RAW = Path("data") / "zhashui" / "raw" / "2020-05"
ASKED = ("check", "2020-05", "--feedback")
# A month in which nothing is found, and which has none before it to be read.
SOUND = ("check", "2020-01", "--feedback")


def spoil(project: Path) -> None:
    """Let one project's plan be a dash."""
    path = next((project / RAW).glob("*月报表*"))
    workbook = openpyxl.load_workbook(path)
    page = workbook["5月"]
    row = next(cells for cells in page.iter_rows(min_row=7) if cells[5].value == "水利局")
    row[10].value = "—"
    workbook.save(path)


def test_each_office_gets_its_workbook(project: Path) -> None:
    """One line for each with its counts; errors still end with exit code 3."""
    spoil(project)

    done = run(project, *ASKED, "out/反馈")
    lines = [line for line in done.stdout.splitlines() if line.startswith("反馈表")]

    assert done.returncode == 3
    assert "反馈表 out/反馈/柞水县2020年5月台账核查反馈（水利局）.xlsx：错误1条，提示0条" in lines
    assert len(lines) == len(list((project / "out" / "反馈").iterdir())) >= 2
    for path in (project / "out" / "反馈").iterdir():
        assert openpyxl.load_workbook(path).sheetnames[0] == "核查说明"


def test_json_tells_the_files_and_stays_json(project: Path) -> None:
    """Every finding is in one of them; the same run again writes the same bytes."""
    spoil(project)

    done = run(project, *ASKED, "out", "--format", "json")
    told = json.loads(done.stdout)
    files = {project / each["file"]: each for each in told["feedback"]["written"]}
    before = {path: path.read_bytes() for path in files}

    assert done.returncode == 3
    assert sum(each["errors"] + each["warnings"] for each in files.values()) == len(
        told["findings"]
    )
    assert run(project, *ASKED, "out", "--format", "json").stdout == done.stdout
    assert {path: path.read_bytes() for path in (project / "out").iterdir()} == before


def test_without_the_option_json_has_no_feedback(project: Path) -> None:
    """And nothing is written."""
    done = run(project, "check", "2020-01", "--format", "json")

    assert (done.returncode, "feedback" in json.loads(done.stdout)) == (0, False)


def test_a_workbook_of_a_former_run_is_named_and_left(project: Path) -> None:
    """Someone may have written in it."""
    former = project / "out" / "柞水县2020年1月台账核查反馈（林业局）.xlsx"
    former.parent.mkdir()
    former.write_bytes(b"mine")

    done = run(project, *SOUND, "out")

    assert f"反馈表 {former.relative_to(project)}：是以前写的" in done.stdout
    assert former.read_bytes() == b"mine"


def test_a_month_without_findings_says_so(project: Path) -> None:
    """Nobody is left to wonder why the folder is empty."""
    done = run(project, *SOUND, "out")

    assert (done.returncode, "没有发现问题" in done.stdout) == (0, True)
    assert list((project / "out").iterdir()) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_folder_that_cannot_be_written_gets_one_line(project: Path, form: str) -> None:
    """Exit code 5, no traceback."""
    (project / "taken").write_bytes(b"")

    done = run(project, *SOUND, "taken/here", "--format", form)

    assert done.returncode == 5
    assert "taken/here：未能写入" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "place",
    [
        "data/zhashui/raw/2020-05",
        "data/zhashui/raw/../raw/x",
        "data/zhashui/tidy",
        "reports/zhashui/2020-05",
    ],
)
def test_feedback_is_never_put_among_the_ledgers(project: Path, place: str) -> None:
    """It would be read as ledgers there, or replaced by the next run elsewhere."""
    done = run(project, *ASKED, place)

    assert (done.returncode, "请换一个文件夹" in done.stderr) == (2, True)
    assert not list(project.rglob("*核查反馈*"))
