"""Read a `trace.json` (its structure is described in `writing`): figures with their cells."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict, cast

from briefing.indicators.citations import Citation, Name
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "Name",
    "Trace",
    "Traced",
    "TracedCell",
    "TracedCorrection",
    "TracedRuling",
    "positions",
]


class TracedCorrection(TypedDict):
    """A written correction of a cell; the date is ISO 8601."""

    expect: str
    value: str
    reason: str
    confirmed_by: str
    confirmed_on: str


class TracedRuling(TypedDict):
    """A written ruling on the kind of a row (project, total, note …): what it was and is."""

    was: str
    kind: str
    reason: str
    confirmed_by: str
    confirmed_on: str


@dataclass(frozen=True)
class TracedCell:
    """
    One cell of a ledger: its place, what was sent, and how it was read.

    `citation` identifies it (see `Citation`); `ledger`, `column` and `name` (of the row) are as
    printed. `address` is `F7`; several where their sum was read; blank where the value is from the
    classification row (band) in row `band`. `sent` and `read` are blank where `is_withheld`.
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
    correction: TracedCorrection | None = None
    ruling: TracedRuling | None = None

    @property
    def place(self) -> str:
        """The place as a clerk finds it: file › sheet › row › column."""
        sheet = f" › {self.sheet}" if self.sheet else ""
        column = f"{self.column}（{self.address}）" if self.address else self.column
        band = f"，见第{self.band}行分类" if self.band and not self.address else ""
        return f"{self.file}{sheet} › 第{self.row}行 › {column}{band}"


@dataclass(frozen=True)
class Traced:
    """
    One figure with the cells behind it.

    `value`, `numerator` and `denominator` are numbers as text, blank if there is none: `value` as
    printed, in the unit of `name`; the other two in the unit `counted_in`. `figures` are the other
    figures that it is computed from.
    """

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
        """All cells, without repetition."""
        both = [*self.numerator_cells, *self.denominator_cells]
        return tuple({cell.citation: cell for cell in both}.values())


