"""
`python -m tests.bench.reports [ROUNDS]`: a month and its dossiers, ours against plain papermill and nbconvert.

Plain is what people do without us: the papermill command, `jupyter nbconvert --to html` and
`--to webpdf` (with the system's Chromium, for Playwright's own is a download), on the same
notebooks. WeasyPrint makes a PDF of the briefing's own page, beside what Typst makes of the same
notebook, where it is installed. The floor is plain Python in a warm process that has the month open:
a dossier's cells run by `exec`, and, for the whole floor, its files made by the same exporters, with
no notebook and no isolation. Rounds are interleaved; seconds belong to the machine, ratios to the
software.

Warm is a builder whose processes are warm. "Again" has the month open, and Typst remembers pages
that are as they were; with "a ledger changed" the month is opened anew, one file of it from raw.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat

from briefing.domain.months import Month
from briefing.engine import started
from briefing.export import render
from briefing.export.kinds import ALWAYS
from briefing.jobs.build import build
from briefing.jobs.edition_builder import OPENED, EditionBuilder
from briefing.jobs.job import Job
from briefing.sections import charts
from briefing.sections.opening import prepare
from briefing.settings.paths import Project
from tests.project import SOURCE, copy_project

ROUNDS = 3
MAY = Month(2020, 5)
# Of 95 dossiers so many are made in the plain way: each takes as long as the next.
PLAIN_DOSSIERS = 4
PATIENCE = 600
# The longest bar of a table, in characters.
BAR = 24
_MORE = [path for path in [os.environ.get("PYTHONPATH")] if path]
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
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCE), *_MORE])},
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


def touch(folder: Path) -> None:
    """Let a workbook differ by something that no cell shows."""
    path = next((folder / "data" / "zhashui" / "raw" / str(MAY)).glob("*月报表*.xlsx"))
    with zipfile.ZipFile(path, "a") as book:
        book.comment = str(time.time()).encode()


def seconds(action: Callable[..., object], *given: object) -> float:
    """Time one action."""
    start = time.perf_counter()
    action(*given)
    return time.perf_counter() - start


def each(action: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Time an action that is done to one item after the other; seconds for each."""
    return sum(seconds(action, item) for item in items) / len(items)


def month(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Time the month: from raw ledgers, from stored tables, in a warm builder, unchanged."""
    briefing = ["build", "2020-05", "--force"]
    times: dict[str, list[float]] = {}

    def timed(name: str, action: Callable[[], object]) -> None:
        times.setdefault(name, []).append(seconds(action))

    project = Project(folder)
    job = Job(project, "zhashui", MAY)
    with EditionBuilder(project) as builder:
        build(job, builder, force=True)
        for _ in range(rounds):
            forget(folder)
            timed("ours, cold", lambda: command(folder, BIN / "briefing", *briefing))
            timed("ours, tables stored", lambda: command(folder, BIN / "briefing", *briefing))
            touch(folder)
            timed("ours, warm, a ledger changed", lambda: build(job, builder))
            timed("ours, warm, again", lambda: build(job, builder, force=True))
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
        taken = seconds(command, folder, *words)
        made = len(list(published.glob("*/*/*/dossier.pdf")))
        times[f"ours, {workers} worker(s)"] = taken / made

    def one(number: int) -> None:
        plain(folder, "dossier", f"out-{number}", month="2020-05", project=str(number))

    numbers = range(1, PLAIN_DOSSIERS + 1)
    times["plain"] = each(one, numbers)
    with ThreadPoolExecutor(2) as pool:
        times["plain, 2 at once"] = seconds(lambda: list(pool.map(one, numbers))) / PLAIN_DOSSIERS
    return times | floors(folder)


def floors(folder: Path, items: int = 20) -> dict[str, float]:
    """Time a dossier's notebook by the engine alone, its cells alone, and its cells and its files."""
    notebook = nbformat.read(folder / "notebooks" / "dossier.ipynb", as_version=4)
    cells = [
        compile(cell.source, "cell", "exec")
        for cell in notebook.cells
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", [])
    ]
    numbers = range(1, items + 1)
    project = Project(folder)
    job = Job(project, "zhashui", MAY, "dossier")
    given = {"root": str(folder), "county": "zhashui", "month": str(MAY)}
    executed = []

    def execute(number: int) -> None:
        executed.append(opened.execute(job.notebook, job.parameters("project", str(number))))

    with started(folder) as engine:
        _, opened = engine.branch(OPENED, given, PATIENCE)
        execute(1)
        alone = each(execute, numbers)
        opened.close()
    with _inside(folder):
        prepare(project, "zhashui", MAY)
        charts.get_ready()

        def run(number: int) -> None:
            names = {"county": "zhashui", "month": "2020-05", "lang": "zh", "project": str(number)}
            for cell in cells:
                exec(cell, names)  # noqa: S102 - that is what is timed

        run(1)
        of_cells = each(run, numbers)
    render.render(executed[0], "dossier", ALWAYS)
    of_files = each(lambda page: render.render(page, "dossier", ALWAYS), executed[1:])
    return {
        "a notebook alone, by the engine": alone,
        "floor: its cells, in one warm process": of_cells,
        "floor: its cells and its files, the same": of_cells + of_files,
    }


def printers(folder: Path, rounds: int) -> dict[str, float]:
    """Time the briefing's PDF by Typst and by WeasyPrint, each in a process of its own."""
    command(folder, BIN / "briefing", "build", "2020-05")
    made = folder / "reports" / "zhashui" / "2020-05"
    programs = {
        "Typst": "import nbformat; from briefing.export import edition;"
        f"edition.render(nbformat.read({str(made / 'briefing.ipynb')!r}, 4), 'briefing', ['pdf'])",
        "WeasyPrint": "import weasyprint;"
        f"weasyprint.HTML({str(made / 'briefing.html')!r}).write_pdf('weasyprint.pdf')",
    }
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, program in programs.items():
            if find_spec(name.lower()):
                taken = seconds(command, folder, sys.executable, "-c", program)
                times.setdefault(name, []).append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def show(title: str, found: Mapping[str, float], against: Mapping[str, float]) -> None:
    """Print seconds, how many times as long the other takes, and a bar, a line each."""
    longest = max(found.values())
    print(f"\n{title}", flush=True)
    for name, taken in found.items():
        bar = "█" * max(1, round(BAR * taken / longest))
        print(f"{name:40} {taken:6.2f} s {against[name] / taken:6.1f} × {bar}")


def main(rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Print the tables; return them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = copy_project(Path(temporary) / "project")
        taken = month(folder, rounds)
        medians = {name: statistics.median(found) for name, found in taken.items()}
        cold, stored = medians["plain, cold"], medians["plain, tables stored"]
        show(
            f"The month's briefing, HTML and PDF and all: median of {rounds}, plain / it",
            medians,
            {name: cold if name.endswith("cold") else stored for name in medians},
        )
        of_dossiers = dossiers(folder)
        show(
            "Each of 95 dossiers, plain / it",
            of_dossiers,
            dict.fromkeys(of_dossiers, of_dossiers["plain"]),
        )
        of_printers = printers(folder, rounds)
        show(
            "The briefing's PDF, start of the process and all, WeasyPrint / it",
            of_printers,
            dict.fromkeys(of_printers, of_printers.get("WeasyPrint", 0.0)),
        )
    if not shutil.which("chromium"):
        print("no Chromium here: plain makes HTML only, no PDF")
    if "WeasyPrint" not in of_printers:
        print("no WeasyPrint here: `pip install weasyprint` (it needs Pango)")
    return {"month": medians, "dossiers": of_dossiers, "printers": of_printers}


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
