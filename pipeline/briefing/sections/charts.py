"""
The charts of the briefing, in Vega-Lite; the title of each states its finding.

The functions get aggregated data. Series differ by form and words as well as by colour, so that a
grey print says the same.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import altair as alt
import pandas as pd

from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.page.blocks import Block
from briefing.page.colours import BLUE, GREY, GRID, INK, RED, WHITE
from briefing.page.words import CHINESE
from briefing.page.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.page.words import Words

FONT = "Noto Sans SC"

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "domainColor": GREY,
        "gridColor": GRID,
        "labelColor": INK,
        "labelFontSize": 12,
        "tickColor": GREY,
        "titleColor": INK,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelFontWeight": "normal",
        "labelPadding": 6,
        "labelFlush": False,
    },
    "text": {"fontSize": 12, "font": FONT},
}


def as_spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return a chart's spec, checked against Vega-Lite's schema; its rows may still be missing."""
    spec: dict[str, Any] = chart.configure(**CONFIG).to_dict()
    # A page may hold no address outside itself.
    spec.pop("$schema", None)
    return spec


def _chart(
    form: Mapping[str, Any],
    rows: Mapping[str, pd.DataFrame],
    title: str,
    note: str,
    alt_text: str,
    data: pd.DataFrame,
) -> Block:
    """
    Put *rows* into a form by their names, and wrap the chart.

    *alt_text* says the finding to those who do not see it; *data* are the numbers behind it.
    """
    named = {name: alt.to_values(frame)["values"] for name, frame in rows.items()}
    spec = {**form, "datasets": form.get("datasets", {}) | named}
    texts = data.astype("object").where(data.notna(), "").astype(str).to_numpy().tolist()
    return wrapped(spec, title, note, alt_text, list(data.columns), texts)


def wrapped(
    spec: dict[str, Any],
    title: str,
    note: str,
    alt_text: str,
    columns: list[str],
    data: list[list[str]],
) -> Block:
    """Return the block of a chart, with its title, note, alternative text, and data as texts."""
    described = {**spec, "description": alt_text}
    return Block(
        "chart",
        {
            "title": title,
            "note": note,
            "alt": alt_text,
            "spec": described,
            "columns": columns,
            "data": data,
            "figures": [],
        },
        chart=described,
    )


def schedule_curve(
    curve: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    title: str,
    note: str,
    alt_text: str,
    height: int = 215,
    words: Words = CHINESE,
) -> Block:
    """
    Draw cumulative investment against 序时 and against what the rest of the year takes.

    *curve*: `month` (1–12), `series` (实际, 序时, 需完成), `amount_yi`. *labels*: `month`, `amount_yi`,
    `text`, `series`, `align`: the words that name a line at its end.
    """
    curve, labels = (
        frame.assign(
            series=frame["series"].map(words),
            amount_yi=[words.axis_of_yi(amount) for amount in frame["amount_yi"]],
        )
        for frame in (curve, labels)
    )
    rows = {"curve": curve} | {side: labels[labels["align"] == side] for side, _ in _SIDES}
    wide = curve.pivot_table(index="month", columns="series", values="amount_yi").reindex(
        columns=_series(words)
    )
    data = wide.round(2).reset_index().rename(columns={"month": words("月份")})
    return _chart(_curve(words.language) | {"height": height}, rows, title, note, alt_text, data)


# On which side of its point a label ends, and how far below it stands.
_SIDES: tuple[tuple[Literal["left", "right"], int], ...] = (("left", 12), ("right", -10))


def _series(words: Words) -> list[str]:
    return [words(name) for name in ("实际", "序时", "需完成")]


