"""Find rows whose sector or field is not that of the band above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.ledgers.check.rules import Rule, broken
from briefing.ledgers.cut.row_kinds import RowKind, band_title
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from briefing.domain.findings import Finding
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
    if not columns or table.rows.empty:
        return []
    bands = table.rows[table.rows["kind"] == RowKind.BAND]
    if bands.empty:
        return []
    above = _bands_above(table, bands)
    return broken(table, [rule for key in columns if (rule := _against(table, key, above))])


def _bands_above(table: Table, bands: pd.DataFrame) -> pd.Series:
    """Return the text of the nearest band above each row; missing where there is none."""
    above = np.full(len(table.frame), None, dtype=object)
    texts = bands.groupby(SOURCE[:2])
    for sheet, places in table.frame.groupby(SOURCE[:2]).indices.items():
        if sheet in texts.indices:
            here = bands.iloc[texts.indices[sheet]].sort_values(SOURCE[2])
            rows = table.frame[SOURCE[2]].to_numpy()[places]
            nearest = np.searchsorted(here[SOURCE[2]].to_numpy(), rows) - 1
            above[places[nearest >= 0]] = here["text"].to_numpy(object)[nearest[nearest >= 0]]
    return pd.Series(above, index=table.frame.index, dtype="str")


def _against(table: Table, key: str, above: pd.Series) -> Rule | None:
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

    wanted = above.map({text: named(text) for text in above.dropna().unique()})
    if wanted.isna().all():
        return None
    differs = wanted.notna() & values.notna() & (wanted != values)
    return Rule(differs, key, "N05", lambda at: f"应与上面的分类行“{above.iloc[at]}”一致")
