"""Deliveries that are killed at random moments: everybody has the letter in the end, and knows doubles."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from briefing import editions
from briefing.domain.months import Month
from briefing.editions.provenance import Provenance
from briefing.settings.paths import Project
from tests.mailserver import listening
from tests.project import ROOT, SOURCE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

DEATHS = int(os.environ.get("DELIVERY_DEATHS", "12"))
MAY = Month(2020, 5)
TO = ["a@example.cn", "b@example.cn"]


def deliver(project: Project, seconds: float | None) -> int:
    """Run the command, and kill it with all that it started after so many seconds."""
    with subprocess.Popen(
        [sys.executable, "-m", "briefing", "deliver", "2020-05"],
        cwd=project.root,
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin", "HOME": str(project.root)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as command:
        if seconds is not None:
            time.sleep(seconds)
            if command.poll() is None:
                os.killpg(command.pid, signal.SIGKILL)
        return command.wait()


def published(root: Path, pdf: bytes) -> Project:
    project = Project(root)
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    folder = project.county("zhashui")
    folder.root.mkdir(parents=True, exist_ok=True)
    folder.config.write_bytes((ROOT / "data" / "zhashui" / "county.toml").read_bytes())
    target = project.published("zhashui", MAY)
    made_of = Provenance({"county": "zhashui", "month": "2020-05"}, {}, code="")
    with editions.locked(target):
        editions.publish(target, {"briefing.pdf": pdf}, made_of, {})
    return project


@pytest.mark.skipif(os.name != "posix", reason="kills a process group")
def test_a_killed_delivery_is_resumed(tmp_path: Path) -> None:
    """The next plain run succeeds, nobody is left out, a double bears the same Message-ID."""
    chance = random.Random(20200531)
    out = tmp_path / "out"
    out.mkdir()
    with listening(tmp_path) as server:
        project = published(tmp_path / "project", b"%PDF")
        project.county("zhashui").delivery.write_text(
            f'[mail]\nhost = "localhost"\nport = {server.port}\nca_file = "{server.authority}"\n'
            f'sender = "fgj@example.cn"\nto = {TO}\n[folder]\npath = "{out}"\n',
            encoding="utf-8",
        )
        began = time.monotonic()
        assert deliver(project, None) == 0
        whole = time.monotonic() - began
        doubles = 0
        for number in range(DEATHS):
            published(project.root, f"%PDF {number}".encode())
            before = len(server.box.letters)
            # Most of a run is the start of Python: the moments lie where things happen.
            deliver(project, whole * chance.uniform(0.4, 1.1))

            assert deliver(project, None) == 0
            letters = server.box.letters[before:]
            reached = {address for one in server.box.recipients[before:] for address in one}
            assert (reached, len({one["Message-ID"] for one in letters})) == (set(TO), 1)
            doubles += len(letters) - 1
            assert len(list(out.iterdir())) == number + 2
    print(f"{DEATHS} deaths, {doubles} letters sent twice under the same Message-ID")