# It takes half the time of a dossier, and is the same in each.
@cache
def _curve(language: str) -> dict[str, Any]:
    """Return the form of `schedule_curve`: its rows are named `curve`, `left` and `right`."""
    words = words_of(language)
    series = _series(words)
    colour = alt.Color(
        "series:N", legend=None, scale=alt.Scale(domain=series, range=[RED, GREY, BLUE])
    )
    base = alt.Chart(alt.NamedData("curve")).encode(
        x=alt.X(
            "month:Q",
            title=None,
            scale=alt.Scale(domain=[1, 12], nice=False, padding=18),
            axis=alt.Axis(values=list(range(1, 13)), labelExpr=_month_labels(words), grid=False),
        ),
        y=alt.Y(
            "amount_yi:Q",
            title=None,
            axis=alt.Axis(tickCount=5, domain=False, ticks=False),
            scale=alt.Scale(zero=True),
        ),
        color=colour,
        tooltip=[
            alt.Tooltip("month:Q", title=words("月份")),
            alt.Tooltip("series:N", title=words("曲线")),
            alt.Tooltip("amount_yi:Q", title=words("累计（亿元）"), format=".2f"),
        ],
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(
            "series:N",
            legend=None,
            scale=alt.Scale(domain=series, range=[[1, 0], [5, 3], [1.5, 2.5]]),
        )
    )
    points = base.transform_filter(alt.datum.series == series[0]).mark_point(filled=True, size=42)
    names = [
        alt.Chart(alt.NamedData(side))
        .mark_text(align=side, dx=8 if side == "left" else -8, dy=dy, fontSize=12)
        .encode(x="month:Q", y="amount_yi:Q", text="text:N", color=colour)
        for side, dy in _SIDES
    ]
    unit = (
        alt.Chart(pd.DataFrame({"text": [words("亿元")]}))
        .mark_text(align="right", baseline="bottom", fontSize=12, color=GREY, dx=-2, dy=-6)
        .encode(x=alt.value(0), y=alt.value(0), text="text:N")
    )
    return as_spec(alt.layer(lines, points, *names, unit).properties(width=560))


def get_ready() -> None:
    """Build the forms that many charts share, before other processes are forked from this one."""
    _curve(CHINESE.language)
    _completion(CHINESE.language)


def _month_labels(words: Words) -> str:
    """Return the labels of a year's axis as an expression: 1月, or Jan."""
    names = [words.month(Month(1, number)) for number in range(1, MONTHS_IN_YEAR + 1)]
    return f"{[name[:3] for name in names]}[datum.value - 1]"


def completion_bars(
    units: pd.DataFrame,
    elapsed_pct: float,
    *,
    title: str,
    note: str,
    alt_text: str,
    words: Words = CHINESE,
) -> Block:
    """
    Draw each unit's completion rate beside the line of 序时进度.

    *units*: `unit`, `completion_pct`, `text` and `is_behind`, in the order of print. Those behind
    are drawn hollow, which a grey print shows too.
    """
    pace = {
        "elapsed": [elapsed_pct],
        "text": [words("序时 {percent}%", percent=f"{elapsed_pct:.1f}")],
    }
    data = units[["unit", "text"]].rename(
        columns={"unit": words("责任单位"), "text": words("投资完成率")}
    )
    rows = {"units": units, "pace": pd.DataFrame(pace)}
    return _chart(_completion(words.language), rows, title, note, alt_text, data)


@cache
def _completion(language: str) -> dict[str, Any]:
    """Return the form of `completion_bars`: its rows are named `units` and `pace`."""
    words = words_of(language)
    base = alt.Chart(alt.NamedData("units")).encode(
        # In the order of the rows.
        y=alt.Y(
            "unit:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=180, ticks=False, domain=False),
        ),
        x=alt.X(
            "completion_pct:Q",
            title=None,
            axis=alt.Axis(labelExpr="datum.value + '%'", grid=False, ticks=False, tickCount=6),
        ),
        tooltip=[
            alt.Tooltip("unit:N", title=words("责任单位")),
            alt.Tooltip("text:N", title=words("投资完成率")),
        ],
    )
    bars = base.mark_bar(height=10, strokeWidth=1.2).encode(
        color=alt.condition("datum.is_behind", alt.value(WHITE), alt.value(BLUE)),
        stroke=alt.value(BLUE),
    )
    numbers = base.mark_text(align="left", dx=5, fontSize=11, color=INK).encode(text="text:N")
    pace = alt.Chart(alt.NamedData("pace")).encode(x="elapsed:Q")
    line = pace.mark_rule(color=RED, strokeWidth=1.5, strokeDash=[4, 3])
    word = pace.mark_text(color=RED, dy=-8, fontSize=12, align="left", dx=-20).encode(
        y=alt.value(0), text="text:N"
    )
    return as_spec(alt.layer(bars, numbers, line, word).properties(width=470, height={"step": 16}))


# Small charts side by side, and on a page.
PANELS_ABREAST, PANELS_ON_A_PAGE = 4, 24
_PANELS_WIDTH, _BETWEEN_PANELS = 520, 16


