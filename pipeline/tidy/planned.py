"""A column that tells either when a project began or when it is to begin goes in; the two come out apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.tidy.dates import happened_or_planned
from pipeline.tidy.readers import Read, read_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ledgers import Column
    from pipeline.months import Month
    from pipeline.read.sheet import Cell


def apart(
    column: Column,
    cells: Sequence[Cell],
    others: Sequence[Read],
    is_idle: Sequence[bool],
    month: Month,
) -> tuple[list[Read], list[Read]]:
    """
    Read 开工/计划开工时间: what has happened, and what is planned where *others* say nothing of it.

    The bare date of a project that has not begun, *is_idle*, is its plan.
    """
    happened, planned = [], []
    either = read_cells(partial(happened_or_planned, column=column, month=month), cells)
    for read, other, idle in zip(either, others, is_idle, strict=True):
        dated = read.value
        is_plan = dated is not None and (idle or dated.kind == "planned")
        found = replace(read, value=None if dated is None else dated.day)
        happened.append(replace(found, value=None) if is_plan else found)
        planned.append(Read(found.value) if is_plan and other.value is None else other)
    return happened, planned
