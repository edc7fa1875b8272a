"""A doubt about a cell goes in, one clear Chinese line comes out: where, found, expected, advice."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from briefing.domain.text import one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# How many cells of one column may have the same fault before they are named together.
MOST_ALIKE = 200
MOST_ROWS_NAMED = 8
# A correction may take some of them away: until then more are kept.
MOST_KEPT = 5 * MOST_ALIKE
# And how many of one column, in all files, when no two of them are alike.
MOST_OF_COLUMN = 10_000


class Severity(StrEnum):
    """An error stops the build; a warning is printed and counted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One doubt. Places that do not apply are empty (`row` 0): a missing ledger has no row."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    severity: Severity
    found: str
    expected: str
    advice: str
    letter: str = ""
    # The rows that it speaks of, where it stands for many that are alike.
    others: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        """Say in one line, of what can be seen, whatever the cell holds; places stay as they are."""
        for name in ("found", "expected", "advice"):
            if not (said := getattr(self, name)).isprintable():
                object.__setattr__(self, name, one_line(said))

    @property
    def place(self) -> str:
        """File, sheet, row and column, as a clerk finds them in the workbook."""
        parts = [self.file, self.sheet, f"第{self.row}行" if self.row else ""]
        parts.append(f"{self.column}（{self.letter}列）" if self.letter else self.column)
        # Files and sheets may be called anything, and a name must not end the line.
        return " › ".join(one_line(part) for part in parts if part)

    @property
    def line(self) -> str:
        """The whole finding in one line."""
        found = shorten(self.found)
        return f"[{self.code}] {self.place}：{found}，{self.expected}。{self.advice}。"

    def as_dict(self) -> dict[str, object]:
        """For JSON: the fields by their names, and the line."""
        told = asdict(replace(self, others=())) | {"line": self.line}
        del told["others"]
        return told


def finding_of(told: Mapping[str, Any]) -> Finding:
    """Return the finding that `as_dict` has told of."""
    fields = {name: value for name, value in told.items() if name != "line"}
    return Finding(**fields | {"severity": Severity(fields["severity"])})


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


@dataclass
class _Alike:
    """Findings of one fault: the first of them by place, and the rows of the others."""

    example: Finding
    named: dict[tuple[int, str], Finding] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)

    def add(self, finding: Finding, most: int) -> int:
        """Take one in; return by how many there are more that are named."""
        before = len(self.named)
        if finding.others:
            self.rows += finding.others
        else:
            self.named[finding.row, finding.found] = finding
        if len(self.named) > 2 * most:
            self.cut(most)
        return len(self.named) - before

    def cut(self, most: int) -> None:
        """Keep the first by name, and of the others their rows."""
        for place in sorted(self.named)[most:]:
            self.rows.append(self.named.pop(place).row)

    def told(self, most: int) -> list[Finding]:
        """Return those that are named, and one for all others."""
        self.cut(most)
        if not self.rows:
            return list(self.named.values())
        # What is said of no row, a project that is gone, can only be counted.
        rows = sorted({row for row in self.rows if row})
        where = rows_named(rows) if rows else f"另有{len(self.rows)}处"
        words = "也各有问题" if self.example.expected == _OWN_WORDS else "也是如此"
        together = replace(
            self.example,
            row=rows[0] if rows else 0,
            found=f"{where}{words}，不再逐一列出",
            others=tuple(rows or self.rows),
        )
        return [*self.named.values(), together]


_OWN_WORDS = "应逐格核对"


def _by_its_row(finding: Finding) -> Finding:
    """One of so many in its column that it is told by its row alone, not in its own words."""
    return replace(
        finding, expected=_OWN_WORDS, advice="请各责任单位核对后改正", others=(finding.row,)
    )


def _of_column(finding: Finding) -> tuple[str, ...]:
    return finding.column, finding.code, finding.severity


class Gathering:
    """
    Findings as they arise. Of many that are alike the first are kept, and of the others their
    rows: a million wrong cells take no more room than that.

    *most* of a column that is wrong throughout are named one by one.
    """

    def __init__(self, most: int = MOST_ALIKE) -> None:
        self._most = most
        self._alike: dict[tuple[str, ...], _Alike] = {}
        # How many are named of each column and code, whatever else they say.
        self._named: Counter[tuple[str, ...]] = Counter()

    def append(self, finding: Finding) -> None:
        """Take a finding in."""
        column = _of_column(finding)
        is_one_too_many = self._named[column] >= MOST_OF_COLUMN and not finding.others
        if is_one_too_many and _fault(finding) not in self._alike:
            finding = _by_its_row(finding)
        of_fault = self._alike.setdefault(_fault(finding), _Alike(finding))
        self._named[column] += of_fault.add(finding, self._most)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take findings in."""
        for finding in findings:
            self.append(finding)

    def told(self) -> list[Finding]:
        """Return what was found, fault by fault in the order in which they arose."""
        return [
            finding for of_fault in self._alike.values() for finding in of_fault.told(self._most)
        ]


def gathered(findings: Iterable[Finding], most: int = MOST_ALIKE) -> list[Finding]:
    """
    Put findings in order; of a column that is wrong throughout, name the first cells one by one and
    the others together. A clerk mends the column, and a million lines would hide all else.
    """
    gathering = Gathering(most)
    gathering.extend(findings)
    return sorted(gathering.told())


def _fault(finding: Finding) -> tuple[str, ...]:
    place = (finding.file, finding.sheet, finding.column, finding.letter)
    return (*place, finding.code, finding.severity, finding.expected, finding.advice)


def rows_named(rows: Sequence[int]) -> str:
    """
    Name rows of a sheet, those that follow each other together.

    >>> rows_named([7, 9, 10, 11])
    '第7、9–11行（共4行）'
    """
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    texts = [str(first) if first == last else f"{first}–{last}" for first, last in spans]
    more = "等" if len(texts) > MOST_ROWS_NAMED else ""
    return f"第{'、'.join(texts[:MOST_ROWS_NAMED])}{more}行（共{len(rows)}行）"
