"""
Single slips planted in invented counties: the right cell is named first, with the right value.

BRIEFING_PLANTED=1000 plants them in so many counties of full size; without it, in a few.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.planted import invented, planted

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long
COUNTIES = int(os.environ.get("BRIEFING_PLANTED", "12"))
# Slips in each county; those that two relations touch are judged, the others are counted.
SLIPS, LEAST = 6, 2


def test_a_slip_is_found_with_its_value(tmp_path: Path) -> None:
    """Over the slips that two failed relations touch: the cell in 95 of 100, its value in 90."""
    count: Counter[str] = Counter()
    for seed in range(COUNTIES):
        books, draw = invented(tmp_path, seed, projects=95), random.Random(seed)
        slips = filter(None, (planted(books, draw) for _ in range(3 * SLIPS)))
        for slip, _ in zip(slips, range(SLIPS), strict=False):
            is_touched = slip.failing() >= LEAST
            new = [cause for cause in slip.causes() if cause.code != "W6" or cause.repair]
            is_named = bool(new) and slip.is_named_by(new[0])
            group = "touched" if is_touched else "other"
            count[group] += 1
            count[f"{group}, cell"] += is_named
            count[f"{group}, value"] += is_named and slip.is_mended_by(new[0])
    print(f"\n{COUNTIES} counties: {dict(count)}")

    assert count["touched"] > count["other"]
    assert count["touched, cell"] >= 0.95 * count["touched"]
    assert count["touched, value"] >= 0.9 * count["touched"]
