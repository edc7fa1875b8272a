"""Draw each project's sponsor (六个一), and the matters that offices promised to settle in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.months import MONTHS_IN_YEAR
from briefing.domain.working_days import is_working_day, working_days_between
from briefing.starter.sample.chance import chance, scaled
from briefing.starter.sample.spending import MAY
from briefing.starter.sample.word_lists import MATTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.starter.sample.geography import Geography
    from briefing.starter.sample.project_plan import KeyProject

ARTEFACTS = ("team", "task_list", "schedule", "chat_group", "follow_through")
_LEADERS = 20
_WITHOUT_LEADER, _INCOMPLETE = 2, 17

# New matters in each month of the year, for 95 projects.
_TASKS = (8, 6, 14, 16, 16, 14, 12, 12, 12, 10, 10, 8)
# Of those accepted until April, this many are closed late and this many still open in May.
_LATE, _OVERDUE = 4, 2
_CLOSED_IN_MAY = 7


@dataclass(frozen=True)
class Sponsorship:
    """One project's sponsor; *ready_from* is the month from which it has each artefact."""

    project: KeyProject
    leader: str
    ready_from: tuple[int, ...]

    def has(self, artefact: int, number: int) -> bool:
        """Tell whether the artefact is there by the end of month *number*."""
        return self.ready_from[artefact] <= number

    def is_complete(self, number: int) -> bool:
        """Tell whether all five are there."""
        return all(month <= number for month in self.ready_from)


@dataclass(frozen=True)
class Task:
    """One matter: accepted, promised within so many working days, and closed, perhaps later."""

    serial: int
    project: KeyProject
    matter: str
    handling_unit: str
    accepted_on: dt.date
    promised_days: int
    closed_on: dt.date
    transfers: int

    def is_closed(self, day: dt.date) -> bool:
        """Tell whether it was closed by *day*."""
        return self.closed_on <= day

    @property
    def actual_days(self) -> int:
        """The working days from acceptance to closing."""
        return working_days_between(self.accepted_on, self.closed_on, {})

    def is_overdue(self, day: dt.date) -> bool:
        """Tell whether it was open on *day* and past its time limit."""
        return not self.is_closed(day) and (
            working_days_between(self.accepted_on, day, {}) > self.promised_days
        )


def sponsor(
    projects: Sequence[KeyProject], geography: Geography, seed: int, year: int
) -> list[Sponsorship]:
    """Give each project a leader, named by role and never by name, and its five artefacts."""
    draw = chance(seed, geography.folder, year, "sponsorship")
    order = list(range(len(projects)))
    draw.shuffle(order)
    incomplete = set(order[: scaled(_INCOMPLETE, len(projects))])
    leaderless = set(order[: scaled(_WITHOUT_LEADER, len(projects))])
    sponsorships = []
    for place, project in enumerate(projects):
        months = [1 if draw.random() < 0.8 else 2 + draw.randrange(4) for _ in ARTEFACTS]
        if place in incomplete:
            months[draw.randrange(5)] = MAY + 1 + draw.randrange(4)
        leader = f"县级领导{project.number % _LEADERS + 1:02d}"
        sponsorships.append(
            Sponsorship(project, "" if place in leaderless else leader, tuple(months))
        )
    return sponsorships


def tasks(
    projects: Sequence[KeyProject], geography: Geography, seed: int, year: int
) -> list[Task]:
    """Draw a year's matters, in the order of their acceptance."""
    count = len(projects)
    drafts = [
        draft
        for number in range(1, MONTHS_IN_YEAR + 1)
        for draft in _month_of_tasks(number, count, geography, seed, year)
    ]
    closed_late = scaled(_LATE, count)
    before_may = [place for place, (day, *_) in enumerate(drafts) if day.month < MAY]
    late = set(before_may[-8:-1:2][:closed_late]) if len(before_may) > 8 else set()
    april = [place for place in before_may if drafts[place][0].month == MAY - 1]
    overdue = set([p for p in april if p not in late][: scaled(_OVERDUE, count)])
    draw = chance(seed, geography.folder, year, "tasks")
    drawn = []
    for place, (accepted, promised, actual) in enumerate(drafts):
        project = projects[draw.randrange(count)]
        matter, office = MATTERS[draw.randrange(len(MATTERS))]
        luck = draw.random()
        days = promised, actual
        if place in late:
            days = 5, 7 + place % 3
        if place in overdue:
            days = 8, 44
        drawn.append(
            Task(
                serial=place + 1,
                project=project,
                matter=matter,
                handling_unit=office,
                accepted_on=accepted,
                promised_days=days[0],
                closed_on=_after(accepted, days[1]),
                transfers=2 if luck < 0.05 else 1 if luck < 0.17 else 0,
            )
        )
    return drawn


def _month_of_tasks(
    number: int, count: int, geography: Geography, seed: int, year: int
) -> list[tuple[dt.date, int, int]]:
    """Return one month's matters as (accepted, promised, actual), in order of acceptance."""
    draw = chance(seed, geography.folder, year, "tasks of", number)
    wanted = scaled(_TASKS[number - 1], count)
    drafts = []
    for place in range(wanted):
        if number != MAY:
            day = 2 + draw.randrange(22)
            promised = 3 + draw.randrange(10)
            actual = max(1, promised - draw.randrange(4))
            if number > MAY and draw.random() < 0.08:
                actual = promised + 3
        elif place < scaled(_CLOSED_IN_MAY, count):
            day, promised = 6 + draw.randrange(8), 3 + draw.randrange(5)
            actual = max(1, promised - draw.randrange(3))
        else:
            # Accepted late in May with time left: still open when the month ends.
            day, promised = 18 + draw.randrange(10), 12 + draw.randrange(9)
            actual = 10 + draw.randrange(promised - 10)
        drafts.append((_working_day(dt.date(year, number, day)), promised, actual))
    return sorted(drafts)


def _working_day(day: dt.date) -> dt.date:
    while not is_working_day(day, {}):
        day += dt.timedelta(days=1)
    return day


def _after(day: dt.date, working_days: int) -> dt.date:
    for _ in range(working_days):
        day = _working_day(day + dt.timedelta(days=1))
    return day
