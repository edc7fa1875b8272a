"""
Trace figures to the cells of the ledgers behind them.

`trace` makes the content of an edition's `trace.json` (its structure is described in `writing`);
`Trace` reads it; `changed_figures` compares two editions or two months.
"""

from __future__ import annotations

from briefing.indicators.trace.compare import (
    ChangedCell,
    ChangedFigure,
    changed_cells,
    changed_figures,
)
from briefing.indicators.trace.printed import Value, Values, values_in, values_of
from briefing.indicators.trace.reading import Name, Trace, Traced, TracedCell
from briefing.indicators.trace.writing import TRACE, trace

__all__ = [
    "TRACE", "ChangedCell", "ChangedFigure", "Name", "Trace", "Traced", "TracedCell", "Value", "Values",
    "changed_cells", "changed_figures", "trace", "values_in", "values_of",
]  # fmt: skip
