"""
Write a book to a stream of bytes, and read it from one: a pipe, or a file that is kept.

Rows go in blocks of columns, so that neither side holds the whole a second time. What is read can
only be a book: a stream that was tampered with makes no other object, and calls nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import pickle
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from briefing.workbooks.grid import Grid, blocks_of
from briefing.workbooks.sheet import Book, Mark, Merge, Remark, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROTOCOL = 5
Known = dict[tuple[str, str], type]


def by_name(*kinds: type) -> Known:
    """Return classes that a stream may make, by module and name."""
    return {(each.__module__, each.__name__): each for each in kinds}


DATES = by_name(dt.date, dt.datetime, dt.time, dt.timedelta)
_KNOWN = DATES | by_name(Book, Mark, Merge, Remark, Sheet)

_FIELDS: dict[type, dict[str, type]] = {
    Remark: dict.fromkeys(("code", "found", "expected", "advice"), str),
    Merge: dict.fromkeys(("top", "left", "bottom", "right"), int),
    Mark: dict.fromkeys(("top", "left", "bottom", "right"), int)
    | dict.fromkeys(("kind", "words"), str),
    Sheet: {
        "file": str,
        "name": str,
        "rows": list,
        "merges": list,
        "is_hidden": bool,
        "hidden_rows": frozenset,
        "hidden_columns": frozenset,
        "struck": frozenset,
        "partly_struck": frozenset,
        "comments": dict,
        "marks": list,
    },
}


class Torn(Exception):
    """The stream ends early, or holds something else than expected."""


def dump(book: Book, file: IO[bytes]) -> None:
    """Write a book."""
    send(len(book.sheets), file)
    for sheet in book.sheets:
        send(dataclasses.replace(sheet, rows=[]), file)
        for block in blocks_of(sheet.rows):
            send(block, file)
        send(None, file)
    send(book.remarks, file)


def load(file: IO[bytes]) -> Book:
    """Read a book. Raises Torn."""
    with uncollected():
        sheets = [_sheet(file) for _ in range(receive(file, int))]
        remarks = receive(file, list)
    if not all(isinstance(each, Remark) and _is_whole(each) for each in remarks):
        raise Torn
    return Book(sheets, remarks)


def _sheet(file: IO[bytes]) -> Sheet:
    sheet: Sheet = receive(file, Sheet)
    placed: list[object] = [*sheet.merges, *sheet.marks]
    if not all(isinstance(each, Merge | Mark) and _is_whole(each) for each in placed):
        raise Torn
    grid = Grid()
    while (block := receive(file, list | None)) is not None:
        if set(map(type, block)) != {list} or len(set(map(len, block))) != 1 or not block[0]:
            raise Torn
        grid.append(block)
    return dataclasses.replace(sheet, rows=grid)


def _is_whole(thing: object) -> bool:
    """Tell whether an object has its fields and no others, which the unpickler does not check."""
    fields = _FIELDS.get(type(thing))
    if not fields:
        return False
    held = vars(thing)
    return held.keys() == fields.keys() and all(
        isinstance(held[name], kind) for name, kind in fields.items()
    )


def send(thing: object, file: IO[bytes]) -> None:
    """Write one object."""
    file.write(pickle.dumps(thing, protocol=_PROTOCOL))


def receive(file: IO[bytes], kind: Any, known: Known = _KNOWN) -> Any:
    """Read one object of the type *kind*; *known* lists the classes that it may hold. Raises Torn."""
    try:
        thing = _Unpickler(file, known).load()
    except Exception as error:
        # Bytes at random raise nearly anything in the unpickler.
        raise Torn from error
    is_hollow = type(thing) in _FIELDS and not _is_whole(thing)
    if is_hollow or not isinstance(thing, kind):
        raise Torn
    return thing


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the garbage collector, which would go through rows in the making again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Unpickler(pickle.Unpickler):  # noqa: S301  # it makes only what is listed
    def __init__(self, file: IO[bytes], known: Known) -> None:
        super().__init__(file)
        self._known = known

    def find_class(self, module_name: str, global_name: str) -> type:
        try:
            return self._known[module_name, global_name]
        except KeyError:
            raise Torn from None
