"""Cut a ledger's table out of a sheet, column by column, and tell what each of its rows is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.domain.privacy import mask, masked_cells
from briefing.domain.units import fold, money_units
from briefing.ledgers.cut import nothing_told, row_kinds
from briefing.ledgers.cut.body import SUMMED, Body, amount_columns
from briefing.ledgers.cut.of_which import WORD, further_parts
from briefing.ledgers.cut.outline import Declared, bands_above, declarations
from briefing.ledgers.cut.row_kinds import RowKind, RowLayout
from briefing.ledgers.heads.table_head import AMOUNTS
from briefing.ledgers.heads.vocabulary import is_of_another_table
from briefing.workbooks.sheet import Cell, Sheet, as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.ledgers.dictionary import Ledger
    from briefing.ledgers.heads.table_head import Head, Placed

# Where fewer rows have a serial, a row without one need not be a part.
LEAST_NUMBERED_SHARE = 0.5
# A row above a head that fills this share of its columns is one of its rows.
LEAST_FILLED_SHARE = 0.5
_CIRCLED = re.compile(r"^[①-⑳⑴-⒇]$")
_SUB_SERIAL = re.compile(r"^(?:(\d+)[-.]\d+|\(\d+\))$")
# 单位：万元、个、% but not 责任单位：县水利局, 由单位自筹500万元 or 报送单位：元谋县….
_UNIT_LINE = re.compile(
    r"(?:^|计量|金额|[^\u4e00-\u9fff])单位[:为]?(?:人民币)?((?:(?:亿元|[千百]?万元|千元|元|%|[个项件次天名人户处家座亩吨]|公里|平方米|[千兆]瓦)[、,/]?)+)"
)


@dataclass(frozen=True)
class SheetTable:
    """
    One ledger's table in one sheet, as sent.

    `numbers`, `kinds`, `bands`, `texts` and every list in `values` and `by_month` have one entry
    for each row that is not empty. Positions count these rows from 0; row numbers are those that a
    clerk sees.
    """

    ledger: Ledger
    file: str
    sheet: str
    placed: dict[str, Placed]
    unit_line: str | None
    # The titles of the table, the nearest first: lines above its head, then the sheet's name.
    titles: tuple[str, ...]
    numbers: list[int]
    kinds: list[RowKind]
    bands: list[str]
    texts: list[str]
    values: dict[str, list[Cell]]
    declared: list[Declared]
    # Columns that the sheet lacks: the columns that add up to each, or the two whose difference it is
    # (`growth_of` of the dictionary).
    summed: dict[str, list[tuple[Placed, list[Cell]]]] = field(default_factory=dict)
    # Columns of the year's other months: (key, month) to their cells.
    by_month: dict[tuple[str, int], tuple[Placed, list[Cell]]] = field(default_factory=dict)
    # Rows that may be parts: the position of their project, and the reason.
    parents: dict[int, tuple[int, str]] = field(default_factory=dict)
    # (position, key) of amounts merged over rows, except the first row, or over columns.
    shared: frozenset[tuple[int, str]] = frozenset()
    struck: frozenset[tuple[int, str]] = frozenset()
    partly_struck: frozenset[tuple[int, str]] = frozenset()
    comments: dict[tuple[int, str], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()


def cut(sheet: Sheet, head: Head, repeats: Sequence[Head], start: int, end: int) -> SheetTable:
    """Cut one table out of its sheet: its title begins at row *start*, its rows end before *end*."""
    placed = {column.key: column for column in head.placed}
    layout = _layout(head)
    body = Body(sheet, head, end)
    kinds = _kinds(sheet, repeats, body, layout, amount_columns(head))
    texts = [
        "" if kind is RowKind.PROJECT else mask(row_kinds.label(body.row(at), layout))
        for at, kind in enumerate(kinds)
    ]
    if (nothing := nothing_told.row_of_nothing(kinds, body, head)) is not None:
        kinds[nothing[0]], texts[nothing[0]] = RowKind.NOTE, nothing[1]
    for at in further_parts(kinds, texts, body.row, amount_columns(head)):
        kinds[at], texts[at] = RowKind.TOTAL, f"{WORD}{texts[at]}"
    numbers = [index + 1 for index in body.indices]
    parents = _parents(head.ledger, placed, kinds, texts, body)
    for at in parents:
        kinds[at] = RowKind.PART
    values = {key: _column(body, column, head.ledger) for key, column in placed.items()}
    at_cell = {column.index: key for key, column in placed.items()}
    amounts = amount_columns(head)
    return SheetTable(
        ledger=head.ledger,
        file=sheet.file,
        sheet=sheet.name,
        placed=placed,
        unit_line=own_unit(sheet, head, 0),
        titles=_titles(sheet, range(start, head.top)),
        numbers=numbers,
        kinds=kinds,
        bands=bands_above(kinds, texts),
        texts=texts,
        values=values,
        declared=declarations(kinds, texts, numbers, _counts_beside(kinds, body, layout)),
        summed={
            column.key: [(part, _column(body, part, head.ledger)) for part in parts]
            for column in head.ledger.columns
            if column.key not in placed and (parts := head.parts_of(column.key))
        },
        by_month={
            (column.key, month): (column, _column(body, column, head.ledger))
            for month, column in head.by_month
        },
        parents=parents,
        shared=frozenset(
            _placed([*body.merged, *_merged_across(sheet, head)], body, amounts).values()
        ),
        struck=frozenset(_placed(sheet.struck, body, at_cell).values()),
        partly_struck=frozenset(_placed(sheet.partly_struck, body, at_cell).values()),
        comments={
            at: mask(sheet.comments[cell])
            for cell, at in _placed(sheet.comments, body, at_cell).items()
        },
        hidden=frozenset(body.positions(sheet.hidden_rows)),
    )


def _titles(sheet: Sheet, rows: range) -> tuple[str, ...]:
    """Return the titles above a head, the nearest first, and the sheet's name."""
    above = [[as_text(cell) for cell in sheet.rows[row] if not is_empty(cell)] for row in rows]
    lines = [texts[0] for texts in reversed(above) if row_kinds.is_title_line(texts)]
    return tuple(mask(" ".join(line.split())) for line in (*lines, sheet.name))


