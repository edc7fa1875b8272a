"""
Four linked charts of a month's key projects, and the facts of one project.

Brush units or months, or click states: the other charts show what is chosen. Click a project to
read its facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from briefing.explore import board_rows
from briefing.indicators.facts import LIGHT_WORDS, elapsed_pct
from briefing.page import tables
from briefing.page.colours import BLUE, GREY, INK, LAMPS, PALE
from briefing.sections.charts import as_spec, wrapped

if TYPE_CHECKING:
    from briefing.page.blocks import Block
    from briefing.sections.report import Report

_LEFT, _RIGHT, _HEIGHT = 260, 330, 250
_LIGHTS = ("red", "yellow", "green")
_INTERVAL = alt.BrushConfig(fill=BLUE, fillOpacity=0.12, stroke=BLUE)


def board(month: Report) -> Block:
    """
    Draw units, months, states and projects of a month, each a filter of the others.

    Amounts are in 万元, as the ledgers have them, without rounding.
    """
    rows = {
        "projects": board_rows.projects(month),
        "months": board_rows.months(month),
        "told": board_rows.facts(month),
    }
    chart = alt.vconcat(
        alt.hconcat(_units(rows["projects"]), alt.vconcat(_months(), _states()), spacing=24),
        alt.hconcat(_projects(month), _facts(), spacing=24).resolve_scale(
            color="independent", shape="independent"
        ),
        spacing=18,
    ).resolve_scale(color="independent", shape="independent")
    spec = as_spec(chart)
    named = {name: alt.to_values(frame)["values"] for name, frame in rows.items()}
    title = f"{month.county.name}{month.month.year}年{month.month.cumulative}重点项目"
    note = (
        "按住拖选单位、月份，点选状态，其余各图随之变化；点一个项目看它的情况；双击空白处取消。"
        + month.county.note + month.assumed
    )  # fmt: skip
    alt_text = f"{title}：按责任单位、月份、状态、项目联动的四张图。"
    spec["datasets"] = spec.get("datasets", {}) | named
    heads = [
        "项目",
        "责任单位",
        "状态",
        "灯",
        "年度计划投资（万元）",
        "自年初累计完成投资（万元）",
    ]
    texts = [
        [
            row.name,
            row.unit,
            str(row.status),
            str(row.light),
            tables.wan(row.task),
            tables.wan(row.done),
        ]
        for row in rows["projects"].itertuples()
    ]
    return wrapped(spec, title, note, alt_text, heads, texts)


# Each is chosen in one chart and filters the others.
_BY_UNIT = alt.selection_interval(name="units", encodings=["y"], mark=_INTERVAL)
_BY_MONTH = alt.selection_interval(name="months", encodings=["x"], mark=_INTERVAL)
_BY_STATE = alt.selection_point(name="states", fields=["status"])
_BY_PROJECT = alt.selection_point(name="project", fields=["key"], empty=False)

_LOOKED_UP = ["name", "unit", "status", "light", "task"]


def _amounts() -> alt.Chart:
    """Return what projects completed in each month, with what is known of them."""
    return alt.Chart(alt.NamedData("months")).transform_lookup(
        lookup="key",
        from_=alt.LookupData(data=alt.NamedData("projects"), key="key", fields=_LOOKED_UP),
    )


def _axis(**more: Any) -> alt.Axis:
    return alt.Axis(ticks=False, domain=False, **more)


def _chosen(choice: alt.Parameter) -> Any:
    return alt.condition(choice, alt.value(BLUE), alt.value(PALE))


def _units(known: pd.DataFrame) -> Any:
    order = known.groupby("unit")["done"].sum().sort_values(ascending=False).index.tolist()
    return (
        _amounts()
        .transform_filter(_BY_MONTH)
        .transform_filter(_BY_STATE)
        .mark_bar(height=12)
        .encode(
            y=alt.Y(
                "unit:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order),
                axis=_axis(labelLimit=130),
            ),
            x=alt.X("sum(amount):Q", title=None, axis=_axis(tickCount=4)),
            color=_chosen(_BY_UNIT),
            tooltip=[
                alt.Tooltip("unit:N", title="责任单位"),
                alt.Tooltip("sum(amount):Q", title="完成投资（万元）", format=",.2~f"),
            ],
        )
        .add_params(_BY_UNIT)
        .properties(
            width=_LEFT, height=_HEIGHT, title=_title("责任单位", "完成投资，万元；上下拖选")
        )
    )


def _months() -> Any:
    return (
        _amounts()
        .transform_filter(_BY_UNIT)
        .transform_filter(_BY_STATE)
        .mark_bar()
        .encode(
            x=alt.X("month:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, ticks=False), scale=alt.Scale(paddingInner=0.4)),
            y=alt.Y("sum(amount):Q", title=None, axis=_axis(tickCount=3)),
            color=_chosen(_BY_MONTH),
            tooltip=[
                alt.Tooltip("month:O", title="月份"),
                alt.Tooltip("sum(amount):Q", title="完成投资（万元）", format=",.2~f"),
            ],
        )
        .add_params(_BY_MONTH)
        .properties(width=_RIGHT, height=90, title=_title("月份", "当月完成投资，万元；左右拖选"))
    )  # fmt: skip


def _states() -> Any:
    bars = (
        alt.Chart(alt.NamedData("projects"))
        .transform_filter(_BY_UNIT)
        .mark_bar(height=12)
        .encode(
            y=alt.Y("status:N", title=None, sort="-x", axis=_axis()),
            x=alt.X("count():Q", title=None, axis=_axis(tickCount=4, format="d")),
            color=_chosen(_BY_STATE),
            tooltip=[
                alt.Tooltip("status:N", title="状态"),
                alt.Tooltip("count():Q", title="项目数"),
            ],
        )
        .add_params(_BY_STATE)
    )
    counts = (
        alt.Chart(alt.NamedData("projects"))
        .transform_filter(_BY_UNIT)
        .mark_text(align="left", dx=4, color=INK)
        .encode(y=alt.Y("status:N", sort="-x"), x="count():Q", text="count():Q")
    )
    return alt.layer(bars, counts).properties(
        width=_RIGHT, height=90, title=_title("状态", "项目数；点选，按住 Shift 多选")
    )


def _projects(month: Report) -> Any:
    rates = (
        _amounts()
        .transform_filter(_BY_MONTH)
        .transform_aggregate(amount="sum(amount)", groupby=["key", *_LOOKED_UP])
        .transform_filter(_BY_UNIT)
        .transform_filter(_BY_STATE)
        .transform_filter("datum.task > 0")
        .transform_calculate(rate="datum.amount / datum.task * 100")
    )
    light_words = [LIGHT_WORDS[light] for light in _LIGHTS]
    points = (
        rates.mark_point(filled=True, opacity=0.85)
        .encode(
            x=alt.X(
                "task:Q",
                title=None,
                scale=alt.Scale(type="sqrt"),
                axis=alt.Axis(tickCount=5, grid=False, labelOverlap=True, labelSeparation=10),
            ),
            y=alt.Y("rate:Q", title=None, axis=_axis(tickCount=5, labelExpr="datum.value + '%'")),
            color=alt.Color(
                "light:N",
                title="灯",
                scale=alt.Scale(domain=light_words, range=[LAMPS[light] for light in _LIGHTS]),
                legend=alt.Legend(orient="top", direction="horizontal", titleOrient="left"),
            ),
            shape=alt.Shape(
                "light:N",
                title="灯",
                scale=alt.Scale(domain=light_words, range=["square", "triangle-up", "circle"]),
            ),
            size=alt.condition(_BY_PROJECT, alt.value(220), alt.value(60)),
            tooltip=[
                alt.Tooltip("name:N", title="项目"),
                alt.Tooltip("unit:N", title="责任单位"),
                alt.Tooltip("task:Q", title="年度计划投资（万元）", format=",.2~f"),
                alt.Tooltip("amount:Q", title="所选月份完成（万元）", format=",.2~f"),
                alt.Tooltip("rate:Q", title="占年度计划（%）", format=".1f"),
            ],
        )
        .add_params(_BY_PROJECT)
    )
    elapsed = float(elapsed_pct(month.month))
    pace = alt.Chart(pd.DataFrame({"rate": [elapsed], "text": [f"序时 {elapsed:.1f}%"]})).encode(
        y="rate:Q"
    )
    line = pace.mark_rule(color=GREY, strokeDash=[4, 3])
    word = pace.mark_text(align="right", dy=-7, color=GREY).encode(
        x=alt.value(_LEFT + 120), text="text:N"
    )
    return alt.layer(line, word, points).properties(
        width=_LEFT + 120,
        height=_HEIGHT + 20,
        title=_title(
            "项目", "横轴为年度计划投资（万元），纵轴为所选月份完成占年度计划；点一个看情况"
        ),
    )


def _facts() -> Any:
    lines = alt.Chart(alt.NamedData("told")).transform_filter(_BY_PROJECT)
    at = alt.Y(
        "order:O", axis=None, scale=alt.Scale(domain=list(range(len(board_rows.FACTS) + 1)))
    )
    labels = lines.mark_text(align="left", color=GREY).encode(y=at, x=alt.value(0), text="label:N")
    texts = lines.mark_text(align="left", color=INK).encode(y=at, x=alt.value(118), text="text:N")
    chosen = (
        alt.Chart(alt.NamedData("projects"))
        .transform_filter(_BY_UNIT)
        .transform_filter(_BY_STATE)
        .transform_aggregate(count="count()", task="sum(task)")
        .transform_calculate(
            text="'所选 ' + datum.count + ' 个项目，年度计划 ' + format(datum.task, ',.2~f') + ' 万元'"
        )
        .mark_text(align="left", dy=-8, color=BLUE, fontWeight="bold")
        .encode(x=alt.value(0), y=alt.value(0), text="text:N")
    )
    nothing = (
        alt.Chart(alt.NamedData("projects"))
        .transform_aggregate(count="count()")
        .transform_filter(f"!length(data('{_BY_PROJECT.name}_store'))")
        .mark_text(align="left", dy=24, color=GREY)
        .encode(x=alt.value(0), y=alt.value(0), text=alt.value("点左图中的一个项目"))
    )
    return alt.layer(chosen, nothing, labels, texts).properties(
        width=_RIGHT - 60, height=_HEIGHT + 20, title=_title("所点项目", " ")
    )


def _title(text: str, told: str) -> alt.TitleParams:
    return alt.TitleParams(
        text,
        subtitle=told,
        anchor="start",
        fontSize=13,
        subtitleFontSize=11,
        subtitleColor=GREY,
        color=INK,
        # Room for a legend on top.
        offset=12,
    )