def panels(
    curves: pd.DataFrame, *, title: str, note: str, alt_text: str, words: Words = CHINESE
) -> Block:
    """
    Draw one small chart for each county: its completion rate month by month beside 序时进度.

    *curves*: `county` (the chart's head), `month`, `done_pct` (NaN where nothing is known),
    `elapsed_pct` and `text`, a row for each county and month, in the order of print. The last
    point is hollow where a county is behind.
    """
    order = list(curves["county"].unique())
    wide = curves.pivot_table(index="county", columns="month", values="text", aggfunc="first")
    data = wide.reindex(order).reset_index()
    data.columns = [words("县"), *(words.month(Month(1, int(month))) for month in wide.columns)]
    return _chart(_panels(curves, order, words), {}, title, note, alt_text, data)


def _panels(curves: pd.DataFrame, order: list[str], words: Words) -> dict[str, Any]:
    """Return the Vega-Lite facets of `panels`: pace, curve and last point of each county."""
    abreast = min(PANELS_ABREAST, len(order))
    width = (_PANELS_WIDTH - _BETWEEN_PANELS * (abreast - 1)) // abreast
    last = int(curves["month"].max())
    highest = curves[["done_pct", "elapsed_pct"]].max().max()
    rows = curves.assign(
        is_last=curves["month"] == last, is_behind=curves["done_pct"] < curves["elapsed_pct"]
    )
    base = alt.Chart().encode(
        x=alt.X(
            "month:Q",
            title=None,
            scale=alt.Scale(domain=[1, max(2, last)], nice=False, padding=8),
            axis=alt.Axis(
                values=sorted({1, last}),
                labelExpr=_month_labels(words),
                grid=False,
                labelFontSize=10,
            ),
        ),
        tooltip=[
            alt.Tooltip("county:N", title=words("县")),
            alt.Tooltip("month:Q", title=words("月份")),
            alt.Tooltip("text:N", title=words("投资完成率")),
        ],
    )
    share = alt.Y(
        "done_pct:Q",
        title=None,
        scale=alt.Scale(domain=[0, highest * 1.08], nice=False),
        axis=alt.Axis(
            tickCount=3, domain=False, ticks=False, labelExpr="datum.value + '%'", labelFontSize=10
        ),
    )
    pace = base.mark_line(strokeWidth=1.3, strokeDash=[4, 3], color=GREY).encode(
        y=alt.Y("elapsed_pct:Q", title=None)
    )
    done = base.mark_line(strokeWidth=2, color=BLUE).encode(y=share)
    ends = (
        base.transform_filter("isValid(datum.done_pct)")
        .mark_point(size=34, stroke=BLUE, strokeWidth=1.6, opacity=1)
        .encode(
            y=share,
            fill=alt.condition("datum.is_behind", alt.value(WHITE), alt.value(BLUE)),
            size=alt.condition("datum.is_last", alt.value(34), alt.value(0)),
        )
    )
    return as_spec(
        alt.layer(pace, done, ends, data=rows)
        .properties(width=width, height={1: 190, 2: 130}.get(abreast, 84))
        .facet(
            facet=alt.Facet(
                "county:N",
                sort=order,
                title=None,
                header=alt.Header(
                    labelFontSize=11.5, labelColor=INK, labelAnchor="start", labelPadding=4
                ),
            ),
            columns=abreast,
            spacing={"row": 12, "column": _BETWEEN_PANELS},
        )
    )


def share_bars(
    groups: pd.DataFrame, *, label: str, value: str, title: str, note: str, alt_text: str
) -> Block:
    """Draw one bar for each group: *groups* has `group`, `value`, `text`, in the order of print."""
    order = list(groups["group"])
    base = alt.Chart(groups).encode(
        y=alt.Y(
            "group:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=200, ticks=False, domain=False),
        ),
        # Room for the words after the longest bar.
        x=alt.X(
            "value:Q",
            title=None,
            axis=None,
            scale=alt.Scale(domain=[0, 1.5 * (groups["value"].max() or 1)]),
        ),
        tooltip=[alt.Tooltip("group:N", title=label), alt.Tooltip("text:N", title=value)],
    )
    bars = base.mark_bar(height=11, color=BLUE)
    words = base.mark_text(align="left", dx=6, fontSize=12, color=INK).encode(text="text:N")
    chart = alt.layer(bars, words).properties(width=500, height={"step": 18})
    data = groups[["group", "text"]].rename(columns={"group": label, "text": value})
    return _chart(as_spec(chart), {}, title, note, alt_text, data)
