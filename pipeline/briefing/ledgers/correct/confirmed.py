"""Silence the warnings about what someone has confirmed to be right, as long as the value stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from briefing.domain.findings import Finding, errors, finding_of, singly
from briefing.domain.units import fold
from briefing.ledgers.correct.entries import stale
from briefing.ledgers.correct.spots import Misfit, spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.correct.entries import Confirmed
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County


@dataclass(frozen=True)
class Confirmation:
    """A warning that was confirmed, and why, by whom and when."""

    finding: Finding
    reason: str
    confirmed_by: str
    confirmed_on: str

    @property
    def line(self) -> str:
        """The confirmation in one line."""
        told = f"[{self.finding.code}] {self.finding.place}：{self.finding.found}"
        return f"{told}（{self.reason}，{self.confirmed_by}，{self.confirmed_on}）"

    def as_dict(self) -> dict[str, Any]:
        """Return the confirmation for JSON."""
        return asdict(self) | {"finding": self.finding.as_dict(), "line": self.line}


def confirmation_of(fields: Mapping[str, Any]) -> Confirmation:
    """Return the confirmation that `as_dict` was called on."""
    own = {name: value for name, value in fields.items() if name != "line"}
    return Confirmation(**own | {"finding": finding_of(own["finding"])})


def confirm(
    findings: Sequence[Finding],
    entries: Sequence[Confirmed],
    tables: Mapping[str, Table],
    month: Month,
    county: County,
) -> tuple[list[Finding], list[Confirmation]]:
    """
    Return the findings that nobody has confirmed, and the warnings that someone has.

    A confirmation that does not fit any more adds a finding; an error cannot be confirmed.
    """
    left, done = list(findings), []
    for entry in entries:
        if entry.month != month:
            continue
        try:
            meant = _meant(list(_every(left)), entry, tables, county)
        except Misfit as misfit:
            left.append(stale(entry, str(misfit)))
            continue
        left = _without(left, meant)
        who = (entry.reason, entry.confirmed_by, entry.confirmed_on.isoformat())
        done += [Confirmation(finding, *who) for finding in meant]
    return left, done


def _every(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Return findings and what follows from them."""
    for finding in findings:
        yield finding
        yield from _every(finding.follows)


def _meant(
    findings: Sequence[Finding], entry: Confirmed, tables: Mapping[str, Table], county: County
) -> list[Finding]:
    """Return the warnings that an entry confirms. Raises Misfit."""
    # A finding that stands for many rows is about none of them.
    of_code = [each for each in findings if each.code == entry.finding and not each.others]
    if entry.is_placed:
        at = spot(tables, entry.named, county)
        cell = (*at.place, at.column.label)
        found = [
            each for each in of_code if (each.file, each.sheet, each.row, each.column) == cell
        ]
        if found and fold(at.standing) != fold(entry.value):
            message = f"单元格现为“{at.standing}”，确认时为“{entry.value}”"
            raise Misfit(message)
    else:
        found = [
            each
            for each in of_code
            if fold(entry.file) in fold(each.file) and fold(each.found) == fold(entry.value)
        ]
    if not found:
        message = f"没有这样一条 {entry.finding}，可能已经改正，或所说的已经不同"
        raise Misfit(message)
    if errors(singly(found)):
        message = f"{entry.finding} 是错误，或由它而来的有错误，不能确认了事，应改正"
        raise Misfit(message)
    return found


def _without(findings: Iterable[Finding], meant: Sequence[Finding]) -> list[Finding]:
    """Leave out some warnings, each with what follows from it."""
    return [
        replace(finding, follows=tuple(_without(finding.follows, meant)))
        for finding in findings
        if finding not in meant
    ]
