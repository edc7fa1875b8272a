"""Draw the 十四五 reserve of a county: 220 projects in May 2020, in the order of their listing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.domain.months import Month
from briefing.starter.sample.chance import apportion, chance, scaled, scaled_wan, split
from briefing.starter.sample.permits import Permit, permit
from briefing.starter.sample.project_names import named_place, project_code
from briefing.starter.sample.project_plan import FIRST_YEAR
from briefing.starter.sample.spending import MAY
from briefing.starter.sample.word_lists import FIELDS, FUND_CHANNELS, WORKS, WorkType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.starter.sample.geography import Geography
    from briefing.starter.sample.project_plan import KeyProject

# The newspaper's: 220 projects of 736 亿元, of them 53 of 68 亿元 that seek upper-level funds.
PROJECTS, TOTAL_WAN = 220, 7_360_000
SEEKING, SEEKING_WAN = 53, 680_000
# Listed by the end of January … May; from June on two more each month.
_LISTED = (206, 208, 212, 216, 220)
_LATER = 2
_MATURE = 40
FIRST_MAY = Month(FIRST_YEAR, MAY)


@dataclass(frozen=True)
class Entry:
    """One project of the reserve; *listed_in* is the month of its listing."""

    number: int
    name: str
    code: str
    work: WorkType
    town: str
    total_wan: int
    plan_wan: int
    sought_wan: int
    channel: str
    first_year: int
    last_year: int
    listed_in: Month
    updated_on: dt.date
    is_stale: bool
    permits: dict[str, Permit]
    replaces: str = ""
    replacement_wan: int = 0

    def is_mature(self, day: dt.date) -> bool:
        """Tell whether it lacks nothing but money to start: 可研批复, or 备案 with 用地."""
        granted = {name for name, paper in self.permits.items() if paper.is_granted(day)}
        return "feasibility" in granted or {"filing", "land"} <= granted

    def updated(self, month: Month) -> dt.date:
        """Return the day of the last update that the list of *month* shows."""
        if self.is_stale:
            return self.updated_on
        return dt.date(month.year, month.number, 3 + self.number * 7 % 23)


def reserve(
    geography: Geography, seed: int, projects: int, factor: float, last: Month
) -> list[Entry]:
    """Draw the reserve up to *last*. A later *last* only adds rows at the end."""
    draw = chance(seed, geography.folder, "reserve")
    by_may = scaled(PROJECTS, projects)
    fields = [
        field
        for field, count in zip(FIELDS, split(by_may, list(FIELDS.values())), strict=True)
        for _ in range(count)
    ]
    draw.shuffle(fields)
    later = max(0, last.since(FIRST_MAY)) * max(1, scaled(_LATER, projects))
    fields += [list(FIELDS)[place % len(FIELDS)] for place in range(later)]
    seeking = set(_seekers(fields[:by_may], scaled(SEEKING, projects), seed, geography))
    works = _works_in_turn(fields, seeking, geography)
    totals = _totals(works[:by_may], seeking, seed, projects, factor, geography)
    used: Counter[str] = Counter()
    entries = []
    for place, work in enumerate(works):
        if place < by_may:
            total = totals[place]
        else:
            total = 3_000 + 100 * chance(seed, "later", place).randrange(300)
        entries.append(
            _entry(geography, seed, place + 1, work, used[work.title], total,
                   is_seeking=place in seeking, listed_in=_listed_in(place, projects))
        )  # fmt: skip
        used[work.title] += 1
    return _matured(entries, geography, seed, projects)


def with_replacements(entries: Sequence[Entry], late: Sequence[KeyProject]) -> list[Entry]:
    """
    Let reserve projects replace the key projects that cannot start by September.

    Those of the same unit come first; together they bring at least the task that is lost.
    """
    chosen: dict[int, Entry] = {}
    day = FIRST_MAY.last_day
    for place, project in enumerate(late):
        wanted = -(-project.task_wan // 100) * 100 + 50 * (place + 1)
        able = [
            entry
            for entry in entries
            if entry.number not in chosen
            and entry.sought_wan == 0
            and entry.total_wan >= wanted
            and entry.listed_in <= FIRST_MAY
        ]
        if not able:
            continue
        best = min(
            able,
            key=lambda entry: (
                not entry.is_mature(day),
                entry.work.unit != project.unit,
                entry.total_wan,
                entry.number,
            ),
        )
        chosen[best.number] = replace(best, replaces=project.name, replacement_wan=wanted)
    return [chosen.get(entry.number, entry) for entry in entries]


def _listed_in(place: int, projects: int) -> Month:
    for number, listed in enumerate(_LISTED, start=1):
        if place < scaled(listed, projects):
            return Month(FIRST_YEAR, number)
    beyond = place - scaled(PROJECTS, projects)
    return FIRST_MAY.plus(1 + beyond // max(1, scaled(_LATER, projects)))


def _seekers(fields: list[str], wanted: int, seed: int, geography: Geography) -> list[int]:
    """Choose the projects that seek funds of the upper levels: public works, not industry."""
    able = [place for place, field in enumerate(fields) if field != "产业发展"]
    chance(seed, geography.folder, "seekers").shuffle(able)
    return able[:wanted]


def _totals(
    works: list[WorkType], seeking: set[int], seed: int, projects: int, factor: float,
    geography: Geography,
) -> list[int]:  # fmt: skip
    """Share out the totals; the projects that seek funds and the others each have their own sum."""
    draw = chance(seed, geography.folder, "reserve totals")
    weights = []
    for work in works:
        luck = draw.random()
        weights.append(work.size * work.size * work.size * (0.08 + luck * luck))
    sought = scaled_wan(SEEKING_WAN, projects, factor)
    whole = scaled_wan(TOTAL_WAN, projects, factor)
    totals = [0] * len(works)
    for is_seeking, total in ((True, sought), (False, whole - sought)):
        places = [place for place in range(len(works)) if (place in seeking) == is_seeking]
        parts = apportion(
            total, [weights[place] for place in places], [500] * len(places),
            [400_000] * len(places), 100,
        )  # fmt: skip
        for place, part in zip(places, parts, strict=True):
            totals[place] = part
    return totals


def _works_in_turn(fields: list[str], seeking: set[int], geography: Geography) -> list[WorkType]:
    """Choose for each place the next work of its field."""
    used: Counter[str] = Counter()
    chosen = []
    for place, field in enumerate(fields):
        works = _works(field, geography, is_seeking=place in seeking)
        chosen.append(works[used[field] % len(works)])
        used[field] += 1
    return chosen


def _works(field: str, geography: Geography, *, is_seeking: bool) -> list[WorkType]:
    """Return the works of a field in the county's order; only public ones seek public funds."""
    works = [work for work in WORKS if work.field == field]
    if is_seeking:
        works = [work for work in works if work.procedure == "approval"] or works
    chance(geography.folder, "reserve works", field, is_seeking).shuffle(works)
    return works