class Trace:
    """The trace of one edition or month, from the content of its `trace.json`."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content

    @classmethod
    def load(cls, path: Path) -> Trace | None:
        """Read a published trace; return None if it cannot be read."""
        try:
            return cls.read(path.read_bytes())
        except OSError:
            return None

    @classmethod
    def read(cls, file: bytes) -> Trace | None:
        """Read the bytes of a `trace.json`; return None if they are no trace."""
        try:
            content = json.loads(file)
        except ValueError:
            return None
        return cls(content) if isinstance(content, dict) and "figures" in content else None

    @property
    def month(self) -> str:
        """The month of the figures, `2020-05`."""
        return str(self._content["month"])

    def __contains__(self, name: Name) -> bool:
        return name in self._numbers

    @property
    def names(self) -> list[Name]:
        """The names of all figures, in the order of the file."""
        return list(self._numbers)

    @cached_property
    def _numbers(self) -> dict[Name, int]:
        return {
            Name(*figure[:3]): number for number, figure in enumerate(self._content["figures"])
        }

    def value(self, name: Name) -> str:
        """Return a figure as printed, without unit; blank if it has no value. Raises KeyError."""
        return str(self._content["figures"][self._numbers[name]][3])

    def citations(self, name: Name) -> set[str]:
        """Return the citations of the cells behind a figure and behind the figures it uses."""
        *_, over, under, others = self._content["figures"][self._numbers[name]]
        own = {self._citation(*cell) for part in (over, under) for cell in self._expand(part)}
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
            tuple(self._cell(*cell) for cell in self._expand(over)),
            tuple(self._cell(*cell) for cell in self._expand(under)),
            tuple(self._name(number) for number in others),
        )

    def cells(self) -> dict[str, TracedCell]:
        """Return the cells of all figures, by their citations."""
        found = {
            cell
            for *_, over, under, _ in self._content["figures"]
            for part in (over, under)
            for cell in self._expand(part)
        }
        return {cell.citation: cell for cell in (self._cell(*each) for each in sorted(found))}

    def cell(self, citation: str) -> TracedCell | None:
        """
        Return the cell of a citation, also if no figure uses it; None if its row does not exist.

        Raises KeyError for a ledger or a column that no figure uses.
        """
        wanted = Citation.parse(citation)
        source, rows = self._sources[wanted.month or self.month, wanted.ledger]
        if wanted.column not in self._content["sources"][source]["columns"]:
            raise KeyError(citation)
        position = rows.get(wanted.key)
        return None if position is None else self._cell(source, wanted.column, position)

    def ruling(self, cell: TracedCell) -> TracedRuling | None:
        """Return the ruling on a cell's row, also if the row is not in the ledger any more."""
        month = Citation.parse(cell.citation).month or self.month
        found = (
            _ruling(source, cell.file, cell.sheet, cell.row)
            for source in self._content["sources"]
            if (source["month"], source["name"]) == (month, cell.ledger)
        )
        return next(found, None)

    @cached_property
    def _sources(self) -> dict[tuple[str, str], tuple[int, dict[str, int]]]:
        """By month and ledger: the number of the source, and the positions of its rows by key."""
        return {
            (source["month"], source["ledger"]): (
                number,
                {key: position for position, (_, _, key, *_) in enumerate(source["rows"])},
            )
            for number, source in enumerate(self._content["sources"])
        }

    @cached_property
    def _sets(self) -> list[list[int]]:
        return [positions(text) for text in self._content["sets"]]

    def _name(self, number: int) -> Name:
        return Name(*self._content["figures"][number][:3])

    def _expand(self, part: list[Any]) -> Iterator[tuple[int, str, int]]:
        """Yield source, column and position of each cell in a numerator or denominator."""
        for source, columns, rows in part:
            for position in self._sets[rows]:
                for column in columns.split():
                    yield source, column, position

    def _citation(self, source: int, column: str, position: int) -> str:
        content = self._content["sources"][source]
        month = "" if content["month"] == self.month else content["month"]
        return str(Citation(content["ledger"], content["rows"][position][2], column, month))

    def _cell(self, source: int, column: str, position: int) -> TracedCell:
        content = self._content["sources"][source]
        sheet, row, key, *name = content["rows"][position]
        place = content["sheets"][sheet]
        letters = place["letters"][column]
        is_withheld = column in content["withheld"]
        sent = "" if is_withheld else content["sent"][column][position]
        read = None if is_withheld else content["read"][column][position]
        label, unit = content["columns"][column]
        bands = content["bands"]
        return TracedCell(
            citation=self._citation(source, column, position),
            ledger=content["name"],
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
            correction=_correction(content, column, position),
            ruling=_ruling(content, place["file"], place["sheet"], row),
        )


def _correction(source: dict[str, Any], column: str, position: int) -> TracedCorrection | None:
    for entry in source["corrections"]:
        if entry["row"] == position and entry["column"] == column:
            rest = {key: entry[key] for key in entry if key not in {"row", "column"}}
            return cast("TracedCorrection", rest)
    return None


def _ruling(source: dict[str, Any], file: str, sheet: str, row: int) -> TracedRuling | None:
    for entry in source.get("rulings", []):
        if tuple(entry[name] for name in SOURCE) == (file, sheet, row):
            return cast("TracedRuling", {key: entry[key] for key in entry if key not in SOURCE})
    return None


def positions(text: str) -> list[int]:
    """
    Return the positions in a set of rows; the inverse of `writing.spans`.

    >>> positions("0-2,5"), positions("")
    ([0, 1, 2, 5], [])
    """
    found: list[int] = []
    for span in text.split(",") if text else []:
        first, dash, last = span.partition("-")
        found += range(int(first), int(last if dash else first) + 1)
    return found
