"""
Build and publish one report: resolve its files, execute, export, publish.

Nothing slow is imported before it is known that something has to be done.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from briefing import editions
from briefing.delivery import failure, log
from briefing.domain.errors import BriefingError, LedgersRefused, PublishFailed, UsageError
from briefing.editions import items
from briefing.editions.provenance import provenance
from briefing.system import os_errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.domain.findings import Finding
    from briefing.editions.items import Item
    from briefing.editions.provenance import Provenance
    from briefing.jobs.job import Job
    from briefing.ledgers.ingest import Progress


@dataclass(frozen=True)
class Built:
    """
    Where a report is published, whether this run did it, why (in Chinese), the warnings, and the
    lines about corrections and confirmations.
    """

    target: Path
    is_new: bool
    reasons: list[str] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class EditionFiles:
    """
    An edition's files by name, its typefaces by their use, warnings about the ledgers, and a line
    for each correction and confirmation that counts.
    """

    files: dict[str, bytes]
    fonts: dict[str, str]
    warnings: list[Finding]
    written: list[str] = field(default_factory=list)


class Builder(Protocol):
    """Makes the files of editions, for several threads at once."""

    def make(
        self, job: Job, parameters: Mapping[str, Any], progress: Progress = ...
    ) -> EditionFiles:
        """
        Make every file of an edition.

        Raises LedgersRefused, UsageError, NotebookFailed or PublishFailed.
        """

    def list_items(self, job: Job, progress: Progress = ...) -> None:
        """Open a job's month, so that its items are listed. Raises as `make` does."""

    def stop(self) -> None:
        """End all that is going on: its results are no longer wanted."""


def build(
    job: Job,
    builder: Builder,
    *,
    force: bool = False,
    progress: Progress = lambda *_: None,
) -> Built:
    """
    Build and publish one report, whose files *builder* makes.

    Nothing is done when what is published was made from the same inputs. Raises LedgersRefused,
    NotebookFailed, PublishFailed, Busy or UsageError; the last edition then stays.
    """
    # A job that was built before looks at its files again.
    job, target = replace(job), None
    try:
        target, made_of = _resolve(job, builder, progress)
        built = _build(job, builder, target, made_of, force=force, progress=progress)
    except Exception as error:
        fault = error
        if isinstance(error, OSError) and os_errors.is_of_system(error):
            # A full or broken disk is no fault of ours, wherever it is met.
            fault = PublishFailed(os_errors.line(error))
        tell_failure(job, fault, target)
        if fault is error:
            raise
        raise fault from error
    failure.clear(job.project, target, job.target(""))
    log.write(
        job.project.root,
        "published" if built.is_new else "unchanged",
        **job.log_fields,
        edition=editions.number_of(target),
        reasons=len(built.reasons),
        warnings=len(built.warnings),
    )
    return built


def tell_failure(job: Job, error: Exception, target: Path | None = None) -> None:
    """Tell what stopped a job on its page and in the log, and let its error say where that is."""
    title = job.title
    page = failure.tell(job.project, job.log_fields, title, target or job.folder, error)
    if isinstance(error, BriefingError) and page:
        error.report, error.page = title, str(page.relative_to(job.project.root))
        if isinstance(error, LedgersRefused):
            error.next_command = f"briefing check {job.month} --county {job.county}"


def _resolve(job: Job, builder: Builder, progress: Progress) -> tuple[Path, Provenance]:
    """Return where a report is published and all that it is made of. Raises as `build` does."""
    if bool(job.county) == job.is_of_counties:
        if job.is_of_counties:
            message = f"报告 {job.report} 由各县已公布的简报汇总，不能用 --county。"
        else:
            message = f"报告 {job.report} 是一个县的，请用 --county 指定。"
        raise UsageError(message)
    files, kind, key = job.files, job.item_kind, ""
    if bool(kind) != bool(job.item):
        if kind:
            word = {"project": "项目名称、代码或序号", "unit": "责任单位"}[kind]
            message = f"报告 {job.report} 每次一份，请用 --item 写明{word}。"
        else:
            message = f"报告 {job.report} 是全县的，不能用 --item。"
        raise UsageError(message)
    if kind:
        key = items.resolve(items_of(job, builder, progress)[kind], kind, job.item).key
    parameters = job.parameters(kind, key)
    return job.target(key), provenance(job.project.root, files, job.notebook, parameters)


def _build(
    job: Job,
    builder: Builder,
    target: Path,
    made_of: Provenance,
    *,
    force: bool,
    progress: Progress,
) -> Built:
    with editions.locked(target):
        reasons = editions.changes(target, made_of)
        if not (reasons or force):
            return Built(target, is_new=False)
        for number in _numbers(job, target, made_of):
            edition = {"edition": number} if number > 1 and job.tells_edition else {}
            made = builder.make(job, {**made_of.parameters, **edition}, progress)
            if editions.is_same(target, made.files) or not job.tells_edition:
                break
        if replace(job).files != job.files:
            raise PublishFailed(_changed(job))
        editions.publish(target, made.files, made_of, made.fonts)
    return Built(target, True, reasons, made.warnings, made.written)


def _numbers(job: Job, target: Path, made_of: Provenance) -> list[int]:
    """
    Return the numbers that an edition may bear: the second is used where the first does not fit.

    Equal bytes are the same edition, and only other bytes the next: the correction of one project
    makes no new edition of another's report. A report that tells what it revises is the next edition
    wherever it is made of other files.
    """
    now = editions.number_of(target)
    is_next = not now or (job.tells_revision and editions.is_revised(target, made_of))
    return [now + 1] if is_next else [now, now + 1]


def items_of(
    job: Job, builder: Builder, progress: Progress = lambda *_: None
) -> dict[str, list[Item]]:
    """
    Return every item of a job's month by kind; the list is kept beside the checked tables.

    Raises LedgersRefused where the items have to be found in ledgers with errors.
    """
    kept = job.project.county(job.county).items(job.month)
    found = items.load(kept, job.files_key)
    if found is None:
        builder.list_items(job, progress)
        found = items.load(kept, job.files_key)
    if found is None:
        raise PublishFailed(_changed(job))
    return found


def _changed(job: Job) -> str:
    name = job.county or job.report
    return f"{name} {job.month}：生成期间台账或规则有改动，未发布，请再执行一次。"
