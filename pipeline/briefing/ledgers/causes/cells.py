"""Suspect single cells: those whose change is the smallest repair of all amounts that contradict."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from briefing.domain.money import exact
from briefing.ledgers.causes.books import finding_at, place_of, positions, with_values
from briefing.ledgers.causes.suspect import Suspect
from briefing.ledgers.check.reconcile import compared
from briefing.ledgers.check.tolerance import TOLERANCE_WAN
from briefing.ledgers.repair import Amended, Cell, repairs, row_rules
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.causes.books import Books, Place
    from briefing.ledgers.causes.explain import Inquest
    from briefing.ledgers.repair import Repair
    from briefing.ledgers.tidy.table import Table

# Where more repairs than these are as small, none is named.
MOST_NAMED = 3
# A ledger with more doubtful cells is wrong throughout.
MOST_DOUBTED = 200
# The codes of what is only unusual begin so.
QUESTION = "W"
# Of amounts beyond their bounds; where an identity fails, any of its cells may be wrong.
BEYOND = ("V03", "U02", "E2", QUESTION)
# Of cells that are blank, or cannot be read.
UNREAD = {"V01", "V02"}
# The codes of what was found when a cell was read begin so.
READ = "V"


def unread(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect cells that are blank or cannot be read, where the row or last month tells the amount."""
    for name in inquest.books.tables:
        books, table = inquest.books, inquest.books.tables[name]
        about = [each for each in inquest.about(table) if each.code in UNREAD]
        rules = row_rules(table, books.before(name), books.month) if about else []
        for finding in about:
            for cell in _cells(table, [finding]):
                wanted = [
                    float(rule.wanted(table, cell.column)[cell.at])
                    for rule in rules
                    if cell.column in rule.signs
                ]
                told = [each for each in wanted if not np.isnan(each)]
                if told and max(told) - min(told) <= TOLERANCE_WAN:
                    amended = Amended(cell, told[0], "")
                    place = _place(table, amended)
                    mended = partial(_amended, name, cell.column, place, amended.wan, False)
                    yield Suspect(finding, _words(table, amended), mended, books.paired(name))


def wrong(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect the cells of each ledger's smallest repairs, with sums that stand, or else follow."""
    for name in inquest.books.tables:
        for formulas in (False, True):
            books, table = inquest.books, inquest.books.tables[name]
            if findings := inquest.about(table):
                beyond = [each for each in findings if each.code.startswith(BEYOND)]
                doubted = set(_cells(table, beyond[:MOST_DOUBTED]))
                before = books.before(name)
                for equal in repairs(table, before, books.month, doubted, formulas=formulas):
                    yield from _of_knot(books, name, equal, findings, formulas)


def _cells(table: Table, findings: Sequence[Finding]) -> Iterator[Cell]:
    """Return the cells of money that findings name."""
    keys = {column.label: column.key for column in table.ledger.columns if column.type == "money"}
    for finding in findings:
        if finding.row and finding.column in keys:
            at = positions(table, (finding.file, finding.sheet, float(finding.row)))
            yield from (Cell(keys[finding.column], int(each)) for each in at)


def _of_knot(
    books: Books,
    name: str,
    equal: Sequence[Repair],
    findings: Sequence[Finding],
    formulas: bool,
) -> Iterator[Suspect]:
    if len(equal) > MOST_NAMED:
        return
    table = books.tables[name]
    # Of repairs that are as small, the one that mends a cell with a finding is told at its place.
    first, *others = sorted(
        equal,
        key=lambda repair: (
            not any(_here(table, each, findings) for each in repair if each.cell.kind != "before")
        ),
    )
    for amended in first:
        told = _told(table, amended, findings)
        if told is None:
            continue
        # Another repair of the same size names another cell in the place of this one.
        instead = [
            _words(table, each)
            for other in others
            if amended not in other
            for each in other
            if each not in first and each.cell.kind != "before"
        ]
        place, column = _place(table, amended), amended.cell.column
        yield Suspect(
            told,
            _words(table, amended),
            partial(_amended, name, column, place, amended.wan, formulas),
            books.paired(name),
            tuple(instead),
            tuple(each for each in _here(table, amended, findings) if each.code[0] == READ),
            # That a sum should be what its rows add up to, its finding says.
            least=2 if amended.cell.kind == "declared" and not amended.slip else 1,
        )


def _place(table: Table, amended: Amended) -> Place:
    if amended.cell.kind == "declared":
        file, sheet, row = compared(table)[SOURCE].loc[amended.cell.at]
        return str(file), str(sheet), float(row)
    return place_of(table, amended.cell.at)


def _words(table: Table, amended: Amended) -> str:
    """Say what a cell should be: N14应为33060万元（多一个0）."""
    file, sheet, row = _place(table, amended)
    letter = table.letter(file, sheet, amended.cell.column)
    amount = table.amount_in(file, sheet, amended.cell.column, exact(amended.wan))
    slip = f"（{amended.slip}）" if amended.slip else ""
    return f"{letter}{int(row)}应为{amount}{slip}"


def _here(table: Table, amended: Amended, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings at a cell, but for mere questions."""
    file, sheet, row = _place(table, amended)
    place = (file, sheet, int(row), table.ledger.column(amended.cell.column).label)
    return [
        each
        for each in findings
        if (each.file, each.sheet, each.row, each.column) == place and each.code[0] != QUESTION
    ]


def _told(table: Table, amended: Amended, findings: Sequence[Finding]) -> Finding | None:
    """
    Return the finding at a cell, the worst of several, or else a new one.

    Last month's cells are not this month's to mend, and a sum that does not agree has its finding.
    """
    if amended.cell.kind == "before":
        return None
    if here := _here(table, amended, findings):
        return min(here, key=lambda each: (each.severity, each.code))
    if amended.cell.kind == "declared":
        return None
    return finding_at(table, amended.cell.at, amended.cell.column, "C01", "与其他各处的数不符")


def _amended(
    name: str, column: str, place: Place, wan: float, formulas: bool, books: Books
) -> Books | None:
    table = books.tables[name]
    at = positions(table, place)
    if at.size:
        return books.with_table(with_values(table, column, at, wan), formulas=formulas)
    declared = table.declared
    here = (declared[SOURCE] == list(place)).all(axis=1).to_numpy()
    if not here.any():
        return None
    amounts = declared[column].to_numpy(dtype=float, copy=True)
    amounts[here] = wan
    return books.with_table(replace(table, declared=declared.assign(**{column: amounts})))
