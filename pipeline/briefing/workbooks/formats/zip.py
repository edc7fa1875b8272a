"""Open zipped workbooks, and read their parts within the limits of a file."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Self

from briefing.workbooks.faults import encrypted, too_large, truncated, unreadable
from briefing.workbooks.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits

_MOST_PARTS = 10_000
# Smaller parts are let off: blank cells with formats shrink to almost nothing.
_LEAST_FOR_RATIO = 10 * MIB
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Archive:
    """
    An open zip. The names of its parts ignore case, and the kind of slash.

    A part gives no more bytes than it declares, and declares no more than the limits allow. Raises
    Unreadable.
    """

    def __init__(self, path: Path, limits: FileLimits) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGE:
            # The list of parts stands at the end: a zip without one has lost it.
            raise (_damaged() if zipfile.is_zipfile(path) else truncated()) from None
        try:
            self._parts = _checked(self._zip.infolist(), limits)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all parts, in lower case."""
        return iter(self._parts)

    def size(self, name: str) -> int:
        """Return the size of a part in bytes, unpacked."""
        return self._parts[_key(name)].file_size

    def open(self, name: str) -> IO[bytes]:
        """Open a part as a stream; reading from it raises Unreadable where it is damaged."""
        try:
            return io.BufferedReader(_Part(self._zip.open(self._parts[_key(name)])), 1 << 18)
        except _DAMAGE:
            raise _damaged() from None

    def read(self, name: str) -> bytes:
        """Read a whole part. Raises Unreadable."""
        with self.open(name) as part:
            return part.read()


# A password where no flag announced one is a RuntimeError, an odd version a NotImplementedError.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)


class _Part(io.RawIOBase):
    """A stream that raises Unreadable where it is damaged."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a part of Buffer
        try:
            data = self._inner.read(len(buffer))
        except _DAMAGE:
            raise _damaged() from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def _checked(infos: list[zipfile.ZipInfo], limits: FileLimits) -> dict[str, zipfile.ZipInfo]:
    """Return the parts by their names, where what they declare keeps the limits. Raises Unreadable."""
    if len(infos) > _MOST_PARTS:
        found = f"内有{len(infos)}个部件，不是表格软件保存的"
        raise unreadable(found)
    # A part may be damaged to have no name, and then cannot be asked whether it is a folder.
    files = [info for info in infos if info.filename and not info.is_dir()]
    parts = {_key(info.filename): info for info in files}
    if len(parts) < len(files):
        raise unreadable("内部部件重名")
    if any(info.flag_bits & _ENCRYPTED for info in parts.values()):
        raise encrypted()
    if any(info.compress_type not in _METHODS for info in parts.values()):
        raise unreadable("压缩方式不是表格软件所用的")
    total = sum(info.file_size for info in parts.values())
    if total > limits.unzipped_mib * MIB:
        found = f"解压后有{-(-total // MIB)} MiB"
        raise too_large(found, f"{limits.unzipped_mib} MiB", "unzipped_mib")
    for info in parts.values():
        times = info.file_size // max(info.compress_size, 1)
        if info.file_size > _LEAST_FOR_RATIO and times > limits.ratio:
            found = f"解压后是压缩时的{times}倍"
            raise too_large(found, f"{limits.ratio}倍", "ratio")
    return parts


def _key(name: str) -> str:
    r"""
    Return a name that is the same for all spellings of it.

    >>> _key("/XL\\worksheets\\Sheet1.xml")
    'xl/worksheets/sheet1.xml'
    """
    return name.replace("\\", "/").lstrip("/").lower()


def _damaged() -> Exception:
    return unreadable("压缩数据已损坏")
