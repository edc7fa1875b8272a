"""
One lock for each month: whoever holds it publishes there, alone.

The system itself holds it for a process, and lets go of it when the process ends, however it ends:
a dead holder's lock is anyone's.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import filelock

from briefing.domain.errors import Busy, PublishFailed
from briefing.editions.publish import recover
from briefing.system import os_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold a month's lock, with what a crash has left there mended. Raises Busy or PublishFailed."""
    with contextlib.ExitStack() as held:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(target.parent / f".{target.name}.lock", timeout=0)
            held.enter_context(lock)
            recover(target)
        except filelock.Timeout:
            message = (
                f"{target.parent.name} {target.name}：另一个进程正在生成这个月的简报，请稍后再试。"
            )
            raise Busy(message) from None
        except OSError as error:
            raise PublishFailed(os_errors.told(target, "无法写入", error)) from error
        # What goes wrong while the lock is held is told by those who know it.
        yield
