"""Batches with real notebooks: the same bytes whoever makes them, and nothing lost with a process."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.project import SOURCE, copy_project
from tests.project import run as run_command

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long

# How many moments each kill is tried at. MOMENTS=100 is the full size.
MOMENTS = int(os.environ.get("MOMENTS", "2"))
ITEMS = ["--item", "1", "--item", "2", "--item", "3", "--item", "4"]
BATCH = ["batch", "2020-05", "--report", "dossier", *ITEMS]
PATIENCE = 300


def _published(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "reports").rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def _dossiers(root: Path) -> list[Path]:
    """Those that are published; what begins with a dot is only staged."""
    return list(root.glob("reports/zhashui/2020-05-dossier/[!.]*/dossier.pdf"))


def _begun(root: Path, *words: str) -> subprocess.Popen[str]:
    """A batch that is going on."""
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", *BATCH, *words],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _left_over(root: Path) -> list[psutil.Process]:
    """What still runs of a project: its working folder is the project's."""
    found = []
    for process in psutil.process_iter():
        try:
            is_ours = process.cwd().startswith(str(root)) and process.pid != os.getpid()
        except psutil.Error:
            continue
        if is_ours and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def _soon_none(root: Path) -> bool:
    until = time.monotonic() + 30
    while _left_over(root) and time.monotonic() < until:
        time.sleep(0.1)
    return not _left_over(root)


@contextmanager
def _dask(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and its workers: each a program of its own, in a folder and environment of its own."""
    address_file = folder / "address.json"
    with ExitStack() as held:

        def start(*words: str, name: str, **environment: str) -> subprocess.Popen[bytes]:
            (folder / name).mkdir()
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
                cwd=folder / name,
                env=os.environ | environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            held.callback(process.wait)
            held.callback(lambda: process.poll() is None and process.kill())
            return process

        where = ["--scheduler-file", str(address_file)]
        start("dask_scheduler", "--port", "0", "--no-dashboard", *where, name="scheduler")
        until = time.monotonic() + 60
        while not address_file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        started = [
            start(
                "dask_worker", *where, "--nworkers", "1", "--nthreads", "1", "--no-nanny",
                "--no-dashboard", name=f"worker-{number}", TZ=["Asia/Shanghai", "UTC"][number % 2],
                LC_ALL=["C", "C.UTF-8"][number % 2],
            )
            for number in range(workers)
        ]  # fmt: skip
        address = json.loads(address_file.read_text())["address"]
        yield address, started


def test_the_bytes_do_not_depend_on_who_makes_them(tmp_path: Path) -> None:
    """One worker or two, a standard kernel, machines behind a scheduler."""
    expected: dict[str, bytes] = {}
    with _dask(tmp_path, 2) as (address, _):
        for number, how in enumerate(
            (
                ["--workers", "1"],
                ["--workers", "2"],
                ["--workers", "2", "--engine", "kernel"],
                ["--dask", address],
            )
        ):
            root = copy_project(tmp_path / f"project-{number}")
            done = run_command(root, *BATCH, *how)
            assert done.returncode == 0, done.stderr
            assert "已生成4" in done.stdout
            found = _published(root)
            expected = expected or found
            assert found == expected
            # Machines behind a scheduler keep warm for the next batch.
            assert how[0] == "--dask" or _soon_none(root)
    assert _soon_none(tmp_path)
    assert len(expected) >= 4 * 4


def test_a_machine_that_is_lost_loses_nothing(tmp_path: Path) -> None:
    """A worker is killed in the middle: its job is made by another, and its files are nobody's."""
    root = copy_project(tmp_path / "project")
    with _dask(tmp_path, 2) as (address, workers):
        batch = _begun(root, "--dask", address)
        until = time.monotonic() + PATIENCE
        while not _dossiers(root) and time.monotonic() < until:
            time.sleep(0.05)
        workers[0].send_signal(signal.SIGKILL)
        said, complained = batch.communicate(timeout=PATIENCE)

    assert batch.returncode == 0, complained
    assert "失败0" in said
    assert len(_dossiers(root)) == 4
    assert not list(root.glob("reports/.batch-*"))
    assert run_command(root, "verify").returncode == 0


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose tables are stored, so that most moments are those of making reports."""
    root = copy_project(tmp_path_factory.mktemp("opened") / "project")
    assert run_command(root, "check", "2020-05").returncode == 0
    return root


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_batch_that_is_killed_goes_on_the_next_time(opened: Path, moment: int) -> None:
    """Whenever that is: nothing half is seen, no process is left, and only what is missing is made."""
    root, chance = opened, random.Random(moment)
    shutil.rmtree(root / "reports", ignore_errors=True)
    batch = _begun(root, "--workers", "2")
    with contextlib.suppress(subprocess.TimeoutExpired):
        batch.wait(chance.uniform(0, 9))
    batch.kill()
    batch.communicate(timeout=PATIENCE)

    assert _soon_none(root)
    made = len(_dossiers(root))
    assert run_command(root, "verify").returncode == (0 if made else 2)
    again = run_command(root, *BATCH, "--workers", "2")
    assert f"已生成{4 - made}，没有变化{made}，失败0" in again.stdout
    assert run_command(root, "verify").returncode == 0


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_process_of_a_batch_that_is_killed_costs_nothing_else(opened: Path, moment: int) -> None:
    """One that opens, runs or renders: its job is tried again, and no other is touched."""
    root, chance = opened, random.Random(moment)
    shutil.rmtree(root / "reports", ignore_errors=True)
    batch = _begun(root, "--workers", "2")
    time.sleep(chance.uniform(0.5, 8))
    try:
        below = psutil.Process(batch.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        below = []
    if below:
        with contextlib.suppress(psutil.NoSuchProcess):
            chance.choice(below).kill()
    said, complained = batch.communicate(timeout=PATIENCE)

    assert batch.returncode == 0, complained
    assert "失败0" in said
    assert _soon_none(root)
    assert len(_dossiers(root)) == 4
    assert run_command(root, "verify").returncode == 0
