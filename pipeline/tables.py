"""
DataFrames and indicators go in, tables for the page come out: title, unit, cells, note.

Zero is 0, what is missing is blank, and what does not apply is “—”: three different things.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import pandas as pd

from pipeline import money
from pipeline.blocks import Block, Cell, Figure, Light, as_json
from pipeline.money import half_up, plain
from pipeline.months import day_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.indicators.indicator import Indicators

Align = Literal["left", "right", "center"]
NOT_APPLICABLE = "—"
# A hyphen is shorter than a figure, and breaks a column of them.
MINUS = "−"


def column(label: str, align: Align = "left", width: float = 1.0) -> dict[str, object]:
    """Describe one column; *width* is its share of the page."""
    return {"label": label, "align": align, "width": width}


def table(
    title: str,
    columns: Sequence[dict[str, object]],
    rows: Sequence[Sequence[Cell] | str],
    *,
    note: str,
    unit: str = "",
    total: Sequence[Cell] | None = None,
    annex: bool = False,
) -> Block:
    """
    Make a table; *total* is its 合计 row, printed first; an *annex* table is numbered 附表.

    A row that is one text heads the rows below it, across all columns.
    """
    body = [
        {"cells": [row], "total": False, "group": True}
        if isinstance(row, str)
        else {"cells": [as_json(cell) for cell in row], "total": False}
        for row in rows
    ]
    head = [] if total is None else [{"cells": [as_json(cell) for cell in total], "total": True}]
    return Block(
        "table",
        {
            "title": title,
            "unit": unit,
            "columns": list(columns),
            "rows": head + body,
            "note": note,
            "annex": annex,
        },
    )


def figure(
    indicators: Indicators, id_: str, scope: str = "county", unit: str | None = None
) -> Figure:
    """Return an indicator's number for a cell, without its unit; “—” where it has no value."""
    found = indicators.of(id_, scope, unit)
    return Figure(found.number.replace("-", MINUS), id_, scope)


def yi_figure(indicators: Indicators, id_: str, scope: str = "county") -> Figure:
    """Return an amount in 亿元 with two decimals, as columns have them."""
    found = indicators.of(id_, scope, "亿元")
    text = NOT_APPLICABLE if found.value is None else f"{half_up(found.value, 2):f}"
    return Figure(text, id_, scope)


def wan(amount_wan: float | Decimal | None) -> str:
    """Write an amount in 万元 with thousands separators; a missing one is blank."""
    if amount_wan is None or pd.isna(amount_wan):
        return ""
    value = amount_wan if isinstance(amount_wan, Decimal) else money.exact(amount_wan)
    rounded = half_up(value, 0) if value == half_up(value, 0) else half_up(value, 2)
    return f"{Decimal(plain(rounded)):,}"


def percent(numerator: float | Decimal | None, denominator: float | Decimal | None) -> str:
    """Write a rate with one decimal from exact amounts; “—” without a denominator."""
    if numerator is None or denominator is None or pd.isna(numerator) or pd.isna(denominator):
        return NOT_APPLICABLE
    found = money.rate(
        *(
            part if isinstance(part, Decimal) else money.exact(part)
            for part in (numerator, denominator)
        )
    )
    return NOT_APPLICABLE if found is None else f"{half_up(found, 1):f}"


def text(value: object) -> str:
    """Write words; a missing cell is blank."""
    return "" if value is None or pd.isna(value) else str(value)


def day(value: pd.Timestamp | dt.date | None, *, year: bool = True) -> str:
    """Write a date; a missing one is blank."""
    return "" if value is None or pd.isna(value) else day_label(value, year=year)


def month_of(value: pd.Timestamp | None) -> str:
    """Write the month of a date as tables do: 2020.09."""
    return "" if value is None or pd.isna(value) else f"{value.year}.{value.month:02d}"


def light(colour: str, words: str = "") -> Light:
    """Return a light for a cell."""
    return Light(colour, words)
