"""Due months: made once each, in order; what fails is neither tried without end nor forgotten."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from briefing import editions
from briefing.delivery import attempts, memory
from briefing.domain.errors import (
    BriefingError,
    Busy,
    LedgersRefused,
    NotebookFailed,
    PublishFailed,
)
from briefing.domain.findings import Finding, Severity
from briefing.domain.months import Month
from briefing.jobs import due
from briefing.jobs.build import EditionFiles
from briefing.jobs.due import Need
from briefing.settings import county as counties
from briefing.settings import delivery
from briefing.settings.paths import Project
from tests.mailserver import listening
from tests.project import copy_project
from tests.project import run as run_command

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.jobs.job import Job

JANUARY, MARCH, MAY = Month(2020, 1), Month(2020, 3), Month(2020, 5)
FIFTH_OF_JUNE = dt.date(2020, 6, 5)


class Builder:
    """Makes an edition of one file; of the months that it is told of it fails."""

    def __init__(self, **faults: BaseException) -> None:
        self.faults = {name.strip("_").replace("_", "-"): error for name, error in faults.items()}
        self.made: list[str] = []

    def make(self, job: Job, *_: Any) -> EditionFiles:
        """Note the month, and fail where told to."""
        self.made.append(str(job.month))
        if error := self.faults.get(str(job.month)):
            raise error
        return EditionFiles({"briefing.pdf": job.name.encode()}, {}, [])

    def list_items(self, *_: Any) -> None:
        """A briefing has no items."""
        raise AssertionError

    def stop(self) -> None:
        """Nothing goes on."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(copy_project(tmp_path / "project"))


def run(
    project: Project, builder: Builder, day: dt.date = FIFTH_OF_JUNE, **more: Any
) -> list[due.Done]:
    return list(due.run(project, "zhashui", day, builder, **more))


def needs(project: Project, day: dt.date = FIFTH_OF_JUNE) -> dict[str, Need]:
    return {str(each.month): each.need for each in due.plan(project, "zhashui", day)}


def refused() -> LedgersRefused:
    """What ledgers with an error raise."""
    finding = Finding(
        "台账.xlsx", "5月", 7, "总投资", "V01", Severity.ERROR, "空", "数字", "请填写"
    )
    return LedgersRefused([finding])


def test_a_month_is_due_on_its_working_day_and_not_before(project: Project) -> None:
    """May's fifth working day is 5 June; the holiday of early May moves April's to the eleventh."""
    assert "2020-05" not in needs(project, dt.date(2020, 6, 4))
    assert "2020-05" in needs(project, FIFTH_OF_JUNE)
    assert [each.day for each in due.plan(project, "zhashui", FIFTH_OF_JUNE)] == [
        dt.date(2020, 2, 7), dt.date(2020, 3, 6), dt.date(2020, 4, 8), dt.date(2020, 5, 11),
        FIFTH_OF_JUNE,
    ]  # fmt: skip


def test_the_county_may_set_another_day_and_days_off(project: Project) -> None:
    """The override file has the last word."""
    folder = project.county("zhashui")
    folder.delivery.write_text(
        '[schedule]\nfirst_month = "2020-05"\nworking_day = 2\ndays_off = [2020-06-01]\n',
        encoding="utf-8",
    )
    rules, settings = counties.load(folder.config), delivery.load(folder)

    assert due.months_due(rules, settings, dt.date(2020, 6, 2)) == []
    assert due.months_due(rules, settings, dt.date(2020, 6, 3)) == [(MAY, dt.date(2020, 6, 3))]


def test_the_day_is_that_of_china(project: Project) -> None:
    """A machine that runs on universal time is a day behind in the evening."""
    assert due.today(dt.datetime(2020, 6, 4, 15, 59, tzinfo=dt.UTC)) == dt.date(2020, 6, 4)
    assert due.today(dt.datetime(2020, 6, 4, 16, 0, tzinfo=dt.UTC)) == FIFTH_OF_JUNE


