"""
An edition's files go in, a published month comes out: whole, or not at all.

Files are staged beside their place, written to disk, and put there by renaming; a reader sees the
former edition or the new one. When a run fails, the last good edition stays. Files that are put
singly into a folder are each whole in the same way.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock

from pipeline.errors import Busy, PublishFailed
from pipeline.paths import MANIFEST, is_link
from pipeline.provenance import ledger_stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.provenance import Provenance


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold a month's lock. Raises Busy when another run has it."""
    with contextlib.ExitStack() as held:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(target.parent / f".{target.name}.lock", timeout=0)
            held.enter_context(lock)
            _recover(target)
        except filelock.Timeout:
            message = (
                f"{target.parent.name} {target.name}：另一个进程正在生成这个月的简报，请稍后再试。"
            )
            raise Busy(message) from None
        except OSError as error:
            message = f"{target}：无法写入（{error.strerror}），请检查文件夹权限。"
            raise PublishFailed(message) from error
        # What goes wrong while the lock is held is told by those who know it.
        yield


def manifest(target: Path) -> dict[str, Any] | None:
    """Return a published month's manifest; None when there is none that can be read."""
    try:
        found = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_whole = isinstance(found, dict) and {"inputs", "outputs"} <= found.keys()
    return found if is_whole else None


def changes(target: Path, made_of: Provenance) -> list[str]:
    """
    Say in Chinese, a line each, why what is published is not what would be made now; nothing
    where it was made of just this, and is still as it was written.
    """
    found = manifest(target)
    if not found:
        return ["还没有发布过，或清单已损坏"]
    return [
        *made_of.differences(found),
        *(f"已发布的 {name} 缺失或被改动" for name in altered(target, found["outputs"])),
    ]


def altered(folder: Path, entries: Iterable[dict[str, Any]]) -> list[str]:
    """Return the files of a manifest that are missing below *folder*, or differ from it."""
    return [entry["path"] for entry in entries if not _is_as_was(folder / entry["path"], entry)]


def _is_as_was(path: Path, entry: dict[str, Any]) -> bool:
    is_there = is_link(path) or path.is_file()
    return is_there and bool(ledger_stamp(path)[0] == entry["sha256"])


def publish(
    target: Path, files: Mapping[str, bytes], made_of: Provenance, fonts: Mapping[str, str]
) -> None:
    """
    Put an edition in its place; *fonts* are the faces that it is set in, by their part.

    Raises PublishFailed; the former edition then still stands.
    """
    former = manifest(target)
    outputs = [
        {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(files.items())
    ]
    number = (
        1 if former is None else int(former.get("edition", 0)) + (former["outputs"] != outputs)
    )
    record = {
        "edition": number,
        **made_of.record,
        "fonts": dict(fonts),
        "outputs": outputs,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    try:
        staged = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
        try:
            # Bytes of a ledger's name that are no text stand as JSON writes them: \udcd6.
            whole = text.encode("utf-8", "backslashreplace")
            for name, data in [*sorted(files.items()), (MANIFEST, whole)]:
                _write(staged / name, data)
            staged.chmod(0o755)
            _sync(staged)
            _switch(staged, target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        message = f"{target}：未能写入（{error.strerror or error}），原有简报保留不变。请检查磁盘空间与权限。"
        raise PublishFailed(message) from error


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """
    Put files into a folder, which is made if need be; files of the same names are replaced.

    None is put there before all of them are written. Raises PublishFailed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            for name, data in files.items():
                _write(staged / name, data)
            for name in files:
                os.replace(staged / name, folder / name)
            _sync(folder)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        message = (
            f"{error.filename2 or error.filename or folder}：未能写入（{error.strerror or error}）。"
            "请检查文件夹权限与磁盘空间，文件在 Excel 或 WPS 里开着的请先关闭。"
        )
        raise PublishFailed(message) from error


def left_over(folder: Path, prefix: str, names: Iterable[str]) -> list[str]:
    """Return the files in a folder that begin with *prefix* and are none of *names*."""
    kept = set(names)
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(
        path.name for path in found if path.name.startswith(prefix) and path.name not in kept
    )


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets folders be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _switch(staged: Path, target: Path) -> None:
    """Rename the former edition aside and the new one into place; undo when the second fails."""
    aside = target.parent / f".{target.name}.old"
    if target.exists():
        os.replace(target, aside)
    try:
        os.replace(staged, target)
    except OSError:
        if aside.exists():
            os.replace(aside, target)
        raise
    _sync(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _recover(target: Path) -> None:
    """After a crash between two renames: bring the former edition back, clear what was staged."""
    aside = target.parent / f".{target.name}.old"
    if aside.exists() and not target.exists():
        os.replace(aside, target)
    shutil.rmtree(aside, ignore_errors=True)
    for staged in target.parent.glob(f".{target.name}.new-*"):
        shutil.rmtree(staged, ignore_errors=True)
