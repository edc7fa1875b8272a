"""Delete, repeat, split, sort and number rows; add a second table."""

from __future__ import annotations

from random import Random

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import Cell, as_text
from tests.mutations.draft import Draft, doubtful, harmless, telling
from tests.mutations.page import NotHere, Page, Part, Shown, one_of


@harmless
def blank_rows(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = page.row(one_of(page.there(part.kinds), chance))
    if any(area.top < at <= area.bottom for area in page.merges):
        raise NotHere
    for _ in range(chance.randint(1, 2)):
        page.insert_row(at, [])


@harmless
def blank_columns(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    page.insert_column(chance.randint(0, len(page.column_ids)))


@telling
def delete_row(draft: Draft, chance: Random) -> None:
    file, page, part = draft.part(chance)
    row = one_of(page.there(part.rows(RowKind.PROJECT)), chance)
    _drop(draft, file, page, part, row)


def _drop(draft: Draft, file: str, page: Page, part: Part, row: int) -> None:
    at = page.row(row)
    amounts = part.of_type("money", "count", "percent")
    is_shared = any(
        a.top <= at <= a.bottom and a.top < a.bottom and page.column_ids[a.left] in amounts
        for a in page.merges
    )
    if RowKind.PART in part.kinds.values() or is_shared:
        raise NotHere
    page.delete_row(at)
    draft.gone.add((file, page.sound_name, row))


@telling
def cut_bottom(draft: Draft, chance: Random) -> None:
    """The file was cut off: the last rows are gone, and the total with them."""
    file, page = draft.page(chance)
    part = page.parts[-1]
    projects = page.there(part.rows(RowKind.PROJECT))
    if len(projects) < 3:
        raise NotHere
    last = page.row(chance.choice(projects[1:-1]))
    if any(area.top <= last < area.bottom for area in page.merges):
        raise NotHere
    copies = [
        row for row, n in zip(page.rows, page.row_ids, strict=True) if n is None and any(row)
    ]
    if any(row in page.rows[last:] for row in copies):
        raise NotHere
    for row in [r for r in projects if page.row(r) > last]:
        _drop(draft, file, page, part, row)
    while len(page.rows) > last + 1:
        page.delete_row(len(page.rows) - 1)


@doubtful
def duplicate_row(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    rows = page.there(part.rows(RowKind.PROJECT))
    row = one_of(rows, chance)
    at = page.row(chance.choice([row, rows[-1]])) + 1
    if any(area.top < at <= area.bottom for area in page.merges):
        raise NotHere
    page.insert_row(at, list(page.rows[page.row(row)]))
    # From now on neither is the row that it was.
    page.row_ids[page.row(row)] = None


@doubtful
def split_row(draft: Draft, chance: Random) -> None:
    """One project on two lines: its words and its amounts apart, or each amount in two."""
    _, page, part = draft.part(chance)
    row = one_of(page.there(part.rows(RowKind.PROJECT)), chance)
    place = page.row(row)
    if any(area.top <= place <= area.bottom for area in page.merges):
        raise NotHere
    amounts = [page.column(a) for a in part.of_type("money", "count") if a in page.column_ids]
    named = [
        page.column(a)
        for a, key in part.columns.items()
        if key in {"project_name", "project_code", "serial"} and a in page.column_ids
    ]
    if not any(page.rows[place][a] for a in amounts):
        raise NotHere
    second: list[Cell] = list(page.rows[place])
    way = chance.choice(["apart", "halves", "nameless halves"])
    for column, cell in enumerate(page.rows[place]):
        if way == "apart":
            page.rows[place][column] = None if column in amounts else cell
            second[column] = cell if column in amounts else None
        elif column in amounts and isinstance(cell, float | int):
            page.rows[place][column] = second[column] = cell / 2
        elif way == "nameless halves" and column in named:
            second[column] = None
    page.insert_row(place + 1, second)
    page.row_ids[place] = None


@harmless
def delete_total(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    page.delete_row(page.row(one_of(page.there(part.rows(RowKind.TOTAL)), chance)))


@harmless
def move_total(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    totals = page.there(part.rows(RowKind.TOTAL))
    if len(totals) != 1 or not page.there(part.head):
        raise NotHere
    place = page.row(totals[0])
    cells = page.rows[place]
    page.delete_row(place)
    first = page.row(page.there(part.head)[-1]) + 1
    last = page.row(page.there(part.rows(RowKind.PROJECT, RowKind.PART))[-1]) + 1
    page.insert_row(first if place >= last else last, cells, totals[0])


@doubtful
def wrong_total(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    found = [
        (page.row(row), page.column(at))
        for row in page.there(part.rows(RowKind.TOTAL, RowKind.BAND))
        for at in part.of_type("money")
        if at in page.column_ids
        and isinstance(page.rows[page.row(row)][page.column(at)], float | int)
    ]
    row, column = one_of(found, chance)
    page.rows[row][column] = float(page.rows[row][column]) * 2 + 7  # type: ignore[arg-type]


@harmless
def sort_rows(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    if set(part.kinds.values()) & {RowKind.BAND, RowKind.PART}:
        raise NotHere
    _sort(page, part, chance)


@doubtful
def sort_across_bands(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    if RowKind.BAND not in part.kinds.values() or RowKind.PART in part.kinds.values():
        raise NotHere
    _sort(page, part, chance)


def _sort(page: Page, part: Part, chance: Random) -> None:
    """Sort the rows that stand below each other, or all whatever stands between."""
    places = [page.row(row) for row in page.there(part.rows(RowKind.PROJECT))]
    if page.hidden_rows or page.struck or any(page.merged(p, c) for p in places for c in range(3)):
        raise NotHere
    if RowKind.BAND not in part.kinds.values():
        start = one_of(places, chance)
        end = start
        while end + 1 in places:
            end += 1
        places = list(range(start, end + 1))
    at = one_of([page.column(a) for a in part.columns if a in page.column_ids], chance)
    if len(places) < 2 or any(a.top in places or a.bottom in places for a in page.merges):
        raise NotHere
    lines = [(page.row_ids[p], page.rows[p]) for p in places]
    lines.sort(key=lambda line: as_text(line[1][at]), reverse=chance.random() < 0.5)
    for place, (number, cells) in zip(places, lines, strict=True):
        page.row_ids[place], page.rows[place] = number, cells


@doubtful
def sort_one_column(draft: Draft, chance: Random) -> None:
    """Sort a money column and leave the others as they are."""
    _, page, part = draft.part(chance)
    at = one_of([a for a in part.of_type("money") if a in page.column_ids], chance)
    column = page.column(at)
    places = [page.row(row) for row in page.there(part.rows(RowKind.PROJECT))]
    cells = [page.rows[place][column] for place in places]
    if len(places) < 3 or any(page.merged(p, column) for p in places):
        raise NotHere
    if any(isinstance(cell, Shown) for cell in cells):
        raise NotHere
    cells.sort(
        key=lambda cell: (
            isinstance(cell, str),
            float(cell or 0) if not isinstance(cell, str) else 0,
        )
    )
    for place, cell in zip(places, cells, strict=True):
        page.rows[place][column] = cell


@harmless
def renumber(draft: Draft, chance: Random) -> None:
    """Number the rows through, as text; only where the serial is no key."""
    _, page, part = draft.part(chance)
    at = next((a for a, key in part.columns.items() if key == "serial"), None)
    if at is None or "serial" in part.ledger.key or RowKind.PART in part.kinds.values():
        raise NotHere
    form = chance.choice(["{}", "{}.0", "{:02d}", "{}、"])
    for number, row in enumerate(page.there(part.rows(RowKind.PROJECT)), 1):
        page.rows[page.row(row)][page.column(at)] = form.format(number)


@doubtful
def second_table(draft: Draft, chance: Random) -> None:
    """A table of something else below ours, or at its right."""
    _, page, part = draft.part(chance)
    lines: list[list[Cell]] = [
        ["责任单位", "项目个数", "投资合计"],
        ["县水利局", 3.0, 1200.0],
        ["县交通局", 4.0, 3400.0],
    ]
    if chance.random() < 0.5:
        for cells in [[], ["各单位情况"], *lines]:
            page.insert_row(len(page.rows), list(cells))
    else:
        start = page.row(one_of(page.there(part.head), chance))
        width = len(page.column_ids)
        for _ in range(4):
            page.insert_column(len(page.column_ids))
        while len(page.rows) < start + len(lines):
            page.insert_row(len(page.rows), [])
        for row, cells in enumerate(lines, start):
            for column, cell in enumerate(cells, width + 1):
                page.rows[row][column] = cell
