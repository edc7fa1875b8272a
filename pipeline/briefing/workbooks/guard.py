"""
Read files from outside in a child process, whatever they do to their reader.

The child has bounds of memory and time. One child serves all files; when a file kills it, that
file alone is refused, and a fresh child reads the others.
"""

from __future__ import annotations

import contextlib
import math
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import astuple
from pathlib import Path
from typing import Self

import psutil

from briefing.system.processes import Child
from briefing.workbooks import codec
from briefing.workbooks.child import NO_MEMORY_LEFT
from briefing.workbooks.faults import crashed, out_of_memory, too_slow
from briefing.workbooks.limits import MIB, FileLimits
from briefing.workbooks.sheet import Book, Remark, Unreadable

# Elsewhere bounds of memory and time are not kept by the system, or not all of them.
_SYSTEM_KEEPS_BOUNDS = sys.platform == "linux"
# Seconds: between two looks at a child, for its answer beside its processor time, for its end.
_LOOK_EVERY = 0.1
_PATIENCE = 10
_DYING = 5
# A book of some thousand rows goes through in one piece: the child need not wait until we take it.
_PIPE = 1 << 20
_PYTHON_FAILED = {1, 2}
_NO_MEMORY = ("memory allocation of", "MemoryError", "bad_alloc", "out of memory")
# Windows has neither.
_XCPU = int(getattr(signal, "SIGXCPU", 0)) or 1 << 20
_KILL = int(getattr(signal, "SIGKILL", 0)) or 1 << 20


class ReaderBroke(Exception):
    """A fault of ours in the child; the message is its traceback."""


class Guard:
    """
    Reads files in a child process, within *limits* for each file.

    Use it in a `with` statement and in one thread: the child dies with the thread that started it.
    """

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits
        self._reader: _Reader | None = None
        # The files asked for, in the order in which they are answered.
        self._begun: deque[Path] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def begin(self, path: Path) -> None:
        """Ask for a file that will be read after those already asked for; do not wait for it."""
        self._begun.append(path)
        if self._reader:
            self._reader.ask(path)
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
        if not self._reader:
            self._ask_again()
        assert self._reader
        child = self._reader
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
        """Start a child, and ask it for every file that has not been answered."""
        self._reader = _Reader(self._limits)
        for path in self._begun:
            self._reader.ask(path)

    def _end(self) -> None:
        if self._reader:
            self._reader.end()
        self._reader = None


class _Reader:
    """One child process: asked for files, watched, and ended."""

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits
        words = map(str, astuple(limits))
        self._process = Child(
            "briefing.workbooks.child", *words, bare=True, bufsize=_PIPE, pipesize=_PIPE
        )
        self.is_spent = False
        self._killed_for: Unreadable | None = None
        # When the answer is due: infinity while nobody waits, None while it has no file.
        self._deadline: float | None = None
        self._processor_at_start = 0.0
        self._asked = 0
        self._turn = threading.Lock()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def ask(self, path: Path) -> None:
        """Have it read a file; that the child has died is told by `answer`."""
        self._asked += 1
        if self._asked == 1:
            self._begins()
        assert self._process.stdin
        with contextlib.suppress(OSError):
            self._process.stdin.write(pickle.dumps(str(path.absolute())))
            self._process.stdin.flush()

    def answer(self, path: Path) -> Book:
        """Return the file that it was asked for. Raises Unreadable and ReaderBroke."""
        # Twice the processor time: the machine has other work, and disks are slow.
        self._allow(2 * self._limits.cpu_seconds + _PATIENCE)
        replies = self._process.stdout
        assert replies
        try:
            self.is_spent = codec.receive(replies, bool)
            verdict = codec.receive(replies, Remark | str | None)
            book = codec.load(replies) if verdict is None else None
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
        """End it, however busy it is."""
        self._ended.set()
        self._watcher.join()
        self._process.end()

    def _begins(self) -> None:
        """Count the processor time of a file from now on; the deadline only when someone waits."""
        self._processor_at_start = self._taken()[0]
        self._allow(math.inf)

    def _allow(self, seconds: float | None) -> None:
        with self._turn:
            self._deadline = seconds and time.monotonic() + seconds

    def _watch(self) -> None:
        """Kill the child when a file takes too long, or too much memory where no system bounds it."""
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
        """Return the child's processor time in seconds and its memory in bytes."""
        if _SYSTEM_KEEPS_BOUNDS:
            return 0.0, 0
        try:
            process = psutil.Process(self._process.pid)
            times = process.cpu_times()
            return times.user + times.system, process.memory_info().rss
        except psutil.Error:
            return 0.0, 0

    def _cause_of_death(self) -> Remark | str:
        """Return why the child died: the refusal of the file, or the traceback of our own fault."""
        try:
            status = self._process.wait(_DYING)
        except subprocess.TimeoutExpired:
            # It lives, and talks nonsense.
            return crashed().remark
        complaint = self._process.complaint()
        if self._killed_for:
            return self._killed_for.remark
        if status == -_XCPU:
            return too_slow(self._limits.cpu_seconds).remark
        if status in {NO_MEMORY_LEFT, -_KILL} or any(mark in complaint for mark in _NO_MEMORY):
            return out_of_memory(self._limits.memory_mib).remark
        return complaint if status in _PYTHON_FAILED else crashed().remark
