"""Files go into a folder that holds others too: each is there whole, or as it was."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.errors import PublishFailed
from briefing.system import os_errors, switch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STAGED = ".new-"
_HOUR_SECONDS = 3600


def put(folder: Path, files: Mapping[str, bytes], alone: str = "") -> None:
    """
    Put files into a folder, which is made if need be; files of the same names are replaced.

    None is put there before all of them are written. *alone* names what only one run at a time
    writes here: what a run that was killed has left of it is cleared at once, and otherwise when it
    is an hour old. Raises PublishFailed.
    """
    try:
        place(folder, files, alone)
    except OSError as error:
        message = (
            f"{error.filename2 or error.filename or folder}：未能写入（{os_errors.reason(error)}）。"
            "请检查文件夹权限与磁盘空间，文件在 Excel 或 WPS 里开着的请先关闭。"
        )
        raise PublishFailed(message) from error


def place(folder: Path, files: Mapping[str, bytes], alone: str = "") -> None:
    """Do the same for who has other words for what fails. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, _STAGED)
    prefix = f"{_STAGED}{alone}-" if alone else _STAGED
    if alone:
        _clear(folder.glob(f"{prefix}*"))
    staged = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    try:
        for name, data in files.items():
            switch.write(staged / name, data)
        for name in files:
            os.replace(staged / name, folder / name)
        switch.sync(folder)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def sealed_page(page: str) -> bytes:
    """Return a page's bytes with their own hash behind them: it stands in no manifest."""
    data = page.encode()
    return data + _seal(data)


def is_sealed(path: Path) -> bool:
    """Tell whether a page is, byte for byte, as it was written."""
    data = path.read_bytes()
    whole = data[: -len(_seal(b""))]
    return data == whole + _seal(whole)


def _seal(data: bytes) -> bytes:
    return f"<!-- sha256 {hashlib.sha256(data).hexdigest()} -->\n".encode()


def take_away(path: Path) -> None:
    """Remove a file, and the folders above it that are empty then; one that is gone is no fault."""
    with contextlib.suppress(OSError):
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()


def left_over(folder: Path, prefix: str, names: Iterable[str]) -> list[str]:
    """Return the files in a folder that begin with *prefix* and are none of *names*."""
    kept = set(names)
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(
        path.name for path in found if path.name.startswith(prefix) and path.name not in kept
    )


def sweep(folder: Path, *prefixes: str, hours: int = 1) -> None:
    """Clear what runs that were killed have left in a folder: nobody writes for so long."""
    latest = time.time() - hours * _HOUR_SECONDS
    for prefix in prefixes:
        _clear(path for path in folder.glob(f"{prefix}*") if _changed(path) < latest)


def _changed(path: Path) -> float:
    """When a folder was last written to; never, where another has cleared it meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _clear(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
