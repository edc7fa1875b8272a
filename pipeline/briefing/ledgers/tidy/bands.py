"""What stands above a row goes in, its bands and the table's titles; the state they give it comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.ledgers.dictionary import Column


def state_above(path: str, titles: Sequence[str], column: Column) -> str | None:
    """
    A row under 一、续建项目（56个） is 续建, as are all of a sheet 续建项目; the innermost band
    that says so counts, then the nearest title. What names several states tells none.
    """
    for title in (*reversed(path.split("/")), *titles):
        if state := column.state_of_rows(title):
            return state
        if len(column.states_in(title)) > 1:
            return None
    return None
