"""
A month's figures go in, and for each the cells behind it come out: file, sheet, row and column.

`trace` puts this down once for a whole edition (`trace.json`), `Trace` reads it again, `compare`
holds two editions or two months against each other.
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
