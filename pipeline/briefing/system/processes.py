"""Processes that this one started, and what those started in turn, are brought to their end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

import psutil

try:
    import resource
except ImportError:  # Windows has none.
    resource = None  # type: ignore[assignment]

MIB = 1 << 20
# In the environment of all that a run starts, so that nothing of it is left behind.
MARK = "BRIEFING_RUN"
_STATM = Path("/proc/self/statm")
_PR_SET_CHILD_SUBREAPER = 36
IS_LINUX = sys.platform == "linux"
CAN_FORK = hasattr(os, "fork")


def adopt_orphans() -> None:
    """Become the parent of every process below whose own parent ends (Linux only)."""
    if IS_LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_run_when_told(mark: str) -> None:
    """On SIGTERM take the run's processes along, and end by it: no status of the notebook's own."""

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


def bound_memory(most_mib: int | None) -> None:
    """
    Let this process, and each that it starts, take *most_mib* MiB more than it has.

    What counts is private memory that can be written (RLIMIT_DATA), and the system itself refuses
    more of it, so a cell ends with a MemoryError. A watch on the resident size would come too late
    when memory is taken quickly, and RLIMIT_AS counts what is only reserved. Outside Linux there
    is no such limit.
    """
    if most_mib is None or not IS_LINUX:
        return
    taken = int(_STATM.read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    limit = taken + most_mib * MIB
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return {int(pid) for pid in listed.read_text(encoding="ascii").split()}
    except OSError:
        return {process.pid for process in psutil.Process().children()}
