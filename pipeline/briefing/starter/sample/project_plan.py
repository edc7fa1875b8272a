"""Draw a year's plan of key projects: names, tasks and starts, before any money is spent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.starter.sample.chance import apportion, chance, scaled, scaled_wan, split
from briefing.starter.sample.project_names import named_place, project_code
from briefing.starter.sample.word_lists import UNITS, WORKS, WorkType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.starter.sample.geography import Geography

FIRST_YEAR = 2020

# The 年度任务 of Zhashui's 95 key projects is the newspaper's; the rest of the plan is invented.
ANNUAL_TASK_WAN = 1_154_000
LARGEST_TASK_WAN = 60_000
SMALLEST_TASK_WAN = 300
CARRIED_OVER = 56

# Started or resumed by the end of January … May; in May one carried-over and eight new are not.
_CARRIED_STARTS = (30, 33, 48, 54, 55)
_NEW_STARTS = (4, 5, 18, 26, 31)
# Months in which the projects that May finds unstarted do start; 15 is March of the next year.
_EARLY_STARTS = (6, 6, 7, 8, 8, 9)
_LATE_STARTS = (11, 12, 15)
_LATE = 3
_EARLY_OBSTACLES = (
    ("land",), ("land",), ("approval",), ("funding",), ("land",), ("funding",),
)  # fmt: skip
_LATE_OBSTACLES = (("land", "approval"), ("funding",), ("land",))
_OBSTACLES_OVERCOME = (
    ("land",), ("approval",), ("funding",), ("approval",), ("land",), ("other",),
)  # fmt: skip

# How many of the 95 projects are in which state in May; the others are on pace.
_NEW_GROUPS = {"unstarted": 8, "idle": 4, "weak": 5, "behind": 10}
_CARRIED_GROUPS = {"unstarted": 1, "ahead": 2, "finishing": 2, "weak": 3, "behind": 8}
_ORDER_OF_START = ("ahead", "finishing", "small", "on_pace", "behind", "weak", "idle")


@dataclass(frozen=True)
class KeyProject:
    """
    One key project in one year; *done_wan* holds the investment of each of the twelve months.

    *group* is its state at the end of May. *started_in* is the month of the year in which it
    starts or resumes, None where that is a later year.
    """

    number: int
    name: str
    code: str
    work: WorkType
    town: str
    owner: str
    is_new: bool
    total_wan: int = 0
    before_wan: int = 0
    task_wan: int = 0
    group: str = "on_pace"
    started_in: int | None = None
    expected_in: int = 0
    obstacles: tuple[str, ...] = ()
    started_on: dt.date | None = None
    planned_start: dt.date = dt.date.min
    planned_finish: dt.date = dt.date.min
    done_wan: tuple[int, ...] = (0,) * MONTHS_IN_YEAR

    @property
    def unit(self) -> str:
        """The responsible unit's official name."""
        return self.work.unit

    @property
    def room_wan(self) -> int:
        """The investment that is left at the beginning of the year."""
        return self.total_wan - self.before_wan

    def is_started(self, number: int) -> bool:
        """Tell whether it has started or resumed by the end of month *number*."""
        return self.started_in is not None and self.started_in <= number

    def done_to(self, number: int) -> int:
        """Return the investment from January to month *number*, in 万元."""
        return sum(self.done_wan[:number])

    def is_finished(self, number: int) -> bool:
        """Tell whether the whole total is invested by the end of month *number*."""
        return self.is_started(number) and self.done_to(number) == self.room_wan


def first_plan(geography: Geography, seed: int, projects: int, factor: float) -> list[KeyProject]:
    """Draw the plan of the first year: 56 of 95 are carried over from former years."""
    draw = chance(seed, geography.folder, FIRST_YEAR, "plan")
    counts = split(projects, [share for share, _ in UNITS.values()])
    slots = [
        (unit, slot) for unit, count in zip(UNITS, counts, strict=True) for slot in range(count)
    ]
    natures = [place >= scaled(CARRIED_OVER, projects) for place in range(projects)]
    draw.shuffle(natures)
    drafts = [
        _draft(geography, unit, slot, number, is_new=is_new, year=FIRST_YEAR)
        for number, ((unit, slot), is_new) in enumerate(zip(slots, natures, strict=True), start=1)
    ]
    sized = _grouped(_with_tasks(drafts, seed, geography, factor), geography, seed, FIRST_YEAR)
    return _dated([_with_total(project, seed, geography) for project in sized], geography, seed)


