"""Files go into a folder that holds others too: each is there whole, or as it was."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import disk
from pipeline.archive import switch
from pipeline.errors import PublishFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STAGED = ".new-"
_HOUR_SECONDS = 3600


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """
    Put files into a folder, which is made if need be; files of the same names are replaced.

    None is put there before all of them are written. Raises PublishFailed.
    """
    try:
        place(folder, files)
    except OSError as error:
        message = (
            f"{error.filename2 or error.filename or folder}：未能写入（{disk.reason(error)}）。"
            "请检查文件夹权限与磁盘空间，文件在 Excel 或 WPS 里开着的请先关闭。"
        )
        raise PublishFailed(message) from error


def place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Do the same for who has other words for what fails. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, _STAGED)
    staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=folder))
    try:
        for name, data in files.items():
            switch.write(staged / name, data)
        for name in files:
            os.replace(staged / name, folder / name)
        switch.sync(folder)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


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
    for prefix in prefixes:
        for path in folder.glob(f"{prefix}*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > hours * _HOUR_SECONDS:
                    shutil.rmtree(path, ignore_errors=True)
