"""
Hold a lock between processes: `wait` waits for it, `refuse` raises Busy at once.

The operating system releases the lock when its process ends, even if it is killed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from briefing.domain.errors import Busy, PublishFailed
from briefing.system import os_errors


@contextlib.contextmanager
def wait(path: Path, seconds: float, busy: str) -> Iterator[None]:
    """Hold the lock *path*; raise Busy with the message *busy* after *seconds*. Raises OSError."""
    with contextlib.ExitStack() as held:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            held.enter_context(filelock.FileLock(path, timeout=seconds))
        except filelock.Timeout:
            raise Busy(busy) from None
        yield


@contextlib.contextmanager
def refuse(path: Path, busy: str, place: Path) -> Iterator[None]:
    """
    Hold the lock *path*; raise Busy with the message *busy* at once while another process holds it.

    Raises PublishFailed, which names *place*, where the lock cannot be written.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(wait(path, 0, busy))
        except OSError as error:
            raise PublishFailed(os_errors.explain(place, "无法写入", error)) from error
        yield
