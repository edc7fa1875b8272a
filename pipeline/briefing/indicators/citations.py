"""
Find the cells that an indicator is computed from, by its line in `sources`.

A citation identifies one cell, or a whole row: `[2020-04/]ledger[.column]:key`. Without a month it
refers to the month of the report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.indicators.catalogue import definition
from briefing.indicators.indicator import COUNTY
from briefing.indicators.sources import source_of
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator

# The column of each ledger that holds the names of a kind of scope.
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
    """One cell of a ledger, or without *column* a row; without *month*, of the report's month."""

    ledger: str
    key: str
    column: str = ""
    month: str = ""

    @classmethod
    def parse(cls, text: str) -> Citation:
        """
        Parse a citation.

        >>> Citation.parse("2020-04/projects.status:水厂").column
        'status'
        """
        found = _CITATION.fullmatch(text)
        assert found, f"no citation: {text}"
        return cls(found["ledger"], found["key"], found["column"] or "", found["month"] or "")

    def __str__(self) -> str:
        """
        Write the citation, so that `parse` reads it.

        >>> str(Citation("projects", "水厂", "status", "2020-04")), str(Citation("reserve", "水厂"))
        ('2020-04/projects.status:水厂', 'reserve:水厂')
        """
        month = f"{self.month}/" if self.month else ""
        column = f".{self.column}" if self.column else ""
        return f"{month}{self.ledger}{column}:{self.key}"


@dataclass(frozen=True)
class CitedCells:
    """Some columns of some rows (`ledger:key`) of one month's ledger."""

    month: Month
    ledger: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]

    def citations(self, of: Month) -> list[str]:
        """Return the citation of each cell for a report of the month *of*."""
        month = "" if self.month == of else str(self.month)
        return [
            str(Citation(self.ledger, row.partition(":")[2], column, month))
            for row in self.rows
            for column in self.columns
        ]


class Name(NamedTuple):
    """Identifies a figure of a month."""

    id: str
    scope: str
    unit: str

    @classmethod
    def of(cls, indicator: Indicator) -> Name:
        """Return the name of an indicator."""
        return cls(indicator.id, indicator.scope, indicator.definition.unit)


@dataclass(frozen=True)
class Origin:
    """The cells and other figures behind a figure, and the unit of its numerator and denominator."""

    counted_in: str
    numerator: tuple[CitedCells, ...] = ()
    denominator: tuple[CitedCells, ...] = ()
    figures: tuple[Name, ...] = ()


