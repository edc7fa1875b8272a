"""What is typed so far goes in; what the project's folders hold that begins so comes out, for the shell."""

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
    """Complete with what is found; whoever types is never bothered by what cannot be found."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        found: set[str] = set()
        with contextlib.suppress(BriefingError, OSError, ValueError):
            found = set(find(Project.here(), ctx.params))
        return sorted(each for each in found if each.startswith(incomplete))

    return complete


def _counties(project: Project, _: dict[str, Any]) -> list[str]:
    return project.counties()


def _months(project: Project, given: dict[str, Any]) -> Iterator[str]:
    """The months that have ledgers: of the county that is named, else of all."""
    asked = given.get("county") or project.counties()
    for county in [asked] if isinstance(asked, str) else asked:
        folders = (project.county(county).root / "raw").glob("????-??")
        yield from (folder.name for folder in folders)


def _published(project: Project, given: dict[str, Any]) -> Iterator[str]:
    """The months that are published."""
    folders = project.reports.glob(f"{given.get('county') or '[!.]*'}/????-??")
    return (folder.name for folder in folders)


def _reports(project: Project, _: dict[str, Any]) -> list[str]:
    return [name for name in project.made() if name != "explore"]


def _languages(_: Project, __: dict[str, Any]) -> Iterator[str]:
    return LANGUAGES


def _items(project: Project, given: dict[str, Any]) -> Iterator[str]:
    """The projects or offices of the report, where the month was opened before."""
    from briefing.domain.months import Month
    from briefing.editions import items
    from briefing.jobs.job import Job

    counties, reports = given.get("county") or project.only_county(), given.get("report")
    county = counties if isinstance(counties, str) else counties[0]
    months = given.get("month") or given.get("months") or _typed_months()
    named = [months] if isinstance(months, str) else months
    for month in named or _latest(project, county):
        for report in [reports] if isinstance(reports, str) else reports or []:
            job = Job(project, county, Month.parse(month), report)
            kept = items.load_any(project.county(county).items(job.month))
            yield from (item.name for item in kept.get(job.item_kind, []))


def _typed_months() -> list[str]:
    """The months on the line: an option that still lacks its value keeps Typer from reading them."""
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    return re.findall(r"(?<!\S)[0-9]{4}-[0-9]{2}(?!\S)", typed)


def _latest(project: Project, county: str) -> list[str]:
    folders = sorted((project.county(county).root / "raw").glob("????-??"))
    return [folder.name for folder in folders[-1:]]


def _indicators(_: Project, __: dict[str, Any]) -> Iterator[str]:
    from briefing.indicators.catalogue import catalogue

    return (entry.id for entry in catalogue())


counties = _completes(_counties)
months = _completes(_months)
published = _completes(_published)
reports = _completes(_reports)
languages = _completes(_languages)
items = _completes(_items)
indicators = _completes(_indicators)