def continues(sheet: Sheet, head: Head) -> int | None:
    """
    Return the first row of a sheet without a head that fits under the head of another sheet; None
    where no row does.

    Such a row is a project, fills all needed columns, and a third of all columns.
    """
    layout = _layout(head)
    types = {column.key: column.type for column in head.ledger.columns}
    needed = {column.key for column in head.needed}
    for index, row in enumerate(sheet.rows):
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
            and row_kinds.kind_of(row, layout) is RowKind.PROJECT
        ):
            return index
    return None


def _layout(head: Head) -> RowLayout:
    placed = {column.key: column.index for column in head.placed}
    types = {column.key: column.type for column in head.ledger.columns}
    name = placed.get("project_name", head.placed[0].index)
    band = head.ledger.band_column
    titles = head.ledger.column(band).values.values() if band else []
    return RowLayout(
        lead=min(placed.values()),
        name=name,
        words=tuple(
            index
            for key, index in placed.items()
            if types[key] not in SUMMED and index != name and key not in {"serial", "remark"}
        ),
        titles=frozenset(
            word
            for spellings in titles
            for spelling in spellings
            for word in (fold(spelling), f"【{fold(spelling)}】")
            if len(word) > 2
        ),
    )


def _kinds(
    sheet: Sheet, repeats: Sequence[Head], body: Body, layout: RowLayout, amounts: Iterable[int]
) -> list[RowKind]:
    leads = body.column(layout.lead)
    kinds = row_kinds.kinds_of(leads, body.column(layout.name), body.row, layout)
    for at, lead in enumerate(leads):
        # No head begins with a number.
        if not isinstance(lead, float | int) and is_of_another_table(body.row(at)):
            kinds[at] = RowKind.UNKNOWN
    for again in repeats:
        for at in body.positions(range(again.top, again.bottom + 1)):
            kinds[at] = RowKind.HEAD
    names = [row for row, column in sheet.struck if column == layout.name]
    struck = {at for at in body.positions(names) if kinds[at] is RowKind.PROJECT}
    unknown = row_kinds.rows_of(kinds, RowKind.UNKNOWN)
    titles = _titles_of_rows(sheet, body, layout, unknown, amounts)
    return row_kinds.settled(kinds, body.row, struck, titles)


def _titles_of_rows(
    sheet: Sheet, body: Body, layout: RowLayout, rows: Iterable[int], amounts: Iterable[int]
) -> set[int]:
    """
    Return the positions of rows that can only be the title of those below: a single text, merged
    over serials and names, or with sums beside it.
    """
    merged = {
        merge.top
        for merge in sheet.merges
        if merge.top == merge.bottom and merge.left <= layout.lead < layout.name <= merge.right
    }
    found = set()
    for at in rows:
        cells = body.row(at)
        has_sums = any(isinstance(cells[key], float | int) for key in amounts if key < len(cells))
        is_merged = body.indices[at] in merged
        if row_kinds.is_lone_text(cells, layout) and (is_merged or has_sums):
            found.add(at)
    return found


def _merged_across(sheet: Sheet, head: Head) -> set[tuple[int, int]]:
    """Return the amounts that a merge of several columns covers; it is unclear whose number it is."""
    amounts = amount_columns(head)
    return {
        (row, column)
        for merge in sheet.merges
        if merge.left < merge.right and merge.top > head.bottom
        for row in range(merge.top, min(merge.bottom, len(sheet.rows) - 1) + 1)
        for column in amounts
        if merge.left <= column <= merge.right
    }


def _column(body: Body, column: Placed, ledger: Ledger) -> list[Cell]:
    """Return one column's cells, with numbers that identify a person masked."""
    is_amount = ledger.column(column.key).type in AMOUNTS
    masked: list[Cell] = []
    masked += masked_cells(body.column(column.index), numbers=not is_amount)
    return masked


