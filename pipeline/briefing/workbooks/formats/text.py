"""
Read text tables: CSV, or cells separated by tabs, semicolons or bars.

A cell is a number exactly where the number, written back, is the same text; dates stay text.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from briefing.workbooks.formats.draft import Budget, Draft, bound
from briefing.workbooks.formats.encoding import decoded
from briefing.workbooks.formats.written import value_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.workbooks.limits import FileLimits
    from briefing.workbooks.sheet import Book

_DELIMITERS = "\t,;|"
_SAMPLE_ROWS = 200
# Excel's own line that names the delimiter; it is no row.
_NAMED = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)
# ="007" keeps Excel from making a number of a code.
_AS_TEXT = re.compile(r'="([^"]*)"')
# A quoted cell of more lines than this was never closed.
_MOST_LINES = 50
# Where more records than this share of the usual ones are longer, none of them is unusual.
_MOST_SURPLUS = 0.5


def read(path: Path, limits: FileLimits) -> Book:
    """Read a text table. Raises Unreadable."""
    text = decoded(path.read_bytes())
    named = _NAMED.match(text)
    delimiter = named[1] if named else _delimiter(text)
    # Its one sheet has no name: its place is the file.
    draft = Draft("", Budget(limits.cells))
    widths: list[int] = []
    for index, record in enumerate(_records(text[named.end() :] if named else text, delimiter)):
        widths.append(len(record))
        codes = map(_AS_TEXT.fullmatch, record)
        cells = zip(record, codes, strict=True)
        draft.lay(index, [code[1] or None if code else value_of(field) for field, code in cells])
    _mark_surplus(draft, widths)
    return bound(path.name, [draft])


def _mark_surplus(draft: Draft, widths: list[int]) -> None:
    """Mark the records with more fields than nearly all others: a comma of theirs split a field."""
    counts = Counter(width for width in widths if width > 1)
    usual = max(counts, key=lambda width: (counts[width], width), default=0)
    longer = [index for index, width in enumerate(widths) if width > usual]
    if usual and len(longer) <= _MOST_SURPLUS * counts[usual]:
        for index in longer:
            draft.mark((index, usual), "surplus", f"{widths[index]}格，应为{usual}格")


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Split a text into records; quotes that do not close spoil their own line only."""
    before = csv.field_size_limit(len(text) + 1)
    try:
        try:
            yield from list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
        except csv.Error:
            yield from _records_by_line(text.split("\n"), delimiter)
    finally:
        csv.field_size_limit(before)


def _records_by_line(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    """Read record by record; a line whose quotes do not close is split as it stands."""
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
    """Return the end of the record that begins at line *start*: where the quotes are even again."""
    quotes = 0
    for index in range(start, min(start + _MOST_LINES, len(lines))):
        quotes += lines[index].count('"')
        if quotes % 2 == 0:
            return index + 1
    return start + 1


def _delimiter(text: str) -> str:
    """Choose what splits most lines into the same number of cells; titles above have none."""
    lines = text[: _SAMPLE_ROWS * 1000].split("\n")[:_SAMPLE_ROWS]
    fitness = {delimiter: _fitness(lines, delimiter) for delimiter in _DELIMITERS}
    best = max(fitness, key=fitness.__getitem__)
    return best if fitness[best] else ","


def _fitness(lines: list[str], delimiter: str) -> float:
    """Rate a delimiter by the share of lines that it splits alike, and into how many cells."""
    widths = Counter(len(record) for record in _records_by_line(lines, delimiter) if any(record))
    common = max((width for width in widths if width > 1), key=widths.__getitem__, default=1)
    return widths[common] / max(widths.total(), 1) * math.sqrt(common - 1)
