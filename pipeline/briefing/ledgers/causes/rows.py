"""Suspect rows: sent twice, left out since last month, or moved below another band."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.domain.text import quoted
from briefing.ledgers.causes.bands import blocks
from briefing.ledgers.causes.books import place_of, positions, without_rows
from briefing.ledgers.causes.suspect import Suspect
from briefing.ledgers.check.reconcile import compared
from briefing.ledgers.tidy.table import SOURCE, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ledgers.causes.books import Books, Place
    from briefing.ledgers.causes.explain import Inquest

NAME, KEY, ROW = "project_name", "project_key", SOURCE[2]
# The codes of rows that last month's ledger had not.
NEW = {"X02", "N07"}
# Of a row that is put back, what is not as last month but what the sums lack.
GOES_ON = {
    "projects": ("done_this_month_wan", "done_this_year_wan", "done_since_start_wan"),
    "statistics": ("done_this_year_stat_wan",),
}
# A row stands between two others, nearer to the one that it belongs beside.
BETWEEN = 0.25


def twice(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect a row with the key of a row before, or a file that was sent twice."""
    for finding in [each for each in inquest.unexplained if each.code == "K01"]:
        books = inquest.books
        for name, table in books.tables.items():
            keys = table.frame[list(table.ledger.key)]
            here = keys.duplicated() & keys.notna().all(axis=1)
            here &= table.frame[SOURCE[0]] == finding.file
            if finding.row:
                here &= (table.frame[SOURCE[1]] == finding.sheet) & (
                    table.frame[ROW] == finding.row
                )
            if here.any():
                places = [place_of(table, at) for at in np.flatnonzero(here).tolist()]
                where = f"第{finding.row}行" if finding.row else "重复的各行"
                for formulas in (False, True):
                    mended = partial(_without, name, places, formulas)
                    yield Suspect(finding, f"删去{where}", mended, tuple(books.keyed(name)))