def test_missed_months_are_made_once_each_in_order(project: Project) -> None:
    """A second run finds nothing to do."""
    builder = Builder()
    done = run(project, builder)

    assert builder.made == ["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"]
    assert [each.is_new for each in done] == [True] * 5
    assert run(project, builder) == []
    assert len(builder.made) == 5


def test_what_changed_since_is_made_anew_only_when_asked(project: Project) -> None:
    """A second edition is somebody's decision; that one is wanted is said each time."""
    builder = Builder()
    run(project, builder)
    late = project.county("zhashui").raw(MARCH) / "补报.txt"
    late.write_text("无", encoding="utf-8")

    told = run(project, builder)
    assert [str(each.month) for each in told] == ["2020-03", "2020-04", "2020-05"]
    assert all("--refresh" in each.line and each.exit_code == 0 for each in told)

    assert len(run(project, builder, refresh=True)) == 3
    assert run(project, builder, refresh=True) == []


def test_a_month_without_ledgers_is_named_and_not_made(project: Project) -> None:
    """It fails the run while it is the newest; once later months are published it is only named."""
    shutil.rmtree(project.county("zhashui").raw(JANUARY))
    builder = Builder()
    first = run(project, builder, dt.date(2020, 2, 7))
    assert [(each.exit_code, each.is_news) for each in first] == [(3, True)]
    assert "data/zhashui/raw/2020-01/" in first[0].line

    attempts.note_told(project.county("zhashui"), JANUARY)
    assert [each.is_news for each in run(project, builder, dt.date(2020, 2, 8))] == [False]

    run(project, builder)
    assert [(str(each.month), each.exit_code) for each in run(project, builder)] == [
        ("2020-01", 0)
    ]
    assert "2020-01" not in builder.made


def test_ledgers_that_were_refused_wait_for_others(project: Project) -> None:
    """The same ledgers would be refused again; new ones are tried at once, and then forgotten."""
    builder = Builder(_2020_03=refused())
    first = run(project, builder)
    assert [each.exit_code for each in first] == [0, 0, 3, 0, 0]
    assert first[2].is_news

    again = run(project, builder)
    assert [each.exit_code for each in again] == [3]
    assert "briefing check 2020-03" in again[0].line
    assert builder.made.count("2020-03") == 1

    builder.faults.clear()
    (project.county("zhashui").raw(MARCH) / "补报.txt").write_text("无", encoding="utf-8")
    assert "2020-03" in [str(each.month) for each in run(project, builder) if each.is_new]
    assert attempts.load(project.county("zhashui")) == {}


def test_another_fault_is_tried_so_often_and_then_only_named(project: Project) -> None:
    """Three runs by default; that it is given up is said by every run after."""
    builder = Builder(_2020_05=NotebookFailed("笔记本出错"))

    codes = [run(project, builder)[-1].exit_code for _ in range(5)]

    assert codes == [4] * 5
    assert builder.made.count("2020-05") == 3


def test_a_fault_of_ours_keeps_its_traceback_and_counts(project: Project) -> None:
    """Nor is one that takes the process down tried without end."""
    builder = Builder(_2020_01=ZeroDivisionError())
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            run(project, builder)

    done = run(project, builder)

    assert (done[0].exit_code, builder.made.count("2020-01")) == (BriefingError.exit_code, 3)
    assert [each.is_new for each in done[1:]] == [True] * 4


def test_a_month_that_another_run_makes_was_not_tried(project: Project) -> None:
    """Whoever holds its lock has it."""
    with editions.locked(project.published("zhashui", JANUARY)):
        done = run(project, Builder(), dt.date(2020, 2, 7))

    assert [each.exit_code for each in done] == [Busy.exit_code]
    assert attempts.load(project.county("zhashui"))["2020-01"].count == 0


