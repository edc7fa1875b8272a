"""What is asked of the process that runs a notebook, and what its exit status tells."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

# Before an order on its way to the warm process stands its length in bytes.
LENGTH = struct.Struct("!I")
# What the exit status tells.
CELL_FAILED, CELL_OVER_LIMIT, KERNEL_DIED, TOO_MUCH_OUTPUT = 3, 4, 5, 6
# Characters that a run may print: many times a briefing, and far from what memory holds.
MOST_OUTPUT = 20_000_000
# There is none: the warm process was killed.
WARM_DIED = 7


@dataclass(frozen=True)
class Order:
    """
    One notebook to run: paths, and values that JSON keeps as they are.

    *root* is the folder it runs in, *output* where papermill writes it, *mark* what tells the
    processes of this run, *environment* what its cells find in theirs.
    """

    notebook: str
    output: str
    parameters: dict[str, Any]
    root: str
    cell_limit: int
    memory_mib: int
    mark: str
    environment: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON can hold of it: all."""
        return asdict(self)


@dataclass(frozen=True)
class Call:
    """
    A function (`module:name`) to be called in a process of its own, given what JSON keeps as it is.

    The process serves further orders when the function is done: what is forked from it finds in
    memory whatever the function has left there. What it complains of goes into a file.
    """

    function: str
    arguments: dict[str, Any]
    root: str
    complaint: str
    mark: str
    environment: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON can hold of it: all."""
        return asdict(self)


def packed(order: Order | Call) -> bytes:
    """Write an order for the wire, its length before it."""
    text = json.dumps([type(order).__name__, order.as_dict()]).encode()
    return LENGTH.pack(len(text)) + text


def unpacked(text: bytes) -> Order | Call:
    """Read an order, without its length."""
    kind, fields = json.loads(text)
    return Order(**fields) if kind == "Order" else Call(**fields)
