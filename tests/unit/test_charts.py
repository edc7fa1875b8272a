"""Charts: a claim, aggregated rows, words for those who do not see it, no address."""

from __future__ import annotations

import json

import nbformat
import pandas as pd
import pytest

from briefing.page.blocks import Block
from briefing.sections import charts

NOTE = {
    "title": "投资进度落后序时进度4.4个百分点",
    "note": "口径：调度口径",
    "alt_text": "折线图：落后",
}


def _curve() -> Block:
    curve = pd.DataFrame(
        [
            ("实际", 4, 29.6),
            ("实际", 5, 43.0),
            ("序时", 5, 48.0833),
            ("需完成", 5, 43.0),
            ("需完成", 12, 115.4),
        ],
        columns=["series", "month", "amount_yi"],
    )
    labels = pd.DataFrame(
        [("实际", 5, 43.0, "实际 43亿元", "left"), ("序时", 5, 48.08, "序时 48.08亿元", "right")],
        columns=["series", "month", "amount_yi", "text", "align"],
    )
    return charts.schedule_curve(curve, labels, **NOTE)


def _completion() -> Block:
    units = pd.DataFrame(
        {
            "unit": ["水利局", "交通运输局"],
            "completion_pct": [45.0, 30.0],
            "text": ["45.0%", "30.0%"],
            "is_behind": [False, True],
        }
    )
    return charts.completion_bars(units, 41.7, **NOTE)


def _shares(values: list[float]) -> Block:
    groups = pd.DataFrame({"group": ["产业", "民生"], "value": values, "text": ["9亿元", "—"]})
    return charts.share_bars(groups, label="领域", value="储备", **NOTE)


CHARTS = {
    "curve": _curve(),
    "completion": _completion(),
    "shares": _shares([9.0, 0.0]),
    "nothing": _shares([0.0, 0.0]),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_holds_no_address(name: str) -> None:
    """No schema, no data and no font is asked for from anywhere."""
    assert "http" not in json.dumps(CHARTS[name].chart)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_in_words_what_it_shows(name: str) -> None:
    """Title, note and alternative text travel with the chart, and the spec describes itself."""
    content = CHARTS[name].content

    assert (content["title"], content["note"], content["alt"]) == tuple(NOTE.values())
    assert content["spec"]["description"] == NOTE["alt_text"]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_valid_output(name: str) -> None:
    """Notebooks accept the chart's bundle."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell("x")]
    notebook.cells[0].outputs = [
        nbformat.v4.new_output("display_data", data=CHARTS[name]._repr_mimebundle_())
    ]

    nbformat.validate(notebook)


def test_the_curves_table_tells_missing_from_zero() -> None:
    """Beside the chart stands its data: a month without a figure is blank."""
    content = CHARTS["curve"].content

    assert content["columns"] == ["月份", "实际", "序时", "需完成"]
    assert content["data"] == [
        ["4", "29.6", "", ""],
        ["5", "43.0", "48.08", "43.0"],
        ["12", "", "", "115.4"],
    ]


def test_a_chart_holds_only_the_rows_it_was_given() -> None:
    """The spec carries the aggregated rows, one for each bar, and the line of 序时."""
    rows = [
        row for entry in CHARTS["completion"].content["spec"]["datasets"].values() for row in entry
    ]

    assert sorted(row["unit"] for row in rows if "unit" in row) == ["交通运输局", "水利局"]
    assert {row["elapsed"] for row in rows if "elapsed" in row} == {41.7}
