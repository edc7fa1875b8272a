"""What bands and totals declare against what the rows beneath them hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import money
from pipeline.findings import Finding, Severity
from pipeline.money import plain
from pipeline.tidy import values

if TYPE_CHECKING:
    from pipeline.tidy.table import Table

# Half a unit of the coarsest amount that ledgers carry (1 万元): rounded parts need not add up.
HALF_UNIT_WAN = Decimal("0.5")


def reconciliation(table: Table) -> pd.DataFrame:
    """
    Set each declaration beside the rows that it covers.

    One row for each declared count or sum: `text`, `column` (“” for a count), `declared`,
    `parsed`, `parts`, `unread` (cells among them that could not be read) and `difference`
    (declared − parsed), with its place.
    """
    records = []
    for entry in table.declared.to_dict("records"):
        rows = _covered(table.frame, entry)
        place = {key: entry[key] for key in ("source_file", "source_sheet", "source_row", "text")}
        if pd.notna(entry["declared_count"]):
            records.append(
                place
                | {
                    "column": "",
                    "declared": Decimal(int(entry["declared_count"])),
                    "parsed": Decimal(len(rows)),
                    "parts": len(rows),
                    "unread": 0,
                }
            )
        for column in table.ledger.columns:
            if column.type == "money" and pd.notna(entry.get(column.key)):
                records.append(
                    place
                    | {
                        "column": column.key,
                        "declared": money.exact(entry[column.key]),
                        "parsed": money.total(rows[column.key]) or Decimal(0),
                        "parts": len(rows),
                        "unread": _unread(table, rows, column.key),
                    }
                )
    frame = pd.DataFrame(
        records,
        columns=[
            "source_file",
            "source_sheet",
            "source_row",
            "text",
            "column",
            "declared",
            "parsed",
            "parts",
            "unread",
        ],
    )
    return frame.assign(difference=frame["declared"] - frame["parsed"])


def check_declarations(table: Table) -> list[Finding]:
    """
    A count that differs is an error; a sum that differs by more than rounding is one too.

    A sum over a cell that could not be read proves nothing; that cell has its own finding.
    """
    return [
        _finding(table, entry)
        for entry in reconciliation(table).to_dict("records")
        if abs(entry["difference"]) > _tolerance(entry) and not entry["unread"]
    ]


def _covered(frame: pd.DataFrame, entry: dict[str, object]) -> pd.DataFrame:
    return frame[
        (frame["source_file"] == entry["source_file"])
        & (frame["source_sheet"] == entry["source_sheet"])
        & frame["source_row"].between(entry["first_row"], entry["last_row"])
    ]


def _unread(table: Table, rows: pd.DataFrame, column: str) -> int:
    sent = table.sent.loc[rows.index, column]
    return int((rows[column].isna() & ~sent.map(values.says_nothing)).sum())


def _tolerance(entry: dict[str, object]) -> Decimal:
    return HALF_UNIT_WAN * int(str(entry["parts"])) if entry["column"] else Decimal(0)


def _finding(table: Table, entry: dict[str, object]) -> Finding:
    is_count = entry["column"] == ""
    declared, parsed = plain(Decimal(str(entry["declared"]))), plain(Decimal(str(entry["parsed"])))
    column = "" if is_count else table.ledger.column(str(entry["column"])).label
    unit = "个" if is_count else "万元"
    file, sheet = str(entry["source_file"]), str(entry["source_sheet"])
    return Finding(
        file,
        sheet,
        int(str(entry["source_row"])),
        column,
        "R02" if is_count else "R03",
        Severity.ERROR,
        f"“{entry['text']}”写{declared}{unit}，逐行合计{parsed}{unit}",
        "两者应一致",
        f"请{table.ledger.supplier}核对漏行、重行或数字",
        "" if is_count else table.letter(file, sheet, str(entry["column"])),
    )
