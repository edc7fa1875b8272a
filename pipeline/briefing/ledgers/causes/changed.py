"""Suspect cells that say something else than last month, where more is wrong with their rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain.findings import rows_named
from briefing.ledgers.causes.books import finding_at, place_of, positions, with_values
from briefing.ledgers.causes.suspect import Suspect
from briefing.ledgers.check.beside import Beside
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pandas.api.extensions import ExtensionArray

    from briefing.domain.findings import Finding
    from briefing.ledgers.causes.books import Books
    from briefing.ledgers.causes.explain import Inquest
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.ledgers.tidy.table import Table

    # Values of a column, and the texts that were sent.
    Meant = tuple[ExtensionArray, ExtensionArray]

KEY = "project_key"
# The codes of cells that are held against last month's.
OF_LAST_MONTH = ("X03", "X09", "X10")
# The codes of what was found when a cell was read begin so; those of what is only unusual.
READ, QUESTION = "V", "W"
# So many cells have changed together; this share of them has what the row beside had last month.
LEAST, NEARLY_ALL = 2, 0.8


def columns(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect a column in which many cells changed at once: filled down, or slipped by a row."""
    for beside, column in _held(inquest):
        about, table = _about(inquest, beside.table, column), beside.table
        rows = _together(beside, column, about)
        if len(rows) < LEAST:
            continue
        meant, rule = _of_last_month(beside, column, rows), "应与上月相同"
        if slipped := _slipped(beside, column, rows):
            rows, meant, rule = *slipped, "应各归其行"
        numbers = rows_named(table.frame[SOURCE[2]].iloc[rows].astype(int).tolist())
        repair = f"{numbers}的“{column.label}”{rule}"
        yield from _suspects(inquest, beside, column, rows, meant, about[0], repair)


