"""An Indicator: a value with its unit, its book, its formula's parts and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.domain.money import WAN_PER_YI, half_up, plain
from briefing.indicators.catalogue import Definition, definition
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.page.words import Words

COUNTY = "county"


@dataclass(frozen=True)
class Indicator:
    """One figure of one scope. `value` is unrounded, in the definition's unit; None has no value."""

    definition: Definition
    value: Decimal | None
    scope: str = COUNTY
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    # Keys of the rows behind the figure, each “ledger:key”.
    rows: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id in the catalogue."""
        return self.definition.id

    @property
    def rounded(self) -> Decimal | None:
        """The value as it is printed: rounded once, half up."""
        if self.value is None:
            return None
        return half_up(self.value, self.decimals)

    @property
    def decimals(self) -> int:
        """Decimals in print; an amount below one 亿元 is printed in whole 万元."""
        if self.definition.unit == "亿元" and self.value is not None and abs(self.value) < 1:
            return 4
        return self.definition.decimals

    @property
    def text(self) -> str:
        """Number and unit as a Chinese sentence has them: 43亿元, 90.5%, 9个; “—” without a value."""
        return self.said(CHINESE)

    def said(self, words: Words, form: str = "text") -> str:
        """Say it in a language: its `text` (number and unit), `number`, or `magnitude` (no sign)."""
        if self.value is None:
            return "—"
        if form == "number":
            return self.number
        value = replace(self, value=abs(self.value)) if form == "magnitude" else self
        assert value.value is not None
        if value.definition.unit == "亿元":
            return words.amount(value.value * WAN_PER_YI)
        return words.quantity(value.number, value.definition.unit)

    @property
    def number(self) -> str:
        """The printed number without its unit; rates keep their decimal, amounts drop zeros."""
        rounded = self.rounded
        if rounded is None:
            return "—"
        keeps_zeros = self.definition.unit in {"%", "个百分点"}
        return f"{rounded:f}" if keeps_zeros and rounded else plain(rounded)

    @property
    def magnitude(self) -> str:
        """The printed text without its sign: 低于…4.4个百分点."""
        return self.said(CHINESE, "magnitude")


def measured(
    id_: str,
    value: Decimal | int | None,
    *,
    unit: str | None = None,
    scope: str = COUNTY,
    numerator: Decimal | int | None = None,
    denominator: Decimal | int | None = None,
    rows: Iterable[str] = (),
) -> Indicator:
    """Make an indicator of the catalogue; *unit* picks one where an id has several figures."""
    return Indicator(
        definition(id_, unit),
        None if value is None else Decimal(value),
        scope,
        None if numerator is None else Decimal(numerator),
        None if denominator is None else Decimal(denominator),
        tuple(rows),
    )


def share(
    id_: str,
    numerator: Decimal | int | None,
    denominator: Decimal | int | None,
    *,
    scope: str = COUNTY,
    rows: Iterable[str] = (),
) -> Indicator:
    """Make an indicator that is a rate in percent of its parts."""
    return measured(
        id_,
        money.rate(numerator, denominator),
        unit="%",
        scope=scope,
        numerator=numerator,
        denominator=denominator,
        rows=rows,
    )


def summed(amounts_wan: pd.Series) -> Decimal | None:
    """Sum a part of the rows: of no rows it is 0, of rows without any amount there is no sum."""
    return Decimal(0) if amounts_wan.empty else money.total(amounts_wan)


class Indicators:
    """The indicators of one month, found by id, scope and, where an id has several, unit."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_key = {
            (entry.id, entry.scope, entry.definition.unit): entry for entry in indicators
        }

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._by_key.values())

    def __getitem__(self, id_: str) -> Indicator:
        """Return the county's figure of that id (its first unit in the catalogue)."""
        return self.of(id_)

    def of(self, id_: str, scope: str = COUNTY, unit: str | None = None) -> Indicator:
        """Return one figure; one without rows and value where the month has none of that scope."""
        found = definition(id_, unit)
        return self._by_key.get((id_, scope, found.unit), Indicator(found, None, scope))

    def scopes(self, id_: str, kind: str, unit: str | None = None) -> list[str]:
        """Return the names within one kind of scope that an indicator has: every `unit:…`."""
        measured_in = definition(id_, unit).unit
        prefix = f"{kind}:"
        return [
            scope.removeprefix(prefix)
            for (found, scope, unit) in self._by_key
            if found == id_ and scope.startswith(prefix) and unit == measured_in
        ]

    def frame(self, month: str, words: Words = CHINESE) -> pd.DataFrame:
        """
        Return all figures as `indicators.csv` holds them: printed values, sorted.

        Names are in *words*; ids, units, books and scopes are what programs go by, and stay.
        """
        return pd.DataFrame(
            [
                (
                    month,
                    entry.id,
                    words(entry.definition.name),
                    "" if entry.rounded is None else plain(entry.rounded),
                    entry.definition.unit,
                    entry.definition.basis,
                    entry.scope,
                )
                for entry in self
            ],
            columns=["month", "indicator", "name", "value", "unit", "basis", "scope"],
        ).sort_values(["indicator", "scope", "unit"], ignore_index=True)
