"""
`python -m tests.bench.scaling [COUNTIES…]`: how a batch grows with counties, months and workers, and
whether it matters who makes it, processes of this machine or workers behind a Dask scheduler.

Counties are invented, of 100 projects each. Memory is the most that the command's own process took,
and the most that it took together with all that it started, looked at twenty times a second. The
exponent is that of the line through the logarithms: 1 is linear.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from briefing.domain.months import Month
from briefing.starter.sample import generate
from tests.bench.reports import BIN
from tests.project import SOURCE, copy_project

COUNTIES = (1, 3, 10, 30, 107)
MONTHS = (1, 3, 6, 12)
WORKERS = (1, 2, 4)
EXECUTORS_COUNTIES, EXECUTORS_ROUNDS = 12, 3
PROJECTS = 100


@dataclass(frozen=True)
class Taken:
    """What a batch took: seconds, and MiB of its own process and of all together."""

    reports: int
    seconds: float
    own_mib: float
    all_mib: float


def batch(folder: Path, *words: str) -> Taken:
    """Run a batch, and look at its memory while it runs."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(BIN / "briefing"), "batch", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
    )
    most = [0.0, 0.0]
    watch = threading.Thread(target=_watch, args=(psutil.Process(process.pid), most), daemon=True)
    watch.start()
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(said)
    taken = time.perf_counter() - start
    return Taken(len(list(folder.glob("reports/**/*.pdf"))), taken, *most)


def _watch(process: psutil.Process, most: list[float]) -> None:
    while process.is_running():
        try:
            own = process.memory_info().rss
            below = sum(_private(child) for child in process.children(recursive=True))
        except psutil.Error:
            return
        most[0] = max(most[0], own / 2**20)
        most[1] = max(most[1], (own + below) / 2**20)
        time.sleep(0.05)


def _private(process: psutil.Process) -> int:
    """The memory that a process does not share: what is forked shares most."""
    try:
        found = process.memory_info()
    except psutil.Error:
        return 0
    return int(found.rss - found.shared)


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """
    Return the power of the size by which time grows.

    >>> round(exponent([1, 10, 100], [2.0, 20.0, 200.0]), 3)
    1.0
    """
    x, y = [math.log(size) for size in sizes], [math.log(taken) for taken in seconds]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((each - middle_x) ** 2 for each in x)
    return sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread


def _project(folder: Path, counties: int, months: int) -> Path:
    root = copy_project(folder)
    for county in (root / "data").iterdir():
        subprocess.run(["rm", "-r", str(county)], check=True)
    generate(
        root / "data",
        counties=counties,
        projects=PROJECTS,
        months=[Month(2020, number) for number in range(1, months + 1)],
        seed=1,
        force=True,
    )
    return root


def _briefings(folder: Path, counties: int, months: int, *words: str) -> Taken:
    """Build each briefing of so many counties and months, from raw ledgers."""
    span = f"2020-01..2020-{months:02}"
    root = _project(folder, counties, months)
    return batch(root, span, "--report", "briefing", "--all-counties", *words)


def _executors(folder: Path) -> list[tuple[str, Taken]]:
    """The same batch by both executors, two workers each, in turns."""
    ways = {"processes": ["--workers", "2"], "dask": ["--dask", "local", "--workers", "2"]}
    return [
        (name, _briefings(folder / f"{name}-{turn}", EXECUTORS_COUNTIES, 1, *words))
        for turn in range(EXECUTORS_ROUNDS)
        for name, words in ways.items()
    ]


def main(counties: tuple[int, ...] = COUNTIES) -> dict[str, list[tuple[Any, Taken]]]:
    """Print the tables; return them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        found: dict[str, list[tuple[Any, Taken]]] = {
            "counties": [
                (size, _briefings(folder / f"counties-{size}", size, 1)) for size in counties
            ],
            "months": [(size, _briefings(folder / f"months-{size}", 1, size)) for size in MONTHS],
            "workers": [
                (size, _briefings(folder / f"{size}", 6, 1, "--workers", str(size)))
                for size in WORKERS
            ],
            "executors": _executors(folder),
        }
    for name, rows in found.items():
        print(f"\n{name}: reports, seconds, seconds each, MiB of the command, MiB of all")
        for size, taken in rows:
            each = taken.seconds / taken.reports
            print(
                f"{size:>9} {taken.reports:5} {taken.seconds:8.1f} s {each:7.2f} s"
                f" {taken.own_mib:7.0f} {taken.all_mib:7.0f}"
            )
        if name in {"counties", "months"}:
            power = exponent([size for size, _ in rows], [taken.seconds for _, taken in rows])
            print(f"seconds grow with the {power:.2f}th power")
    return found


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or COUNTIES)
