"""A `trace.json` goes in; one figure after the other, or the cells of all of them, come out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.indicators.citations import Citation
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Name(NamedTuple):
    """What a figure goes by."""

    id: str
    scope: str
    unit: str


@dataclass(frozen=True)
class TracedCell:
    """
    One cell: where it stands, what was sent, how it was read, and how it was corrected.

    `address` is the cell's own (`F7`; several, where their sum was read), or blank where the value
    stands in the band above, whose row `band` is. `is_withheld` tells that the value is kept back.
    """

    citation: str
    ledger: str
    file: str
    sheet: str
    row: int
    column: str
    address: str
    name: str
    sent: str
    read: str
    unit: str
    band: int = 0
    is_withheld: bool = False
    correction: dict[str, str] | None = None
    # What its row was ruled to be: `was`, `kind`, and why.
    ruling: dict[str, str] | None = None

    @property
    def place(self) -> str:
        """Where it stands, as a clerk finds it."""
        sheet = f" › {self.sheet}" if self.sheet else ""
        column = f"{self.column}（{self.address}）" if self.address else self.column
        band = f"，见第{self.band}行分类" if self.band and not self.address else ""
        return f"{self.file}{sheet} › 第{self.row}行 › {column}{band}"


@dataclass(frozen=True)
class Traced:
    """One figure, its parts, and the cells of each."""

    name: Name
    title: str
    formula: str
    basis: str
    value: str
    numerator: str
    denominator: str
    counted_in: str
    numerator_cells: tuple[TracedCell, ...]
    denominator_cells: tuple[TracedCell, ...]
    figures: tuple[Name, ...]

    @property
    def cells(self) -> tuple[TracedCell, ...]:
        """All cells, each once."""
        both = [*self.numerator_cells, *self.denominator_cells]
        return tuple({cell.citation: cell for cell in both}.values())


class Trace:
    """What a month's figures are made of."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    @classmethod
    def load(cls, path: Path) -> Trace | None:
        """Read a published trace; None where there is none that can be read."""
        try:
            return cls.read(path.read_bytes())
        except OSError:
            return None

    @classmethod
    def read(cls, file: bytes) -> Trace | None:
        """Read what is, or is to be, published; None where it is no trace."""
        try:
            content = json.loads(file)
        except ValueError:
            return None
        return cls(content) if isinstance(content, dict) and "figures" in content else None

    @property
    def month(self) -> str:
        """The month of the figures."""
        return str(self._content["month"])

    def __contains__(self, name: Name) -> bool:
        return name in self._numbers

    @property
    def names(self) -> list[Name]:
        """Every figure that there is."""
        return list(self._numbers)

    @cached_property
    def _numbers(self) -> dict[Name, int]:
        return {
            Name(*figure[:3]): number for number, figure in enumerate(self._content["figures"])
        }

    def value(self, name: Name) -> str:
        """Return a figure as it was printed; blank without a value."""
        return str(self._content["figures"][self._numbers[name]][3])

    def citations(self, name: Name) -> set[str]:
        """Name the cells behind a figure, and behind the figures that it is made of."""
        *_, over, under, others = self._content["figures"][self._numbers[name]]
        own = {self._cited(*where) for part in (over, under) for where in self._places(part)}
        return own.union(*(self.citations(self._name(number)) for number in others))

    def of(self, name: Name) -> Traced:
        """Return a figure with its cells. Raises KeyError."""
        figure = self._content["figures"][self._numbers[name]]
        _, _, _, value, (numerator, denominator, counted_in), over, under, others = figure
        title, formula, basis = self._content["definitions"][f"{name.id}/{name.unit}"]
        return Traced(
            name,
            title,
            formula,
            basis,
            value,
            numerator,
            denominator,
            counted_in,
            tuple(self._cell(*where) for where in self._places(over)),
            tuple(self._cell(*where) for where in self._places(under)),
            tuple(self._name(number) for number in others),
        )

    def cells(self) -> dict[str, TracedCell]:
        """Return every cell that a figure is made of, by its citation."""
        found = {
            where
            for *_, over, under, _ in self._content["figures"]
            for part in (over, under)
            for where in self._places(part)
        }
        return {cell.citation: cell for cell in (self._cell(*where) for where in sorted(found))}

    def cell(self, citation: str) -> TracedCell | None:
        """
        Return a cell, whether or not a figure is made of it; None where its row is not there.

        Raises KeyError for a ledger or a column that no figure is made of.
        """
        wanted = Citation.parse(citation)
        source, rows = self._sources[wanted.month or self.month, wanted.ledger]
        if wanted.column not in self._content["sources"][source]["columns"]:
            raise KeyError(citation)
        position = rows.get(wanted.key)
        return None if position is None else self._cell(source, wanted.column, position)

    @cached_property
    def _sources(self) -> dict[tuple[str, str], tuple[int, dict[str, int]]]:
        """Each source's number, and the positions of its rows by their keys."""
        return {
            (told["month"], told["ledger"]): (
                number,
                {key: position for position, (_, _, key, *_) in enumerate(told["rows"])},
            )
            for number, told in enumerate(self._content["sources"])
        }

    def _name(self, number: int) -> Name:
        return Name(*self._content["figures"][number][:3])

    def _places(self, part: list[Any]) -> Iterator[tuple[int, str, int]]:
        for source, columns, choice in part:
            for position in self._sets[choice]:
                for column in columns.split():
                    yield source, column, position

    @cached_property
    def _sets(self) -> list[list[int]]:
        return [positions(text) for text in self._content["sets"]]

    def _cited(self, source: int, column: str, position: int) -> str:
        told = self._content["sources"][source]
        month = "" if told["month"] == self.month else told["month"]
        return str(Citation(told["ledger"], told["rows"][position][2], column, month))

    def _cell(self, source: int, column: str, position: int) -> TracedCell:
        told = self._content["sources"][source]
        sheet, row, key, *name = told["rows"][position]
        place = told["sheets"][sheet]
        letters = place["letters"][column]
        is_withheld = column in told["withheld"]
        sent = "" if is_withheld else told["sent"][column][position]
        read = None if is_withheld else told["read"][column][position]
        label, unit = told["columns"][column]
        bands = told["bands"]
        return TracedCell(
            citation=self._cited(source, column, position),
            ledger=told["name"],
            file=place["file"],
            sheet=place["sheet"],
            row=row,
            column=label,
            address="、".join(f"{letter}{row}" for letter in letters.split("、") if letter),
            name=name[0] if name else key,
            sent=sent,
            read=sent if read is None else read,
            unit=unit,
            band=bands[position] if bands and not letters else 0,
            is_withheld=is_withheld,
            correction=self._correction(told, column, position),
            ruling=_ruling(told, place["file"], place["sheet"], row),
        )

    def ruling(self, cell: TracedCell) -> dict[str, str] | None:
        """Return what a cell's row was ruled to be; also where the row is no project's any more."""
        month = Citation.parse(cell.citation).month or self.month
        found = (
            _ruling(told, cell.file, cell.sheet, cell.row)
            for told in self._content["sources"]
            if (told["month"], told["name"]) == (month, cell.ledger)
        )
        return next(found, None)

    def _correction(
        self, told: dict[str, Any], column: str, position: int
    ) -> dict[str, str] | None:
        for entry in told["corrections"]:
            if entry["row"] == position and entry["column"] == column:
                return {key: entry[key] for key in entry if key not in {"row", "column"}}
        return None


def _ruling(told: dict[str, Any], file: str, sheet: str, row: int) -> dict[str, str] | None:
    for entry in told.get("rulings", []):
        if tuple(entry[name] for name in SOURCE) == (file, sheet, row):
            return {key: entry[key] for key in entry if key not in SOURCE}
    return None


def positions(text: str) -> list[int]:
    """
    Read a choice of rows.

    >>> positions("0-2,5"), positions("")
    ([0, 1, 2, 5], [])
    """
    found: list[int] = []
    for span in text.split(",") if text else []:
        first, dash, last = span.partition("-")
        found += range(int(first), int(last if dash else first) + 1)
    return found
