"""
DataFrames and indicators go in, tables for the page come out: title, unit, cells, note.

Zero is 0, what is missing is blank, and what does not apply is “—”: three different things.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import pandas as pd

from briefing.domain import money
from briefing.domain.money import half_up
from briefing.page.blocks import Block, Cell, Figure, Light, as_json
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.indicators.indicator import Indicators
    from briefing.page.words import Words

Align = Literal["left", "right", "center"]
NOT_APPLICABLE = "—"
# Units of which every figure of a column has the same decimals.
DECIMAL_UNITS = {"%", "个百分点", "分"}
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
    words: Words = CHINESE,
) -> Block:
    """
    Make a table; *total* is its 合计 row, printed first; an *annex* table is numbered 附表.

    The columns' labels are said in *words*; all else comes in the language of the page.

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
            "columns": [
                entry | {"label": words.heading(str(entry["label"]))} for entry in columns
            ],
            "rows": head + body,
            "note": note,
            "annex": annex,
        },
    )


def figure(
    indicators: Indicators, id_: str, scope: str = "county", unit: str | None = None
) -> Figure:
    """
    Return an indicator's number for a cell, without its unit; “—” where it has no value.

    Rates and scores show their decimal even where a sentence would not, for a column is read down.
    """
    found = indicators.of(id_, scope, unit)
    rounded, name = found.rounded, (id_, scope, found.definition.unit)
    if rounded is not None and found.definition.unit in DECIMAL_UNITS:
        return Figure(f"{rounded or abs(rounded):f}".replace("-", MINUS), *name)
    return Figure(found.number.replace("-", MINUS), *name)


def yi_figure(
    indicators: Indicators, id_: str, scope: str = "county", words: Words = CHINESE
) -> Figure:
    """Return an amount as columns of 亿元 have it, with two decimals."""
    found = indicators.of(id_, scope, "亿元")
    text = NOT_APPLICABLE if found.value is None else words.column_of_yi(found.value)
    return Figure(text.replace("-", MINUS), id_, scope, "亿元")


def yi(amount_wan: Decimal | None, words: Words = CHINESE) -> str:
    """Write an amount in 万元 as columns of 亿元 have it; a missing one is blank."""
    return "" if amount_wan is None else words.column_of_yi(amount_wan / money.WAN_PER_YI)


def wan(amount_wan: float | Decimal | None, words: Words = CHINESE) -> str:
    """Write an amount as columns of 万元 have it, with thousands separators; a missing one is blank."""
    if amount_wan is None or pd.isna(amount_wan):
        return ""
    value = amount_wan if isinstance(amount_wan, Decimal) else money.exact(amount_wan)
    return words.column_of_wan(value).replace("-", MINUS)


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


def text(value: object, words: Words = CHINESE) -> str:
    """Write a name or a text of a ledger; a missing cell is blank."""
    return "" if value is None or pd.isna(value) else words.name(value)


def texts(value: object, words: Words = CHINESE) -> str:
    """Write a cell that holds several texts: 施工合同、现场照片."""
    return words.listed(words.name(each) for each in text(value).split("|") if each)


def day(value: pd.Timestamp | dt.date | None, words: Words = CHINESE, *, year: bool = True) -> str:
    """Write a date; a missing one is blank."""
    return "" if value is None or pd.isna(value) else words.day(value, year=year)


def month_of(value: pd.Timestamp | None) -> str:
    """Write the month of a date as tables do: 2020.09."""
    return "" if value is None or pd.isna(value) else f"{value.year}.{value.month:02d}"


def light(colour: str, text: str = "") -> Light:
    """Return a light for a cell."""
    return Light(colour, text)
