"""Apply corrections of cells to tidied tables."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.units import fold
from briefing.ledgers.correct.entries import stale
from briefing.ledgers.dictionary import LedgerColumn, ledger
from briefing.ledgers.tidy import names
from briefing.ledgers.tidy.readers import column_reader
from briefing.ledgers.tidy.table import SOURCE
from briefing.ledgers.tidy.tidy_month import Tidied
from briefing.ledgers.tidy.values import Caution, Unclear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.correct.entries import Correction
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County


def apply(
    tidied: Tidied, corrections: Sequence[Correction], month: Month, county: County
) -> Tidied:
    """Return the month with its corrections applied; findings about corrected cells are removed."""
    tables, findings = dict(tidied.tables), list(tidied.findings)
    for correction in corrections:
        if correction.month != month:
            continue
        table = tables.get(correction.ledger)
        position = _position(table, correction, county) if table else None
        if table is None or position is None:
            findings.append(stale(correction, "没有找到这个项目"))
            continue
        sent = table.sent.iloc[position].get(correction.column, "")
        if fold(sent) != fold(correction.expect):
            findings.append(
                stale(correction, f"原值现为“{sent}”，与 expect“{correction.expect}”不符")
            )
            continue
        done = table.corrected
        if (
            len(done)
            and ((done["position"] == position) & (done["column"] == correction.column)).any()
        ):
            findings.append(stale(correction, "这个单元格已有另一条更正"))
            continue
        column = ledger(correction.ledger).column(correction.column)
        try:
            unit = "%" if column.type == "percent" else "万元"
            value = column_reader(column, unit, month, county)(correction.value)
        except Caution:
            # A correction must be certain: not “约100”.
            findings.append(stale(correction, f"新值“{correction.value}”不明确"))
            continue
        except Unclear as error:
            findings.append(stale(correction, f"新值“{correction.value}”无法识别，{error}"))
            continue
        if value is None and column.required:
            findings.append(stale(correction, f"新值“{correction.value}”为空，而此列必填"))
            continue
        tables[correction.ledger] = _with_value(table, position, column, value, correction)
        place = (*table.frame[SOURCE].iloc[position], column.label)
        findings = [
            finding
            for finding in findings
            if (finding.file, finding.sheet, finding.row, finding.column) != place
        ]
    if all(tables[name] is table for name, table in tidied.tables.items()):
        return Tidied(tables, findings)
    # A corrected name or code makes another key.
    return Tidied(names.keyed(tables, county), findings)


def _position(table: Table, correction: Correction, county: County) -> int | None:
    """Return the position of the one row that a correction means; None for none, or several."""
    frame = table.frame
    if "project_key" not in frame:
        here = frame[table.ledger.key[0]].astype("str") == correction.project
    else:
        wanted = {correction.project, names.folded_name(correction.project, county.name)}
        folded = [
            names.folded_name(name, county.name) for name in frame["project_name"].fillna("")
        ]
        here = frame["project_key"].isin(wanted) | pd.Series(folded, frame.index).isin(wanted)
    if correction.serial is not None:
        here &= frame["serial"] == correction.serial
    positions = frame.index[here]
    return int(positions[0]) if len(positions) == 1 else None


def _with_value(
    table: Table, position: int, column: LedgerColumn, value: object, correction: Correction
) -> Table:
    """Return the table with another value in one cell, and the correction noted."""
    frame = table.frame.copy()
    cells = {column.key: value}
    if column.type == "permit":
        assert isinstance(value, tuple)
        cells = dict(zip((column.key, f"{column.key}_on"), value, strict=True))
    for key, cell in cells.items():
        # Converted to the column's type: pandas does not take a date for a timestamp.
        frame.loc[position, key] = pd.Series([cell], dtype=frame[key].dtype).iloc[0]
    note = pd.DataFrame(
        [
            {
                "position": position,
                "column": column.key,
                **correction.model_dump(mode="json", exclude={"month"}),
            }
        ]
    )
    corrected = note if table.corrected.empty else pd.concat([table.corrected, note])
    return dataclasses.replace(table, frame=frame, corrected=corrected.reset_index(drop=True))
