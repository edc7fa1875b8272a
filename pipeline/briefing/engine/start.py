"""
The process that runs a notebook's cells is started; what joins us to it comes back.

In a process that was forked from a warm one it is forked at once. Elsewhere a guard is started,
which forks it: so what cells start is taken down even when this process is killed.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from briefing.engine.wire import Lines, Wire
from briefing.system.processes import MARK, end_marked, end_run

# Forks the process of the cells, given its lines and its memory in MiB; returns its number.
Fork = Callable[[Lines, int | None], int]
_HOME = str(Path(__file__).parents[2])
_CHUNK = 1 << 16


class Cells:
    """A process that runs cells; *pid* is our child: it, or its guard."""

    def __init__(self, memory_mib: int | None, fork: Fork | None) -> None:
        """Start it, by *fork* where there is one."""
        ours, theirs = socket.socketpair()
        lines = Lines(theirs.fileno(), os.pipe(), os.pipe())
        self.wire = Wire(ours)
        self.pipes = {"stdout": lines.out[0], "stderr": lines.err[0]}
        self._guard: subprocess.Popen[bytes] | None = None
        self._mark = os.environ.get(MARK, "")
        self._status: int | None = None
        try:
            if fork:
                self.pid = fork(lines, memory_mib)
            else:
                self._mark = uuid.uuid4().hex
                self._guard = _guard(self._mark, lines, memory_mib)
                self.pid = self._guard.pid
        finally:
            theirs.close()
            os.close(lines.out[1])
            os.close(lines.err[1])

    @property
    def has_ended(self) -> bool:
        """Tell whether the process is no more."""
        if self._guard:
            return self._guard.poll() is not None
        if self._status is None:
            gone, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = status if gone else None
        return self._status is not None

    def end(self, grace: float) -> None:
        """Give the process *grace* seconds to end by itself; then take all down that it started."""
        with contextlib.suppress(OSError):
            self.wire.end.shutdown(socket.SHUT_WR)
        until = time.monotonic() + grace
        ends = [self.wire.end.fileno(), *self.pipes.values()]
        while not self.has_ended and time.monotonic() < until:
            # What it prints in its last moments is no cell's output, and must not hold it up.
            for end in select.select(ends, [], [], 0.002)[0]:
                with contextlib.suppress(ConnectionError):
                    if os.read(end, _CHUNK):
                        continue
                ends.remove(end)
        self._take_down()
        self.wire.end.close()
        for pipe in self.pipes.values():
            os.close(pipe)

    def _take_down(self) -> None:
        if self._guard:
            self._take_down_guard(self._guard)
            return
        if not self.has_ended:
            os.kill(self.pid, signal.SIGKILL)
        end_run(self._mark)

    def _take_down_guard(self, guard: subprocess.Popen[bytes]) -> None:
        """The guard ends with its standard input; one that is killed leaves the rest to us."""
        assert guard.stdin is not None
        guard.stdin.close()
        try:
            status = guard.wait(timeout=10)
        except subprocess.TimeoutExpired:
            guard.kill()
            status = guard.wait()
        if status < 0:
            end_marked(self._mark)


def _guard(mark: str, lines: Lines, memory_mib: int | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*module("outer_process"), *map(str, lines.all), str(memory_mib or 0)],
        env=os.environ | {MARK: mark},
        stdin=subprocess.PIPE,
        pass_fds=lines.all,
        start_new_session=True,
    )


def module(name: str) -> list[str]:
    """Return the words that start a module of the engine, whatever lies in the working folder."""
    return [sys.executable, "-P", "-c", _START, f"briefing.engine.{name}"]


def forget_home() -> None:
    """In a process that was started so: leave cells the path that they would have without us."""
    del sys.path[len(sys.path) - 1 - sys.path[::-1].index(_HOME)]


# Our own code stands last on the path: it shadows nothing, and is found from any folder.
_START = f"""
import runpy, sys
sys.path.append({_HOME!r})
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
