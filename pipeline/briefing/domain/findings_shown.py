"""Order findings as a clerk reads them: causes first, errors before hints, alike hints in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# So many cells of hints that are alike are listed in their line.
MOST_LISTED = 20


def causes_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort errors before hints, and what explains most before what explains less."""
    return sorted(
        findings,
        key=lambda finding: (finding.severity, -len(finding.follows), finding),
    )


def lines(findings: Iterable[Finding]) -> list[tuple[Severity, str]]:
    """
    Return each finding in a line, causes first; hints of one kind about one sheet share a line.

    A hint that is a cause, or has a repair, keeps its own.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in causes_first(findings):
        is_plain = finding.severity is Severity.WARNING and not finding.repair
        kind = (finding.file, finding.sheet, finding.code) if is_plain else (id(finding),)
        groups.setdefault(kind, []).append(finding)
    return [
        (group[0].severity, group[0].line if len(group) == 1 else _together(group))
        for group in groups.values()
    ]


def _together(group: Sequence[Finding]) -> str:
    """Tell hints of one kind in one line: where they are, what was found, what was expected."""
    first = group[0]
    columns = {finding.column for finding in group}
    expected = {finding.expected for finding in group}
    where = " › ".join(part for part in (first.file, first.sheet) if part)
    if len(columns) == 1 and first.column:
        where += f" › {first.column}"
    listed = []
    for each in group[:MOST_LISTED]:
        cell = (
            f"{each.letter}{each.row or ''}" if each.letter else f"第{each.row}行" * bool(each.row)
        )
        wanted = "" if len(expected) == 1 else f"，{each.expected}"
        listed.append(f"{cell}{shorten(each.found)}{wanted}")
    more = "；等" if len(group) > MOST_LISTED else ""
    wanted = f"。{first.expected}" if len(expected) == 1 else ""
    return (
        f"[{first.code}] {where}：{len(group)}处：{'；'.join(listed)}{more}{wanted}。"
        "请各责任单位核实，属实的不必改。"
    )
