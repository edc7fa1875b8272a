"""What is made of all counties: one job a month, after theirs, where nothing else is published."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING, Any

import pytest

from briefing.domain.errors import NotebookFailed, UsageError
from briefing.domain.months import Month
from briefing.editions.provenance import published_files
from briefing.jobs import batch
from briefing.jobs import job as jobs
from briefing.jobs.build import Built, EditionFiles, build
from briefing.jobs.job import Job
from briefing.settings.paths import INDICATORS, Project
from tests.project import ROOT, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

APRIL, MAY = Month(2020, 4), Month(2020, 5)


class Builder:
    """Makes each edition of one file, notes what is made and when, and fails where it is told to."""

    def __init__(self, *failing: str) -> None:
        self.failing, self.made, self.lock = failing, [], threading.Lock()
        self.parameters: Mapping[str, Any] = {}

    def make(self, job: Job, parameters: Mapping[str, Any], *_: object) -> EditionFiles:
        """Make one file that says whose it is."""
        with self.lock:
            self.made.append(job.name)
            self.parameters = parameters
        if job.county in self.failing:
            message = "第3格出错"
            raise NotebookFailed(message)
        return EditionFiles({INDICATORS: job.name.encode()}, {}, [])

    def list_items(self, *_: object) -> None:
        """Nothing here is made item by item."""
        raise AssertionError

    def stop(self) -> None:
        """Nothing goes on when it is not asked."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three counties with a ledger of each month."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    found = Project(tmp_path)
    for county in ("甲", "乙", "丙"):
        for month in (APRIL, MAY):
            found.county(county).raw(month).mkdir(parents=True)
            (found.county(county).raw(month) / "月报.csv").write_text("5", encoding="utf-8")
        found.county(county).config.touch()
    return found


def summary(project: Project, builder: Builder | None = None) -> Built:
    return build(Job(project, "", MAY, "province"), builder or Builder())


def of_county(project: Project, county: str, builder: Builder | None = None) -> Built:
    return build(Job(project, county, MAY), builder or Builder())


def test_a_build_looks_at_its_files_at_the_beginning_and_at_the_end(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once to know what it is made of, once more to see that nothing has changed meanwhile."""
    looks = []
    really = jobs.month_files

    def counted(*words: Any) -> Any:
        looks.append(words)
        return really(*words)

    monkeypatch.setattr(jobs, "month_files", counted)
    built = of_county(project, "甲")
    assert built.is_new
    assert len(looks) == 2

    assert not of_county(project, "甲").is_new
    assert len(looks) == 3


def test_a_job_that_is_built_again_sees_what_changed(project: Project) -> None:
    """What it knew of its files belongs to the build before."""
    job = Job(project, "甲", MAY)
    build(job, Builder())
    assert not build(job, Builder()).is_new
    (project.county("甲").raw(MAY) / "月报.csv").write_text("6", encoding="utf-8")

    assert build(job, Builder()).reasons == ["有改动 data/甲/raw/2020-05/月报.csv"]


def test_it_is_published_beside_the_counties(project: Project) -> None:
    """reports/province/2020-05, in another language 2020-05-en."""
    job = Job(project, "", MAY, "province")

    assert job.name == "2020-05 province"
    assert job.target("") == project.reports / "province" / "2020-05"
    english = Job(project, "", MAY, "province", lang="en")
    assert english.target("") == project.reports / "province" / "2020-05-en"


def test_it_is_made_again_when_a_county_has_published(project: Project) -> None:
    """Its key is what counties have published, and says which file is new."""
    of_county(project, "甲")
    first, again = summary(project), summary(project)
    of_county(project, "乙")
    after = summary(project)

    assert (first.is_new, again.is_new, after.is_new) == (True, False, True)
    assert after.reasons == [
        "新增 reports/乙/2020-05/indicators.csv",
        "新增 reports/乙/2020-05/manifest.json",
    ]
    assert {path for path in published_files(project, MAY) if "甲" in path} == {
        "data/甲/county.toml",
        "reports/甲/2020-05/indicators.csv",
        "reports/甲/2020-05/manifest.json",
    }


def test_counties_whose_ledgers_have_changed_since_are_named(project: Project) -> None:
    """What they have published still counts; the page says that it is no longer what was sent."""
    for county in ("甲", "乙"):
        of_county(project, county)
    builder = Builder()
    summary(project, builder)
    assert builder.parameters["stale"] == []

    (project.county("乙").raw(MAY) / "月报.csv").write_text("6", encoding="utf-8")

    assert summary(project, builder).is_new
    assert builder.parameters["stale"] == ["乙"]


def test_a_batch_makes_one_a_month_after_the_counties_even_when_some_fail(
    project: Project,
) -> None:
    """April's need not wait for May; May's waits for all of April and May."""
    builder = Builder("乙")
    groups = batch.groups_of(project, project.counties(), [APRIL, MAY], ["province", "briefing"])
    outcomes = list(batch.run(groups, builder, 3))

    assert [group.name for group in groups if not group.job.county] == [
        "2020-04 province",
        "2020-05 province",
    ]
    assert builder.made.index("2020-05 province") > max(
        at for at, name in enumerate(builder.made) if name.endswith("briefing")
    )
    assert builder.made.index("2020-04 province") > max(
        at for at, name in enumerate(builder.made) if name.endswith("2020-04 briefing")
    )
    states = {outcome.name: outcome.state for outcome in outcomes}
    assert states["乙 2020-05 briefing"] is batch.State.FAILED
    assert states["2020-05 province"] is batch.State.BUILT
    assert len(states) == 8


def test_a_county_may_not_have_a_reports_name(project: Project) -> None:
    """Its editions would be published where the summary is."""
    project.county("甲").root.rename(project.data / "province")

    with pytest.raises(
        UsageError, match="data/province：province 是报告的名称，县的文件夹不能叫这个名字"
    ):
        project.county("province")
    told = run(project.root, "build", "2020-05", "--report", "province")
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1


def test_a_report_of_counties_has_no_county_and_any_other_has_one(project: Project) -> None:
    """Neither is guessed."""
    with pytest.raises(UsageError, match="由各县已公布的简报汇总，不能用 --county"):
        build(Job(project, "甲", MAY, "province"), Builder())
    with pytest.raises(UsageError, match="是一个县的，请用 --county 指定"):
        build(Job(project, "", MAY, "briefing"), Builder())


def test_list_and_verify_know_it(project: Project) -> None:
    """A county's altered figures are told as the summary's input too."""
    of_county(project, "甲")
    summary(project)
    assert "province 2020-05：各县汇总，已发布第1版" in run(project.root, "list").stdout
    assert run(project.root, "verify").returncode == 0

    (project.published("甲", MAY) / INDICATORS).write_text("改", encoding="utf-8")
    told = run(project.root, "verify", "--county", "province")

    assert told.returncode == 5
    assert "reports/甲/2020-05/indicators.csv 缺失或与发布时不一致" in told.stderr
