"""
The warm process: it has imported what notebooks import, and forks a process for each of them.

Orders come in on a socket (the descriptor is the first word of the command line), each with one
end of a socket pair that stands for the run. When the other end closes, the run is to end; when
the run has ended, its exit status is written there. This process has one thread, starts none, and
loads no V8: only so may it fork.

An order may be a call: then the process that was forked for it calls the function and serves
orders as this one does, and what is forked from it finds in memory what the function has left.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from briefing.engine.engine import call_function
from briefing.engine.order import LENGTH, Call, Order, unpacked
from briefing.engine.wire import Lines
from briefing.system.own_process import adopt_orphans, die_with_parent, redirect_to_nothing
from briefing.system.processes import (
    MARK,
    end_descendants,
    end_run,
    end_run_when_told,
    forget_home,
)

if TYPE_CHECKING:
    from briefing.engine.cell_process import Kernel

# What our notebooks import, and with it pandas and Altair; the engine only knows their names.
IMPORTED = ("briefing.sections", "briefing.explore")
# Seconds that a run has to end its own processes.
_GRACE = 5.0


@dataclass
class _Run:
    """Our end of the pair that stands for a run."""

    life: socket.socket
    # When it is to be killed, by the monotonic clock, once it has been told to end.
    until: float | None = None


def main() -> None:
    """Import, then serve orders until the other end closes; in a forked process run its order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    forget_home()
    adopt_orphans()
    descriptor, profile = sys.argv[1:]
    control = socket.socket(fileno=int(descriptor))
    kernel = _warm_up(Path(profile))
    server = _Server(control)
    while work := server.serve():
        # We are the process that was forked for it.
        if isinstance(work.order, Order):
            os._exit(_run(work.order, kernel))
        if not _call(work.order, work.answers):
            os._exit(0)
        server = _Server(socket.socket(fileno=work.control), work.life)
    if server.is_branch:
        os._exit(0)


def _warm_up(profile: Path) -> Kernel:
    # What is imported stays: collecting garbage again and again would take a third of the time.
    gc.disable()
    import nbformat

    from briefing.engine import cell_process, papermill_process  # noqa: F401

    kernel = cell_process.new_kernel(profile)
    for name in IMPORTED:
        # What does not import here fails in the notebook, where it is told.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for minor in (4, 5):
        # Compiled at the first notebook otherwise, in each child anew.
        nbformat.validator.get_validator(4, minor)
    kernel.shell.transform_cell("%time 1")
    _settle_memory()
    gc.enable()
    return kernel


@dataclass(frozen=True)
class _Received:
    """An order, and its descriptors: *life* stands for the run, the others come with a call."""

    order: Order | Call
    life: int
    answers: int = -1
    control: int = -1


