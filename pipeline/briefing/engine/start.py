"""
Start the process that runs a notebook's cells, and end it.

A process that was forked from a warm one forks it. Elsewhere a guard is started, which forks it,
and ends what cells have started even when this process is killed.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
import uuid
from collections.abc import Callable

from briefing.engine.wire import Lines, Wire
from briefing.system.processes import MARK, Child, end_marked, end_run

# Forks the process of the cells, given its lines and its memory in MiB; returns its number.
Fork = Callable[[Lines, int | None], int]
_CHUNK = 1 << 16
# For a guard to take down what its cells have started.
_GUARD_SECONDS = 10


class Cells:
    """
    A process that runs cells: its end of the `wire`, and `pipes`, what its cells print.

    It may take *memory_mib* MiB, and is made by *fork*, or by a guard where that is None. `pid` is
    our child: the process, or its guard.
    """

    def __init__(self, memory_mib: int | None, fork: Fork | None) -> None:
        ours, theirs = socket.socketpair()
        lines = Lines(theirs.fileno(), os.pipe(), os.pipe())
        self.wire = Wire(ours)
        self.pipes = {"stdout": lines.out[0], "stderr": lines.err[0]}
        self._guard: Child | None = None
        self._mark = os.environ.get(MARK, "")
        self._status: int | None = None
        try:
            if fork:
                self.pid = fork(lines, memory_mib)
            else:
                self._mark = uuid.uuid4().hex
                self._guard = Child(
                    "briefing.engine.outer_process",
                    *map(str, (*lines.all, memory_mib or 0)),
                    env=os.environ | {MARK: self._mark},
                    stdout=None,
                    stderr=None,
                    pass_fds=lines.all,
                )
                self.pid = self._guard.pid
        finally:
            theirs.close()
            os.close(lines.out[1])
            os.close(lines.err[1])

    @property
    def has_ended(self) -> bool:
        """Tell whether the process has ended."""
        if self._guard:
            return self._guard.poll() is not None
        if self._status is None:
            gone, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = status if gone else None
        return self._status is not None

    def end(self, grace: float) -> None:
        """Wait *grace* seconds for the process to end; then kill it and all that it started."""
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
        if not self._guard:
            if not self.has_ended:
                os.kill(self.pid, signal.SIGKILL)
            end_run(self._mark)
            return
        assert self._guard.stdin
        # The guard ends with its standard input; one that is killed leaves the rest to us.
        self._guard.stdin.close()
        if self._guard.end(_GUARD_SECONDS) < 0:
            end_marked(self._mark)
