"""Whatever counties send, the totals are right, or an error names the cell that is in the way."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from briefing.workbooks.guard import Guard
from briefing.workbooks.limits import FileLimits
from tests.mess.variants import County, some_ids, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# tests/long/test_mess.py makes more.
VARIANTS, COUNTIES = 10, 2


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], County]]:
    folder = tmp_path_factory.mktemp("mess")
    with Guard(FileLimits()) as guard:
        yield cache(lambda number: County(number, folder, guard))


def test_totals_are_right_or_the_planted_cell_is_named(
    counties: Callable[[int], County],
) -> None:
    """One kind of mess, two, many, all that can stand together: every project of every ledger."""
    outcomes = [
        counties(seed % COUNTIES).variant(seed, some_ids(seed)) for seed in range(VARIANTS)
    ]

    print(tally(outcomes))
    assert [str(outcome) for outcome in outcomes if outcome.faults] == []
