"""Start processes that run modules of ours, and end them with all that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

from briefing.system.own_process import IS_LINUX

# In the environment of all that a run starts, so that nothing of it is left behind.
MARK = "BRIEFING_RUN"
CAN_FORK = hasattr(os, "fork")
_HOME = str(Path(__file__).parents[2])
# Our own code stands last on the path: it shadows nothing, and is found from any folder, also by a
# bare interpreter, which lacks the hook that finds an editable install.
_START = f"""
import importlib, sys
sys.path.append({_HOME!a})
sys.exit(importlib.import_module(sys.argv.pop(1)).main())
"""
_MOST_COMPLAINT = 20_000
# On Windows, Ctrl-C goes to every process of a window, unless it is apart.
_APART = int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)) | int(
    getattr(subprocess, "CREATE_NO_WINDOW", 0)
)


class Child(subprocess.Popen[bytes]):
    """
    A process that runs the function `main` of a *module* of ours, with *words* as its arguments.

    It finds our code whatever the working folder and PYTHONPATH, and is the first of a session
    and of a group of processes: Ctrl-C does not reach it. Its standard input and output are pipes,
    and its standard error is a file, which no one has to empty while a library complains at length.
    A *bare* one starts quicker: it runs no site module, and is given our own path.
    *options* are those of Popen.
    """

    def __init__(self, module: str, *words: str, bare: bool = False, **options: Any) -> None:
        self._complaint = tempfile.TemporaryFile()  # noqa: SIM115  # for as long as it lives
        flags = ["-I", "-S"] if bare else ["-P"]
        path = f"import sys\nsys.path[:] = {sys.path!a}" if bare else ""
        pipes: dict[str, Any] = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": self._complaint,
        }
        super().__init__(
            [sys.executable, *flags, "-c", path + _START, module, *words],
            start_new_session=True,
            creationflags=_APART,
            **pipes | options,
        )

    def kill(self) -> None:
        """Kill the process and its group, unless it has ended."""
        if not CAN_FORK:
            super().kill()
        elif self.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def complaint(self) -> str:
        """Return what it wrote to its standard error, from the beginning."""
        self._complaint.seek(0)
        return self._complaint.read(_MOST_COMPLAINT).decode("utf-8", "replace")

    def end(self, seconds: float = 0) -> int:
        """Wait *seconds* for its end, then kill it; close the pipes and return the exit status."""
        try:
            status = self.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            status = self.wait()
        for file in (self.stdin, self.stdout, self._complaint):
            # What a pipe still holds is for a process that is gone.
            with contextlib.suppress(OSError):
                if file:
                    file.close()
        return status


def forget_home() -> None:
    """Take our own folder off the path: cells get the path that they would have without us."""
    del sys.path[len(sys.path) - 1 - sys.path[::-1].index(_HOME)]


def end_run_when_told(mark: str) -> None:
    """On SIGTERM kill the run's processes, then end by that signal: no notebook has that status."""

    def end(number: int, _: object) -> None:
        end_run(mark)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, end)


def end_descendants(spare: frozenset[int] = frozenset()) -> None:
    """
    Kill our children but *spare*, and what they leave us, until none is left.

    After `adopt_orphans` that is every process below this one, however it tried to get away.
    """
    while children := _children() - spare:
        for pid in children:
            # A child that has ended stays ours, and its number with it, until we wait for it.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def end_marked(mark: str) -> None:
    """Kill whatever was started with *mark* in its environment, except this process."""
    for process in psutil.process_iter():
        # Processes of others do not show their environment; they are none of ours.
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                process.kill()


def end_run(mark: str) -> None:
    """Kill what is left of a run whose processes are all below this one."""
    end_descendants()
    if not IS_LINUX:
        # Orphans went to the first process there; those that cells started bear the mark.
        end_marked(mark)


def _children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return {int(pid) for pid in listed.read_text(encoding="ascii").split()}
    except OSError:
        return {process.pid for process in psutil.Process().children()}
