"""
`python -m tests.bench.reading [ROWS] [FILES]`: a month's ledgers against raw calamine and pandas.

Each reader has a process of its own; rounds are interleaved. Beside the seconds stand rows a second,
the ratio to raw calamine, and the most memory that was taken, children included.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

ROWS, FILES, ROUNDS = 100_000, 1, 3
HEAD = (
    "序号", "项目名称", "项目代码", "项目性质", "责任单位", "建设地点", "总投资（万元）",
    "年度计划投资（万元）", "5月完成投资（万元）", "1-5月累计完成投资（万元）", "开复工状态",
    "形象进度",
)  # fmt: skip
# openpyxl takes some 20 s for 100,000 rows; a million would be no news.
MOST_ROWS_OF_PANDAS = 200_000

_MEASURED = """
import json, resource, sys, time
from pathlib import Path
folder, start = Path(sys.argv[1]), time.perf_counter()
{work}
seconds = time.perf_counter() - start
taken = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({{"seconds": seconds, "mib": sum(taken) / 1024, "rows": rows}}))
"""
_READ_MONTH = """
from briefing.workbooks.limits import FileLimits
from briefing.domain.months import Month
from briefing.ledgers.cut.read_cache import ReadCache
from briefing.ledgers.cut.month_reader import read_month
from briefing.ledgers.tidy.persons import without_persons
limits = FileLimits(memory_mib=2048, cpu_seconds=600, cells=50_000_000, unzipped_mib=4000)
start = time.perf_counter()
kept = {kept}
found = read_month(folder, Month(2020, 5), limits, kept=kept)
rows = sum(len(table.kinds) for table in found.tables)
"""
READERS = {
    "raw calamine": """
import python_calamine
start = time.perf_counter()
rows = sum(
    len(python_calamine.load_workbook(path).get_sheet_by_index(0).to_python())
    for path in sorted(folder.iterdir())
)
""",
    "read_month": _READ_MONTH.format(kept="None"),
    "and keeping": _READ_MONTH.format(
        kept='ReadCache(folder.with_name("kept"), str(time.time_ns()), without_persons)'
    ),
    "once kept": _READ_MONTH.format(
        kept='ReadCache(folder.with_name("again"), "bench", without_persons)'
    ),
    "pandas+openpyxl": """
import pandas as pd
start = time.perf_counter()
rows = sum(len(pd.read_excel(path, engine="openpyxl")) for path in sorted(folder.iterdir()))
""",
}


def write(path: Path, rows: int, seed: int) -> None:
    """Write a ledger of key projects as a department's program would: a title, a head, the rows."""
    chance = random.Random(seed)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("5月")
        page.write_row(0, 0, ["2020年重点项目进展情况月报表"])
        page.write_row(1, 0, HEAD)
        for row in range(rows):
            task, done = chance.randint(100, 5000), chance.randint(0, 300) / 10
            page.write_row(
                row + 2,
                0,
                [
                    row + 1,
                    f"第{row}号农村道路改造项目",
                    f"2020-611026-48-01-{row % 1_000_000:06d}",
                    "续建" if row % 2 else "新建",
                    "县交通运输局",
                    "营盘镇",
                    chance.randint(5000, 90_000),
                    task,
                    done,
                    done + chance.randint(0, 400) / 10,
                    "已开工",
                    "完成路基",
                ],
            )


def measured(work: str, folder: Path) -> dict[str, float]:
    """Run a reader in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED.format(work=work), str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(rows: int = ROWS, files: int = FILES) -> None:
    """Write the ledgers, read them in turn, print medians and ratios."""
    readers = dict(READERS)
    if rows > MOST_ROWS_OF_PANDAS:
        del readers["pandas+openpyxl"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "2020-05"
        folder.mkdir()
        for number in range(files):
            write(folder / f"{number:04d}.xlsx", rows // files, number)
        measured(readers["once kept"], folder)
        runs = [
            {name: measured(work, folder) for name, work in readers.items()} for _ in range(ROUNDS)
        ]
    print(
        f"{rows} rows × {len(HEAD)} columns in {files} file(s), {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {ROUNDS} rounds"
    )
    raw = statistics.median(run["raw calamine"]["seconds"] for run in runs)
    for name in readers:
        seconds = statistics.median(run[name]["seconds"] for run in runs)
        mib = max(run[name]["mib"] for run in runs)
        print(
            f"{name:16} median {seconds:7.2f} s {rows / seconds:11,.0f} rows/s "
            f"  {seconds / raw:5.2f} × raw calamine   {mib:6.0f} MiB"
        )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
