"""
Lay out an office's rows of one ledger as they were sent, with the findings at their cells.

Files and sheets with the same headers under the same letters share a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.ledgers.feedback.addressee import Place, owners, place, places
from briefing.ledgers.feedback.withheld import withheld_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.dictionary import Ledger
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County

# An office with more rows is shown only those with findings.
MOST_ROWS = 3000
KINDS = {
    "project": "数据", "part": "子项", "band": "分类", "total": "合计",
    "note": "注", "head": "表头", "removed": "已划去", "unknown": "未识别",
}  # fmt: skip
# Shown in place of a person's name, which is not stored.
NAMED = "〔已填，不显示姓名〕"
_AMOUNTS = {"money", "count", "percent"}


@dataclass(frozen=True)
class SentColumn:
    """A column as it was sent: our key, its letter and header, and whether it holds numbers."""

    key: str
    letter: str
    header: str
    is_amount: bool


@dataclass(frozen=True)
class SentRow:
    """
    One row as sent. `cells` are texts in the order of the page's columns.

    Of a row that is no project (`kind`) only its first words are known. `marks` are the findings
    at its cells by column, with those about the row as a whole under “”.
    """

    file: str
    sheet: str
    number: int
    kind: str
    cells: tuple[str, ...]
    marks: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """All findings of the row."""
        return [finding for marked in self.marks.values() for finding in marked]


@dataclass(frozen=True)
class LedgerPage:
    """Rows of one layout of one ledger; `head` are findings at its headers, by column."""

    ledger: Ledger
    columns: tuple[SentColumn, ...]
    rows: tuple[SentRow, ...]
    head: dict[str, list[Finding]]
    # The number of the office's rows without findings that are not shown.
    unshown: int = 0

    @property
    def has_other_rows(self) -> bool:
        """Whether some rows are no projects: totals, bands, unknown ones."""
        return any(row.kind != "project" for row in self.rows)


Layout = tuple[tuple[str, str, str], ...]


def pages(
    table: Table, office: str, findings: Sequence[Finding], county: County
) -> list[LedgerPage]:
    """Lay out the rows of one ledger for one office, without what only its supplier may see."""
    hidden = withheld_keys(table.ledger, office, county)
    layouts = _layouts(table, hidden)
    by_place: dict[Place, list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(place(finding), []).append(finding)
    mine = _at(table, owners(table, county) == office, by_place)
    is_long = len(mine) > MOST_ROWS
    shown = [(at, there) for at, there in mine if not is_long or there in by_place]
    unplaced = [key for key in _unplaced(table, findings) if key not in hidden]
    found: dict[Layout, list[SentRow]] = {}
    for at, there in shown:
        layout = layouts.get(there[:2], ())
        row = _row(table, at, there, _columns(table, layout, unplaced), by_place.get(there, []))
        found.setdefault(layout, []).append(row)
    for there, kind, text in _others(table, by_place):
        layout = layouts.get(there[:2], ())
        columns = _columns(table, layout, unplaced)
        row = _other_row(table, there, kind, text, columns, by_place[there])
        found.setdefault(layout, []).append(row)
    in_rows = {(row.file, row.sheet, row.number) for rows in found.values() for row in rows}
    heads = _heads(table, findings, layouts, by_place.keys() - in_rows)
    return [
        LedgerPage(
            table.ledger,
            _columns(table, layout, unplaced),
            tuple(
                sorted(found.get(layout, []), key=lambda row: (row.file, row.sheet, row.number))
            ),
            heads.get(layout, {}),
            len(mine) - len(shown),
        )
        for layout in dict.fromkeys([*layouts.values(), ()])
        if layout in found or layout in heads
    ]


def _layouts(table: Table, hidden: set[str]) -> dict[tuple[str, str], Layout]:
    """
    Return the columns of each sheet of a file, from left to right, without *hidden* ones: letter,
    header and key.
    """
    found: dict[tuple[str, str], dict[str, tuple[list[str], list[str]]]] = {}
    for entry in table.places.to_dict("records"):
        if entry["column"] in hidden:
            continue
        columns = found.setdefault((str(entry["file"]), str(entry["sheet"])), {})
        letters, headers = columns.setdefault(str(entry["column"]), ([], []))
        # Two tables of a ledger in one sheet may have a column under two letters.
        for words, word in ((letters, str(entry["letter"])), (headers, str(entry["header"]))):
            if word not in words:
                words.append(word)
    return {
        there: tuple(
            sorted(
                (("、".join(letters), "、".join(headers), key)
                for key, (letters, headers) in columns.items()),
                key=lambda column: _order(column[0]),
            )
        )
        for there, columns in found.items()
    }  # fmt: skip


def _order(letters: str) -> tuple[int, str]:
    first = letters.split("、", maxsplit=1)[0]
    return len(first), first


def _unplaced(table: Table, findings: Iterable[Finding]) -> list[str]:
    """Return the columns that findings name and a sheet may lack: 项目性质, given by bands."""
    named = {finding.column for finding in findings}
    return [
        column.key
        for column in table.ledger.columns
        if column.label in named and column.key in table.sent
    ]


def _columns(table: Table, layout: Layout, unplaced: Sequence[str]) -> tuple[SentColumn, ...]:
    types = {column.key: column.type for column in table.ledger.columns}
    placed = {key for _, _, key in layout}
    added = [
        ("", table.ledger.column(key).label, key)
        for key in unplaced
        if key not in placed and key == table.ledger.band_column
    ]
    return tuple(
        SentColumn(key, letter, header, types[key] in _AMOUNTS)
        for letter, header, key in [*layout, *added]
    )


def _at(
    table: Table, is_own: pd.Series, by_place: Mapping[Place, list[Finding]]
) -> list[tuple[int, Place]]:
    """Return the positions and places of the office's rows, and of others with findings for it."""
    is_named = table.frame["source_row"].isin({number for _, _, number in by_place})
    near = np.flatnonzero(is_own | is_named)
    return [
        (int(at), there)
        for at, there in zip(near, places(table.frame.iloc[near]), strict=True)
        if is_own.iloc[at] or there in by_place
    ]


