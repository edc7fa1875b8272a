"""Change what single cells say."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from briefing.domain.units import MONEY_FACTORS_WAN, money_unit
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text
from tests.mutations.draft import STABLE, YTD, Draft, doubtful, harmless, telling
from tests.mutations.page import NotHere, Page, Part, header, one_of


@doubtful
def shift_money_down(draft: Draft, chance: Random) -> None:
    """Every cell of a money column one row further down."""
    _shift_down(draft, chance, "money")


@telling
def shift_words_down(draft: Draft, chance: Random) -> None:
    file, page, part, at, rows = _shift_down(draft, chance, "state", "date", "yes_no", "count")
    key = part.columns[at]
    said = [draft.said(file, page, part, row, key) for row in rows]
    for row, value in zip(rows, [None, *said[:-1]], strict=True):
        draft.says(file, page, part, row, key, value)


def _shift_down(draft: Draft, chance: Random, *types: str) -> Any:
    file, page, part = draft.part(chance)
    at = one_of([a for a in part.of_type(*types) if a in page.column_ids], chance)
    rows = page.there(part.rows(RowKind.PROJECT))
    places = [page.row(row) for row in rows]
    column = page.column(at)
    if len(rows) < 3 or any(page.merged(p, column) for p in places):
        raise NotHere
    cells = [page.rows[place][column] for place in places]
    if any(page.row_ids[page.row(r)] is None for r in rows) or len(set(map(str, cells))) < 3:
        raise NotHere
    for place, cell in zip(places, [None, *cells[:-1]], strict=True):
        page.rows[place][column] = cell
    return file, page, part, at, rows


@harmless
def number_as_text(draft: Draft, chance: Random) -> None:
    _, page, _, row, at = draft.cell(chance, "money", "count")
    place, column = page.row(row), page.column(at)
    value = Decimal(as_text(page.rows[place][column]))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    forms = [f"{value}", f"{value:,}", f" {value} ", f"{value}".translate(wide), f"'{value}"]
    page.rows[place][column] = chance.choice(forms)


@harmless
def amount_with_unit(draft: Draft, chance: Random) -> None:
    _, page, part, row, at = draft.cell(chance, "money")
    value = part.truth[row].get(part.columns[at])
    file = next(f for f, pages in draft.files.items() if page in pages)
    if value is None or (file, page.sound_name, row, part.columns[at]) in draft.edits:
        raise NotHere
    exact = Decimal(str(value))
    unit = chance.choice(["亿元", "万元", "元", "亿", "万"])
    known = {"亿": "亿元", "万": "万元"}.get(unit, unit)
    page.rows[page.row(row)][page.column(at)] = f"{exact / MONEY_FACTORS_WAN[known]:f}{unit}"


def _scale(draft: Draft, chance: Random, factor: Decimal) -> None:
    file, page, part, row, at = draft.cell(chance, "money")
    key = part.columns[at]
    place, column = page.row(row), page.column(at)
    said = draft.said(file, page, part, row, key)
    if said is None and "@" not in key:
        raise NotHere
    page.rows[place][column] = float(Decimal(as_text(page.rows[place][column])) * factor)
    if "@" in key and said is None:
        unit = unit_of(page, part, at)
        change = Decimal(as_text(page.rows[place][column])) * (1 - 1 / factor)
        said = 0.0
        draft.says(file, page, part, row, key, float(change * MONEY_FACTORS_WAN[unit]))
    else:
        draft.says(file, page, part, row, key, float(Decimal(str(said)) * factor))
    draft.must_warn |= key in STABLE


def unit_of(page: Page, part: Part, at: int) -> str:
    row, column = header(page, part, at)
    return money_unit(as_text(page.rows[row][column])) or "万元"


@telling
def amount_times(draft: Draft, chance: Random) -> None:
    _scale(draft, chance, Decimal(chance.choice(["10000", "10", "100", "0.1", "0.0001", "2"])))


@telling
def change_sign(draft: Draft, chance: Random) -> None:
    _scale(draft, chance, Decimal(-1))


@telling
def blank_amount(draft: Draft, chance: Random) -> None:
    file, page, part, row, at = draft.cell(chance, "money", "count", "percent")
    key = part.columns[at]
    if "@" in key:
        raise NotHere
    page.rows[page.row(row)][page.column(at)] = chance.choice([None, "—", "/", "待定", ""])
    draft.says(file, page, part, row, key, None)
    draft.must_warn |= key in STABLE


@doubtful
def spoil_amount(draft: Draft, chance: Random) -> None:
    _, page, _, row, at = draft.cell(chance, "money", "count", "percent")
    spoilt = ["#REF!", "#DIV/0!", "见附件", "500，200", "3000-5000", "5万亩", "1.2.3", "12O0"]
    page.rows[page.row(row)][page.column(at)] = chance.choice(spoilt)


@telling
def swap_amounts(draft: Draft, chance: Random) -> None:
    """Two amounts of one row, each in the other's column."""
    file, page, part, row, first = draft.cell(chance, "money")
    place = page.row(row)
    others = [
        a
        for a in part.of_type("money")
        if a != first
        and a in page.column_ids
        and isinstance(page.rows[place][page.column(a)], float | int)
    ]
    second = one_of(others, chance)
    keys = part.columns[first], part.columns[second]
    said = [draft.said(file, page, part, row, key) for key in keys]
    units = [unit_of(page, part, first), unit_of(page, part, second)]
    if any("@" in key for key in keys) or None in said or units[0] != units[1]:
        raise NotHere
    if YTD in part.summed:
        raise NotHere
    one, other = page.column(first), page.column(second)
    cells = page.rows[place]
    cells[one], cells[other] = cells[other], cells[one]
    draft.says(file, page, part, row, keys[0], said[1])
    draft.says(file, page, part, row, keys[1], said[0])
    draft.must_warn |= said[0] != said[1] and bool(set(keys) & STABLE)
