"""
Read a file of any kind: each kind is read by the module of its name.

The kind is told by the content, never by the name of the file.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from briefing.workbooks.formats.kind import kind_of

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book


def read(path: Path, limits: FileLimits) -> Book:
    """Read a file. Raises Unreadable."""
    # Only what the file needs is loaded: the child that reads has little memory.
    reader = import_module(f"{__name__}.{kind_of(path, limits)}")
    book: Book = reader.read(path, limits)
    return book
