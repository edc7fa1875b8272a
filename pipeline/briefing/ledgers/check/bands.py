"""Find rows whose sector or field is not that of the band above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.check.rules import Rule, broken
from briefing.ledgers.cut.row_kinds import RowKind, band_title
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from briefing.ledgers.tidy.table import Table

# Columns that a band may repeat: （一）交通, 一、新型基础设施（28个）.
BY_BAND = {"projects": ("nature", "sector"), "reserve": ("field",)}
_ENDINGS = ("类项目", "项目", "类", "行业", "领域")


def check_bands(table: Table) -> list[Finding]:
    """
    Hold a column against the bands: below one that names a value of the column stand no others.

    A band that names something else, an office or a town, says nothing of the column.
    """
    placed = set(table.places["column"])
    columns = [key for key in BY_BAND.get(table.ledger.id, ()) if key in placed]
    bands = table.rows[table.rows["kind"] == RowKind.BAND] if columns else table.rows[:0]
    if bands.empty:
        return []
    above = _bands_above(table, bands)
    return [finding for key in columns for finding in _against(table, key, bands, above)]


def _bands_above(table: Table, bands: pd.DataFrame) -> NDArray[np.intp]:
    """Return the position of the nearest band above each row; -1 where there is none."""
    above = np.full(len(table.frame), -1, dtype=np.intp)
    for sheet, places in table.frame.groupby(SOURCE[:2]).indices.items():
        here = np.flatnonzero((bands[SOURCE[:2]] == list(sheet)).all(axis=1))
        numbers = bands[SOURCE[2]].to_numpy()[here]
        nearest = np.searchsorted(numbers, table.frame[SOURCE[2]].to_numpy()[places]) - 1
        above[places] = np.append(here, -1)[nearest]
    return above


def _against(
    table: Table, key: str, bands: pd.DataFrame, above: NDArray[np.intp]
) -> list[Finding]:
    """Find the rows that differ from their band, or the band that differs from all its rows."""
    values, column = table.frame[key], table.ledger.column(key)
    known = set(values.dropna().unique())

    def named(text: str) -> str | None:
        title = band_title(text)
        for word in (title, *(title.removesuffix(ending) for ending in _ENDINGS)):
            if column.values and (state := column.state(word)):
                return state
            if word in known:
                return word
        return None

    of_bands = np.array([*map(named, bands["text"]), None], dtype=object)
    texts, wanted = bands["text"].to_numpy(object), pd.Series(of_bands[above], values.index)
    differs = (wanted.notna() & values.notna() & (wanted != values)).to_numpy(
        dtype=bool, copy=True
    )
    found = []
    for band in np.unique(above[differs]):
        below = np.flatnonzero(above == band)
        rest = below[np.argmax(differs[below]) :]
        if len(rest) > 1 and differs[rest].all() and len(set(values.iloc[rest])) == 1:
            differs[rest] = False
            found.append(_of_band(table, key, bands.iloc[band], rest, len(rest) == len(below)))
    expected = "应与上面的分类行“{}”一致"
    rule = Rule(pd.Series(differs), key, "N05", lambda at: expected.format(texts[above[at]]))
    return [*found, *broken(table, [rule])]


def _of_band(
    table: Table, key: str, band: pd.Series, rest: NDArray[np.intp], is_whole: bool
) -> Finding:
    """Return the finding of a band with other rows: it is wrong, or the next one is missing."""
    column, value = table.ledger.column(key), str(table.frame[key].iloc[rest[0]])
    shown = f"{len(rest)}行的{column.label}都是“{column.state_label(value) if column.values else value}”"
    first = int(table.frame[SOURCE[2]].iloc[rest[0]])
    return Finding(
        file=str(band[SOURCE[0]]),
        sheet=str(band[SOURCE[1]]),
        row=int(band[SOURCE[2]]) if is_whole else first,
        column="",
        code="N05",
        severity=Severity.WARNING,
        found=f"读到“{band['text']}”" if is_whole else f"在“{band['text']}”之下",
        expected=f"下面{shown}" if is_whole else f"从这一行起{shown}",
        advice=f"请{table.ledger.supplier}核对分类行{'' if is_whole else '，是否漏了一行'}",
    )
