"""A sheet and the heads found in it go in; its tables come out, column by column, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.privacy import mask, masked_cells
from pipeline.read import rows as row_kinds
from pipeline.read.header import is_of_another_table
from pipeline.read.outline import Declared, bands_above, declarations
from pipeline.read.rows import Kind, Layout
from pipeline.read.sheet import Cell, Sheet, as_text, is_empty
from pipeline.units import fold, money_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ledgers import Ledger
    from pipeline.read.header import Head, Placed

# What a band or a total may have beside its title.
SUMMED = {"money", "count"}
# What is one figure, however many rows it is merged over.
AMOUNTS = {*SUMMED, "percent"}
# Below this share of numbered rows, a row without a number says nothing.
LEAST_NUMBERED_SHARE = 0.5
_CIRCLED = re.compile(r"^[①-⑳⑴-⒇]$")
_SUB_SERIAL = re.compile(r"^(?:(\d+)[-.]\d+|\(\d+\))$")
# 单位：万元、个、% but not 责任单位：县水利局, nor 由单位自筹500万元.
_UNIT_LINE = re.compile(
    # Not 报送单位:元谋县…, whose 元 is no unit.
    r"(?:^|计量|金额|[^\u4e00-\u9fff])单位[:为]?(?:人民币)?((?:(?:亿元|[千百]?万元|千元|元|%|[个项件次天名])[、,/]?)+)"
)


@dataclass(frozen=True)
class SheetTable:
    """
    One ledger's table in one sheet, as sent.

    `numbers`, `kinds`, `bands`, `texts` and every list in `values` and `by_month` have one entry
    for each row that is not empty: its position. Row numbers are those that a clerk sees.
    """

    ledger: Ledger
    file: str
    sheet: str
    placed: dict[str, Placed]
    unit_line: str | None
    numbers: list[int]
    kinds: list[Kind]
    bands: list[str]
    texts: list[str]
    values: dict[str, list[Cell]]
    declared: list[Declared]
    # Cumulative columns that the sheet lacks, with the columns that add up to them.
    summed: dict[str, list[tuple[Placed, list[Cell]]]] = field(default_factory=dict)
    # Columns of the year's other months: (key, month) to their cells.
    by_month: dict[tuple[str, int], tuple[Placed, list[Cell]]] = field(default_factory=dict)
    # For each part, the position of the project that it may belong to, and what tells so.
    parents: dict[int, tuple[int, str]] = field(default_factory=dict)
    # Amounts merged over several rows: (position, key) of the rows after the first.
    shared: frozenset[tuple[int, str]] = frozenset()
    struck: frozenset[tuple[int, str]] = frozenset()
    partly_struck: frozenset[tuple[int, str]] = frozenset()
    comments: dict[tuple[int, str], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()


def cut(sheet: Sheet, head: Head, repeats: Sequence[Head], end: int) -> SheetTable:
    """Cut one table out of its sheet, up to the row *end*, and tell what each row is."""
    placed = {column.key: column for column in head.placed}
    layout = _layout(head)
    indices = [
        index
        for index in range(head.bottom + 1, end)
        if any(not is_empty(cell) for cell in sheet.rows[index])
    ]
    position = {index: at for at, index in enumerate(indices)}
    down = _filled_down(sheet, head)
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in down.items():
        by_row.setdefault(row, {})[column] = cell
    rows = [_filled(sheet.rows[index], by_row.get(index)) for index in indices]
    kinds = _kinds(sheet, repeats, indices, rows, layout)
    texts = [
        "" if kind is Kind.PROJECT else mask(row_kinds.label(row, layout))
        for kind, row in zip(kinds, rows, strict=True)
    ]
    numbers = [index + 1 for index in indices]
    parents = _parents(head.ledger, placed, kinds, rows, indices, down)
    for at in parents:
        kinds[at] = Kind.PART
    values = {key: _column(rows, column, head.ledger) for key, column in placed.items()}
    at_cell = {column.index: key for key, column in placed.items()}
    return SheetTable(
        ledger=head.ledger,
        file=sheet.file,
        sheet=sheet.name,
        placed=placed,
        unit_line=next(
            (unit for line in unit_lines(sheet, head) if (unit := money_unit(line))), None
        ),
        numbers=numbers,
        kinds=kinds,
        bands=bands_above(kinds, texts),
        texts=texts,
        values=values,
        declared=declarations(kinds, texts, numbers, _counts_beside(kinds, rows, layout)),
        summed={
            column.key: [(part, _column(rows, part, head.ledger)) for part in parts]
            for column in head.ledger.columns
            if column.key not in placed and (parts := head.parts_of(column.key))
        },
        by_month={
            (column.key, month): (column, _column(rows, column, head.ledger))
            for month, column in head.by_month
        },
        parents=parents,
        shared=frozenset(
            (position[row], at_cell[column])
            for row, column in _merged_down(sheet, head)
            if row in position and column in at_cell and (row, column) not in down
        ),
        struck=_marked(sheet.struck, position, at_cell),
        partly_struck=_marked(sheet.partly_struck, position, at_cell),
        comments={
            (position[row], at_cell[column]): mask(comment)
            for (row, column), comment in sheet.comments.items()
            if row in position and column in at_cell
        },
        hidden=frozenset(position[row] for row in sheet.hidden_rows if row in position),
    )


def continues(sheet: Sheet, head: Head, end: int) -> int | None:
    """
    Return the first row above *end* that no head of its own sheet covers, and that fits under the
    head of the sheet before; None where no row does.

    Such a row is a project, has all that the head asks for, and fills a third of its columns.
    """
    layout = _layout(head)
    types = {column.key: column.type for column in head.ledger.columns}
    needed = {column.key for column in head.needed}
    for index, row in enumerate(sheet.rows[:end]):
        filled = {
            column.key
            for column in head.placed
            if column.index < len(row) and not is_empty(row[column.index])
        }
        figures = [
            row[column.index]
            for column in head.placed
            if column.key in filled and types[column.key] in AMOUNTS
        ]
        if (
            needed & {column.key for column in head.placed} <= filled
            and 3 * len(filled) >= len(head.placed)
            and all(re.search(r"\d", as_text(figure)) for figure in figures)
            and row_kinds.kind_of(row, layout) is Kind.PROJECT
        ):
            return index
    return None


def _layout(head: Head) -> Layout:
    placed = {column.key: column.index for column in head.placed}
    types = {column.key: column.type for column in head.ledger.columns}
    name = placed.get("project_name", head.placed[0].index)
    band = head.ledger.band_column
    titles = head.ledger.column(band).values.values() if band else []
    return Layout(
        lead=min(placed.values()),
        name=name,
        words=tuple(
            index
            for key, index in placed.items()
            if types[key] not in SUMMED and index != name and key not in {"serial", "remark"}
        ),
        titles=frozenset(
            fold(spelling) for spellings in titles for spelling in spellings if len(spelling) > 2
        ),
    )


def _kinds(
    sheet: Sheet,
    repeats: Sequence[Head],
    indices: Sequence[int],
    rows: Sequence[Sequence[Cell]],
    layout: Layout,
) -> list[Kind]:
    in_heads = {row for again in repeats for row in range(again.top, again.bottom + 1)}
    kinds = [
        Kind.HEAD
        if index in in_heads
        else Kind.UNKNOWN
        if is_of_another_table(row)
        else row_kinds.kind_of(row, layout)
        for index, row in zip(indices, rows, strict=True)
    ]
    struck = {
        at
        for at, (index, kind) in enumerate(zip(indices, kinds, strict=True))
        if (index, layout.name) in sheet.struck and kind is Kind.PROJECT
    }
    return row_kinds.settled(kinds, rows, struck)


def _merged_down(sheet: Sheet, head: Head) -> dict[tuple[int, int], tuple[int, int]]:
    """Each cell below the first of a merge that is one column wide, with that first cell."""
    return {
        (row, merge.left): (merge.top, merge.left)
        for merge in sheet.merges
        if merge.left == merge.right and merge.top > head.bottom
        for row in range(merge.top + 1, min(merge.bottom, len(sheet.rows) - 1) + 1)
    }


def _filled_down(sheet: Sheet, head: Head) -> dict[tuple[int, int], Cell]:
    """
    Forward fill, but only inside a merge that is one column wide: 责任单位 for three rows.

    An amount merged over three rows is one amount, and not three.
    """
    types = {column.key: column.type for column in head.ledger.columns}
    amounts = {column.index for column in head.placed if types[column.key] in AMOUNTS}
    amounts |= {column.index for _, column in head.by_month if types[column.key] in AMOUNTS}
    return {
        cell: sheet.rows[top][left]
        for cell, (top, left) in _merged_down(sheet, head).items()
        if left not in amounts and left < len(sheet.rows[top])
    }


def _filled(row: Sequence[Cell], down: dict[int, Cell] | None) -> Sequence[Cell]:
    """A row with what is merged into it from above, by column."""
    if not down:
        return row
    filled = [*row, *[None] * (1 + max(down) - len(row))]
    for column, cell in down.items():
        filled[column] = cell if is_empty(filled[column]) else filled[column]
    return filled


def _column(rows: Sequence[Sequence[Cell]], column: Placed, ledger: Ledger) -> list[Cell]:
    """One column's cells; what could tell a person by number is masked before it is kept."""
    index = column.index
    cells = [row[index] if index < len(row) else None for row in rows]
    is_amount = ledger.column(column.key).type in AMOUNTS
    masked: list[Cell] = []
    masked += masked_cells(cells, numbers=not is_amount)
    return masked


