"""
Reports that are asked for go in, from any number of threads; the files of their editions come out.

A workshop has a warm process that forks, and processes that render. Of each month it forks one
process that opens it, and from that the notebooks of all its reports; where there is no fork, each
notebook has a kernel of its own. Nothing is started before the first report.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from briefing import editions
from briefing.domain.errors import BriefingError
from briefing.domain.findings import finding_of
from briefing.engine.order import RunLimits
from briefing.jobs import answers
from briefing.jobs.made import Made

if TYPE_CHECKING:
    from briefing.engine import Engine
    from briefing.export.renderer import Renderer
    from briefing.jobs.job import Job
    from briefing.ledgers.ingest import Progress
    from briefing.settings.paths import Project

OPENED, WRITTEN = "briefing.jobs.month_process:opened", "briefing.jobs.month_process:written"
# Months that stay open although nothing is made of them just now.
MOST_IDLE = 1
# What a run keeps in the folder for temporary files, by how the names begin. One that was killed
# leaves it there, figures and all; no batch goes on for two days.
TEMPORARY = tuple(
    f"briefing-{what}-" for what in ("call", "figures", "pdf", "png", "profile", "render", "run")
)
_LONGEST_HOURS = 48


@dataclass
class _Month:
    """A month that is open, or is being opened, for so many *users*."""

    users: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)
    # What has opened it, and runs its notebooks, until a process of it has died.
    engine: Engine | None = None
    is_spent: bool = False
    # Whether it is sound, and what is told of its reports that have no figures of their own.
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def opened_by(self) -> Engine:
        """The engine of a month that is open."""
        assert self.engine, "the month is not open"
        return self.engine


@dataclass(frozen=True)
class _Tools:
    engine: Engine
    renderer: Renderer


class Workshop:
    """As long as the context lasts, reports of a *project* are made, by so many *workers* at once."""

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
        """End every process, whatever it is at."""
        for month in self._months.values():
            _close(month)
        self._held.close()

    def list_items(self, job: Job, made_of: str, progress: Progress = lambda *_: None) -> None:
        """
        Open a job's month, so that its items are listed; *made_of* names what it is made of.

        Raises LedgersRefused, UsageError or NotebookFailed.
        """
        with self._month(job, made_of, progress) as month:
            self._require_sound(job, month)

    def make(
        self,
        job: Job,
        parameters: Mapping[str, Any],
        made_of: str,
        progress: Progress = lambda *_: None,
    ) -> Made:
        """
        Make every file of an edition; *made_of* names what its month is made of.

        Raises LedgersRefused, UsageError, NotebookFailed or PublishFailed.
        """
        with (
            self._month(job, made_of, progress) as month,
            tempfile.TemporaryDirectory(prefix="briefing-figures-") as folder,
            ThreadPoolExecutor(1) as beside,
        ):
            if not job.is_of_ledgers:
                self._require_sound(job, month)
            # A report of one item has no figures that are not the month's.
            engine = month.opened_by
            figures = None if job.item_kind else beside.submit(self._figures, job, engine, folder)
            executed = engine.execute(job.notebook, parameters, self._limits)
            told = figures.result() if figures else month.told
            files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        rendered = self._tools.renderer.render(executed, job.report, self._shares)
        return Made(rendered | files, told["fonts"], list(map(finding_of, told["warnings"])))

    def _require_sound(self, job: Job, month: _Month) -> None:
        """Ask for figures, which nobody gives of ledgers with errors. Raises LedgersRefused."""
        if not month.told["is_sound"]:
            engine = month.opened_by
            with tempfile.TemporaryDirectory(prefix="briefing-figures-") as folder:
                self._figures(job, engine, folder)

    def _figures(self, job: Job, engine: Engine, folder: str) -> dict[str, Any]:
        """Have a report's figures written into a folder; return what is to be told of them."""
        more = {"lang": job.lang, "is_of_ledgers": job.is_of_ledgers, "folder": folder}
        arguments = self._arguments(job) | more
        return answers.raised(engine.call(WRITTEN, arguments, self._limits.run))

    def _arguments(self, job: Job) -> dict[str, Any]:
        return {
            "root": str(self._project.root),
            "county": job.county,
            "month": str(job.month),
        }

    @contextmanager
    def _month(self, job: Job, made_of: str, progress: Progress) -> Iterator[_Month]:
        """Open a month, or wait until it is open; afterwards let the longest idle go."""
        with self._lock:
            month = self._months.pop(made_of, None) or _Month()
            # Those that were asked for last stand at the end.
            self._months[made_of] = month
            month.users += 1
        try:
            with month.turn:
                if month.is_spent or not month.engine:
                    self._open(job, month, progress)
            yield month
        except BriefingError as error:
            # A process that died is of no use to the next report.
            month.is_spent |= error.may_try_again
            raise
        finally:
            with self._lock:
                month.users -= 1
                self._let_go()

    def _open(self, job: Job, month: _Month, progress: Progress) -> None:
        is_cold = self._started is None
        tools = self._tools
        if is_cold and job.county and self._workers == 1:
            self._store(job, progress)

        def told(what: list[Any]) -> None:
            # The engine is warm, and no longer wants every processor.
            tools.renderer.get_ready()
            if what:
                progress(*what)

        answer, engine = tools.engine.branch(OPENED, self._arguments(job), self._limits.run, told)
        try:
            month.told = answers.raised(answer)
        except BaseException:
            engine.close()
            raise
        _close(month)
        month.engine, month.is_spent = engine, False

    def _store(self, job: Job, progress: Progress) -> None:
        """
        Read and check a year here, so that whoever opens it finds it stored.

        Until the engine is warm nothing else can be done, and it needs one processor of several.
        """
        from briefing.ledgers import ingest
        from briefing.settings import county

        folder = self._project.county(job.county)
        ingest.open_year(folder, county.load(folder.config), job.month, progress)

    def _let_go(self) -> None:
        idle = [key for key, month in self._months.items() if not month.users]
        for key in idle[:-MOST_IDLE]:
            _close(self._months.pop(key))

    @property
    def _tools(self) -> _Tools:
        """The engine, which gets ready at once, and the renderer."""
        with self._lock:
            if self._started is None:
                from briefing.engine import started
                from briefing.export.kinds import processes_for
                from briefing.export.renderer import Renderer

                root = self._project.root
                editions.sweep(Path(tempfile.gettempdir()), *TEMPORARY, hours=_LONGEST_HOURS)
                engine = self._held.enter_context(started(root, self._engine))
                renderer = Renderer(root, processes_for(self._workers))
                self._started = _Tools(engine, self._held.enter_context(renderer))
            return self._started

    @property
    def _shares(self) -> int:
        """How many processes render one edition: of many editions, each has one."""
        return 2 if self._workers == 1 else 1


def _close(month: _Month) -> None:
    engine, month.engine = month.engine, None
    if engine:
        engine.close()
