"""
Find published reports that used figures of which there is a newer edition since.

That a report is stale follows from the manifests alone: one of its inputs is as a former edition of
an earlier month had it, and the newest edition of that month has it otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing import editions
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.settings.paths import INDICATORS, Project

Files = dict[str, str]


@dataclass(frozen=True)
class Stale:
    """A published report that used figures of a month which has a newer edition since."""

    target: Path
    # The month whose figures it used, and the number of its newest edition.
    used: Path
    edition: int
    # The hashes that the newest edition has of the files that differ, by path; “” where it has none.
    files: Mapping[str, str]

    @property
    def line(self) -> str:
        """Say in Chinese what is stale, and why."""
        return (
            f"{_name(self.target)}：用的是{_name(self.used)}改正前的数，"
            f"该月已有第{self.edition}版，请重新生成。"
        )


def find(project: Project, targets: Iterable[Path], used: Path | None = None) -> list[Stale]:
    """Return which of the published *targets* are stale; with *used* only those that used that month."""
    months = [used] if used else sorted(project.reports.glob("[!.]*/????-??"))
    renewed = [
        month
        for month in months
        if _is_month(month.name) and (found := editions.manifest(month)) and found["edition"] > 1
    ]
    if not renewed:
        return []
    manifests = [(target, found) for target in targets if (found := editions.manifest(target))]
    return [
        Stale(target, month, editions.number_of(month), files)
        for month in renewed
        for target, manifest in manifests
        if _may_use(manifest, target, month) and (files := _outdated(project, manifest, month))
    ]


def made_of(project: Project, used: Path) -> list[Stale]:
    """Return the reports of the month's county, and of all counties, that used a former edition of it."""
    return of_counties(project, [used.parent.name], used)


def of_counties(
    project: Project, counties: Iterable[str], used: Path | None = None
) -> list[Stale]:
    """Return the stale reports of some counties, and of all counties; with *used* as `find`."""
    names = sorted({*counties, *project.made()})
    targets = [target for name in names for target in editions.targets(project.reports, name)]
    return find(project, targets, used)


def lines(found: Iterable[Stale]) -> list[str]:
    """Say what is stale, a line for each report; all items of a report share one line."""
    counts: dict[str, int] = defaultdict(int)
    for each in found:
        counts[each.line] += 1
    return [f"{line}（{count}份）" if count > 1 else line for line, count in counts.items()]


def _outdated(project: Project, manifest: dict[str, Any], used: Path) -> Files:
    *former, newest = (_contents(project, used, each) for each in editions.manifests(used))
    mine = {entry["path"]: entry["sha256"] for entry in manifest["inputs"]}
    paths = set(newest).union(*former)
    if not manifest["parameters"].get("county"):
        # A summary is made of what counties have published, not of their ledgers.
        paths &= mine.keys()
    return {
        path: newest.get(path, "")
        for path in sorted(paths)
        if mine.get(path) != newest.get(path)
        and any(mine.get(path) == each.get(path) for each in former)
    }


def _contents(project: Project, target: Path, manifest: dict[str, Any]) -> Files:
    """Return the hashes of an edition's inputs, without the notebook, and of its figures, by path."""
    folder = target.relative_to(project.root)
    figures = [entry for entry in manifest["outputs"] if entry["path"] == INDICATORS]
    return editions.inputs_of(manifest) | {
        (folder / entry["path"]).as_posix(): entry["sha256"] for entry in figures
    }


def _may_use(manifest: dict[str, Any], target: Path, used: Path) -> bool:
    """Tell whether a report can have used a month: it is of its county or of all, and no earlier."""
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
    """Name a report by its folders; the report of an item by the folder of all items."""
    folder = target.parent if _is_month(target.parent.name[: len("2020-05")]) else target
    return f"{folder.parent.name} {folder.name}"
