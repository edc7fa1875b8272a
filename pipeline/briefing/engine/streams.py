"""
Send what a cell prints, by Python, by C code or by a process it starts, through two pipes.

Python's own streams write into the same pipes, so all that is printed to one of them keeps its
order. The order between the two, and between them and displays, is kept by waiting until the other
end has read what was printed before.
"""

from __future__ import annotations

import fcntl
import io
import os
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_NONE = struct.pack("i", 0)
# Seconds. The other end reads at once; when it has not for so long, cells go on without order.
_LONGEST_WAIT = 1.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.000_05, 0.005


@dataclass(frozen=True)
class Pipe:
    """Both ends of a pipe: the writer needs the read end to see what is unread."""

    read: int
    write: int

    @property
    def is_empty(self) -> bool:
        """Tell whether all that was written has been read."""
        return fcntl.ioctl(self.read, termios.FIONREAD, _NONE) == _NONE

    def settle(self) -> None:
        """Wait until all that was written has been read."""
        pause, until = _SHORTEST_PAUSE, time.monotonic() + _LONGEST_WAIT
        while not self.is_empty and time.monotonic() < until:
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


class OutStream(io.TextIOBase):
    """
    Python's end of one of the pipes, written line by line as on a terminal.

    Its class and its `name` are those of the standard kernel, so that tracebacks show the same.
    """

    encoding = "UTF-8"

    def __init__(self, name: str, pipe: Pipe, lock: threading.RLock) -> None:
        self.name = name
        self.pipe = pipe
        self.other: OutStream | None = None
        self._lock = lock
        self._line = ""

    def write(self, string: str) -> int:
        """Print whole lines; the rest waits for its end, a flush, or any other output."""
        if not isinstance(string, str):
            message = f"write() argument must be str, not {type(string)}"  # type: ignore[unreachable]
            raise TypeError(message)
        if self.closed:
            message = "I/O operation on closed file"
            raise ValueError(message)
        with self._lock:
            self._line += string
            if "\n" in string:
                self._out()
        return len(string)

    def flush(self) -> None:
        """Print the rest that is no whole line."""
        with self._lock:
            self._out()

    def settle(self) -> None:
        """Print all, and wait until it has been read."""
        with self._lock:
            self._out()
            self.pipe.settle()

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return False."""
        return False

    def fileno(self) -> int:
        """Return the descriptor through which a program may print to the same place."""
        return {"stdout": 1, "stderr": 2}[self.name]

    def _out(self) -> None:
        if not self._line:
            return
        line, self._line = self._line, ""
        if self.other is not None:
            self.other.settle()
        try:
            # A byte that Python could not read, as in the name of a file, comes out as it was.
            encoded = line.encode(errors="surrogateescape")
        except UnicodeEncodeError:
            encoded = line.encode(errors="backslashreplace")
        left = memoryview(encoded)
        while left:
            left = left[os.write(self.pipe.write, left) :]


def redirect(out: Pipe, err: Pipe) -> Callable[[], None]:
    """
    Send all that this process prints from now on through the pipes.

    Returns a function that waits until all that was printed has been read.
    """
    lock = threading.RLock()
    streams = OutStream("stdout", out, lock), OutStream("stderr", err, lock)
    streams[0].other, streams[1].other = streams[1], streams[0]
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(out.write, 1)
    os.dup2(err.write, 2)
    sys.stdout, sys.stderr = streams

    def settle() -> None:
        for stream in streams:
            stream.settle()

    def hold() -> None:
        # Before a cell forks: the child must not print the rest again, nor wait for a lost lock.
        lock.acquire()
        for stream in streams:
            stream.flush()

    os.register_at_fork(before=hold, after_in_parent=lock.release, after_in_child=lock.release)
    return settle
