"""
A folder that was written beside its place goes in; it stands in its place, whole, by one rename.

Where the system can exchange two folders (Linux), there is no moment without an edition. Elsewhere
the former is renamed away first, and what a crash leaves between the two renames is mended at the
next start. Nothing is put in place before it is on the disk.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
# What a file system, or a kernel, answers that cannot exchange.
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
# What it answers that has no way to sync a folder.
_NOTHING_TO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF}
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files into a new folder, and see them and the folder on the disk."""
    folder.mkdir()
    for name, data in files.items():
        write(folder / name, data)
    sync(folder)


def write(path: Path, data: bytes) -> None:
    """Write a new file and see it on the disk."""
    descriptor = os.open(path, _NEW, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync(folder: Path) -> None:
    """Make renames last through a power cut, where the system lets folders be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOTHING_TO_SYNC:
            raise
    finally:
        os.close(descriptor)


def staging(target: Path) -> Path:
    """Return where the next edition is written, out of sight; whoever holds the lock has it alone."""
    return target.parent / f".{target.name}.new"


def aside(target: Path) -> Path:
    """Return where a damaged edition waits that is replaced by its own better self."""
    return target.parent / f".{target.name}.old"


def put_in_place(target: Path, former: Path | None) -> None:
    """
    Put the staged folder in *target*; what stood there goes to *former*, or away where there is none.

    Raises OSError, after it has put back what stood there.
    """
    staged = staging(target)
    if not target.exists():
        os.replace(staged, target)
        try:
            sync(target.parent)
        except OSError:
            os.replace(target, staged)
            raise
        return
    try:
        if former:
            former.parent.mkdir(parents=True, exist_ok=True)
            sync(former.parent.parent)
        if exchange(staged, target):
            _keep_exchanged(staged, target, former)
        else:
            _rename_twice(staged, target, former or aside(target))
    finally:
        if former:
            # Of a switch that failed nothing is to be seen.
            for folder in (former.parent, former.parent.parent):
                with contextlib.suppress(OSError):
                    folder.rmdir()
    for gone in (staged, aside(target)):
        shutil.rmtree(gone, ignore_errors=True)


def _keep_exchanged(staged: Path, target: Path, former: Path | None) -> None:
    """Give what was exchanged its place among the former editions; else exchange it back."""
    try:
        sync(target.parent)
        if former:
            os.replace(staged, former)
            sync(former.parent)
    except OSError:
        if former and former.exists():
            os.replace(former, staged)
        exchange(staged, target)
        raise


def _rename_twice(staged: Path, target: Path, former: Path) -> None:
    os.replace(target, former)
    try:
        os.replace(staged, target)
        sync(former.parent)
        sync(target.parent)
    except OSError:
        if target.exists():
            os.replace(target, staged)
        os.replace(former, target)
        raise


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders by one rename; tell whether the system can."""
    rename = _renameat2()
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def _renameat2() -> ctypes._NamedFuncPointer | None:
    # Windows has no such library to open, others no such function in it.
    with contextlib.suppress(TypeError, OSError, AttributeError):
        return ctypes.CDLL(None, use_errno=True).renameat2
    return None
