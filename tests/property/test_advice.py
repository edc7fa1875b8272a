"""Obeying our advice on heads never makes a wrong ledger acceptable."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from briefing.domain.months import Month
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.advice import misspelt, near
from briefing.ledgers.heads.table_head import find_heads
from briefing.workbooks.sheet import Sheet
from tests.headers import made

if TYPE_CHECKING:
    from briefing.ledgers.heads.table_head import Head

MONTH = Month(2023, 5)
OTHERS = ["序号", "项目名称", "项目性质", "责任单位", "总投资（万元）", "开复工状态"]
TABLES = 400


def head_of(*columns: tuple[str, ...]) -> Head | None:
    """Draw a head of these columns, each by its levels, with a row below it."""
    depth = max(map(len, columns))
    rows = [
        [levels[row] if row < len(levels) else None for levels in columns] for row in range(depth)
    ]
    # A level that is not there is merged with the one above it.
    for at, levels in enumerate(columns):
        for row in range(len(levels), depth):
            rows[row][at] = levels[-1]
    heads = find_heads(
        Sheet("表.xlsx", "表", [*rows, [1.0, "水厂", "续建", "水利局"]]), all_ledgers(), MONTH
    )
    return next((head for head in heads if head.ledger.id == "projects"), None)


@pytest.mark.parametrize("part", range(4))
def test_what_is_advised_is_what_is_missing(part: int) -> None:
    """Neither last year's plan for this year's, nor the month for the year, nor a part for the whole."""
    chance, wrong, seen = Random(part), [], 0
    for _ in range(TABLES // 4):
        columns = [made(chance, MONTH) for _ in range(6)]
        columns = [each for each in columns if each.means is None or each.means[1] is None]
        head = head_of(*((name,) for name in OTHERS), *(each.levels for each in columns))
        if head is None:
            continue
        seen += 1
        # The letters of the made columns come after those of the others.
        means = {
            chr(ord("A") + len(OTHERS) + at): each.means and each.means[0]
            for at, each in enumerate(columns)
        }
        advised = [(column.key, text) for column in head.missing for text in near(head, column)]
        advised += [
            (column.key, f"{header.written}（{chr(ord('A') + header.index)}列）")
            for header, column in misspelt(head)
        ]
        wrong += [
            (key, text)
            for key, text in advised
            for letter in [text.rpartition("（")[2][0]]
            if letter in means and means[letter] != key
        ]

    assert seen > TABLES / 8
    assert wrong == []
