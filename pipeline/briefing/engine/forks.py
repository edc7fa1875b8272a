"""Orders go to a process that forks, and what became of them comes back; from any number of threads."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefing.domain.errors import NotebookFailed
from briefing.engine import run
from briefing.engine.engine import Engine, Tell
from briefing.engine.order import WARM_DIED, Call, Order, packed
from briefing.system.processes import end_marked

# Seconds for a process to take a run down, before it is taken down itself.
PATIENCE = 15.0
_CHUNK = 1 << 16


class CallBroke(Exception):
    """A function raised what it should not have; the message is its traceback."""


class Forks(Engine):
    """
    What every process that forks is to whoever gives it orders; *control* is the socket to it.

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
        CallBroke when the function raised, and ProcessDied.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                life, answer = self._called(function, arguments, seconds, tell, theirs)
        except BaseException:
            ours.close()
            raise
        if answer["stays"]:
            return answer["value"], Branch(self._root, ours, life)
        with ours, life:
            see_the_end(life)
            return answer["value"], _Same(self)

    def _called(
        self,
        function: str,
        arguments: Mapping[str, Any],
        seconds: int,
        tell: Tell,
        control: socket.socket,
    ) -> tuple[socket.socket, dict[str, Any]]:
        """Have a function called; return what stands for its process, and the answer."""
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
                if answer is not None:
                    return life, answer
                broke = self._broke(order, life)
            except TimeoutError:
                message = f"{function}：超过{seconds}秒，已停止。"
                broke = NotebookFailed(message)
            except BaseException:
                see_the_end(life)
                life.close()
                raise
            finally:
                os.close(answers)
            see_the_end(life)
            life.close()
            raise broke

    def _broke(self, call: Call, life: socket.socket) -> Exception:
        """Say why a function did not answer: its traceback, or the death of its process."""
        status = self._status(life, call.mark)
        complaint = Path(call.complaint)
        said = (
            complaint.read_text(encoding="utf-8", errors="replace") if complaint.exists() else ""
        )
        if status == 1 and said:
            return CallBroke(said)
        return run.ProcessDied(f"{call.function}：进程中途退出（{status}），请再执行一次。")

    def _run(self, order: Order, seconds: int) -> int | None:
        """Have an order run for at most *seconds*; return its status, or nothing when time was over."""
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
                see_the_end(life)

    def _send(self, order: Order | Call, life: socket.socket, more: list[int]) -> None:
        head, rest = packed(order)[:4], packed(order)[4:]
        # A process that is gone is told by the closing of the run's other end.
        with self._lock, contextlib.suppress(OSError):
            control = self._awake()
            socket.send_fds(control, [head], [life.fileno(), *more])
            control.sendall(rest)

    def _awake(self) -> socket.socket:
        """Return the socket to the process."""
        return self._control

    def _status(self, life: socket.socket, mark: str) -> int:
        told = _read(life)
        if told:
            return int(json.loads(told))
        # The process that forks was killed. Its runs take themselves down; what cells started
        # bears a mark.
        end_marked(mark)
        return WARM_DIED


class Branch(Forks):
    """A process that was forked for a call, and stayed; *life* stands for it."""

    def __init__(self, root: Path, control: socket.socket, life: socket.socket) -> None:
        super().__init__(root, control)
        self._life = life

    def close(self) -> None:
        """End it, and every run that is still going on."""
        self._control.close()
        with self._life as life:
            life.settimeout(PATIENCE)
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
        """Leave it to whoever started it."""


def see_the_end(life: socket.socket) -> None:
    """However we leave: the run is told to end, and has ended when this returns."""
    with contextlib.suppress(OSError):
        life.shutdown(socket.SHUT_WR)
        life.settimeout(PATIENCE)
        _read(life)


def _answer(answers: int, seconds: int, tell: Tell) -> dict[str, Any] | None:
    """Tell on what is told; return the answer, or nothing when the other end closes without one."""
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
    """Read until the other end closes, or a status has come whole."""
    told = b""
    while part := life.recv(64):
        told += part
    return told
