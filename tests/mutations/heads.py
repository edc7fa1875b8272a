"""Move, delete and repeat the head."""

from __future__ import annotations

from random import Random

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import is_empty
from tests.mutations.draft import Draft, doubtful, harmless, telling
from tests.mutations.page import Area, NotHere, Page, Part


def _move_head(page: Page, part: Part, step: int) -> None:
    rows = {page.row(r) for r in page.there(part.head)}
    if step > 0 and any(page.rows[row][-1] is not None for row in rows):
        page.insert_column(len(page.column_ids))
    for row in rows:
        cells = page.rows[row]
        page.rows[row] = [None, *cells[:-1]] if step > 0 else [*cells[1:], None]
    for area in page.merges:
        if area.top in rows:
            area.left, area.right = max(0, area.left + step), max(0, area.right + step)
    page._tidy_merges()


@doubtful
def shift_head_right(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    _move_head(page, part, 1)


@doubtful
def shift_head_left(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    _move_head(page, part, -1)


@doubtful
def shift_part_of_head(draft: Draft, chance: Random) -> None:
    """Insert one cell into a one-line head: every header behind it stands one to the right."""
    _, page, part = draft.part(chance)
    rows = page.there(part.head)
    if len(rows) != 1 or len(part.columns) < 4:
        raise NotHere
    page.insert_column(len(page.column_ids))
    cells = page.rows[page.row(rows[0])]
    at = chance.randrange(1, len(cells) - 1)
    if all(is_empty(cell) for cell in cells[at:]):
        raise NotHere
    page.rows[page.row(rows[0])] = [*cells[:at], None, *cells[at:-1]]


@harmless
def rows_above_head(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    for _ in range(chance.randint(1, 3)):
        page.insert_row(0, [])


@harmless
def gap_below_head(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    head = page.there(part.head)
    if not head:
        raise NotHere
    page.insert_row(page.row(head[-1]) + 1, [])


@telling
def delete_head(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    if not page.there(part.head):
        raise NotHere
    for row in page.there(part.head):
        page.delete_row(page.row(row))
    draft.unread.add(part.ledger.id)
    draft.is_doubtful |= len(page.parts) > 1


@harmless
def repeat_head(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    projects = page.there(part.rows(RowKind.PROJECT))
    if len(projects) < 3 or not page.there(part.head) or RowKind.PART in part.kinds.values():
        raise NotHere
    at = page.row(chance.choice(projects[1:]))
    if any(area.top < at <= area.bottom for area in page.merges):
        raise NotHere
    head = [page.row(r) for r in page.there(part.head)]
    lines = [list(page.rows[row]) for row in head]
    areas = [Area(a.top, a.left, a.bottom, a.right) for a in page.merges if a.top in head]
    for cells in reversed(lines):
        page.insert_row(at, cells)
    page.merges += [
        Area(a.top + at - head[0], a.left, a.bottom + at - head[0], a.right) for a in areas
    ]