def next_plan(
    former: Sequence[KeyProject],
    geography: Geography,
    seed: int,
    year: int,
    factor: float,
    used: dict[str, int],
) -> list[KeyProject]:
    """
    Draw the plan of a later year: unfinished projects are carried over, new ones fill it up.

    *used* says how many names each unit has taken.
    """
    count = len(former)
    unfinished = [project for project in former if project.room_wan - project.done_to(12) >= 2_000]
    begun = [project for project in unfinished if project.before_wan + project.done_to(12) > 0]
    kept = begun[: scaled(CARRIED_OVER, count)]
    carried = [
        replace(
            project,
            is_new=False,
            before_wan=project.before_wan + project.done_to(12),
            done_wan=(0,) * MONTHS_IN_YEAR,
            group="on_pace",
            started_in=None,
            started_on=None,
            obstacles=(),
        )
        for project in kept
    ]
    open_places = split(count - len(carried), [share for share, _ in UNITS.values()])
    numbers = iter(range(1 + (year - FIRST_YEAR) * count, 1 + (year + 1 - FIRST_YEAR) * count))
    fresh = [
        _draft(geography, unit, used[unit] + slot, next(numbers), is_new=True, year=year)
        for unit, open_slots in zip(UNITS, open_places, strict=True)
        for slot in range(open_slots)
    ]
    tasked = _with_tasks([*carried, *fresh], seed + year, geography, factor)
    sized = [_with_total(project, seed, geography) for project in tasked]
    return _dated(_grouped(sized, geography, seed, year), geography, seed, year)


