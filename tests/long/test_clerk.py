"""
A clerk's errors in the sample's May, all of the catalogue: `pytest -s` prints what became of each.

It takes a few minutes.
"""

from __future__ import annotations

from statistics import median

import pytest

from tests.clerk import desk

pytestmark = pytest.mark.long

# Of all errors that are told at all.
CAUSE_FIRST = 0.98


def test_no_error_changes_a_figure_in_silence() -> None:
    """Refused, named or harmless as the catalogue says, and its cause among the first lines."""
    table = desk.Desk()

    outcomes = [table.outcome(*slip) for slip in desk.slips()]

    print(f"\n{desk.report(outcomes)}")
    assert [str(each) for each in outcomes if not each.is_as_expected] == []
    told = [each for each in outcomes if each.found]
    assert median(each.lines for each in told) <= 1
    assert sum(each.place == 0 for each in told) >= CAUSE_FIRST * len(told)
