"""
Find the outline that bands make, and the rows that bands and totals may cover.

A clerk's 小计 may sum the group above it, the group below it or a whole chapter. Each declaration
has every span of rows that its place allows, the likeliest first; the sums decide later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.ledgers.cut.row_kinds import (
    RowKind,
    band_style,
    band_title,
    declared_count,
    is_grand,
    is_of_which,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# The span of every row of the ledger, in all its files and sheets.
EVERYWHERE = (0, 0)
# A total may sum the last pages; so many of them are tried.
NEAREST_PAGES = 3


@dataclass(frozen=True)
class Declared:
    """What a band or a total says, and the spans of row numbers that it may cover."""

    row: int
    text: str
    count: int | None
    spans: tuple[tuple[int, int], ...]


def depths(kinds: Sequence[RowKind], texts: Sequence[str]) -> list[int]:
    """
    Return for each row the depth of its band, from 1; 0 for rows that are no band.

    A known style of numbering returns to its level; a new one opens a level below.
    """
    stack: list[str] = []
    found = [0] * len(kinds)
    for row in rows_of(kinds, RowKind.BAND):
        style = band_style(fold(texts[row])) or "plain"
        stack = stack[: stack.index(style)] if style in stack else stack
        stack.append(style)
        found[row] = len(stack)
    return found


def bands_above(kinds: Sequence[RowKind], texts: Sequence[str]) -> list[str]:
    """Return for each row the titles of the bands above it, joined by “/”."""
    path: list[str] = []
    paths: list[str] = []
    depth = depths(kinds, texts)
    for row in rows_of(kinds, RowKind.BAND):
        paths += ["/".join(path)] * (row - len(paths))
        path = [*path[: depth[row] - 1], band_title(texts[row])]
    return paths + ["/".join(path)] * (len(kinds) - len(paths))


def declarations(
    kinds: Sequence[RowKind],
    texts: Sequence[str],
    numbers: Sequence[int],
    counts: Sequence[int | None] = (),
) -> list[Declared]:
    """Return what bands and totals declare. *counts* are the counts in a cell beside the text."""
    depth = depths(kinds, texts)
    beside = counts or [None] * len(kinds)
    titled = {band_title(texts[row]): row for row in rows_of(kinds, RowKind.BAND)}
    path: list[int] = []
    group = 0
    pages: list[int] = []
    found = []
    for index in rows_of(kinds, RowKind.HEAD, RowKind.BAND, RowKind.TOTAL):
        kind, text = kinds[index], texts[index]
        if kind is RowKind.HEAD:
            group = index
            pages.insert(0, index)
            continue
        if kind is RowKind.BAND:
            group = index
            path = [*path[: depth[index] - 1], index]
            spans = [(index, _end(depth, index))]
        elif not is_of_which(text):
            # 续建项目小计 sums the band 续建项目.
            own = titled.get(re.sub(r"(?:小计|合计|总计|累计).*$", "", fold(text)))
            named = [] if own is None else [(own, _end(depth, own))]
            around = _spans(index, kinds, [group, *reversed(path), *pages[:NEAREST_PAGES], 0])
            whole = [(0, len(kinds) - 1)]
            spans = [*whole, *around] if is_grand(text) else [*named, *around, *whole]
            group = index
        else:
            continue
        count = declared_count(text)
        rows = tuple(dict.fromkeys((numbers[first], numbers[last]) for first, last in spans))
        found.append(
            Declared(
                numbers[index],
                text,
                beside[index] if count is None else count,
                (*rows, EVERYWHERE) if kind is RowKind.TOTAL else rows,
            )
        )
    return found


def _end(depth: Sequence[int], band: int) -> int:
    """Return the last row of a band: the one before the next band of its level or above."""
    later = range(band + 1, len(depth))
    return next((row - 1 for row in later if 0 < depth[row] <= depth[band]), len(depth) - 1)


def _spans(index: int, kinds: Sequence[RowKind], starts: Sequence[int]) -> list[tuple[int, int]]:
    """
    Return the spans that a total may sum: from each of *starts*, the nearest first, down to it; or
    from it down to the next band or total.
    """
    closing = [(start, index) for start in starts]
    ends = {RowKind.BAND, RowKind.TOTAL}
    later = (row for row in range(index + 1, len(kinds)) if kinds[row] in ends)
    opening = (index, next(later, len(kinds)) - 1)
    has_rows_above = any(kinds[row] is RowKind.PROJECT for row in range(starts[0], index))
    return [*closing, opening] if has_rows_above else [opening, *closing]
