"""Measure three, 项目储备: the 14th Five-Year reserve goes in; its size, fields and ripeness come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline import money
from pipeline.indicators.facts import Facts
from pipeline.indicators.indicator import Indicator, measured, share, summed
from pipeline.ledgers import ledger

if TYPE_CHECKING:
    from decimal import Decimal

# The papers whose completion is the measure “前期手续完成率”.
PAPERS = ("proposal", "feasibility", "filing", "land")


def measure(facts: Facts) -> list[Indicator]:
    """Return C01–C09."""
    reserve = facts.frame("reserve")
    total = money.total(reserve["total_plan_wan"])
    return [
        measured("C01", len(reserve), rows=reserve["row"]),
        measured("C02", money.yi(total), rows=reserve["row"]),
        *_seeking(reserve, total),
        *_fields(reserve),
        *_papers(reserve),
        *_ripe(facts, reserve, total),
    ]


def _seeking(reserve: pd.DataFrame, total: Decimal | None) -> list[Indicator]:
    """C03 and C04: the part (其中) of the reserve that seeks funds from above."""
    seeking = reserve[reserve["sought_funds_wan"] > 0]
    amount = summed(seeking["total_plan_wan"])
    rows = seeking["row"]
    return [
        measured("C03", len(seeking), rows=rows),
        measured("C03", money.yi(amount), unit="亿元", rows=rows),
        share("C04", len(seeking), len(reserve), rows=rows),
        share("C04", amount, total, scope="by:amount", rows=rows),
    ]


def field_labels(reserve: pd.DataFrame) -> pd.Series:
    """Return the field's word for each row, 其他 for what has none."""
    words = reserve["field"].map(ledger("reserve").column("field").state_label, na_action="ignore")
    return words.astype("str").fillna("其他")


def by_field(reserve: pd.DataFrame) -> pd.DataFrame:
    """Sum up each field: one row per field in the dictionary's order, 其他 for what has none."""
    column = ledger("reserve").column("field")
    labels = field_labels(reserve)
    order = [*(words[0] for words in column.values.values()), "其他"]
    groups = [
        {
            "field": label,
            "projects": len(rows),
            "total_wan": money.total(rows["total_plan_wan"]),
            "rows": tuple(rows["row"]),
        }
        for label in order
        if len(rows := reserve[labels == label])
    ]
    return pd.DataFrame(groups, columns=["field", "projects", "total_wan", "rows"])


def _fields(reserve: pd.DataFrame) -> list[Indicator]:
    found = []
    for group in by_field(reserve).itertuples():
        scope = f"field:{group.field}"
        found += [
            measured("C05", group.projects, scope=scope, rows=group.rows),
            measured("C05", money.yi(group.total_wan), unit="亿元", scope=scope, rows=group.rows),
        ]
    return found


def _papers(reserve: pd.DataFrame) -> list[Indicator]:
    """C06: done over required, for each paper; “/” (not required) is in neither."""
    column = ledger("reserve").column
    found = []
    for paper in PAPERS:
        required = reserve[reserve[paper].notna() & (reserve[paper] != "not_required")]
        done = int((required[paper] == "done").sum())
        found.append(
            share(
                "C06",
                done,
                len(required),
                scope=f"paper:{column(paper).label}",
                rows=required["row"],
            )
        )
    return found


def is_ripe(reserve: pd.DataFrame) -> pd.Series:
    """A project waits only for funds when 可研 is approved, or 备案 and land are both done."""
    return (reserve["feasibility"] == "done") | (
        (reserve["filing"] == "done") & (reserve["land"] == "done")
    )


def _ripe(facts: Facts, reserve: pd.DataFrame, total: Decimal | None) -> list[Indicator]:
    """C07 and C09: what is ready, and how many years of the annual task the reserve holds."""
    ripe = reserve[is_ripe(reserve)]
    ready = summed(ripe["total_plan_wan"])
    task = money.total(facts.projects["annual_task_wan"])
    return [
        measured("C07", len(ripe), rows=ripe["row"]),
        measured("C07", money.yi(ready), unit="亿元", rows=ripe["row"]),
        measured(
            "C09", money.ratio(total, task), numerator=total, denominator=task, rows=reserve["row"]
        ),
        measured(
            "C09",
            money.ratio(ready, task),
            scope="stage:成熟",
            numerator=ready,
            denominator=task,
            rows=ripe["row"],
        ),
    ]
