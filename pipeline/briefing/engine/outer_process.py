"""
The guard between a papermill that others started and the process that runs the cells.

It starts from nothing, forks the process that runs the cells, and ends with either of the two,
killing all that cells started. Descriptors and the memory limit in MiB come as words of the
command line. The standard input is papermill's end: when it closes, papermill is gone or done.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import tempfile
from pathlib import Path

from briefing.engine.wire import Lines
from briefing.system.own_process import adopt_orphans
from briefing.system.processes import MARK, end_run, end_run_when_told, forget_home


def main() -> int:
    """Guard one notebook; return the status of the process that ran its cells, without its sign."""
    from briefing.engine import cell_process

    forget_home()
    mark = os.environ.get(MARK, "")
    adopt_orphans()
    end_run_when_told(mark)
    wire, out_read, out_write, err_read, err_write, memory_mib = map(int, sys.argv[1:])
    lines = Lines(wire, (out_read, out_write), (err_read, err_write))
    with tempfile.TemporaryDirectory(prefix="briefing-profile-") as profile:
        kernel = cell_process.new_kernel(Path(profile))
        ended, told = os.pipe()
        os.set_blocking(told, False)
        signal.set_wakeup_fd(told)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        guard = os.getpid()
        pid = os.fork()
        if not pid:
            cell_process.run(kernel, lines, memory_mib or None, guard)
        for descriptor in lines.all:
            os.close(descriptor)
        status = _watch(pid, ended)
        end_run(mark)
    return abs(status)


def _watch(pid: int, ended: int) -> int:
    """Wait for the end of the cells' process or of papermill; return the former's status."""
    while True:
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            return os.waitstatus_to_exitcode(status)
        ready, _, _ = select.select([0, ended], [], [])
        if ended in ready:
            os.read(ended, 1 << 12)
        elif 0 in ready:
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            return os.waitstatus_to_exitcode(status)
