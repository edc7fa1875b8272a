"""
The process that opens files from outside, within bounds of memory and time.

It gets paths on its standard input, and answers with books or refusals on its standard output.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
import traceback
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from briefing.system import own_process
from briefing.workbooks import codec, faults, formats
from briefing.workbooks.limits import MIB, FileLimits
from briefing.workbooks.sheet import Remark, Unreadable

if TYPE_CHECKING:
    from types import TracebackType

NO_MEMORY_LEFT = 7
# What it may write to disk: complaints of libraries, and nothing else.
_MOST_WRITTEN_MIB = 16
# A child that has grown beyond this share of its memory is replaced after the file.
_GROWN = 4
# What parsing raises in our own lines when the bytes are wrong, and not the lines.
_OF_THE_BYTES = (UnicodeError, OverflowError, EOFError, RecursionError, struct.error, zlib.error)


def main() -> None:
    """Read one file after the other, until the parent closes the pipe."""
    # Ctrl-C is for the parent to see to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own_process.die_with_parent(signal.SIGKILL, os.getppid())
    requests, replies = own_process.take_pipes()
    # The rows of a ledger hold no cycles; what is left of a file is collected after it.
    gc.disable()
    limits = FileLimits(*map(int, sys.argv[1:]))
    own_process.bound_address_space(limits.memory_mib, _MOST_WRITTEN_MIB)
    try:
        while True:
            path = Path(pickle.load(requests))  # noqa: S301  # our parent
            own_process.allow_processor_time(limits.cpu_seconds)
            _serve(path, limits, replies)
            gc.collect()
            # What is left are modules and their like: the next file's collection spares them.
            gc.freeze()
    except (EOFError, BrokenPipeError):
        # The parent is done, or gone.
        os._exit(0)


def _serve(path: Path, limits: FileLimits, replies: IO[bytes]) -> None:
    """
    Read one file, and reply with a verdict and the book.

    The verdict is a refusal, the traceback of a fault of ours, or None. Before it stands whether
    so much memory is taken that another child should read the next file.
    """
    book, verdict = None, None
    try:
        book = formats.read(path, limits)
    except BaseException as error:
        verdict = _verdict(error, limits)
        # Its frames hold all that was read.
        error.__traceback__ = None
    codec.send(own_process.address_space() > limits.memory_mib * MIB // _GROWN, replies)
    codec.send(verdict, replies)
    if book:
        try:
            codec.dump(book, replies)
        except MemoryError:
            os._exit(NO_MEMORY_LEFT)
    replies.flush()


def _verdict(error: BaseException, limits: FileLimits) -> Remark | str:
    """Return the refusal of the file, or the traceback where the fault is in our code."""
    if isinstance(error, Unreadable):
        return error.remark
    if isinstance(error, MemoryError):
        return faults.out_of_memory(limits.memory_mib).remark
    if isinstance(error, PermissionError):
        return faults.unreadable("没有读取权限，或正被其他程序占用").remark
    if isinstance(error, OSError):
        return faults.unreadable("磁盘读取出错").remark
    if isinstance(error, _OF_THE_BYTES) or not _is_ours(error.__traceback__):
        return faults.unreadable("内容已损坏").remark
    return "".join(traceback.format_exception(error))


def _is_ours(trace: TracebackType | None) -> bool:
    """Tell whether our own code raised an error; libraries fail because of the file."""
    module = ""
    while trace:
        module = trace.tb_frame.f_globals.get("__name__", "")
        trace = trace.tb_next
    return module.startswith("briefing.")