def _counts_beside(
    kinds: Sequence[Kind], rows: Sequence[Sequence[Cell]], layout: Layout
) -> list[int | None]:
    """The number of projects where a total has it in the column of names: 合计 | 95个."""
    counts: list[int | None] = [None] * len(kinds)
    for at, (kind, row) in enumerate(zip(kinds, rows, strict=True)):
        if kind in {Kind.TOTAL, Kind.BAND} and layout.name < len(row):
            match = re.fullmatch(r"(?:共|计)?(\d+)[个项]?", fold(as_text(row[layout.name])))
            counts[at] = int(match[1]) if match and layout.name != layout.lead else None
    return counts


def _parents(
    ledger: Ledger,
    placed: dict[str, Placed],
    kinds: Sequence[Kind],
    rows: Sequence[Sequence[Cell]],
    indices: Sequence[int],
    down: dict[tuple[int, int], Cell],
) -> dict[int, tuple[int, str]]:
    """
    The rows that may be parts of a project above them, in a ledger whose row is a project.

    A part's name is merged with the one above (“merged”), its serial goes below that project's
    (1-1, (1), ①: “numbered”), or it has none among rows that have (“blank”).
    """
    if ledger.key != ("project_key",) or "project_name" not in placed:
        return {}
    name = placed["project_name"].index
    serial = placed["serial"].index if "serial" in placed else None
    serials = [
        as_text(row[serial]).strip() if serial is not None and serial < len(row) else ""
        for row in rows
    ]
    numbered = [_is_number(text) for text in serials]
    projects = [at for at, kind in enumerate(kinds) if kind is Kind.PROJECT]
    is_numbered = sum(numbered[at] for at in projects) >= LEAST_NUMBERED_SHARE * len(projects)
    found: dict[int, tuple[int, str]] = {}
    parent: int | None = None
    for at, kind in enumerate(kinds):
        if kind in {Kind.BAND, Kind.HEAD}:
            parent = None
        elif kind is Kind.PROJECT:
            if parent is None or (numbered[at] and (indices[at], name) not in down):
                parent = at
                continue
            reason = _reason(serials[at], serials[parent])
            if (indices[at], name) in down:
                found[at] = (parent, "merged")
            elif reason == "numbered" or (reason == "blank" and is_numbered):
                found[at] = (parent, reason)
            else:
                parent = at
    return found


