"""Copy the project, and run its command line as a clerk would."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import shutil
import subprocess
import sys
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
# What PYTHONPATH names, so that a command runs this checkout whatever is installed.
SOURCE = ROOT / "pipeline"
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "tests.project",
        "briefing.cli",
        "briefing.jobs.build",
        "briefing.ledgers.ingest",
        "briefing.ledgers.feedback",
        "briefing.sections.report",
        "pandera.pandas",
        "nbformat.v4",
    ]
)


def copy_project(folder: Path) -> Path:
    """Copy what a build reads: ledgers as received, notebooks, the lock."""
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("tidy"))
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder)
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """
    Run the command line in a project, as a clerk would.

    In a process of its own, forked from one that holds the program's imports and has done nothing
    else: a command of the tests spends its time on its own work.
    """
    _start()
    with TemporaryDirectory() as written:
        streams = [Path(written, name) for name in ("stdout", "stderr")]
        process = _FORKS.Process(target=_command, args=(folder, words, *streams))
        process.start()
        process.join()
        told = [stream.read_text(encoding="utf-8") for stream in streams]
    return subprocess.CompletedProcess(words, process.exitcode or 0, *told)


@cache
def _start() -> None:
    """Start the process that others are forked from, with the program of this checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{SOURCE}{os.pathsep}{ROOT}")
        forkserver.ensure_running()


def _command(folder: Path, words: Sequence[str], *streams: Path) -> None:
    for descriptor, stream in enumerate(streams, 1):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), descriptor)
    sys.stdout, sys.stderr = (
        open(descriptor, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        for descriptor in (1, 2)
    )
    environment = {
        "PYTHONPATH": str(SOURCE),
        "PATH": "/usr/bin:/bin",
        "HOME": str(Path.home()),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", ""),
    }
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["briefing", *words]
    runpy.run_module("briefing", run_name="__main__")
