"""A month narrowed to some of its key projects, and measured anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from briefing.domain.errors import UsageError
from briefing.domain.suggest import did_you_mean
from briefing.indicators.facts import LIGHT_WORDS, gather
from briefing.indicators.ledger_tables import LedgerViews
from briefing.indicators.measured import measure_month
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table
    from briefing.sections.report import Report

Some = TypeVar("Some", bound="Report")

# Each filter's name in print, and its column of the key projects.
FILTERS = {
    "town": ("镇办", "town"),
    "unit": ("责任单位", "responsible_unit"),
    "sector": ("领域", "sector"),
    "status": ("状态", "status"),
    "light": ("灯", "light"),
}
# Names that a month may have no project of; any other unknown name is misspelt.
_STATES = ledger("projects").column("status")
VOCABULARY = {
    "light": list(LIGHT_WORDS.values()),
    "status": [_STATES.state_label(state) for state in _STATES.values],
}
# Reserve projects are no key projects yet, so no filter applies to them.
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
    Return the month of only those key projects that pass every filter, measured anew.

    A filter takes one name or several, as printed (水利局, 已开工, 红). Ledgers without projects
    (growth, meetings) and the reserve stay whole, and the result says so. Raises UsageError for a
    unit, town or sector that no project has, for an unknown state or light, and for an empty filter.
    """
    asked = {"town": town, "unit": unit, "sector": sector, "status": status, "light": light}
    wanted = {name: names_in(each) for name, each in asked.items() if each is not None}
    if empty := [name for name, each in wanted.items() if not any(each)]:
        message = f"{FILTERS[empty[0]][0]}（{empty[0]}）一个也没写；不筛选请不写这一项。"
        raise UsageError(message)
    projects = month.facts.projects
    keep = pd.Series(data=True, index=projects.index)
    for name, values in wanted.items():
        keep &= _printed(projects, name).isin(_known(projects, name, values))
    said = "，".join(f"{FILTERS[name][0]}为{'、'.join(each)}" for name, each in wanted.items())
    if not wanted:
        return month
    keys = set(projects.loc[keep, "project_key"])
    former = {past: of_projects(found, keys) for past, found in month.former.items()}
    note = f"只含{said}的{len(keys)}个重点项目；储备、增速、会议仍为全县。"
    return remade(month, of_projects(month.tables, keys), former, note)


def names_in(asked: object) -> list[str]:
    """Return the names in one name, a list, a set or a column."""
    if isinstance(asked, str) or not isinstance(asked, Iterable):
        return [] if asked is None else [str(asked)]
    return [str(each) for each in asked]


def _printed(projects: pd.DataFrame, name: str) -> pd.Series:
    """Return what is printed for each project in the column of a filter."""
    values = projects[FILTERS[name][1]]
    if name == "light":
        return values.map(LIGHT_WORDS)
    if name == "status":
        return values.map(_STATES.state_label)
    return values


def _known(projects: pd.DataFrame, name: str, asked: Sequence[str]) -> list[str]:
    known = VOCABULARY.get(name) or list(dict.fromkeys(_printed(projects, name).dropna()))
    for each in asked:
        if each not in known:
            meant = did_you_mean(each, known) or "。"
            message = f"没有{FILTERS[name][0]}“{each}”{meant}可用的有 {'、'.join(known)}。"
            raise UsageError(message)
    return list(asked)


def of_projects(tables: Mapping[str, Table], keys: set[str]) -> dict[str, Table]:
    """Return the ledgers with the rows of these projects only."""
    return {
        name: rows_of(table, table.frame["project_key"].isin(keys))
        if table.ledger.key[0] == "project_key" and name not in _STAYS_WHOLE
        else table
        for name, table in tables.items()
    }


def rows_of(table: Table, keep: pd.Series) -> Table:
    """Return a ledger with some of its rows, and their corrections."""
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
    """Measure a month again with other tables; *assumed* says what was changed."""
    facts = gather(tables, former, month.month, month.county, month.findings)
    said = f"{month.assumed}{assumed}"
    note = month.county.note + said
    found = measure_month(facts, {**former, month.month: tables}, note)
    return replace(
        month,
        facts=facts,
        indicators=found,
        tables=LedgerViews(tables, note),
        former=dict(former),
        assumed=said,
    )
