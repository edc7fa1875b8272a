"""A few mutated ledgers for every save; `tests/long/test_mutations.py` makes thousands."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from tests import mutations, oracle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MONTHS = (Month(2020, 4), Month(2020, 5))
SOME = frozenset({"sample 0", "sample 1", "sample 2", "plain", "wide", "pages"})
FEW = 20


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[oracle.Case]]:
    with oracle.one_guard():
        yield oracle.cases(tmp_path_factory.mktemp("sound"), MONTHS, SOME)


def test_no_mutation_changes_a_total_in_silence(
    sound: list[oracle.Case], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One or more of nearly every kind."""
    verdicts = oracle.run(sound, tmp_path_factory.mktemp("mutated"), FEW, seed=2)

    assert [verdict for verdict in verdicts if verdict.fate in oracle.FAILURES] == []


def test_without_checks_totals_would_change_in_silence(
    sound: list[oracle.Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge sees it: a column that was sorted alone is read as it stands."""
    (plain,) = (case for case in sound if case.name == "plain")
    wrong = [mutations.sort_one_column]
    before = oracle.judged(plain, tmp_path, random.Random(1), wrong)
    monkeypatch.setattr(oracle, "check_month", lambda *_: [])

    after = oracle.judged(plain, tmp_path, random.Random(1), wrong)

    assert before
    assert after
    assert (before.fate, after.fate) == ("refused", "silent")
