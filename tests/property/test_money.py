"""Amounts survive their columns: to the 分, and in any order."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain import money

AMOUNTS = st.decimals(-money.LARGEST_WAN, money.LARGEST_WAN, places=6)


@given(AMOUNTS)
def test_an_amount_comes_back_from_a_column(amount: Decimal) -> None:
    """Every amount of up to six decimals goes into a float column and comes out the same."""
    column = pd.Series([money.on_grid(amount)], dtype="float64")

    assert money.exact(column.iloc[0]) == amount


@given(st.lists(AMOUNTS, min_size=1, max_size=200), st.randoms(use_true_random=False))
def test_a_sum_is_exact_in_any_order(amounts: list[Decimal], chance: object) -> None:
    """A column's total is the sum of its decimals, however its rows are shuffled."""
    shuffled = list(amounts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    total = money.total(pd.Series([money.on_grid(amount) for amount in shuffled]))

    assert total == sum(amounts)


@given(AMOUNTS)
def test_no_amount_prints_as_ten_thousand_wan(amount: Decimal) -> None:
    """万元 are printed with at most four digits; what is more is 亿元."""
    printed = money.amount(amount)

    if printed.endswith("万元"):
        assert abs(int(printed.removesuffix("万元"))) < 10_000
    else:
        assert abs(Decimal(printed.removesuffix("亿元"))) >= 1


@given(AMOUNTS, st.integers(0, 5))
def test_rounding_never_moves_a_number_by_more_than_half_a_unit(
    amount: Decimal, decimals: int
) -> None:
    """A rounded number lies within half a unit of its last digit."""
    unit = Decimal(1).scaleb(-decimals)

    assert abs(money.half_up(amount, decimals) - amount) <= unit / 2
