"""Find what was there last month and is missing now: a ledger, or rows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.domain.text import quoted
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.ledgers.check.beside import Beside
    from briefing.ledgers.tidy.table import Table

# So many projects that are gone are told one by one, each to its office.
MOST_SINGLY = 3


def check_ledgers(tables: Mapping[str, Table], previous: Mapping[str, Table]) -> list[Finding]:
    """
    Find ledgers that need not be sent, but were last month: their figures would be empty.

    One that stood beside another in a workbook is lost when a sheet is saved as CSV.
    """
    found = []
    for name, before in previous.items():
        if name in tables or before.ledger.required or before.frame.empty:
            continue
        file, sheet = before.frame[["source_file", "source_sheet"]].iloc[0]
        found.append(
            Finding.of_file(
                f"《{before.ledger.name}》",
                "X11",
                Severity.WARNING,
                f"上月有（在“{file}”的“{sheet}”），共{len(before.frame)}行，本月没有收到",
                "上月报送的台账本月也应报送",
                f"请{before.ledger.supplier}补报，确已停报应有说明",
            )
        )
    return found


def check_totals(beside: Beside) -> list[Finding]:
    """Find columns whose total, or the counts and sums of whose bands, are blank since last month."""
    now, before = (_totals(table) for table in (beside.table, beside.previous))
    return [
        beside.table.finding_of_column(
            key,
            "X12",
            f"上月的{kind.label}行有这一列的数，本月没有",
            "合计、分类行的数用来核对各行",
            f"补填{kind.label}",
            Severity.WARNING,
        )
        for key, kind in sorted(before - now)
    ]


def _totals(table: Table) -> set[tuple[str, RowKind]]:
    """Return the columns that totals declare, and those that bands do."""
    if table.declared.empty:
        return set()
    rows = zip(*(table.rows[key].tolist() for key in (*SOURCE, "kind")), strict=True)
    kinds = {place: kind for *place_of, kind in rows for place in [tuple(place_of)]}
    found = set()
    for entry in table.declared.to_dict("records"):
        kind = kinds.get(tuple(entry[key] for key in SOURCE))
        if kind in {RowKind.TOTAL, RowKind.BAND}:
            columns = (column.key for column in table.ledger.columns if column.type == "money")
            found |= {(key, RowKind(kind)) for key in columns if pd.notna(entry.get(key))}
    return found


def check_gone(beside: Beside) -> list[Finding]:
    """Find rows of last month's ledger that this one lacks, also projects that were replaced."""
    gone, ledger, table = beside.gone(), beside.table.ledger, beside.table
    if gone.empty:
        return []
    file = str(table.places["file"].iloc[0]) if len(table.places) else ""
    name = "project_name" if "project_name" in gone else ledger.key[-1]
    label = ledger.column(name).label
    if ledger.id == "projects" and len(gone) <= MOST_SINGLY:
        return [
            Finding.of_file(
                file,
                "X01",
                Severity.WARNING,
                f"上月的“{each}”本月没有",
                "调出、更名、合并的项目应有说明",
                f"请{unit}核实",
                label,
            )
            for each, unit in zip(gone[name], gone["responsible_unit"], strict=True)
        ]
    return [
        Finding.of_file(
            file,
            "X01",
            Severity.WARNING,
            f"上月的{len(gone)}行本月没有：{quoted(gone[name].tolist())}",
            "删去的行应有说明",
            f"请{ledger.supplier}核实",
            label,
        )
    ]
