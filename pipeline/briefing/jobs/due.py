"""
A county and a day go in; every month that is due by then and not yet published is made, in order.

Run as often as you like: what is published stays, what failed is tried again when its ledgers
change, and a month that nobody has sent is named. The day is an argument, never the clock.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from briefing.delivery import deliver, memory
from briefing.domain.errors import BriefingError, Busy, LedgersRefused
from briefing.domain.months import Month, day_label
from briefing.domain.working_days import nth_working_day
from briefing.editions.provenance import key_of
from briefing.editions.status import standings
from briefing.jobs import attempts, batch
from briefing.jobs.batch.outcome import State
from briefing.jobs.job import Job
from briefing.settings import county as counties
from briefing.settings import delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.jobs.build import Maker
    from briefing.settings.county import County
    from briefing.settings.delivery import Delivery
    from briefing.settings.paths import Project

# China keeps one time the whole year; Windows has no list of time zones to ask.
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
    """What became of one due month: a line for the clerk, and the exit code where it failed."""

    month: Month
    line: str
    exit_code: int = 0
    is_new: bool = False
    # A failure that those who answer for failures have not been told of, and what they are told
    # where that is not the line: mail has nothing of what stands in ledgers.
    is_news: bool = False
    notice: str = ""


def today(now: dt.datetime) -> dt.date:
    """Return the day that it is in China, wherever the machine stands."""
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
    """Say of each due month what it needs. Raises UsageError for rules that cannot be read."""
    folder = project.county(county)
    rules, settings = counties.load(folder.config), delivery.load(folder)
    days = dict(months_due(rules, settings, as_of))
    failed = attempts.load(folder)
    found = []
    for stands in standings(project, county, days):
        month, day = stands.month, days[stands.month]
        attempt = failed.get(str(month))
        if stands.edition and not stands.has_changed:
            found.append(Due(month, day, Need.NOTHING))
        elif not stands.has_ledgers and not stands.edition:
            found.append(Due(month, day, Need.LEDGERS))
        elif attempt and attempt.is_spent(_made_of(project, county, month), _most(settings)):
            found.append(Due(month, day, Need.MENDING, attempt.exit_code))
        else:
            found.append(Due(month, day, Need.RENEW if stands.edition else Need.BUILD))
    return found


def run(
    project: Project, county: str, as_of: dt.date, maker: Maker, *, refresh: bool = False
) -> Iterator[Done]:
    """
    Make what is due and not published, in the order of months, each once; tell of each that is not
    simply there. With *refresh*, what has changed since it was published is made anew as well. What
    is published is delivered, and new failures are told to those who answer for them.

    Raises Busy while another run does the same.
    """
    with memory.held(project.county(county), attempts.NAME, "生成到期的月份"):
        planned = plan(project, county, as_of)
        published = [due.month for due in planned if due.need in _PUBLISHED]
        news = []
        for due in planned:
            done = _dealt_with(project, county, due, maker, published, refresh=refresh)
            if done:
                yield done
                news += [done] if done.is_news else []
            if due.need in _PUBLISHED or (done and not done.exit_code):
                yield from _delivered(project, county, due.month)
        if news and deliver.tell_failures(
            project, county, [done.notice or done.line for done in news]
        ):
            for done in news:
                _note_told(project, county, done.month)


_PUBLISHED = {Need.NOTHING, Need.RENEW}


def _dealt_with(
    project: Project,
    county: str,
    due: Due,
    maker: Maker,
    published: list[Month],
    *,
    refresh: bool,
) -> Done | None:
    """Give a due month what it needs; None where that is nothing."""
    if due.need is Need.NOTHING:
        attempts.forget(project.county(county), due.month)
        return None
    if due.need is Need.BUILD or (due.need is Need.RENEW and refresh):
        deliver.expect(project, county, due.month)
        return _make(project, county, due, maker)
    return _tell(project, county, due, is_passed=any(month > due.month for month in published))


def _delivered(project: Project, county: str, month: Month) -> Iterator[Done]:
    """Deliver what is to be; that it fails takes nothing back and stops no other month."""
    try:
        told = deliver.resume(project, county, month)
    except BriefingError as error:
        yield Done(month, "；".join(error.lines), error.exit_code)
        return
    yield from (Done(month, line) for line in told.done)
    yield from (Done(month, line, told.exit_code) for line in told.failed)


def _note_told(project: Project, county: str, month: Month) -> None:
    """Note that those who answer for failures know of this one."""
    folder = project.county(county)
    attempt = attempts.load(folder).get(str(month)) or attempts.Attempt("")
    attempts.note(folder, month, replace(attempt, is_told=True))


def describe(due: Due, county: str) -> str:
    """Say in a line what a due month needs."""
    head = f"{county} {due.month}：{day_label(due.day)}到期，"
    return (
        head
        + {
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
    )


def _make(project: Project, county: str, due: Due, maker: Maker) -> Done:
    folder, month = project.county(county), due.month
    attempt = attempts.begin(folder, month, _made_of(project, county, month))
    groups = batch.groups_of(project, [county], [month], [Job.report], Job.lang, [])
    (outcome,) = batch.run(groups, maker, 1)
    if outcome.state is not State.FAILED:
        attempts.forget(folder, month)
        return Done(month, f"{county} {month}：已生成", is_new=outcome.state is State.BUILT)
    if outcome.exit_code == Busy.exit_code:
        # Whoever holds the lock makes it; nothing was tried.
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
    """Name a month that is not made; a gap that later months have passed over is no failure."""
    line = describe(due, county)
    attempt = attempts.load(project.county(county)).get(str(due.month))
    is_news = not (attempt and attempt.is_told)
    if due.need is Need.MENDING:
        return Done(due.month, line, due.exit_code, is_news=is_news)
    if due.need is Need.RENEW or is_passed:
        return Done(due.month, line)
    return Done(due.month, line, LedgersRefused.exit_code, is_news=is_news)


def _made_of(project: Project, county: str, month: Month) -> str:
    return key_of(Job(project, county, month).files())


def _most(settings: Delivery) -> int:
    return settings.schedule.attempts
