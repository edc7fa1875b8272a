"""Lay a draft out as a page: every cell in its place, merges drawn, lines numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.starter.sample.books.layout import header_rows
from briefing.workbooks.sheet import letter
from tests.mess.draft import Cell

if TYPE_CHECKING:
    from tests.mess.draft import Draft, Line, Spot


@dataclass(frozen=True)
class Page:
    """One sheet with everything in its place; rows and columns count from 0."""

    name: str
    rows: list[list[Cell]]
    kinds: list[str]
    merges: list[tuple[int, int, int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    is_hidden: bool
    # From the head to the last row, where a filter is set.
    filtered: tuple[int, int] | None
    width: int
    # The last row of each line, by its identity.
    places: dict[int, int]


def laid_out(draft: Draft) -> Page:
    """Lay a sheet out: its head printed, its merges drawn, every line with its number."""
    rows: list[list[Cell]] = []
    kinds: list[str] = []
    merges: list[tuple[int, int, int, int]] = []
    places: dict[int, int] = {}
    hidden = set()
    for line in draft.lines:
        top = len(rows)
        if line.kind == "head":
            printed, drawn = header_rows([column.path for column in draft.columns], top)
            rows += [[Cell(cell, cell) for cell in row.cells] for row in printed]
            kinds += ["header"] * len(printed)
            merges += drawn
        else:
            rows.append(line.cells)
            kinds.append(line.kind)
            merges += _across(line, top)
        places[id(line)] = len(rows) - 1
        if line.is_hidden:
            hidden |= set(range(top, len(rows)))
    at = {id(column): index for index, column in enumerate(draft.columns)}
    merges += [
        (places[id(first)], at[id(column)], places[id(last)], at[id(column)])
        for first, last, column in draft.spans
    ]
    return Page(
        draft.name,
        rows,
        kinds,
        merges,
        frozenset(hidden),
        frozenset(at[id(column)] for column in draft.columns if column.is_hidden),
        draft.is_hidden,
        (places[id(draft.head())], len(rows) - 1) if draft.has_filter else None,
        len(draft.columns),
        places,
    )


def _across(line: Line, row: int) -> list[tuple[int, int, int, int]]:
    """The merge of a row that is a title, a note, a band or a total; as the clean sample draws it."""
    filled = [at for at, cell in enumerate(line.cells) if cell.shown is not None]
    width = len(line.cells)
    if line.kind in {"band", "sub_band", "total"} and filled and filled[0] == 0:
        last = (filled[1] if len(filled) > 1 else width) - 1
        return [(row, 0, row, last)] if last else []
    if line.kind in {"title", "note"} and width > 1:
        return [(row, 0, row, width - 1)]
    if line.kind == "unit" and filled and 0 < filled[-1] < width - 1:
        return [(row, filled[-1], row, width - 1)]
    return []


def place(spot: Spot, pages: dict[int, Page]) -> dict[str, object]:
    """
    Count where a spot came to lie, as a finding names it; *pages* by the identity of drafts.

    Row 0 and an empty sheet or column mean that the spot is all of it.
    """
    found: dict[str, object] = {"file": spot.file.name, "sheet": "", "row": 0, "column": ""}
    if spot.draft is None:
        return found
    page = pages[id(spot.draft)]
    if spot.line is not None:
        # It may have gone to another sheet since it was planted.
        page = next(page for page in pages.values() if id(spot.line) in page.places)
        found["row"] = page.places[id(spot.line)] + 1
    if spot.file.form != "html" and not spot.file.form.startswith("csv"):
        found["sheet"] = page.name
    if spot.column is not None:
        found["column"] = letter(spot.draft.columns.index(spot.column))
    return found
