"""Draw a year's inspections, the problems that they send to offices, and the meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.domain.months import MONTHS_IN_YEAR
from briefing.starter.sample.chance import chance, scaled
from briefing.starter.sample.spending import MAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.starter.sample.geography import Geography
    from briefing.starter.sample.project_plan import KeyProject

# Problems sent to an office in each month, for 95 projects: 26 by May.
_TRANSFERS = (2, 2, 6, 8, 8, 6, 5, 5, 4, 3, 2, 2)
_OTHERS_INSPECTED = 4
# A started project is weak when it lies more than ten points behind the time that has passed.
_WEAK_POINTS = 10
# Of April's problems five are due in May; of all fifteen due by May three are overdue.
_APRIL_DUE = 5
_OVERDUE_PLACES = (8, 12, 14)

_MEETINGS: tuple[tuple[str, ...], ...] = (
    ("专题会",), ("推进会",), ("现场会", "现场会", "推进会", "专题会"),
    ("现场会", "现场会", "推进会", "专题会"), ("现场会", "现场会", "推进会", "推进会", "专题会"),
)  # fmt: skip
_LATER_MEETINGS = ("现场会", "推进会", "专题会")
_TOPICS = {
    "现场会": "现场协调征地拆迁与进场道路",
    "推进会": "重点项目建设进度推进",
    "专题会": "项目资金与审批事项专题研究",
}


@dataclass(frozen=True)
class Inspection:
    """One inspection of a project, with the problem that it found, if any."""

    serial: int
    project: KeyProject
    inspected_on: dt.date
    aspect: str
    obstacle: str = ""
    repeats_month: int = 0
    transferred_on: dt.date | None = None
    due_on: dt.date | None = None
    closed_on: dt.date | None = None

    def state(self, day: dt.date) -> str:
        """Return 完成情况 as the ledger has it on *day*; empty where no problem was found."""
        if not self.obstacle:
            return ""
        if self.closed_on and self.closed_on <= day:
            return "已办结"
        return "逾期" if self.due_on and self.due_on <= day else "推进中"


@dataclass(frozen=True)
class Meeting:
    """One meeting on the projects' problems."""

    serial: int
    held_on: dt.date
    kind: str
    topic: str
    convened_by: str
    raised: int
    solved: int


def inspect(
    projects: Sequence[KeyProject], geography: Geography, seed: int, year: int
) -> list[Inspection]:
    """Inspect, each month, every project that is not started or weak, and a few others."""
    count = len(projects)
    raised_in: dict[int, int] = {}
    inspections: list[Inspection] = []
    sent = 0
    for number in range(1, MONTHS_IN_YEAR + 1):
        draw = chance(seed, geography.folder, year, "inspections", number)
        visited = _visited(projects, number, scaled(_OTHERS_INSPECTED, count), draw.random())
        wanted = scaled(_TRANSFERS[number - 1], count)
        # The most urgent problems are sent to an office, each once, and repeated afterwards.
        troubled = [p for p in visited if p.number not in raised_in and _obstacle(p, number)]
        chosen = {p.number for p in sorted(troubled, key=_urgency)[:wanted]}
        for place, project in enumerate(visited):
            day = dt.date(year, number, 8 + place * 14 // len(visited))
            aspect = _aspect(project, number, place)
            inspection = Inspection(len(inspections) + 1, project, day, aspect)
            if project.number in chosen:
                inspection = _sent(inspection, number, sent, count)
                raised_in[project.number] = number
                sent += 1
            elif not project.is_started(number) and project.number in raised_in:
                inspection = replace(
                    inspection,
                    obstacle=_obstacle(project, number),
                    repeats_month=raised_in[project.number],
                )
            inspections.append(inspection)
    return inspections


def _visited(
    projects: Sequence[KeyProject], number: int, others: int, luck: float
) -> list[KeyProject]:
    weak = [project for project in projects if needs_inspection(project, number)]
    rest = [project for project in projects if not needs_inspection(project, number)]
    extra = {p.number for p in chance("others", luck).sample(rest, min(others, len(rest)))}
    named = {project.number for project in weak} | extra
    return [project for project in projects if project.number in named]


def needs_inspection(project: KeyProject, number: int) -> bool:
    """Tell whether a project is not started, or weak, at the end of month *number*."""
    if not project.is_started(number):
        return True
    behind = 100 * number / MONTHS_IN_YEAR - 100 * project.done_to(number) / project.task_wan
    return behind > _WEAK_POINTS and not project.is_finished(number)


def _obstacle(project: KeyProject, number: int) -> str:
    if not project.is_started(number):
        return project.obstacles[0] if project.obstacles else ""
    return "other" if needs_inspection(project, number) else ""


def _urgency(project: KeyProject) -> tuple[bool, bool, int]:
    """Return the key to sort by: projects not started in May, then weak ones, then the others."""
    return (project.group != "unstarted", project.group != "weak", project.number)


def _aspect(project: KeyProject, number: int, place: int) -> str:
    if not project.is_started(number):
        return "前期工作"
    return "协调服务" if place % 9 == 4 else "建设进度"


def _sent(inspection: Inspection, number: int, sent: int, count: int) -> Inspection:
    """Send a problem to its office with a due day: the first fifteen fall due by May."""
    transferred = inspection.inspected_on + dt.timedelta(days=3)
    due_by_may = sum(scaled(n, count) for n in _TRANSFERS[: MAY - 2]) + scaled(_APRIL_DUE, count)
    is_april_late = number == MAY - 1 and sent >= due_by_may
    due = transferred + dt.timedelta(days=62 if is_april_late else 30)
    is_overdue = sent < due_by_may and sent in {scaled(p, count) for p in _OVERDUE_PLACES}
    closed = due + dt.timedelta(days=45) if is_overdue else due - dt.timedelta(days=sent % 3)
    return replace(
        inspection,
        obstacle=_obstacle(inspection.project, number),
        transferred_on=transferred,
        due_on=due,
        closed_on=closed,
    )


def meetings(geography: Geography, seed: int, year: int, projects: int) -> list[Meeting]:
    """Draw a year's meetings; a county with fewer projects has fewer."""
    held: list[Meeting] = []
    for number in range(1, MONTHS_IN_YEAR + 1):
        draw = chance(seed, geography.folder, year, "meetings", number)
        kinds = _MEETINGS[number - 1] if number <= MAY else _LATER_MEETINGS
        kinds = kinds[: max(1, min(len(kinds), scaled(len(kinds), projects)))]
        for place, kind in enumerate(kinds):
            raised = 1 + draw.randrange(4)
            convened_by = ("政府督查室", "发展和改革局", "自然资源局")[draw.randrange(3)]
            held.append(
                Meeting(
                    serial=len(held) + 1,
                    held_on=dt.date(year, number, 6 + place * 4 + draw.randrange(4)),
                    kind=kind,
                    topic=_TOPICS[kind],
                    convened_by=convened_by,
                    raised=raised,
                    solved=max(0, raised - draw.randrange(2)),
                )
            )
    return held
