"""Find the rows that may be heads, by the words of all dictionaries, before a ledger is looked for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from briefing.domain.units import fold
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.heads.phrase import parts_of
from briefing.ledgers.heads.senses import is_measure
from briefing.ledgers.heads.spelling import plain, unexplained
from briefing.workbooks.grid import rows_of
from briefing.workbooks.sheet import NUMBERS, Cell, Sheet, as_text, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.domain.months import Month

# A row with so many numbers is no head, which may have one: a year.
MOST_NUMBERS = 2
_YEARS = range(1949, 2100)
# A stroke for nothing; the name of an office, a town, a firm.
_DATUM = re.compile(r"^[-/\\]+$|(?:局|委|办|镇|乡|街道|公司|中心|政府)$")
# A row with so many words of heads looks like the head of a table.
LEAST_WORDS = 3


@cache
def vocabulary(month: Month) -> frozenset[str]:
    """Return every header, and every part of a header of several levels."""
    return frozenset(
        part
        for ledger in all_ledgers()
        for spelling in ledger.spellings(month.number, month.year)
        for part in (spelling, *spelling.split("/"))
    )


def known_words(row: Sequence[Cell], headers: frozenset[str], *, enough: int) -> int:
    """
    Count a row's words that are in *headers* or name a measure, up to *enough*; 0 for a row with
    two numbers.
    """
    known = numbers = 0
    for cell in row:
        if cell.__class__ in NUMBERS:
            numbers += 1
            if numbers == MOST_NUMBERS:
                return 0
    for cell in row:
        if isinstance(cell, str) and (
            plain(cell) in headers or unexplained(cell) in headers or is_measure(plain(cell))
        ):
            known += 1
            if known == enough:
                break
    return known


def is_of_figures(row: Sequence[Cell]) -> bool:
    """
    Tell whether a row has too many numbers for a level of a head, which may hold years.

    >>> is_of_figures([None, 2019.0, 2020.0]), is_of_figures([1.0, "水厂", 500.0])
    (False, True)
    """
    figures = [cell for cell in row if cell.__class__ in NUMBERS and cell not in _YEARS]
    return len(figures) >= MOST_NUMBERS


def is_of_data(row: Sequence[Cell]) -> bool:
    """
    Tell whether a row has what no head has: a number, also in a text, a state, an office, a stroke.

    >>> is_of_data(["", "水利局"]), is_of_data(["约30"]), is_of_data([None, "本月", "1-5月"])
    (True, True, False)
    """
    return any(
        cell.__class__ in NUMBERS or (isinstance(cell, str) and _is_datum(fold(cell)))
        for cell in row
    )


def _is_datum(word: str) -> bool:
    if word in _states() or _DATUM.search(word):
        return True
    rest = (part.words for part in parts_of(plain(word)) if part.facet == "rest")
    return any(character.isdigit() for words in rest for character in words)


@cache
def _states() -> frozenset[str]:
    """Return the spellings of a project's natures and states; 完成 and 手续 are words of heads too."""
    return frozenset(
        fold(spelling)
        for ledger in all_ledgers()
        for column in ledger.columns
        if column.key in {"nature", "status"}
        for spellings in column.values.values()
        for spelling in spellings
    )


def rows_of_words(sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
    """
    Iterate over the rows that may be a head, with their positions. A block of a long ledger in
    which two columns hold only numbers is skipped.
    """
    start = 0
    for block in sheet.grid.blocks:
        numbers = sum(NUMBERS.issuperset(map(type, column)) for column in block)
        if numbers < MOST_NUMBERS:
            yield from enumerate(rows_of(block), start)
        start += len(block[0])


def looks_like_a_head(sheet: Sheet, month: Month) -> int | None:
    """
    Return the first row (counted from 0) that looks like the head of a project list, though no
    ledger was recognised; None where there is none.
    """
    _, _, names = _fixed_vocabulary()
    words_of_heads = vocabulary(month)
    for index, row in rows_of_words(sheet):
        words = {unexplained(cell) for cell in row if isinstance(cell, str)}
        if names & words and known_words(row, words_of_heads, enough=LEAST_WORDS) >= LEAST_WORDS:
            return index
    return None


def is_of_another_table(row: Sequence[Cell]) -> bool:
    """
    Tell whether a row below a head is the head of a table that is no ledger: 序号 | 单位 | 个数.

    >>> is_of_another_table(["序号", "责任单位", "项目个数", "总投资（万元）"])
    True
    >>> is_of_another_table(["3", "水厂", "备案", "用地"])
    False
    """
    words = [cell for cell in row if not is_empty(cell)]
    if len(words) < LEAST_WORDS or not all(isinstance(word, str) for word in words):
        return False
    headers, serials, _ = _fixed_vocabulary()
    first = plain(as_text(words[0]))
    # No row of data begins with 序号.
    enough = 2 if first in serials else LEAST_WORDS
    return first in headers and known_words(words, headers, enough=enough) >= enough


@cache
def _fixed_vocabulary() -> tuple[frozenset[str], ...]:
    """Return all headers that name no month and no year, those of serials, and those of names."""
    fixed = [
        (column.key, fold(header))
        for ledger in all_ledgers()
        for column in ledger.columns
        for header in column.headers
        if "{" not in header
    ]
    return (
        frozenset(header for _, header in fixed),
        frozenset(header for key, header in fixed if key == "serial"),
        frozenset(header for key, header in fixed if key == "project_name"),
    )
