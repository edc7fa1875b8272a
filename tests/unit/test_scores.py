"""The score: rates by weight, full points at 序时进度, and what is missing shared out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from briefing.indicators.indicator import Indicator, Indicators, measured
from briefing.indicators.scores import measure, scores
from briefing.settings.county_rules import Weights

SCOPE = "unit:水利局"


def _found(**values: object) -> Indicators:
    entries: list[Indicator] = [measured("A14", Decimal(50))]
    for id_, value in values.items():
        entries.append(measured(id_, Decimal(str(value)), unit="%", scope=SCOPE))
    return Indicators(entries)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"A03": 90, "A11": 25, "B08": 80, "D03": 70, "E04": 60}, "71分"),
        # Beyond 序时 there is no more to earn.
        ({"A03": 100, "A11": 99, "B08": 100, "D03": 100, "E04": 100}, "100分"),
        # Nothing was due to rectify: its 10 are shared by the other 90.
        ({"A03": 90, "A11": 25, "B08": 80, "D03": 70}, "72.2分"),
        ({"A03": 40}, "40分"),
        ({}, "—"),
    ],
)
def test_a_unit_is_scored_by_what_it_has(values: dict[str, object], text: str) -> None:
    """27 + 15 + 16 + 7 + 6 of 100, by the default weights."""
    found = Indicators(measure(_found(**values), Weights(), ["水利局"]))

    assert found.of("E09", SCOPE).text == text


def test_the_county_sets_the_weights() -> None:
    """All on starts is the start rate."""
    zero = dict.fromkeys(("investment", "inclusion", "service", "rectification"), Decimal(0))
    [score] = scores(_found(A03=64, A11=1), Weights(start=Decimal(100), **zero), ["水利局"])

    assert score.value == 64
    assert score.parts["inclusion"] is None