def _entry(
    geography: Geography, seed: int, number: int, work: WorkType, slot: int, total: int, *,
    is_seeking: bool, listed_in: Month,
) -> Entry:  # fmt: skip
    draw = chance(seed, geography.folder, "reserve entry", number)
    # Odd positions are the reserve's, even ones the key projects'.
    name, town = named_place(geography, work, slot * 2 + 1)
    five_years = total if draw.random() < 0.6 else total * (6 + draw.randrange(4)) // 10
    sought = five_years * (3 + draw.randrange(5)) // 10 // 10 * 10 if is_seeking else 0
    first = 2021 + draw.randrange(3)
    return Entry(
        number=number,
        name=name,
        code=project_code(geography, work, listed_in.year, number * 2 + 1),
        work=work,
        town=town,
        total_wan=total,
        plan_wan=five_years,
        sought_wan=sought,
        channel=FUND_CHANNELS[draw.randrange(4)] if is_seeking else (
            "企业自筹" if work.procedure == "filing" else "县级财政"),
        first_year=first,
        last_year=min(first + 1 + draw.randrange(3), 2026),
        listed_in=listed_in,
        updated_on=min(listed_in.first_day + dt.timedelta(days=number % 25),
                       dt.date(2020, 1, 6) + dt.timedelta(days=number % 20)
                       if listed_in == Month(FIRST_YEAR, 1) else dt.date.max),
        is_stale=number % 11 == 0,
        permits={},
    )  # fmt: skip


def _matured(
    entries: Sequence[Entry], geography: Geography, seed: int, projects: int
) -> list[Entry]:
    """Give the entries their permits: about forty are ready by May, the others under way."""
    draw = chance(seed, geography.folder, "mature")
    order = [(draw.random(), entry.number) for entry in entries if entry.listed_in <= FIRST_MAY]
    ready = {number for _, number in sorted(order)[: scaled(_MATURE, projects)]}
    return [
        replace(entry, permits=_papers(entry, geography, seed, is_ready=entry.number in ready))
        for entry in entries
    ]


def _papers(entry: Entry, geography: Geography, seed: int, *, is_ready: bool) -> dict[str, Permit]:
    draw = chance(seed, geography.folder, "papers", entry.number)
    ready_on = dt.date(2019, 8, 1) + dt.timedelta(days=draw.randrange(290))
    stage = draw.random()
    later = FIRST_MAY.last_day + dt.timedelta(days=5 + draw.randrange(400))
    first_on = ready_on - dt.timedelta(days=20 + draw.randrange(60))
    has_first = is_ready or stage < 0.45
    first = first_on if has_first else later
    second = ready_on if is_ready else later + dt.timedelta(days=60)
    is_company = entry.work.procedure == "filing"
    needs_land = entry.work.size > 1
    days: dict[str, dt.date | None] = {
        "proposal": None if is_company else first,
        "feasibility": None if is_company else second,
        "filing": first if is_company else None,
        "land": (second if is_company or is_ready else later)
        if needs_land or is_company
        else None,
    }
    return {
        name: permit("land_review" if name == "land" else name, day, geography,
                     draw.randrange(900))
        for name, day in days.items()
    }  # fmt: skip
