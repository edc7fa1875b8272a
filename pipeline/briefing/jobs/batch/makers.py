"""Workers, or the address of a scheduler, go in; who makes the files of editions comes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefing.domain.errors import UsageError
from briefing.jobs.batch.run import workers_here
from briefing.jobs.edition_builder import Workshop

if TYPE_CHECKING:
    from briefing.engine.order import RunLimits
    from briefing.jobs.build import Maker
    from briefing.settings.paths import Project


@contextmanager
def started(
    project: Project,
    workers: int | None,
    dask: str | None,
    engine: str | None,
    limits: RunLimits,
) -> Iterator[tuple[Maker, int]]:
    """
    Start whoever makes reports, and say how many at once: processes of this machine, or of those
    behind a Dask scheduler.
    """
    if dask is None:
        threads = workers_here(workers)
        with Workshop(project, threads, engine, limits) as workshop:
            yield workshop, threads
        return
    try:
        from briefing.jobs.batch.remote import connected
    except ImportError:
        message = "没有安装 Dask，请先执行 pip install 'zhashui-briefing[dask]'。"
        raise UsageError(message) from None
    with connected(project, dask, workers, engine, limits) as remote:
        yield remote
