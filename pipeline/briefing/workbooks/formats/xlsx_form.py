"""
Learn from rows of an .xlsx a pattern that finds the values of all rows written alike.

The rows of a ledger differ in little but their values and their blank cells, and one pattern for a
whole row is several times as quick as one for each of its cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.workbooks.formats.xlsx_parts import columns_of

_CELL = re.compile(
    rb'<c r="(?P<letters>[A-Z]{1,3}+)[0-9]++"(?P<attributes>[^>/]*+)'
    rb"(?:/>"
    rb"|>(?:<f[^>]*+>(?:[^<]*+</f>)?+)?+<v>[^<]++</v></c>"
    rb'|>(?P<text><is><t(?: xml:space="preserve")?+>[^<]++</t></is></c>))'
)
_ROW = rb'\s*+<row r="([0-9]{1,7}+)"([^>/]*+)>'
_ANY_ATTRIBUTES = rb"([^>/]*+)"
_VALUE = rb"(?:<f[^>]*+>(?:[^<]*+</f>)?+)?+<v>([^<]++)</v></c>"
_VALUE_OR_TEXT = (
    rb"(?:<f[^>]*+>(?:[^<]*+</f>)?+)?+"
    rb'<(?:v|is><t(?: xml:space="preserve")?+)>([^<]++)</(?:v|t></is)></c>'
)
_MOST_COLUMNS = 300
# What each row has before its cells: its number and its attributes.
_BEFORE = 2


@dataclass(frozen=True)
class FormColumn:
    """
    Where a column's values are among the parts of a row: `raw`, and `kind` for their attributes.

    A column whose cells all have the same attributes has these in `attributes`.
    """

    index: int
    raw: int
    kind: int | None
    attributes: bytes


@dataclass(frozen=True)
class Form:
    """How rows are written; splitting them by `pattern` gives `stride` parts for each row."""

    pattern: re.Pattern[bytes]
    columns: list[FormColumn]
    stride: int


class FormLearner:
    """Looks at rows, one by one, and returns the form that they have in common."""

    def __init__(self) -> None:
        # The attributes of the cells of each column, by its letters; the columns that hold texts.
        self._attributes: dict[bytes, set[bytes]] = {}
        self._with_texts: set[bytes] = set()

    def see(self, row: bytes, start: int) -> bool:
        """Look at a row whose cells begin at *start*; tell whether it is written as usual."""
        cells = []
        while cell := _CELL.match(row, start):
            start = cell.end()
            cells.append(cell)
        if row[start:].strip():
            return False
        for cell in cells:
            self._attributes.setdefault(cell["letters"], set()).add(cell["attributes"])
            if cell["text"] is not None:
                self._with_texts.add(cell["letters"])
        return True

    def form(self) -> Form | None:
        """Return the form of the rows seen; None where there are no columns or too many."""
        letters = list(self._attributes)
        if not 0 < len(letters) <= _MOST_COLUMNS:
            return None
        parts, columns, group = [_ROW], [], _BEFORE
        for index, name in sorted(zip(columns_of(letters), letters, strict=True)):
            attributes, *others = self._attributes[name]
            varies = bool(others)
            kind = group + 1 if varies else None
            group += 2 if varies else 1
            columns.append(FormColumn(index, group, kind, attributes))
            parts.append(
                rb'(?:<c r="%s[0-9]++"%s(?:/>|>%s))?+'
                % (
                    name,
                    _ANY_ATTRIBUTES if varies else re.escape(attributes),
                    _VALUE_OR_TEXT if name in self._with_texts else _VALUE,
                )
            )
        pattern = re.compile(b"".join([*parts, rb"\s*+</row>"]))
        return Form(pattern, columns, group + 1)
