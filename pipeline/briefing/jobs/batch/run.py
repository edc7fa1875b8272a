"""Groups of reports go in; they are made by so many threads, and what became of each comes out."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import chain
from typing import TypeVar

import psutil

from briefing.delivery import failure
from briefing.domain.errors import BriefingError, LedgersRefused
from briefing.jobs.batch.outcome import Outcome, State
from briefing.jobs.batch.plan import Group
from briefing.jobs.build import Maker, build
from briefing.jobs.job import Job

T = TypeVar("T")

# What one worker takes: a month that is open, its notebook, and what renders it. Most of it is what
# Typst remembers of the pages it has set last, which grows for ten briefings and then no more.
MEMORY_OF_WORKER = 1800 << 20
# A process that died, or a machine that was lost, is given so many chances; a cell that failed none.
ATTEMPTS = 3
# A month with thousands of errors is not told whole in a batch.
MOST_ERRORS_TOLD = 3


def workers_here(asked: int | None = None) -> int:
    """Return how many workers this machine bears: one a processor, as far as the memory reaches."""
    if asked:
        return asked
    bearable = int(psutil.virtual_memory().available // MEMORY_OF_WORKER)
    return max(1, min(os.cpu_count() or 1, bearable))


def run(
    groups: Sequence[Group],
    maker: Maker,
    threads: int,
    *,
    force: bool = False,
    planned: Callable[[int], None] = lambda _: None,
) -> Iterator[Outcome]:
    """
    Make every report of the groups that is not up to date; give what became of each as it ends.

    *planned* is told how many reports more there are when a group is found to have them. One that
    fails costs only itself. An interruption ends what is going on, and nothing is half published.
    """
    waiting: deque[Group] = deque(groups)
    listed: deque[Job] = deque()
    going: dict[Future[list[Job] | Outcome], Group | Job] = {}
    with ThreadPoolExecutor(threads) as pool:
        try:
            while waiting or listed or going:
                # Reports of a month that is open come before the opening of another.
                while len(going) < threads and (listed or waiting):
                    if listed:
                        job = listed.popleft()
                        going[pool.submit(_made, job, maker, force)] = job
                    elif group := _next(waiting, going.values()):
                        going[pool.submit(_listed, group, maker)] = group
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
            maker.stop()
            raise


def _next(waiting: deque[Group], going: Iterable[Group | Job]) -> Group | None:
    """Take the first group that need not wait for another; none where all have to."""
    ahead = [*going]
    for group in waiting:
        if not any(group.waits_for(other) for other in chain(ahead, waiting)):
            waiting.remove(group)
            return group
    return None


def _listed(group: Group, maker: Maker) -> list[Job] | Outcome:
    try:
        return _tried(lambda: group.jobs(maker))
    except BriefingError as error:
        failure.tell(group.job, None, error)
        return _failed(group.name, error)


def _made(job: Job, maker: Maker, force: bool) -> Outcome:
    try:
        built = _tried(lambda: build(job, maker, force=force))
    except BriefingError as error:
        return _failed(job.name, error)
    state = State.BUILT if built.is_new else State.CURRENT
    return Outcome(job.name, state, warnings=len(built.warnings))


def _tried(attempt: Callable[[], T]) -> T:
    """Try again what a process's death has ended."""
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
