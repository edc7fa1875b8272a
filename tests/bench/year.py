"""
`python -m tests.bench.year [ROWS…]`: a month's ledger all the way, by `open_year`, against raw calamine.

Read, tidied, corrected, checked and stored; and opened once more, when nothing has changed. Each has
a process of its own; rounds are interleaved. Memory is the most that was taken at one time, the
reading child's included.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from briefing.settings import paths
from tests.bench.reading import HEAD, READERS, write

SIZES = (1_000, 10_000, 100_000, 1_000_000)
# A million rows take minutes, and differ the less.
ROUNDS, MOST_ROWS_OF_ROUNDS = 3, 100_000
STEPS = ("read", "tidy", "correct", "check", "store")
# The default limits refuse more than 5 million cells of one file.
LIMITS = """
[reading]
memory_mib = 2048
cpu_seconds = 600
cells = 50_000_000
unzipped_mib = 4000
"""

_MEASURED = """
import json, sys, threading, time
from pathlib import Path
import psutil
folder, most, done = Path(sys.argv[1]), 0, threading.Event()
def taken():
    total = 0
    for each in (psutil.Process(), *psutil.Process().children()):
        try:
            total += each.memory_info().rss
        except psutil.Error:
            continue
    return total
def watch():
    global most
    while not done.wait(0.02):
        most = max(most, taken())
steps = {{}}
threading.Thread(target=watch, daemon=True).start()
start, spent = time.perf_counter(), time.process_time()
{work}
seconds, processor = time.perf_counter() - start, time.process_time() - spent
done.set()
found = {{"seconds": seconds, "processor": processor, "mib": max(most, taken()) / 2**20}}
print(json.dumps(found | steps))
"""
_OPEN_YEAR = """
from briefing import county, intake, paths
from briefing.months import Month
def timed(step, module, name):
    does = getattr(module, name)
    def measured(*args, **words):
        begun = time.process_time()
        try:
            return does(*args, **words)
        finally:
            steps[step] = steps.get(step, 0) + time.process_time() - begun
    setattr(module, name, measured)
timed("read", intake.read.MonthReader, "read")
timed("tidy", intake, "tidy_month")
timed("correct", intake.correct, "apply")
timed("check", intake, "check_month")
timed("store", intake.store, "save")
here = paths.CountyFolder(folder.parents[1])
rules = county.load(here.config)
start, spent = time.perf_counter(), time.process_time()
intake.open_year(here, rules, Month(2020, 5))
"""
WAYS = {
    "raw calamine": READERS["raw calamine"],
    "open_year": _OPEN_YEAR,
    "and again": _OPEN_YEAR,
}


def measured(work: str, folder: Path) -> dict[str, float]:
    """Run one way in a process of its own; seconds, processor time, MiB, and each step's share."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED.format(work=work), str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def rounds(rows: int) -> list[dict[str, dict[str, float]]]:
    """Write a county with one ledger of so many rows, and open it in every way in turn."""
    runs = []
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "county"
        month = root / "raw" / "2020-05"
        month.mkdir(parents=True)
        rules = (paths.PACKAGE / "starter" / "sample" / "county.toml").read_text(encoding="utf-8")
        (root / "county.toml").write_text(rules + LIMITS, encoding="utf-8")
        write(month / "重点项目.xlsx", rows, 0)
        for _ in range(ROUNDS if rows <= MOST_ROWS_OF_ROUNDS else 1):
            # Every round begins with the raw ledger.
            shutil.rmtree(root / "tidy", ignore_errors=True)
            runs.append({way: measured(work, month) for way, work in WAYS.items()})
    return runs


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print medians and ratios for each size."""
    print(
        f"one projects ledger × {len(HEAD)} columns, {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}"
    )
    for rows in sizes:
        runs = rounds(rows)
        middle = {
            way: {what: statistics.median(run[way][what] for run in runs) for what in runs[0][way]}
            for way in WAYS
        }
        raw = middle["raw calamine"]["seconds"]
        for way, found in middle.items():
            shares = "  ".join(f"{step} {found[step]:.2f}" for step in STEPS if step in found)
            print(
                f"{rows:9,} rows  {way:12} {found['seconds']:7.2f} s  {found['processor']:7.2f} s "
                f"of processor  {found['seconds'] / raw:6.2f} × raw calamine  "
                f"{found['mib']:6.0f} MiB  {shares}"
            )


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or SIZES)
