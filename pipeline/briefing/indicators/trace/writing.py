"""
A measured month goes in, its `trace.json` comes out: every figure, and the cells behind each.

A cell that many figures are made of stands there once. `sources` are ledgers of a month, their rows
and the columns that figures use; `sets` are choices of rows (`0-4,7`), `figures` name them:

    [id, scope, unit, value, [numerator, denominator, counted in], cells, cells, other figures]

where each of *cells* is `[source, columns, set]`. `read` is null where a cell was read as it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from briefing.domain import money
from briefing.indicators.citations import Origins
from briefing.indicators.trace.cell_text import read_as, unit_of
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    import pandas as pd

    from briefing.domain.months import Month
    from briefing.indicators.citations import Cells
    from briefing.indicators.facts import Facts
    from briefing.indicators.indicator import Indicator, Indicators
    from briefing.ledgers.tidy.table import Table
    from briefing.page.words import Words

TRACE = "trace.json"
# A value that a unit reports to the bureau is published in sums only.
CONFIDENTIAL = ("statistics", "money")
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
    Return what every figure of a month is made of, ready to be JSON.

    *tables* are the ledgers of the month and of those before. What is published holds no amounts
    of single projects from the statistics bureau's ledger.
    """
    origins = Origins(facts)
    found = sorted(indicators, key=lambda each: (each.id, each.scope, each.definition.unit))
    numbers = {_name(each): number for number, each in enumerate(found)}
    book = _Book(facts, tables, words, is_published)
    figures = [_figure(each, origins, book, numbers) for each in found]
    return {
        "month": str(facts.month),
        "definitions": _definitions(found, words),
        "sources": [source.as_json(words) for source in book.sources.values()],
        "sets": list(book.sets),
        "figures": figures,
    }


def _name(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.id, indicator.scope, indicator.definition.unit


def _definitions(found: Iterable[Indicator], words: Words) -> dict[str, list[str]]:
    """Name, formula and basis of each figure, by its id and unit."""
    definitions = {f"{each.id}/{each.definition.unit}": each.definition for each in found}
    return {
        key: [words.name(each.name), words.name(each.formula), words.name(each.basis)]
        for key, each in definitions.items()
    }


def _figure(
    indicator: Indicator,
    origins: Origins,
    book: _Book,
    numbers: Mapping[tuple[str, str, str], int],
) -> list[Any]:
    origin = origins.of(indicator)
    others = (numbers.get((each.id, each.scope, each.unit)) for each in origin.figures)
    value = indicator.rounded
    return [
        *_name(indicator),
        "" if value is None else money.plain(value),
        [_plain(indicator.numerator), _plain(indicator.denominator), origin.counted_in],
        [book.cited(cells) for cells in origin.numerator],
        [book.cited(cells) for cells in origin.denominator],
        [number for number in others if number is not None],
    ]


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else money.plain(amount)


@dataclass
class _Source:
    """One month's ledger: all its rows, and the columns that figures use."""

    month: Month
    table: Table
    cited: list[str]
    is_withheld: bool
    columns: dict[str, None] = field(default_factory=dict)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each row stands."""
        return {row: position for position, row in enumerate(self.cited)}

    def as_json(self, words: Words) -> dict[str, Any]:
        ledger, frame = self.table.ledger, self.table.frame
        used = [column for column in ledger.columns if column.key in self.columns]
        withheld = [
            column.key
            for column in used
            if self.is_withheld and (ledger.id, column.type) == CONFIDENTIAL
        ]
        told = [column for column in used if column.key not in withheld]
        read = {column.key: read_as(column, frame[column.key], words) for column in told}
        sent = {column.key: self._sent(column.key) for column in told}
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

    def _sent(self, column: str) -> list[str]:
        """What stood in each cell; of a name of a person nothing is kept."""
        texts: list[str] = self.table.sent[column].fillna("").astype("str").tolist()
        return texts

    def _rows(self, sheets: list[tuple[str, str]]) -> list[list[Any]]:
        """Sheet, number, key and name of each row; the name is left out where it is the key."""
        frame = self.table.frame
        names = next((frame[name] for name in _NAMES if name in frame), None)
        said = [""] * len(frame) if names is None else names.fillna("").astype("str").tolist()
        keys = [row.partition(":")[2] for row in self.cited]
        return [
            [sheets.index((file, sheet)), int(number), key, *([name] if name != key else [])]
            for (file, sheet, number), key, name in zip(
                _listed(frame, SOURCE), keys, said, strict=True
            )
        ]

    def _bands(self) -> list[int]:
        """The row of the band that says what others have a column for, for each row."""
        ledger = self.table.ledger
        if ledger.band_column not in self.columns or not len(self.table.rows):
            return []
        column = ledger.column(ledger.band_column)
        # Of 一、续建项目 and （一）交通 below it, the first names a state.
        telling: dict[tuple[str, str], list[int]] = {}
        for file, sheet, number, kind, text in _listed(self.table.rows, [*SOURCE, "kind", "text"]):
            if kind == "band" and column.states_in(text):
                telling.setdefault((file, sheet), []).append(int(number))
        return [
            max((band for band in telling.get((file, sheet), []) if band < number), default=0)
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
        """What was ruled of rows, those included that are no rows of the ledger for it."""
        return [
            {
                **{str(name): value for name, value in entry.items()},
                "was": words.name(entry["was"]),
                "kind": words.name(entry["kind"]),
            }
            for entry in self.table.ruled.to_dict("records")
        ]


def _listed(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


class _Book:
    """Sources and sets of rows, each put down once."""

    def __init__(
        self,
        facts: Facts,
        tables: Mapping[Month, Mapping[str, Table]],
        words: Words,
        is_published: bool,
    ) -> None:
        self._facts, self._tables, self._words = facts, tables, words
        self._is_published = is_published
        self.sources: dict[tuple[str, str], _Source] = {}
        self.sets: dict[str, int] = {}
        self._known: dict[tuple[Any, ...], int] = {}

    def cited(self, cells: Cells) -> list[Any]:
        """Put cells down, and return how a figure names them."""
        name = (str(cells.month), cells.ledger)
        if name not in self.sources:
            self.sources[name] = self._source(cells.month, cells.ledger)
        source = self.sources[name]
        source.columns |= dict.fromkeys(cells.columns)
        choice = (name, cells.rows)
        if choice not in self._known:
            self._known[choice] = self._set(sorted(source.positions[row] for row in cells.rows))
        return [list(self.sources).index(name), " ".join(cells.columns), self._known[choice]]

    def _source(self, month: Month, ledger: str) -> _Source:
        is_now = month == self._facts.month
        frame: pd.DataFrame = (self._facts.frames if is_now else self._facts.former[month])[ledger]
        cited = frame["row"].tolist()
        return _Source(month, self._tables[month][ledger], cited, self._is_published)

    def _set(self, positions: list[int]) -> int:
        return self.sets.setdefault(spans(positions), len(self.sets))


def spans(positions: list[int]) -> str:
    """
    Write a choice of rows.

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
