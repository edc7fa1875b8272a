"""Drop, repeat, move and rename columns."""

from __future__ import annotations

import re
from random import Random

from briefing.domain.units import money_unit
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text, is_empty
from tests.mutations.draft import MONTHLY, YTD, Draft, doubtful, harmless, lose, telling
from tests.mutations.page import NotHere, header, one_of, own_headers, rename


@telling
def drop_column(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of([at for at in part.columns if at in page.column_ids], chance)
    lose(draft, page, at)
    page.delete_column(page.column(at))


@doubtful
def duplicate_column(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of([at for at in part.columns if at in page.column_ids], chance)
    column = page.column(at)
    cells = [row[column] for row in page.rows]
    if chance.random() < 0.5:
        places = [page.row(r) for r in page.there(part.rows(RowKind.PROJECT))]
        for place in places:
            if isinstance(cells[place], float | int):
                cells[place] = cells[place] * 2 + 1  # type: ignore[operator]
    head = [page.row(r) for r in page.there(part.head)]
    row, own = header(page, part, at)
    for place in head:
        cells[place] = None
    cells[row] = page.rows[row][own]
    page.insert_column(chance.choice([column + 1, len(page.column_ids)]), cells)


@harmless
def reorder_columns(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    heads = {page.row(r) for part in page.parts for r in page.there(part.head)}
    rows = {page.row(r) for part in page.parts for r in page.there(part.rows(RowKind.PROJECT))}
    if any(a.left < a.right and rows & {a.top, a.bottom} for a in page.merges):
        raise NotHere
    heads |= {row for row, number in enumerate(page.row_ids) if number is None}
    page.merges = [a for a in page.merges if a.left == a.right or a.top in heads]
    blocks: list[list[int]] = []
    for column in range(len(page.column_ids)):
        joined = any(a.left < column <= a.right for a in page.merges)
        (blocks[-1].append if joined and blocks else lambda c: blocks.append([c]))(column)
    tail = blocks[1:]
    chance.shuffle(tail)
    page.permute([column for block in [blocks[0], *tail] for column in block])
    # Title and unit stand where they stood; only bands and totals have cells to the right.
    for row in {r for part in page.parts for r in page.there(part.above)}:
        cells = [cell for cell in page.rows[page.row(row)] if not is_empty(cell)]
        page.rows[page.row(row)] = (cells + [None] * len(page.column_ids))[: len(page.column_ids)]


@harmless
def rename_to_synonym(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of(
        [a for a, key in part.columns.items() if a in page.column_ids and "@" not in key], chance
    )
    column = part.ledger.column(part.columns[at])
    month = draft.month
    spellings = [
        h.format(month=month.number, year=month.year, last_year=month.year - 1)
        for h in (column.label, *column.headers)
        if "/" not in h
    ]
    if column.key == MONTHLY and YTD in part.summed:
        # Without its number a month cannot be added up: 本月 may be last month's.
        spellings = [spelling for spelling in spellings if f"{month.number}月" in spelling]
    if not spellings:
        raise NotHere
    spelling = chance.choice(spellings)

    def renamed(before: str) -> str:
        unit = re.search(r"[（(][^（）()]*元[）)]$", before)
        return spelling + (unit[0] if unit else "")

    rename(page, part, at, renamed)


@telling
def rename_nearly(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of([at for at in part.columns if at in page.column_ids], chance)
    ending = chance.choice(["情况", "明细", "数额", "（含税）", "2"])
    rename(page, part, at, lambda before: before + ending)
    lose(draft, page, at)


@telling
def rename_wrongly(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of([at for at in part.columns if at in page.column_ids], chance)
    rename(page, part, at, lambda _: chance.choice(["审核意见", "联系电话", "", "—", "列1"]))
    lose(draft, page, at)


@doubtful
def rename_as_another(draft: Draft, chance: Random) -> None:
    """Give a money column the name of another one of its ledger, there or not."""
    _, page, part = draft.part(chance)
    at = one_of([a for a in part.of_type("money") if a in page.column_ids], chance)
    key = part.columns[at].partition("@")[0]
    others = [c for c in part.ledger.columns if c.type == "money" and c.key != key]
    other = one_of(others, chance)
    unit = money_unit(as_text(page.rows[header(page, part, at)[0]][page.column(at)]))
    rename(page, part, at, lambda _: other.label + (f"（{unit}）" if unit else ""))
    lose(draft, page, at)
    # What the ledger never had cannot be held against anything: the name is all that is known.
    if not any(other.key in (*each.columns.values(), *each.summed) for each in page.parts):
        draft.blurred.add((part.ledger.id, other.key))


def _swap_headers(draft: Draft, chance: Random, *types: str) -> None:
    _, page, part = draft.part(chance)
    found = own_headers(page, part, part.of_type(*types))
    found = [(at, row, column) for at, row, column in found if column == page.column(at)]
    if len(found) < 2:
        raise NotHere
    (_, top, left), (_, row, column) = chance.sample(found, 2)
    page.rows[top][left], page.rows[row][column] = page.rows[row][column], page.rows[top][left]


@doubtful
def swap_money_headers(draft: Draft, chance: Random) -> None:
    _swap_headers(draft, chance, "money")


@doubtful
def swap_percent_headers(draft: Draft, chance: Random) -> None:
    _swap_headers(draft, chance, "percent")


@doubtful
def wrong_month_in_header(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    month = f"{draft.month.number}月"
    found = [
        (row, column)
        for _, row, column in own_headers(page, part, part.of_type("money"))
        if month in as_text(page.rows[row][column])
    ]
    row, column = one_of(found, chance)
    other = chance.choice([n for n in range(1, 13) if n != draft.month.number])
    page.rows[row][column] = as_text(page.rows[row][column]).replace(month, f"{other}月")


@harmless
def space_header(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of([at for at in part.columns if at in page.column_ids], chance)
    joint = chance.choice(["\n", " ", "　", "\xa0"])
    rename(page, part, at, lambda text: text[:2] + joint + text[2:])


@harmless
def widen_header(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of([at for at in part.columns if at in page.column_ids], chance)
    pairs = chance.choice(["()（）", "（）()", "--——", "（）[]"])
    table = str.maketrans(pairs[: len(pairs) // 2], pairs[len(pairs) // 2 :])
    rename(page, part, at, lambda text: text.translate(table))
