"""Choose the function that reads the cells of a column, by the column's type, and call it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from briefing.ledgers.tidy import codes, dates, names, numbers, permits, states, values
from briefing.ledgers.tidy.distinct import Distinct

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.domain.months import Month
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Cell

# Types that 同上 may repeat: words, never amounts or dates.
_REPEATABLE = {"text", "name", "state", "states", "list", "yes_no", "town", "unit"}


class Read(NamedTuple):
    """One cell as read: its value, why it could not be read, or what is doubtful about it."""

    value: Any
    fault: str = ""
    caution: str = ""


def column_reader(
    column: LedgerColumn, unit: str | None, month: Month, county: County
) -> Callable[[Cell], Any]:
    """Return the function that reads one cell of this column; it raises Unclear."""
    readers: dict[str, Callable[[Cell], Any]] = {
        "text": values.text if column.required else values.remark,
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
    """Read one cell; a fault becomes part of the result."""
    try:
        value = reader(cell)
    except values.Caution as caution:
        return Read(caution.value, caution=str(caution))
    except values.Unclear as error:
        return Read(None, fault=str(error))
    return Read(value)


def read_cells(reader: Callable[[Cell], Any], cells: Distinct[Cell]) -> Distinct[Read]:
    """Read a column, each different cell once."""
    return cells.map(partial(read_cell, reader))


def without_dittos(column: LedgerColumn, cells: Distinct[Cell]) -> Distinct[Cell]:
    """Replace 同上 by the cell above, in columns of words; below an empty cell it stays."""
    if column.type not in _REPEATABLE:
        return cells
    is_ditto = cells.where(values.is_ditto)
    # Below an empty cell, and in the first row.
    is_open = np.append(True, cells.where(lambda cell: cell is None)[:-1])[: len(cells)]
    stands = ~is_ditto | is_open
    source = np.maximum.accumulate(np.where(stands, np.arange(len(cells)), 0))
    return Distinct(cells.items, cells.which[source])
