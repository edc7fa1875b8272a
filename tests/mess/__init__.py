"""
Messy counties, to test the reader of ledgers: plant known mess in a clean month, and keep the truth.

`messed` plants, `folders` writes whole counties, `variants` reads what was planted and compares it
with the truth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.money import plain
from briefing.starter.sample.chance import chance
from tests.mess import forms
from tests.mess.catalogue import BY_ID, CATALOGUE, Mess
from tests.mess.draft import NoRoom, Spot, desk
from tests.mess.page import laid_out, place

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.starter.sample.invented_county import InventedCounty
    from tests.mess.draft import Desk, Draft, File
    from tests.mess.page import Page


@dataclass(frozen=True)
class Planted:
    """One mess, and the places where it stands: file, sheet, row and column as findings name them."""

    mess: Mess
    places: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class Messed:
    """A month's files with what was planted in them, what found no room, and the truth."""

    files: tuple[File, ...]
    pages: dict[int, Page]
    planted: tuple[Planted, ...]
    left_out: tuple[str, ...]
    # By ledger: the number of `rows`, and `sums_wan` by column, as decimals in 万元.
    truth: dict[str, dict[str, object]]

    def content(self, file: File) -> bytes:
        """Write one of the files."""
        return forms.written(file, [self.pages[id(draft)] for draft in file.drafts])


def messed(world: InventedCounty, month: Month, messes: Iterable[str], seed: object) -> Messed:
    """
    Plant each of *messes*, by their ids, in a month's files; the same seed gives the same bytes.

    A mess that finds no room beside the others is left out.
    """
    wanted = set(messes)
    drafted = desk(world, month)
    spots: list[tuple[Mess, list[Spot]]] = []
    left_out = []
    for mess in CATALOGUE:
        if mess.id in wanted:
            draw = chance(seed, world.geography.folder, mess.id)
            try:
                found = mess.plant(drafted, draw)
            except NoRoom:
                left_out.append(mess.id)
                continue
            drafted.touched |= {spot.file for spot in found}
            spots.append((mess, found))
    pages = {id(draft): laid_out(draft) for file in drafted.files for draft in file.drafts}
    planted = tuple(
        Planted(mess, tuple(place(spot, pages) for spot in found)) for mess, found in spots
    )
    return Messed(tuple(drafted.files), pages, planted, tuple(left_out), _truth(drafted))


def _truth(drafted: Desk) -> dict[str, dict[str, object]]:
    old = {id(draft) for file in drafted.earlier for draft in file.drafts}
    found: dict[str, dict[str, object]] = {}
    for file in drafted.files:
        for draft in file.drafts:
            if id(draft) not in old:
                rows, sums = found.setdefault(draft.ledger, {"rows": 0, "sums_wan": {}}).values()
                found[draft.ledger] = _counted(draft, int(str(rows)), sums)
    return dict(sorted(found.items()))


def _counted(draft: Draft, rows: int, sums: object) -> dict[str, object]:
    """Add a sheet's rows and amounts to those of its ledger's other sheets."""
    before = dict(sums) if isinstance(sums, dict) else {}
    for column in draft.money():
        amounts = [draft.cell(row, column.key).true for row in draft.rows()]
        own = sum(
            (Decimal(each) for each in amounts if isinstance(each, int | Decimal)), Decimal(0)
        )
        total = Decimal(before.get(column.key, 0)) + own * (column.factor or 1)
        before[column.key] = plain(total)
    return {"rows": rows + len(draft.rows()), "sums_wan": before}


__all__ = ["BY_ID", "CATALOGUE", "Mess", "Messed", "Planted", "messed"]
