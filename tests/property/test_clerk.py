"""Some of a clerk's errors for every save; `tests/long/test_clerk.py` makes them all."""

from __future__ import annotations

import random

from tests.clerk import desk

# Every error takes a third of a second.
SOME = 24


def test_no_error_changes_a_figure_in_silence() -> None:
    """Refused, named, harmless, or such that no one could know it."""
    table = desk.Desk()
    drawn = random.Random(18).sample(desk.slips(), SOME)

    outcomes = [table.outcome(*slip) for slip in drawn]

    assert [str(each) for each in outcomes if not each.is_as_expected] == []


def test_the_catalogue_covers_every_ledger() -> None:
    """At least 250 errors; one that no one could know says why."""
    slips = desk.slips()
    kinds = {kind: slip for kind, _, slip in slips}

    assert len(slips) >= 250
    assert {slip["ledger"] for slip in kinds.values()} == set(desk.Desk().tables)
    assert all("why" in slip for slip in kinds.values() if slip["expect"] == "unknowable")