def added(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect a new row that no sum, or no other book, has."""
    for finding in [each for each in inquest.unexplained if each.code in NEW and each.row]:
        for name, table in inquest.books.tables.items():
            place = (finding.file, finding.sheet, float(finding.row))
            if finding.file in set(table.places["file"]) and positions(table, place).size:
                mended = partial(_without, name, [place], False)
                repair = f"第{finding.row}行不在合计之内：删去，或改正合计、分类行"
                ledgers = tuple(inquest.books.keyed(name))
                yield Suspect(finding, repair, mended, ledgers, least=2)


def _without(name: str, places: Sequence[Place], formulas: bool, books: Books) -> Books | None:
    table = books.tables[name]
    is_gone = pd.MultiIndex.from_frame(table.frame[SOURCE]).isin(places)
    if not is_gone.any():
        return None
    return books.with_table(without_rows(table, is_gone), formulas=formulas)


def left_out(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect rows of last month that are gone, where another book or a sum still has them."""
    for name in inquest.books.tables:
        table, before = inquest.books.tables[name], inquest.books.before(name)
        if (
            before is None
            or KEY not in table.frame
            or NAME not in table.frame
            or table.frame.empty
        ):
            continue
        is_gone = ~(
            before.frame[KEY].isin(table.frame[KEY]) | before.frame[NAME].isin(table.frame[NAME])
        )
        for block in blocks(np.flatnonzero(is_gone).tolist()):
            rows = before.frame.iloc[block]
            told = [
                each
                for each in inquest.about(table)
                if each.code == "X01" and any(f"“{spelt}”" in each.found for spelt in rows[NAME])
            ]
            if told:
                numbers = "、".join(str(number) for number in rows[ROW])
                repair = f"补回{quoted(rows[NAME].tolist())}（上月第{numbers}行）"
                for by_sums, formulas in ((True, False), (False, False), (False, True)):
                    mended = partial(_put_back, name, block, by_sums, formulas)
                    ledgers = tuple(inquest.books.keyed(name))
                    yield Suspect(told[0], repair, mended, ledgers, least=2)


def _put_back(
    name: str, block: Sequence[int], by_sums: bool, formulas: bool, books: Books
) -> Books | None:
    """
    Put rows of last month back beside their neighbours.

    What goes on from month to month is what the sums lack, or else is left blank.
    """
    table, before = books.tables[name], books.before(name)
    assert before is not None
    rows = before.frame.iloc[block]
    at = _home(table, before, block)
    if at is None or rows[KEY].isin(table.frame[KEY]).any():
        return None
    place, step = _beside(table, at)
    numbers = place[2] + step + np.arange(len(rows)) / (4 * len(rows))
    table = _stretched(table, place, float(numbers[0 if step < 0 else -1]))
    rows = rows.assign(**dict(zip(SOURCE, (*place[:2], numbers), strict=True)))
    for column in GOES_ON.get(name, ()):
        lacking = _lacking(table, column, at) if by_sums else None
        amounts = rows[column].to_numpy(dtype=float, copy=True)
        if lacking is None:
            amounts[:] = np.nan
        else:
            amounts[0] = lacking - np.nansum(amounts[1:])
        rows = rows.assign(**{column: amounts})
    cut = int(np.ceil(at))
    frame, sent = (
        pd.concat([own[:cut], other, own[cut:]], ignore_index=True)
        for own, other in ((table.frame, rows), (table.sent, before.sent.iloc[block]))
    )
    return books.with_table(_rearranged(table, frame, sent), formulas=formulas)


def _rearranged(table: Table, frame: pd.DataFrame, sent: pd.DataFrame) -> Table:
    """
    Return a table with rows between others, whose numbers are no whole ones any more.

    Corrections, which only word findings, are left out.
    """
    months = table.months
    if len(months):
        months = months.assign(**{ROW: months[ROW].astype(float)})
    return replace(table, frame=frame, sent=sent, months=months, corrected=pd.DataFrame())


def _home(table: Table, before: Table, block: Sequence[int]) -> float | None:
    """Return between which positions rows belong: beside a neighbour of last month in their band."""
    band = table.ledger.band_column
    own = before.frame.iloc[block[0]]
    beside = []
    for other, step in ((block[0] - 1, BETWEEN), (block[-1] + 1, -BETWEEN)):
        if 0 <= other < len(before.frame):
            neighbour = before.frame.iloc[other]
            here = np.flatnonzero(table.frame[KEY] == neighbour[KEY])
            same = [key for key in (band, "sector", "field") if key and key in own.index]
            likeness = sum(own[key] == neighbour[key] for key in same)
            beside += [(likeness, here[0] + step)] if len(here) else []
    return max(beside, key=lambda each: each[0])[1] if beside else None


def _beside(table: Table, home: float) -> tuple[Place, float]:
    """Return the place of the row that a position between rows is next to, and the step from it."""
    at = min(max(round(home), 0), len(table.frame) - 1)
    return place_of(table, at), BETWEEN if home > at else -BETWEEN


def _stretched(table: Table, place: Place, number: float) -> Table:
    """Let the sums and bands that begin or end with a row reach to a new one beside it."""
    declared = table.declared
    if declared.empty:
        return table
    here = (declared[SOURCE[:2]] == list(place[:2])).all(axis=1)
    edge = "last_row" if number > place[2] else "first_row"
    ends = declared[edge].astype(float)
    reached = ends.mask(here & (ends == place[2]), number)
    return replace(table, declared=declared.assign(**{edge: reached}))


def _lacking(table: Table, column: str, at: float) -> float | None:
    """Return what the narrowest sum over a place between rows lacks of a column."""
    sums = compared(table)
    here = sums[
        (sums["column"] == column) & (sums["begin"] - 1 <= at) & (at <= sums["end"])
    ].sort_values("parts", kind="stable")
    lacking = here[here["difference"] != 0]
    return float(lacking["difference"].iloc[0]) if len(lacking) else None


def moved(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect a row that stood below another band last month, which now has one row too few."""
    for name in inquest.books.tables:
        table, before = inquest.books.tables[name], inquest.books.before(name)
        if before is None or KEY not in table.frame:
            continue
        counts = compared(table)
        counts = counts[counts["column"] == ""].to_dict("records")
        lacking = [each for each in counts if each["difference"] == 1]
        surplus = [each for each in counts if each["difference"] == -1]
        order = list(before.frame[KEY])
        for here in surplus:
            for at in range(here["begin"], here["end"]):
                key = table.frame[KEY].iloc[at]
                if key in order:
                    home = _home(table, before, [order.index(key)])
                    into = [
                        x
                        for x in lacking
                        if home is not None and x["begin"] - 1 <= home <= x["end"]
                    ]
                    if into:
                        yield _moved_back(inquest.books, name, at, here, into[0], formulas=False)
                        yield _moved_back(inquest.books, name, at, here, into[0], formulas=True)


def _moved_back(books: Books, name: str, at: int, here: Any, home: Any, formulas: bool) -> Suspect:
    table = books.tables[name]
    file, sheet, row = place_of(table, at)
    project = table.frame[NAME].iloc[at]
    told = Finding(
        file, sheet, int(row), table.ledger.column(NAME).label, "C04", Severity.ERROR,
        f"“{project}”在“{here['text']}”之下", f"上月在“{home['text']}”之下",
        f"请{table.ledger.supplier}核对这一行的位置", table.letter(file, sheet, NAME),
    )  # fmt: skip
    key = str(table.frame[KEY].iloc[at])
    repair = f"第{int(row)}行应移到“{home['text']}”之下"
    return Suspect(told, repair, partial(_carried_home, name, key, formulas), (name,))


def _carried_home(name: str, key: str, formulas: bool, books: Books) -> Books | None:
    """Let a row stand where it stood last month, below the band of then."""
    table, before = books.tables[name], books.before(name)
    assert before is not None
    old = int(np.flatnonzero(before.frame[KEY] == key)[0])
    at = int(np.flatnonzero(table.frame[KEY] == key)[0])
    home = _home(table, before, [old])
    if home is None:
        return None
    place, step = _beside(table, home)
    numbers = table.frame[ROW].astype(float).to_numpy(copy=True)
    numbers[at] = place[2] + step
    band = table.ledger.band_column
    frame = table.frame.assign(**{ROW: numbers})
    if band:
        states = frame[band].to_numpy(dtype=object, copy=True)
        states[at] = before.frame[band].iloc[old]
        frame = frame.assign(**{band: pd.Series(states, dtype=frame[band].dtype)})
    order = frame.sort_values(SOURCE, kind="stable").index
    frame, sent = (each.loc[order].reset_index(drop=True) for each in (frame, table.sent))
    stretched = _stretched(table, place, place[2] + step)
    return books.with_table(_rearranged(stretched, frame, sent), formulas=formulas)
