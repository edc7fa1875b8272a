"""Functions called in processes of their own, and what is forked from where they left something."""

from __future__ import annotations

import os
import signal
import textwrap
import time
from typing import TYPE_CHECKING, Any

import nbformat
import psutil
import pytest

from briefing.domain.errors import NotebookFailed
from briefing.engine import CallBroke, Forks, ProcessDied, Warm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALLED = """
import os, threading, time
left = []
def leave(what, tell):
    left.append(what)
    tell({"left": what})
    return {"pid": os.getpid(), "cwd": os.getcwd(), "left": left}
def look(tell):
    return {"pid": os.getpid(), "left": left}
def fail(tell):
    raise ValueError("坏了")
def die(tell):
    os.kill(os.getpid(), 9)
def wait(tell):
    time.sleep(600)
def start_threads(tell):
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    left.append("here")
    return {"left": left}
def start_process(tell):
    import subprocess
    return {"pid": subprocess.Popen(["sleep", "600"], start_new_session=True).pid}
"""
SECONDS = 60


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    (folder / "called.py").write_text(textwrap.dedent(CALLED), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def warm(root: Path) -> Iterator[Warm]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root), prepend=os.pathsep)
        with Warm(root) as made:
            yield made


def _looks(folder: Path) -> Path:
    return _notebook(folder, "import called; print(called.left)")


def _notebook(folder: Path, source: str) -> Path:
    cell = nbformat.v4.new_code_cell(source)
    parameters = nbformat.v4.new_code_cell("x: int = 1", metadata={"tags": ["parameters"]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[parameters, cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "looks.ipynb")
    return folder / "looks.ipynb"


def _printed(forks: Forks, notebook: Path) -> str:
    return str(forks.execute(notebook, {}).cells[-1].outputs[0].text).strip()


def _is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _soon(condition: Any) -> bool:
    until = time.monotonic() + 20
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(condition())


def test_a_call_answers_and_is_gone(warm: Warm, root: Path) -> None:
    """What it tells on its way is told at once; what it left in memory is nobody else's."""
    told: list[Any] = []
    answer = warm.call("called:leave", {"what": "甲"}, SECONDS, told.append)

    assert told == [{"left": "甲"}]
    assert answer["left"] == ["甲"]
    assert answer["cwd"] == str(root)
    assert _is_gone(answer["pid"])
    assert warm.call("called:look", {}, SECONDS)["left"] == []


def test_what_is_forked_from_a_branch_finds_what_was_left(warm: Warm, root: Path) -> None:
    """Calls, notebooks and further branches; each its own, and the branch as it was."""
    notebook = _looks(root)
    first, branch = warm.branch("called:leave", {"what": "甲"}, SECONDS)
    with branch:
        assert branch.call("called:look", {}, SECONDS)["left"] == ["甲"]
        assert _printed(branch, notebook) == "['甲']"
        second, further = branch.branch("called:leave", {"what": "乙"}, SECONDS)
        with further:
            assert _printed(further, notebook) == "['甲', '乙']"
        assert _is_gone(second["pid"])
        assert _printed(branch, notebook) == "['甲']"
        assert not _is_gone(first["pid"])
    assert _is_gone(first["pid"])
    assert _printed(warm, notebook) == "[]"


def test_where_threads_forbid_to_fork_the_warm_process_stands_in(warm: Warm, root: Path) -> None:
    """Slower, and right."""
    answer, branch = warm.branch("called:start_threads", {}, SECONDS)
    with branch:
        assert answer["left"] == ["here"]
        assert _printed(branch, _looks(root)) == "[]"
    assert _printed(warm, _looks(root)) == "[]"


def test_a_function_that_raises_is_told_with_its_traceback(warm: Warm) -> None:
    """It is a fault of ours; the next call is served."""
    for forking in (warm.call, warm.branch):
        with pytest.raises(CallBroke, match=r"Traceback[\s\S]*ValueError: 坏了"):
            forking("called:fail", {}, SECONDS)
        with pytest.raises(ProcessDied):
            forking("called:die", {}, SECONDS)
    assert warm.call("called:look", {}, SECONDS)["left"] == []


def test_a_function_that_takes_too_long_is_ended(warm: Warm) -> None:
    """At once, and nothing of it is left."""
    started = time.monotonic()
    with pytest.raises(NotebookFailed, match="超过1秒"):
        warm.call("called:wait", {}, 1)

    assert time.monotonic() - started < 15


def test_what_a_call_starts_ends_with_it(warm: Warm) -> None:
    """Even what tried to get away."""
    answer = warm.call("called:start_process", {}, SECONDS)

    assert _soon(lambda: _is_gone(answer["pid"]))


def test_a_branch_that_is_killed_says_so(warm: Warm, root: Path) -> None:
    """What is asked of it afterwards did not run; the warm process goes on."""
    answer, branch = warm.branch("called:leave", {"what": "甲"}, SECONDS)
    with branch:
        os.kill(answer["pid"], signal.SIGKILL)
        with pytest.raises(ProcessDied):
            branch.execute(_looks(root), {})
        with pytest.raises(ProcessDied):
            branch.call("called:look", {}, SECONDS)
    assert warm.call("called:look", {}, SECONDS)["left"] == []


def test_a_run_that_is_told_to_end_has_died(warm: Warm, root: Path) -> None:
    """As by a branch whose own parent was killed: no cell failed, and another try may do better."""
    told = "import os, signal, time\nos.kill(os.getppid(), signal.SIGTERM)\ntime.sleep(60)"

    with pytest.raises(ProcessDied):
        warm.execute(_notebook(root, told), {})