def _draft(
    geography: Geography, unit: str, slot: int, number: int, *, is_new: bool, year: int
) -> KeyProject:
    works = [work for work in WORKS if work.unit == unit]
    chance(geography.folder, "works", unit).shuffle(works)
    work = works[slot % len(works)]
    # Even positions are the key projects', odd ones the reserve's.
    name, town = named_place(geography, work, slot // len(works) * 2)
    is_company = work.procedure == "filing"
    begun = year if is_new else year - 1 - number % 3
    return KeyProject(
        number=number,
        name=name,
        code=project_code(geography, work, begun, number * 2),
        work=work,
        town=town,
        owner=f"示例企业{number:03d}" if is_company else f"县{unit}",
        is_new=is_new,
    )


def _with_tasks(
    projects: Sequence[KeyProject], seed: int, geography: Geography, factor: float
) -> list[KeyProject]:
    """Give each project its annual task: many are small, a few large; larger works get more."""
    draw = chance(seed, geography.folder, "tasks")
    appetite = [project.work.size + 1.6 * draw.random() for project in projects]
    by_appetite = sorted(range(len(projects)), key=lambda place: (appetite[place], place))
    weights = [0.0] * len(projects)
    for rank, place in enumerate(by_appetite):
        share = (rank + 0.5) / len(projects)
        weights[place] = SMALLEST_TASK_WAN + 1_500 * share + 57_000 * share * share * share * share
    largest = max(LARGEST_TASK_WAN, int(LARGEST_TASK_WAN * factor))
    tasks = apportion(
        scaled_wan(ANNUAL_TASK_WAN, len(projects), factor),
        weights,
        [SMALLEST_TASK_WAN] * len(projects),
        [min(largest, project.room_wan or largest) for project in projects],
        100,
    )
    return [replace(project, task_wan=task) for project, task in zip(projects, tasks, strict=True)]


def _with_total(project: KeyProject, seed: int, geography: Geography) -> KeyProject:
    """Give a project without a total its total and the investment of former years."""
    if project.total_wan:
        return project
    draw = chance(seed, geography.folder, "total", project.number)
    task = project.task_wan
    if project.group == "small":
        return replace(project, total_wan=task + 220, before_wan=220)
    if project.is_new:
        return replace(project, total_wan=_round_sum(task * (1.3 + 4.2 * draw.random())))
    before = _round_sum(task * (0.8 + 2.7 * draw.random()))
    room = task if project.group == "finishing" else _round_sum(task * (1.3 + 2.7 * draw.random()))
    return replace(project, total_wan=before + room, before_wan=before)


def _grouped(
    projects: Sequence[KeyProject], geography: Geography, seed: int, year: int
) -> list[KeyProject]:
    """Choose each project's state in May; slow units have more projects that fall behind."""
    draw = chance(seed, geography.folder, year, "groups")
    count = len(projects)
    luck = {project.number: draw.random() for project in projects}
    groups: dict[int, str] = {}

    def choose(group: str, wanted: int, candidates: list[KeyProject]) -> None:
        free = [project for project in candidates if project.number not in groups]
        slow_first = sorted(
            free, key=lambda p: luck[p.number] * UNITS[p.unit][1] * UNITS[p.unit][1]
        )
        groups.update({project.number: group for project in slow_first[:wanted]})

    ranked = sorted(projects, key=lambda project: (project.task_wan, project.number))
    new = [project for project in ranked if project.is_new]
    carried = [project for project in ranked if not project.is_new]
    middling = new[len(new) * 3 // 10 : len(new) * 17 // 20] or new
    unstarted = scaled(_NEW_GROUPS["unstarted"], count)
    for project in _about_a_fifteenth(middling, unstarted, projects, seed):
        groups[project.number] = "unstarted"
    if year == FIRST_YEAR and carried:
        groups[carried[0].number] = "small"
    choose("unstarted", scaled(1, count), carried[len(carried) // 3 : len(carried) * 2 // 3])
    choose("idle", scaled(4, count), new[: max(1, len(new) // 2)])
    if year == FIRST_YEAR:
        choose("finishing", scaled(2, count), carried[1 : len(carried) // 3])
    middle = carried[len(carried) // 5 : len(carried) // 2]
    # To be ahead, a project must have more left than its annual task.
    roomy = [p for p in middle if p.room_wan == 0 or p.room_wan > p.task_wan * 1.25]
    choose("ahead", scaled(2, count), roomy)
    large = [project for project in ranked if project.task_wan >= 1_500]
    for is_new, shares in ((True, _NEW_GROUPS), (False, _CARRIED_GROUPS)):
        same = [project for project in large if project.is_new == is_new]
        choose("weak", scaled(shares["weak"], count), same[: len(same) * 4 // 5])
        choose("behind", scaled(shares["behind"], count), same)
    return [replace(project, group=groups.get(project.number, "on_pace")) for project in projects]


def _about_a_fifteenth(
    candidates: list[KeyProject], wanted: int, projects: Sequence[KeyProject], seed: int
) -> list[KeyProject]:
    """Draw *wanted* projects that together hold about a fifteenth of the annual task."""
    whole = sum(project.task_wan for project in projects)
    draw = chance(seed, "unstarted", len(projects))
    chosen = candidates[:wanted]
    for _ in range(200):
        chosen = draw.sample(candidates, min(wanted, len(candidates)))
        if whole * 50 <= 1_000 * sum(project.task_wan for project in chosen) <= whole * 66:
            break
    return chosen


def _dated(
    projects: Sequence[KeyProject], geography: Geography, seed: int, year: int = FIRST_YEAR
) -> list[KeyProject]:
    """Give every project its month of start, its dates, and the obstacles until then."""
    starts = _start_months(projects, seed)

    def luck(project: KeyProject) -> float:
        return chance(seed, geography.folder, year, "dates", project.number).random()

    return [
        _with_dates(project, *starts[project.number], luck(project), year) for project in projects
    ]


def _start_months(
    projects: Sequence[KeyProject], seed: int
) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Return for each number the month of start (past 12: in the next year) and its obstacles."""
    count = len(projects)
    starts: dict[int, tuple[int, tuple[str, ...]]] = {}
    for is_new, steps in ((True, _NEW_STARTS), (False, _CARRIED_STARTS)):
        luck = chance(seed, "order of start", is_new)
        started = sorted(
            (p for p in projects if p.is_new == is_new and p.group != "unstarted"),
            key=lambda p: (_ORDER_OF_START.index(p.group), luck.random()),
        )
        for place in range(1, len(started)):
            # Let one project be idle since April, and a weak one start after it.
            if started[place].group == "idle" and started[place - 1].group == "weak":
                started[place - 1 : place + 1] = started[place], started[place - 1]
                break
        for place, project in enumerate(started):
            month = next(
                (m for m, step in enumerate(steps, 1) if place < scaled(step, count)), len(steps)
            )
            overcome = _OBSTACLES_OVERCOME[place % 6] if is_new else ()
            starts[project.number] = month, overcome
    unstarted = [project for project in projects if project.group == "unstarted"]
    unstarted.sort(key=lambda project: (project.is_new, project.number))
    late = min(scaled(_LATE, count), len(unstarted))
    early = len(unstarted) - late
    for place, project in enumerate(unstarted):
        starts[project.number] = (
            (_EARLY_STARTS[place * 6 // early], _EARLY_OBSTACLES[place % 6])
            if place < early
            else (_LATE_STARTS[(place - early) % 3], _LATE_OBSTACLES[(place - early) % 3])
        )
    return starts


def _with_dates(
    project: KeyProject, start: int, obstacles: tuple[str, ...], luck: float, year: int
) -> KeyProject:
    month = Month(year, 1).plus(start - 1)
    begins = dt.date(month.year, month.number, 1 + int(luck * 27))
    is_unstarted = project.group == "unstarted"
    slack = int(luck * 3) + 2 if is_unstarted else int(luck * 3) - 1
    planned = max(Month(year, 3), min(month, Month(year, 7)).plus(-slack)) if project.is_new else (
        Month(year - 1 - project.number % 3, 3 + project.number % 8)
    )  # fmt: skip
    years_left = project.room_wan / project.task_wan
    finish = (
        Month(year, 5)
        if project.group == "finishing"
        else Month(year, 10 + int(luck * 3))
        if years_left < 1.15
        else Month(year + min(1 + int(years_left - 1), 4), 6 + int(luck * 7))
    )
    return replace(
        project,
        started_in=start if start <= MONTHS_IN_YEAR else None,
        started_on=begins if start <= MONTHS_IN_YEAR else None,
        expected_in=start,
        obstacles=obstacles,
        planned_start=planned.first_day,
        planned_finish=finish.first_day,
    )


def _round_sum(amount_wan: float) -> int:
    """Round an amount as plans do, to a larger step where it is larger."""
    step = 500 if amount_wan >= 50_000 else 100 if amount_wan >= 5_000 else 10
    return max(1, round(amount_wan / step)) * step
