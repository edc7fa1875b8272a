"""
One month, built in many offices: whatever their clocks, zones, locales and disks are, the files that
they publish are the same, byte for byte.

`ENVIRONMENTS=20` builds it in twenty of them, without it in four.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.elsewhere import FAKETIME, LOCALES, MOMENTS, ZONES, Elsewhere, environment
from tests.long.conftest import need
from tests.project import SOURCE, copy_project

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _clock() -> None:
    need(None if FAKETIME else "no libfaketime: apt install faketime")


ENVIRONMENTS = int(os.environ.get("ENVIRONMENTS", "4"))
BATCHES = [
    ["--report", "briefing", "--report", "ledger_check"],
    ["--report", "supervision", "--item", "水利局", "--item", "交通运输局"],
]


def published(there: Elsewhere, project: Path, working: Path) -> dict[str, str]:
    """Build the month from a working folder in the project; return the hash of each file."""
    for asked in BATCHES:
        words = ["batch", "2020-05", *asked, "--workers", str(there.workers)]
        done = subprocess.run(
            [sys.executable, "-m", "briefing", *words],
            cwd=working,
            env=dict(there.variables),
            preexec_fn=partial(os.umask, there.umask),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{there}: {done.stderr}"
    reports = project / "reports"
    return {
        path.relative_to(reports).as_posix(): _hash(path)
        for path in sorted(reports.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def _hash(path: Path) -> str:
    if path.name == "manifest.json":
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        # When and where is for the manifest alone to tell.
        kept = {name: told[name] for name in ("parameters", "inputs", "outputs", "fonts", "lock")}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    """HTML, PDF, Word, Excel, CSV, notebook and picture; what the manifest says of them too."""
    first: dict[str, str] = {}
    different: dict[str, list[str]] = {}
    for number in range(ENVIRONMENTS):
        # Another path each time, with a space and Chinese in some.
        project = copy_project(_made(tmp_path / ("项 目" if number % 2 else "p") / f"{number}"))
        there = environment(number, SOURCE, tmp_path / f"site-{number}")
        found = published(there, project, project / ("notebooks" if number % 2 else "."))
        first = first or found
        differing = [name for name in {*first, *found} if first.get(name) != found.get(name)]
        if differing:
            different[str(there)] = sorted(differing)
        print(f"{number + 1}/{ENVIRONMENTS} {there}: {len(found)} files, {len(differing)} differ")

    assert {Path(name).suffix for name in first} >= {
        ".html", ".pdf", ".docx", ".xlsx", ".csv", ".json", ".ipynb", ".png",
    }  # fmt: skip
    assert different == {}


@pytest.mark.parametrize("number", range(len(MOMENTS)))
def test_another_office_is_elsewhere(number: int, tmp_path: Path) -> None:
    """What is changed is changed: the clock, the zone, the order of files, in Python's own words."""
    there = environment(number, SOURCE, tmp_path / "site")
    folder = _made(tmp_path / "many")
    for name in range(50):
        (folder / f"{name:02d}").touch()
    asked = (
        "import datetime, os, time; "
        "print(datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%d %H:%M'));"
        "print(time.strftime('%Y-%m-%d %H:%M', time.gmtime()));"
        "print(os.environ['TZ']); print(sorted(os.listdir('.')) == os.listdir('.'));"
        "print(len(list(os.scandir('.'))))"
    )

    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=folder,
        env=dict(there.variables),
        capture_output=True,
        text=True,
        check=True,
    )

    one, two, zone, is_sorted, count = done.stdout.splitlines()
    near = _near(there.moment)
    assert one in near
    assert two in near
    assert (zone, is_sorted, count) == (ZONES[number % len(ZONES)], "False", "50")
    assert there.variables["LC_ALL"] in LOCALES


def _near(moment: str) -> set[str]:
    """The minutes that a clock may show soon after it was set."""
    there = dt.datetime.fromisoformat(moment)
    return {f"{there + dt.timedelta(minutes=step):%Y-%m-%d %H:%M}" for step in (-1, 0, 1)}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
