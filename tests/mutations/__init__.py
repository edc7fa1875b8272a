"""
Mutate a sound workbook as a careless clerk would, and note what it says afterwards.

Rows and columns keep the number that they had in the sound workbook, wherever they are moved, so
that several mutations may follow each other. Each mutation is of one class:

- harmless: whoever reads the sheet reads what it said before;
- telling: the sheet says something else now, and the mutation notes what;
- doubtful: no careful reader would take the sheet as it stands.
"""

from __future__ import annotations

from tests.mutations import (
    amounts,
    columns,
    files,
    groups,
    heads,
    likenesses,
    merges,
    rows,
    sheets,
    shown,
    units,
)  # fmt: skip
from tests.mutations.draft import DOUBTFUL, HARMLESS, MONTHLY, TELLING, YTD, Draft, mutate
from tests.mutations.page import Area, Page, Part
from tests.mutations.rows import sort_one_column
from tests.mutations.written import fits_text, write, write_text

__all__ = [
    "DOUBTFUL", "HARMLESS", "MONTHLY", "TELLING", "YTD", "Area", "Draft", "Page", "Part",
    "amounts", "columns", "files", "fits_text", "groups", "heads", "likenesses", "merges", "mutate",
    "rows", "sheets", "shown", "sort_one_column", "units", "write", "write_text",
]  # fmt: skip
