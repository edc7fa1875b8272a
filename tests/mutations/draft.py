"""Hold a month's workbooks under mutation, what they say now, and the kinds of mutation."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.ledgers.cut.row_kinds import RowKind
from tests.mutations.page import NotHere, one_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from briefing.domain.months import Month
    from tests.mutations.page import Page, Part

# Amounts that a sound ledger repeats from month to month.
STABLE = {
    "total_plan_wan", "done_before_wan", "annual_task_wan", "total_plan_stat_wan",
    "plan_five_year_wan", "sought_funds_wan",
}  # fmt: skip
YTD, MONTHLY = "done_this_year_wan", "done_this_month_wan"


@dataclass
class Draft:
    """A month's workbooks under mutation, and what they say now."""

    month: Month
    files: dict[str, list[Page]]
    # (file, sheet, row, key) to what the cell says now.
    edits: dict[tuple[str, str, int, str], Any] = field(default_factory=dict)
    gone: set[tuple[str, str, int]] = field(default_factory=set)
    # Columns that may be missing, as long as this is said; and ledgers.
    lost: set[tuple[str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    # Columns of which nobody knows what they hold now, as long as something is said.
    blurred: set[tuple[str, str]] = field(default_factory=set)
    # Once there are two of a sheet, neither can be hidden in the other's stead.
    is_copied: bool = False
    # Rows that another file would add, by ledger: they are joined or left out, and it is said.
    added: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    # Files that are sent under another name than they had.
    renamed: dict[str, str] = field(default_factory=dict)
    is_doubtful: bool = False
    must_warn: bool = False
    # Something is to be named, though every amount is read as before.
    must_name: bool = False

    def page(self, chance: Random) -> tuple[str, Page]:
        """Choose a page."""
        return chance.choice(
            [(f, page) for f, pages in self.files.items() for page in pages if page.parts]
        )

    def part(self, chance: Random) -> tuple[str, Page, Part]:
        """Choose a table."""
        file, page = self.page(chance)
        return file, page, chance.choice(page.parts)

    def cell(self, chance: Random, *types: str) -> tuple[str, Page, Part, int, int]:
        """Choose a cell of a project's row that holds a number: its row and column numbers."""
        file, page, part = self.part(chance)
        found = [
            (row, at)
            for row in page.there(part.rows(RowKind.PROJECT))
            for at in part.of_type(*types)
            if at in page.column_ids
            and isinstance(value := page.rows[page.row(row)][page.column(at)], float | int)
            and value
            and not page.merged(page.row(row), page.column(at))
        ]
        return file, page, part, *one_of(found, chance)

    def says_nothing(self, file: str, page: Page, part: Part, at: int) -> None:
        """Note that a column is none of the ledger's any more, as long as this is said."""
        for row in part.truth:
            self.says(file, page, part, row, part.columns[at], None)
        self.must_warn = True

    def says(self, file: str, page: Page, part: Part, row: int, key: str, value: Any) -> None:
        """Note what a cell says now; where months are added up, the year says it too."""
        before = self.said(file, page, part, row, key)
        self.edits[file, page.sound_name, row, key] = value
        if key.partition("@")[0] == MONTHLY and YTD in part.summed:
            total = self.said(file, page, part, row, YTD) or 0
            change = (value or 0) - (before or 0)
            self.edits[file, page.sound_name, row, YTD] = total + change

    def said(self, file: str, page: Page, part: Part, row: int, key: str) -> Any:
        """What a cell says now."""
        place = (file, page.sound_name, row, key)
        return self.edits[place] if place in self.edits else part.truth[row].get(key)


HARMLESS: list[Callable[[Draft, Random], None]] = []
TELLING: list[Callable[[Draft, Random], None]] = []
DOUBTFUL: list[Callable[[Draft, Random], None]] = []
Mutation = "Callable[[Draft, Random], None]"


def harmless(mutation: Any) -> Any:
    HARMLESS.append(mutation)
    return mutation


def telling(mutation: Any) -> Any:
    TELLING.append(mutation)
    return mutation


def doubtful(mutation: Any) -> Any:
    DOUBTFUL.append(mutation)
    return mutation


def mutate(sound: Draft, chance: Random, mutations: list[Any]) -> tuple[Draft, list[str]]:
    """Apply each mutation that finds something to change; return the draft and their names."""
    draft, names = deepcopy(sound), []
    for mutation in mutations:
        trial = deepcopy(draft)
        try:
            mutation(trial, chance)
        except NotHere:
            continue
        trial.is_doubtful |= mutation in DOUBTFUL
        draft = trial
        names.append(mutation.__name__)
    return draft, names


def lose(draft: Draft, page: Page, at: int) -> None:
    """Note that a column of the page can no longer be told."""
    for part in page.parts:
        if key := part.columns.get(at):
            draft.lost.add((part.ledger.id, key))
            if key.partition("@")[0] == MONTHLY and YTD in part.summed:
                draft.lost.add((part.ledger.id, YTD))
