"""Apply corrections of cells to tidied tables."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.check.reconcile import sums_that_follow, with_sums
from briefing.ledgers.correct.applied import CHANGED_GREATLY, Applied
from briefing.ledgers.correct.entries import stale
from briefing.ledgers.correct.spots import Misfit, Spot, SumSpot, spot
from briefing.ledgers.tidy import names
from briefing.ledgers.tidy.readers import column_reader
from briefing.ledgers.tidy.table import SOURCE
from briefing.ledgers.tidy.tidy_month import Tidied
from briefing.ledgers.tidy.values import Caution, Unclear

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.correct.entries import Correction
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County


class Fitted(NamedTuple):
    """A correction that fits: its cell, and the new value as the column has it."""

    spot: Spot
    value: Any


def apply(
    tidied: Tidied, corrections: Sequence[Correction], month: Month, county: County
) -> Tidied:
    """
    Return the month with its corrections applied. Findings about corrected cells are removed; a
    correction that does not fit adds one, and one that moves its value greatly asks. Sums that agreed
    with their rows follow them; a sum that was typed, and did not agree, is for the clerk to correct.
    """
    tables, findings = dict(tidied.tables), list(tidied.findings)
    for correction in corrections:
        if correction.month != month:
            continue
        try:
            at, value = fitted(tables, correction, county)
        except Misfit as misfit:
            findings.append(stale(correction, str(misfit)))
            continue
        tables[at.table.ledger.id] = _with_value(at, value, correction)
        place = (*at.place, at.column.label)
        findings = [
            finding
            for finding in findings
            if (finding.file, finding.sheet, finding.row, finding.column) != place
        ]
    if all(tables[name] is table for name, table in tidied.tables.items()):
        return Tidied(tables, findings)
    tables = {name: _carried(table, tidied.tables[name]) for name, table in tables.items()}
    findings += [_asked(each) for each in Applied.all_of(tables) if each.is_great]
    # A corrected name or code makes another key.
    return Tidied(names.keyed(tables, county), findings)


def fitted(tables: Mapping[str, Table], correction: Correction, county: County) -> Fitted:
    """Return the cell that a correction changes, and its new value. Raises Misfit."""
    at = spot(tables, correction.named, county)
    if done := at.correction:
        by = f"改为“{done['value']}”，{done['confirmed_by']}，{done['confirmed_on']}"
        message = f"这个单元格已有另一条更正（{by}）"
        raise Misfit(message)
    if not at.says(correction.expect):
        message = f"原值现为“{at.sent}”，与 expect“{correction.expect}”不符"
        raise Misfit(message)
    value = new_value(at.column, correction.value, correction.month, county)
    if value is None and isinstance(at, SumSpot):
        message = f"新值“{correction.value}”为空，合计应为数字"
        raise Misfit(message)
    return Fitted(at, value)


def new_value(column: LedgerColumn, words: str, month: Month, county: County) -> Any:
    """Read the new value of a cell as its column is read; it must be certain. Raises Misfit."""
    unit = "%" if column.type == "percent" else "万元"
    try:
        value = column_reader(column, unit, month, county)(words)
    except Caution:
        # Not “约100”.
        message = f"新值“{words}”不明确"
        raise Misfit(message) from None
    except Unclear as error:
        message = f"新值“{words}”无法识别，{error}"
        raise Misfit(message) from None
    if value is None and column.required:
        message = f"新值“{words}”为空，而此列必填"
        raise Misfit(message)
    return value


def _with_sum(at: SumSpot, value: float, correction: Correction) -> Table:
    """Return the table with another sum of a band or total, and the correction noted."""
    table, key, there = at.table, at.key, list(at.place)
    sums = table.declared[key]
    here = (table.declared[SOURCE] == there).all(axis=1)
    note = _note(at, correction, (sums[at.position], value)) | dict(
        zip(SOURCE, there, strict=True)
    )
    return dataclasses.replace(
        table,
        declared=table.declared.assign(**{key: sums.mask(here, value)}),
        resummed=_added(table.resummed, note),
    )


def _with_value(at: Spot, value: Any, correction: Correction) -> Table:
    """Return the table with another value in one cell, and the correction noted."""
    if isinstance(at, SumSpot):
        return _with_sum(at, value, correction)
    table, column, position = at.table, at.column, at.position
    frame = table.frame.copy()
    cells = {column.key: value}
    if column.type == "permit":
        assert isinstance(value, tuple)
        cells = dict(zip((column.key, f"{column.key}_on"), value, strict=True))
    before = frame.loc[position, column.key]
    for key, cell in cells.items():
        # Converted to the column's type: pandas does not take a date for a timestamp.
        frame.loc[position, key] = pd.Series([cell], dtype=frame[key].dtype).iloc[0]
    note = _note(at, correction, (before, frame.loc[position, column.key]))
    corrected = _added(table.corrected, {"position": position} | note)
    return dataclasses.replace(table, frame=frame, corrected=corrected)


def _carried(corrected: Table, table: Table) -> Table:
    """Let the bands and totals follow the rows that were corrected, unless corrected themselves."""
    if corrected is table or table.declared.empty:
        return corrected
    follow = sums_that_follow(corrected, table)
    if len(done := corrected.resummed):
        places = pd.MultiIndex.from_frame(done[[*SOURCE, "column"]])
        follow = follow[~pd.MultiIndex.from_frame(follow[places.names]).isin(places)]
    if follow.empty:
        return corrected
    follow = follow.astype({"was": float, "now": float}).reset_index(drop=True)
    return dataclasses.replace(with_sums(corrected, follow), carried=follow)


def _note(at: Spot, correction: Correction, values: tuple[Any, Any]) -> dict[str, Any]:
    """Return what is kept of a correction: its words, and the numbers before and after."""
    is_number = at.column.type in CHANGED_GREATLY
    was, now = (
        float(value) if is_number and not pd.isna(value) else float("nan") for value in values
    )
    words = {"expect", "value", "reason", "confirmed_by", "confirmed_on"}
    written = correction.model_dump(mode="json", include=words)
    return {"column": at.key, **written, "project": at.project, "was": was, "now": now}


def _added(notes: pd.DataFrame, note: Mapping[str, Any]) -> pd.DataFrame:
    new = pd.DataFrame([note])
    return new if notes.empty else pd.concat([notes, new], ignore_index=True)


def _asked(applied: Applied) -> Finding:
    """Return the question about a correction that moves its value tenfold, or to or from nothing."""
    at = applied.spot
    return Finding(
        *at.place,
        at.column.label,
        "R11",
        Severity.WARNING,
        f"由“{applied.was}”更正为“{applied.value}”{applied.ratio}",
        "更正一般不会使一个数变动到十倍或十分之一",
        f"请{applied.confirmed_by}再核实单位与位数；无误的写一条 [[confirmed]]",
        at.letter,
    )
