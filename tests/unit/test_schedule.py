"""The timer: each system's form holds odd paths, and what is not ours stays as it was."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from briefing.domain.errors import PublishFailed, UsageError
from briefing.jobs import schedule
from briefing.jobs.schedule import cron, systemd, windows
from briefing.jobs.schedule.timer import Timer
from tests.project import run as run_command

# Space, quotes, percent, dollar, backslash, ampersand, Chinese.
ODD = 'it\'s "a" 100% of $HOME \\n & <县>'
posix = pytest.mark.skipif(os.name != "posix", reason="crontab and systemd are of POSIX systems")


def timer(root: Path, *, python: Path = Path(sys.executable)) -> Timer:
    return Timer(root, dt.time(9, 5), python)


def program(folder: Path, name: str, script: str) -> None:
    """Put a program of that name first on the path."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A crontab program that keeps its table in a file; there is none yet."""
    kept = tmp_path / "table"
    program(
        tmp_path / "bin",
        "crontab",
        f'case "$1" in -l) if [ -f "{kept}" ]; then cat "{kept}"; '
        'else echo "no crontab for me" >&2; exit 1; fi;; '
        f'-) cat > "{kept}";; esac',
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return kept


@posix
@pytest.mark.parametrize(
    "before",
    [b"", b"0 1 * * * a\n", b"# \xff\r\n\n*/5 * * * * b\t\n\n", b"0 1 * * * without an end"],
)
def test_other_lines_of_a_crontab_stay_byte_for_byte(
    tmp_path: Path, table: Path, before: bytes
) -> None:
    """Installed twice it stands there once; removed, the table is as it was."""
    if before:
        table.write_bytes(before)
    made = timer(tmp_path / ODD)

    cron.install(made)
    cron.install(made)
    assert table.read_bytes().startswith(before)
    assert table.read_bytes().count(b"briefing due --all") == 1
    assert cron.is_installed(made)

    assert cron.remove(made)
    assert table.read_bytes() == before + (b"\n" if before.endswith(b"end") else b"")
    assert cron.remove(made) == []


@posix
def test_another_projects_line_stays(tmp_path: Path, table: Path) -> None:
    """Each project knows its own by its marks."""
    one, other = timer(tmp_path / "one"), timer(tmp_path / "other")
    cron.install(one)
    before = table.read_bytes()
    cron.install(other)
    cron.remove(other)

    assert table.read_bytes() == before


@posix
def test_a_mark_that_has_lost_its_end_takes_nothing_with_it(tmp_path: Path) -> None:
    """Whoever edited the table by hand keeps what is theirs."""
    made = timer(tmp_path)
    begin, _ = cron._marks(made)
    broken = begin + b"\n0 1 * * * mine\n"

    assert cron.without(made, broken) == broken


@posix
def test_a_crontab_that_cannot_be_read_is_not_taken_for_empty(tmp_path: Path, table: Path) -> None:
    """To write to it would lose what stands in it."""
    program(tmp_path / "bin", "crontab", 'echo "you are not allowed" >&2; exit 1')

    with pytest.raises(PublishFailed, match="you are not allowed"):
        cron.install(timer(tmp_path))


@posix
def test_the_crontabs_line_runs_in_odd_folders(tmp_path: Path) -> None:
    """As a shell reads it, without a percent sign, which crons read each in its way."""
    root = tmp_path / ODD
    root.mkdir()
    python = root / "python 3"
    program(root, python.name, 'printf "%s\\n" "$PWD" "$@" > seen')
    line = cron._block(timer(root, python=python)).decode().splitlines()[1]
    assert "%" not in line
    assert line.startswith("5 9 * * * ")

    subprocess.run(["/bin/sh", "-c", line.removeprefix("5 9 * * * ")], check=True)

    seen = (root / "seen").read_text(encoding="utf-8").splitlines()
    assert seen == [str(root), "-m", "briefing", "due", "--all"]


@pytest.fixture
def units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A systemctl that notes what it is asked."""
    program(tmp_path / "bin", "systemctl", f'echo "$@" >> "{tmp_path}/asked"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "systemd" / "user"


@posix
def test_a_systemd_timer_is_written_started_and_taken_away(tmp_path: Path, units: Path) -> None:
    """With what stands beside it left alone."""
    units.mkdir(parents=True)
    (units / "other.timer").write_text("[Timer]\n", encoding="utf-8")
    made = timer(tmp_path / ODD)

    systemd.install(made)
    assert {path.suffix for path in units.iterdir()} == {".service", ".timer"}
    assert "Persistent=true" in (units / f"{made.name}.timer").read_text("utf-8")
    assert "OnCalendar=*-*-* 09:05:00 Asia/Shanghai" in systemd.text(made)
    assert systemd.is_installed(made)

    systemd.remove(made)
    assert [path.name for path in units.iterdir()] == ["other.timer"]
    assert systemd.remove(made) == []
    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert asked == [
        "--user daemon-reload", f"--user enable {made.name}.timer",
        f"--user restart {made.name}.timer", f"--user disable --now {made.name}.timer",
        "--user daemon-reload",
    ]  # fmt: skip


@posix
def test_a_unit_that_somebody_else_wrote_stays(tmp_path: Path, units: Path) -> None:
    """Neither overwritten nor removed."""
    units.mkdir(parents=True)
    made = timer(tmp_path)
    theirs = units / f"{made.name}.timer"
    theirs.write_text("[Timer]\n", encoding="utf-8")

    with pytest.raises(UsageError, match="已有别人写的同名文件"):
        systemd.install(made)
    assert systemd.remove(made) == []
    assert theirs.read_text("utf-8") == "[Timer]\n"


@posix
def test_a_systemd_that_does_not_answer_is_told_with_what_to_do(
    tmp_path: Path, units: Path
) -> None:
    """The files are there for whoever logs in."""
    program(tmp_path / "bin", "systemctl", 'echo "Failed to connect to bus" >&2; exit 1')

    with pytest.raises(PublishFailed, match=r"Failed to connect to bus.*enable --now"):
        systemd.install(timer(tmp_path))
    assert len(list(units.iterdir())) == 2


def test_the_task_of_windows_has_the_form_that_its_scheduler_takes(tmp_path: Path) -> None:
    """Odd paths stay themselves; what was missed is made up for; one at a time."""
    made = timer(tmp_path / ODD, python=Path("C:/Program Files/py & co/python.exe"))
    text = windows.text(made)
    assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>')
    task = ET.fromstring(text.encode("utf-16"))  # noqa: S314 - we wrote it
    names = {"t": windows.NAMESPACE}

    def said(path: str) -> str:
        (found,) = task.findall(path, names)
        return found.text or ""

    assert [child.tag.partition("}")[2] for child in task] == [
        "RegistrationInfo", "Triggers", "Settings", "Actions",
    ]  # fmt: skip
    assert said("t:Triggers/t:CalendarTrigger/t:StartBoundary") == "2020-01-01T09:05:00"
    assert said("t:Triggers/t:CalendarTrigger/t:ScheduleByDay/t:DaysInterval") == "1"
    assert said("t:Settings/t:StartWhenAvailable") == "true"
    assert said("t:Settings/t:MultipleInstancesPolicy") == "IgnoreNew"
    assert said("t:Actions/t:Exec/t:Command") == str(made.python)
    assert said("t:Actions/t:Exec/t:Arguments") == "-m briefing due --all"
    assert said("t:Actions/t:Exec/t:WorkingDirectory") == str(tmp_path / ODD)


@posix
def test_the_task_is_handed_to_windows_as_utf_16(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its mark; a task that is not there is not removed."""
    program(
        tmp_path / "bin",
        "schtasks",
        f'echo "$1 $2 $3" >> "{tmp_path}/asked"; '
        f'case "$1" in /Create) cp "$5" "{tmp_path}/task";; '
        f'/Query) [ -f "{tmp_path}/task" ];; /Delete) rm "{tmp_path}/task";; esac',
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    made = timer(tmp_path)

    assert windows.remove(made) == []
    windows.install(made)
    assert (tmp_path / "task").read_bytes().decode("utf-16") == windows.text(made)
    assert windows.remove(made) == [f"已从任务计划程序删去 {made.name}"]
    assert not (tmp_path / "task").exists()


@pytest.mark.parametrize("name", ["line\nend", "end ", "end\\", "turn\u202e"])
def test_a_path_that_no_timer_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match="请把项目移到别的文件夹"):
        schedule.timer(tmp_path / name, "09:00")


@pytest.mark.parametrize("at", ["9", "25:00", "09:00; rm"])
def test_a_time_that_is_none_is_refused(tmp_path: Path, at: str) -> None:
    """With how to write it."""
    with pytest.raises(UsageError, match="应写作 HH:MM"):
        schedule.timer(tmp_path, at)


@posix
def test_the_command_shows_what_it_would_write(tmp_path: Path) -> None:
    """For any system, and changes nothing."""
    for name in ("data", "notebooks"):
        (tmp_path / name).mkdir()
    for keeper, part in (("systemd", "[Timer]"), ("cron", "0 7 * * *"), ("windows", "<Task")):
        told = run_command(tmp_path, "schedule", "show", "--with", keeper, "--at", "07:00")

        assert told.returncode == 0, told.stderr
        assert part in told.stdout
        assert "每天 07:00" in told.stdout
    assert run_command(tmp_path, "schedule", "show", "--with", "at").returncode == 2
