"""
Jobs go to the workers behind a Dask scheduler; the files of their editions come back by a shared folder.

Only paths, hashes and what JSON keeps are sent. A worker whose code, packages or fonts differ is
not used. Dask gives the job of a lost worker to another; the files of each attempt have a folder of
their own, and only those that are answered with are read.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import CancelledError, Client, KilledWorker, LocalCluster

from briefing.domain.errors import NotebookFailed, PublishFailed, UsageError
from briefing.domain.findings import finding_of
from briefing.jobs import answers
from briefing.jobs.batch import worker
from briefing.jobs.batch.run import workers_here
from briefing.jobs.made import Made

if TYPE_CHECKING:
    from briefing.engine.order import RunLimits
    from briefing.jobs.job import Job
    from briefing.ledgers.ingest import Progress
    from briefing.settings.paths import Project

LOCAL = "local"
# Seconds until a scheduler that does not answer is not there.
_PATIENCE = 15
# So many jobs a worker's thread are on their way: none waits for the next while files are published.
_AHEAD = 2
_RETRIES = 2


class WorkerLost(NotebookFailed):
    """A machine was lost, or its answer; another attempt may do better."""

    may_try_again = True


class Remote:
    """Makes editions on the workers that are like this machine."""

    def __init__(
        self,
        client: Client,
        project: Project,
        engine: str | None,
        limits: RunLimits,
        workers: list[str],
    ) -> None:
        self._client, self._workers = client, workers
        self._staging = project.reports / f".batch-{uuid.uuid4().hex[:12]}"
        self._common = {
            "root": str(project.root),
            "engine": engine,
            "limits": asdict(limits),
            "identity": worker.identity(str(project.root)),
            "staging": str(self._staging),
        }

    def make(
        self,
        job: Job,
        parameters: Mapping[str, Any],
        made_of: str,
        progress: Progress = lambda *_: None,
    ) -> Made:
        """Have a worker make every file of an edition. Raises as a workshop does, and WorkerLost."""
        del progress
        answer = self._answer(
            worker.make,
            self._order(job, made_of) | {"parameters": dict(parameters)},
        )
        files = _read(Path(answer["folder"]), answer["files"])
        return Made(files, answer["fonts"], list(map(finding_of, answer["warnings"])))

    def list_items(self, job: Job, made_of: str, progress: Progress = lambda *_: None) -> None:
        """Have a worker list the items of a job's month in the shared folder."""
        del progress
        self._answer(worker.list_items, self._order(job, made_of))

    def stop(self) -> None:
        """Leave what is going on to itself, and clear what nobody will read."""
        shutil.rmtree(self._staging, ignore_errors=True)

    def _order(self, job: Job, made_of: str) -> dict[str, Any]:
        return self._common | {
            "county": job.county,
            "month": str(job.month),
            "report": job.report,
            "lang": job.lang,
            "item": job.item,
            "made_of": made_of,
        }

    def _answer(self, function: Any, order: dict[str, Any]) -> dict[str, Any]:
        future = self._client.submit(
            function, order, pure=False, retries=_RETRIES, workers=self._workers
        )
        try:
            answer: dict[str, Any] = future.result()
        except (KilledWorker, CancelledError, OSError) as error:
            message = f"{order['county']} {order['month']}：工作节点丢失（{type(error).__name__}），未生成。"
            raise WorkerLost(message) from error
        finally:
            future.release()
        return answers.raised(answer)


@contextmanager
def connected(
    project: Project, address: str, workers: int | None, engine: str | None, limits: RunLimits
) -> Iterator[tuple[Remote, int]]:
    """
    Connect to a scheduler, or start one with its workers on this machine (`local`).

    Gives who makes reports there, and how many jobs should be on their way. Raises UsageError when
    nobody answers, or no worker is like this machine.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with _cluster(address, workers) as scheduler:
        try:
            client = Client(scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            message = f"连不上 Dask 调度器 {address}（{error}），请检查地址。"
            raise UsageError(message) from None
        with client:
            alike, threads = _alike(client, project)
            remote = Remote(client, project, engine, limits, alike)
            try:
                yield remote, threads * _AHEAD
            finally:
                remote.stop()


@contextmanager
def _cluster(address: str, workers: int | None) -> Iterator[Any]:
    if address != LOCAL:
        yield address
        return
    with LocalCluster(
        n_workers=workers_here(workers),
        threads_per_worker=1,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster


def _alike(client: Client, project: Project) -> tuple[list[str], int]:
    """Return the workers that would make the same bytes, and how many threads they have."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise UsageError("Dask 调度器没有工作节点，请先启动节点。") from None
    here = worker.identity(str(project.root))
    there = client.run(worker.identity, str(project.root), on_error="return")
    alike, others = [], []
    for address, identity in there.items():
        if isinstance(identity, dict) and not (different := worker.differing(identity, here)):
            alike.append(address)
        else:
            why = "、".join(different) if isinstance(identity, dict) else "没有安装本程序"
            others.append(f"{address}（{why}）")
    if not alike:
        message = f"没有与本机一致的工作节点：{'；'.join(others)}。请在节点上安装同样的版本。"
        raise UsageError(message)
    return alike, sum(client.nthreads(alike).values())


def _read(folder: Path, hashes: Mapping[str, str]) -> dict[str, bytes]:
    """Read what a worker has left, whole, and clear it. Raises PublishFailed."""
    files = {}
    try:
        for name, digest in hashes.items():
            files[name] = (folder / Path(name).name).read_bytes()
            if hashlib.sha256(files[name]).hexdigest() != digest:
                message = f"工作节点写的 {name} 与它所报的不同，未发布。请检查共享文件夹。"
                raise PublishFailed(message)
    except OSError as error:
        message = f"读不到工作节点写的文件（{error.strerror}），未发布。请检查共享文件夹。"
        raise PublishFailed(message) from None
    shutil.rmtree(folder, ignore_errors=True)
    return files
