"""
Times what a notebook costs in each engine: `python -m tests.bench.engines [rounds]`.

The rounds interleave; the table gives medians in seconds. “nothing” is a notebook of twelve cells
that do next to nothing, so it shows what an engine costs by itself.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat

from briefing.engine import Warm, execute
from tests.project import ROOT


def _nothing(folder: Path) -> Path:
    cells = [nbformat.v4.new_code_cell("x: int = 1", metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(f"x + {number}") for number in range(12)]
    kind = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / "nothing.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kind}), path)
    return path


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, Warm(ROOT) as warm:
        nothing = _nothing(Path(folder))
        notebooks = [ROOT / "notebooks" / f"{name}.ipynb" for name in ("briefing", "dossier")]
        # Reads the ledgers, whose tables are then kept, and waits for the warm process.
        warm.execute(notebooks[0], {})
        print(f"{'notebook':10} {'kernel':>8} {'fork cold':>10} {'fork warm':>10}")
        for page in [*notebooks, nothing]:
            taken: dict[str, list[float]] = {"kernel": [], "cold": [], "warm": []}
            for _ in range(rounds):
                taken["kernel"].append(_seconds(partial(execute, page, {}, ROOT, engine="kernel")))
                taken["cold"].append(_seconds(partial(execute, page, {}, ROOT, engine="fork")))
                taken["warm"].append(_seconds(partial(warm.execute, page, {})))
            middle = [statistics.median(times) for times in taken.values()]
            print(f"{page.stem:10} {middle[0]:8.2f} {middle[1]:10.2f} {middle[2]:10.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
