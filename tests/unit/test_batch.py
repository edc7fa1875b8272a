"""Batches: every report that is not up to date is made, each for itself, in whatever order they end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from briefing.domain.errors import BriefingError, NotebookFailed, PublishFailed, UsageError
from briefing.domain.months import Month
from briefing.editions import items
from briefing.editions.items import Item
from briefing.jobs.batch import Group, Outcome, State, groups_of, run
from briefing.jobs.build import EditionFiles
from briefing.jobs.edition_builder import workers_here
from briefing.settings.paths import Project
from tests.project import copy_project
from tests.project import run as run_command

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.jobs.job import Job

APRIL, MAY = Month(2020, 4), Month(2020, 5)
PROJECTS = [Item(f"2020-{number}", f"水厂{number}") for number in range(1, 6)]


class Died(NotebookFailed):
    """A process that died."""

    may_try_again = True


class Stub:
    """Makes an edition of one file, unless it is told to fail."""

    def __init__(
        self, fault: Callable[[Job, int], BriefingError | None] = lambda *_: None
    ) -> None:
        self.fault = fault
        self.made: list[str] = []
        self.listed: list[str] = []
        self.stopped = False
        self.most = self._now = 0
        self._lock = threading.Lock()

    def make(self, job: Job, *_: Any) -> EditionFiles:
        """Note the attempt, and fail where it is told to."""
        with self._lock:
            self.made.append(job.name)
            self._now += 1
            self.most = max(self.most, self._now)
            attempt = self.made.count(job.name)
        time.sleep(0.002)
        with self._lock:
            self._now -= 1
        if error := self.fault(job, attempt):
            raise error
        return EditionFiles({f"{job.report}.html": job.name.encode()}, {}, [])

    def list_items(self, job: Job, *_: Any) -> None:
        """List five projects and one unit."""
        self.listed.append(job.name)
        items.save(
            job.project.county(job.county).items(job.month),
            job.files_key,
            {"project": PROJECTS, "unit": [Item("水利局", "水利局")]},
        )

    def stop(self) -> None:
        """Note it."""
        self.stopped = True


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(copy_project(tmp_path / "project"))


def _groups(project: Project, *reports: str, months: tuple[Month, ...] = (MAY,)) -> list[Group]:
    return groups_of(project, ["zhashui"], months, reports)


def _run(groups: list[Group], builder: Stub, threads: int = 2, **more: Any) -> list[Outcome]:
    return sorted(run(groups, builder, threads, **more))


def test_groups_follow_each_other_as_months_need_it(project: Project) -> None:
    """County by county, each from its first month on; of one month all reports."""
    groups = groups_of(project, ["b", "a", "b"], [MAY, APRIL], ["briefing", "dossier", "briefing"])

    assert [group.name for group in groups] == [
        "a 2020-04 briefing", "a 2020-04 dossier", "a 2020-05 briefing", "a 2020-05 dossier",
        "b 2020-04 briefing", "b 2020-04 dossier", "b 2020-05 briefing", "b 2020-05 dossier",
    ]  # fmt: skip


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_report_is_made_once_and_a_second_time_none(project: Project, threads: int) -> None:
    """A county's report is one job, a report on projects one for each; resumed, nothing is left."""
    builder = Stub()
    groups = _groups(project, "briefing", "dossier")
    planned: list[int] = []
    first = _run(groups, builder, threads, planned=planned.append)

    assert [outcome.state for outcome in first] == [State.BUILT] * 6
    assert [outcome.name for outcome in first] == [
        "zhashui 2020-05 briefing",
        *(f"zhashui 2020-05 dossier 2020-{number}" for number in range(1, 6)),
    ]
    assert sum(planned) == 6
    assert sorted(builder.made) == sorted({*builder.made})
    assert builder.listed == ["zhashui 2020-05 dossier"]
    assert builder.most <= threads

    again = _run(groups, builder, threads)
    assert [outcome.state for outcome in again] == [State.CURRENT] * 6
    assert len(builder.made) == 6

    forced = _run(groups, builder, threads, force=True)
    assert [outcome.state for outcome in forced] == [State.BUILT] * 6


