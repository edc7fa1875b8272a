"""
A text table (CSV, or parted by tabs, semicolons or bars) goes in; its one sheet comes out.

A cell is a number exactly where the number, written back, is the same text; dates stay text.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from briefing.workbooks.faults import empty
from briefing.workbooks.formats.draft import Budget
from briefing.workbooks.formats.encoding import decoded
from briefing.workbooks.formats.written import value_of
from briefing.workbooks.sheet import Book, Cell, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits

_DELIMITERS = "\t,;|"
_SAMPLE_ROWS = 200
# Excel's own line that names the delimiter; it is no row.
_NAMED = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)
# ="007" keeps Excel from making a number of a code.
_AS_TEXT = re.compile(r'="([^"]*)"')
# A quoted cell of more lines than this was never closed.
_MOST_LINES = 50


def read(path: Path, limits: FileLimits) -> Book:
    """Read a text table. Raises Unreadable."""
    text = decoded(path.read_bytes())
    named = _NAMED.match(text)
    delimiter = named[1] if named else _delimiter(text)
    budget = Budget(limits.cells)
    rows: list[list[Cell]] = []
    for record in _records(text[named.end() :] if named else text, delimiter):
        row = [_cell(field) for field in record]
        while row and row[-1] is None:
            row.pop()
        budget.take(len(row) - row.count(None))
        budget.span(1, len(row))
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise empty()
    # A text table has one sheet without a name: its place is the file.
    return Book([Sheet(path.name, "", rows)])


def _cell(field: str) -> Cell:
    match = _AS_TEXT.fullmatch(field)
    return match[1] or None if match else value_of(field)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Part a text into records; where quotes are astray, they cost their own line only."""
    before = csv.field_size_limit(len(text) + 1)
    try:
        try:
            yield from list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
        except csv.Error:
            yield from _records_by_line(text.split("\n"), delimiter)
    finally:
        csv.field_size_limit(before)


def _records_by_line(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    """Read as much as one quoted cell can span, and a line whose quotes do not close as it stands."""
    index = 0
    while index < len(lines):
        end = _closing(lines, index)
        try:
            (record,) = csv.reader(["\n".join(lines[index:end])], delimiter=delimiter, strict=True)
        except (csv.Error, ValueError):
            record, end = lines[index].split(delimiter), index + 1
        yield record
        index = end


def _closing(lines: list[str], start: int) -> int:
    """Return the end of the record that begins at a line: where the quotes are even again."""
    quotes = 0
    for index in range(start, min(start + _MOST_LINES, len(lines))):
        quotes += lines[index].count('"')
        if quotes % 2 == 0:
            return index + 1
    return start + 1


def _delimiter(text: str) -> str:
    """Choose what parts most lines into the same number of cells; titles above have none."""
    lines = text[: _SAMPLE_ROWS * 1000].split("\n")[:_SAMPLE_ROWS]
    fitness = {delimiter: _fitness(lines, delimiter) for delimiter in _DELIMITERS}
    best = max(fitness, key=fitness.__getitem__)
    return best if fitness[best] else ","


def _fitness(lines: list[str], delimiter: str) -> float:
    """Rate a delimiter by the share of lines that it parts alike, and by how far it parts them."""
    widths = Counter(len(record) for record in _records_by_line(lines, delimiter) if any(record))
    common = max((width for width in widths if width > 1), key=widths.__getitem__, default=1)
    return widths[common] / max(widths.total(), 1) * math.sqrt(common - 1)
