"""
Find what follows from a suspect: the findings that are gone once its mistake is mended.

Suspects are tried in the order of size, each on books in which those before it are mended, so that
of two that explain the same the larger mistake is told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity, beyond, by_subject, errors
from briefing.domain.findings_shown import causes_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.ledgers.causes.books import Books
    from briefing.ledgers.causes.suspect import Suspect
    from briefing.ledgers.tidy.table import Table

# So many rows are checked again for suspects of one month, beside what every try takes; a month
# that would need more has to be sent again anyway.
MOST_ROWS, ROWS_OF_TRY = 120_000, 1_500


@dataclass
class Inquest:
    """
    The books as far as they are mended, what is not yet explained, and the causes found.

    Suspects are generated one at a time from the inquest as it stands.
    """

    books: Books
    unexplained: list[Finding]
    causes: list[Finding] = field(default_factory=list)
    _tried: int = 0
    _known: dict[tuple[str, ...], list[Finding]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Remember what was to be explained."""
        self._asked = frozenset(self.unexplained)

    def examine(self, suspects: Iterable[Suspect]) -> bool:
        """Mend what each suspect explains, and fold what follows; tell whether there was any."""
        known = len(self.causes)
        for suspect in suspects:
            if self._tried < MOST_ROWS:
                self._try(suspect)
        return len(self.causes) > known

    def about(self, table: Table) -> list[Finding]:
        """Return what is unexplained in the files of a table."""
        files = set(table.places["file"])
        return [finding for finding in self.unexplained if finding.file in files]

    def told(self) -> list[Finding]:
        """Return the causes, and each finding that stands for itself, in order of place."""
        return sorted(_by_cell([*self.causes, *self.unexplained]))

    def _try(self, suspect: Suspect) -> None:
        is_explained = suspect.told in self._asked and suspect.told not in self.unexplained
        mended = None if is_explained else suspect.mended(self.books)
        if mended is None:
            return
        rows = (len(self.books.tables[name].frame) for name in suspect.ledgers)
        self._tried += ROWS_OF_TRY + sum(rows)
        before, after = self._doubts(suspect.ledgers), mended.doubts(suspect.ledgers)
        gone, new = beyond(before, after), beyond(after, before)
        if suspect.told in before and suspect.told not in gone:
            return
        folded = self._as_told(gone)
        read = [each for each in (suspect.told, *suspect.removes) if each in self.unexplained]
        folded = list(dict.fromkeys([*folded, *read]))
        # A new question may have stood behind the mistake; a new error means that this is not it.
        if errors(new) or len(new) >= len(folded) or len(folded) < suspect.least:
            return
        self.books, self._known = mended, {suspect.ledgers: after}
        explained = set(folded)
        self.unexplained = [each for each in self.unexplained if each not in explained]
        self.causes.append(_cause(suspect, folded))

    def _doubts(self, ledgers: tuple[str, ...]) -> list[Finding]:
        """Check these ledgers as they are now; what was found before is kept until one is mended."""
        if ledgers not in self._known:
            self._known[ledgers] = self.books.doubts(ledgers)
        return self._known[ledgers]

    def _as_told(self, gone: Sequence[Finding]) -> list[Finding]:
        """Return the findings as they were told at first: mending a row changes what a sum says."""
        left = by_subject(self.unexplained)
        found = []
        for each in gone:
            told = left[each.subject]
            if told:
                found.append(told.pop(told.index(each) if each in told else 0))
        return found


def _by_cell(findings: Iterable[Finding]) -> list[Finding]:
    """Tell once what is told of one cell: the worst, or what explains most; the rest follows."""
    of_cells: defaultdict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for each in findings:
        cell = (each.file, each.sheet, str(each.row), each.column)
        of_cells[cell if each.row and each.column else (str(id(each)),)].append(each)
    told = []
    for here in of_cells.values():
        first, *rest = causes_first(here)
        more = [other for each in rest for other in (replace(each, follows=()), *each.follows)]
        told.append(replace(first, follows=tuple(sorted([*first.follows, *more]))))
    return told


def _cause(suspect: Suspect, folded: Sequence[Finding]) -> Finding:
    """Return the finding that tells a cause, as severe as the worst that follows from it."""
    others = f"；也可能是{'，或'.join(suspect.others)}" if suspect.others else ""
    vanish = f"；若如此，{len(folded)}处不符全部消除" if len(folded) > 1 else ""
    return replace(
        suspect.told,
        severity=Severity.ERROR if errors(folded) else Severity.WARNING,
        repair=suspect.repair + vanish + others,
        follows=tuple(sorted(each for each in folded if each != suspect.told)),
    )