def _reason(serial: str, of_parent: str) -> str:
    if not serial:
        return "blank" if of_parent else ""
    match = _SUB_SERIAL.match(fold(serial))
    if _CIRCLED.match(serial) or (match and match[1] is None):
        # ① and (1) number parts beneath a project that has a number, and projects elsewhere.
        return "numbered" if _is_number(of_parent) else ""
    return "numbered" if match and match[1] == of_parent else ""


def _is_number(serial: str) -> bool:
    return serial.isdecimal() and serial.isascii()


def _marked(
    cells: frozenset[tuple[int, int]], position: dict[int, int], at_cell: dict[int, str]
) -> frozenset[tuple[int, str]]:
    return frozenset(
        (position[row], at_cell[column])
        for row, column in cells
        if row in position and column in at_cell
    )


def unit_lines(sheet: Sheet, head: Head) -> list[str]:
    """What the rows above the head say behind 单位, nearest first: 万元、个、%."""
    return [
        match[1]
        for row in reversed(sheet.rows[: head.top])
        for cell in row
        # “报送部门：×× 单位：万元” may stand in one cell, and 单 位 be spaced out.
        for words in (as_text(cell), *as_text(cell).split(), *re.split(r"\s{2,}", as_text(cell)))
        if (match := _UNIT_LINE.search(fold(words)))
    ]
