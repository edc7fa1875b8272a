"""An indicator of a month: its definition, value, numerator, denominator and rows."""

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
# The columns of `indicators.csv`.
COLUMNS = ["month", "indicator", "name", "value", "unit", "basis", "scope"]


@dataclass(frozen=True)
class Indicator:
    """
    One figure of one scope: `county`, or a kind and a name such as `unit:水利局`.

    `value` is unrounded, in the definition's unit, and None where the figure has no value.
    `numerator` and `denominator` are in the unit that `sources` gives.
    """

    definition: Definition
    value: Decimal | None
    scope: str = COUNTY
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    # The rows that it is computed from, each `ledger:key`.
    rows: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id in the catalogue."""
        return self.definition.id

    @property
    def rounded(self) -> Decimal | None:
        """The value as printed: rounded once, half up."""
        if self.value is None:
            return None
        return half_up(self.value, self.decimals)

    @property
    def decimals(self) -> int:
        """The decimals in print; amounts below one 亿元 are printed in whole 万元."""
        if self.definition.unit == "亿元" and self.value is not None and abs(self.value) < 1:
            return 4
        return self.definition.decimals

    @property
    def text(self) -> str:
        """Number and unit in Chinese: 43亿元, 90.5%, 9个; “—” without a value."""
        return self.said(CHINESE)

    def said(self, words: Words, form: str = "text") -> str:
        """Return the `text` (number and unit), `number` or `magnitude` (text without sign)."""
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
        """The printed number without unit; trailing zeros are kept for rates only."""
        rounded = self.rounded
        if rounded is None:
            return "—"
        keeps_zeros = self.definition.unit in {"%", "个百分点"}
        return f"{rounded:f}" if keeps_zeros and rounded else plain(rounded)

    @property
    def magnitude(self) -> str:
        """The printed text without its sign: 4.4个百分点."""
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
    """Make an indicator of the codebook; *unit* selects one of several figures of an id."""
    return Indicator(
        definition(id_, unit),
        None if value is None else Decimal(value),
        scope,
        None if numerator is None else Decimal(numerator),
        None if denominator is None else Decimal(denominator),
        tuple(rows),
    )


def counted(
    id_: str, rows: Iterable[str], *, unit: str | None = None, scope: str = COUNTY
) -> Indicator:
    """Make an indicator that is the number of its rows."""
    listed = tuple(rows)
    return measured(id_, len(listed), unit=unit, scope=scope, rows=listed)


def in_yi(
    id_: str, wan: Decimal | None, *, scope: str = COUNTY, rows: Iterable[str] = ()
) -> Indicator:
    """Make an indicator in 亿元 of an amount in 万元."""
    return measured(id_, money.yi(wan), unit="亿元", scope=scope, rows=rows)


def share(
    id_: str,
    numerator: Decimal | int | None,
    denominator: Decimal | int | None,
    *,
    scope: str = COUNTY,
    rows: Iterable[str] = (),
) -> Indicator:
    """Make an indicator that is numerator over denominator, in percent."""
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
    """Sum amounts: 0 without rows, None where no row has an amount."""
    return Decimal(0) if amounts_wan.empty else money.total(amounts_wan)


class Indicators:
    """The indicators of one month, by id, scope and unit."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_key = {
            (entry.id, entry.scope, entry.definition.unit): entry for entry in indicators
        }

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._by_key.values())

    def __getitem__(self, id_: str) -> Indicator:
        """Return the county's figure of an id (of several, the first in the codebook)."""
        return self.of(id_)

    def of(self, id_: str, scope: str = COUNTY, unit: str | None = None) -> Indicator:
        """Return one figure; one without rows and value if the month has none of that scope."""
        found = definition(id_, unit)
        return self._by_key.get((id_, scope, found.unit), Indicator(found, None, scope))

    def scopes(self, id_: str, kind: str, unit: str | None = None) -> list[str]:
        """Return the names of a kind of scope (`unit`) for which an indicator exists."""
        measured_in = definition(id_, unit).unit
        prefix = f"{kind}:"
        return [
            scope.removeprefix(prefix)
            for (found, scope, unit) in self._by_key
            if found == id_ and scope.startswith(prefix) and unit == measured_in
        ]

    def frame(self, month: str, words: Words = CHINESE) -> pd.DataFrame:
        """
        Return all figures as in `indicators.csv`: one row each, printed values as text, sorted.

        Names are in the language of *words*; ids, units, bases and scopes are not translated.
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
            columns=COLUMNS,
        ).sort_values(["indicator", "scope", "unit"], ignore_index=True)
