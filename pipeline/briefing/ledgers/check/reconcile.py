"""Compare what bands and totals declare with the rows that they cover, and count rows by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain import money
from briefing.domain.findings import Finding, Severity
from briefing.domain.money import plain
from briefing.domain.units import MONEY_FACTORS_WAN, fold
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.ledgers.tidy import values
from briefing.ledgers.tidy.declared_sums import ROUNDING
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from briefing.ledgers.tidy.table import Table

SHEET = SOURCE[:2]
MOST_DECIMALS = 6


def row_counts(table: Table) -> pd.DataFrame:
    """
    Count a ledger's rows by kind: one row for each file and sheet.

    Columns: one for each `RowKind`, and `rows`, the sum of them.
    """
    projects = table.frame[SHEET].assign(kind="project")
    others = table.rows[[*SHEET, "kind"]] if len(table.rows) else projects.iloc[:0]
    every = pd.concat([projects, others], ignore_index=True)
    counts = every.assign(rows=1).pivot_table(
        values="rows", index=SHEET, columns="kind", aggfunc="sum", fill_value=0
    )
    counts = counts.reindex(columns=list(map(str, RowKind)), fill_value=0)
    return counts.assign(rows=counts.sum(axis=1)).reset_index().rename_axis(columns=None)


def reconciliation(table: Table) -> pd.DataFrame:
    """
    Compare each declaration with the rows that it covers.

    One row for each declared count or sum: `text`, `column` (“” for a count), `declared`,
    `parsed`, `parts` (rows), `unread` (cells that could not be read), `tolerance` and
    `difference` (declared − parsed), with its place. A total that may close several spans of rows
    is compared with the first that it fits, or else with the likeliest.
    """
    return compared(table).drop(columns=["begin", "end"])


def compared(table: Table) -> pd.DataFrame:
    """Return the reconciliation with the positions of the first row and after the last (`end`)."""
    declared = table.declared
    records: list[dict[str, Any]] = []
    if len(declared):
        rows = _Rows.of(table)
        # The spans of one declaration follow each other, the likeliest first.
        for _, options in groupby(declared.to_dict("records"), itemgetter(*SOURCE)):
            tried = []
            for entry in options:
                tried.append(_compared(entry, rows))
                if _fits(tried[-1]):
                    break
            records += tried[-1] if _fits(tried[-1]) else tried[0]
    columns = [*SOURCE, "text", "column", "declared", "parsed", "parts", "unread", "tolerance"]
    columns += ["begin", "end"]
    frame = pd.DataFrame(records, columns=columns)
    return frame.assign(difference=frame["declared"] - frame["parsed"])


def sums_that_follow(mended: Table, table: Table) -> pd.DataFrame:
    """
    Return the counts and sums that agree with a table's rows, and with those of its *mended* copy
    would not, as if each were a formula over its rows.

    One row for each: its place, `column` (“” for a count), `was` and `now`.
    """
    before, after = compared(table), compared(mended)
    places = [*SOURCE, "column"]
    now = dict(zip(after[places].itertuples(index=False, name=None), after["parsed"], strict=True))
    told = [
        dict(zip(places, place, strict=True), was=declared, now=declared + now[place] - parsed)
        for *place_of, declared, parsed, difference, tolerance in before[
            [*places, "declared", "parsed", "difference", "tolerance"]
        ].itertuples(index=False, name=None)
        for place in [tuple(place_of)]
        if abs(difference) <= tolerance and now[place] != parsed
    ]
    return pd.DataFrame(told, columns=[*places, "was", "now"])


def with_sums(table: Table, sums: pd.DataFrame) -> Table:
    """Return a table that declares these counts and sums: a row for each, with `now`."""
    if sums.empty:
        return table
    declared = table.declared.copy()
    for *place, column, now in sums[[*SOURCE, "column", "now"]].itertuples(index=False, name=None):
        here = (declared[SOURCE] == place).all(axis=1)
        declared.loc[here, column or "declared_count"] = float(now)
    return replace(table, declared=declared)


def check_declarations(table: Table) -> list[Finding]:
    """
    Find counts that differ, and sums that differ: an error by more than rounding, else a question.

    A sum over a cell that could not be read proves nothing; that cell has its own finding.
    """
    if table.declared.empty:
        return []
    return [
        _finding(table, entry)
        for entry in reconciliation(table).to_dict("records")
        if entry["difference"] and not entry["unread"]
    ]


@dataclass(frozen=True, eq=False)
class _Rows:
    """
    The cumulative sums of a table's columns, so that the sum of any span of rows is a difference.

    `places` gives for each sheet the numbers of its rows, and the position of the first: the rows
    of a sheet follow each other.
    """

    places: dict[tuple[str, str], tuple[NDArray[np.int64], int]]
    count: int
    fen: dict[str, money.Running]
    unread: dict[str, NDArray[np.int64]]
    half_units: dict[str, Decimal]

    @classmethod
    def of(cls, table: Table) -> _Rows:
        """Add up the rows of a table."""
        frame = table.frame
        numbers = frame["source_row"].to_numpy()
        # Only what something declares is added up.
        keys = [
            column.key
            for column in table.ledger.columns
            if column.type == "money"
            and column.key in table.declared
            and table.declared[column.key].notna().any()
        ]
        return cls(
            {
                (str(file), str(sheet)): (numbers[positions], int(positions[0]))
                for (file, sheet), positions in frame.groupby(SHEET).indices.items()
            },
            len(frame),
            {key: money.Running.of(frame[key]) for key in keys},
            {key: np.append(0, np.cumsum(_is_unread(table, key))) for key in keys},
            {key: _half_unit(table, key) for key in keys},
        )

    def covered(self, entry: Mapping[Hashable, Any]) -> tuple[int, int]:
        """Return the positions of a span's first row and after its last; row 0 means all rows."""
        if entry["last_row"] == 0:
            return 0, self.count
        sheet = (entry["source_file"], entry["source_sheet"])
        if sheet not in self.places:
            return 0, 0
        numbers, first = self.places[sheet]
        begin = first + int(np.searchsorted(numbers, entry["first_row"], "left"))
        end = first + int(np.searchsorted(numbers, entry["last_row"], "right"))
        return begin, max(begin, end)


