"""Amounts and ratios: rounded once, half up, on decimals."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from briefing.domain import money


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-4.45, 1, "-4.5"),
        ("4.449", 1, "4.4"),
    ],
)
def test_a_half_goes_away_from_zero(value: float | str, decimals: int, expected: str) -> None:
    """A number is the decimal that it prints as, whatever its float may be, and its half goes up."""
    assert money.half_up(value, decimals) == Decimal(expected)


@pytest.mark.parametrize(
    ("part", "whole", "published"),
    [
        ("86", "95", "90.5"),
        ("43", "115.4", "37.3"),
        ("629.0", "647.4", "97.2"),
        ("1", "8", "12.5"),
    ],
)
def test_published_rates_come_out(part: str, whole: str, published: str) -> None:
    """The newspaper's percentages."""
    assert money.half_up(money.rate(part, whole), 1) == Decimal(published)


@pytest.mark.parametrize(
    ("part", "whole", "published"),
    [
        # 90.45 itself, and what lies next to it.
        ("1809", "2000", "90.5"),
        ("180899999999", "200000000000", "90.4"),
        (Decimal(9045 * 10**30 - 1), Decimal(10**34), "90.4"),
        (Decimal(9045 * 10**30), Decimal(10**34), "90.5"),
        # Halves that a float would round down, or to the even neighbour.
        ("0.0005", "1", "0.1"),
        ("1.005", "1000", "0.1"),
        ("2.005", "1000", "0.2"),
        ("2.5", "1000", "0.3"),
        ("-2.5", "1000", "-0.3"),
        ("0.000001", "4000000000", "0.0"),
        ("4000000000", "0.000001", "400000000000000000.0"),
        ("1e40", "3", f"{'3' * 42}.3"),
        ("115.4", "115.4", "100.0"),
        ("9995", "10000", "100.0"),
        ("9994.999999", "10000", "99.9"),
    ],
)
def test_a_rate_is_rounded_from_what_it_is(
    part: str | Decimal, whole: str | Decimal, published: str
) -> None:
    """Ties go up, what lies below them goes down, however small or large the numbers are."""
    assert f"{money.half_up(money.rate(part, whole), 1):f}" == published


@pytest.mark.parametrize("months", range(1, 13))
def test_a_gap_that_is_a_tie_goes_away_from_zero(months: int) -> None:
    """Thirds of a percent on both sides leave exactly 4.45, 7.45 or 27.45 between them."""
    for tie in (445, 745, 2745):
        # (months / 12 − tie / 10000), over 120000 of something.
        done = months * 10_000 - tie * 12
        gap = money.points(money.rate(done, 120_000), money.rate(months, 12))
        assert f"{money.half_up(gap, 1):f}" == f"-{(tie + 5) // 10 / 10}"


@pytest.mark.parametrize(
    ("part", "whole", "months", "published"),
    [("43", "115.4", 5, "-4.4"), ("629.0", "647.4", 10, "13.8"), ("45.4", "100", 5, "3.7")],
)
def test_published_gaps_come_from_unrounded_rates(
    part: str, whole: str, months: int, published: str
) -> None:
    """江门 printed 13.8 points; its rounded rates would give 13.9."""
    gap = money.points(money.rate(part, whole), money.rate(months, 12))

    assert money.half_up(gap, 1) == Decimal(published)


@pytest.mark.parametrize(
    ("part", "whole"), [(None, 5), (5, None), (5, 0), (0, 0), (5, Decimal("0.00")), (None, None)]
)
def test_there_is_no_rate_over_nothing(part: int | None, whole: Decimal | int | None) -> None:
    """Without a task there is no rate: neither zero nor infinity."""
    assert money.ratio(part, whole) is None
    assert money.rate(part, whole) is None


def test_nothing_done_is_a_rate_of_zero() -> None:
    """Zero is not missing."""
    assert money.rate(0, 95) == 0


def test_a_gap_needs_both_sides() -> None:
    """A missing percentage has no distance to anything."""
    assert money.points(None, 40) is None
    assert money.points(40, None) is None
    assert money.points(0, 40) == -40


def test_yi_is_not_rounded() -> None:
    """万元 become 亿元 without losing a digit."""
    assert money.yi(1_154_321) == Decimal("115.4321")
    assert money.yi(None) is None


@pytest.mark.parametrize(
    ("wan", "printed"),
    [
        ("0", "0万元"),
        ("0.4", "0万元"),
        ("0.5", "1万元"),
        ("9999", "9999万元"),
        ("9999.4", "9999万元"),
        ("9999.5", "1亿元"),
        ("9999.999999", "1亿元"),
        ("10000", "1亿元"),
        ("10049", "1亿元"),
        ("10050", "1.01亿元"),
        ("1154000", "115.4亿元"),
        ("-9999.4", "-9999万元"),
        ("-9999.5", "-1亿元"),
        ("-0.4", "0万元"),
        ("-50849", "-5.08亿元"),
    ],
)
def test_an_amount_prints_in_its_unit(wan: str, printed: str) -> None:
    """From one 亿元 up in 亿元, below in 万元; what rounds to 10000万元 is 1亿元."""
    assert money.amount(Decimal(wan)) == printed


def test_an_amount_may_keep_its_zeros() -> None:
    """A column of amounts has equal decimals."""
    assert money.amount(430_000, strip=False) == "43.00亿元"


@pytest.mark.parametrize(
    ("value", "text"), [("1E+3", "1000"), ("120", "120"), ("0.00", "0"), ("-0.10", "-0.1")]
)
def test_a_plain_number_has_no_exponent(value: str, text: str) -> None:
    """No trailing zeros behind the point, and all of those before it."""
    assert money.plain(Decimal(value)) == text


def test_a_column_sums_without_error() -> None:
    """Ten times a tenth is one, which floats do not say."""
    assert money.total(pd.Series([0.1] * 10)) == 1
    assert sum([0.1] * 10) != 1


def test_missing_cells_have_no_part_in_a_sum() -> None:
    """What is missing is left out; a column of nothing has no sum, and zeros sum to zero."""
    assert money.total(pd.Series([1.5, None, np.nan])) == Decimal("1.5")
    assert money.total(pd.Series([None, None], dtype="float64")) is None
    assert money.total(pd.Series([], dtype="float64")) is None
    assert money.total(pd.Series([0.0])) == 0


def test_an_amount_too_large_for_the_grid_is_refused() -> None:
    """Beyond 4 × 10⁹ 万元 a float no longer finds back to its 分."""
    assert money.on_grid(Decimal(4_000_000_000)) == 4e9
    with pytest.raises(OverflowError):
        money.on_grid(Decimal("4000000000.000001"))
