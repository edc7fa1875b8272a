"""One month from its ledgers to its edition, with the notebook's run stood in for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from pipeline import archive, build
from pipeline.blocks import paragraph
from pipeline.errors import LedgersRefused, NotebookFailed, UsageError
from pipeline.months import Month
from pipeline.paths import Project
from tests.project import copy_project

if TYPE_CHECKING:
    from pathlib import Path

MAY = Month(2020, 5)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of the project whose notebooks print one sentence."""
    monkeypatch.setattr(build, "execute", lambda *_: _executed())
    return Project(copy_project(tmp_path / "project"))


def _executed() -> Any:
    output = nbformat.v4.new_output("display_data", data=paragraph(["正文"])._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("x", outputs=[output], id="one")
    return nbformat.v4.new_notebook(cells=[cell])


def test_a_month_is_built_once(project: Project) -> None:
    """A second build finds nothing to do; --force builds the same edition again."""
    first = build.build(project, "zhashui", MAY)
    second = build.build(project, "zhashui", MAY)
    forced = build.build(project, "zhashui", MAY, force=True)
    found = archive.manifest(first.target)

    assert [first.is_new, second.is_new, forced.is_new] == [True, False, True]
    assert found is not None
    assert found["edition"] == 1
    assert {"briefing.html", "briefing.pdf", "briefing.ipynb", "indicators.csv"} <= {
        path.name for path in first.target.iterdir()
    }
    assert archive.altered(project.root, found["inputs"]) == []

    rules = project.county("zhashui").config
    rules.write_text(rules.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8")
    assert build.build(project, "zhashui", MAY).is_new


def test_what_goes_wrong_keeps_the_former_edition(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook that fails leaves the last edition as it was."""
    target = build.build(project, "zhashui", MAY).target
    before = (target / "manifest.json").read_bytes()

    def fail(*_: object) -> None:
        message = "briefing.ipynb：第3个单元格出错"
        raise NotebookFailed(message)

    monkeypatch.setattr(build, "execute", fail)
    with pytest.raises(NotebookFailed):
        build.build(project, "zhashui", MAY, force=True)

    assert (target / "manifest.json").read_bytes() == before


def test_a_month_without_ledgers_is_refused(project: Project) -> None:
    """Nothing is published of a month that nobody sent."""
    with pytest.raises(LedgersRefused):
        build.build(project, "zhashui", Month(2020, 9))

    assert not project.published("zhashui", Month(2020, 9)).exists()


@pytest.mark.parametrize(
    ("county", "report"), [("nowhere", "briefing"), ("zhashui", "absent"), ("../x", "briefing")]
)
def test_an_unknown_county_or_report_is_refused(
    project: Project, county: str, report: str
) -> None:
    """A name that stands for nothing, or for a place outside, is a fault of the request."""
    with pytest.raises(UsageError):
        build.build(project, county, MAY, report=report)
