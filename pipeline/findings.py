"""A doubt about a cell goes in, one clear Chinese line comes out: where, found, expected, advice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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
