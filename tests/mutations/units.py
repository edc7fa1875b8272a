"""Change, remove, contradict and restate units."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

from briefing.domain.units import MONEY_FACTORS_WAN, money_unit
from briefing.workbooks.sheet import as_text
from tests.mutations.draft import Draft, doubtful, harmless
from tests.mutations.page import NotHere, Page, Part, Shown, header, one_of, own_headers, rename

UNITS = tuple(MONEY_FACTORS_WAN)
_UNIT = re.compile("亿元|千万元|百万元|万元|千元|元")


def _unit_cells(page: Page, part: Part) -> list[tuple[int, int]]:
    rows = [page.row(r) for r in page.there([*part.above, *part.head])]
    return [
        (row, column)
        for row in rows
        for column, cell in enumerate(page.rows[row])
        if isinstance(cell, str) and money_unit(cell) and ("单位" in cell or row not in rows[:1])
    ]


@doubtful
def change_unit(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row, column = one_of(_unit_cells(page, part), chance)
    text = as_text(page.rows[row][column])
    match = one_of(list(_UNIT.finditer(text)), chance)
    other = chance.choice([unit for unit in UNITS if unit != match[0]])
    page.rows[row][column] = text[: match.start()] + other + text[match.end() :]


@doubtful
def remove_unit(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row, column = one_of(_unit_cells(page, part), chance)
    text = as_text(page.rows[row][column])
    page.rows[row][column] = (
        re.sub(r"[（(][^（）()]*元[）)]|(?:计量)?单位[：:].*", "", text) or None
    )


@doubtful
def contradict_unit(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row, column = one_of(_unit_cells(page, part), chance)
    page.rows[row][column] = as_text(page.rows[row][column]) + f"（{chance.choice(UNITS)}）"


@doubtful
def contradict_unit_of_leaf(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    at = one_of([a for a in part.of_type("money") if a in page.column_ids], chance)
    if money_unit(as_text(page.rows[header(page, part, at)[0]][page.column(at)])):
        raise NotHere
    rename(page, part, at, lambda text: f"{text}（{chance.choice(UNITS)}）")


@harmless
def restate_unit(draft: Draft, chance: Random) -> None:
    """Say a column in another unit, with all its amounts."""
    _, page, part = draft.part(chance)
    found = [
        (at, row, column)
        for at, row, column in own_headers(page, part, part.of_type("money"))
        if column == page.column(at) and money_unit(as_text(page.rows[row][column]))
    ]
    _, row, column = one_of(found, chance)
    old = money_unit(as_text(page.rows[row][column]))
    assert old
    new = chance.choice([unit for unit in ("亿元", "万元", "元") if unit != old])
    factor = MONEY_FACTORS_WAN[old] / MONEY_FACTORS_WAN[new]
    page.rows[row][column] = _UNIT.sub(new, as_text(page.rows[row][column]))
    for number in part.kinds:
        if number in page.row_ids:
            place = page.row(number)
            cell = page.rows[place][column]
            if isinstance(cell, float | int) and not isinstance(cell, bool):
                page.rows[place][column] = float(Decimal(as_text(cell)) * factor)
            elif isinstance(cell, Shown) or (
                isinstance(cell, str) and re.search(r"\d", cell) and "个" not in cell
            ):
                raise NotHere
