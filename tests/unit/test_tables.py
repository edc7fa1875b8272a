"""Cells and tables: zero, blank and “—” are three different things."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from briefing.page import tables
from briefing.page.tables import Column


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0"),
        (None, ""),
        (float("nan"), ""),
        (1_154_000, "1,154,000"),
        (1234.5, "1,234.5"),
        (0.1 + 0.2, "0.3"),
        (-1200, "−1,200"),
        (Decimal(2300), "2,300"),
    ],
)
def test_an_amount_of_zero_is_zero_and_a_missing_one_is_blank(
    amount: float | None, text: str
) -> None:
    """Amounts in 万元 have separators and no noise of floats."""
    assert tables.wan(amount) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (0, 10, "0.0"),
        (1, 3, "33.3"),
        (12.3, 29.52, "41.7"),
        (1, 0, "—"),
        (1, None, "—"),
        (float("nan"), 10, "—"),
    ],
)
def test_a_rate_that_does_not_apply_is_a_dash(
    numerator: float, denominator: float | None, text: str
) -> None:
    """0 over something is 0.0; over nothing, or of nothing, it does not apply."""
    assert tables.percent(numerator, denominator) == text


def test_words_and_dates_that_are_missing_are_blank() -> None:
    """A missing cell is blank, whatever its type."""
    assert [
        tables.text(None),
        tables.text(pd.NA),
        tables.day(pd.NaT),
        tables.month_of(pd.NaT),
    ] == [""] * 4
    assert tables.day(dt.date(2020, 6, 5)) == "2020年6月5日"
    assert tables.day(dt.date(2020, 6, 5), year=False) == "6月5日"
    assert tables.month_of(pd.Timestamp("2020-09-30")) == "2020.09"


def test_a_total_stands_first_and_is_made_as_the_others_are() -> None:
    """The 合计 row is printed before the others and marked; the columns make its cells too."""
    block = tables.table(
        "表",
        [
            Column("单位", lambda row: row["unit"]),
            Column("数", lambda row: row.get("number"), "right", 0.5),
        ],
        [{"unit": "甲", "number": "1"}, {"unit": "乙"}],
        note="口径",
        total={"unit": "合计", "number": "1"},
    )

    assert block.content["columns"] == [
        {"label": "单位", "align": "left", "width": 1.0},
        {"label": "数", "align": "right", "width": 0.5},
    ]
    assert block.content["rows"] == [
        {"cells": ["合计", "1"], "total": True},
        {"cells": ["甲", "1"], "total": False},
        {"cells": ["乙", ""], "total": False},
    ]


def test_a_text_heads_the_rows_below_it() -> None:
    """A row that is a string is one cell across all columns, and no column makes it."""
    block = tables.table(
        "表", [Column("数", lambda number: str(number + 1))], ["甲", 1, "乙", 2], note=""
    )

    assert block.content["rows"] == [
        {"cells": ["甲"], "total": False, "group": True},
        {"cells": ["2"], "total": False},
        {"cells": ["乙"], "total": False, "group": True},
        {"cells": ["3"], "total": False},
    ]
