"""Merge cells of the table."""

from __future__ import annotations

from random import Random

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text
from tests.mutations.draft import Draft, doubtful, harmless
from tests.mutations.page import NotHere, Page, Part, one_of


def _run(page: Page, part: Part, chance: Random, *types: str) -> tuple[int, list[int]]:
    """Choose a column and two or three rows that stand below each other."""
    at = one_of([a for a in part.of_type(*types) if a in page.column_ids], chance)
    places = {page.row(row) for row in page.there(part.rows(RowKind.PROJECT))}
    starts = [p for p in places if p + 1 in places]
    start = one_of(sorted(starts), chance)
    size = 3 if start + 2 in places and chance.random() < 0.5 else 2
    return page.column(at), list(range(start, start + size))


@doubtful
def merge_amounts_down(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    column, rows = _run(page, part, chance, "money", "count", "percent")
    page.merge(rows[0], column, rows[-1], column, keep=chance.random() < 0.5)


@doubtful
def merge_names_down(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    # Several problems of one project stand under its merged name.
    if part.ledger.key != ("project_key",):
        raise NotHere
    column, rows = _run(page, part, chance, "name")
    page.merge(rows[0], column, rows[-1], column, keep=chance.random() < 0.3)


@doubtful
def merge_amounts_across(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    row = page.row(one_of(page.there(part.rows(RowKind.PROJECT)), chance))
    columns = [page.column(a) for a in part.of_type("money", "count") if a in page.column_ids]
    pairs = [c for c in columns if c + 1 in columns and page.rows[row][c + 1] is not None]
    column = one_of(pairs, chance)
    page.merge(row, column, row, column + 1, keep=chance.random() < 0.3)


@harmless
def merge_words_down(draft: Draft, chance: Random) -> None:
    """The same office or state in several rows, written once."""
    _, page, part = draft.part(chance)
    column, rows = _run(page, part, chance, "unit", "state", "text", "town")
    if (
        len({as_text(page.rows[row][column]) for row in rows}) > 1
        or not page.rows[rows[0]][column]
    ):
        raise NotHere
    page.merge(rows[0], column, rows[-1], column, keep=False)
