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

# Of the causes that stop a report, so many are printed; its page and `briefing check` have all.
MOST_SHOWN = 3


class BriefingError(Exception):
    """A fault that a clerk or an analyst can mend; shown without a traceback."""

    exit_code = 1
    # True where a process or a machine was lost: another attempt may succeed.
    may_try_again = False
    # Set where a report was to be made: what it is called, the page that tells why it was not, and
    # the command that shows more.
    report, page, next_command = "", "", ""

    @property
    def lines(self) -> list[str]:
        """Every fault in one line."""
        return [str(self)]

    @property
    def shown(self) -> list[str]:
        """The lines that are printed: what was not made, the faults, and where to go on."""
        head = [f"{self.report}没有生成。"] if self.report else []
        return [*head, *self.lines, *self._onward()]

    def _onward(self) -> list[str]:
        told = [f"说明页：{self.page}"] if self.page else []
        told += [f"下一步：{self.next_command}"] if self.next_command else []
        return ["；".join(told) + "。"] if told else []


class UsageError(BriefingError):
    """The command, its parameters or `county.toml` cannot be understood."""

    exit_code = 2


class SettingsWrong(UsageError):
    """A file that the county keeps, `county.toml` or its corrections, cannot be understood."""


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

    @property
    def shown(self) -> list[str]:
        """How many causes stop the report, the first of them, and where the others are."""
        count, what = len(self.findings), f"{self.report}没有生成：" if self.report else ""
        more = count - MOST_SHOWN
        rest = [f"另有{more}处错误。"] if more > 0 else []
        return [
            f"{what}台账有{count}处错误，改正后再生成。",
            *self.lines[:MOST_SHOWN],
            *rest,
            *self._onward(),
        ]


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