def test_two_runs_at_once_do_not_meet(project: Project) -> None:
    """The second is told of the first."""
    with memory.lock(project.county("zhashui"), attempts.NAME, "生成"), pytest.raises(Busy):
        run(project, Builder())


def test_a_memory_that_cannot_be_read_is_not_taken_for_empty(project: Project) -> None:
    """It would be tried, or sent, all over again."""
    folder = project.county("zhashui").memory
    folder.mkdir()
    (folder / "attempts.json").write_text("{", encoding="utf-8")

    with pytest.raises(PublishFailed, match=r"attempts\.json"):
        run(project, Builder())


def test_what_is_made_is_delivered_and_failures_are_told_once(
    project: Project, tmp_path: Path
) -> None:
    """Each month's mail once, whatever failed beside it; a run without mail is resumed by the next."""
    builder = Builder(_2020_03=refused())
    with listening(tmp_path) as server:
        settings = (
            f'[mail]\nhost = "localhost"\nport = {server.port}\n'
            f'ca_file = "{server.authority}"\nsender = "fgj@example.cn"\n'
            'to = ["zfb@example.cn"]\nfailures_to = ["gly@example.cn"]\nbackoff_seconds = []\n'
        )
        project.county("zhashui").delivery.write_text(settings, encoding="utf-8")
        server.box.to_rcpt["zfb@example.cn"] = ["450 later"]
        first = run(project, builder, dt.date(2020, 5, 11))
        second = run(project, builder, dt.date(2020, 5, 12))

    assert "briefing check 2020-03" in server.box.letters[2].get_content()
    assert "总投资" in first[4].line
    assert "总投资" not in server.box.letters[2].get_content()
    # January's was put off; of March those who answer for failures were told, once.
    assert [each.exit_code for each in first] == [0, 5, 0, 0, 3, 0, 0]
    assert [each.exit_code for each in second] == [0, 3]
    assert [each[0] for each in server.box.recipients] == [
        "zfb@example.cn", "zfb@example.cn", "gly@example.cn", "zfb@example.cn",
    ]  # fmt: skip
    subjects = [letter["Subject"] for letter in server.box.letters]
    assert [subject[-8:-1] for subject in subjects if "未能" not in subject] == [
        "2020年2月", "2020年4月", "2020年1月",
    ]  # fmt: skip


def test_what_was_published_before_mail_was_set_up_is_not_sent(
    project: Project, tmp_path: Path
) -> None:
    """A county that begins to send mail does not send its whole past."""
    run(project, Builder())
    settings = '[folder]\npath = "."\n'
    project.county("zhashui").delivery.write_text(settings, encoding="utf-8")

    assert run(project, Builder()) == []


def test_the_command_names_what_it_would_do(project: Project) -> None:
    """--dry-run writes nothing, and a day that is none is refused."""
    told = run_command(project.root, "due", "--as-of", "2020-06-05", "--dry-run")
    refused_day = run_command(project.root, "due", "--as-of", "5.6.2020")

    assert told.returncode == 0
    assert told.stdout.splitlines()[-1] == "zhashui 2020-05：2020年6月5日到期，尚未生成，将生成。"
    assert not project.reports.exists()
    assert not project.county("zhashui").memory.exists()
    assert refused_day.returncode == 2


def test_one_county_that_fails_costs_no_other(project: Project) -> None:
    """Its exit code is the run's, and the others are done."""
    shutil.copytree(project.data / "zhashui", project.data / "abc")
    (project.data / "abc" / "county.toml").write_text("名 = ", encoding="utf-8")
    for month in ("2020-01", "2020-02", "2020-03", "2020-04", "2020-05"):
        shutil.rmtree(project.data / "zhashui" / "raw" / month)

    done = run_command(project.root, "due", "--all", "--as-of", "2020-02-07")

    assert done.returncode == 2
    assert "第1行：读到“名 =”，“名”不能作键名" in done.stderr
    assert "zhashui 2020-01" in done.stderr
