"""
An indicator and its month's Facts go in; the cells behind it come out, in a short form.

A citation names one cell, or a whole row: `[2020-04/]ledger[.column]:key`. Without a month it is the
report's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.indicators.catalogue import definition
from briefing.indicators.indicator import COUNTY
from briefing.indicators.sources import line_of
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator

# The column that a kind of scope parts each ledger by.
SCOPES = {
    "unit": {
        "projects": "responsible_unit",
        "statistics": "responsible_unit",
        "tasks": "handling_unit",
        "problems": "transferred_to",
    },
    "town": {"projects": "town"},
    "sector": {"projects": "sector"},
}
_CITATION = re.compile(
    r"(?:(?P<month>\d{4}-\d{2})/)?(?P<ledger>[a-z]+)(?:\.(?P<column>\w+))?:(?P<key>.*)", re.DOTALL
)
_TERM = re.compile(
    r"(?:(?P<month>-\d|first)/)?(?P<ledger>[a-z]+)(?P<reach>[@*]?)(?:!(?P<blank>\w+))?(?P<joined>~?)"
    r"\.(?P<columns>[\w,{}]+)"
)


@dataclass(frozen=True)
class Citation:
    """One cell of a ledger, or without a column a row; without a month, the report's."""

    ledger: str
    key: str
    column: str = ""
    month: str = ""

    @classmethod
    def parse(cls, text: str) -> Citation:
        """
        Read a citation.

        >>> Citation.parse("2020-04/projects.status:水厂").column
        'status'
        """
        found = _CITATION.fullmatch(text)
        assert found, f"no citation: {text}"
        return cls(found["ledger"], found["key"], found["column"] or "", found["month"] or "")

    def __str__(self) -> str:
        """
        Write it.

        >>> str(Citation("projects", "水厂", "status", "2020-04")), str(Citation("reserve", "水厂"))
        ('2020-04/projects.status:水厂', 'reserve:水厂')
        """
        month = f"{self.month}/" if self.month else ""
        column = f".{self.column}" if self.column else ""
        return f"{month}{self.ledger}{column}:{self.key}"


@dataclass(frozen=True)
class Cells:
    """Some columns of some rows (`ledger:key`) of one month's ledger."""

    month: Month
    ledger: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]

    def citations(self, of: Month) -> list[str]:
        """Name each cell, as seen from the report of a month."""
        month = "" if self.month == of else str(self.month)
        return [
            str(Citation(self.ledger, row.partition(":")[2], column, month))
            for row in self.rows
            for column in self.columns
        ]


@dataclass(frozen=True)
class Other:
    """Another figure that an indicator is made of."""

    id: str
    scope: str
    unit: str


@dataclass(frozen=True)
class Origin:
    """What a figure is made of: cells and other figures, and the unit that its parts are counted in."""

    counted_in: str
    numerator: tuple[Cells, ...] = ()
    denominator: tuple[Cells, ...] = ()
    figures: tuple[Other, ...] = ()


