"""
Make every month of a county that is due by a day and not yet published, in order.

It may run any number of times: what is published stays, what failed is tried again when its ledgers
change, and a month without ledgers is named. The day is an argument, never the clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from briefing.delivery import attempts, deliver, memory
from briefing.domain.errors import BriefingError, Busy, LedgersRefused
from briefing.domain.months import Month, day_label
from briefing.domain.working_days import nth_working_day
from briefing.editions.status import statuses
from briefing.jobs import batch
from briefing.jobs.build import Builder
from briefing.jobs.job import Job
from briefing.settings import county as counties
from briefing.settings import delivery
from briefing.settings.county import County
from briefing.settings.delivery import Delivery
from briefing.settings.paths import Project

# China has no daylight saving time; Windows has no list of time zones to ask.
CHINA = dt.timezone(dt.timedelta(hours=8))


class Need(StrEnum):
    """What a due month needs."""

    BUILD = "build"
    # Published, and its ledgers or rules have changed since.
    RENEW = "renew"
    NOTHING = "nothing"
    LEDGERS = "ledgers"
    # The same files have failed often enough.
    MENDING = "mending"


@dataclass(frozen=True)
class Due:
    """One month that is due: since when, what it needs, and how it failed before."""

    month: Month
    day: dt.date
    need: Need
    exit_code: int = 0


@dataclass(frozen=True)
class Done:
    """The outcome of one due month: a line for the clerk, and the exit code where it failed."""

    month: Month
    line: str
    exit_code: int = 0
    is_new: bool = False
    # A failure that no mail has told of yet; *notice* replaces the line there, where the line holds
    # what stands in ledgers.
    is_news: bool = False
    notice: str = ""


def today(now: dt.datetime) -> dt.date:
    """Return the date in China."""
    return now.astimezone(CHINA).date()


def months_due(rules: County, settings: Delivery, as_of: dt.date) -> list[tuple[Month, dt.date]]:
    """Return every month whose day has come, with that day, from the county's first one on."""
    calendar, count = settings.calendar(rules), settings.working_day(rules)
    month, found = settings.first_month(rules), []
    while (day := nth_working_day(month.next, count, calendar)) <= as_of:
        found.append((month, day))
        month = month.next
    return found


def plan(project: Project, county: str, as_of: dt.date) -> list[Due]:
    """Return what each due month needs. Raises UsageError for rules that cannot be read."""
    folder = project.county(county)
    rules, settings = counties.load(folder.config), delivery.load(folder)
    days = dict(months_due(rules, settings, as_of))
    failed = attempts.load(folder)
    found = []
    for status in statuses(project, county, days):
        month, day = status.month, days[status.month]
        attempt, most = failed.get(str(month)), settings.schedule.attempts
        if status.edition and not status.has_changed:
            found.append(Due(month, day, Need.NOTHING))
        elif not status.has_ledgers and not status.edition:
            found.append(Due(month, day, Need.LEDGERS))
        elif attempt and attempt.is_spent(Job(project, county, month).files_key, most):
            found.append(Due(month, day, Need.MENDING, attempt.exit_code))
        else:
            found.append(Due(month, day, Need.RENEW if status.edition else Need.BUILD))
    return found


def run(
    project: Project, county: str, as_of: dt.date, builder: Builder, *, refresh: bool = False
) -> Iterator[Done]:
    """
    Make the due months that are not published, in order, each once; yield the outcome of each that
    was not already there. With *refresh*, a published month whose files have changed is made again.
    What is published is delivered, and new failures are mailed to those responsible.

    Raises Busy while another run does the same.
    """
    folder = project.county(county)
    with memory.lock(folder, attempts.NAME, "生成到期的月份"):
        planned = plan(project, county, as_of)
        published = [due.month for due in planned if due.need in {Need.NOTHING, Need.RENEW}]
        news = []
        for due in planned:
            done = None
            if due.need is Need.NOTHING:
                attempts.forget(folder, due.month)
            elif due.need is Need.BUILD or (due.need is Need.RENEW and refresh):
                deliver.expect(project, county, due.month)
                done = _make(project, county, due, builder)
            else:
                is_passed = any(month > due.month for month in published)
                done = _tell(project, county, due, is_passed=is_passed)
            if done:
                yield done
                news += [done] if done.is_news else []
            if due.month in published or (done and not done.exit_code):
                yield from _deliver(project, county, due.month)
        lines = [done.notice or done.line for done in news]
        if news and deliver.tell_failures(project, county, lines):
            for done in news:
                attempts.note_told(folder, done.month)


def _deliver(project: Project, county: str, month: Month) -> Iterator[Done]:
    """Deliver a month where that is due; a failure takes nothing back and stops no other month."""
    try:
        told = deliver.resume(project, county, month)
    except BriefingError as error:
        yield Done(month, "；".join(error.lines), error.exit_code)
        return
    yield from (Done(month, line) for line in told.done)
    yield from (Done(month, line, told.exit_code) for line in told.failed)


def describe(due: Due, county: str) -> str:
    """Say in a line what a due month needs."""
    need = {
        Need.BUILD: "尚未生成，将生成。",
        Need.RENEW: "已发布，但台账或规则已有改动；加 --refresh 生成新一版。",
        Need.NOTHING: "已发布，没有变化。",
        Need.LEDGERS: f"没有收到台账，未生成。请把台账放进 data/{county}/raw/{due.month}/。",
        Need.MENDING: (
            f"前次未能生成（退出码{due.exit_code}），台账和规则没有变化，不再自动重试。请执行 "
            f"briefing check {due.month} --county {county}，改正后会自动生成；"
            f"也可执行 briefing build {due.month} --county {county}。"
        ),
    }[due.need]
    return f"{county} {due.month}：{day_label(due.day)}到期，{need}"


def _make(project: Project, county: str, due: Due, builder: Builder) -> Done:
    folder, month = project.county(county), due.month
    job = Job(project, county, month)
    attempt = attempts.begin(folder, month, job.files_key)
    (outcome,) = batch.run([batch.Group(job)], builder, 1)
    if outcome.state is not batch.State.FAILED:
        attempts.forget(folder, month)
        return Done(month, f"{county} {month}：已生成", is_new=outcome.state is batch.State.BUILT)
    if outcome.exit_code == Busy.exit_code:
        # The process that holds the lock makes it; this was no attempt.
        attempts.note(folder, month, replace(attempt, count=attempt.count - 1))
        return Done(month, outcome.line, outcome.exit_code)
    attempts.note(folder, month, replace(attempt, exit_code=outcome.exit_code))
    notice = ""
    if outcome.exit_code == LedgersRefused.exit_code:
        notice = (
            f"{county} {month}：台账有错误，未生成。请在系统所在的机器上执行 "
            f"briefing check {month} --county {county} 查看，改正后会自动生成。"
        )
    return Done(month, outcome.line, outcome.exit_code, is_news=not attempt.is_told, notice=notice)


def _tell(project: Project, county: str, due: Due, *, is_passed: bool) -> Done:
    """Name a month that is not made; one that *is_passed* by published months is no failure."""
    line = describe(due, county)
    attempt = attempts.load(project.county(county)).get(str(due.month))
    is_news = not (attempt and attempt.is_told)
    if due.need is Need.MENDING:
        return Done(due.month, line, due.exit_code, is_news=is_news)
    if due.need is Need.RENEW or is_passed:
        return Done(due.month, line)
    return Done(due.month, line, LedgersRefused.exit_code, is_news=is_news)
