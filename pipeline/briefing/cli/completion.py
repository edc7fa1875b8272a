"""Complete months, counties, reports and items in the shell from what the project's folders hold."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import typer

from briefing.domain.errors import BriefingError
from briefing.page.words import LANGUAGES
from briefing.settings.paths import Project

Complete = Callable[[typer.Context, str], list[str]]


def _completes(find: Callable[[Project, dict[str, Any]], Iterable[str]]) -> Complete:
    """Return a completion with what *find* returns; an error while it searches completes nothing."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        names: set[str] = set()
        with contextlib.suppress(BriefingError, OSError, ValueError):
            names = set(find(Project.here(), ctx.params))
        return sorted(name for name in names if name.startswith(incomplete))

    return complete


def _months(project: Project, given: dict[str, Any]) -> Iterator[str]:
    """Return the months with ledgers, of the county that is named, else of all counties."""
    asked = given.get("county") or project.counties()
    for county in [asked] if isinstance(asked, str) else asked:
        folders = (project.county(county).root / "raw").glob("????-??")
        yield from (folder.name for folder in folders)


def _published(project: Project, given: dict[str, Any]) -> Iterator[str]:
    folders = project.reports.glob(f"{given.get('county') or '[!.]*'}/????-??")
    return (folder.name for folder in folders)


def _items(project: Project, given: dict[str, Any]) -> Iterator[str]:
    """Return the projects or offices of a report, in a month whose ledgers were read before."""
    from briefing.domain.months import Month
    from briefing.editions import items
    from briefing.jobs.job import Job

    counties, reports = given.get("county") or project.only_county(), given.get("report")
    county = counties if isinstance(counties, str) else counties[0]
    months = given.get("month") or given.get("months") or _typed_months()
    named = [months] if isinstance(months, str) else months
    latest = sorted(
        folder.name for folder in (project.county(county).root / "raw").glob("????-??")
    )
    for month in named or latest[-1:]:
        for report in [reports] if isinstance(reports, str) else reports or []:
            job = Job(project, county, Month.parse(month), report)
            kept = items.load_any(project.county(county).items(job.month))
            yield from (item.name for item in kept.get(job.item_kind, []))


def _typed_months() -> list[str]:
    """Return the months on the command line, which Typer does not parse while an option lacks its value."""
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    return re.findall(r"(?<!\S)[0-9]{4}-[0-9]{2}(?!\S)", typed)


def _indicators(_: Project, __: dict[str, Any]) -> Iterator[str]:
    from briefing.indicators.catalogue import catalogue

    return (entry.id for entry in catalogue())


counties = _completes(lambda project, _: project.counties())
months = _completes(_months)
published = _completes(_published)
reports = _completes(lambda project, _: set(project.made()) - {"explore"})
languages = _completes(lambda *_: LANGUAGES)
items = _completes(_items)
indicators = _completes(_indicators)
