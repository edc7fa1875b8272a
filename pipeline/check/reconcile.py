"""What bands and totals declare against what the rows beneath them hold; and no row unaccounted for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline import money
from pipeline.findings import Finding, Severity
from pipeline.money import plain
from pipeline.tidy import values
from pipeline.units import MONEY_FACTORS_WAN, fold

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from pipeline.tidy.table import Table

PLACE = ["source_file", "source_sheet", "source_row"]
SHEET = ["source_file", "source_sheet"]
MOST_DECIMALS = 6


def row_counts(table: Table) -> pd.DataFrame:
    """
    Count a ledger's rows by what they are: one row for each file and sheet.

    Columns `rows` (all that are not empty), `project`, `part`, `band`, `total`, `note`, `head`,
    `removed`, `unknown`; `rows` is the sum of the others.
    """
    kinds = ["project", "part", "band", "total", "note", "head", "removed", "unknown"]
    projects = table.frame[SHEET].assign(kind="project")
    others = table.rows[[*SHEET, "kind"]] if len(table.rows) else projects.iloc[:0]
    every = pd.concat([projects, others], ignore_index=True)
    counts = every.assign(rows=1).pivot_table(
        values="rows", index=SHEET, columns="kind", aggfunc="sum", fill_value=0
    )
    counts = counts.reindex(columns=kinds, fill_value=0)
    return counts.assign(rows=counts.sum(axis=1)).reset_index().rename_axis(columns=None)


def reconciliation(table: Table) -> pd.DataFrame:
    """
    Set each declaration beside the rows that it covers.

    One row for each declared count or sum: `text`, `column` (“” for a count), `declared`,
    `parsed`, `parts`, `unread` (cells among them that could not be read), `tolerance` and
    `difference` (declared − parsed), with its place. Where a total may close several spans of
    rows, it is set beside the first that it fits, or else beside the likeliest.
    """
    declared = table.declared
    records: list[dict[str, Any]] = []
    if len(declared):
        units = _half_units(table)
        sheets = dict(iter(table.frame.groupby(SHEET, sort=False)))
        for _, options in declared.groupby(PLACE, sort=False):
            tried = []
            for entry in options.to_dict("records"):
                tried.append(_compared(table, entry, sheets, units))
                if _fits(tried[-1]):
                    break
            records += tried[-1] if _fits(tried[-1]) else tried[0]
    columns = [*PLACE, "text", "column", "declared", "parsed", "parts", "unread", "tolerance"]
    frame = pd.DataFrame(records, columns=columns)
    return frame.assign(difference=frame["declared"] - frame["parsed"])


def check_declarations(table: Table) -> list[Finding]:
    """
    A count that differs is an error; a sum that differs by more than rounding is one too, and by
    less a question.

    A sum over a cell that could not be read proves nothing; that cell has its own finding.
    """
    return [
        _finding(table, entry)
        for entry in reconciliation(table).to_dict("records")
        if entry["difference"] and not entry["unread"]
    ]


def _compared(
    table: Table,
    entry: dict[Hashable, Any],
    sheets: Mapping[Any, pd.DataFrame],
    half_units: Mapping[str, Decimal],
) -> list[dict[str, Any]]:
    """One declaration against one span of rows: its count, and each of its sums."""
    rows = _covered(table.frame, sheets, entry)
    place = {key: entry[key] for key in (*PLACE, "text")}
    found = []
    if pd.notna(entry["declared_count"]):
        found.append(
            place
            | {
                "column": "",
                "declared": Decimal(int(entry["declared_count"])),
                "parsed": Decimal(len(rows)),
                "parts": len(rows),
                "unread": 0,
                "tolerance": Decimal(0),
            }
        )
    for column in table.ledger.columns:
        if column.type == "money" and pd.notna(entry.get(column.key)):
            found.append(
                place
                | {
                    "column": column.key,
                    "declared": money.exact(entry[column.key]),
                    "parsed": money.total(rows[column.key]) or Decimal(0),
                    "parts": len(rows),
                    "unread": _unread(table, rows, column.key),
                    "tolerance": half_units[column.key] * len(rows),
                }
            )
    return found


def _fits(compared: list[dict[str, Any]]) -> bool:
    return all(
        abs(entry["declared"] - entry["parsed"]) <= entry["tolerance"] for entry in compared
    )


def _covered(
    frame: pd.DataFrame, sheets: Mapping[Any, pd.DataFrame], entry: Mapping[Hashable, Any]
) -> pd.DataFrame:
    """The rows of a span; a table is in order of its files, sheets and rows."""
    if entry["last_row"] == 0:
        return frame
    here = sheets.get((entry["source_file"], entry["source_sheet"]), frame.iloc[:0])
    first, last = here["source_row"].searchsorted([entry["first_row"], entry["last_row"] + 1])
    return here.iloc[first:last]


def _unread(table: Table, rows: pd.DataFrame, column: str) -> int:
    missing = rows[column].isna()
    if not missing.any():
        return 0
    sent = table.sent.loc[rows.index, column]
    says_nothing = sent.map(values.says_nothing).astype(bool)
    return int((missing & ~says_nothing).sum())


def _half_units(table: Table) -> dict[str, Decimal]:
    """Half a unit of the last decimal that a column is written in, in 万元: what rounding may move."""
    found = {}
    for column in table.ledger.columns:
        if column.type != "money":
            continue
        units = table.places.loc[table.places["column"] == column.key, "unit"]
        factor = MONEY_FACTORS_WAN.get(units.iloc[0] if len(units) else "", Decimal(1))
        decimals = table.sent[column.key].map(_decimals).max() if len(table.sent) else 0
        found[column.key] = factor * Decimal(5).scaleb(-int(decimals) - 1)
    return found


def _decimals(text: str) -> int:
    _, point, tail = fold(text).partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return min(digits, MOST_DECIMALS) if point else 0


def _finding(table: Table, entry: dict[Hashable, Any]) -> Finding:
    is_count = entry["column"] == ""
    is_rounding = abs(entry["difference"]) <= entry["tolerance"]
    declared, parsed = plain(entry["declared"]), plain(entry["parsed"])
    column = "" if is_count else table.ledger.column(str(entry["column"])).label
    unit = "个" if is_count else "万元"
    file, sheet = str(entry["source_file"]), str(entry["source_sheet"])
    return Finding(
        file,
        sheet,
        int(entry["source_row"]),
        column,
        "R02" if is_count else "R04" if is_rounding else "R03",
        Severity.WARNING if is_rounding else Severity.ERROR,
        f"“{entry['text']}”写{declared}{unit}，逐行合计{parsed}{unit}",
        "差数在四舍五入之内" if is_rounding else "两者应一致",
        f"请{table.ledger.supplier}核对漏行、重行或数字",
        "" if is_count else table.letter(file, sheet, str(entry["column"])),
    )
