"""
A file as received goes in, its book comes out: each kind of file is read by the module of its name.

What a file is, its content says and never its name.
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
    """Read a file of any kind. Raises Unreadable."""
    # Only what the file needs is loaded: the child that reads has little memory.
    reader = import_module(f"{__name__}.{kind_of(path, limits)}")
    book: Book = reader.read(path, limits)
    return book
