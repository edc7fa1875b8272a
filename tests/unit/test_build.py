"""One month from its ledgers to its edition, with the notebook's run stood in for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from briefing import editions
from briefing.domain.errors import LedgersRefused, NotebookFailed, PublishFailed, UsageError
from briefing.domain.months import Month
from briefing.editions import items
from briefing.editions.provenance import key_of, month_files
from briefing.engine.engines import Standard
from briefing.jobs.build import Built, build
from briefing.jobs.edition_builder import EditionBuilder
from briefing.jobs.job import Job
from briefing.ledgers import ingest
from briefing.page.blocks import paragraph
from briefing.settings.paths import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.settings.county import County
    from briefing.settings.paths import CountyFolder

MAY = Month(2020, 5)


@pytest.fixture
def project(opened: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of the project whose notebooks print one sentence."""
    monkeypatch.setattr(Standard, "execute", lambda *_: _executed())
    return Project(shutil.copytree(opened, tmp_path / "project"))


@pytest.fixture
def builder(project: Project) -> Iterator[EditionBuilder]:
    """One builder for all editions that a test builds: it starts its processes once."""
    with EditionBuilder(project, engine="kernel") as made:
        yield made


def _executed() -> Any:
    output = nbformat.v4.new_output("display_data", data=paragraph(["正文"])._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("x", outputs=[output], id="one")
    return nbformat.v4.new_notebook(cells=[cell])


def _build(
    builder: EditionBuilder,
    *,
    force: bool = False,
    county: str = "zhashui",
    month: Month = MAY,
    report: str = "briefing",
    item: str = "",
) -> Built:
    job = Job(builder._project, county, month, report=report, item=item)
    return build(job, builder, force=force)


def test_a_month_is_built_once(project: Project, builder: EditionBuilder) -> None:
    """A second build finds nothing to do; --force builds the same edition again."""
    first = _build(builder)
    second = _build(builder)
    forced = _build(builder, force=True)
    found = editions.manifest(first.target)

    assert [first.is_new, second.is_new, forced.is_new] == [True, False, True]
    assert found is not None
    assert found["edition"] == 1
    assert {"briefing.html", "briefing.pdf", "briefing.ipynb", "indicators.csv"} <= {
        path.name for path in first.target.iterdir()
    }
    assert editions.altered(project.root, found["inputs"]) == []

    rules = project.county("zhashui").config
    rules.write_text(rules.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8")
    assert _build(builder).is_new


@pytest.mark.long
@pytest.mark.parametrize(("workers", "times"), [(1, 1), (2, 0)])
def test_a_year_is_read_while_the_engine_starts(
    project: Project, workers: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a builder of one report at a time, for its first; the engine then finds it stored."""
    months = []
    really = ingest.open_year

    def noted(folder: CountyFolder, rules: County, month: Month, *more: Any) -> Any:
        months.append(month)
        return really(folder, rules, month, *more)

    monkeypatch.setattr(ingest, "open_year", noted)
    job = Job(project, "zhashui", MAY)
    with EditionBuilder(project, workers, engine="kernel") as builder:
        build(job, builder)
        build(job, builder, force=True)

    assert months == [MAY] * times


def test_what_goes_wrong_keeps_the_former_edition(
    builder: EditionBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook that fails leaves the last edition as it was."""
    target = _build(builder).target
    before = (target / "manifest.json").read_bytes()

    def fail(*_: object) -> None:
        message = "briefing.ipynb：第3个单元格出错"
        raise NotebookFailed(message)

    monkeypatch.setattr(Standard, "execute", fail)
    with pytest.raises(NotebookFailed):
        _build(builder, force=True)

    assert (target / "manifest.json").read_bytes() == before


def _change(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def _says_its_edition(parameters: Any) -> Any:
    executed = _executed()
    executed.cells[0].outputs[0]["data"] = paragraph(
        [f"第{parameters.get('edition', 1)}版"]
    )._repr_mimebundle_()
    return executed


@pytest.mark.long
def test_an_edition_is_told_its_number(
    project: Project, builder: EditionBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed ledgers or rules make the next one; what else has changed, only by its bytes."""
    told: list[int] = []

    def execute(_: Standard, __: Path, parameters: Any, ___: object) -> Any:
        told.append(parameters.get("edition", 1))
        return _says_its_edition(parameters)

    def edition(*, force: bool = False) -> Any:
        told.clear()
        target = _build(builder, force=force).target
        assert editions.altered(target, (editions.manifest(target) or {})["outputs"]) == []
        return editions.number_of(target), told

    monkeypatch.setattr(Standard, "execute", execute)
    assert edition() == (1, [1])
    assert edition(force=True) == (1, [1])
    _change(project.county("zhashui").config)
    assert edition() == (2, [2])
    assert edition(force=True) == (2, [2])
    _change(project.notebook("briefing"))
    assert edition() == (2, [2])
    assert edition() == (2, [])

    def execute_otherwise(_: Standard, __: Path, parameters: Any, ___: object) -> Any:
        told.append(parameters.get("edition", 1))
        executed = _says_its_edition(parameters)
        executed.cells[0].source = "y"
        return executed

    monkeypatch.setattr(Standard, "execute", execute_otherwise)
    _change(project.notebook("briefing"))
    assert edition() == (3, [2, 3])
    target = project.published("zhashui", MAY)
    assert list(editions.former(target)) == [1, 2]
    assert [found["edition"] for found in editions.manifests(target)] == [1, 2, 3]


@pytest.mark.long
def test_a_damaged_edition_is_made_again(builder: EditionBuilder) -> None:
    """The same edition, though a file of it was altered or its manifest lost."""
    target = _build(builder).target
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    (target / "indicators.csv").write_text("", encoding="utf-8")
    assert _build(builder).is_new
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before

    (target / "manifest.json").unlink()
    assert _build(builder).is_new
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before


def test_a_month_without_ledgers_is_refused(project: Project, builder: EditionBuilder) -> None:
    """Nothing is published of a month that nobody sent."""
    with pytest.raises(LedgersRefused):
        _build(builder, month=Month(2020, 9))

    assert not project.published("zhashui", Month(2020, 9)).exists()


@pytest.mark.parametrize(
    ("county", "report"), [("nowhere", "briefing"), ("zhashui", "absent"), ("../x", "briefing")]
)
def test_an_unknown_county_or_report_is_refused(
    builder: EditionBuilder, county: str, report: str
) -> None:
    """A name that stands for nothing, or for a place outside, is a fault of the request."""
    with pytest.raises(UsageError):
        _build(builder, county=county, report=report)


@pytest.mark.long
def test_why_it_is_built_again_is_said(project: Project, builder: EditionBuilder) -> None:
    """A first time, and then each input that changed, by its path."""
    assert _build(builder).reasons == ["还没有发布过，或清单已损坏"]

    rules = project.county("zhashui").config
    rules.write_text(rules.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8")
    (project.county("zhashui").raw(Month(2020, 3)) / "说明.txt").write_text("无")

    assert _build(builder).reasons == [
        "新增 data/zhashui/raw/2020-03/说明.txt",
        "有改动 data/zhashui/county.toml",
    ]
    assert _build(builder, force=True).reasons == []


@pytest.mark.long
def test_what_changes_while_it_is_built_is_not_published(
    project: Project, builder: EditionBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest would name another ledger than the figures are of."""
    rules = project.county("zhashui").config

    def run(*_: object) -> Any:
        # At once, for another process may be reading it.
        changed = rules.with_suffix(".new")
        changed.write_text(rules.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8")
        changed.replace(rules)
        return _executed()

    monkeypatch.setattr(Standard, "execute", run)

    with pytest.raises(PublishFailed, match="生成期间台账或规则有改动"):
        _build(builder)
    assert not project.published("zhashui", MAY).exists()


def test_an_item_is_one_report_however_it_is_asked_for(
    project: Project, builder: EditionBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its number, its name or its code; and its ledgers are not opened to find it again."""
    first = _build(builder, report="dossier", item="1")
    monkeypatch.delattr(EditionBuilder, "list_items")
    kept = items.load(
        project.county("zhashui").items(MAY),
        key_of(month_files(project.root, project.county("zhashui"), MAY)),
    )
    assert kept is not None
    (one, *_) = kept["project"]

    again = _build(builder, report="dossier", item=one.name)

    assert first.is_new
    assert not again.is_new
    assert again.target == first.target
