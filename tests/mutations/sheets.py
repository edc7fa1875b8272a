"""Hide, strike, copy and date rows, columns and sheets."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random

from briefing.ledgers.cut.row_kinds import RowKind
from briefing.workbooks.sheet import as_text
from tests.mutations.draft import Draft, doubtful, harmless, telling
from tests.mutations.page import NotHere, Page, one_of


@harmless
def hide_rows(draft: Draft, chance: Random) -> None:
    _, page, part = draft.part(chance)
    rows = page.there(part.rows(RowKind.PROJECT))
    if not rows:
        raise NotHere
    page.hidden_rows |= {page.row(r) for r in chance.sample(rows, min(3, len(rows)))}


@harmless
def hide_columns(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    page.hidden_columns.add(chance.randrange(len(page.column_ids)))


@telling
def hide_sheet(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    if draft.is_copied:
        raise NotHere
    page.is_hidden = True
    draft.unread |= {part.ledger.id for part in page.parts}
    # A workbook shows one sheet at least.
    cover = Page("说明", [["填报说明"]], [None], [None], [])
    next(pages for pages in draft.files.values() if page in pages).insert(0, cover)


@telling
def strike_row(draft: Draft, chance: Random) -> None:
    file, page, part = draft.part(chance)
    row = one_of(page.there(part.rows(RowKind.PROJECT)), chance)
    if RowKind.PART in part.kinds.values():
        raise NotHere
    page.struck |= {(page.row(row), column) for column in range(len(page.column_ids))}
    draft.gone.add((file, page.sound_name, row))


@doubtful
def strike_amount(draft: Draft, chance: Random) -> None:
    _, page, _, row, at = draft.cell(chance, "money", "count")
    page.struck.add((page.row(row), page.column(at)))


@doubtful
def copy_sheet(draft: Draft, chance: Random) -> None:
    file, page = draft.page(chance)
    if page.is_hidden:
        raise NotHere
    draft.is_copied = True
    copy = copied(page, f"{page.name} (2)")
    if chance.random() < 0.5:
        draft.files[file].append(copy)
    else:
        draft.files[f"副本{file}".rpartition(".")[0] + ".xlsx"] = [copy]


@harmless
def copy_of_former_month(draft: Draft, chance: Random) -> None:
    """Last month's sheet left in the workbook, under its name; or a hidden copy."""
    file, page = draft.page(chance)
    copy = copied(page, f"{draft.month.number - 1}月")
    if chance.random() < 0.5:
        copy.name, copy.is_hidden = f"{page.name}旧", True
    if copy.name in {each.name for each in draft.files[file]}:
        raise NotHere
    draft.files[file].append(copy)


def copied(page: Page, name: str) -> Page:
    """Copy a page under another name."""
    copy = deepcopy(page)
    copy.name, copy.parts = name[:31], deepcopy(page.parts)
    # What is in the copy is nobody's to change any further.
    copy.row_ids = [None] * len(copy.row_ids)
    copy.column_ids = [None] * len(copy.column_ids)
    return copy


@doubtful
def other_month_in_title(draft: Draft, chance: Random) -> None:
    def other() -> str:
        return f"{chance.choice([n for n in range(1, 13) if n != draft.month.number])}月"

    rename_title(draft, chance, f"{draft.month.number}月", other)


def rename_title(draft: Draft, chance: Random, words: str, to: Callable[[], str]) -> None:
    """Put other words in the place of these, in a title that has them."""
    _, page, part = draft.part(chance)
    found = [
        (page.row(row), column)
        for row in page.there(part.above)
        for column, cell in enumerate(page.rows[page.row(row)])
        if isinstance(cell, str) and words in cell
    ]
    row, column = one_of(found, chance)
    page.rows[row][column] = as_text(page.rows[row][column]).replace(words, to())


@doubtful
def sheet_of_other_month(draft: Draft, chance: Random) -> None:
    _, page = draft.page(chance)
    page.name = f"{chance.choice([n for n in range(1, 13) if n != draft.month.number])}月"
    draft.unread |= {part.ledger.id for part in page.parts}
