"""A month and a choice of key projects go in; the month of these projects alone comes out, measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from briefing.domain.errors import UsageError
from briefing.domain.suggest import did_you_mean
from briefing.indicators.facts import LIGHT_WORDS, gather
from briefing.indicators.ledger_tables import Shelf
from briefing.indicators.measured import measured
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table
    from briefing.sections.report import Report

Some = TypeVar("Some", bound="Report")

# What the filters are called, and the column of the key projects that each asks.
FILTERS = {
    "town": ("镇办", "town"),
    "unit": ("责任单位", "responsible_unit"),
    "sector": ("领域", "sector"),
    "status": ("状态", "status"),
    "light": ("灯", "light"),
}
# Of these there may be none this month; of the others whoever asks has misspelt a name.
_STATES = ledger("projects").column("status")
VOCABULARY = {
    "light": list(LIGHT_WORDS.values()),
    "status": [_STATES.state_label(state) for state in _STATES.values],
}
# A reserve project is not on the year's list yet: no filter of key projects concerns it.
_STAYS_WHOLE = {"reserve"}


def only(
    month: Some,
    *,
    town: str | Iterable[str] | None = None,
    unit: str | Iterable[str] | None = None,
    sector: str | Iterable[str] | None = None,
    status: str | Iterable[str] | None = None,
    light: str | Iterable[str] | None = None,
) -> Some:
    """
    Return the month of those key projects alone that answer every filter, measured anew.

    A filter takes one name or several, as print says them (水利局, 已开工, 红). Ledgers without
    projects (growth, meetings) and the reserve stay whole, and the result says so. Raises
    UsageError for a name that no project has, and for a filter that names nothing; of a state or a
    light there may be none.
    """
    asked = {"town": town, "unit": unit, "sector": sector, "status": status, "light": light}
    wanted = {name: names_in(each) for name, each in asked.items() if each is not None}
    if empty := [name for name, each in wanted.items() if not any(each)]:
        message = f"{FILTERS[empty[0]][0]}（{empty[0]}）一个也没写；不筛选请不写这一项。"
        raise UsageError(message)
    projects = month.facts.projects
    keep = pd.Series(data=True, index=projects.index)
    for name, values in wanted.items():
        keep &= _said(projects, name).isin(_known(projects, name, values))
    said = "，".join(f"{FILTERS[name][0]}为{'、'.join(each)}" for name, each in wanted.items())
    if not wanted:
        return month
    keys = set(projects.loc[keep, "project_key"])
    former = {past: of_projects(found, keys) for past, found in month.former.items()}
    note = f"只含{said}的{len(keys)}个重点项目；储备、增速、会议仍为全县。"
    return remade(month, of_projects(month.tables, keys), former, note)


def names_in(asked: object) -> list[str]:
    """Return the names that are asked for: one, or those of a list, a set, a column."""
    if isinstance(asked, str) or not isinstance(asked, Iterable):
        return [] if asked is None else [str(asked)]
    return [str(each) for each in asked]


def _said(projects: pd.DataFrame, name: str) -> pd.Series:
    """What print says of each project under a filter."""
    values = projects[FILTERS[name][1]]
    if name == "light":
        return values.map(LIGHT_WORDS)
    if name == "status":
        return values.map(_STATES.state_label)
    return values


def _known(projects: pd.DataFrame, name: str, asked: Sequence[str]) -> list[str]:
    known = VOCABULARY.get(name) or list(dict.fromkeys(_said(projects, name).dropna()))
    for each in asked:
        if each not in known:
            meant = did_you_mean(each, known) or "。"
            message = f"没有{FILTERS[name][0]}“{each}”{meant}可用的有 {'、'.join(known)}。"
            raise UsageError(message)
    return list(asked)


def of_projects(tables: Mapping[str, Table], keys: set[str]) -> dict[str, Table]:
    """Keep what the ledgers say of these projects."""
    return {
        name: rows_of(table, table.frame["project_key"].isin(keys))
        if table.ledger.key[0] == "project_key" and name not in _STAYS_WHOLE
        else table
        for name, table in tables.items()
    }


def rows_of(table: Table, keep: pd.Series) -> Table:
    """Return a ledger with some of its rows; corrections stay with theirs."""
    positions = np.flatnonzero(keep.to_numpy(dtype=bool))
    corrected = table.corrected
    if len(corrected):
        at = {old: new for new, old in enumerate(positions.tolist())}
        corrected = corrected[corrected["position"].isin(at)]
        corrected = corrected.assign(position=corrected["position"].map(at))
    return replace(
        table,
        frame=table.frame.iloc[positions].reset_index(drop=True),
        sent=table.sent.iloc[positions].reset_index(drop=True),
        corrected=corrected,
    )


def remade(
    month: Some,
    tables: Mapping[str, Table],
    former: Mapping[Month, dict[str, Table]],
    assumed: str,
) -> Some:
    """Measure a month anew, of other tables, by the code that measured it; and say what was changed."""
    facts = gather(tables, former, month.month, month.county, month.findings)
    said = f"{month.assumed}{assumed}"
    note = month.county.note + said
    found = measured(facts, {**former, month.month: tables}, note)
    return replace(
        month,
        facts=facts,
        indicators=found,
        tables=Shelf(tables, note),
        former=dict(former),
        assumed=said,
    )
