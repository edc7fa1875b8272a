"""Apply rulings, which say what a row is, to the sheets of a month."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.domain.units import fold
from briefing.ledgers.correct.entries import stale
from briefing.ledgers.cut.outline import bands_above, declarations
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.cut.sheet_findings import row_name
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.correct.entries import Ruling
    from briefing.ledgers.cut.sheet_table import SheetTable
    from briefing.ledgers.tidy.table import Table


_REASONS = {"reason", "confirmed_by", "confirmed_on"}


@dataclass(frozen=True)
class Ruled:
    """A month's sheets with every ruling applied, and the findings about them."""

    tables: list[SheetTable]
    findings: list[Finding]
    # For each ruling its ledger, the row's place and kinds before and after, reason, confirmation.
    applied: list[dict[str, Any]]


def rule(
    tables: Sequence[SheetTable],
    findings: Sequence[Finding],
    rulings: Sequence[Ruling],
    month: Month,
) -> Ruled:
    """
    Return the month's sheets with the rulings on their rows applied.

    *findings* are those made by cutting the sheets: those that no longer hold are removed, and
    each ruling adds one.
    """
    ruled, kept, applied = list(tables), list(findings), []
    for ruling in rulings:
        if ruling.month != month:
            continue
        meant = [
            (number, at)
            for number, table in enumerate(ruled)
            if table.ledger.id == ruling.ledger and ruling.sheet in {None, table.sheet}
            for at in _rows(table, ruling)
        ]
        fault = _fault(ruled, meant, ruling)
        if fault:
            kept.append(stale(ruling, fault))
            continue
        [(number, at)] = meant
        table, kind = ruled[number], RowKind(ruling.kind)
        ruled[number] = _with_kind(table, at, kind)
        place = (table.file, table.sheet, table.numbers[at])
        # S05 says that a row which is struck through is left out.
        kept = [
            finding
            for finding in kept
            if (finding.code, finding.file, finding.sheet, finding.row) != ("S05", *place)
        ]
        was = table.kinds[at].label
        expected = f"已按更正认定为{kind.label}（{ruling.reason}）"
        advice = f"{ruling.confirmed_by}确认，请{table.ledger.supplier}下月改正原表"
        words = (f"“{ruling.text}”原为{was}", expected, advice)
        kept.append(Finding(*place, "", "R10", Severity.WARNING, *words))
        applied.append(
            {
                "ledger": table.ledger.id,
                **dict(zip(SOURCE, place, strict=True)),
                "was": was,
                "kind": kind.label,
                **ruling.model_dump(mode="json", include=_REASONS),
            }
        )
    return Ruled(ruled, kept, applied)


def with_rulings(
    tables: Mapping[str, Table], applied: Sequence[dict[str, Any]]
) -> dict[str, Table]:
    """Return a month's tables, each with the rulings that were applied to its rows."""
    ruled_tables = dict(tables)
    for ledger_id in {entry["ledger"] for entry in applied} & ruled_tables.keys():
        of_ledger = pd.DataFrame([entry for entry in applied if entry["ledger"] == ledger_id])
        ruled_tables[ledger_id] = dataclasses.replace(
            ruled_tables[ledger_id], ruled=of_ledger.drop(columns="ledger")
        )
    return ruled_tables


def _rows(table: SheetTable, ruling: Ruling) -> list[int]:
    """Return the positions of the rows that a ruling may mean."""
    wanted = fold(ruling.text)
    return [
        at
        for at in range(len(table.kinds))
        if fold(row_name(table, at)) == wanted and ruling.row in {None, table.numbers[at]}
    ]


def _fault(tables: Sequence[SheetTable], meant: Sequence[tuple[int, int]], ruling: Ruling) -> str:
    """Say why a ruling cannot be applied to the rows that it may mean; “” where it can."""
    if not meant:
        return "没有找到这一行"
    if len(meant) > 1:
        rows = "、".join(
            f"{tables[number].sheet}第{tables[number].numbers[at]}行" for number, at in meant
        )
        return f"有{len(meant)}行都是这样（{rows}），请用 sheet、row 写明是哪一行"
    [(number, at)] = meant
    table = tables[number]
    if table.kinds[at] == ruling.kind:
        return f"这一行本就是{table.kinds[at].label}"
    if table.kinds[at] is RowKind.PROJECT and any(
        parent == at for parent, _ in table.parents.values()
    ):
        return "这一行下面有分项"
    return ""


def _with_kind(table: SheetTable, at: int, kind: RowKind) -> SheetTable:
    """Return the sheet with another kind of row at a position; bands and totals follow from it."""
    kinds, texts = list(table.kinds), list(table.texts)
    texts[at] = "" if kind is RowKind.PROJECT else row_name(table, at)
    kinds[at] = kind
    beside = {entry.row: entry.count for entry in table.declared}
    counts = [beside.get(number) for number in table.numbers]
    return dataclasses.replace(
        table,
        kinds=kinds,
        texts=texts,
        bands=bands_above(kinds, texts),
        declared=declarations(kinds, texts, table.numbers, counts),
        parents={part: parent for part, parent in table.parents.items() if part != at},
    )
