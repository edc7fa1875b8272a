"""Rows may come in any order, and amounts in any unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import money
from pipeline.tidy import values
from pipeline.units import MONEY_FACTORS_WAN, fold
from tests.conftest import tidied

HEAD = "序号|项目名称|项目性质|责任单位|总投资（万元）|年度任务（万元）|本月完成（万元）|1-5月累计（万元）|开复工状态"
WAN = st.decimals(0, 1_000_000, places=4)
ROWS = st.lists(st.tuples(WAN, WAN), min_size=1, max_size=12)


@given(WAN, st.sampled_from(sorted(MONEY_FACTORS_WAN)))
def test_an_amount_is_the_same_in_any_unit(wan: Decimal, unit: str) -> None:
    """Written in 元 or in 亿元, in the cell or in the header, as text or as a number."""
    written = wan / MONEY_FACTORS_WAN[unit]

    assert values.money_wan(f"{written:f}", unit) == money.on_grid(wan)
    assert values.money_wan(f"{written:f}{unit}", "万元") == money.on_grid(wan)
    assert values.money_wan(float(written), unit) == pytest.approx(float(wan), abs=1e-6)


@given(st.decimals(0, 10**12, places=2))
def test_a_number_is_the_same_with_thousands(number: Decimal) -> None:
    """1,234,567.80 is 1234567.8, in either width."""
    assert values.number(f"{number:,}") == number
    assert values.number(f"{number:,}".replace(",", "，")) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_unclear(text: str) -> None:
    """No cell brings a column down."""
    for read in (values.number, values.count, values.yes_no, values.code, values.items):
        try:
            read(text)
        except values.Unclear as unclear:
            assert str(unclear).startswith("应")  # noqa: PT017


@given(st.text(max_size=30))
def test_folding_is_done_once(text: str) -> None:
    """A folded spelling folds to itself."""
    assert fold(fold(text)) == fold(text)


@settings(max_examples=25)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_sum(
    amounts: list[tuple[Decimal, Decimal]], chance: object
) -> None:
    """A table's total is the sum of what was sent, whatever stands first."""
    rows = [
        f"{number}|项目{number}|新建|水利局|{total}|{task}|0|0|在建"
        for number, (total, task) in enumerate(amounts)
    ]
    chance.shuffle(rows)  # type: ignore[attr-defined]

    month = tidied("\n".join([HEAD, *rows]))

    frame = month.tables["projects"].frame
    assert month.findings == []
    assert money.total(frame["total_plan_wan"]) == sum(total for total, _ in amounts)
    assert money.total(frame["annual_task_wan"]) == sum(task for _, task in amounts)
