"""
A month and what an analyst supposes of its key projects go in; the month as it would be comes out.

Only cells are supposed; every figure is measured by the code that measures the real month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import pandas as pd

from pipeline import money
from pipeline.desk.narrowed import remade, rows_of
from pipeline.errors import UsageError
from pipeline.items import Item, resolve
from pipeline.months import Month

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.briefing.report import Report
    from pipeline.money import Number
    from pipeline.tidy.table import Table

    Projects: TypeAlias = str | Sequence[str] | Report

Some = TypeVar("Some", bound="Report")


def what_if(
    month: Some,
    *,
    start: Projects = (),
    by: str = "",
    drop: Projects = (),
    done_wan: Mapping[str, Number] | None = None,
) -> Some:
    """
    Return the month as it would be if projects started by a month, left the list, or did more.

    *start*, *drop*: names, codes or numbers of key projects, or a narrowed month, which means its
    projects. *by*: YYYY-MM, the report month by default; who starts after the county's deadline
    for replacement counts as unstarted, as the rule has it. *done_wan*: what projects do besides,
    in 万元. Raises UsageError for a project that is not on the list, or that has started.
    """
    starting, leaving = _keys(month, start), _keys(month, drop)
    more = {_key(month, name): money.decimal(each) for name, each in (done_wan or {}).items()}
    _refuse_contradictions(month, starting, leaving, set(more))
    until = Month.parse(by) if by else month.month
    if until < month.month:
        message = f"by=“{by}”早于报告月份 {month.month}，应为 {month.month} 或之后。"
        raise UsageError(message)
    if not (starting or leaving or more):
        return month
    deadline = month.county.replacement.deadline(month.month.year)
    in_time = until.last_day <= deadline
    projects = month.tables["projects"]
    frame = _with_more(_started(projects.frame, starting, until, in_time=in_time), more)
    changed = replace(projects, frame=frame)
    kept = rows_of(changed, ~frame["project_key"].isin(leaving))
    tables: dict[str, Table] = {**month.tables, "projects": kept}
    note = _note(starting, until, leaving, more, in_time=in_time)
    return remade(month, tables, month.former, note)


def _started(frame: pd.DataFrame, keys: set[str], until: Month, *, in_time: bool) -> pd.DataFrame:
    """Projects that start in time are started; the others promise the month that they start in."""
    chosen = frame["project_key"].isin(keys)
    day = pd.Series(pd.Timestamp(until.last_day), frame.index).astype(frame["started_on"].dtype)
    promised = frame.assign(expected_start=frame["expected_start"].mask(chosen, day))
    if not in_time:
        return promised
    return promised.assign(
        status=frame["status"].mask(chosen, "started"),
        started_on=frame["started_on"].mask(chosen, day),
    )


def _with_more(frame: pd.DataFrame, more: Mapping[str, Decimal]) -> pd.DataFrame:
    """Add to what projects did this month, this year and since their start, where that is told."""
    for key, amount in more.items():
        here = frame["project_key"] == key
        columns = ("done_this_month_wan", "done_this_year_wan", "done_since_start_wan")
        frame = frame.assign(
            **{
                column: frame[column].mask(
                    here & (frame[column].notna() | (column == "done_this_year_wan")),
                    frame[column].fillna(0).map(lambda was, amount=amount: _plus(was, amount)),
                )
                for column in columns
            }
        )
    return frame


def _plus(amount_wan: float, more: Decimal) -> float:
    return money.on_grid(money.exact(amount_wan) + more)


def _note(
    starting: set[str],
    until: Month,
    leaving: set[str],
    more: Mapping[str, Decimal],
    *,
    in_time: bool,
) -> str:
    late = "" if in_time else "（晚于替换期限，仍按未开工计）"
    parts = [
        f"{len(starting)}个项目{until.year}年{until.label}底前开工{late}" if starting else "",
        f"{len(leaving)}个项目退出计划" if leaving else "",
        f"{len(more)}个项目再完成{money.amount(sum(more.values(), Decimal(0)))}" if more else "",
    ]
    idle = "；所假定的开工未带投资" if starting and not more else ""
    return f"假定：{'，'.join(part for part in parts if part)}{idle}；其余按台账，均为测算。"


def _keys(month: Report, asked: Projects) -> set[str]:
    """The keys of projects that are named one by one, or that another month is narrowed to."""
    if isinstance(asked, str):
        return {_key(month, asked)}
    if isinstance(asked, Sequence):
        return {_key(month, name) for name in asked}
    return set(asked.facts.projects["project_key"])


def _key(month: Report, asked: str) -> str:
    projects = enumerate(month.facts.projects.itertuples(), 1)
    items = [
        Item(row.project_key, row.project_name, (str(number), str(row.project_code)))
        for number, row in projects
    ]
    return resolve(items, "project", asked).key


def _refuse_contradictions(
    month: Report, starting: set[str], leaving: set[str], more: set[str]
) -> None:
    projects = month.facts.projects.set_index("project_key")
    named = projects["project_name"]
    if started := [key for key in sorted(starting) if projects.loc[key, "is_started"]]:
        message = f"项目“{named[started[0]]}”已开复工，不能再假定开工。"
        raise UsageError(message)
    if both := sorted(leaving & (starting | more)):
        message = f"项目“{named[both[0]]}”既假定退出又假定开工或完成投资，请只留一项。"
        raise UsageError(message)
