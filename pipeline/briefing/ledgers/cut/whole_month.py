"""Settle what the files of a month are together: versions, further rows, files that say nothing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity
from briefing.domain.units import fold
from briefing.ledgers.cut import identity, same_ledger
from briefing.ledgers.cut.book_reader import Extract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.cut.received import Received

# Errors that a file has because it may be no ledger at all.
_MAY_BE_NONE = {"F04", "F21", "H08"}
# What a file's name has of one month only, or of one version.
_OF_MONTH = re.compile(
    r"[\d.\-_—]+|[年月日底末]|附件|附表|截[至止]|定稿|终稿|最终版?|上报|汇总|更新|导出|修改|版|\(.*?\)|【.*?】|[:()]"
)
_LEAST_NAME = 3


def settled(
    extract: Extract, changed: Mapping[str, float], former: Sequence[Received], county: str
) -> Extract:
    """
    Return a month in which every ledger is one: of two versions, and of a doubtful further file, one
    line is left. *changed* is when each file was last changed, *former* what last month's were.
    """
    usual = _in_several_files(former)
    received = [
        entry
        if entry.sheet or entry.ledger or not entry.is_refused
        else replace(entry, ledger=_named(entry.file, former))
        for entry in extract.received
    ]
    tables, findings = list(extract.tables), list(extract.findings)
    for verdict in same_ledger.compared(extract.tables, changed, county, usual):
        findings.append(verdict.finding)
        if not verdict.is_left_out:
            continue
        out = [t for t in tables if t.file == verdict.file and t.ledger is verdict.ledger]
        places = {(table.file, table.sheet) for table in out}
        tables = [table for table in tables if not any(table is each for each in out)]
        # What is wrong in a sheet that does not count is no matter.
        findings = [
            finding
            for finding in findings
            if (finding.file, finding.sheet) not in places or finding.code.startswith("S0")
        ]
        received = [
            replace(entry, why=verdict.why, is_none=verdict.finding.code == "F21")
            if (entry.file, entry.sheet) in places and entry.ledger == verdict.ledger.id
            else entry
            for entry in received
        ]
    return Extract(tables, findings, extract.files, received)


def with_advice(extract: Extract, month: Month) -> Extract:
    """Say in each error about a file that may be no ledger how to write that down, once."""
    findings = [
        replace(finding, advice=f"{finding.advice}；{_how(finding, extract, month)}")
        if finding.code in _MAY_BE_NONE
        and finding.severity is Severity.ERROR
        and finding.file in extract.files
        else finding
        for finding in extract.findings
    ]
    return replace(extract, findings=findings)


def _how(finding: Finding, extract: Extract, month: Month) -> str:
    digest, _ = extract.files[finding.file]
    return (
        f"不是台账的请移出，或在 corrections/{month}.toml 写明一次："
        f'[[ignored]] file = "{finding.file}"，hash = "{digest}"，'
        "reason、confirmed_by（岗位）、confirmed_on"
    )


def _in_several_files(former: Sequence[Received]) -> set[str]:
    """Return the ledgers that came in several files."""
    files = {(entry.ledger, entry.file) for entry in former if not entry.why}
    counts = Counter(ledger_id for ledger_id, _ in files)
    return {ledger_id for ledger_id, count in counts.items() if count > 1}


def _named(file: str, former: Sequence[Received]) -> str:
    """
    Return the ledgers, joined by “|”, that a file should hold: those of the file with the same name
    last month, else those that its name calls; “” where neither tells.
    """
    stem = _stem(file)
    same = [
        e.ledger for e in former if e.ledger and len(stem) >= _LEAST_NAME and _stem(e.file) == stem
    ]
    return "|".join(dict.fromkeys(same or identity.ledgers_called(Path(file).stem)))


def _stem(file: str) -> str:
    return _OF_MONTH.sub("", fold(Path(file).stem))
