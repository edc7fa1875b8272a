"""
Sound ledgers under the hands of careless clerks: never a silently different total.

MUTATIONS says how many: `MUTATIONS=10000 pytest -m long -s tests/long/test_mutations.py` is the full
size, and takes half an hour. With -s it prints what became of each kind.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests import oracle

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

SIZE = int(os.environ.get("MUTATIONS", "500"))
SEED = int(os.environ.get("MUTATIONS_SEED", "1"))
# Harmless changes that are refused all the same: a clerk is asked for what a reader would know.
MOST_FALSE_ALARMS = 0.01


def test_no_mutation_changes_a_total_in_silence(tmp_path: Path) -> None:
    """Each is read as a reader would read it, or refused, or its missing column is named."""
    with oracle.one_guard():
        sound = oracle.cases(tmp_path / "sound")
        verdicts = oracle.run(sound, tmp_path / "mutated", SIZE, SEED)
    print(f"\n{oracle.report(verdicts)}")

    assert [verdict for verdict in verdicts if verdict.fate in oracle.FAILURES] == []
    alarms = [verdict for verdict in verdicts if verdict.is_false_alarm]
    assert len(alarms) <= MOST_FALSE_ALARMS * len(verdicts), alarms
