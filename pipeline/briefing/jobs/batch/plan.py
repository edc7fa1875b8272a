"""Split what is asked for into groups of reports, in order, and list the jobs of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.jobs.build import Builder, items_of
from briefing.jobs.job import Job
from briefing.page.words import SOURCE
from briefing.settings.paths import Project


@dataclass(frozen=True)
class Group:
    """A report of one county and month: one job, or one for each item."""

    job: Job
    # The items of a report that is made item by item; all where none is named.
    items: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name in messages."""
        return f"{self.job.county} {self.job.month} {self.job.report}".strip()

    def waits_for(self, other: Job) -> bool:
        """Tell whether it is made of what *other* may be about to publish."""
        return not self.job.county and bool(other.county) and other.month <= self.job.month

    def jobs(self, builder: Builder) -> list[Job]:
        """
        Return the group's jobs; the ledgers are opened where items are not listed yet.

        Raises UsageError, LedgersRefused, NotebookFailed or PublishFailed.
        """
        job = replace(self.job)
        kind = job.item_kind
        if not kind and self.items:
            message = f"报告 {job.report} 是全县的，不能用 --item。"
            raise UsageError(message)
        if not kind:
            return [job]
        keys = self.items or [item.key for item in items_of(job, builder)[kind]]
        return [replace(job, item=key) for key in keys]


def groups_of(
    project: Project,
    counties: Sequence[str],
    months: Sequence[Month],
    reports: Sequence[str],
    lang: str = SOURCE,
    items: Sequence[str] = (),
) -> list[Group]:
    """
    Return what is asked for in groups: by county, then by month, as a later month needs the earlier
    ones, then by report. What is made of all counties comes last.
    """
    of_all = {name for name in reports if _is_of_counties(Job(project, "", months[0], name))}
    return [
        Group(Job(project, county, month, report, lang), tuple(items))
        for is_of_all, names in ((False, sorted(set(counties))), (True, [""]))
        for county in names
        for month in sorted(set(months))
        for report in dict.fromkeys(reports)
        if (report in of_all) is is_of_all
    ]


def _is_of_counties(job: Job) -> bool:
    """Tell whether a report is made of all counties; an unknown report fails later, in its turn."""
    try:
        return job.is_of_counties
    except UsageError:
        return False
