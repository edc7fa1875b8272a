"""Hold what was found in a cell, print it as one Chinese line, and gather findings that are alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from briefing.domain.text import one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# So many findings of one column with the same fault are listed; the others share one finding.
MOST_ALIKE = 200
MOST_ROWS_NAMED = 8
# More are kept until corrections are applied, which may remove some of them.
MOST_KEPT = 5 * MOST_ALIKE
# So many findings of one column, in all files, are listed when no two are alike.
MOST_OF_COLUMN = 10_000
Subject = tuple[str, str, int, str, str]
_OWN_WORDS = "应逐格核对"


class Severity(StrEnum):
    """An error stops the build; a warning is printed and counted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One finding. Places that do not apply are empty (`row` 0): a missing ledger has no row."""

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
    # What would most likely mend it, and all that follows from it: “N14应为33060（多一个0）”.
    repair: str = ""
    # The findings that follow from this one, and would be gone with it.
    follows: tuple[Finding, ...] = field(default=(), compare=False, repr=False)
    # The rows of all findings that this one stands for.
    others: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        """Put the words, which may quote a cell, on one line of printable characters."""
        for name in ("found", "expected", "advice", "repair"):
            if not (words := getattr(self, name)).isprintable():
                object.__setattr__(self, name, one_line(words))

    @classmethod
    def of_file(
        cls,
        file: str,
        code: str,
        severity: Severity,
        found: str,
        expected: str,
        advice: str,
        column: str = "",
    ) -> Finding:
        """Return a finding about a whole file, or about one column wherever it stands in the file."""
        return cls(file, "", 0, column, code, severity, found, expected, advice)

    @property
    def subject(self) -> Subject:
        """What it is about, whatever its words are: its place and its code."""
        return self.file, self.sheet, self.row, self.column, self.code

    @property
    def place(self) -> str:
        """File, sheet, row and column, as a clerk finds them in the workbook."""
        parts = [self.file, self.sheet, f"第{self.row}行" if self.row else ""]
        parts.append(f"{self.column}（{self.letter}列）" if self.letter else self.column)
        # The name of a file or a sheet may hold a line break.
        return " › ".join(one_line(part) for part in parts if part)

    @property
    def line(self) -> str:
        """The whole finding in one line, with its repair and the number of what follows from it."""
        told = (
            f"[{self.code}] {self.place}：{shorten(self.found)}，{self.expected}。{self.advice}。"
        )
        return told + self.remedy

    @property
    def remedy(self) -> str:
        """What would most likely mend it, and how many others with it; “” where that is not known."""
        return (f"最可能：{self.repair}。" if self.repair else "") + self.folded

    @property
    def folded(self) -> str:
        """How many findings follow from it; “” for none."""
        return f"（另有{len(self.follows)}处由此而来）" if self.follows else ""

    def as_dict(self) -> dict[str, object]:
        """Return the fields by name, and the line, for JSON; of what follows, the same."""
        fields = asdict(replace(self, others=(), follows=())) | {"line": self.line}
        del fields["others"]
        return fields | {"follows": [finding.as_dict() for finding in self.follows]}


def finding_of(fields: Mapping[str, Any]) -> Finding:
    """Return the finding that `as_dict` was called on."""
    own = {name: value for name, value in fields.items() if name != "line"}
    follows = tuple(finding_of(each) for each in own.get("follows", ()))
    return Finding(**own | {"severity": Severity(own["severity"]), "follows": follows})


def beyond(findings: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """
    Return those findings that are more than there are among others: the same place and code in other
    words is no other finding.
    """
    theirs = by_subject(others)
    found = []
    for subject, ours in by_subject(findings).items():
        more = len(ours) - len(theirs[subject])
        # Those first that the others lack to the letter.
        found += sorted(ours, key=set(theirs[subject]).__contains__)[:more] if more > 0 else []
    return found


def by_subject(findings: Iterable[Finding]) -> defaultdict[Subject, list[Finding]]:
    """Group findings by place and code."""
    grouped: defaultdict[Subject, list[Finding]] = defaultdict(list)
    for finding in findings:
        grouped[finding.subject].append(finding)
    return grouped


def singly(findings: Iterable[Finding]) -> list[Finding]:
    """Return every finding, each cause before what follows from it."""
    return [
        each
        for finding in findings
        for each in (replace(finding, follows=()), *singly(finding.follows))
    ]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


@dataclass
class _Alike:
    """Findings with the same fault: the first of them by place, and the rows of the others."""

    example: Finding
    named: dict[tuple[int, str], Finding] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)

    def add(self, finding: Finding, most: int) -> int:
        """Add a finding; return by how many the listed ones have grown."""
        before = len(self.named)
        if finding.others:
            self.rows += finding.others
        else:
            self.named[finding.row, finding.found] = finding
        if len(self.named) > 2 * most:
            self.cut(most)
        return len(self.named) - before

    def cut(self, most: int) -> None:
        """Keep the first findings, and only the rows of the others."""
        for place in sorted(self.named)[most:]:
            self.rows.append(self.named.pop(place).row)

    def findings(self, most: int) -> list[Finding]:
        """Return the findings that are listed, and one for all others."""
        self.cut(most)
        if not self.rows:
            return list(self.named.values())
        # Findings without a row, such as projects that are gone, can only be counted.
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


class Gathering:
    """
    Collect findings. Of those with the same fault in one column, *most* are kept; of the others
    only the rows, so that a million wrong cells need little memory.
    """

    def __init__(self, most: int = MOST_ALIKE) -> None:
        self._most = most
        self._alike: dict[tuple[str, ...], _Alike] = {}
        # How many findings of each column and code are listed, whatever else they say.
        self._named: Counter[tuple[str, ...]] = Counter()

    def append(self, finding: Finding) -> None:
        """Add a finding; of a column with too many different ones, only its row."""
        column = (finding.column, finding.code, finding.severity)
        is_one_too_many = self._named[column] >= MOST_OF_COLUMN and not finding.others
        if is_one_too_many and _fault(finding) not in self._alike:
            advice = "请各责任单位核对后改正"
            finding = replace(finding, expected=_OWN_WORDS, advice=advice, others=(finding.row,))
        of_fault = self._alike.setdefault(_fault(finding), _Alike(finding))
        self._named[column] += of_fault.add(finding, self._most)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add several findings."""
        for finding in findings:
            self.append(finding)

    def findings(self) -> list[Finding]:
        """Return what was collected, fault by fault, in the order of their first findings."""
        return [each for alike in self._alike.values() for each in alike.findings(self._most)]


def gathered(findings: Iterable[Finding], most: int = MOST_ALIKE) -> list[Finding]:
    """
    Sort findings by place; of a column that is wrong throughout, list the first cells and name the
    others together: a clerk mends the whole column, and a million lines would hide all else.
    """
    gathering = Gathering(most)
    gathering.extend(findings)
    return sorted(gathering.findings())


def _fault(finding: Finding) -> tuple[str, ...]:
    place = (finding.file, finding.sheet, finding.column, finding.letter)
    return (*place, finding.code, finding.severity, finding.expected, finding.advice)


def rows_named(rows: Sequence[int]) -> str:
    """
    Name rows of a sheet; rows that follow each other become a span.

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
