"""Tell the status of a county's months: published or not, changed since, ledgers received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefing import editions
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.editions.provenance import ledger_files, month_files
from briefing.settings.paths import CountyFolder, Project, counts_for


@dataclass(frozen=True)
class Status:
    """The status of one month of a county; the edition is 0 where none is published."""

    month: Month
    edition: int
    # Ledgers, corrections or rules are no longer those that the edition was made of.
    has_changed: bool
    has_ledgers: bool


def statuses(project: Project, county: str, months: Iterable[Month]) -> list[Status]:
    """Return the status of each month; a year's ledgers are hashed once for all its months."""
    folder = project.county(county)
    wanted = sorted(months)
    found = {month: editions.manifest(project.published(county, month)) for month in wanted}
    years = {month.year for month in wanted if found[month]}
    now = {year: month_files(project.root, folder, Month(year, MONTHS_IN_YEAR)) for year in years}
    return [
        Status(
            month,
            int(edition.get("edition", 1)) if edition else 0,
            edition is not None
            and editions.inputs_of(edition)
            != dict(_until(now[month.year], folder, month, project)),
            bool(ledger_files(folder.raw(month))),
        )
        for month, edition in found.items()
    ]


def _until(
    files: Mapping[str, tuple[str, int]], folder: CountyFolder, month: Month, project: Project
) -> Iterator[tuple[str, str]]:
    """Leave out the ledgers and the corrections of later months."""
    root = folder.root.relative_to(project.root).as_posix()
    raw, corrections = f"{root}/raw/", f"{root}/{folder.corrections.name}/"
    for path, (digest, _) in files.items():
        is_later = path.startswith(raw) and path.removeprefix(raw)[:7] > str(month)
        if path.startswith(corrections):
            is_later = not counts_for(path.removeprefix(corrections), month)
        if not is_later:
            yield path, digest
