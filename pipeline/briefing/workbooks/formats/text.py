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

from briefing.domain.findings import rows_named
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
# The head is the first record of which at least this share of the usual fields is filled.
_LEAST_OF_HEAD = 0.5
# What a number may be split into at its comma; and what begins with a zero, as no number does.
_BEFORE, _BEHIND = re.compile(r"-?[1-9][0-9]{0,2}"), re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
_SPLIT = re.compile(r"0[0-9]{2}(?:\.[0-9]+)?")


def read(path: Path, limits: FileLimits) -> Book:
    """Read a text table. Raises Unreadable."""
    text = decoded(path.read_bytes())
    named = _NAMED.match(text)
    delimiter = named[1] if named else _delimiter(text)
    # Its one sheet has no name: its place is the file.
    draft = Draft("", Budget(limits.cells))
    records = list(_records(text[named.end() :] if named else text, delimiter))
    for index, record in enumerate(records):
        codes = map(_AS_TEXT.fullmatch, record)
        cells = zip(record, codes, strict=True)
        draft.lay(index, [code[1] or None if code else value_of(field) for field, code in cells])
    _mark_surplus(draft, records)
    return bound(path.name, [draft])


def _mark_surplus(draft: Draft, records: list[list[str]]) -> None:
    """Mark the records with more fields than the head: a comma of theirs split a field."""
    counts = Counter(len(record) for record in records if len(record) > 1)
    usual = max(counts, key=lambda width: (counts[width], width), default=0)
    heads = (at for at, record in enumerate(records) if _is_head(record, usual))
    head = next(heads, None)
    if head is None:
        return
    width, below = len(records[head]), records[head + 1 :]
    if usual > width and _ends_in_commas(below, width, usual):
        width = usual
    longer = [head + 1 + at for at, record in enumerate(below) if len(record) > width]
    if longer:
        lines = f"{rows_named([at + 1 for at in longer])}，" if len(longer) > 1 else ""
        words = f"{lines}{len(records[longer[0]])}格，应为{width}格"
        draft.mark((longer[0], width), "surplus", words)
    elif place := _split_at(below, len(records[head])):
        at, column, number = place
        draft.mark((head + 1 + at, column), "commas", f"如“{number}”")


def _split_at(below: list[list[str]], width: int) -> tuple[int, int, str] | None:
    """
    Return where every record has what may be the halves of one number, 1 and 200: the first of them,
    its column, the number.
    """
    whole = [(at, record) for at, record in enumerate(below) if len(record) >= width]
    for column in range(1, width - 1 if whole else 0):
        pairs = (record[column : column + 2] for _, record in whole)
        if all(_BEFORE.fullmatch(before) and _BEHIND.fullmatch(after) for before, after in pairs):
            at, record = whole[0]
            return at, column + 1, ",".join(record[column : column + 2])
    return None


def _is_head(record: list[str], usual: int) -> bool:
    return usual > 1 and sum(map(bool, record)) >= _LEAST_OF_HEAD * usual


def _ends_in_commas(below: list[list[str]], width: int, usual: int) -> bool:
    """Tell whether a program wrote a comma, and nothing else, behind every record but the head."""
    whole = [record for record in below if len(record) >= width]
    return all(
        len(record) >= usual
        and not any(record[width:usual])
        and not any(map(_SPLIT.fullmatch, record))
        for record in whole
    )


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
