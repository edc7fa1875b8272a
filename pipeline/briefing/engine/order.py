"""What a process that runs a notebook is asked for, and what its exit status means."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Before an order on its way to the warm process stands its length in bytes.
LENGTH = struct.Struct("!I")
# Exit statuses of a run.
CELL_FAILED, CELL_OVER_LIMIT, KERNEL_DIED, TOO_MUCH_OUTPUT = 3, 4, 5, 6
# Stands for the status of a run whose warm process was killed.
WARM_DIED = 7
# Characters that a run may print: many times a briefing, and far from what memory holds.
MOST_OUTPUT = 20_000_000


@dataclass(frozen=True)
class RunLimits:
    """What one notebook may take: each cell, the whole run, and the memory that its cells may add."""

    cell_seconds: int = 120
    run_seconds: int = 600
    memory_mib: int = 4096


@dataclass(frozen=True, kw_only=True)
class _Work:
    """
    What every order says.

    *root* is the working folder of the process and *environment* its variables. *mark* stands in
    the environment of everything that the run starts (`system.processes.MARK`), so that all of it
    can be found and killed. *complaint* is the file that takes its standard error.
    """

    root: str
    mark: str
    environment: dict[str, str]
    complaint: str

    def complaints(self) -> str:
        """Return what the process has complained of; nothing where it did not begin."""
        path = Path(self.complaint)
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


@dataclass(frozen=True, kw_only=True)
class Order(_Work):
    """
    One notebook to run: paths, and values that JSON keeps as they are.

    *output* is the path at which papermill writes the executed notebook, *cell_limit* the seconds
    that a cell may take.
    """

    notebook: str
    output: str
    parameters: dict[str, Any]
    cell_limit: int
    memory_mib: int


@dataclass(frozen=True, kw_only=True)
class Call(_Work):
    """
    A function (`module:name`) to call in a process of its own, with arguments that JSON can hold.

    The process serves further orders when the function is done: what is forked from it finds in
    memory what the function has left there.
    """

    function: str
    arguments: dict[str, Any]


def packed(order: Order | Call) -> bytes:
    """Write an order as JSON, its length before it."""
    text = json.dumps([type(order).__name__, asdict(order)]).encode()
    return LENGTH.pack(len(text)) + text


def unpacked(text: bytes) -> Order | Call:
    """Read an order, without its length."""
    kind, fields = json.loads(text)
    return Order(**fields) if kind == "Order" else Call(**fields)
