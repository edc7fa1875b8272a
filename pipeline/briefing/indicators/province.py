"""
The figures of all counties together, from the figures that each has published.

Counts and amounts are added; a rate is the quotient of sums, never a mean of rates. An unpublished
figure is not zero: `rows` of each figure name the counties that it covers, of a rate those that
published both its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain import money
from briefing.indicators.facts import LIGHT_WORDS, elapsed_pct
from briefing.indicators.indicator import COUNTY, Indicator, measured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from briefing.domain.months import Month
    from briefing.indicators.indicator import Indicators

PROVINCE = "province"
WHOLE_PCT = 100

# Counts and amounts: id and unit.
SUMS = (
    ("A01", "个"), ("A02", "个"), ("A04", "个"), ("A09", "亿元"), ("A10", "亿元"), ("A12", "亿元"),
    ("A17", "个"), ("A18", "个"), ("A19", "个"), ("A23", "个"), ("B06", "个"), ("B07", "个"),
    ("B09", "个"), ("B09", "亿元"), ("B10", "个"), ("B15", "个"), ("C01", "个"), ("C02", "亿元"),
    ("C03", "个"), ("C03", "亿元"), ("C07", "个"), ("C07", "亿元"),
)  # fmt: skip
# Rates: id, unit, numerator and denominator.
RATES = (
    ("A03", "%", ("A02", "个"), ("A01", "个")),
    ("A11", "%", ("A10", "亿元"), ("A09", "亿元")),
    ("B08", "%", ("B07", "个"), ("B06", "个")),
    ("C09", "倍", ("C02", "亿元"), ("A09", "亿元")),
)
LIGHTS = tuple(LIGHT_WORDS.values())
_LIGHT = "light:{colour}"

Figure = tuple[str, str]


def of_county(county: str) -> str:
    """Return the scope of a county's figures."""
    return f"county:{county}"


def light_of(scope: str, colour: str) -> str:
    """Return the scope of the lights of one colour, within *scope*."""
    return f"{scope}/{_LIGHT.format(colour=colour)}"


def aggregate(counties: Mapping[str, Indicators], month: Month) -> list[Indicator]:
    """Return the totals (scope `province`) and the figures of each county (`county:…`)."""
    lights = [
        _sum(counties, ("E07", "个"), _LIGHT.format(colour=colour), light_of(PROVINCE, colour))
        for colour in LIGHTS
    ]
    return [
        *(_sum(counties, figure) for figure in SUMS),
        *lights,
        *(_rate(counties, *rate) for rate in RATES),
        *_against_time(counties, month),
        *_of_each(counties),
    ]


def _published(
    counties: Mapping[str, Indicators], *figures: Figure, scope: str = COUNTY
) -> dict[str, list[Decimal]]:
    """Return the values of these figures for every county that has published all of them."""
    found = {
        county: [indicators.of(id_, scope, unit).value for id_, unit in figures]
        for county, indicators in counties.items()
    }
    return {
        county: [value for value in values if value is not None]
        for county, values in found.items()
        if None not in values
    }


def _sum(
    counties: Mapping[str, Indicators],
    figure: Figure,
    scope: str = COUNTY,
    total: str = PROVINCE,
) -> Indicator:
    """Add up the figures of *scope* to one of scope *total*."""
    id_, unit = figure
    values = _published(counties, figure, scope=scope)
    whole = sum(value for (value,) in values.values()) if values else None
    return measured(id_, whole, unit=unit, scope=total, rows=map(of_county, values))


def _rate(
    counties: Mapping[str, Indicators], id_: str, unit: str, over: Figure, under: Figure
) -> Indicator:
    both = _published(counties, over, under)
    numerator = denominator = None
    if both:
        numerator, denominator = (
            sum(parts[1:], parts[0]) for parts in zip(*both.values(), strict=True)
        )
    value = (money.rate if unit == "%" else money.ratio)(numerator, denominator)
    if len(both) == 1:
        # The county divided unrounded amounts, so its own rate is the exact one.
        (county,) = both
        value = counties[county].of(id_, unit=unit).value
    return measured(
        id_,
        value,
        unit=unit,
        scope=PROVINCE,
        numerator=numerator,
        denominator=denominator,
        rows=map(of_county, both),
    )


def _against_time(counties: Mapping[str, Indicators], month: Month) -> list[Indicator]:
    """Return A14, A15 and A16 of the province."""
    completion, elapsed = _rate(counties, *RATES[1]), elapsed_pct(month)
    done, task = completion.numerator, completion.denominator
    arrears = None if done is None or task is None else task * elapsed / 100 - done
    gap = money.points(completion.value, elapsed)
    if len(completion.rows) == 1:
        (county,) = _published(counties, *RATES[1][2:])
        gap = counties[county].of("A15").value
    return [
        measured("A14", elapsed, scope=PROVINCE),
        measured("A15", gap, scope=PROVINCE, rows=completion.rows),
        measured("A16", arrears, scope=PROVINCE, rows=completion.rows),
    ]


def _of_each(counties: Mapping[str, Indicators]) -> list[Indicator]:
    """Return the county-wide figures of each county under the scope of its name."""
    wanted = [*SUMS, *((id_, unit) for id_, unit, *_ in RATES), ("A15", "个百分点"), ("A26", "%")]
    return [
        measured(id_, published.of(id_, scope, unit).value, unit=unit, scope=into)
        for county, published in counties.items()
        for id_, unit, scope, into in [
            *((id_, unit, COUNTY, of_county(county)) for id_, unit in wanted),
            *(
                ("E07", "个", _LIGHT.format(colour=colour), light_of(of_county(county), colour))
                for colour in LIGHTS
            ),
        ]
    ]


def ranks(counties: Mapping[str, Indicators]) -> dict[str, int]:
    """
    Rank the counties by their printed completion rate, best first; equal rates 1, 1, 3.

    Printed rates are compared because dividing the published (rounded) amounts would order counties
    that are equal. A county with unreported projects or without a rate has no rank.
    """
    completions = {
        county: printed
        for county, published in counties.items()
        if (printed := published["A11"].value) is not None
        and ((reported := published["A26"].value) is None or reported >= WHOLE_PCT)
    }
    return {
        county: 1 + sum(other > own for other in completions.values())
        for county, own in completions.items()
    }
