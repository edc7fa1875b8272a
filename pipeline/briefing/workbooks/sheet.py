"""What is read of a workbook: cells as a reader of it sees them, with their places."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from briefing.domain.text import shown_number
from briefing.workbooks.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

# No cell can hold a larger number.
_MOST = 10**300

# What a cell holds that shows a picture; WPS keeps a formula in it.
PICTURE = "（图片）"
# What stands for a letter of a symbol font that shows no sign which means something.
SYMBOL = "（符号）"
_PICTURES = (PICTURE, "=DISPIMG(", "=_xlfn.DISPIMG(")
# Only symbol fonts show the first kind. Some fonts have rare characters of names in the second: such
# a letter amid words is one of them, and by itself it is a sign.
_SIGNS = re.compile("[\uf020-\uf0ff]|^[\\s\ue000-\uf8ff]+$")
_SEEN_AS, _END_OF_SEEN = "（显示为“", "”）"

# The types of cells that are numbers: a look-up is much quicker than isinstance.
NUMBERS = frozenset({float, int, bool})

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns count from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Mark:
    """
    What lies over or behind cells, and is no value of theirs; bounds as those of a merge.

    *kind* is one of: `text`, `picture`, `chart` (drawn over the cells), `condition` (a conditional
    format may show something else), `volatile` (a formula of today's date or of chance), `unseen`
    (written in the colour of the cell), `zeros` (not shown, so many as the words say), `surplus` (a
    cell more than the head has), `commas` (each row may have a number that a comma splits).
    """

    top: int
    left: int
    bottom: int
    right: int
    kind: str
    words: str = ""


@dataclass(frozen=True)
class Sheet:
    """
    One sheet: its rows from A1 on, empty cells as None; rows and columns are counted from 0.

    A cell holds what its reader sees: where the format shows another number than is stored (a
    percentage, thousands), the one that is shown; “#REF!” where a formula failed, and “=A1+B1”
    where no program has calculated it.
    """

    file: str
    name: str
    rows: Sequence[list[Cell]]
    merges: list[Merge] = field(default_factory=list)
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    # Cells that are struck through, wholly or in some of their characters.
    struck: frozenset[tuple[int, int]] = frozenset()
    partly_struck: frozenset[tuple[int, int]] = frozenset()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    @cached_property
    def grid(self) -> Grid:
        """The rows, kept by columns."""
        return self.rows if isinstance(self.rows, Grid) else Grid.of(self.rows)

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.grid.width


@dataclass(frozen=True)
class Remark:
    """What a clerk should know of a whole file; *code* is that of the finding."""

    code: str
    found: str
    expected: str
    advice: str


@dataclass(frozen=True)
class Book:
    """One file: its sheets in their order, and remarks on the whole."""

    sheets: list[Sheet]
    remarks: list[Remark] = field(default_factory=list)


class Unreadable(Exception):
    """The file cannot be read; `remark` says in Chinese what was found and what to do."""

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        super().__init__(remark.found)


def letter(index: int) -> str:
    """
    Return the letters of a column, counted from 0.

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_text(cell: Cell) -> str:
    """
    Write a cell as a spreadsheet shows it: at most 15 significant digits, ISO dates.

    >>> as_text(0.1 + 0.2), as_text(430000.0), as_text(dt.datetime(2020, 3, 1)), as_text(None)
    ('0.3', '430000', '2020-03-01', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        pair = stored_and_seen(cell)
        return pair[1] if pair else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        if isinstance(cell, int) and abs(cell) > _MOST:
            return "#NUM!"
        return shown_number(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def seen_as(stored: str, seen: str) -> str:
    """
    Write what a cell holds together with what its format shows, where the two contradict.

    >>> seen_as("2019-05-31", "5月31日")
    '2019-05-31（显示为“5月31日”）'
    """
    return f"{stored}{_SEEN_AS}{seen}{_END_OF_SEEN}"


def stored_and_seen(cell: Cell) -> tuple[str, str] | None:
    """
    Return what a cell holds and what it shows, where `seen_as` wrote them; else None.

    >>> stored_and_seen("-5（显示为“5”）"), stored_and_seen("5")
    (('-5', '5'), None)
    """
    if not isinstance(cell, str) or not cell.endswith(_END_OF_SEEN):
        return None
    stored, mark, seen = cell.removesuffix(_END_OF_SEEN).partition(_SEEN_AS)
    return (stored, seen) if mark else None


def is_picture(cell: Cell) -> bool:
    """
    Tell whether a cell shows a picture.

    >>> is_picture('=DISPIMG("ID_1",1)'), is_picture("图片")
    (True, False)
    """
    return isinstance(cell, str) and cell.startswith(_PICTURES)


def has_symbol(cell: Cell) -> bool:
    """
    Tell whether a cell shows a sign of a symbol font that nobody can take for a word or a tick.

    >>> has_symbol("（符号）已办"), has_symbol("☑"), has_symbol("\ue05a")
    (True, False, True)
    """
    return isinstance(cell, str) and (
        SYMBOL in cell or (not cell.isprintable() and bool(_SIGNS.search(cell)))
    )


def is_empty(cell: Cell) -> bool:
    """Tell whether a cell is empty, or holds white space only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
