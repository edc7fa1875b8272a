"""Invented months whose tables are changed in one cell, as a slip of the hand would change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from briefing.domain.findings import gathered
from briefing.domain.findings_shown import causes_first
from briefing.domain.money import decimal, plain
from briefing.domain.months import Month
from briefing.domain.units import MONEY_FACTORS_WAN
from briefing.ledgers.causes import Books, by_cause
from briefing.ledgers.causes.books import place_of, with_values
from briefing.ledgers.check import check_month
from briefing.ledgers.cut.book_reader import Extract, read_book
from briefing.ledgers.repair.relations import (
    Cell,
    declared_relations,
    relations_of_rows,
    row_rules,
)
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.starter.sample.books import month_files
from briefing.starter.sample.geography import zhashui
from briefing.starter.sample.invented_county import invent
from briefing.workbooks import formats
from briefing.workbooks.limits import FileLimits
from tests.conftest import MAY, ZHASHUI

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from briefing.domain.findings import Finding
    from briefing.ledgers.tidy.table import Table

BOOKS = ("projects", "statistics", "reserve")


def invented(folder: Path, seed: int, projects: int) -> Books:
    """A clean May of an invented county beside its April: the books with amounts."""
    months = [Month(2020, number) for number in range(1, 6)]
    world = invent(zhashui(), projects=projects, months=months, seed=seed, factor=1.0)
    april, may = (_tables(folder, world, month) for month in (MAY.previous, MAY))
    return Books(may, april, MAY, ZHASHUI)


def _tables(folder: Path, world: object, month: Month) -> dict[str, Table]:
    found = Extract()
    for book in month_files(world, month):
        path = folder / book.file_name
        path.write_bytes(book.to_bytes())
        read_book(book.file_name, formats.read(path, FileLimits()), month, found)
    tables = tidy_month(found.tables, month, ZHASHUI).tables
    return {name: table for name, table in tables.items() if name in BOOKS}


@dataclass(frozen=True)
class Planted:
    """One wrong cell: its ledger, place and column, what it was, and the slip."""

    ledger: str
    cell: Cell
    slip: str
    books: Books
    meant: str

    def failing(self) -> int:
        """The number of failed identities that touch the cell."""
        table = self.books.tables[self.ledger]
        rules = row_rules(table, self.books.before(self.ledger), MAY)
        relations = [*relations_of_rows(table, rules, [self.cell.at]), *declared_relations(table)]
        return sum(each.fails and self.cell in each.cells for each in relations)

    def causes(self) -> list[Finding]:
        """What is told of the month, causes first."""
        doubts = check_month(self.books.tables, self.books.previous, MAY, ZHASHUI)
        return causes_first(by_cause(gathered(doubts), self.books))

    def is_named_by(self, finding: Finding) -> bool:
        """Whether a finding is about the cell."""
        table = self.books.tables[self.ledger]
        label = table.ledger.column(self.cell.column).label
        file, sheet, row = place_of(table, self.cell.at)
        return (finding.file, finding.sheet, finding.row, finding.column) == (
            file,
            sheet,
            row,
            label,
        )

    def is_mended_by(self, finding: Finding) -> bool:
        """Whether its repair is the amount that was there."""
        return f"应为{self.meant}" in finding.repair.split("；")[0]


def _digits(change: Callable[[str, int], str]) -> Callable[[Decimal, random.Random], Decimal]:
    """A slip in the digits of an amount, at a digit drawn by chance."""

    def slip(amount: Decimal, draw: random.Random) -> Decimal:
        text = plain(amount)
        places = [at for at, digit in enumerate(text) if digit.isdigit()]
        return Decimal(change(text, draw.choice(places)) or "0")

    return slip


SLIPS: dict[str, Callable[[Decimal, random.Random], Decimal]] = {
    "a nought too many": lambda amount, _: amount * 10,
    "a nought too few": lambda amount, _: amount / 10,
    "a digit twice": _digits(lambda text, at: text[:at] + text[at] + text[at:]),
    "a digit left out": _digits(lambda text, at: text[:at] + text[at + 1 :]),
    "two exchanged": _digits(
        lambda text, at: text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    ),
    "another digit": _digits(lambda text, at: text[:at] + str((int(text[at]) + 3) % 10) + text[at + 1 :]),
    "a sign": lambda amount, _: -amount,
    "万 for 亿": lambda amount, _: amount * 10_000,
    "亿 for 万": lambda amount, _: amount / 10_000,
    "another amount": lambda amount, draw: (amount * Decimal(draw.randint(30, 300)) / 100).quantize(Decimal(1)),
}  # fmt: skip


def planted(books: Books, draw: random.Random) -> Planted | None:
    """Plant one slip in a cell that is filled in; None where it changes nothing to speak of."""
    name = draw.choice(sorted(books.tables))
    table = books.tables[name]
    columns = [
        c.key for c in table.ledger.columns if c.type == "money" and table.frame[c.key].any()
    ]
    column = draw.choice(columns)
    at = draw.choice(np.flatnonzero(table.frame[column] > 0).tolist())
    file, sheet, _ = place_of(table, at)
    unit = table.unit_shown(file, sheet, column)
    factor = MONEY_FACTORS_WAN[unit]
    right = decimal(float(table.frame[column].iloc[at])) / factor
    kind = draw.choice([*SLIPS, "the next row's", "last month's"])
    if kind in SLIPS:
        wrong = SLIPS[kind](right, draw)
    elif kind == "the next row's":
        wrong = (
            decimal(float(table.frame[column].iloc[min(at + 1, len(table.frame) - 1)])) / factor
        )
    else:
        before = books.before(name)
        known = before.frame.set_index("project_key")[column] if before else {}
        wrong = decimal(float(known.get(table.frame["project_key"].iloc[at], 0.0))) / factor
    wan = float(wrong * factor)
    # Departments round to 1 万元; what cannot be an amount is refused when it is read.
    if (
        wrong == right
        or not np.isfinite(wan)
        or abs(wan - float(right * factor)) <= 1
        or abs(wan) > 4e9
    ):
        return None
    sent = table.sent.assign(
        **{column: [*table.sent[column][:at], plain(wrong), *table.sent[column][at + 1 :]]}
    )
    changed = replace(with_values(table, column, [at], wan), sent=sent.astype("str"))
    return Planted(
        name, Cell(column, at), kind, books.with_table(changed), f"{plain(right)}{unit}"
    )
