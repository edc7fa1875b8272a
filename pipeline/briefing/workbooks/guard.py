"""
Files from outside go in, books or refusals come out, whatever the files do to their reader.

A child process opens them, within bounds of memory and time. One child serves all files; when one
of them kills it, that file alone is refused, and a fresh child serves the others.
"""

from __future__ import annotations

import contextlib
import json
import math
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import IO, Self

import psutil

from briefing.workbooks import codec
from briefing.workbooks.child import NO_MEMORY_LEFT
from briefing.workbooks.limits import MIB, FileLimits, crashed, out_of_memory, too_slow
from briefing.workbooks.sheet import Book, Remark, Unreadable

_START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
# An editable install is found by a hook, which a bare interpreter does not have.
sys.path.append(sys.argv[2])
from briefing.workbooks.child import main
main()
"""
# Elsewhere bounds of memory and time are not kept by the system, or not all of them.
_SYSTEM_KEEPS_BOUNDS = sys.platform == "linux"
_LOOK_EVERY = 0.1
_PATIENCE = 10
_DYING = 5
_COMPLAINT = 20_000
# A book of some thousand rows goes through in one piece: the child need not wait until we take it.
_PIPE = 1 << 20
_PYTHON_FAILED = {1, 2}
_NO_MEMORY = (b"memory allocation of", b"MemoryError", b"bad_alloc", b"out of memory")


class ReaderBroke(Exception):
    """A fault of ours in the child; the message is its traceback."""


class Guard:
    """
    Reads files in a child process. Used in a `with` statement, by one thread, which outlives it:
    the child is bound to the thread that began it, and dies with that.
    """

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits
        self._child: _Child | None = None
        # What was asked for ahead, in the order in which it is answered.
        self._begun: deque[Path] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def begin(self, path: Path) -> None:
        """Have a file opened that is going to be read after those begun, and do not wait for it."""
        self._begun.append(path)
        if self._child:
            self._child.ask(path)
        else:
            self._ask_again()

    def read(self, path: Path) -> Book:
        """Read one file. Raises Unreadable, and ReaderBroke where the fault is ours."""
        if self._begun and self._begun[0] != path:
            # Their answers would be taken for this file's.
            self._end()
            self._begun.clear()
        if not self._begun:
            self.begin(path)
        if not self._child:
            self._ask_again()
        assert self._child
        child = self._child
        self._begun.popleft()
        try:
            return child.answer(path)
        except Unreadable:
            raise
        except BaseException:
            # Interrupted in the middle of a book, it would give the rest for the next file.
            child.is_spent = True
            raise
        finally:
            if child.is_spent:
                self._end()

    def _ask_again(self) -> None:
        """Start a child, and ask it for all that the one before was asked for."""
        self._child = _Child(self._limits)
        for path in self._begun:
            self._child.ask(path)

    def _end(self) -> None:
        if self._child:
            self._child.end()
        self._child = None


class _Child:
    """One child process, as long as it lives."""

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits
        # Into a file: nobody reads a pipe while a library complains at length.
        self._complaint = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START, json.dumps(sys.path), _SOURCE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaint,
            bufsize=_PIPE,
            pipesize=_PIPE,
            start_new_session=True,
            creationflags=_APART,
        )
        self.is_spent = False
        self._is_told = False
        self._killed_for: Unreadable | None = None
        # When it is to have answered; never while nobody waits, and None while it has no file.
        self._deadline: float | None = None
        self._processor_at_start = 0.0
        self._asked = 0
        self._turn = threading.Lock()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def ask(self, path: Path) -> None:
        """Have it read a file; a child that is gone says so when it should answer."""
        self._asked += 1
        if self._asked == 1:
            self._begins()
        with contextlib.suppress(OSError):
            if not self._is_told:
                self._send(asdict(self._limits))
                self._is_told = True
            self._send(str(path.absolute()))

    def answer(self, path: Path) -> Book:
        """Return the file that it was asked for. Raises Unreadable and ReaderBroke."""
        # Twice the processor time: the machine has other work, and disks are slow.
        self._allow(2 * self._limits.cpu_seconds + _PATIENCE)
        try:
            self.is_spent = codec.receive(self._replies, bool)
            verdict = codec.receive(self._replies, Remark | str | None)
            book = codec.load(self._replies) if verdict is None else None
        except (codec.Torn, OSError):
            self.is_spent = True
            book, verdict = None, self._cause_of_death()
        finally:
            self._asked -= 1
            if self._asked:
                self._begins()
            else:
                self._allow(None)
        # Killed just when it was done.
        self.is_spent |= self._killed_for is not None
        if book:
            return book
        if isinstance(verdict, Remark):
            raise Unreadable(verdict)
        message = f"{path.name}\n{verdict}"
        raise ReaderBroke(message)

    def end(self) -> None:
        """Let it go, however busy it is."""
        self._ended.set()
        self._watcher.join()
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._complaint):
            if stream:
                _close(stream)

    @property
    def _replies(self) -> IO[bytes]:
        assert self._process.stdout
        return self._process.stdout

    def _send(self, request: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(pickle.dumps(request))
        self._process.stdin.flush()

    def _begins(self) -> None:
        """Count the child's time from now on; the clock's only when somebody waits."""
        self._processor_at_start = self._taken()[0]
        self._allow(math.inf)

    def _allow(self, seconds: float | None) -> None:
        with self._turn:
            self._deadline = seconds and time.monotonic() + seconds

    def _watch(self) -> None:
        """Kill the child when a file takes too long, or too much where the system lets it."""
        while not self._ended.wait(_LOOK_EVERY):
            processor, memory = self._taken()
            with self._turn:
                if self._deadline is None:
                    continue
                seconds = self._limits.cpu_seconds
                used = processor - self._processor_at_start
                if time.monotonic() >= self._deadline or used > seconds + 1:
                    self._killed_for = too_slow(seconds)
                elif memory > self._limits.memory_mib * MIB:
                    self._killed_for = out_of_memory(self._limits.memory_mib)
                if self._killed_for:
                    self._process.kill()
                    return

    def _taken(self) -> tuple[float, int]:
        """Return the processor time and the memory that the child has taken."""
        if _SYSTEM_KEEPS_BOUNDS:
            return 0.0, 0
        try:
            process = psutil.Process(self._process.pid)
            times = process.cpu_times()
            return times.user + times.system, process.memory_info().rss
        except psutil.Error:
            return 0.0, 0

    def _cause_of_death(self) -> Remark | str:
        """Say why the child died: what the file did to it, or the traceback of our own fault."""
        try:
            status = self._process.wait(_DYING)
        except subprocess.TimeoutExpired:
            # It lives, and talks nonsense.
            return crashed().remark
        self._complaint.seek(0)
        complaint = self._complaint.read(_COMPLAINT)
        if self._killed_for:
            return self._killed_for.remark
        if status == -_XCPU:
            return too_slow(self._limits.cpu_seconds).remark
        if status in {NO_MEMORY_LEFT, -_KILL} or any(mark in complaint for mark in _NO_MEMORY):
            return out_of_memory(self._limits.memory_mib).remark
        if status in _PYTHON_FAILED:
            return complaint.decode("utf-8", "replace")
        return crashed().remark


# There, Ctrl-C goes to every process of a window, unless it is apart.
_APART = int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)) | int(
    getattr(subprocess, "CREATE_NO_WINDOW", 0)
)
# Windows has neither.
_XCPU = int(getattr(signal, "SIGXCPU", 0)) or 1 << 20
_KILL = int(getattr(signal, "SIGKILL", 0)) or 1 << 20
_SOURCE = str(Path(__file__).parents[2])


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        # What it still held for a child that is gone.
        return
