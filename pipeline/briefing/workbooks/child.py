"""
Paths go in on the standard input, books or refusals come out on the standard output.

This is the process that opens files from outside. Whatever one of them does to it, the parent and
the other files are safe: it has bounds of memory and time, and it is replaced when it dies.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import traceback
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from briefing.system.lifetime import die_with_parent
from briefing.workbooks import codec, faults, formats
from briefing.workbooks.limits import MIB, FileLimits, out_of_memory
from briefing.workbooks.sheet import Remark, Unreadable

if TYPE_CHECKING:
    from types import TracebackType


try:
    import resource
except ImportError:  # Windows has none; there the parent watches.
    resource = None  # type: ignore[assignment]

NO_MEMORY_LEFT = 7
# What it may write to disk: complaints of libraries, and nothing else.
_MOST_WRITTEN = 16 * MIB
_STATM = Path("/proc/self/statm")
# A child that has grown beyond this share of its memory is replaced after the file.
_GROWN = 4
# What parsing raises in our own lines when the bytes are wrong, and not the lines.
_OF_THE_BYTES = (UnicodeError, OverflowError, EOFError, RecursionError, struct.error, zlib.error)


def main() -> None:
    """Serve one file after the other, until the parent closes the pipe."""
    # Ctrl-C is for the parent to see to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(signal.SIGKILL, os.getppid())
    requests, replies = _pipes()
    # The rows of a ledger hold no cycles; what is left of a file is collected after it.
    gc.disable()
    try:
        limits = FileLimits(**pickle.load(requests))  # noqa: S301  # our parent
        _bound(limits)
        while True:
            path = Path(pickle.load(requests))  # noqa: S301
            _allow_time(limits)
            _serve(path, limits, replies)
            gc.collect()
            # What is left are modules and their like: the next file's collection spares them.
            gc.freeze()
    except (EOFError, BrokenPipeError):
        # The parent is done, or gone.
        os._exit(0)


def _serve(path: Path, limits: FileLimits, replies: IO[bytes]) -> None:
    """Read one file; reply with a book, a refusal, or the traceback of a fault of ours."""
    try:
        book = formats.read(path, limits)
    except BaseException as error:
        verdict = _verdict(error, limits)
        # Its frames hold all that was read.
        error.__traceback__ = None
        codec.send(_has_grown(limits), replies)
        codec.send(verdict, replies)
    else:
        codec.send(_has_grown(limits), replies)
        codec.send(None, replies)
        try:
            codec.dump(book, replies)
        except MemoryError:
            os._exit(NO_MEMORY_LEFT)
    replies.flush()


def _verdict(error: BaseException, limits: FileLimits) -> Remark | str:
    """Tell a fault of the file, which the clerk can mend, from one of ours, which needs its traceback."""
    if isinstance(error, Unreadable):
        return error.remark
    if isinstance(error, MemoryError):
        return out_of_memory(limits.memory_mib).remark
    if isinstance(error, PermissionError):
        return faults.unreadable("没有读取权限，或正被其他程序占用").remark
    if isinstance(error, OSError):
        return faults.unreadable("磁盘读取出错").remark
    if isinstance(error, _OF_THE_BYTES) or not _is_ours(error.__traceback__):
        return faults.unreadable("内容已损坏").remark
    return "".join(traceback.format_exception(error))


def _is_ours(trace: TracebackType | None) -> bool:
    """Tell whether an error arose in our lines; a panic or an error of a library is the file's."""
    module = ""
    while trace:
        module = trace.tb_frame.f_globals.get("__name__", "")
        trace = trace.tb_next
    return module.startswith("briefing.")


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the pipes for ourselves: what a library prints must not come between."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, replies


def _bound(limits: FileLimits) -> None:
    """Set what the system keeps us to for as long as we live."""
    if resource:
        _limit(resource.RLIMIT_AS, limits.memory_mib * MIB)
        _limit(resource.RLIMIT_FSIZE, _MOST_WRITTEN)
        _limit(resource.RLIMIT_CORE, 0)


def _allow_time(limits: FileLimits) -> None:
    """Set the processor time for one file."""
    if resource:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(what, (most, hard))
    except (ValueError, OSError):
        # macOS does not know every limit; there the parent watches.
        return


def _has_grown(limits: FileLimits) -> bool:
    """Tell whether so much memory is taken that the next file should not find it missing."""
    return _taken() > limits.memory_mib * MIB // _GROWN


def _taken() -> int:
    """Return the memory that we have taken, in bytes."""
    if not resource:
        return 0
    try:
        # The most that was ever taken counts the parent's from before we began.
        return int(_STATM.read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
