"""Suspect how a row names its project: a digit of the code, the spelling, another row's code or name."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from briefing.domain.findings import Severity
from briefing.ledgers.causes.books import finding_at, place_of, positions, with_values
from briefing.ledgers.causes.suspect import Suspect
from briefing.ledgers.check.across import NEAR, OF_KEY_PROJECTS, digits
from briefing.ledgers.repair import kind_of_text
from briefing.ledgers.tidy.names import folded_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.domain.findings import Finding
    from briefing.ledgers.causes.books import Books, Place
    from briefing.ledgers.causes.explain import Inquest
    from briefing.ledgers.tidy.table import Table

NAME, KEY, CODE = "project_name", "project_key", "project_code"
MOST_STRANGERS = 50


def exchanged(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect two rows with each other's codes, or names: the name of each is that of the other's code."""
    for name in ("projects", *OF_KEY_PROJECTS):
        books = inquest.books
        if name not in books.tables or CODE not in books.tables[name].frame:
            continue
        table, known = books.tables[name], _known(books, name)
        key_of = dict(zip(_folded(known, books), known[KEY], strict=True))
        by_name = pd.Series(_folded(table.frame, books)).map(key_of)
        by_code = table.frame[KEY]
        is_odd = by_name.notna() & by_code.isin(known[KEY]) & (by_name != by_code)
        odd = np.flatnonzero(is_odd)[:MOST_STRANGERS].tolist()
        for one, other in combinations(odd, 2):
            if (by_name.iloc[one], by_name.iloc[other]) == (
                by_code.iloc[other],
                by_code.iloc[one],
            ):
                for column in (CODE, NAME):
                    yield _of_pair(inquest, name, column, one, other)


def _of_pair(inquest: Inquest, name: str, column: str, one: int, other: int) -> Suspect:
    table = inquest.books.tables[name]
    label, places = table.ledger.column(column).label, [place_of(table, at) for at in (one, other)]
    rows = [int(row) for _, _, row in places]
    here = [
        each
        for each in inquest.about(table)
        if (each.sheet, each.column) == (places[0][1], label) and each.row in rows
    ]
    told = min(here, default=None, key=lambda each: each.row) or finding_at(
        table, one, column, "C04", f"像是与第{rows[1]}行的互换"
    )
    repair = f"第{rows[0]}行与第{rows[1]}行的“{label}”应对调"
    mended = partial(_with_exchanged, name, column, places)
    return Suspect(told, repair, mended, tuple(inquest.books.keyed(name)), least=2)


def _with_exchanged(name: str, column: str, places: list[Place], books: Books) -> Books | None:
    table = books.tables[name]
    at = np.concatenate([positions(table, place) for place in places])
    if len(at) < len(places):
        return None
    values = table.frame[column].array[at[::-1]]
    return books.rekeyed(with_values(table, column, at, values))


def misnamed(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect rows that name a project nobody knows, where a known project lost its row."""
    for name in ("projects", *OF_KEY_PROJECTS, "reserve"):
        books = inquest.books
        if name in books.tables:
            table, known = books.tables[name], _known(books, name)
            strange = np.flatnonzero(~table.frame[KEY].isin(known[KEY]))
            lost = known[~known[KEY].isin(table.frame[KEY])]
            if len(lost):
                for at in strange[:MOST_STRANGERS]:
                    yield from _of_row(inquest, name, int(at), lost)


def _known(books: Books, name: str) -> pd.DataFrame:
    """Return the projects that a ledger's rows may name: those of last month, or of other books."""
    if name in OF_KEY_PROJECTS and "projects" in books.tables:
        return books.tables["projects"].frame[[KEY, NAME, CODE]]
    before = books.before(name)
    if before is not None:
        return before.frame.reindex(columns=[KEY, NAME, CODE])
    others = [
        table.frame.reindex(columns=[KEY, NAME, CODE])
        for other, table in books.tables.items()
        if other in OF_KEY_PROJECTS and other != name
    ]
    every = pd.concat([*others, pd.DataFrame(columns=[KEY, NAME, CODE])], ignore_index=True)
    # Two other books agree, or one of them is wrong.
    return every[every.duplicated([KEY])].drop_duplicates(KEY)


def _of_row(inquest: Inquest, name: str, at: int, lost: pd.DataFrame) -> Iterator[Suspect]:
    """Suspect that a row means the one lost project of its name, or without a code, of a like name."""
    books, table = inquest.books, inquest.books.tables[name]
    row = table.frame.iloc[at]
    spelt = folded_name(str(row[NAME]), books.county.name)
    folded = _folded(lost, books)
    meant = [number for number, other in enumerate(folded) if other == spelt]
    is_coded = isinstance(row.get(CODE), str)
    if not meant and not is_coded:
        # 一期 and 二期 are two projects, however alike: their digits must be the same.
        likeness = [
            fuzz.ratio(spelt, other) * (digits(spelt) == digits(other)) for other in folded
        ]
        nearest = max(likeness, default=0.0)
        meant = [number for number, like in enumerate(likeness) if like == nearest >= NEAR]
    if len(meant) == 1:
        other = lost.iloc[meant[0]].to_dict()
        told, repair = _told(inquest, table, at, other)
        mended = partial(_renamed, name, place_of(table, at), other[NAME], other[CODE])
        yield Suspect(told, repair, mended, tuple(books.keyed(name)))


def _folded(rows: pd.DataFrame, books: Books) -> list[str]:
    return [folded_name(str(spelt), books.county.name) for spelt in rows[NAME]]


def _told(
    inquest: Inquest, table: Table, at: int, other: dict[str, object]
) -> tuple[Finding, str]:
    """Tell the code that differs where the name is the same, else the name."""
    row = table.frame.iloc[at]
    has_codes = isinstance(row.get(CODE), str) and isinstance(other[CODE], str)
    column = CODE if has_codes and row[CODE] != other[CODE] else NAME
    meant, label = str(other[column]), table.ledger.column(column).label
    file, sheet, number = place_of(table, at)
    slip = kind_of_text(str(row[column]), meant)
    repair = f"{table.letter(file, sheet, column)}{int(number)}应为{meant}"
    repair += f"（{slip}）" if slip else ""
    for finding in inquest.about(table):
        here = (finding.file, finding.sheet, finding.row, finding.column)
        if column == CODE and here == (file, sheet, int(number), label):
            return finding, repair
    where = pd.Series(np.arange(len(table.frame)) == at)
    expected, supplier = f"应与“{other[NAME]}”的{label}一致：{meant}", table.ledger.supplier
    return table.findings(
        where, column, "C02", Severity.WARNING, expected, "核对后改正", who=supplier
    )[0], repair


def _renamed(name: str, place: Place, spelt: object, code: object, books: Books) -> Books | None:
    """Give a row the name and the code of a known project."""
    table = books.tables[name]
    at = positions(table, place)
    if not at.size:
        return None
    frame = table.frame.copy()
    frame.loc[at, NAME] = spelt
    if CODE in frame and isinstance(code, str):
        frame.loc[at, CODE] = code
    return books.rekeyed(replace(table, frame=frame))
