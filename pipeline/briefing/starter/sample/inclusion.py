"""Decide when each key project enters the statistics, and how much of it they see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.identifiers import credit_check
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.starter.sample.chance import chance, scaled
from briefing.starter.sample.project_plan import FIRST_YEAR
from briefing.starter.sample.spending import MAY
from briefing.starter.sample.word_lists import DOCUMENTS, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.starter.sample.geography import Geography
    from briefing.starter.sample.project_plan import KeyProject

# The statistics have less than the ledgers: 36.9 of 43 亿元 in May.
SEEN_IN_MAY = 369 / 430

_CARRIED_LEFT_OUT, _NEW_LEFT_OUT = 3, 8
_LACKING, _WAITING = 4, 2
_WITH_WINDOW = 19
_CARRIED_THIS_YEAR = (2, 3, 4, 4, 5)
# Three of the four that lack documents have missed their window by May.
_LACKING_WINDOWS = (5, 4, 5, 7)


@dataclass(frozen=True)
class InclusionRecord:
    """
    One key project in the statistics; *done_wan* is cumulative, one figure a month.

    *started_in* is the month of the statistical start, *included* the month it entered the
    library, *lacking* the documents that are missing until the month before.
    """

    project: KeyProject
    registered_name: str
    stat_code: str
    credit_code: str
    total_wan: int
    is_small: bool
    started_in: int | None
    included: Month | None
    window: dt.date | None
    lacking: tuple[str, ...]
    done_wan: tuple[int, ...]

    def is_started(self, number: int) -> bool:
        """Tell whether the main works have begun by the end of month *number*."""
        return self.started_in is not None and self.started_in <= number

    def status(self, month: Month) -> str:
        """Return the state of inclusion at the end of *month*, as the bureau writes it."""
        if self.is_small:
            return "不纳统"
        if not self.is_started(month.number):
            return "未开工"
        if self.included and self.included <= month:
            return "已纳统"
        if self.included and self.included.previous <= month:
            return "正在申报"
        return "资料不全" if self.lacking else "未申报"


def include(
    projects: Sequence[KeyProject],
    geography: Geography,
    seed: int,
    year: int,
    earlier: Mapping[int, Month],
) -> list[InclusionRecord]:
    """
    Decide when each project starts in the statistical sense, and when it enters the statistics.

    *earlier* holds the month of inclusion of projects that former years included.
    """
    count = len(projects)
    idle = [project for project in projects if project.group == "idle"]
    levelling = {project.number for project in idle[scaled(1, count) :]}
    stat_start = {
        project.number: _stat_start(project, is_levelling=project.number in levelling)
        for project in projects
    }
    months, windows, lacking = _calendar(projects, stat_start, year, earlier)
    factors = _seen_factors(projects, months, geography, seed, year)
    return [
        InclusionRecord(
            project=project,
            registered_name=_registered_name(project, geography),
            stat_code=f"{geography.code}{project.number:09d}",
            credit_code=_credit_code(project, geography),
            total_wan=_registered_total(project),
            is_small=project.group == "small",
            started_in=stat_start[project.number],
            included=months.get(project.number),
            window=windows.get(project.number),
            lacking=lacking.get(project.number, ()),
            done_wan=tuple(
                int(project.done_to(number) * factors[project.number])
                for number in range(1, MONTHS_IN_YEAR + 1)
            ),
        )
        for project in projects
    ]


def _stat_start(project: KeyProject, *, is_levelling: bool) -> int | None:
    if project.group == "small" or project.started_in is None:
        return None
    # 平场 does not count: the main works of these begin in June.
    return max(project.started_in, MAY + 1) if is_levelling else project.started_in


def _calendar(
    projects: Sequence[KeyProject],
    stat_start: Mapping[int, int | None],
    year: int,
    earlier: Mapping[int, Month],
) -> tuple[dict[int, Month], dict[int, dt.date], dict[int, tuple[str, ...]]]:
    """Return, by number, the month of inclusion, the promised window and the missing documents."""
    count = len(projects)
    months: dict[int, Month] = {}
    windows: dict[int, dt.date] = {}
    lacking: dict[int, tuple[str, ...]] = {}
    by_may = sorted(
        (p for p in projects if (stat_start[p.number] or MONTHS_IN_YEAR + 1) <= MAY),
        key=lambda p: (stat_start[p.number], p.number),
    )
    new = [project for project in by_may if project.is_new]
    carried = [project for project in by_may if not project.is_new]
    new_in = new[: max(len(new) - scaled(_NEW_LEFT_OUT, count), 0)]
    carried_in = carried[: max(len(carried) - scaled(_CARRIED_LEFT_OUT, count), 0)]
    left_out = [*carried[len(carried_in) :], *new[len(new_in) :]]

    fresh = [project for project in carried_in if project.number not in earlier]
    this_year = fresh[: scaled(len(_CARRIED_THIS_YEAR), count)] if year == FIRST_YEAR else []
    for place, project in enumerate(this_year):
        number = max(_CARRIED_THIS_YEAR[place % 5], project.expected_in)
        months[project.number] = Month(year, number)
    for project in carried_in:
        begun = Month.of(project.planned_start).plus(2)
        former = earlier.get(project.number, min(begun, Month(year - 1, MONTHS_IN_YEAR)))
        months.setdefault(project.number, former)
    for place, project in enumerate(new_in):
        months[project.number] = Month(year, min(project.expected_in + place % 2, MAY))

    promised = [*this_year, *new_in][: scaled(_WITH_WINDOW, count)]
    for place, project in enumerate(promised):
        number = months[project.number].number
        windows[project.number] = dt.date(year, min(number + (place % 3 == 0), MAY), 10)

    for place, project in enumerate(left_out):
        is_lacking = place < scaled(_LACKING, count)
        is_waiting = place < scaled(_LACKING, count) + scaled(_WAITING, count)
        number = 8 if is_lacking else 7 if is_waiting else 6
        months[project.number] = Month(year, number)
        window = _LACKING_WINDOWS[place % 4] if is_lacking else number
        windows[project.number] = dt.date(year, window, 10)
        if is_lacking:
            lacking[project.number] = DOCUMENTS[place % 3 : place % 3 + 1 + place % 3]
    for project in projects:
        start = stat_start[project.number]
        if start is not None and start > MAY and start + 2 <= MONTHS_IN_YEAR:
            months[project.number] = Month(year, start + 2)
            windows[project.number] = dt.date(year, start + 2, 10)
    return months, windows, lacking


def _seen_factors(
    projects: Sequence[KeyProject],
    months: Mapping[int, Month],
    geography: Geography,
    seed: int,
    year: int,
) -> dict[int, float]:
    """Return for each project the share of its spending that the statistics see."""
    raw = {
        project.number: 0.86
        + 0.16 * chance(seed, geography.folder, year, "seen", project.number).random()
        for project in projects
    }
    included = [p for p in projects if p.number in months and months[p.number] <= Month(year, MAY)]
    weighted = sum(project.done_to(MAY) * raw[project.number] for project in included)
    target = sum(project.done_to(MAY) for project in projects) * SEEN_IN_MAY
    common = min(target / weighted, 1.1) if weighted else 1.0
    return {number: factor * common for number, factor in raw.items()}


def _registered_name(project: KeyProject, geography: Geography) -> str:
    if project.number % 4 == 0:
        return geography.name + project.name
    if project.number % 7 == 1:
        return project.name.replace("（", "(").replace("）", ")").replace("建设项目", "项目")
    return project.name


def _registered_total(project: KeyProject) -> int:
    """Return the total in the statistics: some projects were registered with an earlier estimate."""
    if project.group == "small":
        return 480
    total = project.total_wan * 96 // 100 if project.number % 9 == 0 else project.total_wan
    # A smaller one would not have been registered at all.
    return max(total, 500)


def _credit_code(project: KeyProject, geography: Geography) -> str:
    if project.work.procedure == "filing":
        body = f"91{geography.code}MA00{project.number:05d}"
    else:
        body = f"11{geography.code}000000{list(UNITS).index(project.unit) + 1:03d}"
    return body + credit_check(body)