class Origins:
    """The origins of the figures of one month."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        # Many figures use the same rows.
        self._joined = cache(self._join)
        self._blank = cache(self._blank_rows)
        self._whole = cache(self._all_rows)
        self._by_project = cache(self._rows_by_project)

    def of(self, indicator: Indicator) -> Origin:
        """Return the origin of an indicator; ledgers that are missing are left out."""
        source = source_of(indicator.definition, indicator.scope)
        return Origin(
            source.counted_in,
            self._cells(source.numerator, indicator),
            self._cells(source.denominator, indicator),
            tuple(
                name
                for term in (*source.numerator, *source.denominator)
                if term.startswith("=")
                for name in _others(term, indicator.scope)
            ),
        )

    def _cells(self, terms: Iterable[str], indicator: Indicator) -> tuple[CitedCells, ...]:
        found = (self._term(term, indicator) for term in terms if not term.startswith("="))
        return tuple(cells for cells in found if cells is not None and cells.rows)

    def _term(self, text: str, indicator: Indicator) -> CitedCells | None:
        """Return the cells of one term of a line in `sources`; None if the ledger is missing."""
        term = _TERM.fullmatch(text)
        assert term, f"no term: {text}"
        month = self._month(term["month"], term["ledger"])
        if month is None or self._frame(month, term["ledger"]) is None:
            return None
        scope, ledger_id = indicator.scope, term["ledger"]
        kind, _, name = scope.partition(":")
        columns = tuple(_named(column, ledger_id, name) for column in term["columns"].split(","))
        rows: tuple[str, ...]
        if term["reach"] == "*":
            rows = self._whole(month, ledger_id, COUNTY)
        elif term["reach"] == "@":
            rows = self._whole(month, ledger_id, scope)
        else:
            rows = tuple(dict.fromkeys(indicator.rows))
            if not rows and indicator.value == 0 and not term["joined"]:
                # The evidence for a count of 0 is every row of the scope.
                rows = self._whole(month, ledger_id, scope)
        if term["blank"]:
            at = self._facts.month if term["joined"] else month
            blank = self._blank(at, ledger_id, term["blank"])
            rows = tuple(row for row in rows if row in blank)
        if term["joined"]:
            return CitedCells(month, ledger_id, columns, self._joined(rows, month, ledger_id))
        scope_column = SCOPES.get(kind, {}).get(ledger_id)
        if scope_column and scope_column not in columns:
            columns = (scope_column, *columns)
        own = tuple(row for row in rows if row.partition(":")[0] == ledger_id)
        return CitedCells(month, ledger_id, columns, own)

    def _month(self, text: str | None, ledger_id: str) -> Month | None:
        if text is None:
            return self._facts.month
        if text != "first":
            return self._facts.month.plus(int(text))
        known = (
            month
            for month in sorted(self._facts.former)
            if self._facts.month.since(month) <= MONTHS_IN_YEAR
            and ledger_id in self._facts.former[month]
        )
        return next(known, None)

    def _frame(self, month: Month, ledger_id: str) -> pd.DataFrame | None:
        facts = self._facts
        if ledger_id == "projects":
            return facts.projects_in(month)
        frames = facts.frames if month == facts.month else facts.former.get(month, {})
        return frames.get(ledger_id)

    def _all_rows(self, month: Month, ledger_id: str, scope: str) -> tuple[str, ...]:
        frame = self._frame(month, ledger_id)
        assert frame is not None
        rows = frame["row"].tolist()
        kind, _, name = scope.partition(":")
        column = SCOPES.get(kind, {}).get(ledger_id)
        if not column:
            return tuple(rows)
        names = zip(rows, frame[column].tolist(), strict=True)
        return tuple(row for row, own in names if own == name)

    def _blank_rows(self, month: Month, ledger_id: str, column: str) -> frozenset[str]:
        frame = self._frame(month, ledger_id)
        return frozenset() if frame is None else frozenset(frame.loc[frame[column].isna(), "row"])

    def _join(self, rows: tuple[str, ...], month: Month, ledger_id: str) -> tuple[str, ...]:
        of_project = self._by_project(month, ledger_id)
        found = (row for cited in rows for row in of_project.get(_project(cited), ()))
        return tuple(dict.fromkeys(found))

    def _rows_by_project(self, month: Month, ledger_id: str) -> dict[str, list[str]]:
        frame = self._frame(month, ledger_id)
        assert frame is not None
        found = defaultdict(list)
        for key, row in zip(frame["project_key"], frame["row"], strict=True):
            found[str(key)].append(row)
        return found


def _project(row: str) -> str:
    """Return the project key of a row; in some ledgers a serial number follows it."""
    ledger_id, _, key = row.partition(":")
    return key if len(ledger(ledger_id).key) == 1 else key.rpartition("|")[0]


def _named(column: str, ledger_id: str, name: str) -> str:
    if not column.startswith("{"):
        return column
    return next(each.key for each in ledger(ledger_id).columns if each.label == name)


def _others(term: str, scope: str) -> Iterable[Name]:
    """Return the figures of a term such as `=A03,A14@county`, by default of the same scope."""
    for figure in term.removeprefix("=").split(","):
        id_, _, other = figure.partition("@")
        default = COUNTY if scope.startswith("range:") else scope
        yield Name(id_, other or default, definition(id_).unit)
