"""
What is published goes in; which of it used figures that have a newer edition since comes out.

Nothing is marked in what is published: that a month is stale follows from the manifests alone. It
is, where a file that it was made of is still as a former edition of an earlier month had it, and the
newest has it otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing import editions
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from briefing.settings.paths import Project

Files = dict[str, str]


@dataclass(frozen=True)
class Stale:
    """A published report that used figures of a month which has a newer edition since."""

    target: Path
    # The month whose figures it used, and the number of its newest edition.
    used: Path
    edition: int
    # The files that differ, by path, with what the newest edition has of each; “” where it is gone.
    files: Mapping[str, str]

    @property
    def line(self) -> str:
        """Say in Chinese what is stale, and why."""
        return (
            f"{_name(self.target)}：用的是{_name(self.used)}改正前的数，"
            f"该月已有第{self.edition}版，请重新生成。"
        )


def find(project: Project, targets: Iterable[Path], used: Path | None = None) -> list[Stale]:
    """Return what of the published *targets* is stale; or only what *used* the month in a folder."""
    months = [used] if used else sorted(project.reports.glob("[!.]*/????-??"))
    renewed = [
        month
        for month in months
        if _is_month(month.name) and (told := editions.manifest(month)) and told["edition"] > 1
    ]
    if not renewed:
        return []
    manifests = [(target, told) for target in targets if (told := editions.manifest(target))]
    return [
        Stale(target, month, editions.standing(month), files)
        for month in renewed
        for target, told in manifests
        if _may_use(told, target, month) and (files := _outdated(project, told, month))
    ]


def made_of(project: Project, used: Path) -> list[Stale]:
    """Return what used the month in a folder before its newest edition: of its county, or of all."""
    return find(project, _targets(project, [used.parent.name]), used)


def of_counties(project: Project, counties: Iterable[str]) -> list[Stale]:
    """Return what of the counties, and of what is made of all, is stale."""
    return find(project, _targets(project, counties))


def _targets(project: Project, counties: Iterable[str]) -> list[Path]:
    folders = {*counties, *project.made()}
    return [
        target for name in sorted(folders) for target in editions.targets(project.reports, name)
    ]


def lines(found: Iterable[Stale]) -> list[str]:
    """Say what is stale, a line for each report: one that is made item by item has one for all."""
    counts: dict[str, int] = defaultdict(int)
    for each in found:
        counts[each.line] += 1
    return [f"{line}（{count}份）" if count > 1 else line for line, count in counts.items()]


def _outdated(project: Project, manifest: dict[str, Any], used: Path) -> Files:
    *former, newest = (_told(project, used, told) for told in editions.following(used))
    mine = {entry["path"]: entry["sha256"] for entry in manifest["inputs"]}
    paths = set(newest).union(*former)
    if not manifest["parameters"].get("county"):
        # A summary is made of what counties have published; of their ledgers it knows nothing.
        paths &= mine.keys()
    return {
        path: newest.get(path, "")
        for path in sorted(paths)
        if mine.get(path) != newest.get(path)
        and any(mine.get(path) == each.get(path) for each in former)
    }


def _told(project: Project, target: Path, manifest: dict[str, Any]) -> Files:
    """What an edition was made of, without its notebook, and its figures: by path."""
    folder = target.relative_to(project.root)
    figures = [entry for entry in manifest["outputs"] if entry["path"] == INDICATORS]
    return editions.inputs_of(manifest) | {
        (folder / entry["path"]).as_posix(): entry["sha256"] for entry in figures
    }


def _may_use(manifest: dict[str, Any], target: Path, used: Path) -> bool:
    """Tell whether a report, or a summary of counties, is of the same month or a later one."""
    parameters = manifest["parameters"]
    return (
        target != used
        and parameters.get("county", used.parent.name) == used.parent.name
        and Month.parse(used.name) in Month.parse(parameters["month"]).year_to_date
    )


def _is_month(name: str) -> bool:
    try:
        Month.parse(name)
    except UsageError:
        return False
    return True


def _name(target: Path) -> str:
    """Name a report as its folder is called; one that is made of an item by its report's."""
    folder = target.parent if _is_month(target.parent.name[: len("2020-05")]) else target
    return f"{folder.parent.name} {folder.name}"
