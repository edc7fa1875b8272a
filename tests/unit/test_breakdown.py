"""Tables that break figures down: the figures of a scope, and counts of its rows."""

from __future__ import annotations

from decimal import Decimal

from briefing.indicators.indicator import Indicators, measured
from briefing.page.blocks import Figure
from briefing.page.words import CHINESE
from briefing.sections.breakdown import (
    Scoped,
    by_unit,
    count_column,
    figure,
    figure_column,
    name_column,
    yi_figure,
)
from tests.conftest import table


def test_a_figure_in_a_cell_is_the_indicator() -> None:
    """A cell has the number without its unit, “—” without value, and says which indicator it is."""
    found = Indicators([measured("A03", Decimal("90.526")), measured("A10", Decimal("0.6432"))])

    assert figure(found, "A03") == Figure("90.5", "A03", "county", "%")
    assert figure(found, "A11").text == "—"
    assert yi_figure(found, "A10").text == "0.64"
    assert yi_figure(found, "A09").text == "—"


def test_a_column_of_rates_shows_the_same_decimals_throughout() -> None:
    """A rate of nothing is 0.0 below 33.3, and a full score 100.0 above 95.3."""
    found = Indicators(
        [
            measured("A03", 0),
            measured("A15", Decimal("-0.04")),
            measured("E09", 100),
            measured("A18", 0),
        ]
    )

    assert [figure(found, id_).text for id_ in ("A03", "A15", "E09", "A18")] == [
        "0.0", "0.0", "100.0", "0",
    ]  # fmt: skip


def test_units_stand_in_order_of_their_size_then_of_their_names() -> None:
    """Each has its scope, and its own rows of the ledger."""
    rows = table("""
        responsible_unit | annual_task_wan
        交通局              | 1
        水利局              | 0
        水利局              | 1
        林业局              | 0
    """)

    units = by_unit(CHINESE, rows, "responsible_unit")
    by_task = by_unit(
        CHINESE, rows, "responsible_unit", lambda group: group["annual_task_wan"].sum()
    )

    assert [unit.name for unit in units] == ["水利局", "交通局", "林业局"]
    assert [unit.name for unit in by_task] == ["交通局", "水利局", "林业局"]
    assert units[0].scope == "unit:水利局"
    assert list(units[0].rows["annual_task_wan"]) == [0, 1]


def test_a_column_shows_the_figure_of_a_rows_scope_or_counts_its_rows() -> None:
    """The total is the county's."""
    rows = table("""
        responsible_unit | annual_task_wan
        水利局              | 0
        水利局              | 1
    """)
    found = Indicators([measured("A01", 7, scope="unit:水利局"), measured("A01", 95)])
    [unit], total = by_unit(CHINESE, rows, "responsible_unit"), Scoped("合计", rows=rows)

    assert name_column("单位").cell(unit) == "水利局"
    assert figure_column("项目", found, "A01").cell(unit) == Figure(
        "7", "A01", "unit:水利局", "个"
    )
    assert figure_column("项目", found, "A01").cell(total) == Figure("95", "A01", "county", "个")
    assert count_column("任务", lambda group: group["annual_task_wan"].sum()).cell(unit) == "1"
