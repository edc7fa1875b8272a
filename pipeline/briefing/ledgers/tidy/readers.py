"""A column of the dictionary goes in, the function that reads its cells comes out; cells are read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from briefing.ledgers.tidy import codes, dates, names, numbers, permits, states, values
from briefing.ledgers.tidy.distinct import Distinct

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import Column
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Cell

# What 同上 may repeat: words, never amounts or dates.
_REPEATABLE = {"text", "name", "state", "states", "list", "yes_no", "town", "unit"}


class Read(NamedTuple):
    """One cell as read: its value, why it could not be read, or what to be careful about."""

    value: Any
    fault: str = ""
    caution: str = ""


def column_reader(
    column: Column, unit: str | None, month: Month, county: County
) -> Callable[[Cell], Any]:
    """Return the function that reads one cell of this column; it raises Unclear."""
    readers: dict[str, Callable[[Cell], Any]] = {
        "text": values.text,
        "name": values.name,
        "code": values.code,
        "project_code": lambda cell: codes.project_code(cell, county),
        "credit_code": codes.credit_code,
        "money": lambda cell: numbers.money_wan(cell, unit),
        "percent": numbers.percent,
        "points": numbers.number,
        "count": numbers.count,
        "date": lambda cell: dates.date(cell, column, month),
        "period": lambda cell: values.period(cell, month),
        "state": lambda cell: states.state(cell, column, month),
        "states": lambda cell: states.states(cell, column, month),
        "list": values.items,
        "problems": values.problems,
        "yes_no": lambda cell: values.yes_no(cell, month),
        "presence": values.presence,
        "permit": lambda cell: permits.permit(cell, column, month),
        "town": lambda cell: names.town(cell, county),
        "unit": lambda cell: names.unit(cell, county),
    }
    return readers[column.type]


def read_cell(reader: Callable[[Cell], Any], cell: Cell) -> Read:
    """Read one cell; a fault is told, not raised."""
    try:
        value = reader(cell)
    except values.Caution as caution:
        return Read(caution.value, caution=str(caution))
    except values.Unclear as error:
        return Read(None, fault=str(error))
    return Read(value)


def read_cells(reader: Callable[[Cell], Any], cells: Distinct[Cell]) -> Distinct[Read]:
    """Read a column; ledgers repeat themselves, and each spelling is read once."""
    return cells.map(partial(read_cell, reader))


def without_dittos(column: Column, cells: Distinct[Cell]) -> Distinct[Cell]:
    """Put what stands above in the place of 同上, where it may stand for words; below nothing it stays."""
    if column.type not in _REPEATABLE:
        return cells
    is_ditto = cells.where(values.is_ditto)
    # Below nothing, and at the top.
    is_open = np.append(True, cells.where(lambda cell: cell is None)[:-1])[: len(cells)]
    stands = ~is_ditto | is_open
    source = np.maximum.accumulate(np.where(stands, np.arange(len(cells)), 0))
    return Distinct(cells.items, cells.which[source])
