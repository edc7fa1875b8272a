"""Processes are killed at random moments: what happened is told, nothing is left, the next run is right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import nbformat
import psutil
import pytest

from briefing.engine import ProcessDied, Warm
from tests.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.long

MOMENTS = int(os.environ.get("MOMENTS", "100"))
# A number of seconds by which the processes that cells start are told from all others, those of
# another run of the tests included.
_ASLEEP = f"54321.{uuid.uuid4().int % 10**9:09}"
_START = f"""
import subprocess
subprocess.Popen(["sleep", "{_ASLEEP}"])
subprocess.Popen(["sleep", "{_ASLEEP}"], start_new_session=True)
subprocess.run(["sh", "-c", "setsid sleep {_ASLEEP} >/dev/null 2>&1 &"])
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A notebook of half a second that starts processes which try to get away."""
    tag = {"tags": ["parameters"]}
    sources = [_START, *["import time; time.sleep(0.05); print('.')"] * 6, "print('done')"]
    cells = [nbformat.v4.new_code_cell("month: str = ''", metadata=tag)]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    kind = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "report.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kind}), path)
    return path


@pytest.fixture
def running() -> Iterator[Warm]:
    """A warm process of the test's own, for it may be killed."""
    with Warm(ROOT) as warm:
        yield warm


def _left() -> list[int]:
    """The processes that cells started and that still run; those just killed get the time to go."""
    for _ in range(100):
        found = [
            process.pid
            for process in psutil.process_iter(["cmdline", "status"])
            if process.info["cmdline"] == ["sleep", _ASLEEP]
            and process.info["status"] != psutil.STATUS_ZOMBIE
        ]
        if not found:
            return []
        time.sleep(0.05)
    return found


def _is_done(warm: Warm, page: Path) -> bool:
    return bool(warm.execute(page, {}).cells[-1].outputs[0].text == "done\n")


def _victim(warm: Warm, role: str) -> int | None:
    """The process of a role in the run that is going on, if there is one."""
    server = psutil.Process(warm.pid)
    if role == "warm process":
        return server.pid
    papermills = server.children()
    if not papermills or role == "papermill":
        return papermills[0].pid if papermills else None
    cells = papermills[0].children()
    return cells[0].pid if cells else None


@pytest.mark.parametrize("role", ["cells", "papermill", "warm process"])
def test_a_death_at_any_moment_is_told_and_leaves_nothing(
    running: Warm, page: Path, role: str
) -> None:
    """Either the notebook was done before the blow, or its death is told; the next run is right."""
    chance = random.Random(role)
    assert _is_done(running, page)
    told = 0
    for _ in range(MOMENTS // 3 + 1):
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(_is_done, running, page)
            time.sleep(chance.uniform(0, 0.8))
            pid = None if future.done() else _victim(running, role)
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
            try:
                assert future.result(timeout=60)
            except ProcessDied:
                told += 1
        assert _left() == []

    assert told > 0
    assert _is_done(running, page)
    assert _left() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_caller_that_dies_takes_everything_along(page: Path, number: signal.Signals) -> None:
    """Whoever asked for the run is killed, told to end or interrupted: no process stays."""
    chance = random.Random(str(number))
    program = (
        "import signal, sys\nfrom pathlib import Path\nfrom briefing.engine import Warm\n"
        # Whoever runs tests in the background may have told all below it to ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "with Warm(Path(sys.argv[1])) as warm:\n"
        "    while True:\n"
        "        warm.execute(Path(sys.argv[2]), {})\n"
        "        print('done', flush=True)\n"
    )
    for _ in range(MOMENTS // 30 + 1):
        caller = subprocess.Popen(
            [sys.executable, "-c", program, str(ROOT), str(page)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert caller.stdout is not None
        caller.stdout.readline()
        time.sleep(chance.uniform(0, 0.8))
        below = psutil.Process(caller.pid).children(recursive=True)
        caller.send_signal(number)
        caller.wait(30)
        caller.stdout.close()

        gone, alive = psutil.wait_procs(below, timeout=20)
        assert gone
        assert alive == []
        assert _left() == []


def test_a_papermill_of_others_that_dies_takes_everything_along(page: Path) -> None:
    """`papermill --engine briefing` is killed from outside: its guard sees to the rest."""
    chance = random.Random(1)
    for number in [signal.SIGKILL, signal.SIGTERM, signal.SIGINT] * (MOMENTS // 50 + 1):
        called = subprocess.Popen(
            [sys.executable, "-m", "papermill", "--engine", "briefing", str(page), "out.ipynb"],
            cwd=page.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(1, 6))
        below = (
            psutil.Process(called.pid).children(recursive=True) if called.poll() is None else []
        )
        called.send_signal(number)
        called.wait(30)

        _, alive = psutil.wait_procs(below, timeout=20)
        assert alive == []
        assert _left() == []


def test_thirty_two_notebooks_at_once_ten_times(running: Warm, page: Path) -> None:
    """None of 320 fails, however few cores there are, and threads of the caller do not pile up."""
    before = threading.active_count()
    with ThreadPoolExecutor(32) as pool:
        for _ in range(10):
            assert list(pool.map(lambda _: _is_done(running, page), range(32))) == [True] * 32

    assert threading.active_count() == before
    assert _left() == []
    assert psutil.Process(running.pid).children() == []