def _is_unread(table: Table, key: str) -> NDArray[np.bool_]:
    """Tell where something was sent that is no amount."""
    is_unread: NDArray[np.bool_] = table.frame[key].isna().to_numpy(copy=True)
    sent = table.sent.loc[is_unread, key]
    # Each different text is looked at once.
    texts = {text for text in sent.unique() if not values.says_nothing(text)}
    is_unread[is_unread] = sent.isin(texts).to_numpy()
    return is_unread


def _compared(entry: dict[Hashable, Any], rows: _Rows) -> list[dict[str, Any]]:
    """Compare one declaration with one span of rows: its count, and each of its sums."""
    begin, end = rows.covered(entry)
    place = {key: entry[key] for key in (*SOURCE, "text")}
    place |= {"parts": end - begin, "begin": begin, "end": end}
    found = []
    if pd.notna(entry["declared_count"]):
        found.append(
            place
            | {
                "column": "",
                "declared": Decimal(int(entry["declared_count"])),
                "parsed": Decimal(end - begin),
                "unread": 0,
                "tolerance": Decimal(0),
            }
        )
    for key, fen in rows.fen.items():
        if pd.notna(entry.get(key)):
            tolerance = rows.half_units[key] * (end - begin)
            # A sum in words, 5.1亿元, was rounded by itself.
            rounding = entry.get(f"{key}{ROUNDING}")
            if rounding is not None and pd.notna(rounding):
                tolerance += money.exact(rounding)
            found.append(
                place
                | {
                    "column": key,
                    "declared": money.exact(entry[key]),
                    "parsed": fen.between(begin, end),
                    "unread": int(rows.unread[key][end] - rows.unread[key][begin]),
                    "tolerance": tolerance,
                }
            )
    return found


def _fits(compared: list[dict[str, Any]]) -> bool:
    return all(
        abs(entry["declared"] - entry["parsed"]) <= entry["tolerance"] for entry in compared
    )


def _half_unit(table: Table, key: str) -> Decimal:
    """Return half a unit of the last decimal in which a column is written, in 万元."""
    units = table.places.loc[table.places["column"] == key, "unit"]
    factor = MONEY_FACTORS_WAN.get(units.iloc[0] if len(units) else "", Decimal(1))
    decimals = max(map(_decimals, table.sent[key].unique()), default=0)
    return factor * Decimal(5).scaleb(-decimals - 1)


def _decimals(text: str) -> int:
    _, point, tail = fold(text).partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return min(digits, MOST_DECIMALS) if point else 0


def _finding(table: Table, entry: dict[Hashable, Any]) -> Finding:
    is_count = entry["column"] == ""
    is_rounding = abs(entry["difference"]) <= entry["tolerance"]
    key = str(entry["column"])
    column = "" if is_count else table.ledger.column(key).label
    file, sheet = str(entry["source_file"]), str(entry["source_sheet"])
    declared, parsed = (
        f"{plain(number)}个" if is_count else table.amount_in(file, sheet, key, number)
        for number in (entry["declared"], entry["parsed"])
    )
    return Finding(
        file,
        sheet,
        int(entry["source_row"]),
        column,
        "R02" if is_count else "R04" if is_rounding else "R03",
        Severity.WARNING if is_rounding else Severity.ERROR,
        f"“{entry['text']}”写{declared}，逐行合计{parsed}",
        "差数在四舍五入之内" if is_rounding else "两者应一致",
        f"请{table.ledger.supplier}核对漏行、重行或数字",
        "" if is_count else table.letter(file, sheet, key),
    )
