"""
Define the errors that a clerk or an analyst can mend: one class per exit code, one line per fault.

    BriefingError
    ├── UsageError        2  the request or county.toml is wrong
    ├── LedgersRefused    3  the ledgers are missing, unreadable or contradict themselves
    ├── NotebookFailed    4  a notebook did not run to its end
    ├── PublishFailed     5  the edition could not be written whole
    │   └── NotDelivered  5  it is published, and did not reach everybody
    └── Busy              6  another run holds the lock

Anything else is a bug of the program and keeps its traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings_shown import causes_first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.domain.findings import Finding


class BriefingError(Exception):
    """A fault that a clerk or an analyst can mend; shown without a traceback."""

    exit_code = 1
    # True where a process or a machine was lost: another attempt may succeed.
    may_try_again = False

    @property
    def lines(self) -> list[str]:
        """The lines that are printed, one for each fault."""
        return [str(self)]


class UsageError(BriefingError):
    """The command, its parameters or `county.toml` cannot be understood."""

    exit_code = 2


class NoSuchItem(UsageError):
    """A report was asked for a project or an office that does not exist."""


class LedgersRefused(BriefingError):
    """The month's ledgers hold errors; nothing is published."""

    exit_code = 3

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(causes_first(findings))
        super().__init__("\n".join(finding.line for finding in self.findings))

    @property
    def lines(self) -> list[str]:
        """The line of each finding."""
        return [finding.line for finding in self.findings]


class NotebookFailed(BriefingError):
    """A notebook stopped before its end, ran out of time, or died; *cell* is its number, if known."""

    exit_code = 4

    def __init__(self, message: str, cell: int = 0) -> None:
        self.cell = cell
        super().__init__(message)


class PublishFailed(BriefingError):
    """The edition could not be written whole; the former one stays."""

    exit_code = 5


class NotDelivered(PublishFailed):
    """The edition is published and stays, but it did not reach everybody."""


class Busy(BriefingError):
    """Another run is publishing the same month."""

    exit_code = 6
