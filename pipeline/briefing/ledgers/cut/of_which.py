"""Find the further lines of 其中: below 其中：续建（3个）, the line 新建（2个） is no band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.ledgers.cut.row_kinds import (
    RowKind,
    band_style,
    declared_count,
    is_of_which,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from briefing.workbooks.sheet import Cell

WORD = "其中："
# Each part is rounded by itself.
_HALF_UNIT = 0.51


def further_parts(
    kinds: Sequence[RowKind],
    texts: Sequence[str],
    row: Callable[[int], Sequence[Cell]],
    amounts: Iterable[int],
) -> list[int]:
    """
    Return the rows that go on below 其中, directly below a total, without the word.

    They have no numbering, and with the line of 其中 they make up the total's count or its amounts:
    a band would head the projects below it.
    """
    columns = list(amounts)
    found: list[int] = []
    for at in rows_of(kinds, RowKind.TOTAL):
        if is_of_which(texts[at]) or at + 2 >= len(kinds) or not _is_part(at + 1, kinds, texts):
            continue
        last = at + 2
        while last < len(kinds) and _is_part(last, kinds, texts):
            last += 1
        while last < len(kinds) and _may_go_on(last, kinds, texts):
            last += 1
            parts = range(at + 1, last)
            if _count_up(at, parts, texts) or _add_up(row(at), [row(n) for n in parts], columns):
                found += [n for n in parts if not is_of_which(texts[n])]
                break
    return found


def _is_part(at: int, kinds: Sequence[RowKind], texts: Sequence[str]) -> bool:
    return kinds[at] is RowKind.TOTAL and is_of_which(texts[at])


def _may_go_on(at: int, kinds: Sequence[RowKind], texts: Sequence[str]) -> bool:
    return (
        kinds[at] in {RowKind.BAND, RowKind.UNKNOWN}
        and bool(texts[at])
        and band_style(fold(texts[at])) in {"", "dashed"}
    )


def _count_up(total: int, parts: range, texts: Sequence[str]) -> bool:
    """Tell whether the counts that parts declare make up that of the total."""
    counts = [declared_count(texts[at]) for at in parts]
    whole = declared_count(texts[total])
    return whole is not None and None not in counts and sum(c or 0 for c in counts) == whole


def _add_up(
    total: Sequence[Cell], parts: Sequence[Sequence[Cell]], columns: Sequence[int]
) -> bool:
    """Tell whether every amount of the total is the sum of the parts', and there is one."""
    whole = {at: total[at] for at in columns if at < len(total)}
    sums = [
        abs(amount - sum(_number(part, at) for part in parts)) <= _HALF_UNIT * len(parts)
        for at, amount in whole.items()
        if isinstance(amount, float | int) and amount
    ]
    return bool(sums) and all(sums)


def _number(cells: Sequence[Cell], at: int) -> float:
    cell = cells[at] if at < len(cells) else None
    return cell if isinstance(cell, float | int) else 0.0
