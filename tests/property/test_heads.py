"""Heads composed of parts are taken for what they mean, or not taken: never for another column."""

from __future__ import annotations

from random import Random

import pytest

from briefing.domain.months import Month
from briefing.ledgers.dictionary import all_ledgers, ledger
from briefing.ledgers.heads.column_header import ColumnHeader
from briefing.ledgers.heads.columns import readings
from briefing.ledgers.heads.table_head import find_heads
from tests.headers import MadeHead, drawn, made, made_growth

HEADS, DRAWN = 6000, 400
MAY_2023 = Month(2023, 5)
OTHERS = ["序号", "项目名称", "项目性质", "责任单位", "总投资（万元）", "开复工状态"]


def taken(head: MadeHead, ledger_id: str, month: Month) -> tuple[str, int | None] | None:
    ((_, reading),) = readings([ColumnHeader(0, list(head.levels))], ledger(ledger_id), month)
    return reading and (reading.key, reading.month)


@pytest.mark.parametrize("month", [Month(2023, 5), Month(2020, 12), Month(2026, 2)], ids=str)
def test_no_head_of_a_progress_report_is_taken_for_another_column(month: Month) -> None:
    """Of 6,000 heads none is taken wrongly, and nearly all that are ours are taken."""
    chance = Random(month.number)
    heads = {head.levels: head for head in (made(chance, month) for _ in range(HEADS))}
    wrong, missed, right = [], [], 0
    for head in heads.values():
        found = taken(head, "projects", month)
        if found == head.means:
            right += found is not None
        elif found is None:
            missed.append(head)
        else:
            wrong.append((head.levels, found, head.means))

    assert wrong == []
    assert len(heads) > 4_000
    assert right > 1_000
    assert len(missed) < right / 40


@pytest.mark.parametrize("is_merged", [True, False], ids=["merged", "blank"])
def test_no_column_of_a_drawn_table_is_taken_for_another(is_merged: bool) -> None:
    """However deep its head is, and whatever stands beside it; a group is never read without its levels."""
    wrong, right, missed = [], 0, 0
    for seed in range(DRAWN):
        chance = Random(seed)
        columns = [made(chance, MAY_2023) for _ in range(chance.randint(2, 8))]
        row = [1.0, "水厂", "续建", "水利局", 500.0, "在建", *[100.0] * len(columns)]
        heads = [*((name,) for name in OTHERS), *(each.levels for each in columns)]
        (head,) = find_heads(drawn(heads, [row], is_merged=is_merged), all_ledgers(), MAY_2023)
        found = {each.index: (each.key, None) for each in (*head.placed, *head.doubled)}
        found |= {each.index: (each.key, month) for month, each in head.by_month}
        for at, column in enumerate(columns, len(OTHERS)):
            meant = found.get(at)
            right += meant is not None and meant == column.means
            missed += meant is None and column.means is not None
            if meant not in {None, column.means}:
                wrong.append((column.levels, meant, column.means))

    assert wrong == []
    assert right > 500
    assert missed < right / 40


def test_no_head_of_a_feedback_is_taken_for_another_indicator() -> None:
    """Growth and rank are the county's fixed investment, beside any other columns of a table."""
    month = Month(2020, 5)
    chance = Random(7)
    heads = {head.levels: head for head in (made_growth(chance) for _ in range(2_000))}
    wrong = [
        (head.levels, found, head.means)
        for head in heads.values()
        if (found := taken(head, "growth", month)) not in {None, head.means}
    ]
    right = sum(
        head.means is not None and taken(head, "growth", month) == head.means
        for head in heads.values()
    )
    ours = sum(head.means is not None for head in heads.values())

    assert wrong == []
    assert ours > 50
    assert right > 0.9 * ours
