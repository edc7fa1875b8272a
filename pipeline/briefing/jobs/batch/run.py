"""Make groups of reports with several threads, and tell the outcome of each report."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from briefing.domain.errors import BriefingError, LedgersRefused, UsageError
from briefing.engine.order import RunLimits
from briefing.jobs.batch.plan import Group
from briefing.jobs.build import Builder, build, tell_failure
from briefing.jobs.edition_builder import EditionBuilder, workers_here
from briefing.jobs.job import Job
from briefing.settings.paths import Project

T = TypeVar("T")

# Where a process died or a machine was lost, so many attempts are made; where a cell failed, one.
ATTEMPTS = 3
# So many errors of a month are told in a batch.
MOST_ERRORS_TOLD = 3


class State(StrEnum):
    """Whether a report was made, was up to date, or failed."""

    BUILT = "built"
    CURRENT = "current"
    FAILED = "failed"


@dataclass(frozen=True, order=True)
class Outcome:
    """
    The outcome of a report, or of a whole group whose jobs could not be listed.

    *name* is its name in messages, *line* why it failed: one line of Chinese.
    """

    name: str
    state: State
    line: str = ""
    exit_code: int = 0
    warnings: int = field(default=0, compare=False)


@contextmanager
def start_builder(
    project: Project, workers: int | None, dask: str | None, engine: str | None, limits: RunLimits
) -> Iterator[tuple[Builder, int]]:
    """
    Start the builder and say how many jobs it takes at once: processes of this machine, or those
    behind the Dask scheduler at the address *dask*.
    """
    if dask is None:
        threads = workers_here(workers)
        with EditionBuilder(project, threads, engine, limits) as builder:
            yield builder, threads
        return
    try:
        from briefing.jobs.batch.remote import connected
    except ImportError:
        message = "没有安装 Dask，请先执行 pip install 'zhashui-briefing[dask]'。"
        raise UsageError(message) from None
    with connected(project, dask, workers, engine, limits) as remote:
        yield remote


def run(
    groups: Sequence[Group],
    builder: Builder,
    threads: int,
    *,
    force: bool = False,
    planned: Callable[[int], None] = lambda _: None,
) -> Iterator[Outcome]:
    """
    Make every report of the groups that is not up to date; yield the outcome of each as it ends.

    *planned* is called with the number of a group's reports once they are listed. A failure stops no
    other report. An interruption ends what is going on, and nothing is half published.
    """
    waiting: deque[Group] = deque(groups)
    listed: deque[Job] = deque()
    going: dict[Future[list[Job] | Outcome], Job] = {}
    with ThreadPoolExecutor(threads) as pool:
        try:
            while waiting or listed or going:
                # Reports of a month that is open come before the opening of another.
                while len(going) < threads and (listed or waiting):
                    if listed:
                        job = listed.popleft()
                        going[pool.submit(_made, job, builder, force)] = job
                    elif group := _next(waiting, going.values()):
                        going[pool.submit(_listed, group, builder)] = group.job
                    else:
                        break
                for ended in wait(going, return_when=FIRST_COMPLETED).done:
                    del going[ended]
                    found = ended.result()
                    if isinstance(found, Outcome):
                        yield found
                    else:
                        planned(len(found))
                        listed.extend(found)
        except BaseException:
            for future in going:
                future.cancel()
            builder.stop()
            raise


def _next(waiting: deque[Group], going: Iterable[Job]) -> Group | None:
    """Take the first group that need not wait for another; None where all have to."""
    ahead = [*going, *(group.job for group in waiting)]
    for group in waiting:
        if not any(map(group.waits_for, ahead)):
            waiting.remove(group)
            return group
    return None


def _listed(group: Group, builder: Builder) -> list[Job] | Outcome:
    try:
        return _try(lambda: group.jobs(builder))
    except BriefingError as error:
        tell_failure(group.job, error)
        return _failed(group.name, error)


def _made(job: Job, builder: Builder, force: bool) -> Outcome:
    try:
        built = _try(lambda: build(job, builder, force=force))
    except BriefingError as error:
        return _failed(job.name, error)
    state = State.BUILT if built.is_new else State.CURRENT
    return Outcome(job.name, state, warnings=len(built.warnings))


def _try(attempt: Callable[[], T]) -> T:
    """Make an attempt, and others where it failed because a process died."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except BriefingError as error:
            if not error.may_try_again:
                raise
    return attempt()


def _failed(name: str, error: BriefingError) -> Outcome:
    lines = error.lines
    line = "；".join(lines[:MOST_ERRORS_TOLD])
    if isinstance(error, LedgersRefused):
        more = f"等{len(lines)}条" if len(lines) > MOST_ERRORS_TOLD else ""
        line = f"台账有错误，未生成：{line}{more}"
    return Outcome(name, State.FAILED, f"{name}：{line}".replace("\n", " "), error.exit_code)
