"""
`make bench`: the month by our command against plain papermill, nbconvert and a browser's PDF; and
the reading of a long ledger against raw calamine and pandas (tests/bench/reading.py); and the same
ledger all the way to its checked tables, from a thousand rows to a million (tests/bench/year.py).

One interleaved run, medians and ratios; seconds belong to the machine, ratios to the software.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import reading, year
from tests.project import ROOT, copy_project

ROUNDS = 3
BIN = Path(sys.executable).parent


def command(folder: Path, *words: str | Path) -> None:
    """Run one command to its end; a failure ends the benchmark."""
    subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def forget(folder: Path) -> None:
    """Every round begins with raw ledgers."""
    shutil.rmtree(folder / "data" / "zhashui" / "tidy", ignore_errors=True)
    shutil.rmtree(folder / "reports", ignore_errors=True)


def ours(folder: Path) -> None:
    """Raw ledgers to HTML and PDF, one cold command."""
    command(folder, BIN / "briefing", "build", "2020-05")


def unchanged(folder: Path) -> None:
    """The same command once more."""
    command(folder, BIN / "briefing", "build", "2020-05")


def plain(folder: Path) -> None:
    """The same notebook by papermill, nbconvert's HTML, and a browser's PDF of it."""
    command(
        folder,
        BIN / "papermill",
        "notebooks/briefing.ipynb",
        "out.ipynb",
        "-p",
        "month",
        "2020-05",
    )
    command(folder, BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", "out.ipynb")
    if browser := shutil.which("chromium"):
        command(
            folder,
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--print-to-pdf=out.pdf",
            "out.html",
        )


def seconds(action: Callable[[Path], None], folder: Path) -> float:
    """Time one action."""
    start = time.perf_counter()
    action(folder)
    return time.perf_counter() - start


def main() -> None:
    """Interleave the rounds and print medians and ratios."""
    times: dict[str, list[float]] = {"ours": [], "unchanged": [], "plain": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = copy_project(Path(temporary) / "project")
        for _ in range(ROUNDS):
            forget(folder)
            times["ours"].append(seconds(ours, folder))
            times["unchanged"].append(seconds(unchanged, folder))
            forget(folder)
            times["plain"].append(seconds(plain, folder))
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {ROUNDS} rounds"
    )
    if not shutil.which("chromium"):
        print("no Chromium here: plain is papermill and HTML only, without a PDF")
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, found in times.items():
        print(
            f"{name:10} median {medians[name]:6.2f} s   min {min(found):6.2f}   max {max(found):6.2f}"
            f"   ours/it {medians['ours'] / medians[name]:5.2f}"
        )
    reading.main()
    year.main()


if __name__ == "__main__":
    main()