def test_one_that_fails_costs_only_itself_and_is_made_the_next_time(project: Project) -> None:
    """One Chinese line; the rest is finished; resumed, only that one is made."""
    builder = Stub(
        lambda job, _: NotebookFailed("第3个单元格出错\n坏了") if job.item == "2020-3" else None
    )
    groups = _groups(project, "dossier")
    outcomes = _run(groups, builder)
    (failed,) = [each for each in outcomes if each.state is State.FAILED]

    assert failed.name == "zhashui 2020-05 dossier 2020-3"
    assert failed.line == "zhashui 2020-05 dossier 2020-3：第3个单元格出错 坏了"
    assert failed.exit_code == 4
    assert [each.state for each in outcomes].count(State.BUILT) == 4

    builder.fault, builder.made = lambda *_: None, []
    outcomes = _run(groups, builder)
    assert builder.made == [failed.name]
    assert [each.state for each in outcomes].count(State.CURRENT) == 4


def test_a_process_that_died_is_given_another_chance_and_a_failing_cell_none(
    project: Project,
) -> None:
    """Three attempts in all."""
    builder = Stub(lambda _, attempt: Died("进程中途退出") if attempt < 3 else None)
    assert [each.state for each in _run(_groups(project, "briefing"), builder)] == [State.BUILT]
    assert len(builder.made) == 3

    for error, attempts in ((Died("进程中途退出"), 3), (PublishFailed("缺字"), 1)):
        builder = Stub(lambda *_, error=error: error)
        (outcome,) = _run(_groups(project, "briefing"), builder, force=True)
        assert outcome.state is State.FAILED
        assert len(builder.made) == attempts


def test_a_group_that_cannot_be_listed_is_one_failure(project: Project) -> None:
    """A report that is not there, or an item of one that has none; the others are made."""
    groups = [
        *_groups(project, "absent", "briefing"),
        *groups_of(project, ["zhashui"], [MAY], ["briefing"], items=["1"]),
    ]
    outcomes = _run(groups, Stub())

    assert [(each.state, each.exit_code) for each in outcomes] == [
        (State.FAILED, 2), (State.BUILT, 0), (State.FAILED, 2),
    ]  # fmt: skip


def test_a_fault_of_ours_ends_the_batch_with_its_traceback(project: Project) -> None:
    """It is no clerk's, and whoever makes reports is told to stop."""
    builder = Stub(lambda *_: KeyError("ours"))  # type: ignore[arg-type, return-value]

    with pytest.raises(KeyError, match="ours"):
        _run(_groups(project, "briefing"), builder)
    assert builder.stopped


def test_workers_are_as_many_as_the_machine_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    """One a processor, fewer where memory is short, and as many as are asked for."""
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    memory: dict[str, int] = {}
    monkeypatch.setattr("psutil.virtual_memory", lambda: type("Memory", (), memory))

    memory["available"] = 64 << 30
    assert workers_here() == 8
    memory["available"] = 4 << 30
    assert workers_here() == 2
    memory["available"] = 1 << 20
    assert workers_here() == 1
    assert workers_here(3) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2020-05", "--report", "briefing", "--county", "nowhere"], "没有县“nowhere”"),
        (["2020-05", "--report", "briefing", "-c", "zhashui", "--all-counties"], "不能与"),
        (["2020-05..2020-04", "--report", "briefing"], "前后颠倒"),
    ],
)
def test_a_request_that_cannot_be_understood_is_refused(
    project: Project, words: list[str], said: str
) -> None:
    """Exit code 2, one Chinese line."""
    done = run_command(project.root, "batch", *words)

    assert done.returncode == UsageError.exit_code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scheduler_that_does_not_answer_is_told(project: Project) -> None:
    """Exit code 2, one Chinese line, once patience is over."""
    impatient = (
        "from briefing import cli; from briefing.jobs.batch import remote;"
        "remote._PATIENCE = 1; cli.main()"
    )
    words = ["batch", "2020-05", "--report", "briefing", "--dask", "tcp://127.0.0.1:1"]

    done = subprocess.run(
        [sys.executable, "-c", impatient, *words],
        cwd=project.root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == UsageError.exit_code
    assert "连不上 Dask" in done.stderr
    assert "Traceback" not in done.stderr
