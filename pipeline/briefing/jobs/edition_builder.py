"""
Make the files of editions for any number of threads, with processes that stay warm between them.

One warm process forks one process for each month, which opens it, and forks from that the notebooks
of all its reports; where there is no fork, each notebook has a kernel of its own. Other processes
render. Nothing is started before the first report.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psutil

from briefing.domain.errors import BriefingError
from briefing.domain.findings import finding_of
from briefing.engine.order import RunLimits
from briefing.jobs import answers
from briefing.jobs.build import EditionFiles
from briefing.system import files

if TYPE_CHECKING:
    from briefing.engine import Engine
    from briefing.export.renderer import Renderer
    from briefing.jobs.job import Job
    from briefing.ledgers.ingest import Progress
    from briefing.settings.paths import Project

OPENED, WRITTEN = "briefing.jobs.month_process:opened", "briefing.jobs.month_process:written"
# Months that stay open although nothing is made of them just now.
MOST_IDLE = 1
# How the names of a run's temporary folders begin. A killed run leaves them, figures and all; no
# batch goes on for two days.
TEMPORARY = tuple(
    f"briefing-{what}-" for what in ("call", "figures", "pdf", "png", "profile", "render", "run")
)
_LONGEST_HOURS = 48
# The memory of one worker: an open month, its notebook and its renderer. Most of it is Typst's cache
# of the pages it has set last, which grows for ten briefings and then no more.
MEMORY_OF_WORKER = 1800 << 20


@dataclass
class _Month:
    """A month that is open, or is being opened, for so many *users*."""

    users: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)
    # The engine that has opened it and runs its notebooks, unusable once a process of it has died.
    engine: Engine | None = None
    is_spent: bool = False
    # Whether its ledgers are sound; then also warnings and fonts, for reports without own figures.
    answer: dict[str, Any] = field(default_factory=dict)

    def close(self) -> None:
        """End the month's processes."""
        engine, self.engine = self.engine, None
        if engine:
            engine.close()


@dataclass(frozen=True)
class _Tools:
    engine: Engine
    renderer: Renderer


class EditionBuilder:
    """Makes the reports of a *project*, so many *workers* at once, as long as the context lasts."""

    def __init__(
        self,
        project: Project,
        workers: int = 1,
        engine: str | None = None,
        limits: RunLimits | None = None,
    ) -> None:
        self._project, self._workers, self._engine = project, workers, engine
        self._limits = limits or RunLimits()
        self._held = ExitStack()
        self._lock = threading.Lock()
        self._started: _Tools | None = None
        self._months: dict[str, _Month] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End every process at once."""
        for month in self._months.values():
            month.close()
        self._held.close()

    def list_items(self, job: Job, progress: Progress = lambda *_: None) -> None:
        """Open a job's month, so that its items are listed. Raises as `Builder` says."""
        with self._open_month(job, progress) as (engine, answer):
            self._require_sound(job, engine, answer)

    def make(
        self, job: Job, parameters: Mapping[str, Any], progress: Progress = lambda *_: None
    ) -> EditionFiles:
        """Make every file of an edition. Raises as `Builder` says."""
        with (
            self._open_month(job, progress) as (engine, answer),
            tempfile.TemporaryDirectory(prefix="briefing-figures-") as folder,
            ThreadPoolExecutor(1) as beside,
        ):
            if not job.is_of_ledgers:
                self._require_sound(job, engine, answer)
            # A report of one item has no figures but the month's.
            figures = None if job.item_kind else beside.submit(self._figures, job, engine, folder)
            executed = engine.execute(job.notebook, parameters, self._limits)
            about = figures.result() if figures else answer
            written = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        # Of many editions at once each is rendered by one process.
        shares = 2 if self._workers == 1 else 1
        rendered = self._tools.renderer.render(executed, job.report, shares)
        warnings = list(map(finding_of, about["warnings"]))
        told = answer.get("written", [])
        return EditionFiles(rendered | written, about["fonts"], warnings, told)

    def _require_sound(self, job: Job, engine: Engine, answer: Mapping[str, Any]) -> None:
        """Raise LedgersRefused where a month has errors: figures that are asked for name them."""
        if not answer["is_sound"]:
            with tempfile.TemporaryDirectory(prefix="briefing-figures-") as folder:
                self._figures(job, engine, folder)

    def _figures(self, job: Job, engine: Engine, folder: str) -> dict[str, Any]:
        """Have a report's figures written into a folder; return its warnings and fonts."""
        more = {"lang": job.lang, "is_of_ledgers": job.is_of_ledgers, "folder": folder}
        arguments = self._arguments(job) | more
        return answers.raise_faults(engine.call(WRITTEN, arguments, self._limits.run_seconds))

    def _arguments(self, job: Job) -> dict[str, Any]:
        return {"root": str(self._project.root), "county": job.county, "month": str(job.month)}

    @contextmanager
    def _open_month(
        self, job: Job, progress: Progress
    ) -> Iterator[tuple[Engine, Mapping[str, Any]]]:
        """Open a job's month, or wait until it is open; close the months that are idle too long."""
        with self._lock:
            month = self._months.pop(job.files_key, None) or _Month()
            # Those that were asked for last stand at the end.
            self._months[job.files_key] = month
            month.users += 1
        try:
            with month.turn:
                if month.is_spent or not month.engine:
                    self._open(job, month, progress)
                assert month.engine, "a month that is open has an engine"
                engine = month.engine
            yield engine, month.answer
        except BriefingError as error:
            # A process that died is of no use to the next report.
            month.is_spent |= error.may_try_again
            raise
        finally:
            with self._lock:
                month.users -= 1
                idle = [key for key, each in self._months.items() if not each.users]
                for key in idle[:-MOST_IDLE]:
                    self._months.pop(key).close()

    def _open(self, job: Job, month: _Month, progress: Progress) -> None:
        is_cold = self._started is None
        tools = self._tools
        if is_cold and job.county and self._workers == 1:
            self._store(job, progress)

        def tell(what: list[Any]) -> None:
            # The engine is warm, and no longer needs every processor.
            tools.renderer.get_ready()
            if what:
                progress(*what)

        answer, engine = tools.engine.branch(
            OPENED, self._arguments(job), self._limits.run_seconds, tell
        )
        try:
            month.answer = answers.raise_faults(answer)
        except BaseException:
            engine.close()
            raise
        month.close()
        month.engine, month.is_spent = engine, False

    def _store(self, job: Job, progress: Progress) -> None:
        """Read and check a year here while the engine gets warm, so that it finds the year stored."""
        from briefing.ledgers import ingest
        from briefing.settings import county

        folder = self._project.county(job.county)
        ingest.open_year(folder, county.load(folder.config), job.month, progress)

    @property
    def _tools(self) -> _Tools:
        """The engine, which gets ready at once, and the renderer."""
        with self._lock:
            if self._started is None:
                from briefing.engine import started
                from briefing.export.kinds import processes_for
                from briefing.export.renderer import Renderer

                root = self._project.root
                files.remove_old(Path(tempfile.gettempdir()), *TEMPORARY, hours=_LONGEST_HOURS)
                engine = self._held.enter_context(started(root, self._engine))
                renderer = Renderer(root, processes_for(self._workers))
                self._started = _Tools(engine, self._held.enter_context(renderer))
            return self._started


def workers_here(asked: int | None = None) -> int:
    """Return how many workers this machine can run: one a processor, as far as memory allows."""
    if asked:
        return asked
    in_memory = int(psutil.virtual_memory().available // MEMORY_OF_WORKER)
    return max(1, min(os.cpu_count() or 1, in_memory))