class Origins:
    """Finds the cells behind the figures of one month."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        # Many figures are made of the same rows.
        self._joined = cache(self._join)
        self._blank = cache(self._blanks)
        self._whole = cache(self._all)
        self._by_project = cache(self._projects)

    def of(self, indicator: Indicator) -> Origin:
        """Return what an indicator is made of; of a ledger that is not at hand, nothing."""
        line = line_of(indicator.definition, indicator.scope)
        terms = [*line.numerator, *line.denominator]
        return Origin(
            line.counted_in,
            self._cells(line.numerator, indicator),
            self._cells(line.denominator, indicator),
            tuple(
                figure
                for term in terms
                if term.startswith("=")
                for figure in _others(term, indicator.scope)
            ),
        )

    def _cells(self, terms: Iterable[str], indicator: Indicator) -> tuple[Cells, ...]:
        found = (self._term(term, indicator) for term in terms if not term.startswith("="))
        return tuple(cells for cells in found if cells is not None and cells.rows)

    def _term(self, text: str, indicator: Indicator) -> Cells | None:
        term = _TERM.fullmatch(text)
        assert term, f"cannot be understood: {text}"
        month = self._month(term["month"], term["ledger"])
        if month is None or self._frame(month, term["ledger"]) is None:
            return None
        scope, book = indicator.scope, term["ledger"]
        kind, _, name = scope.partition(":")
        columns = tuple(_named(column, book, name) for column in term["columns"].split(","))
        rows: tuple[str, ...]
        if term["reach"] == "*":
            rows = self._whole(month, book, COUNTY)
        elif term["reach"] == "@":
            rows = self._whole(month, book, scope)
        else:
            rows = tuple(dict.fromkeys(indicator.rows))
            if not rows and indicator.value == 0 and not term["joined"]:
                # That there are none is told by all the rows that were looked at.
                rows = self._whole(month, book, scope)
        if term["blank"]:
            at = self._facts.month if term["joined"] else month
            blank = self._blank(at, book, term["blank"])
            rows = tuple(row for row in rows if row in blank)
        if term["joined"]:
            return Cells(month, book, columns, self._joined(rows, month, book))
        parted_by = SCOPES.get(kind, {}).get(book)
        if parted_by and parted_by not in columns:
            columns = (parted_by, *columns)
        return Cells(month, book, columns, tuple(row for row in rows if _book(row) == book))

    def _month(self, told: str | None, book: str) -> Month | None:
        if told is None:
            return self._facts.month
        if told != "first":
            return self._facts.month.plus(int(told))
        known = (
            month
            for month in sorted(self._facts.former)
            if self._facts.month.since(month) <= MONTHS_IN_YEAR
            and book in self._facts.former[month]
        )
        return next(known, None)

    def _frame(self, month: Month, book: str) -> pd.DataFrame | None:
        facts = self._facts
        if book == "projects":
            return facts.projects if month == facts.month else facts.earlier.get(month)
        frames = facts.frames if month == facts.month else facts.former.get(month, {})
        return frames.get(book)

    def _all(self, month: Month, book: str, scope: str) -> tuple[str, ...]:
        frame = self._frame(month, book)
        assert frame is not None
        rows = frame["row"].tolist()
        kind, _, name = scope.partition(":")
        column = SCOPES.get(kind, {}).get(book)
        if not column:
            return tuple(rows)
        parted = zip(rows, frame[column].tolist(), strict=True)
        return tuple(row for row, of_row in parted if of_row == name)

    def _blanks(self, month: Month, book: str, column: str) -> frozenset[str]:
        frame = self._frame(month, book)
        return frozenset() if frame is None else frozenset(frame.loc[frame[column].isna(), "row"])

    def _join(self, rows: tuple[str, ...], month: Month, book: str) -> tuple[str, ...]:
        of_project = self._by_project(month, book)
        found = (row for cited in rows for row in of_project.get(_project(cited), ()))
        return tuple(dict.fromkeys(found))

    def _projects(self, month: Month, book: str) -> dict[str, list[str]]:
        frame = self._frame(month, book)
        assert frame is not None
        found = defaultdict(list)
        for key, row in zip(frame["project_key"], frame["row"], strict=True):
            found[str(key)].append(row)
        return found


def _book(row: str) -> str:
    return row.partition(":")[0]


def _project(row: str) -> str:
    """The project of a row; of a problem or a matter the serial follows it."""
    book, _, key = row.partition(":")
    return key if len(ledger(book).key) == 1 else key.rpartition("|")[0]


def _named(column: str, book: str, name: str) -> str:
    if not column.startswith("{"):
        return column
    return next(each.key for each in ledger(book).columns if each.label == name)


def _others(term: str, scope: str) -> Iterable[Other]:
    for figure in term.removeprefix("=").split(","):
        id_, _, other = figure.partition("@")
        of_scope: Any = other or (COUNTY if scope.startswith("range:") else scope)
        yield Other(id_, of_scope, definition(id_).unit)
