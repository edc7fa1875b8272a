"""The tutorial can be followed: its commands are run, and its rows are typed into the ledgers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.filled import fill
from tests.project import copy_project
from tests.walk import TUTORIALS, Command, Output, Rows, steps

pytestmark = pytest.mark.long


def test_a_newcomer_ends_with_a_briefing(tmp_path: Path) -> None:
    """Init, fill, check, correct, build, look: each step does what the tutorial says."""
    project, printed = copy_project(tmp_path), ""
    for step in steps(TUTORIALS[0].read_text(encoding="utf-8")):
        match step:
            case Rows():
                fill(project / "data/shili/raw/2026-01" / f"{step.template}.xlsx", step.rows)
            case Command():
                done = _run(project, step)
                printed = done.stdout + done.stderr
                assert done.returncode == step.exit_code, f"{step.text}\n{printed}"
            case Output():
                assert set(step.lines) - set(printed.splitlines()) == set()

    built, batch = (
        json.loads(_run(project, Command(f"briefing {words} --json --quiet", 0)).stdout)
        for words in (
            "build 2026-01 --county shili",
            "batch 2026-01 --county shili --report briefing",
        )
    )
    assert built["is_new"] is False
    assert {"briefing.pdf", "briefing.html", "manifest.json"} <= set(built["files"])
    assert batch == {
        "built": 0,
        "unchanged": 1,
        "failed": 0,
        "reports": [
            {
                "name": "shili 2026-01 briefing",
                "state": "current",
                "line": "",
                "exit_code": 0,
                "warnings": 0,
            }
        ],
        "notes": [],
    }
    _explore(project)


def _explore(project: Path) -> None:
    """The analysts' notebook runs to its end for a county of two projects too."""
    notebooks = project / "notebooks"
    asked = ["-p", "asked", "2026-01", "-p", "county", "shili", "--log-level", "ERROR"]
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "explore.ipynb", "explored.ipynb", *asked],
        cwd=notebooks,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert (notebooks / "saved" / "lagging.xlsx").is_file()


def _run(project: Path, command: Command) -> subprocess.CompletedProcess[str]:
    """Run one command as it is typed, with the installed `briefing` on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command.text],
        cwd=project,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
