"""A column that tells either when a project began or when it is to begin goes in; the two come out apart."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from briefing.ledgers.tidy.dates import happened_or_planned
from briefing.ledgers.tidy.distinct import Distinct, together
from briefing.ledgers.tidy.readers import Read, read_cells

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Column
    from briefing.workbooks.sheet import Cell


def apart(
    column: Column,
    cells: Distinct[Cell],
    others: Distinct[Read],
    is_idle: Distinct[bool],
    month: Month,
) -> tuple[Distinct[Read], Distinct[Read]]:
    """
    Read 开工/计划开工时间: what has happened, and what is planned where *others* say nothing of it.

    The bare date of a project that has not begun, *is_idle*, is its plan.
    """
    either = read_cells(partial(happened_or_planned, column=column, month=month), cells)
    rows = together(either, others, is_idle).map(lambda row: _apart(*row))
    return rows.map(lambda row: row[0]), rows.map(lambda row: row[1])


def _apart(read: Read, other: Read, idle: bool) -> tuple[Read, Read]:
    """One row: what has happened, and what is planned."""
    dated = read.value
    is_plan = dated is not None and (idle or dated.kind == "planned")
    found = read._replace(value=None if dated is None else dated.day)
    happened = found._replace(value=None) if is_plan else found
    return happened, Read(found.value) if is_plan and other.value is None else other
