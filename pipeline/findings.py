"""A doubt about a cell goes in, one clear Chinese line comes out: where, found, expected, advice."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# How many cells of one column may have the same fault before they are named together.
MOST_ALIKE = 200
MOST_ROWS_NAMED = 8


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

    @property
    def place(self) -> str:
        """File, sheet, row and column, as a clerk finds them in the workbook."""
        parts = [self.file, self.sheet, f"第{self.row}行" if self.row else ""]
        parts.append(f"{self.column}（{self.letter}列）" if self.letter else self.column)
        return " › ".join(part for part in parts if part)

    @property
    def line(self) -> str:
        """The whole finding in one line."""
        found = shorten(self.found)
        return f"[{self.code}] {self.place}：{found}，{self.expected}。{self.advice}。"

    def as_dict(self) -> dict[str, object]:
        """For JSON: the fields by their names, and the line."""
        return asdict(self) | {"line": self.line}


def shorten(text: str, limit: int = 80) -> str:
    """Keep a line a line: no line breaks or control characters, at most *limit* characters."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return one_line if len(one_line) <= limit else one_line[: limit - 1] + "…"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """
    Put findings in order; of a column that is wrong throughout, name the first cells one by one and
    the others together. A clerk mends the column, and a million lines would hide all else.
    """
    alike: dict[tuple[str, ...], dict[tuple[int, str], Finding]] = {}
    for finding in findings:
        alike.setdefault(_fault(finding), {})[finding.row, finding.found] = finding
    found: list[Finding] = []
    for of_fault in alike.values():
        places = sorted(of_fault)
        found += [of_fault[place] for place in places[:MOST_ALIKE]]
        if others := places[MOST_ALIKE:]:
            rows = rows_named(sorted({row for row, _ in others}))
            found.append(replace(of_fault[others[0]], found=f"{rows}也是如此，不再逐一列出"))
    return sorted(found)


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
