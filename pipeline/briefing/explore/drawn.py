"""A month's key projects go in; the rows that its board draws come out: each one row of one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.indicators.facts import LIGHT_WORDS
from briefing.indicators.progress.investment import in_month
from briefing.indicators.trace.cell_text import read_as, unit_of
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from briefing.sections.report import Report

UNSAID = "未填"
# What is told of the project that is clicked, besides its light and its rate.
FACTS = (
    "project_name", "responsible_unit", "town", "sector", "nature", "status", "total_plan_wan",
    "annual_task_wan", "done_this_year_wan", "started_on", "planned_start", "expected_start",
    "obstacles", "physical_progress", "problem",
)  # fmt: skip
# Longer texts would run out of the picture.
LONGEST = 26


def projects(month: Report) -> pd.DataFrame:
    """One row for each key project: `key`, `name`, `unit`, `status`, `light`, `task`, `done`."""
    found = month.facts.projects
    return pd.DataFrame(
        {
            "key": found["project_key"],
            "name": found["project_name"],
            "unit": found["responsible_unit"].fillna(UNSAID),
            "status": found["status"].map(ledger("projects").column("status").state_label),
            "light": found["light"].map(LIGHT_WORDS),
            "task": found["annual_task_wan"],
            "done": found["done_this_year_wan"],
        }
    )


def months(month: Report) -> pd.DataFrame:
    """
    One row for each key project and month of the year so far: `key`, `month`, `amount`.

    What a project did in a month is what the indicators say it did.
    """
    facts = month.facts
    known = {**facts.earlier, facts.month: facts.projects}
    listed = facts.projects["project_key"]
    parts = [
        pd.DataFrame(
            {
                "key": found["project_key"],
                "month": each.label,
                "amount": in_month(found, known.get(each.previous), each),
            }
        )
        for each, found in sorted(known.items())
        if each.year == facts.month.year
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["key"].isin(listed) & rows["amount"].notna()].reset_index(drop=True)


def told(month: Report) -> pd.DataFrame:
    """What is told of each project, a line a row: `key`, `order`, `label`, `text`."""
    found = month.facts.projects
    rates = [
        f"{percent}{'' if percent == tables.NOT_APPLICABLE else '%'}（{LIGHT_WORDS[light]}灯）"
        for percent, light in zip(
            map(tables.percent, found["done_this_year_wan"], found["annual_task_wan"]),
            found["light"],
            strict=True,
        )
    ]
    parts = []
    for name in FACTS:
        column = ledger("projects").column(name)
        unit = unit_of(column)
        said = read_as(column, found[name], CHINESE)
        parts.append(
            _lines(found, column.label, [f"{each}{unit}" if each else "" for each in said])
        )
    rows = pd.concat([*parts, _lines(found, "投资完成率", rates)])
    rows = rows[rows["text"] != ""].sort_index(kind="stable")
    return rows.assign(order=rows.groupby(level=0).cumcount()).reset_index(drop=True)


def _lines(found: pd.DataFrame, label: str, said: list[str]) -> pd.DataFrame:
    """One line of every project, under the project's place in the ledger."""
    texts = [text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in said]
    return pd.DataFrame({"key": found["project_key"], "label": label, "text": texts}, found.index)
