"""Cells and tables: zero, blank and “—” are three different things."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from briefing.indicators.indicator import Indicators, measured
from briefing.page import tables
from briefing.page.blocks import Figure


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


def test_a_figure_in_a_cell_is_the_indicator() -> None:
    """A cell has the number without its unit, “—” without value, and says which indicator it is."""
    found = Indicators([measured("A03", Decimal("90.526")), measured("A10", Decimal("0.6432"))])

    assert tables.figure(found, "A03") == Figure("90.5", "A03", "county", "%")
    assert tables.figure(found, "A11").text == "—"
    assert tables.yi_figure(found, "A10").text == "0.64"
    assert tables.yi_figure(found, "A09").text == "—"


def test_a_column_of_rates_shows_the_same_decimals_throughout() -> None:
    """A rate of nothing is 0.0 below 33.3, and a full score 100.0 above 95.3."""
    found = Indicators(
        [
            measured("A03", 0),
            measured("A15", Decimal("-0.04")),
            measured("E09", 100),
            measured("A18", 0),
        ]
    )

    assert [tables.figure(found, id_).text for id_ in ("A03", "A15", "E09", "A18")] == [
        "0.0", "0.0", "100.0", "0",
    ]  # fmt: skip


def test_a_total_stands_first() -> None:
    """The 合计 row is printed before the others and marked."""
    block = tables.table(
        "表",
        [tables.column("单位"), tables.column("数", "right")],
        [["甲", "1"], ["乙", None]],
        note="口径",
        total=["合计", "1"],
    )

    assert block.content["rows"] == [
        {"cells": ["合计", "1"], "total": True},
        {"cells": ["甲", "1"], "total": False},
        {"cells": ["乙", ""], "total": False},
    ]
