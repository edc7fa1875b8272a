"""Notebooks go in, from any number of threads; each is run by a process forked from a warm one."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pipeline.engine import run
from pipeline.engine.order import LENGTH, WARM_DIED, Limits, Order
from pipeline.engine.processes import end_marked
from pipeline.engine.start import environment, module

if TYPE_CHECKING:
    from nbformat import NotebookNode

# A process that forks may have but one thread: these libraries would start their own when loaded.
# On macOS the system's own libraries would refuse to work in a forked process.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
}
# Seconds for the warm process to take a run down, before it is taken down itself.
_PATIENCE = 15.0


class Warm:
    """
    A warm process, as long as the context lasts.

    It begins to import at once, in its own time, while the caller goes on. `execute` may be called
    from several threads; each call is a process of its own. The caller may have threads and V8: it
    never forks.
    """

    def __init__(self, root: Path) -> None:
        """Start it; notebooks will run in the folder *root*."""
        self._root = root
        self._profile = tempfile.TemporaryDirectory(prefix="briefing-profile-")
        self._lock = threading.Lock()
        self._start()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, and every run that is still going on."""
        self.close()

    def close(self) -> None:
        """End it, and every run that is still going on."""
        self._control.close()
        # It may still be importing, and not see yet that we are done.
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._profile.cleanup()

    def execute(
        self, notebook: Path, parameters: Mapping[str, Any], limits: Limits | None = None
    ) -> NotebookNode:
        """
        Run *notebook* with *parameters*; return it executed.

        Raises UsageError before anything starts when a parameter is wrong, and NotebookFailed when
        the notebook stopped, died or ran out of time, or when the warm process is gone.
        """
        return run.executed(notebook, parameters, self._root, limits or Limits(), self._run)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*module("server"), str(theirs.fileno()), self._profile.name],
                env=environment() | _ONE_THREAD,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=self._root,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def _run(self, order: Order, seconds: int) -> int | None:
        """Have an order run for at most *seconds*; return its status, or nothing when time was over."""
        life, theirs = socket.socketpair()
        with life:
            with theirs:
                self._send(order, theirs)
            try:
                life.settimeout(seconds)
                return self._status(life, order.mark)
            except TimeoutError:
                return None
            finally:
                self._see_the_end(life)

    def _send(self, order: Order, life: socket.socket) -> None:
        text = json.dumps(order.as_dict()).encode()
        with self._lock, contextlib.suppress(OSError):
            if self._process.poll() is not None:
                self._control.close()
                self._start()
            # One that is killed on the way is told by the closing of the run's other end.
            socket.send_fds(self._control, [LENGTH.pack(len(text))], [life.fileno()])
            self._control.sendall(text)

    def _status(self, life: socket.socket, mark: str) -> int:
        told = _read(life)
        if told:
            return int(json.loads(told))
        # The warm process was killed. Its runs take themselves down; what cells started bears a mark.
        end_marked(mark)
        return WARM_DIED

    def _see_the_end(self, life: socket.socket) -> None:
        """However we leave: the run is told to end, and has ended when this returns."""
        with contextlib.suppress(OSError):
            life.shutdown(socket.SHUT_WR)
            life.settimeout(_PATIENCE)
            _read(life)


def _read(life: socket.socket) -> bytes:
    """Read until the other end closes, or a status has come whole."""
    told = b""
    while part := life.recv(64):
        told += part
    return told
