"""What `briefing schedule install` has written: systemd judges it, a real cron runs it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from briefing.jobs.schedule import Timer, systemd
from briefing.settings.paths import Project
from tests.long.conftest import need
from tests.project import SOURCE, copy_project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

PATIENCE = 240
# What crontab and crond of other systems, and shells, each read in their own way.
ODD = "县 it's 100% $HOME"


def briefing(folder: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefing", *words],
        cwd=folder,
        env={"PYTHONPATH": str(SOURCE), "PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )


def test_cron_makes_what_is_due(tmp_path: Path) -> None:
    """In a folder with an odd name, beside another's line; removed, that line is all that is left."""
    busybox = shutil.which("busybox")
    need(None if busybox else "no busybox: apt install busybox-static")
    need(None if os.geteuid() == 0 else "not root: busybox's crond changes to the table's user")
    folder = tmp_path / ODD
    folder.mkdir()
    project = Project(copy_project(folder))
    settings = '[schedule]\nfirst_month = "2020-05"\n'
    project.county("zhashui").delivery.write_text(settings, encoding="utf-8")
    tables, programs = tmp_path / "tables", tmp_path / "bin"
    tables.mkdir()
    programs.mkdir()
    crontab = programs / "crontab"
    crontab.write_text(f'#!/bin/sh\nexec {busybox} crontab -c "{tables}" "$@"\n', encoding="utf-8")
    crontab.chmod(0o755)
    theirs = b"# theirs\n0 0 1 1 * true\n"
    (tables / "root").write_bytes(theirs)
    soon = dt.datetime.now(dt.UTC).astimezone() + dt.timedelta(minutes=1, seconds=15)

    briefing(folder, programs, "schedule", "install", "--with", "cron", "--at", f"{soon:%H:%M}")
    cron = subprocess.Popen(
        [busybox, "crond", "-f", "-l", "0", "-c", tables], stderr=subprocess.PIPE
    )
    made = project.reports / "zhashui" / "2020-05" / "manifest.json"
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not (
            made.is_file() and (project.reports / "index.html").is_file()
        ):
            time.sleep(1)
    finally:
        cron.terminate()
        told = cron.communicate()[1].decode("utf-8", "replace")

    assert made.is_file(), told
    assert (project.reports / "index.html").is_file(), told
    briefing(folder, programs, "schedule", "remove", "--with", "cron")
    assert (tables / "root").read_bytes() == theirs


@pytest.mark.parametrize("name", ["plain", f'{ODD} "a" \\n &'])
def test_systemd_takes_the_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As systemd itself judges them, a broken one beside."""
    analyse = shutil.which("systemd-analyze")
    need(None if analyse else "no systemd-analyze: apt install systemd")
    root, programs = tmp_path / name, tmp_path / "bin"
    root.mkdir()
    programs.mkdir()
    (programs / "systemctl").write_text("#!/bin/sh\n", encoding="utf-8")
    (programs / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    made = Timer(root, dt.time(9, 5), root / "python 3")
    systemd.install(made)
    units = tmp_path / "systemd" / "user"

    def judged(*names: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(analyse), "--user", "verify", "--man=no", *(str(units / each) for each in names)],
            capture_output=True,
            text=True,
            check=False,
            env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin"},
        )

    verdict = judged(f"{made.name}.service", f"{made.name}.timer")
    about_ours = [line for line in verdict.stderr.splitlines() if made.name in line]
    assert (verdict.returncode, about_ours) == (0, []), verdict.stderr

    (units / "broken.timer").write_text("[Timer]\nOnCalendar=*-*-* 25:00:00\n", encoding="utf-8")
    assert "broken.timer" in judged("broken.timer").stderr
