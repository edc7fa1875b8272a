"""三、项目储备: size, fields, papers and ripeness of the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline import charts, prose, tables
from pipeline.blocks import Block, paragraph
from pipeline.indicators import reserve as measure
from pipeline.indicators.catalogue import DISPATCH
from pipeline.indicators.fields import classified
from pipeline.ledgers import ledger

if TYPE_CHECKING:
    from pipeline.briefing.report import Report


def summary(report: Report) -> Block:
    """The reserve and the part of it that seeks funds."""
    return paragraph(prose.reserve(report.indicators, report.facts))


def papers(report: Report) -> Block:
    """How far its papers are, and what is ripe."""
    return paragraph(prose.reserve_papers(report.indicators))


def fields(report: Report) -> Block:
    """Investment by field; the 两新一重 together are the finding."""
    found = report.indicators
    names = found.scopes("C05", "field")
    data = pd.DataFrame(
        {
            "group": names,
            "value": [
                float(found.of("C05", f"field:{name}", "亿元").value or 0) for name in names
            ],
            "text": [found.of("C05", f"field:{name}", "亿元").text for name in names],
        }
    )
    title = f"“两新一重”项目占储备总投资的{_focus_share(report)}%"
    return charts.share_bars(
        data,
        label="领域",
        value="总投资",
        title=title,
        note=report.source(DISPATCH, "reserve"),
        alt_text=f"{title}。条形图："
        + "；".join(
            f"{name}{text}" for name, text in zip(data["group"], data["text"], strict=True)
        )
        + "。",
    )


def _focus_share(report: Report) -> str:
    found = report.indicators
    column = ledger("reserve").column("field")
    focus = [
        found.of("C05", f"field:{column.state_label(field)}", "亿元").value
        for field in report.county.reserve.focus_fields
    ]
    return tables.percent(sum(value for value in focus if value is not None), found["C02"].value)


def table(report: Report) -> Block:
    """Each field: projects, investment, share, and how many are ripe."""
    found = report.indicators
    rows = report.facts.frame("reserve")
    labels = classified(rows, report.county)["field"]
    ripe = measure.is_ripe(rows)
    seeking = rows["sought_funds_wan"] > 0
    return tables.table(
        "储备项目分领域情况",
        [
            tables.column("领域", "left", 2.4),
            tables.column("项目（个）", "right"),
            tables.column("总投资", "right"),
            tables.column("占比（%）", "right"),
            tables.column("拟争取资金（个）", "right", 1.3),
            tables.column("手续成熟（个）", "right", 1.3),
        ],
        [
            [
                name,
                tables.figure(found, "C05", f"field:{name}"),
                tables.yi_figure(found, "C05", f"field:{name}"),
                tables.percent(found.of("C05", f"field:{name}", "亿元").value, found["C02"].value),
                str(int((seeking & (labels == name)).sum())),
                str(int((ripe & (labels == name)).sum())),
            ]
            for name in found.scopes("C05", "field")
        ],
        unit="金额单位：亿元",
        total=[
            "合计",
            tables.figure(found, "C01"),
            tables.yi_figure(found, "C02"),
            "100.0",
            tables.figure(found, "C03"),
            tables.figure(found, "C07"),
        ],
        note=report.source(DISPATCH, "reserve") + "手续成熟指可研已批，或备案并用地已办。",
    )
