"""
Open a county's month: read and check its ledgers, and measure them for a report.

A process that makes many reports of one month opens it once, beforehand (`prepare`); the notebooks
that are forked from it find it open, unless a file that it was made from has changed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property

from briefing.domain.months import Month
from briefing.editions.provenance import Stamp, key_of, month_files
from briefing.indicators import published
from briefing.ledgers.ingest import CheckedMonth, Progress, open_year
from briefing.sections.ledger_check import LedgerCheck
from briefing.sections.report import Report, Revision, measure
from briefing.settings import county as counties
from briefing.settings.county import County
from briefing.settings.paths import Project


@dataclass(frozen=True)
class Opened:
    """A county's year up to a month, checked."""

    rules: County
    year: list[CheckedMonth]

    @property
    def ledgers(self) -> LedgerCheck:
        """The last month's ledgers, sound or not."""
        return LedgerCheck.of(self.year[-1], self.rules)

    @cached_property
    def measured(self) -> Report:
        """The last month, measured, in Chinese. Raises LedgersRefused."""
        return measure(self.year, self.rules)

    def report(self, lang: str) -> Report:
        """Return the last month in a language. Raises LedgersRefused, or UsageError for the language."""
        return self.measured.in_language(lang)


# The month and the county that `briefing explore` hands to the notebook that it opens.
ASKED_MONTH, ASKED_COUNTY = "BRIEFING_MONTH", "BRIEFING_COUNTY"

_prepared: dict[str, Opened] = {}


def prepare(
    project: Project, county: str, month: Month, progress: Progress = lambda *_: None
) -> Opened:
    """Open a month, and keep it for this process and those forked from it."""
    opened = open_county(project, county, month, progress)
    _prepared.clear()
    _prepared[_key(project, county, month)] = opened
    return opened


def open_county(
    project: Project, county: str, month: Month, progress: Progress = lambda *_: None
) -> Opened:
    """Open a month, unless it was prepared. Raises UsageError."""
    if _prepared and (opened := _prepared.get(_key(project, county, month))):
        return opened
    folder = project.county(county)
    rules = counties.load(folder.config)
    return Opened(rules, open_year(folder, rules, month, progress))


def open_month(
    month: str = "", county: str | None = None, lang: str = "zh", edition: int = 1
) -> Report:
    """
    Open a month: read and check its ledgers unless that was done, then measure.

    *month* is YYYY-MM, *county* the folder's name under `data/`, *lang* the language of the page.
    A blank means what `briefing explore` was asked for, else the latest month that has ledgers,
    and the only county. From the second *edition* on, the report has the edition before.
    Raises UsageError, or LedgersRefused with every finding.
    """
    project = Project.here()
    asked = Month.parse(month) if month else None
    name = county or os.environ.get(ASKED_COUNTY) or project.only_county(asked)
    of_month = asked or project.county(name).month(os.environ.get(ASKED_MONTH, ""))
    report = replace(open_county(project, name, of_month).report(lang), folder=name)
    if edition == 1:
        return report
    former = published.former(project, name, of_month, edition - 1, lang)
    files = {path: digest for path, (digest, _) in _files(project, name, of_month).items()}
    return replace(report, revision=Revision(former, files))


def open_before(month: Report, county: str | None = None) -> Report | None:
    """Return the month before of the same county; None where it has no ledgers, or refused ones."""
    project = Project.here()
    name = (
        county or month.folder or os.environ.get(ASKED_COUNTY) or project.only_county(month.month)
    )
    before = month.month.previous
    if before not in project.county(name).months():
        return None
    opened = open_county(project, name, before)
    return replace(opened.measured, folder=name) if opened.year[-1].is_sound else None


def open_ledgers(month: str, county: str | None = None) -> LedgerCheck:
    """
    Open a month's ledgers, sound or not, for the check sheet that departments get.

    *month* and *county* as in `open_month`. Raises UsageError.
    """
    project, of_month = Project.here(), Month.parse(month)
    return open_county(project, county or project.only_county(of_month), of_month).ledgers


def _key(project: Project, county: str, month: Month) -> str:
    files = _files(project, county, month)
    return f"{project.root.resolve()} {county} {month} {key_of(files)}"


def _files(project: Project, county: str, month: Month) -> dict[str, Stamp]:
    return month_files(project.root, project.county(county), month)
