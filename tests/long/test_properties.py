"""Properties whose examples are slow, tried with more examples than a quick run has time for."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings

from tests.property import test_feedback, test_indicators

pytestmark = pytest.mark.long

many = settings(max_examples=int(os.environ.get("EXAMPLES", "60")))


@pytest.mark.parametrize(
    "quick",
    [
        test_indicators.test_parts_add_up_to_the_county,
        test_indicators.test_the_order_of_rows_never_matters,
        test_indicators.test_rates_are_within_bounds_and_are_their_parts,
    ],
)
@many
@given(drawn=test_indicators.ROWS)
def test_what_holds_for_indicators_holds_for_many_more(quick: Any, drawn: Any) -> None:
    """The same three facts."""
    quick.hypothesis.inner_test(drawn)


@many
@given(test_feedback.ROWS)
def test_what_holds_for_feedback_holds_for_many_more(rows: Any) -> None:
    """The same fact."""
    test_feedback.test_each_finding_is_sent_once_and_each_row_as_it_was.hypothesis.inner_test(rows)