class _Server:
    """Serves the orders of one socket; *life* stands for this process where it was forked for a call."""

    def __init__(self, control: socket.socket, life: int = -1) -> None:
        self._control = control
        self._life = life
        self._runs: dict[int, _Run] = {}
        self._wake, told = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(told, False)
        self._is_told_to_end = False
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # Until here the signal ends us at once: there was nothing to take along.
        signal.signal(signal.SIGTERM, self._end_soon)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)

    @property
    def is_branch(self) -> bool:
        """Whether this process was forked by another one like it."""
        return self._life >= 0

    def serve(self) -> _Received | None:
        """Fork for each order. Return the order in the forked process, None at the end of this one."""
        while True:
            control = self._control.fileno()
            lives = {run.life.fileno(): run for run in self._runs.values() if run.until is None}
            due = [run.until for run in self._runs.values() if run.until is not None]
            pause = max(0.0, min(due) - time.monotonic()) if due else None
            ready, _, _ = select.select([control, self._wake, *lives], [], [], pause)
            if self._wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, 1 << 12)
            for closed in lives.keys() & set(ready):
                self._tell_to_end(lives[closed])
            self._reap()
            if self._is_told_to_end:
                self._end_all()
                return None
            if control in ready:
                received = _receive(self._control)
                if received is None:
                    self._end_all()
                    return None
                if not self._fork(received):
                    return received

    def _end_soon(self, *_: object) -> None:
        self._is_told_to_end = True

    def _fork(self, work: _Received) -> int:
        parent = os.getpid()
        if pid := os.fork():
            self._runs[pid] = _Run(socket.socket(fileno=work.life))
            for descriptor in (work.answers, work.control):
                if descriptor >= 0:
                    os.close(descriptor)
            return pid
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._control.close()
        if self.is_branch:
            os.close(self._life)
        for run in self._runs.values():
            run.life.close()
        # Its own life stays open: the run is over when we are gone too.
        os.setsid()
        die_with_parent(signal.SIGTERM, parent, forks=True)
        return 0

    def _tell_to_end(self, run: _Run) -> None:
        run.until = time.monotonic() + _GRACE
        pid = next(pid for pid, known in self._runs.items() if known is run)
        os.kill(pid, signal.SIGTERM)

    def _reap(self) -> None:
        """Write the exit status of runs that have ended, once nothing is left of them."""
        for pid, run in [*self._runs.items()]:
            if run.until is not None and time.monotonic() >= run.until:
                os.kill(pid, signal.SIGKILL)
                run.until = time.monotonic() + _GRACE
            gone, status = os.waitpid(pid, os.WNOHANG)
            if not gone:
                continue
            del self._runs[pid]
            # A run that was killed leaves us its processes; others take theirs along.
            end_descendants(spare=frozenset(self._runs))
            with contextlib.suppress(OSError):
                run.life.sendall(json.dumps(os.waitstatus_to_exitcode(status)).encode())
            run.life.close()

    def _end_all(self) -> None:
        for run in self._runs.values():
            if run.until is None:
                self._tell_to_end(run)
        while self._runs:
            time.sleep(0.01)
            self._reap()


def _receive(control: socket.socket) -> _Received | None:
    """Read an order and the descriptors that come with it; None when there will be no more."""
    try:
        head, descriptors, _, _ = socket.recv_fds(control, LENGTH.size, 3)
        if not head:
            return None
        wanted = LENGTH.unpack(head)[0]
        text = bytearray()
        while len(text) < wanted:
            part = control.recv(wanted - len(text))
            if not part:
                return None
            text += part
    except ConnectionError:
        return None
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    return _Received(unpacked(bytes(text)), *descriptors)


def _call(call: Call, answers: int) -> bool:
    """
    Call a function, in the process that was forked for it.

    Lines of JSON go to the descriptor *answers*: what the function tells, at last its answer.
    Returns whether the process may stay: one with threads, which a library may have started, must
    not fork.
    """
    _begin(call)
    try:
        os.chdir(call.root)
        with os.fdopen(answers, "w", encoding="utf-8") as lines:

            def write(message: dict[str, Any]) -> None:
                lines.write(json.dumps(message, ensure_ascii=False) + "\n")
                lines.flush()

            answer = call_function(
                call.function, call.arguments, lambda value: write({"told": value})
            )
            _settle_memory()
            may_stay: bool = psutil.Process().num_threads() == 1
            write({"answer": {"value": answer, "stays": may_stay}})
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    finally:
        end_run(call.mark)
    return may_stay


def _run(order: Order, kernel: Kernel) -> int:
    """Run one notebook, in the process that was forked for it; return its exit status."""
    from briefing.engine import cell_process, papermill_process

    end_run_when_told(order.mark)
    _begin(order)

    def fork(lines: Lines, memory_mib: int | None) -> int:
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            cell_process.run(kernel, lines, memory_mib, parent)
        return pid

    try:
        return papermill_process.run_forked(order, fork)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        end_run(order.mark)
        sys.stderr.flush()


def _begin(order: Order | Call) -> None:
    """Take on the environment of an order, and write complaints to its file and all else nowhere."""
    adopt_orphans()
    os.environ.clear()
    os.environ.update(order.environment | {MARK: order.mark})
    written = os.open(order.complaint, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    redirect_to_nothing(0, 1)
    os.dup2(written, 2)
    os.close(written)


def _settle_memory() -> None:
    gc.collect()
    # Otherwise the first collection in each fork would copy all that it shares with us.
    gc.freeze()
