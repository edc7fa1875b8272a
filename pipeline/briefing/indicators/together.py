"""
The published figures of counties go in, those of all of them together come out.

Counts and amounts add up; a rate is its sums divided, never a mean of rates. What a county has not
published is not zero: each figure counts the counties that have it (`rows`), and a rate those that
have both its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain import money
from briefing.domain.months import MONTHS_IN_YEAR
from briefing.indicators.indicator import COUNTY, Indicator, measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from briefing.domain.months import Month
    from briefing.indicators.indicator import Indicators

PROVINCE = "province"
WHOLE_PCT = 100

# Counts and amounts, by id and unit.
SUMS = (
    ("A01", "个"), ("A02", "个"), ("A04", "个"), ("A09", "亿元"), ("A10", "亿元"), ("A12", "亿元"),
    ("A17", "个"), ("A18", "个"), ("A19", "个"), ("A23", "个"), ("B06", "个"), ("B07", "个"),
    ("B09", "个"), ("B09", "亿元"), ("B10", "个"), ("B15", "个"), ("C01", "个"), ("C02", "亿元"),
    ("C03", "个"), ("C03", "亿元"), ("C07", "个"), ("C07", "亿元"),
)  # fmt: skip
# Rates by id and unit, with what is divided by what.
RATES = (
    ("A03", "%", ("A02", "个"), ("A01", "个")),
    ("A11", "%", ("A10", "亿元"), ("A09", "亿元")),
    ("B08", "%", ("B07", "个"), ("B06", "个")),
    ("C09", "倍", ("C02", "亿元"), ("A09", "亿元")),
)
LIGHTS = ("红", "黄", "绿")
_LIGHT = "light:{colour}"

Figure = tuple[str, str]


def of_county(county: str) -> str:
    """Return the scope of a county's figures."""
    return f"county:{county}"


def light_of(scope: str, colour: str) -> str:
    """Return the scope of one colour's lights within another."""
    return f"{scope}/{_LIGHT.format(colour=colour)}"


def together(counties: Mapping[str, Indicators], month: Month) -> list[Indicator]:
    """Return the totals (scope `province`) and the figures of each county (`county:…`)."""
    return [*_totals(counties, month), *_of_each(counties)]


def _totals(counties: Mapping[str, Indicators], month: Month) -> list[Indicator]:
    sums = [_sum(counties, id_, unit) for id_, unit in SUMS]
    lights = [
        _sum(counties, "E07", "个", _LIGHT.format(colour=colour), light_of(PROVINCE, colour))
        for colour in LIGHTS
    ]
    return [
        *sums,
        *lights,
        *(_rate(counties, *rate) for rate in RATES),
        *_against_time(counties, month),
    ]


def _sum(
    counties: Mapping[str, Indicators],
    id_: str,
    unit: str,
    scope: str = COUNTY,
    total: str = PROVINCE,
) -> Indicator:
    values = _having(counties, (id_, unit), scope=scope)
    whole = sum(value for (value,) in values.values()) if values else None
    return measured(id_, whole, unit=unit, scope=total, rows=map(of_county, values))


def _having(
    counties: Mapping[str, Indicators], *figures: Figure, scope: str = COUNTY
) -> dict[str, list[Decimal]]:
    """Return these figures of every county that has published them all."""
    found = {
        county: [indicators.of(id_, scope, unit).value for id_, unit in figures]
        for county, indicators in counties.items()
    }
    return {
        county: [value for value in values if value is not None]
        for county, values in found.items()
        if None not in values
    }


def _rate(
    counties: Mapping[str, Indicators], id_: str, unit: str, over: Figure, under: Figure
) -> Indicator:
    both = _having(counties, over, under)
    numerator, denominator = (
        (_added(parts) for parts in zip(*both.values(), strict=True)) if both else (None, None)
    )
    divide: Callable[..., Decimal | None] = money.rate if unit == "%" else money.ratio
    value = divide(numerator, denominator)
    if len(both) == 1:
        # The whole of one county is what it says: it has divided amounts that we know rounded.
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


def _added(parts: Iterable[Decimal]) -> Decimal:
    first, *others = parts
    return sum(others, first)


def _against_time(counties: Mapping[str, Indicators], month: Month) -> list[Indicator]:
    """The part of the year that has gone, and how far the whole stands from it."""
    completion = _rate(counties, *RATES[1])
    elapsed = money.rate(month.number, MONTHS_IN_YEAR)
    assert elapsed is not None
    done, task = completion.numerator, completion.denominator
    arrears = None if done is None or task is None else task * elapsed / 100 - done
    return [
        measured("A14", elapsed, scope=PROVINCE),
        measured(
            "A15",
            _gap(counties, completion, elapsed),
            scope=PROVINCE,
            rows=completion.rows,
        ),
        measured("A16", arrears, scope=PROVINCE, rows=completion.rows),
    ]


def _gap(
    counties: Mapping[str, Indicators], completion: Indicator, elapsed: Decimal
) -> Decimal | None:
    if len(completion.rows) == 1:
        (county,) = _having(counties, ("A10", "亿元"), ("A09", "亿元"))
        return counties[county].of("A15").value
    return money.points(completion.value, elapsed)


def _of_each(counties: Mapping[str, Indicators]) -> list[Indicator]:
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
    Rank the counties by the completion that they print, best first; the same shares a rank (1, 1, 3).

    What is printed is all that is known: amounts with two decimals, divided, would tell apart what
    may be the same. A county that has unreported projects, or no completion, has no rank.
    """
    completions = {
        county: printed
        for county, published in counties.items()
        if (printed := published["A11"].value) is not None and _is_reported(published)
    }
    return {
        county: 1 + sum(other > own for other in completions.values())
        for county, own in completions.items()
    }


def _is_reported(published: Indicators) -> bool:
    reported = published["A26"].value
    return reported is None or reported >= WHOLE_PCT
