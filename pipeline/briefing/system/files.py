"""
Write files and folders whole: each is written beside its place and put there by a rename.

What must outlive a power cut is on the disk before it is renamed (`write_all`, `write_folder`,
`switch_folder`); what can be made again is written without waiting for the disk (`write_quickly`,
`replace_folder`).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from briefing.domain.errors import PublishFailed
from briefing.system import os_errors

_STAGED = ".new-"
_HOUR_SECONDS = 3600
_ATTEMPTS = 5
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
# Errors of a file system or kernel that cannot exchange two folders, or cannot sync a folder.
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF}


def write_all_or_explain(folder: Path, files: Mapping[str, bytes], owner: str = "") -> None:
    """Do the same as `write_all`. Raises PublishFailed, which tells a clerk what to do."""
    try:
        write_all(folder, files, owner)
    except OSError as error:
        message = (
            f"{error.filename2 or error.filename or folder}：未能写入（{os_errors.reason(error)}）。"
            "请检查文件夹权限与磁盘空间，文件在 Excel 或 WPS 里开着的请先关闭。"
        )
        raise PublishFailed(message) from error


def write_all(folder: Path, files: Mapping[str, bytes], owner: str = "") -> None:
    """
    Write files into a folder, made if need be; files of the same names are replaced.

    None is replaced before all are on the disk. Files that a killed run left staged are removed after
    an hour; at once where *owner* names the only run that writes these files here. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    remove_old(folder, _STAGED)
    if owner:
        remove_old(folder, f"{_STAGED}{owner}-", hours=0)
    with staged_folder(folder, f"{_STAGED}{owner}-" if owner else _STAGED) as staged:
        for name, data in files.items():
            write_new(staged / name, data)
        for name in files:
            os.replace(staged / name, folder / name)
        sync(folder)


def write_quickly(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file whole, without waiting until it is on the disk. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, staged = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
        os.replace(staged, path)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder, and see them and the folder on the disk."""
    folder.mkdir()
    for name, data in files.items():
        write_new(folder / name, data)
    sync(folder)


def write_new(path: Path, data: bytes) -> None:
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
    """Make the renames in a folder outlive a power cut, where the system can sync folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def switch_folder(staged: Path, target: Path, former: Path | None, aside: Path) -> None:
    """
    Put the folder *staged* in the place *target*; move what stood there to *former*, or remove it.

    Where the system can exchange two folders (Linux), *target* is never missing. Elsewhere what stood
    there is renamed first, to *former* or *aside*. Raises OSError after undoing what was done.
    """
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
            _rename_twice(staged, target, former or aside)
    finally:
        if former:
            # After a failure the folders made for it are still empty.
            for folder in (former.parent, former.parent.parent):
                with contextlib.suppress(OSError):
                    folder.rmdir()
    for gone in (staged, aside):
        shutil.rmtree(gone, ignore_errors=True)


def _keep_exchanged(staged: Path, target: Path, former: Path | None) -> None:
    """Move the exchanged folder to *former*; on an error exchange both again."""
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
    """Exchange two folders by one rename; return False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (TypeError, OSError, AttributeError):
        # Windows has no such library, other systems no such function in it.
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def replace_folder(staged: Path, folder: Path) -> None:
    """Put a folder in its place without a lock; other processes may be doing the same. Raises OSError."""
    for _ in range(_ATTEMPTS):
        with staged_folder(folder.parent, f".{folder.name}-") as aside:
            try:
                with contextlib.suppress(FileNotFoundError):
                    os.replace(folder, aside / "former")
                os.replace(staged, folder)
            except OSError as error:
                # Another process has put its folder there in between.
                if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.EACCES}:
                    raise
            else:
                return
    # The folders of so many others were made from the same.
    shutil.rmtree(staged, ignore_errors=True)


@contextlib.contextmanager
def staged_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder to stage files in; remove it, or what is left of it, in the end."""
    staged = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def remove_old(folder: Path, *prefixes: str, hours: int = 1) -> None:
    """Remove staged folders that killed runs have left: nothing was written there for *hours*."""
    latest = time.time() - hours * _HOUR_SECONDS
    for path in (path for prefix in prefixes for path in folder.glob(f"{prefix}*")):
        # Another run may have removed it meanwhile.
        with contextlib.suppress(OSError):
            if not hours or path.stat().st_mtime < latest:
                shutil.rmtree(path, ignore_errors=True)


def remove_with_empty_folders(path: Path) -> None:
    """Remove a file, and the two folders above it where they are empty then; it may be gone."""
    with contextlib.suppress(OSError):
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()


def list_others(folder: Path, prefix: str, names: Iterable[str]) -> list[str]:
    """Return the files in a folder that begin with *prefix* and are none of *names*."""
    found = folder.iterdir() if folder.is_dir() else []
    return sorted({path.name for path in found if path.name.startswith(prefix)}.difference(names))


def sealed_page(page: str) -> bytes:
    """Return a page's bytes with their own hash behind them: no manifest names the page."""
    data = page.encode()
    return data + _seal(data)


def is_sealed(path: Path) -> bool:
    """Tell whether a page is, byte for byte, as it was written."""
    data = path.read_bytes()
    whole = data[: -len(_seal(b""))]
    return data == whole + _seal(whole)


def _seal(data: bytes) -> bytes:
    return f"<!-- sha256 {hashlib.sha256(data).hexdigest()} -->\n".encode()
