"""
Write the trace of a month: every figure, and the cells of the ledgers behind it.

`trace.json` is one object:

    "month": "2020-05"
    "definitions": {"A03/%": [name, formula, basis], …}     by id and unit
    "sources": [source, …]       one for each ledger of a month that figures use
    "sets": ["0-4,7", …]         sets of rows, as positions in the rows of a source
    "figures": [[id, scope, unit, value, [numerator, denominator, counted in],
                 numerator cells, denominator cells, other figures], …]

Value, numerator and denominator are numbers as text, blank if there is none; the unit of numerator
and denominator is *counted in*. Cells are a list of `[source, columns, set]`: the number of a
source, column keys with spaces between them, and the number of a set. Other figures are numbers of
figures. A source is one object, in which lists by key have one entry for each row:

    "month", "ledger", "name"    `2020-05`, the ledger's id, and its name as printed
    "columns": {key: [label, unit], …}                      the columns that figures use
    "withheld": [key, …]         columns of confidential values, without `sent` and `read`
    "sheets": [{"file": …, "sheet": …, "letters": {key: "F"}}, …]    letters: blank, F, or F、G
    "rows": [[sheet, row number, key, name], …]             no name where it equals the key
    "bands": [row number, …]     the classification row that gives each row the value of the
                                 ledger's band column, 0 if none; empty if the column is not used
    "sent": {key: [text, …]}     what was sent
    "read": {key: [text, …]}     how it was read; null if exactly as sent
    "corrections": [{"row": position, "column", "expect", "value", "reason", "confirmed_by",
                     "confirmed_on"}, …]
    "rulings": [{"source_file", "source_sheet", "source_row", "was", "kind", "reason",
                 "confirmed_by", "confirmed_on"}, …]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefing.domain import money
from briefing.indicators.citations import Name, Origins
from briefing.indicators.trace.cell_text import read_as, unit_of
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from briefing.domain.months import Month
    from briefing.indicators.citations import CitedCells
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator, Indicators
    from briefing.ledgers.tidy.table import Table
    from briefing.page.words import Words

TRACE = "trace.json"
_NAMES = ("project_name", "part", "topic", "period")


def trace(
    facts: Facts,
    indicators: Indicators,
    tables: Mapping[Month, Mapping[str, Table]],
    words: Words,
    *,
    is_published: bool = True,
) -> dict[str, Any]:
    """
    Return the content of `trace.json`, ready for JSON; its structure is described above.

    *tables* are the ledgers of the month and of the earlier months. Amounts of single projects from
    the statistics bureau are withheld if the trace *is_published*.
    """
    origins = Origins(facts)
    found = sorted(indicators, key=lambda each: (each.id, each.scope, each.definition.unit))
    numbers = {Name.of(each): number for number, each in enumerate(found)}
    parts = _SharedParts(facts, tables, is_published)
    figures = [_figure(each, origins, parts, numbers) for each in found]
    return {
        "month": str(facts.month),
        "definitions": _definitions(found, words),
        "sources": [source.as_json(words) for source in parts.sources.values()],
        "sets": list(parts.sets),
        "figures": figures,
    }


def _definitions(found: Iterable[Indicator], words: Words) -> dict[str, list[str]]:
    definitions = {f"{each.id}/{each.definition.unit}": each.definition for each in found}
    return {
        key: [words.name(each.name), words.name(each.formula), words.name(each.basis)]
        for key, each in definitions.items()
    }


def _figure(
    indicator: Indicator, origins: Origins, parts: _SharedParts, numbers: Mapping[Name, int]
) -> list[Any]:
    origin = origins.of(indicator)
    value, numerator, denominator = (
        "" if amount is None else money.plain(amount)
        for amount in (indicator.rounded, indicator.numerator, indicator.denominator)
    )
    return [
        *Name.of(indicator),
        value,
        [numerator, denominator, origin.counted_in],
        [parts.add(cells) for cells in origin.numerator],
        [parts.add(cells) for cells in origin.denominator],
        [numbers[name] for name in origin.figures if name in numbers],
    ]


class _SharedParts:
    """The sources and sets of rows that figures refer to by number, each stored once."""

    def __init__(
        self, facts: Facts, tables: Mapping[Month, Mapping[str, Table]], is_published: bool
    ) -> None:
        self._facts, self._tables, self._is_published = facts, tables, is_published
        self.sources: dict[tuple[Month, str], _Source] = {}
        self.sets: dict[str, int] = {}
        self._known: dict[tuple[_Source, tuple[str, ...]], int] = {}

    def add(self, cells: CitedCells) -> list[Any]:
        """Add cells, and return `[source, columns, set]`."""
        key = (cells.month, cells.ledger)
        if key not in self.sources:
            self.sources[key] = self._source(len(self.sources), *key)
        source = self.sources[key]
        source.columns |= dict.fromkeys(cells.columns)
        choice = (source, cells.rows)
        if choice not in self._known:
            rows = spans(sorted(source.positions[row] for row in cells.rows))
            self._known[choice] = self.sets.setdefault(rows, len(self.sets))
        return [source.number, " ".join(cells.columns), self._known[choice]]

    def _source(self, number: int, month: Month, ledger: str) -> _Source:
        is_now = month == self._facts.month
        frame = (self._facts.frames if is_now else self._facts.former[month])[ledger]
        rows = frame["row"].tolist()
        return _Source(number, month, self._tables[month][ledger], rows, self._is_published)


@dataclass(eq=False)
class _Source:
    """One month's ledger: its rows (`ledger:key`), and the columns that figures use."""

    number: int
    month: Month
    table: Table
    cited: list[str]
    is_withheld: bool
    columns: dict[str, None] = field(default_factory=dict)

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each row."""
        return {row: position for position, row in enumerate(self.cited)}

    def as_json(self, words: Words) -> dict[str, Any]:
        """Return the source as an object of `trace.json`."""
        ledger, frame = self.table.ledger, self.table.frame
        used = [column for column in ledger.columns if column.key in self.columns]
        withheld = [column.key for column in used if self.is_withheld and column.restricted]
        shown = [column for column in used if column.key not in withheld]
        read = {column.key: read_as(column, frame[column.key], words) for column in shown}
        sent = {column.key: _texts(self.table.sent[column.key]) for column in shown}
        sheets = list(dict.fromkeys(_listed(frame, SOURCE[:2])))
        letters = {
            (file, sheet, column): letter
            for file, sheet, column, letter in _listed(
                self.table.places, ["file", "sheet", "column", "letter"]
            )
        }
        return {
            "month": str(self.month),
            "ledger": ledger.id,
            "name": words.name(ledger.name),
            "columns": {
                column.key: [words.name(column.label), unit_of(column)] for column in used
            },
            "withheld": withheld,
            "sheets": [
                {
                    "file": file,
                    "sheet": sheet,
                    "letters": {
                        column.key: letters.get((file, sheet, column.key), "") for column in used
                    },
                }
                for file, sheet in sheets
            ],
            "rows": self._rows(sheets),
            "bands": self._bands(),
            "sent": sent,
            "read": {
                key: [
                    None if text == before else text
                    for text, before in zip(texts, sent[key], strict=True)
                ]
                for key, texts in read.items()
            },
            "corrections": [
                entry for entry in self._corrections() if entry["column"] not in withheld
            ],
            "rulings": self._rulings(words),
        }

    def _rows(self, sheets: list[tuple[str, str]]) -> list[list[Any]]:
        frame = self.table.frame
        names = next((_texts(frame[name]) for name in _NAMES if name in frame), [""] * len(frame))
        keys = [row.partition(":")[2] for row in self.cited]
        return [
            [sheets.index((file, sheet)), int(number), key, *([name] if name != key else [])]
            for (file, sheet, number), key, name in zip(
                _listed(frame, SOURCE), keys, names, strict=True
            )
        ]

    def _bands(self) -> list[int]:
        """Return for each row the last band above it that gives a value of the band column."""
        ledger = self.table.ledger
        if ledger.band_column not in self.columns or not len(self.table.rows):
            return []
        column = ledger.column(ledger.band_column)
        # Of 一、续建项目 and （一）交通 below it, only the first gives the nature of a project.
        bands: dict[tuple[str, str], list[int]] = {}
        for file, sheet, number, kind, text in _listed(self.table.rows, [*SOURCE, "kind", "text"]):
            if kind == "band" and column.states_in(text):
                bands.setdefault((file, sheet), []).append(int(number))
        return [
            max((band for band in bands.get((file, sheet), []) if band < number), default=0)
            for file, sheet, number in _listed(self.table.frame, SOURCE)
        ]

    def _corrections(self) -> list[dict[str, Any]]:
        corrected = self.table.corrected
        fields = ["column", "expect", "value", "reason", "confirmed_by", "confirmed_on"]
        return [
            {"row": int(entry["position"]), **{name: str(entry[name]) for name in fields}}
            for entry in corrected.to_dict("records")
            if entry["column"] in self.columns
        ]

    def _rulings(self, words: Words) -> list[dict[str, Any]]:
        """Return the rulings, including those on rows that are not in the ledger because of them."""
        return [
            {
                **{str(name): value for name, value in entry.items()},
                "was": words.name(entry["was"]),
                "kind": words.name(entry["kind"]),
            }
            for entry in self.table.ruled.to_dict("records")
        ]


def _texts(values: pd.Series) -> list[str]:
    texts: list[str] = values.fillna("").astype("str").tolist()
    return texts


def _listed(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def spans(positions: list[int]) -> str:
    """
    Write a set of rows as spans of positions.

    >>> spans([0, 1, 2, 5])
    '0-2,5'
    """
    found: list[list[int]] = []
    for position in positions:
        if found and found[-1][-1] == position - 1:
            found[-1] = [found[-1][0], position]
        else:
            found.append([position])
    return ",".join("-".join(map(str, span)) for span in found)
