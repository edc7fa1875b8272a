"""Suspect bands: lost, or with another title than last month."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity, rows_named
from briefing.ledgers.causes.books import place_of, with_values
from briefing.ledgers.causes.suspect import Suspect
from briefing.ledgers.check.since import last_month
from briefing.ledgers.cut.row_kinds import RowKind, band_title
from briefing.ledgers.tidy.table import SOURCE, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.ledgers.causes.books import Books
    from briefing.ledgers.causes.explain import Inquest

KEY, ROW = "project_key", SOURCE[2]


def lost(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect a band of last month that is gone, so that its rows end the band above."""
    for name in inquest.books.tables:
        table, before = inquest.books.tables[name], inquest.books.before(name)
        if before is None or KEY not in table.frame or table.rows.empty or before.rows.empty:
            continue
        gone = Counter(_bands(before)["title"]) - Counter(_bands(table)["title"])
        if not gone:
            continue
        now, then = _titles(table), _titles(before)
        known = before.frame[KEY].drop_duplicates()
        was = table.frame[KEY].map(then.loc[known.index].set_axis(known)).fillna("")
        for title in sorted(set(gone) & set(was)):
            for block in blocks(np.flatnonzero((was == title) & (was != now)).tolist()):
                told, repair = _told_of_lost(inquest, table, block, title)
                state = before.frame.loc[before.frame[KEY] == table.frame[KEY].iloc[block[0]]]
                band = table.ledger.band_column
                old = str(state[band].iloc[0]) if band else ""
                mended = partial(_rebanded, name, block, old, title)
                yield Suspect(told, repair, mended, (name,))


def wrong(inquest: Inquest) -> Iterator[Suspect]:
    """Suspect the title of a band whose rows were all below another kind of band last month."""
    for name in inquest.books.tables:
        table, before = inquest.books.tables[name], inquest.books.before(name)
        band = table.ledger.band_column
        if before is None or not band or KEY not in table.frame:
            continue
        was, now = last_month(table, before, band), table.frame[band]
        differ = np.flatnonzero((was.notna() & now.notna() & (was != now)).to_numpy()).tolist()
        for block in blocks(differ):
            old, new = was.iloc[block], now.iloc[block]
            if len(block) > 1 and old.nunique() == new.nunique() == 1:
                told, repair = _told_of_wrong(table, block, str(old.iloc[0]), str(new.iloc[0]))
                mended = partial(_rebanded, name, block, str(old.iloc[0]), "")
                yield Suspect(told, repair, mended, (name,))


def blocks(positions: Sequence[int]) -> list[list[int]]:
    """Part positions into runs that follow each other."""
    found: list[list[int]] = []
    for at in positions:
        if found and found[-1][-1] == at - 1:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _bands(table: Table) -> pd.DataFrame:
    """Return the bands of a ledger with their titles, without numbers and counts."""
    bands = table.rows[table.rows["kind"] == RowKind.BAND]
    return bands.assign(title=[band_title(str(text)) for text in bands["text"]])


def _titles(table: Table) -> pd.Series:
    """Return the title of the nearest band above each row, “” for none."""
    rows = table.frame[SOURCE].assign(at=table.frame.index)
    bands = _bands(table)[[*SOURCE, "title"]]
    every = pd.concat([bands, rows], ignore_index=True).sort_values(SOURCE, kind="stable")
    above = every.groupby(SOURCE[:2])["title"].ffill().fillna("")
    is_row = every["at"].notna()
    return above[is_row].set_axis(every.loc[is_row, "at"].astype(int)).sort_index()


def _told_of_lost(
    inquest: Inquest, table: Table, block: Sequence[int], title: str
) -> tuple[Finding, str]:
    file, sheet, first = place_of(table, block[0])
    repair = f"第{int(first)}行之前应有分类行“{title}”"
    own = _bands(table)
    own = own[(own[SOURCE[0]] == file) & (own[SOURCE[1]] == sheet) & (own[ROW] < first)]
    above = own[ROW].max() if len(own) else 0
    for finding in inquest.about(table):
        if finding.code == "R02" and (finding.sheet, finding.row) == (sheet, above):
            return finding, repair
    where = rows_named(table.frame[ROW].iloc[list(block)].astype(int).tolist())
    return (
        Finding(
            file, sheet, int(first), "", "C03", Severity.ERROR, f"{where}之前没有分类行",
            f"上月在“{title}”之下", f"请{table.ledger.supplier}补上分类行",
        ),
        repair,
    )  # fmt: skip


def _told_of_wrong(table: Table, block: Sequence[int], old: str, new: str) -> tuple[Finding, str]:
    column = table.ledger.column(table.ledger.band_column)
    file, sheet, first = place_of(table, block[0])
    was, now = column.state_label(old), column.state_label(new)
    above = table.frame[ROW].iloc[block[0] - 1] if block[0] else 0
    where = rows_named(table.frame[ROW].iloc[list(block)].astype(int).tolist())
    row, found, of_last = int(first), f"{where}读作“{now}”", f"上月为“{was}”"
    repair = f"第{row}行之前应有分类行“{was}”"
    if not table.rows.empty:
        bands = _bands(table)
        own = bands[(bands[ROW] < first) & (bands[ROW] > above)]
        own = own[[bool(column.states_in(str(text))) for text in own["text"]]]
        if len(own):
            row, text = int(own[ROW].iloc[0]), str(own["text"].iloc[0])
            found, repair = f"读到“{text}”", f"第{row}行应为“{was}”"
            of_last = f"其下{where}上月为“{was}”"
    return (
        Finding(
            file, sheet, row, column.label, "C03", Severity.ERROR, found,
            of_last, f"请{table.ledger.supplier}核对这一分类",
            table.letter(file, sheet, column.key),
        ),
        repair,
    )  # fmt: skip


def _rebanded(name: str, block: Sequence[int], old: str, title: str, books: Books) -> Books | None:
    """
    Give rows the kind of last month, and let the narrowest band that runs into them end before.

    With a *title*, a band with it begins there.
    """
    table = books.tables[name]
    if old:
        table = with_values(table, table.ledger.band_column, list(block), old)
    file, sheet, first = place_of(table, block[0])
    if title:
        band = table.rows.iloc[:1].assign(kind=str(RowKind.BAND), text=title)
        band = band.assign(**dict(zip(SOURCE, (file, sheet, int(first) - 1), strict=True)))
        rows = pd.concat([table.rows, band], ignore_index=True)
        table = replace(table, rows=rows.sort_values(SOURCE, kind="stable", ignore_index=True))
    declared = table.declared
    if len(declared):
        above = table.frame[ROW].iloc[block[0] - 1] if block[0] else 0
        runs_on = (
            (declared[SOURCE[0]] == file)
            & (declared[SOURCE[1]] == sheet)
            & (declared[ROW] <= above)
            & (declared["last_row"] >= first)
        )
        narrowest = runs_on & (declared[ROW] == declared.loc[runs_on, ROW].max())
        ends = declared["last_row"].mask(narrowest, int(first) - 1)
        table = replace(table, declared=declared.assign(last_row=ends))
    return books.with_table(table)
