"""What a process of ours does to itself: die with its parent, bound what it takes, keep its pipes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

try:
    import resource
except ImportError:  # Windows has none.
    resource = None  # type: ignore[assignment]

_MIB = 1 << 20
IS_LINUX = sys.platform == "linux"
_STATM = Path("/proc/self/statm")
_SIZE, _DATA = 0, 5
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def die_with_parent(number: int, parent: int, *, forks: bool = False) -> None:
    """
    Have signal *number* sent to this process when the process *parent* ends.

    On Linux the system sends it, also when the thread ends that started this process. Elsewhere
    the parent is looked for every second: by a thread, or, in a process that *forks* and so may
    have one thread only, by an alarm.
    """

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    def look_again() -> None:
        while True:
            look()
            time.sleep(1)

    if IS_LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
        # It may have ended before we asked.
        look()
    elif forks:
        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, 1, 1)
    else:
        threading.Thread(target=look_again, daemon=True).start()


def adopt_orphans() -> None:
    """Become the parent of every process below whose own parent ends (Linux only)."""
    if IS_LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """
    Return standard input and output as files of our own.

    What a library reads or prints from then on goes nowhere, and not between our messages.
    """
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    redirect_to_nothing(0, 1)
    return requests, replies


def redirect_to_nothing(*descriptors: int) -> None:
    """Make descriptors read nothing, and lose what is written to them."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nothing, descriptor)
    os.close(nothing)


def bound_memory(most_mib: int | None) -> None:
    """
    Let this process, and each that it starts, take *most_mib* MiB more than it has.

    What counts is private memory that can be written (RLIMIT_DATA), and the system itself refuses
    more of it, so a cell ends with a MemoryError. A watch on the resident size would come too late
    when memory is taken quickly, and RLIMIT_AS counts what is only reserved. Outside Linux there
    is no such limit.
    """
    if most_mib is None or not IS_LINUX:
        return
    _limit(resource.RLIMIT_DATA, _taken(_DATA) + most_mib * _MIB, for_good=True)


def bound_address_space(memory_mib: int, written_mib: int) -> None:
    """Bound this process's address space and the files that it writes; let it dump no core."""
    if resource:
        _limit(resource.RLIMIT_AS, memory_mib * _MIB)
        _limit(resource.RLIMIT_FSIZE, written_mib * _MIB)
        _limit(resource.RLIMIT_CORE, 0)


def allow_processor_time(seconds: int) -> None:
    """Let this process take *seconds* of processor time from now on; it gets SIGXCPU then."""
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def address_space() -> int:
    """Return the size of this process in bytes; 0 where the system does not tell."""
    if not resource:
        return 0
    try:
        # The most that was ever taken counts the parent's from before we began.
        return _taken(_SIZE)
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _taken(what: int) -> int:
    return int(_STATM.read_text(encoding="ascii").split()[what]) * resource.getpagesize()


def _limit(what: int, most: int, *, for_good: bool = False) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    # macOS does not know every limit; there the parent watches.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most if for_good else hard))
