"""Each pathology that ends or spoils its process, alone in both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefing.engine.order import TOO_MUCH_OUTPUT
from tests.fixtures.engines import KERNEL, notebook, outcome, pathologies, warm_runner

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.engine import Warm

pytestmark = pytest.mark.long

SPOILING = pathologies("spoiling")
# As in tests/unit/test_conformance.py, where it is said why.
DIFFERS = {"closed_stdout", "surrogates", "stdout_as_a_file"}


@pytest.mark.parametrize("name", sorted(SPOILING))
def test_both_engines_end_the_same(warm: Warm, tmp_path: Path, name: str) -> None:
    """Status, every cell, and the files that were left are equal."""
    page = notebook(SPOILING[name])
    limit = 3 if {"endless", "loop"} & set(name.split("_")) else 60

    standard = outcome(KERNEL, page, tmp_path / "kernel", cell_limit=limit)
    forked = outcome(warm_runner(warm), page, tmp_path / "fork", cell_limit=limit)

    if name.startswith("a_flood"):
        # The standard kernel keeps what it has not sent yet: memory may end first, in a cell of the
        # notebook, in what sends for it, or where it is received.
        assert forked.status == TOO_MUCH_OUTPUT
        assert standard.status != 0
        return
    assert (forked.status, forked.files) == (standard.status, standard.files)
    assert (forked.cells == standard.cells) == (name not in DIFFERS)
