"""An indicator: its value, how it is printed, and how it is found."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from briefing.indicators.indicator import Indicators, measured, share, summed


@pytest.mark.parametrize(
    ("id_", "unit", "value", "text"),
    [
        ("A03", None, "90.526", "90.5%"),
        ("A03", None, "90.55", "90.6%"),
        ("A03", None, "100", "100.0%"),
        ("A03", None, "0", "0%"),
        ("A15", None, "-4.406", "-4.4个百分点"),
        ("A15", None, "-0.04", "0个百分点"),
        ("A10", None, "43.000", "43亿元"),
        ("A09", None, "115.4", "115.4亿元"),
        ("A16", None, "5.0849", "5.08亿元"),
        ("A10", None, "0.6432", "6432万元"),
        ("A10", None, "-0.02", "-200万元"),
        ("A01", None, "95", "95个"),
        ("A22", "个", "0", "0个"),
        ("B05", None, "1.709", "1.71倍"),
    ],
)
def test_a_figure_is_printed_once_rounded_half_up(
    id_: str, unit: str | None, value: str, text: str
) -> None:
    """Rates keep their decimal, amounts drop zeros and go over to 万元 below one 亿元."""
    assert measured(id_, Decimal(value), unit=unit).text == text


def test_what_has_no_value_is_a_dash() -> None:
    """No value is “—” in every form, and stays empty in indicators.csv."""
    nothing = measured("A03", None)

    assert [nothing.text, nothing.number, nothing.magnitude] == ["—"] * 3
    assert nothing.rounded is None
    assert Indicators([nothing]).frame("2020-05")["value"].tolist() == [""]


def test_a_magnitude_has_no_sign() -> None:
    """低于 … 4.4个百分点: the word says the sign."""
    assert measured("A15", Decimal("-4.406")).magnitude == "4.4个百分点"


def test_a_share_over_nothing_has_no_value() -> None:
    """Over 0 or over nothing there is no rate; nothing over something is 0%."""
    assert [share("A03", 1, 0).text, share("A03", 1, None).text, share("A03", None, 3).text] == [
        "—"
    ] * 3
    assert share("A03", 0, 3).text == "0%"


def test_a_part_without_rows_is_nothing_and_one_without_amounts_is_unknown() -> None:
    """The sum of no rows is 0; the sum of rows without an amount is not known."""
    assert summed(pd.Series(dtype="float64")) == 0
    assert summed(pd.Series([None, None], dtype="float64")) is None
    assert summed(pd.Series([0.1, None, 0.2])) == Decimal("0.3")


def test_figures_are_found_by_id_scope_and_unit() -> None:
    """The id alone means the county's figure of the first unit; another unit or scope is asked for."""
    found = Indicators(
        [
            measured("C03", 53),
            measured("C03", 68, unit="亿元"),
            measured("A01", 7, scope="unit:水利局"),
        ]
    )

    assert found["C03"].text == "53个"
    assert found.of("C03", unit="亿元").text == "68亿元"
    assert found.of("A01", "unit:水利局").text == "7个"
    assert found["A01"].value is None
    assert found.scopes("A01", "unit") == ["水利局"]
    assert found.scopes("A01", "town") == []


def test_the_table_of_figures_is_sorted_and_whole() -> None:
    """indicators.csv has one row for each figure: printed value, unit, book and scope."""
    frame = Indicators(
        [measured("C03", 68, unit="亿元"), measured("C03", 53), share("B08", 1, 3)]
    ).frame("2020-05")

    assert frame.to_csv(index=False, lineterminator="\n") == (
        "month,indicator,name,value,unit,basis,scope\n"
        "2020-05,B08,纳统率,33.3,%,统计口径,county\n"
        "2020-05,C03,拟争取资金项目数,53,个,调度口径,county\n"
        "2020-05,C03,拟争取资金项目总投资,68,亿元,调度口径,county\n"
    )
