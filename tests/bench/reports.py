"""
`python -m tests.bench.reports [ROUNDS]`: a month and its dossiers, ours against plain papermill and nbconvert.

Plain is what people do without us: the papermill command, `jupyter nbconvert --to html` and
`--to webpdf` (with the system's Chromium, for Playwright's own is a download), on the same
notebooks. The floor is the same cells run by `exec` in a warm process that has the month open: no
notebook, no isolation, no page. Rounds are interleaved; seconds belong to the machine, ratios to
the software.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import nbformat

from pipeline.briefing.opened import prepare
from pipeline.build import build
from pipeline.job import Job
from pipeline.months import Month
from pipeline.paths import Project
from pipeline.workshop import Workshop
from tests.project import ROOT, copy_project

ROUNDS = 3
MAY = Month(2020, 5)
# Of 95 dossiers so many are made in the plain way: each takes as long as the next.
PLAIN_DOSSIERS = 4
BIN = Path(sys.executable).parent
_WEBPDF = """
import shutil, sys
from playwright.async_api import BrowserType
launch = BrowserType.launch
def with_the_systems(self, **options):
    return launch(self, **{**options, "executable_path": shutil.which("chromium")})
BrowserType.launch = with_the_systems
from nbconvert.nbconvertapp import main
main(["--to", "webpdf", "--no-input", "--WebPDFExporter.disable_sandbox=True", sys.argv[1]])
"""


def command(folder: Path, *words: str | Path) -> None:
    """Run one command to its end; a failure ends the benchmark."""
    subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def plain(folder: Path, notebook: str, out: str, **parameters: str) -> None:
    """Run a notebook by papermill's command, and make HTML and PDF of it by nbconvert's."""
    given = [word for name, value in parameters.items() for word in ("-p", name, value)]
    command(folder, BIN / "papermill", f"notebooks/{notebook}.ipynb", f"{out}.ipynb", *given)
    command(folder, BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", f"{out}.ipynb")
    if shutil.which("chromium"):
        command(folder, sys.executable, "-c", _WEBPDF, f"{out}.ipynb")


def forget(folder: Path) -> None:
    """Leave nothing but raw ledgers."""
    shutil.rmtree(folder / "data" / "zhashui" / "tidy", ignore_errors=True)
    shutil.rmtree(folder / "reports", ignore_errors=True)


def seconds(action: Callable[[], object]) -> float:
    """Time one action."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def month(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Time the month: from raw ledgers, from stored tables, in a warm workshop, unchanged."""
    briefing = ["build", "2020-05", "--force"]
    times: dict[str, list[float]] = {}

    def timed(name: str, action: Callable[[], object]) -> None:
        times.setdefault(name, []).append(seconds(action))

    project = Project(folder)
    with Workshop(project) as workshop:
        build(Job(project, "zhashui", MAY), workshop, force=True)
        for _ in range(rounds):
            forget(folder)
            timed("ours, cold", lambda: command(folder, BIN / "briefing", *briefing))
            timed("ours, tables stored", lambda: command(folder, BIN / "briefing", *briefing))
            timed("ours, warm", lambda: build(Job(project, "zhashui", MAY), workshop, force=True))
            timed("ours, unchanged", lambda: command(folder, BIN / "briefing", "build", "2020-05"))
            forget(folder)
            timed("plain, cold", lambda: plain(folder, "briefing", "out", month="2020-05"))
            timed(
                "plain, tables stored", lambda: plain(folder, "briefing", "out", month="2020-05")
            )
    return times


def dossiers(folder: Path) -> dict[str, float]:
    """Time 95 dossiers; seconds a dossier."""
    forget(folder)
    every = ["batch", "2020-05", "--report", "dossier"]
    command(folder, BIN / "briefing", "check", "2020-05")
    times = {}
    for workers in (1, 2):
        published = folder / "reports"
        shutil.rmtree(published, ignore_errors=True)
        words = [BIN / "briefing", *every, "--workers", str(workers)]
        taken = seconds(lambda words=words: command(folder, *words))
        made = len(list(published.glob("*/*/*/dossier.pdf")))
        times[f"ours, {workers} worker(s)"] = taken / made

    def one(number: int) -> None:
        plain(folder, "dossier", f"out-{number}", month="2020-05", project=str(number))

    numbers = range(1, PLAIN_DOSSIERS + 1)
    times["plain"] = seconds(lambda: [one(number) for number in numbers]) / PLAIN_DOSSIERS
    with ThreadPoolExecutor(2) as pool:
        times["plain, 2 at once"] = seconds(lambda: list(pool.map(one, numbers))) / PLAIN_DOSSIERS
    times["floor: the cells alone, one process"] = floor(folder)
    return times


def floor(folder: Path, items: int = 20) -> float:
    """Time the cells of a dossier by `exec`, in a process that has the month open."""
    notebook = nbformat.read(folder / "notebooks" / "dossier.ipynb", as_version=4)
    cells = [
        compile(cell.source, "cell", "exec")
        for cell in notebook.cells
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", [])
    ]
    with _inside(folder):
        prepare(Project(folder), "zhashui", MAY)

        def run(number: int) -> None:
            names = {"county": "zhashui", "month": "2020-05", "lang": "zh", "project": str(number)}
            for cell in cells:
                exec(cell, names)  # noqa: S102 - that is what is timed

        run(1)
        return seconds(lambda: [run(number) for number in range(1, items + 1)]) / items


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def main(rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Print both tables; return them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = copy_project(Path(temporary) / "project")
        taken = month(folder, rounds)
        of_dossiers = dossiers(folder)
    if not shutil.which("chromium"):
        print("no Chromium here: plain makes HTML only, no PDF")
    medians = {name: statistics.median(found) for name, found in taken.items()}
    print(f"\nthe month's briefing, HTML and PDF and all, median of {rounds}")
    for name, found in medians.items():
        against = "plain, cold" if name.endswith("cold") else "plain, tables stored"
        print(f"{name:38} {found:7.2f} s   plain/it {medians[against] / found:6.1f}")
    print("\n95 dossiers, seconds for each")
    for name, found in of_dossiers.items():
        print(f"{name:38} {found:7.2f} s   plain/it {of_dossiers['plain'] / found:6.1f}")
    return {"month": medians, "dossiers": of_dossiers}


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
