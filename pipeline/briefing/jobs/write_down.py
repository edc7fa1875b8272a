"""Write corrections and confirmations down, once it is known what they change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity, beyond, singly
from briefing.ledgers import correct
from briefing.ledgers.correct.writing import as_toml
from briefing.ledgers.ingest import open_year
from briefing.settings import toml_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from briefing.ledgers.ingest import CheckedMonth, Progress
    from briefing.settings.county import County
    from briefing.settings.paths import CountyFolder


@dataclass(frozen=True)
class Change:
    """A month as it is, and as it would be with some entries more."""

    file: Path
    text: str
    before: CheckedMonth
    after: CheckedMonth

    @property
    def settled(self) -> list[Finding]:
        """The findings that the entries would settle, errors first."""
        return _beyond(self.before.findings, self.after.findings)

    @property
    def added(self) -> list[Finding]:
        """The findings that the entries would add."""
        return _beyond(self.after.findings, self.before.findings)

    def write(self) -> None:
        """Add the entries to the month's file. Raises UsageError for a link, or PublishFailed."""
        toml_file.append(self.file, self.text)


def supposed(
    folder: CountyFolder,
    county: County,
    before: CheckedMonth,
    entries: Sequence[correct.Correction | correct.Confirmed],
    progress: Progress,
) -> Change:
    """Return what entries would change in a month, which nothing is written for yet."""
    month = before.month
    file = folder.corrections / f"{month}.toml"
    text = "\n".join(map(as_toml, entries))
    texts = correct.texts(folder.corrections)
    texts[file.name] = toml_file.joined(texts.get(file.name, ""), text)
    after = open_year(folder, county, month, progress, texts)[-1]
    return Change(file, text, before, after)


def _beyond(findings: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are more than there are among others, errors first."""
    more = beyond(singly(findings), singly(others))
    return sorted(more, key=lambda finding: finding.severity is not Severity.ERROR)
