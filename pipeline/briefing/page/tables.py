"""
The tables of a page: each column has a label, and a function that makes its cell of a row.

A zero is printed as 0, a missing value as a blank, and what does not apply as “—”.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from briefing.domain import money
from briefing.domain.money import half_up
from briefing.page.blocks import Block, Cell, as_json
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from briefing.page.words import Words

Align = Literal["left", "right", "center"]
NOT_APPLICABLE = "—"


@dataclass(frozen=True)
class Column:
    """One column of a table: its label in Chinese, and what each row shows in it."""

    label: str
    cell: Callable[[Any], Cell]
    align: Align = "left"
    # Its share of the page, beside those of the other columns.
    width: float = 1.0


def table(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    note: str,
    unit: str = "",
    total: Any = None,
    annex: bool = False,
    words: Words = CHINESE,
) -> Block:
    """
    Return a table of *rows*, which may be values of any kind that the columns can read.

    A row that is a string heads the rows below it, across all columns. *total* is one more row,
    the 合计, and is printed first. An *annex* table is numbered 附表. The labels of the columns are
    translated into *words*; title, unit, note and cells come in the language of the page.
    """

    def cells(row: Any) -> list[object]:
        return [as_json(column.cell(row)) for column in columns]

    body = [
        {"cells": [row], "total": False, "group": True}
        if isinstance(row, str)
        else {"cells": cells(row), "total": False}
        for row in rows
    ]
    return Block(
        "table",
        {
            "title": title,
            "unit": unit,
            "columns": [
                {"label": words.heading(each.label), "align": each.align, "width": each.width}
                for each in columns
            ],
            "rows": body if total is None else [{"cells": cells(total), "total": True}, *body],
            "note": note,
            "annex": annex,
        },
    )


def with_minus(number: str) -> str:
    """Write a negative number with a minus, which is as wide as a digit, not with a hyphen."""
    return number.replace("-", "−")


def yi(amount_wan: Decimal | None, words: Words = CHINESE) -> str:
    """Write an amount in 万元 as columns of 亿元 have it; a missing one is blank."""
    return "" if amount_wan is None else words.column_of_yi(amount_wan / money.WAN_PER_YI)


def wan(amount_wan: float | Decimal | None, words: Words = CHINESE) -> str:
    """Write an amount as columns of 万元 have it, with thousands separators; a missing one is blank."""
    if amount_wan is None or pd.isna(amount_wan):
        return ""
    value = amount_wan if isinstance(amount_wan, Decimal) else money.exact(amount_wan)
    return with_minus(words.column_of_wan(value))


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
