"""
Read a file of any kind: each kind is read by the module of its name.

The kind is told by the content, never by the name of the file.
"""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.workbooks.formats.kind import kind_of
from briefing.workbooks.sheet import Unreadable

if TYPE_CHECKING:
    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book

_ENCRYPTED = "F10"


def read(path: Path, limits: FileLimits) -> Book:
    """Read a file. Raises Unreadable."""
    try:
        return _read(path, limits)
    except Unreadable as error:
        if error.remark.code != _ENCRYPTED:
            raise
        from briefing.workbooks.formats.default_password import decrypted

        content = decrypted(path.read_bytes())
        if content is None:
            raise
    with tempfile.TemporaryDirectory() as folder:
        opened = Path(folder) / path.name
        opened.write_bytes(content)
        return _read(opened, limits)


def _read(path: Path, limits: FileLimits) -> Book:
    # Only what the file needs is loaded: the child that reads has little memory.
    reader = import_module(f"{__name__}.{kind_of(path, limits)}")
    book: Book = reader.read(path, limits)
    return book