def _counts_beside(kinds: Sequence[RowKind], body: Body, layout: RowLayout) -> list[int | None]:
    """Return the counts that bands and totals have in the column of names: 合计 | 95个."""
    counts: list[int | None] = [None] * len(kinds)
    for at in row_kinds.rows_of(kinds, RowKind.TOTAL, RowKind.BAND):
        row = body.row(at)
        if layout.name < len(row):
            match = re.fullmatch(r"(?:共|计)?(\d+)[个项]?", fold(as_text(row[layout.name])))
            counts[at] = int(match[1]) if match and layout.name != layout.lead else None
    return counts


def _parents(
    ledger: Ledger,
    placed: dict[str, Placed],
    kinds: Sequence[RowKind],
    texts: Sequence[str],
    body: Body,
) -> dict[int, tuple[int, str]]:
    """
    Return the rows that may be parts of the project above, in a ledger of projects, with a reason.

    “merged”: the name is merged with the one above. “numbered”: the serial continues that of the
    project (1-1, (1), ①). “blank”: there is no serial, though other rows have one. After 其中：…
    directly below the project, it and the rows without a serial are “numbered” parts.
    """
    if ledger.key != ("project_key",) or "project_name" not in placed:
        return {}
    name = placed["project_name"].index
    serials: list[Cell] = [None] * len(body)
    serials = body.column(placed["serial"].index) if "serial" in placed else serials
    numbered = [
        # Most serials are numbers, which need not be written out.
        (isinstance(serial, float) and serial > 0 and serial.is_integer())
        or _is_number(as_text(serial).strip())
        for serial in serials
    ]
    projects = row_kinds.rows_of(kinds, RowKind.PROJECT)
    is_numbered = sum(numbered[at] for at in projects) >= LEAST_NUMBERED_SHARE * len(projects)
    found: dict[int, tuple[int, str]] = {}
    if all(numbered[at] for at in projects) and not body.merged:
        return found
    parent: int | None = None
    of_which: int | None = None
    for at, kind in enumerate(kinds):
        if kind is RowKind.BAND or kind is RowKind.HEAD:
            parent = None
        elif kind is RowKind.TOTAL:
            begins = parent == at - 1 and row_kinds.is_of_which(texts[at])
            of_which = at if begins else of_which
        elif kind is RowKind.PROJECT:
            is_merged = body.is_filled_down(body.indices[at], name)
            if parent is None or (numbered[at] and not is_merged):
                parent, of_which = at, None
                continue
            reason = _reason(as_text(serials[at]).strip(), as_text(serials[parent]).strip())
            if is_merged:
                found[at] = (parent, "merged")
            elif reason == "numbered" or (reason == "blank" and is_numbered):
                begun = {} if of_which is None else {of_which: (parent, "numbered")}
                found |= begun | {at: (parent, "numbered" if begun else reason)}
            else:
                parent, of_which = at, None
    return found


def _reason(serial: str, of_parent: str) -> str:
    """Tell why a serial below a project's may be that of a part; “” where it is not."""
    if not serial:
        return "blank" if of_parent else ""
    match = _SUB_SERIAL.match(fold(serial))
    if _CIRCLED.match(serial) or (match and match[1] is None):
        # ① and (1) number parts below a project with a number, and projects elsewhere.
        return "numbered" if _is_number(of_parent) else ""
    return "numbered" if match and match[1] == of_parent else ""


def _is_number(serial: str) -> bool:
    return serial.isdecimal() and serial.isascii()


def _placed(
    cells: Iterable[tuple[int, int]], body: Body, at_cell: dict[int, str]
) -> dict[tuple[int, int], tuple[int, str]]:
    """Map the cells of the sheet that are in the table to their positions and keys."""
    return {
        (row, column): (at, at_cell[column])
        for row, column in cells
        if column in at_cell and (at := body.position(row)) is not None
    }


def rows_above(sheet: Sheet, head: Head) -> list[int]:
    """
    Return the rows above a sheet's first head, counted from 0, that look like its projects: a head
    was lost, or moved down into its rows.
    """
    layout, amounts = _layout(head), amount_columns(head)
    enough = max(1, len(amounts) // 2)
    return [
        index
        for index, row in enumerate(sheet.rows[: head.top])
        if row_kinds.kind_of(row, layout) is RowKind.PROJECT
        and sum(isinstance(row[at], float | int) for at in amounts if at < len(row)) >= enough
        and sum(not is_empty(cell) for cell in row) >= LEAST_FILLED_SHARE * len(head.placed)
    ]


def own_unit(sheet: Sheet, head: Head, top: int) -> str | None:
    """
    Return the unit of money after 单位 in the rows from *top* down to a head, the nearest; None
    where there is none, or where there are two: 亿元、万元.
    """
    named = (
        money_units(match[1])
        for row in reversed(sheet.rows[top : head.top])
        for cell in row
        # “报送部门：×× 单位：万元” may be in one cell, and 单 位 may be written with a space.
        for words in (as_text(cell), *as_text(cell).split(), *re.split(r"\s{2,}", as_text(cell)))
        if (match := _UNIT_LINE.search(fold(words)))
    )
    units = next((units for units in named if units), set())
    return units.pop() if len(units) == 1 else None
