"""Invent the permits of a project: one for each column of 前期手续."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.starter.sample.chance import chance

if TYPE_CHECKING:
    from briefing.starter.sample.geography import Geography
    from briefing.starter.sample.project_plan import KeyProject

PERMITS = (
    "proposal", "feasibility", "filing", "design", "land_review", "land_use",
    "planning_land", "planning_works", "environment", "construction",
)  # fmt: skip
_APPROVAL = {"proposal", "feasibility", "design"}
_BUILDING_SECTORS = {"城镇建设", "房地产", "工业", "社会事业", "文化旅游"}
_OFFICES = {
    "proposal": "发改发", "feasibility": "发改发", "filing": "发改备", "design": "发改发",
    "land_review": "自资发", "land_use": "自资发", "planning_land": "自资规",
    "planning_works": "自资规", "environment": "环批复", "construction": "建施",
}  # fmt: skip


@dataclass(frozen=True)
class Permit:
    """One permit: needed or not, the day it was granted, its number, and how the office writes it."""

    is_needed: bool
    granted_on: dt.date | None
    number: str
    spelling: int

    def is_granted(self, day: dt.date) -> bool:
        """Tell whether it had been granted by *day*."""
        return self.granted_on is not None and self.granted_on <= day

    def cell(self, day: dt.date) -> str:
        """Return the cell as it stood on *day*, in one of the spellings that offices use."""
        if not self.is_needed:
            return "/"
        if self.granted_on is None:
            return ""
        if self.granted_on > day:
            return "办理中" if (self.granted_on - day).days <= 35 else ""
        written = f"{self.granted_on.year}.{self.granted_on.month}.{self.granted_on.day}"
        return ("√", "已办", written, self.number, "√")[self.spelling]


def permits_of(project: KeyProject, geography: Geography, seed: int) -> dict[str, Permit]:
    """Return the ten permits of one project: the last comes shortly before the works begin."""
    draw = chance(seed, geography.folder, "permits", project.number)
    day = project.started_on if project.is_new and project.started_on else project.planned_start
    if project.group == "unstarted" and project.is_new:
        day = project.planned_start + dt.timedelta(days=31 * max(project.expected_in - 4, 1))
    permits: dict[str, Permit] = {}
    for name in reversed(PERMITS):
        is_needed = _is_needed(project, name)
        if is_needed:
            day -= dt.timedelta(days=8 + int(draw.random() * 30))
        permits[name] = permit(name, day if is_needed else None, geography, draw.randrange(900))
    return {name: permits[name] for name in PERMITS}


def permit(name: str, granted_on: dt.date | None, geography: Geography, luck: int) -> Permit:
    """Return a permit that was granted on a day, or one that is not needed."""
    year = granted_on.year if granted_on else 0
    return Permit(
        is_needed=granted_on is not None,
        granted_on=granted_on,
        number=f"{geography.short}{_OFFICES[name]}〔{year}〕{luck % 180 + 1}号",
        spelling=luck % 5,
    )


def _is_needed(project: KeyProject, name: str) -> bool:
    if name in _APPROVAL:
        return project.work.procedure == "approval" and (name != "design" or project.work.size > 1)
    if name == "filing":
        return project.work.procedure == "filing"
    if name in {"land_review", "land_use"}:
        return project.work.size > 1
    if name == "environment":
        return project.work.size > 1 or project.work.sector == "生态环保"
    return project.work.sector in _BUILDING_SECTORS