def _row(
    table: Table, at: int, there: Place, columns: Sequence[SentColumn], findings: Sequence[Finding]
) -> SentRow:
    sent = table.sent.iloc[at]
    named = {column.key for column in table.ledger.columns if column.type == "presence"}
    # Of a person's name the frame keeps only whether the cell was filled in.
    filled = {key for key in named if pd.notna(value := table.frame[key].iloc[at]) and value}
    cells = tuple(NAMED if column.key in filled else sent[column.key] for column in columns)
    return SentRow(*there, "project", cells, _marks(table.ledger, columns, findings))


def _marks(
    ledger: Ledger, columns: Iterable[SentColumn], findings: Iterable[Finding]
) -> dict[str, list[Finding]]:
    keys = {ledger.column(column.key).label: column.key for column in columns}
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(keys.get(finding.column, ""), []).append(finding)
    return found


def _others(table: Table, by_place: Mapping[Place, list[Finding]]) -> list[tuple[Place, str, str]]:
    """Return the place, kind and text of the rows with findings that are no projects."""
    if table.rows.empty:
        return []
    kinds, texts = table.rows["kind"], table.rows["text"]
    return [
        (there, str(kind), str(text))
        for there, kind, text in zip(places(table.rows), kinds, texts, strict=True)
        if there in by_place
    ]


def _other_row(
    table: Table,
    there: Place,
    kind: str,
    text: str,
    columns: Sequence[SentColumn],
    findings: Sequence[Finding],
) -> SentRow:
    """Return a row of which only the first words are known, in the column of projects' names."""
    keys = [column.key for column in columns]
    at = keys.index("project_name") if "project_name" in keys else 0
    cells = tuple(text if index == at else "" for index in range(len(keys)))
    return SentRow(*there, kind, cells, _marks(table.ledger, columns, findings))


def _heads(
    table: Table,
    findings: Iterable[Finding],
    layouts: Mapping[tuple[str, str], Layout],
    not_in_rows: set[Place],
) -> dict[Layout, dict[str, list[Finding]]]:
    """Return the findings about whole columns, by the layouts of the sheets that have them."""
    keys = {column.label: column.key for column in table.ledger.columns}
    found: dict[Layout, dict[str, list[Finding]]] = {}
    for finding in findings:
        key = keys.get(finding.column)
        if key is None or not finding.letter or place(finding) not in not_in_rows:
            continue
        layout = layouts.get((finding.file, finding.sheet), ())
        if any(
            key == placed and finding.letter in letters.split("、")
            for letters, _, placed in layout
        ):
            found.setdefault(layout, {}).setdefault(key, []).append(finding)
    return found
