"""A column of the dictionary goes in, the function that reads its cells comes out; cells are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.tidy import codes, dates, names, numbers, permits, states, values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.county import County
    from pipeline.ledgers import Column
    from pipeline.months import Month
    from pipeline.read.sheet import Cell

# What 同上 may repeat: words, never amounts or dates.
_REPEATABLE = {"text", "name", "state", "states", "list", "yes_no", "town", "unit"}

# A column of so many spellings does not repeat itself; to remember more would only take room.
_MOST_REMEMBERED = 1 << 15


@dataclass(frozen=True, slots=True)
class Read:
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


def read_cells(reader: Callable[[Cell], Any], cells: Sequence[Cell]) -> list[Read]:
    """Read a column; ledgers repeat themselves, and each spelling is read once."""
    known: dict[tuple[type, Cell], Read] = {}
    found = []
    for cell in cells:
        # 1 and True are one key to Python, and not one cell.
        key = (cell.__class__, cell)
        read = known.get(key)
        if read is None:
            read = read_cell(reader, cell)
            if len(known) < _MOST_REMEMBERED:
                known[key] = read
        found.append(read)
    return found


def without_dittos(column: Column, cells: Sequence[Cell]) -> list[Cell]:
    """Put what stands above in the place of 同上, where it may stand for words; below nothing it stays."""
    if column.type not in _REPEATABLE:
        return list(cells)
    found: list[Cell] = []
    for cell in cells:
        above = found[-1] if found else None
        found.append(cell if above is None or not values.is_ditto(cell) else above)
    return found
