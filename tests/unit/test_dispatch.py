"""What every command that publishes does besides: the archive page, and what goes on from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing import editions
from briefing.cli.deliver import publishing
from briefing.delivery import deliver
from briefing.domain.errors import NotebookFailed, UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import Provenance
from briefing.settings.paths import OVERVIEW, Project
from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MAY = Month(2020, 5)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A county that puts its briefings into a folder beside the project."""
    found = Project(tmp_path / "project")
    (found.root / "notebooks").mkdir(parents=True)
    folder = found.county("zhashui")
    folder.root.mkdir(parents=True)
    folder.config.write_bytes((ROOT / "data" / "zhashui" / "county.toml").read_bytes())
    folder.delivery.write_text('[folder]\npath = "../out"\n', encoding="utf-8")
    return found


def publish(project: Project, pdf: bytes = b"%PDF-1.7") -> None:
    target = project.published("zhashui", MAY)
    made_of = Provenance({"county": "zhashui", "month": "2020-05"}, {}, code="")
    with editions.locked(target):
        editions.publish(target, {"briefing.pdf": pdf}, made_of, {})


def has_page(project: Project) -> bool:
    return (project.reports / OVERVIEW).is_file()


def test_what_is_published_meanwhile_is_on_the_page_and_goes_on(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once: where nothing is new, nothing goes on."""
    (project.root.parent / "out").mkdir()
    for _ in range(2):
        with publishing(project, ["zhashui"], [MAY]) as now:
            publish(project)
            now.is_new = True

    assert now.failed == []
    assert has_page(project)
    assert capsys.readouterr().out.count("已放入") == 1


def test_what_cannot_go_on_is_left_and_resumed(project: Project) -> None:
    """The month stays published."""
    with publishing(project, ["zhashui"], [MAY]) as now:
        publish(project)
    assert len(now.failed) == 1

    (project.root.parent / "out").mkdir()
    with publishing(project, ["zhashui"], [MAY]) as now:
        pass
    assert now.failed == []
    assert len(list((project.root.parent / "out").iterdir())) == 1


def test_a_run_that_died_between_publishing_and_delivering_is_resumed(project: Project) -> None:
    """That it was to be delivered had been noted before."""
    (project.root.parent / "out").mkdir()
    publishing(project, ["zhashui"], [MAY]).__enter__()
    publish(project)

    assert len(deliver.resume(project, "zhashui", MAY).done) == 1


def test_a_failure_is_on_the_page_and_a_wrong_request_is_not(project: Project) -> None:
    """The latter has nothing to do with what is published."""
    with pytest.raises(UsageError), publishing(project):
        raise UsageError
    assert not has_page(project)

    with pytest.raises(NotebookFailed), publishing(project):
        raise NotebookFailed("笔记本出错")
    assert has_page(project)


def test_a_county_that_sends_nothing_waits_for_nothing(project: Project) -> None:
    """Nor is anything noted for it."""
    project.county("zhashui").delivery.unlink()
    with publishing(project, ["zhashui"], [MAY]) as now:
        publish(project)

    assert now.failed == []
    assert not project.county("zhashui").memory.exists()
