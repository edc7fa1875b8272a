"""Invent a county: all that is true of it in every year, before any ledger is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.starter.sample.chance import chance
from briefing.starter.sample.inclusion import InclusionRecord, include
from briefing.starter.sample.permits import Permit, permits_of
from briefing.starter.sample.project_plan import FIRST_YEAR, KeyProject, first_plan, next_plan
from briefing.starter.sample.reserve import FIRST_MAY, Entry, reserve, with_replacements
from briefing.starter.sample.service import Sponsorship, Task, sponsor, tasks
from briefing.starter.sample.spending import spend
from briefing.starter.sample.supervision import Inspection, Meeting, inspect, meetings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.starter.sample.geography import Geography

# 固定资产投资增速 of the periods 1—2月 … 1—12月, invented, and the rank in the city.
_GROWTH_TENTHS = (-186, -63, 12, 47, 83, 80, 84, 86, 83, 81, 82)
_PRIVATE_TENTHS = (-225, -104, -21, 16, 49, 52, 58, 61, 60, 57, 59)
_RANKS = (6, 5, 4, 3, 2, 2, 2, 2, 3, 3, 2)
# A rate between −1 % and 1 %, sent as a number, could be a cell in percent format: the program asks
# about it instead of reading it. Other counties and years have no such rates.
_SHIFTS = [
    shift
    for shift in range(-30, 31)
    if not any(0 < abs(rate + shift) < 10 for rate in (*_GROWTH_TENTHS, *_PRIVATE_TENTHS))
]


@dataclass(frozen=True)
class Growth:
    """The growth rates of one cumulative period, in tenths of a percent."""

    number: int
    growth_tenths: int
    private_tenths: int
    rank: int


@dataclass(frozen=True)
class Year:
    """All that is true of one year; a month's ledgers show a part of it."""

    number: int
    projects: tuple[KeyProject, ...]
    inclusions: tuple[InclusionRecord, ...]
    permits: tuple[dict[str, Permit], ...]
    sponsorships: tuple[Sponsorship, ...]
    tasks: tuple[Task, ...]
    inspections: tuple[Inspection, ...]
    meetings: tuple[Meeting, ...]
    growth: tuple[Growth, ...]


@dataclass(frozen=True)
class InventedCounty:
    """One county through the years, and its reserve."""

    geography: Geography
    years: dict[int, Year]
    reserve: tuple[Entry, ...]

    def listed(self, month: Month) -> list[Entry]:
        """Return the reserve projects that the list of *month* has."""
        return [entry for entry in self.reserve if entry.listed_in <= month]


def invent(
    geography: Geography, *, projects: int, months: Sequence[Month], seed: int, factor: float
) -> InventedCounty:
    """
    Invent a county up to the last of *months*.

    Whole years are drawn from the first one on, so that a month never depends on the other months.
    """
    last = max(months)
    plan = spend(first_plan(geography, seed, projects, factor), seed, geography.folder, FIRST_YEAR)
    used = Counter(project.unit for project in plan)
    years: dict[int, Year] = {}
    earlier: dict[int, Month] = {}
    for year in range(FIRST_YEAR, last.year + 1):
        if year > FIRST_YEAR:
            drawn = next_plan(plan, geography, seed, year, factor, dict(used))
            known = {project.name for project in plan}
            used.update(project.unit for project in drawn if project.name not in known)
            plan = spend(drawn, seed, geography.folder, year)
        years[year] = _year(plan, geography, seed, year, earlier)
        earlier |= {
            row.project.number: row.included
            for row in years[year].inclusions
            if row.included and row.included <= Month(year, MONTHS_IN_YEAR)
        }
    entries = reserve(geography, seed, projects, factor, max(last, FIRST_MAY))
    late = [p for p in years[FIRST_YEAR].projects if p.group == "unstarted" and p.expected_in > 9]
    return InventedCounty(geography, years, tuple(with_replacements(entries, late)))


def _year(
    plan: Sequence[KeyProject],
    geography: Geography,
    seed: int,
    year: int,
    earlier: dict[int, Month],
) -> Year:
    return Year(
        number=year,
        projects=tuple(plan),
        inclusions=tuple(include(plan, geography, seed, year, earlier)),
        permits=tuple(permits_of(project, geography, seed) for project in plan),
        sponsorships=tuple(sponsor(plan, geography, seed, year)),
        tasks=tuple(tasks(plan, geography, seed, year)),
        inspections=tuple(inspect(plan, geography, seed, year)),
        meetings=tuple(meetings(geography, seed, year, len(plan))),
        growth=_growth(geography, seed, year),
    )


def _growth(geography: Geography, seed: int, year: int) -> tuple[Growth, ...]:
    """Return the periods from 1—2月 on: there is no figure for January (1月免报)."""
    is_the_articles = geography.folder == "zhashui" and year == FIRST_YEAR
    draw = chance(seed, geography.folder, year, "growth")
    shift = 0 if is_the_articles else draw.choice(_SHIFTS)
    return tuple(
        Growth(number, growth + shift, private + shift, rank)
        for number, (growth, private, rank) in enumerate(
            zip(_GROWTH_TENTHS, _PRIVATE_TENTHS, _RANKS, strict=True), start=2
        )
    )
