"""
A county and a month go in, a published edition comes out: check → execute → export → publish.

Nothing that takes time is imported before it is known that something is to be done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from briefing import editions
from briefing.delivery import failure, log
from briefing.domain.errors import PublishFailed, UsageError
from briefing.editions import items
from briefing.editions.provenance import key_of, provenance
from briefing.system import os_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from briefing.domain.findings import Finding
    from briefing.editions.items import Item
    from briefing.editions.provenance import Provenance
    from briefing.jobs.job import Job
    from briefing.jobs.made import Made
    from briefing.ledgers.ingest import Progress


@dataclass(frozen=True)
class Built:
    """
    Where a report is published and whether this run did it; why, a Chinese line each; and the
    doubts that remain.
    """

    target: Path
    is_new: bool
    reasons: list[str] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


class Maker(Protocol):
    """Whoever makes the files of an edition; for several threads at once."""

    def make(
        self,
        job: Job,
        parameters: Mapping[str, Any],
        made_of: str,
        progress: Progress = ...,
    ) -> Made:
        """
        Make every file of an edition; *made_of* names what its month is made of.

        Raises LedgersRefused, UsageError, NotebookFailed or PublishFailed.
        """

    def list_items(self, job: Job, made_of: str, progress: Progress = ...) -> None:
        """Open a job's month, so that its items are listed. Raises as `make` does."""

    def stop(self) -> None:
        """End all that is going on: nobody waits for it any more."""


def build(
    job: Job,
    maker: Maker,
    *,
    force: bool = False,
    progress: Progress = lambda *_: None,
) -> Built:
    """
    Build and publish one report, whose files *maker* makes.

    Nothing is done when what is published was made from the same inputs. Raises LedgersRefused,
    NotebookFailed, PublishFailed, Busy or UsageError; the last edition then stays.
    """
    place = _Place()
    try:
        built = _built(job, maker, place, force=force, progress=progress)
    except Exception as error:
        told = _told(error)
        failure.tell(job, place.target, told)
        if told is error:
            raise
        raise told from error
    failure.clear(job, built.target)
    log.write(
        job.project.root,
        "published" if built.is_new else "unchanged",
        **failure.named(job),
        edition=editions.standing(built.target),
        reasons=len(built.reasons),
        warnings=len(built.warnings),
    )
    return built


@dataclass
class _Place:
    """Where a report is published, as soon as that is known."""

    target: Path | None = None


def _told(error: Exception) -> Exception:
    """A full or broken disk is no fault of ours, wherever it is met."""
    if isinstance(error, OSError) and os_errors.is_of_system(error):
        return PublishFailed(os_errors.line(error))
    return error


def _built(job: Job, maker: Maker, place: _Place, *, force: bool, progress: Progress) -> Built:
    if bool(job.county) == job.is_of_counties:
        raise UsageError(_on_counties(job.report, is_of_counties=job.is_of_counties))
    files = job.files()
    kind = job.item_kind
    if bool(kind) != bool(job.item):
        raise UsageError(_on_items(job.report, kind))
    listed = items_of(job, maker, progress)[kind] if kind else []
    key = items.resolve(listed, kind, job.item).key if kind else ""
    made_of = provenance(job.project.root, files, job.notebook, job.parameters(kind, key))
    target = place.target = job.target(key)
    with editions.locked(target):
        reasons = editions.changes(target, made_of)
        if not (reasons or force):
            return Built(target, is_new=False)
        for number in _editions(job, target, made_of):
            edition = job.telling(number)
            made = maker.make(job, {**made_of.parameters, **edition}, key_of(files), progress)
            if editions.is_same(target, made.files) or not job.tells_edition:
                break
        if job.files() != files:
            raise PublishFailed(_changed(job))
        editions.publish(target, made.files, made_of, made.fonts)
    return Built(target, is_new=True, reasons=reasons, warnings=made.warnings)


def _editions(job: Job, target: Path, made_of: Provenance) -> Iterator[int]:
    """
    Give the number that an edition is to tell of itself, and a second one where its bytes will not do.

    It is the same edition if its bytes are the same, and only otherwise the next: one project's
    correction makes no new file of another. A report that says what it revises is the next edition
    wherever it is made of other files.
    """
    now = editions.standing(target)
    if now and not (job.tells_revision and editions.is_revised(target, made_of)):
        yield now
    yield now + 1


def _on_counties(report: str, *, is_of_counties: bool) -> str:
    if is_of_counties:
        return f"报告 {report} 由各县已公布的简报汇总，不能用 --county。"
    return f"报告 {report} 是一个县的，请用 --county 指定。"


def _on_items(report: str, kind: str) -> str:
    if not kind:
        return f"报告 {report} 是全县的，不能用 --item。"
    word = {"project": "项目名称、代码或序号", "unit": "责任单位"}[kind]
    return f"报告 {report} 每次一份，请用 --item 写明{word}。"


def items_of(
    job: Job, maker: Maker, progress: Progress = lambda *_: None
) -> dict[str, list[Item]]:
    """
    Return every item of a job's month; the list of them is kept from one report to the next.

    Raises LedgersRefused where they have to be found in ledgers that are.
    """
    made_of = key_of(job.files())
    kept = job.project.county(job.county).items(job.month)
    found = items.load(kept, made_of)
    if found is None:
        maker.list_items(job, made_of, progress)
        found = items.load(kept, made_of)
    if found is None:
        raise PublishFailed(_changed(job))
    return found


def _changed(job: Job) -> str:
    name = job.county or job.report
    return f"{name} {job.month}：生成期间台账或规则有改动，未发布，请再执行一次。"
