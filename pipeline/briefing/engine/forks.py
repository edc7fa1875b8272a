"""Run notebooks, and call functions, in processes that are forked from a warm one."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from briefing.domain.errors import NotebookFailed
from briefing.engine.engine import Engine, ProcessDied, Tell
from briefing.engine.order import LENGTH, WARM_DIED, Call, Order, packed
from briefing.system.processes import Child, end_marked

# Seconds for a process to end a run, before it is killed itself.
_PATIENCE = 15.0
_CHUNK = 1 << 16
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


class CallBroke(Exception):
    """A function raised an error, which is a fault of ours; the message is its traceback."""


class Forks(Engine):
    """
    Gives orders to a process that forks, over the socket *control*.

    Each order is a process of its own. The caller may have threads and V8: it never forks.
    """

    def __init__(self, root: Path, control: socket.socket) -> None:
        super().__init__(root)
        self._control = control
        self._lock = threading.Lock()

    def branch(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell = lambda _: None,
    ) -> tuple[Any, Forks]:
        """
        Call a function for at most *seconds*; return its answer, and the process that called it.

        What is forked from that process finds in memory what the function left there. Where it
        may not fork, because a library has started threads, this process stands in for it. Raises
        CallBroke when the function raised, NotebookFailed when time was over, and ProcessDied.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                life, answer = self._call(function, arguments, seconds, tell, theirs)
        except BaseException:
            ours.close()
            raise
        if answer["stays"]:
            return answer["value"], _Branch(self._root, ours, life)
        with ours, life:
            _end_run(life)
            return answer["value"], _Same(self)

    def _call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell,
        control: socket.socket,
    ) -> tuple[socket.socket, dict[str, Any]]:
        """Have a function called; return the socket that stands for its process, and its answer."""
        with tempfile.TemporaryDirectory(prefix="briefing-call-") as folder:
            order = Call(
                function=function,
                arguments=dict(arguments),
                root=str(self._root),
                complaint=str(Path(folder) / "complaint.txt"),
                mark=uuid.uuid4().hex,
                environment=dict(os.environ),
            )
            life, theirs = socket.socketpair()
            answers, written = os.pipe()
            with theirs:
                self._send(order, theirs, [written, control.fileno()])
            os.close(written)
            try:
                answer = _answer(answers, seconds, tell)
                if answer is None:
                    self._raise_death(order, life)
            except BaseException as error:
                _end_run(life)
                life.close()
                if isinstance(error, TimeoutError):
                    message = f"{function}：超过{seconds}秒，已停止。"
                    raise NotebookFailed(message) from None
                raise
            finally:
                os.close(answers)
            return life, answer

    def _raise_death(self, call: Call, life: socket.socket) -> NoReturn:
        """Say why a function did not answer. Raises CallBroke, and ProcessDied."""
        status = self._status(life, call.mark)
        complaints = call.complaints()
        if status == 1 and complaints:
            raise CallBroke(complaints)
        message = f"{call.function}：进程中途退出（{status}），请再执行一次。"
        raise ProcessDied(message)

    def _run(self, order: Order, seconds: int) -> int | None:
        """Run an order for at most *seconds*; return its exit status, or None when time was over."""
        life, theirs = socket.socketpair()
        with life:
            with theirs:
                self._send(order, theirs, [])
            try:
                life.settimeout(seconds)
                return self._status(life, order.mark)
            except TimeoutError:
                return None
            finally:
                _end_run(life)

    def _send(self, order: Order | Call, life: socket.socket, more: list[int]) -> None:
        """Send an order, and with it the other end of *life*, which stands for the run."""
        message = packed(order)
        # That the process is gone is told by the closing of the run's other end.
        with self._lock, contextlib.suppress(OSError):
            control = self._awake()
            socket.send_fds(control, [message[: LENGTH.size]], [life.fileno(), *more])
            control.sendall(message[LENGTH.size :])

    def _awake(self) -> socket.socket:
        """Return the socket to the process."""
        return self._control

    def _status(self, life: socket.socket, mark: str) -> int:
        """Wait for the end of a run; return its exit status. Raises TimeoutError."""
        if text := _read(life):
            return int(json.loads(text))
        # The process that forks was killed. Its runs end by themselves; what cells started bears
        # a mark.
        end_marked(mark)
        return WARM_DIED


class Warm(Forks):
    """
    A warm process, as long as the context lasts; notebooks run in the folder *root*.

    It begins to import at once, while the caller goes on, and is started anew where it was killed.
    """

    def __init__(self, root: Path) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="briefing-profile-")
        self._process, control = _started(root, self._profile.name)
        super().__init__(root, control)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def close(self) -> None:
        """End it, and every run that is still going on."""
        self._control.close()
        # It may still be importing, and not see yet that we are done.
        self._process.terminate()
        self._process.end(_PATIENCE)
        self._profile.cleanup()

    def _awake(self) -> socket.socket:
        # One that is killed later is told by the end of its run.
        if self._process.poll() is not None:
            self._control.close()
            self._process.end()
            self._process, self._control = _started(self._root, self._profile.name)
        return self._control


class _Branch(Forks):
    """A process that was forked for a call, and stayed; *life* stands for it."""

    def __init__(self, root: Path, control: socket.socket, life: socket.socket) -> None:
        super().__init__(root, control)
        self._life = life

    def close(self) -> None:
        """End it, and every run that is still going on."""
        self._control.close()
        with self._life as life:
            life.settimeout(_PATIENCE)
            with contextlib.suppress(OSError):
                _read(life)


class _Same(Forks):
    """Another process that stands in for a branch, and outlives it."""

    def __init__(self, other: Forks) -> None:
        super().__init__(other._root, other._control)  # noqa: SLF001 - one class
        self._other, self._lock = other, other._lock  # noqa: SLF001

    def _awake(self) -> socket.socket:
        return self._other._awake()  # noqa: SLF001

    def close(self) -> None:
        """Do nothing: the process ends with the engine that it belongs to."""


def _started(root: Path, profile: str) -> tuple[Child, socket.socket]:
    control, theirs = socket.socketpair()
    with theirs:
        process = Child(
            "briefing.engine.fork_server",
            str(theirs.fileno()),
            profile,
            env=os.environ | _ONE_THREAD,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None,
            cwd=root,
            pass_fds=[theirs.fileno()],
        )
    return process, control


def _end_run(life: socket.socket) -> None:
    """Tell a run to end, and wait until it has ended."""
    with contextlib.suppress(OSError):
        life.shutdown(socket.SHUT_WR)
        life.settimeout(_PATIENCE)
        _read(life)


def _answer(answers: int, seconds: int, tell: Tell) -> dict[str, Any] | None:
    """
    Call *tell* with each value that a function tells, and return its answer.

    Returns None when the other end closes without an answer. Raises TimeoutError.
    """
    until, unread = time.monotonic() + seconds, b""
    while select.select([answers], [], [], max(0.0, until - time.monotonic()))[0]:
        part = os.read(answers, _CHUNK)
        if not part:
            return None
        *lines, unread = (unread + part).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "answer" in message:
                answer: dict[str, Any] = message["answer"]
                return answer
            tell(message["told"])
    raise TimeoutError


def _read(life: socket.socket) -> bytes:
    """Read until the other end closes."""
    text = b""
    while part := life.recv(64):
        text += part
    return text
