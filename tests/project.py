"""Copy the project, and run its command line as a clerk would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What PYTHONPATH names, so that a command runs this checkout whatever is installed.
SOURCE = ROOT / "pipeline"


def copy_project(folder: Path) -> Path:
    """Copy what a build reads: ledgers as received, notebooks, the lock."""
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("tidy"))
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder)
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a project, as a clerk would."""
    return subprocess.run(
        [sys.executable, "-m", "briefing", *words],
        cwd=folder,
        env={
            "PYTHONPATH": str(SOURCE),
            "PATH": "/usr/bin:/bin",
            "HOME": str(Path.home()),
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", ""),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
