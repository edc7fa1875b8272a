"""The rows that the board draws: of projects, of their months, and of the facts of each project."""

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

UNFILLED = "未填"
# The facts of the clicked project, besides its light and its rate.
FACTS = (
    "project_name", "responsible_unit", "town", "sector", "nature", "status", "total_plan_wan",
    "annual_task_wan", "done_this_year_wan", "started_on", "planned_start", "expected_start",
    "obstacles", "physical_progress", "problem",
)  # fmt: skip
# The most characters of a fact: longer texts do not fit the picture.
LONGEST = 26


def projects(month: Report) -> pd.DataFrame:
    """Return a row for each key project: `key`, `name`, `unit`, `status`, `light`, `task`, `done`."""
    found = month.facts.projects
    return pd.DataFrame(
        {
            "key": found["project_key"],
            "name": found["project_name"],
            "unit": found["responsible_unit"].fillna(UNFILLED),
            "status": found["status"].map(ledger("projects").column("status").state_label),
            "light": found["light"].map(LIGHT_WORDS),
            "task": found["annual_task_wan"],
            "done": found["done_this_year_wan"],
        }
    )


def months(month: Report) -> pd.DataFrame:
    """
    Return a row for each key project and month of the year so far: `key`, `month`, `amount`.

    The amount is what the indicators count for that month, in 万元.
    """
    known = {**month.facts.earlier, month.month: month.facts.projects}
    listed = month.facts.projects["project_key"]
    parts = [
        pd.DataFrame(
            {
                "key": found["project_key"],
                "month": each.label,
                "amount": in_month(found, known.get(each.previous), each),
            }
        )
        for each, found in sorted(known.items())
        if each.year == month.month.year
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["key"].isin(listed) & rows["amount"].notna()].reset_index(drop=True)


def facts(month: Report) -> pd.DataFrame:
    """Return the facts of each project, one a row: `key`, `order`, `label`, `text`."""
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
    """Return one fact of every project, indexed as the ledger is."""
    texts = [text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in said]
    return pd.DataFrame({"key": found["project_key"], "label": label, "text": texts}, found.index)
