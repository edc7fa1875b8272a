"""
One ledger, an office and its findings go in; the office's rows come out as they were sent, page by
page, with the findings at their cells.

A page is one layout: files and sheets that have the same headers under the same letters share it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.ledgers.feedback.addressee import Place, owners, place, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.dictionary import Ledger
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County

# Beyond it, an office is shown only the rows in which something was found.
MOST_ROWS = 3000
KINDS = {
    "project": "数据",
    "part": "子项",
    "band": "分类",
    "total": "合计",
    "note": "注",
    "head": "表头",
    "removed": "已划去",
    "unknown": "未识别",
}
# Of a person's name the ledgers keep only that there is one.
NAMED = "〔已填，不显示姓名〕"
_AMOUNTS = {"money", "count", "percent"}


@dataclass(frozen=True)
class Column:
    """A column as its department drew it: our key, its letter and header, whether it is numbers."""

    key: str
    letter: str
    header: str
    is_amount: bool


@dataclass(frozen=True)
class Row:
    """
    One row as sent. `cells` are texts in the order of the page's columns.

    Of a row that is no data (`kind`) only its first words are at hand. `marks` are the findings
    at its cells by column, those that name no column under “”.
    """

    file: str
    sheet: str
    number: int
    kind: str
    cells: tuple[str, ...]
    marks: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """All that was found in the row."""
        return [finding for marked in self.marks.values() for finding in marked]


@dataclass(frozen=True)
class Page:
    """Rows of one layout of one ledger; `head` are findings at its headers, by column."""

    ledger: Ledger
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: dict[str, list[Finding]]
    # Rows of the office in which nothing was found, and which were too many to show.
    unshown: int = 0

    @property
    def has_other_rows(self) -> bool:
        """Whether some rows are no data: totals, bands, unknown ones."""
        return any(row.kind != "project" for row in self.rows)


Layout = tuple[tuple[str, str, str], ...]


def pages(table: Table, office: str, findings: Sequence[Finding], county: County) -> list[Page]:
    """Lay out one ledger for one office."""
    layouts = _layouts(table)
    by_place: dict[Place, list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(place(finding), []).append(finding)
    mine = _at(table, owners(table, county) == office, by_place)
    is_long = len(mine) > MOST_ROWS
    shown = [(at, there) for at, there in mine if not is_long or there in by_place]
    unplaced = _unplaced(table, findings)
    found: dict[Layout, list[Row]] = {}
    for at, there in shown:
        layout = layouts.get(there[:2], ())
        row = _row(table, at, there, _columns(table, layout, unplaced), by_place.get(there, []))
        found.setdefault(layout, []).append(row)
    for there, kind, text in _others(table, by_place):
        layout = layouts.get(there[:2], ())
        columns = _columns(table, layout, unplaced)
        found.setdefault(layout, []).append(
            _other_row(table, there, kind, text, columns, by_place)
        )
    heads = _heads(table, findings, layouts, by_place.keys() - _shown(found.values()))
    return [
        Page(
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


def _layouts(table: Table) -> dict[tuple[str, str], Layout]:
    """The columns of each file's sheet: letter, header and key, as they stand from left to right."""
    hidden = {column.key for column in table.ledger.columns if column.type == "private"}
    found: dict[tuple[str, str], dict[str, tuple[list[str], list[str]]]] = {}
    for entry in table.places.to_dict("records"):
        if entry["column"] in hidden:
            continue
        columns = found.setdefault((str(entry["file"]), str(entry["sheet"])), {})
        letters, headers = columns.setdefault(str(entry["column"]), ([], []))
        # Two tables of one ledger in one sheet may have a column under two letters.
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
    """Columns that findings name and a sheet may lack: 项目性质, which the bands tell."""
    named = {finding.column for finding in findings}
    return [
        column.key
        for column in table.ledger.columns
        if column.label in named and column.key in table.sent and column.type != "private"
    ]


def _columns(table: Table, layout: Layout, unplaced: Sequence[str]) -> tuple[Column, ...]:
    types = {column.key: column.type for column in table.ledger.columns}
    placed = {key for _, _, key in layout}
    added = [
        ("", table.ledger.column(key).label, key)
        for key in unplaced
        if key not in placed and key == table.ledger.band_column
    ]
    return tuple(
        Column(key, letter, header, types[key] in _AMOUNTS)
        for letter, header, key in [*layout, *added]
    )


def _at(
    table: Table, is_own: pd.Series, by_place: Mapping[Place, list[Finding]]
) -> list[tuple[int, Place]]:
    """The office's own rows, and those of others in which something is to be done by it."""
    is_named = table.frame["source_row"].isin({number for _, _, number in by_place})
    near = np.flatnonzero(is_own | is_named)
    return [
        (int(at), there)
        for at, there in zip(near, places(table.frame.iloc[near]), strict=True)
        if is_own.iloc[at] or there in by_place
    ]


def _row(
    table: Table, at: int, there: Place, columns: Sequence[Column], findings: Sequence[Finding]
) -> Row:
    sent = table.sent.iloc[at]
    named = {column.key for column in table.ledger.columns if column.type == "presence"}
    cells = tuple(
        NAMED if column.key in named and _is_told(table, column.key, at) else sent[column.key]
        for column in columns
    )
    return Row(*there, "project", cells, _marks(table.ledger, columns, findings))


def _is_told(table: Table, key: str, at: int) -> bool:
    value = table.frame[key].iloc[at]
    return bool(pd.notna(value) and value)


def _marks(
    ledger: Ledger, columns: Iterable[Column], findings: Iterable[Finding]
) -> dict[str, list[Finding]]:
    keys = {ledger.column(column.key).label: column.key for column in columns}
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(keys.get(finding.column, ""), []).append(finding)
    return found


def _others(table: Table, by_place: Mapping[Place, list[Finding]]) -> list[tuple[Place, str, str]]:
    """Rows that are no data and in which something was found."""
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
    columns: Sequence[Column],
    by_place: Mapping[Place, list[Finding]],
) -> Row:
    """A row of which only its first words were kept; they stand where a project's name would."""
    keys = [column.key for column in columns]
    at = keys.index("project_name") if "project_name" in keys else 0
    cells = tuple(text if index == at else "" for index in range(len(keys)))
    return Row(*there, kind, cells, _marks(table.ledger, columns, by_place[there]))


def _shown(rows: Iterable[Sequence[Row]]) -> set[Place]:
    return {(row.file, row.sheet, row.number) for of_layout in rows for row in of_layout}


def _heads(
    table: Table,
    findings: Iterable[Finding],
    layouts: Mapping[tuple[str, str], Layout],
    not_in_rows: set[Place],
) -> dict[Layout, dict[str, list[Finding]]]:
    """What was found of whole columns: at their headers, in the sheets that have them."""
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
