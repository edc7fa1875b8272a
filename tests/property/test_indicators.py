"""What holds for the indicators of any county: parts add up, order and bounds, figures can be traced."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import indicators
from briefing.domain import money
from briefing.indicators import forecast
from briefing.indicators.indicator import Indicator, Indicators
from tests.conftest import facts_of, table

if TYPE_CHECKING:
    from briefing.indicators.facts import Facts
    from briefing.sections.report import Report

UNITS, TOWNS = ["水利局", "交通运输局", "林业局"], ["营盘镇", "曹坪镇"]
FIELDS = ["new_infrastructure", "industry", ""]
AMOUNT = st.one_of(st.just(""), st.just("0"), st.decimals("0.01", "99999", places=2).map(str))
PROJECT = st.tuples(
    st.sampled_from(["new", "carried_over", "preliminary"]),
    st.sampled_from(["started", "resumed", "finished", "stopped", "not_started"]),
    st.sampled_from(UNITS),
    st.sampled_from(TOWNS),
    AMOUNT, AMOUNT, AMOUNT,
    st.sampled_from(["", "land", "land、funding"]),
    st.sampled_from(["", "2020-02", "2020-10-01"]),
)  # fmt: skip
STATISTICS = st.tuples(
    st.sampled_from(["是", "否", ""]),
    st.sampled_from(["100", "500", "9000", ""]),
    st.sampled_from(["included", "preparing", "submitted", "not_applicable"]),
    st.sampled_from(["", "2020-03", "2020-05-31"]),
    st.sampled_from(["", "2020-04-30", "2020-08-31"]),
)
RESERVE = st.tuples(
    st.sampled_from(FIELDS), AMOUNT, AMOUNT, st.sampled_from(["done", "not_begun", "not_required"])
)
ROWS = st.tuples(
    st.lists(PROJECT, min_size=1, max_size=8),
    st.lists(STATISTICS, max_size=8),
    st.lists(RESERVE, max_size=6),
    st.integers(1, 12),
)
HEADS = (
    "project_name | nature | status | responsible_unit | town | annual_task_wan | done_this_month_wan | done_this_year_wan | obstacles | expected_start",
    "project_name | is_started_stat | total_plan_stat_wan | inclusion_status | included_on | promised_window",
    "project_name | field | total_plan_wan | sought_funds_wan | feasibility",
)


def _drawn(head: str, rows: list[tuple[str, ...]], *, backwards: bool) -> str:
    lines = [" | ".join([f"项目{number}", *row]) for number, row in enumerate(rows)]
    return "\n".join([head, *(reversed(lines) if backwards else lines)])


def _facts(
    drawn: tuple[list[tuple[str, ...]], list[tuple[str, ...]], list[tuple[str, ...]], int],
    *,
    backwards: bool = False,
) -> Facts:
    *ledgers, month = drawn
    projects, statistics, reserve = (
        _drawn(head, rows, backwards=backwards) for head, rows in zip(HEADS, ledgers, strict=True)
    )
    return facts_of(projects, f"2020-{month:02d}", statistics=statistics, reserve=reserve)


def _measure(facts: Facts) -> Indicators:
    return Indicators([*indicators.measure(facts), *forecast.measure(facts)])


def _parts(found: Indicators, id_: str, kind: str, unit: str) -> Decimal:
    values = (
        found.of(id_, f"{kind}:{name}", unit).value
        for name in found.scopes("A01" if kind != "field" else id_, kind)
    )
    return sum((value for value in values if value is not None), Decimal(0))


@settings(max_examples=8)
@given(ROWS)
def test_parts_add_up_to_the_county(drawn: tuple[list, list, list, int]) -> None:  # type: ignore[type-arg]
    """Units and towns sum to the county in counts and amounts, fields to the reserve, stages to the plan."""
    found = _measure(_facts(drawn))

    for id_, unit in [
        ("A01", "个"),
        ("A02", "个"),
        ("A04", "个"),
        ("A09", "亿元"),
        ("A10", "亿元"),
        ("A12", "亿元"),
        ("A17", "个"),
        ("A18", "个"),
        ("A19", "个"),
    ]:
        county = found.of(id_, unit=unit).value or 0
        assert _parts(found, id_, "unit", unit) == _parts(found, id_, "town", unit) == county
    for id_, unit, whole in [("C05", "个", "C01"), ("C05", "亿元", "C02")]:
        assert _parts(found, id_, "field", unit) == (found[whole].value or 0)
    for id_, kind in [("D06", "stage"), ("E07", "light")]:
        shown = [found.of(id_, f"{kind}:{name}").value or 0 for name in found.scopes(id_, kind)]
        assert sum(shown) == found["A01"].value


@settings(max_examples=8)
@given(ROWS)
def test_the_order_of_rows_never_matters(drawn: tuple[list, list, list, int]) -> None:  # type: ignore[type-arg]
    """Ledgers sent upside down give the same figures, scopes and ranks, from the same rows."""
    down, up = _measure(_facts(drawn)), _measure(_facts(drawn, backwards=True))

    assert _told(down) == _told(up)


def _told(found: Indicators) -> dict[tuple[str, str, str], tuple[Decimal | None, list[str]]]:
    return {
        (each.id, each.scope, each.definition.unit): (each.value, sorted(each.rows))
        for each in found
    }


# These may pass 100%: more may be done than was planned, more be supported than is left.
OPEN = {"A11", "B03", "B17", "B01", "B02"}


@settings(max_examples=8)
@given(ROWS)
def test_rates_are_within_bounds_and_are_their_parts(drawn: tuple[list, list, list, int]) -> None:  # type: ignore[type-arg]
    """A rate lies between 0 and 100, and is its numerator over its denominator; over 0 it is none."""
    for each in _measure(_facts(drawn)):
        if each.definition.unit != "%" or each.id == "B01":
            continue
        assert each.value == money.rate(each.numerator, each.denominator)
        assert each.value is None or each.value >= 0
        assert each.id in OPEN or each.value is None or each.value <= 100


def test_every_figure_of_may_cites_rows_that_are_there(may: Report) -> None:
    """The rows behind a figure stand in the month's ledgers; a count is as many rows as it says."""
    there = {row for frame in may.facts.frames.values() for row in frame["row"]}

    for each in may.indicators:
        assert set(each.rows) <= there
        assert len(each.rows) == len(set(each.rows))


# What these count is not a row of its own.
NOT_ROWS = {"A21", "A22", "A28", "E05", "E08"}


def test_a_count_of_may_is_the_number_of_its_rows(may: Report) -> None:
    """A figure in 个, 件 or 条 has just as many rows behind it."""
    for each in may.indicators:
        if (
            each.definition.unit in {"个", "件", "条"}
            and each.id not in NOT_ROWS
            and each.value is not None
        ):
            assert len(each.rows) == each.value, f"{each.id} {each.scope}"


@pytest.mark.parametrize("id_", ["A03", "A05", "A11", "B08", "C04", "D01", "E01"])
def test_a_rate_of_may_can_be_recomputed_from_its_parts(may: Report, id_: str) -> None:
    """The parts of a rate are there to be checked by hand."""
    each: Indicator = may.indicators[id_]

    assert each.value == money.rate(each.numerator, each.denominator)
    assert each.denominator


def test_a_drawn_table_is_what_it_says() -> None:
    """The tests' own ledgers have the types of real ones."""
    rows = table("project_name | nature | annual_task_wan | planned_start\n水厂 | new | | 2020-03")

    assert rows["annual_task_wan"].isna().all()
    assert str(rows["planned_start"].dtype) == "datetime64[us]"
    assert list(rows["row"]) == ["projects:水厂"]
