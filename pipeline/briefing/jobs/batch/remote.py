"""
Have the workers behind a Dask scheduler make editions; their files come back by a shared folder.

Orders and answers are JSON: paths, hashes, words. A worker whose code, packages or fonts differ is
not used. Dask gives the job of a lost worker to another; each attempt writes to a folder of its
own, and only the folder that is answered is read.
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
from briefing.jobs.build import EditionFiles
from briefing.jobs.edition_builder import workers_here

if TYPE_CHECKING:
    from briefing.engine.order import RunLimits
    from briefing.jobs.job import Job
    from briefing.ledgers.ingest import Progress
    from briefing.settings.paths import Project

LOCAL = "local"
# Seconds to wait for a scheduler's answer.
_PATIENCE = 15
# So many jobs are sent for each thread of a worker: it need not wait while files are published.
_AHEAD = 2
_RETRIES = 2


class WorkerLost(NotebookFailed):
    """A worker or its answer was lost; another attempt may succeed."""

    may_try_again = True


class Remote:
    """Makes editions on the workers that would make the same bytes as this machine."""

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
        self, job: Job, parameters: Mapping[str, Any], progress: Progress = lambda *_: None
    ) -> EditionFiles:
        """Have a worker make every file of an edition. Raises as EditionBuilder does, and WorkerLost."""
        del progress
        answer = self._answer(worker.make, job, parameters=dict(parameters))
        files = _read(Path(answer["folder"]), answer["files"])
        return EditionFiles(files, answer["fonts"], list(map(finding_of, answer["warnings"])))

    def list_items(self, job: Job, progress: Progress = lambda *_: None) -> None:
        """Have a worker list the items of a job's month in the shared folder."""
        del progress
        self._answer(worker.list_items, job)

    def stop(self) -> None:
        """Remove the files of this run that were not read; the workers end what they are doing."""
        shutil.rmtree(self._staging, ignore_errors=True)

    def _answer(self, function: Any, job: Job, **more: Any) -> dict[str, Any]:
        order = {
            **self._common,
            "county": job.county,
            "month": str(job.month),
            "report": job.report,
            "lang": job.lang,
            "item": job.item,
            "files_key": job.files_key,
            **more,
        }
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
        return answers.raise_faults(answer)


@contextmanager
def connected(
    project: Project, address: str, workers: int | None, engine: str | None, limits: RunLimits
) -> Iterator[tuple[Remote, int]]:
    """
    Connect to a scheduler, or start one with its workers on this machine (`local`).

    Yields the builder and how many jobs to send at once. Raises UsageError where the scheduler does
    not answer, or no worker would make the same bytes.
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
    """Read the files that a worker wrote, check their hashes, remove the folder. Raises PublishFailed."""
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
