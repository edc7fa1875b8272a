"""
`make bench`: everything that speed is claimed of, as ratios of interleaved runs.

A month and its dossiers against plain papermill and nbconvert (reports.py), how batches grow
(scaling.py), the engines by themselves (engines.py), a long ledger against raw calamine and pandas
(reading.py), and all the way to its checked tables (year.py).
"""

from __future__ import annotations

import os
import platform

import psutil

from tests.bench import engines, reading, reports, scaling, year


def main() -> None:
    """Say on what machine, and run all of it."""
    memory = psutil.virtual_memory().total / 2**30
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )
    reports.main()
    scaling.main()
    engines.main(3)
    reading.main()
    year.main()


if __name__ == "__main__":
    main()
