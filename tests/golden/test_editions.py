"""A published month is corrected: a second edition that says what it changes; the first stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from briefing import editions
from briefing.editions.status import statuses
from briefing.ledgers import store
from briefing.settings.paths import Project
from tests.conftest import MAY
from tests.golden.test_briefing import text_of_html, text_of_pdf
from tests.once import once
from tests.project import run

# The month is published twice, each time with two dossiers and the ledgers' sheet.
pytestmark = pytest.mark.long

MONTH = Path("reports") / "zhashui" / "2020-05"
FIRST = Path("reports") / "zhashui" / "editions" / "2020-05" / "1"
# The file of the project that is corrected and another's; the month, and the sheet that goes back.
BATCHES = [
    ["--report", "dossier", "--item", "6", "--item", "7"],
    ["--report", "briefing", "--report", "ledger_check"],
]
CORRECTION = """
[[correction]]
month = "2020-05"
ledger = "projects"
project = "{project}"
column = "done_this_year_wan"
expect = "{before}"
value = "{now}"
reason = "责任单位核实，少报一万元"
confirmed_by = "投资科"
confirmed_on = 2020-06-08

[[row]]
month = "2020-05"
ledger = "problems"
text = "{problem}"
row = {row}
kind = "removed"
reason = "督查股核实，重复登记"
confirmed_by = "督查股"
confirmed_on = 2020-06-08
"""


def correct(folder: Path) -> None:
    """Correct one cell of one project by one 万元, and rule that a problem is none."""
    tables, _ = store.load(folder / "data" / "zhashui" / "tidy" / "2020-05")
    table = tables["projects"]
    name, before = table.frame.iloc[5]["project_name"], table.sent.iloc[5]["done_this_year_wan"]
    problem = tables["problems"].frame.iloc[-1]
    text = CORRECTION.format(
        project=name,
        before=before,
        now=int(before) + 1,
        problem=problem["project_name"],
        row=problem["source_row"],
    )
    path = folder / "data" / "zhashui" / "corrections" / "5月.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="session")
def revised(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose May was published, corrected, and published again; tests only read it."""

    def publish_twice(folder: Path) -> None:
        shutil.copytree(built, folder)
        for is_corrected in (False, True):
            if is_corrected:
                correct(folder)
            for asked in BATCHES:
                done = run(folder, "batch", "2020-05", *asked)
                assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "revised", publish_twice)


def test_the_former_edition_is_what_it_was(built: Path, revised: Path) -> None:
    """Each of its files, byte for byte."""
    assert files(revised / FIRST) == files(built / MONTH)


def test_the_new_edition_says_what_it_changes(revised: Path) -> None:
    """第2版 in the head, 修订说明 with old, new, reason and cell; on screen and on paper."""
    assert json.loads((revised / MONTH / "manifest.json").read_text("utf-8"))["edition"] == 2
    for text in (
        text_of_html((revised / MONTH / "briefing.html").read_text(encoding="utf-8")),
        text_of_pdf((revised / MONTH / "briefing.pdf").read_bytes()),
    ):
        assert "2020年第5期（总第5期）第2版" in text
        assert "修订说明（第2版替代第1版）" in text
        assert "责任单位核实，少报一万元" in text
        assert "督查股核实，重复登记" in text
        assert "“33060”→“33061”" in text


def test_only_what_says_something_else_is_a_second_edition(revised: Path) -> None:
    """The corrected project's file and the ledgers' sheet say 第2版; another project's is the first."""
    reports = revised / "reports" / "zhashui"
    heads = {}
    for path in [
        *(reports / "2020-05-dossier").glob("*/dossier.html"),
        reports / "2020-05-ledger_check" / "ledger_check.html",
    ]:
        manifest = json.loads((path.parent / "manifest.json").read_text("utf-8"))
        heads[path.parent.name] = (
            manifest["edition"],
            "第2版" in text_of_html(path.read_text("utf-8")),
        )

    assert sorted(heads.values()) == [(1, False), (2, True), (2, True)]
    assert heads["2020-05-ledger_check"] == (2, True)


def test_both_editions_are_as_they_were_written(revised: Path, tmp_path: Path) -> None:
    """And a second build has nothing to do, nor where something was written of a later month."""
    folder = shutil.copytree(revised, tmp_path / "project")
    done = run(folder, "verify")

    assert done.returncode == 0, done.stderr
    assert "没有变化" in run(folder, "build", "2020-05").stdout
    later = folder / "data" / "zhashui" / "corrections" / "2020-06.toml"
    later.write_text("[[correction", encoding="utf-8")
    assert "没有变化" in run(folder, "build", "2020-05").stdout
    (may,) = statuses(Project(folder), "zhashui", [MAY])
    assert not may.has_changed


def test_the_same_edition_is_made_again_from_the_same(revised: Path, tmp_path: Path) -> None:
    """--force, and a change of the program alone: the same bytes are the same edition."""
    folder = tmp_path / "project"
    shutil.copytree(revised, folder)
    before = files(folder / MONTH)
    notebook = folder / "notebooks" / "briefing.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    done = run(folder, "build", "2020-05", "--force")

    assert done.returncode == 0, done.stderr
    after = files(folder / MONTH)
    assert {name for name in before if before[name] != after[name]} == {"manifest.json"}
    assert [found["edition"] for found in editions.manifests(folder / MONTH)] == [1, 2]