def cells(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect changed cells that are told of, or stand in rows about which two things are told."""
    tables = inquest.books.tables.values()
    counts = Counter(
        _subject(table, at)
        for table in tables
        for finding in inquest.about(table)
        for at in positions(table, (finding.file, finding.sheet, float(finding.row)))[:1].tolist()
    )
    for beside, column in _held(inquest):
        table = beside.table
        is_placed = (table.places["column"] == column.key).any()
        about = [each for each in inquest.about(table) if each.column == column.label]
        for at in _changed(beside, column):
            row = table.frame[SOURCE[2]].iloc[at]
            own = sorted(each for each in about if each.row == row and each.code[0] != QUESTION)
            if own or (is_placed and counts[_subject(table, at)] > 1):
                worst = min(own, key=lambda each: each.severity, default=None)
                told = worst or _told(beside, column, at)
                meant, repair = _of_last_month(beside, column, [at]), _repair(beside, column, at)
                yield from _suspects(inquest, beside, column, [at], meant, told, repair)


def _subject(table: Table, at: int) -> Any:
    """Return what a row is about: its project, whichever book it stands in, or itself."""
    return table.frame[KEY].iloc[at] if KEY in table.frame else place_of(table, at)


def _held(inquest: Inquest) -> Iterator[tuple[Beside, LedgerColumn]]:
    """Return each column that last month's cells are held against, those with findings first."""
    found = []
    for name in inquest.books.tables:
        table, before = inquest.books.tables[name], inquest.books.before(name)
        if before is not None and inquest.about(table):
            beside = Beside(table, before)
            found += [
                (beside, column) for column in table.ledger.held("steady", "fixed", "onward")
            ]
    yield from sorted(found, key=lambda each: not _about(inquest, each[0].table, each[1]))


def _about(inquest: Inquest, table: Table, column: LedgerColumn) -> list[Finding]:
    """Return what is told of a column's cells beside last month's; of the whole column first."""
    about = [
        each
        for each in inquest.about(table)
        if each.column == column.label and each.code in OF_LAST_MONTH
    ]
    return sorted(about, key=lambda each: each.code != "X10")


def _changed(beside: Beside, column: LedgerColumn) -> list[int]:
    """Return the rows, known last month, that say something else now."""
    cells = beside.cells(column.key)
    is_same = (cells.now == cells.was) | (~cells.is_filled & ~cells.is_told)
    changed: list[int] = np.flatnonzero(~is_same & ~beside.is_new).tolist()
    return changed


def _together(beside: Beside, column: LedgerColumn, about: Sequence[Finding]) -> list[int]:
    """Return the changed rows from the first to the last that is told of; all where many are."""
    rows = _changed(beside, column)
    if not about or not about[0].row:
        return rows if about else []
    numbers = beside.table.frame[SOURCE[2]]
    told = np.flatnonzero(numbers.isin([each.row for each in about]))
    return [at for at in rows if told.size and told[0] <= at <= told[-1]]


def _slipped(
    beside: Beside, column: LedgerColumn, rows: Sequence[int]
) -> tuple[list[int], Meant] | None:
    """
    Return the rows of a column in which each has what the row above or below it had, with their
    own cells; None where the column has not slipped.
    """
    cells, last = beside.cells(column.key), len(beside.table.frame) - 1
    inside = [at for at in rows if 0 < at < last]
    for step in (-1, 1):
        is_slipped = [
            0 <= at + step <= last and bool(cells.now[at] == cells.was[at + step])
            for at in range(last + 1)
        ]
        if sum(is_slipped[at] for at in inside) >= max(LEAST, NEARLY_ALL * len(inside)):
            begin, end = rows[0], rows[-1]
            while begin > 0 and is_slipped[begin - 1]:
                begin -= 1
            while end < last and is_slipped[end + 1]:
                end += 1
            every = list(range(begin, end + 1))
            meant = _of_last_month(beside, column, every)
            # All but the one that was pushed out stand beside their own rows.
            here, there = (
                (slice(None, -1), every[1:]) if step < 0 else (slice(1, None), every[:-1])
            )
            for part, own in zip(meant, _cells_of(beside.table, column, there), strict=True):
                part[here] = own
            return every, meant
    return None


def _cells_of(table: Table, column: LedgerColumn, rows: Sequence[int]) -> Meant:
    """Return cells as they are read and as they were sent, of which those at -1 are missing."""
    places = np.asarray(rows)
    values, texts = (each[column.key].array[places].copy() for each in (table.frame, table.sent))
    values[places < 0], texts[places < 0] = None, ""
    return values, texts


def _of_last_month(beside: Beside, column: LedgerColumn, rows: Sequence[int]) -> Meant:
    """Return what stood in some cells last month; missing for new rows."""
    return _cells_of(beside.previous, column, beside.places[list(rows)].tolist())


def _told(beside: Beside, column: LedgerColumn, at: int) -> Finding:
    """Return a new finding at a cell that may follow last month's, but not its neighbours."""
    was = _shown(beside, column, at)
    return finding_at(beside.table, at, column.key, "C05", f"上月为{was}，与其他各处不符", "核实")


def _repair(beside: Beside, column: LedgerColumn, at: int) -> str:
    file, sheet, row = place_of(beside.table, at)
    letter = beside.table.letter(file, sheet, column.key)
    where = f"{letter}{int(row)}" if letter else f"第{int(row)}行的{column.label}"
    return f"{where}应为{_shown(beside, column, at)}"


def _shown(beside: Beside, column: LedgerColumn, at: int) -> str:
    """Return what stood in a cell last month, in the unit that this month's column has."""
    value = beside.cells(column.key).was[at]
    if pd.isna(value):
        return "空"
    if column.type == "money":
        return beside.table.amount(column.key, at, float(value))
    if column.values:
        return f"“{column.state_label(str(value))}”"
    sent = str(beside.previous.sent[column.key].iloc[int(beside.places[at])]).strip()
    return f"“{sent}”" if sent else "空"


def _suspects(
    inquest: Inquest,
    beside: Beside,
    column: LedgerColumn,
    rows: Sequence[int],
    meant: Meant,
    told: Finding,
    repair: str,
) -> Iterator[Suspect]:
    """Suspect some cells of a column, whose sums stand or are formulas that follow."""
    name, places = beside.table.ledger.id, beside.table.frame[SOURCE].iloc[list(rows)]
    numbers = set(places[SOURCE[2]])
    read = tuple(
        each
        for each in inquest.about(beside.table)
        if each.code[0] == READ and each.column == column.label and each.row in numbers
    )
    for formulas in (False, True) if column.type == "money" else (False,):
        mended = partial(_with_cells, name, column.key, places, meant, formulas)
        ledgers = tuple(inquest.books.keyed(name))
        yield Suspect(told, repair, mended, ledgers, removes=read, least=2)


def _with_cells(
    name: str,
    column: str,
    places: pd.DataFrame,
    meant: Meant,
    formulas: bool,
    books: Books,
) -> Books | None:
    table = books.tables[name]
    every = pd.MultiIndex.from_frame(table.frame[SOURCE].astype({SOURCE[2]: float}))
    at = every.get_indexer(pd.MultiIndex.from_frame(places.astype({SOURCE[2]: float})))
    if (at < 0).any():
        return None
    values, texts = meant
    mended = with_values(table, column, at, values)
    sent = table.sent[column].array.copy()
    sent[at] = texts
    mended = replace(mended, sent=table.sent.assign(**{column: sent}))
    return books.with_table(mended, formulas=formulas)
