"""
Written corrections go in with a month's tables, the corrected tables come out.

A correction names the cell, the value it expects there, the new value, the reason, who confirmed
it and when. Where the expected value is no longer there, the correction itself is a finding.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Annotated

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError
from pipeline.findings import Finding, Severity
from pipeline.ledgers import Column, all_ledgers, ledger
from pipeline.months import Month
from pipeline.tidy import Tidied, column_reader, names
from pipeline.tidy.values import Caution, Unclear
from pipeline.units import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.county import County
    from pipeline.tidy.table import Table


def _month(value: str) -> Month:
    try:
        return Month.parse(value)
    except UsageError as error:
        raise ValueError(str(error)) from None


class Correction(BaseModel):
    """One corrected cell. `project` is a project's code or name; `value` is in 万元 for money."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    month: Annotated[Month, BeforeValidator(_month)]
    ledger: str
    project: str
    serial: str | None = None
    column: str
    expect: str
    value: str
    reason: str = Field(min_length=1)
    confirmed_by: str = Field(min_length=1)
    confirmed_on: dt.date


def load(texts: dict[str, str]) -> list[Correction]:
    """Read corrections from the texts of `corrections/*.toml`, by file name. Raises UsageError."""
    corrections = []
    for name, text in sorted(texts.items()):
        try:
            content = tomllib.loads(text)
            entries = content.pop("correction", [])
            if content or not isinstance(entries, list):
                others = "、".join(content) or "correction"
                message = (
                    f"corrections/{name}：不认识“{others}”，每条更正应以 [[correction]] 开头。"
                )
                raise UsageError(message)
            corrections += [Correction.model_validate(entry) for entry in entries]
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            message = f"corrections/{name}：{' '.join(str(error).split())}"
            raise UsageError(message) from None
    known = {
        entry.id: {column.key for column in entry.columns if column.type != "private"}
        for entry in all_ledgers()
    }
    for correction in corrections:
        if correction.column not in known.get(correction.ledger, set()):
            message = (
                f"corrections：台账“{correction.ledger}”没有“{correction.column}”列，"
                f"{_known_words(known, correction.ledger)}。"
            )
            raise UsageError(message)
    return corrections


def _known_words(known: dict[str, set[str]], ledger_id: str) -> str:
    if ledger_id in known:
        return f"可用的列：{'、'.join(sorted(known[ledger_id]))}"
    return f"可用的台账：{'、'.join(sorted(known))}"


def texts(folder: Path) -> dict[str, str]:
    """
    Return the texts of a county's correction files by name; none when there is no folder.

    Raises UsageError for a file that is no text.
    """
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            # Some editors begin a text with a mark of its encoding.
            found[path.name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            message = f"corrections/{path.name}：无法读取（{error}），应为 UTF-8 文本。"
            raise UsageError(message) from None
    return found


def apply(
    tidied: Tidied, corrections: Sequence[Correction], month: Month, county: County
) -> Tidied:
    """Return the month with its corrections applied; a cell once corrected is no longer a finding."""
    tables, findings = dict(tidied.tables), list(tidied.findings)
    for correction in corrections:
        if correction.month != month:
            continue
        table = tables.get(correction.ledger)
        position = _position(table, correction, county) if table else None
        if table is None or position is None:
            findings.append(_stale(correction, "没有找到这个项目"))
            continue
        sent = table.sent.iloc[position].get(correction.column, "")
        if fold(sent) != fold(correction.expect):
            findings.append(
                _stale(correction, f"原值现为“{sent}”，与 expect“{correction.expect}”不符")
            )
            continue
        if _is_corrected(table, position, correction.column):
            findings.append(_stale(correction, "这个单元格已有另一条更正"))
            continue
        column = ledger(correction.ledger).column(correction.column)
        try:
            unit = "%" if column.type == "percent" else "万元"
            value = column_reader(column, unit, month, county)(correction.value)
        except Caution:
            # Who corrects a cell knows its value; “约100” only moves the question.
            findings.append(_stale(correction, f"新值“{correction.value}”不明确"))
            continue
        except Unclear as error:
            findings.append(_stale(correction, f"新值“{correction.value}”无法识别，{error}"))
            continue
        if value is None and column.required:
            findings.append(_stale(correction, f"新值“{correction.value}”为空，而此列必填"))
            continue
        tables[correction.ledger] = _with_value(table, position, column, value, correction)
        findings = [
            finding for finding in findings if not _is_about(finding, table, position, column)
        ]
    # A corrected name or code is another key.
    return Tidied(names.keyed(tables, county), findings)


def _is_corrected(table: Table, position: int, column: str) -> bool:
    done = table.corrected
    return not done.empty and bool(
        ((done["position"] == position) & (done["column"] == column)).any()
    )


def _position(table: Table, correction: Correction, county: County) -> int | None:
    """Find the one row that a correction means; None where there is none, or more than one."""
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
    table: Table, position: int, column: Column, value: object, correction: Correction
) -> Table:
    frame = table.frame.copy()
    cells = {column.key: value}
    if column.type == "permit":
        assert isinstance(value, tuple)
        cells = dict(zip((column.key, f"{column.key}_on"), value, strict=True))
    for key, cell in cells.items():
        # In the column's own type: pandas takes no date for a timestamp.
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


def _is_about(finding: Finding, table: Table, position: int, column: Column) -> bool:
    source = table.frame.iloc[position]
    place = (source["source_file"], source["source_sheet"], source["source_row"], column.label)
    return (finding.file, finding.sheet, finding.row, finding.column) == place


def _stale(correction: Correction, found: str) -> Finding:
    return Finding(
        "corrections",
        correction.ledger,
        0,
        correction.project,
        "R05",
        Severity.ERROR,
        found,
        f"更正（{correction.column}）应与台账对得上",
        "请核对后修改或删去这条更正",
    )
