"""
The parts of tables that break figures down: one row for each unit, office, field or county.

A row is a `Scoped`: its columns show indicators of its scope, or count its rows of a ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from briefing.indicators.indicator import COUNTY
from briefing.page.blocks import Figure
from briefing.page.tables import NOT_APPLICABLE, Column, with_minus
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words

# Units of which every figure of a column has the same decimals.
DECIMAL_UNITS = {"%", "个百分点", "分"}


class Scoped(NamedTuple):
    """A row of a breakdown: its name in print, the scope of its figures, and its rows of a ledger."""

    name: str
    scope: str = COUNTY
    rows: pd.DataFrame = pd.DataFrame()


def by_unit(
    words: Words, rows: pd.DataFrame, column: str, size: Callable[[pd.DataFrame], Any] = len
) -> list[Scoped]:
    """Return one row for each unit in a *column*, in descending order of *size*, then by name."""
    groups = sorted(rows.groupby(column), key=lambda group: (-size(group[1]), group[0]))
    return [Scoped(words.name(name), f"unit:{name}", group) for name, group in groups]


def figure(
    indicators: Indicators, id_: str, scope: str = COUNTY, unit: str | None = None
) -> Figure:
    """
    Return an indicator's number for a cell, without its unit; “—” where it has no value.

    Rates and scores show their decimal even where a sentence would not: columns are read down.
    """
    found = indicators.of(id_, scope, unit)
    rounded, number = found.rounded, found.number
    if rounded is not None and found.definition.unit in DECIMAL_UNITS:
        number = f"{rounded or abs(rounded):f}"
    return Figure(with_minus(number), id_, scope, found.definition.unit)


def yi_figure(
    indicators: Indicators, id_: str, scope: str = COUNTY, words: Words = CHINESE
) -> Figure:
    """Return an amount as columns of 亿元 have it, with two decimals."""
    value = indicators.of(id_, scope, "亿元").value
    text = NOT_APPLICABLE if value is None else words.column_of_yi(value)
    return Figure(with_minus(text), id_, scope, "亿元")


def name_column(label: str, width: float = 1.0) -> Column:
    """Return the column that names each row."""
    return Column(label, lambda row: row.name, width=width)


def figure_column(label: str, indicators: Indicators, id_: str, width: float = 1.0) -> Column:
    """Return the column of an indicator, of the scope of each row."""
    return Column(label, lambda row: figure(indicators, id_, row.scope), "right", width)


def yi_column(
    label: str, indicators: Indicators, id_: str, words: Words, width: float = 1.0
) -> Column:
    """Return the column of an amount in 亿元, of the scope of each row."""
    return Column(label, lambda row: yi_figure(indicators, id_, row.scope, words), "right", width)


def count_column(label: str, count: Callable[[pd.DataFrame], Any], width: float = 1.0) -> Column:
    """Return the column that counts something in each row's part of a ledger."""
    return Column(label, lambda row: str(int(count(row.rows))), "right", width)
