"""
A month with an analyst's assumptions about its key projects, measured anew.

Only cells are assumed; the code that measures the real month measures every figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import pandas as pd

from briefing.domain import money
from briefing.domain.errors import UsageError
from briefing.domain.months import Month
from briefing.explore.narrowed import names_in, of_projects, remade
from briefing.sections.item_lists import resolve

if TYPE_CHECKING:
    from briefing.domain.money import Number
    from briefing.sections.report import Report

    Projects: TypeAlias = str | Iterable[str] | Report

Some = TypeVar("Some", bound="Report")
# The most projects that a note names.
_MOST_NAMED = 3
# No project of a county completes so much in a month.
_MOST_WAN = Decimal(10) ** 8


def what_if(
    month: Some,
    *,
    start: Projects = (),
    by: str | Month = "",
    drop: Projects = (),
    done_wan: Mapping[str, Number] | None = None,
) -> Some:
    """
    Return the month as it would be if projects started by a month, left the list, or did more.

    *start*, *drop*: names, codes or numbers of key projects, or a narrowed month, which means its
    projects. A number is the one in the list of all key projects of the month as it was sent.
    *by*: YYYY-MM, the report month by default; a start after the county's deadline for replacement
    counts as no start. *done_wan*: additional investment of projects, in 万元. A dropped project
    is dropped from every ledger. Raises UsageError for a project that is not on the list, for a
    start of one that has started, and for an impossible amount.
    """
    starting, leaving = _keys(month, start), _keys(month, drop)
    more = _amounts(month, {} if done_wan is None else done_wan)
    _refuse_contradictions(month, starting, leaving, set(more))
    until = Month.parse(str(by)) if by else month.month
    if until < month.month:
        message = f"by=“{by}”早于报告月份 {month.month}，应为 {month.month} 或之后。"
        raise UsageError(message)
    if not (starting or leaving or more):
        return month
    deadline = month.county.replacement.deadline(month.month.year)
    in_time = until.last_day <= deadline
    projects = month.tables["projects"]
    frame = _with_more(_started(projects.frame, starting, until, in_time=in_time), more)
    _refuse_negative(frame, set(more))
    tables = {**month.tables, "projects": replace(projects, frame=frame)}
    former = month.former
    if leaving:
        staying = set(frame["project_key"]) - leaving
        tables = of_projects(tables, staying)
        former = {past: of_projects(found, staying) for past, found in former.items()}
    note = _note(month, starting, until, leaving, more, in_time=in_time)
    return remade(month, tables, former, note)


def _amounts(month: Report, done_wan: object) -> dict[str, Decimal]:
    """Return each project's additional investment in 万元, by its key."""
    if not isinstance(done_wan, Mapping):
        message = f"done_wan 应写作 {{项目: 万元}}，读到“{done_wan}”。"
        raise UsageError(message)
    more: dict[str, Decimal] = {}
    for asked, each in done_wan.items():
        key = _key(month, asked)
        if key in more:
            message = f"done_wan 里“{asked}”与另一项是同一个项目，请合成一项。"
            raise UsageError(message)
        try:
            more[key] = money.decimal(each)
        except (InvalidOperation, TypeError, ValueError):
            more[key] = Decimal("NaN")
        if not (more[key].is_finite() and abs(more[key]) < _MOST_WAN):
            message = f"done_wan 里“{asked}”的“{each}”不是可用的金额，应为数字，单位万元。"
            raise UsageError(message)
    return more


def _refuse_negative(frame: pd.DataFrame, more: set[str]) -> None:
    here = frame["project_key"].isin(more) & (frame["done_this_year_wan"] < 0)
    if here.any():
        name = frame.loc[here, "project_name"].iloc[0]
        message = f"done_wan 使项目“{name}”的本年完成投资小于0，请改小减去的数。"
        raise UsageError(message)


def _started(frame: pd.DataFrame, keys: set[str], until: Month, *, in_time: bool) -> pd.DataFrame:
    """Mark projects that start in time as started; set the expected start of the others."""
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
    """Add to the projects' investment of the month, of the year and since their start."""
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
    month: Report,
    starting: set[str],
    until: Month,
    leaving: set[str],
    more: Mapping[str, Decimal],
    *,
    in_time: bool,
) -> str:
    late = "" if in_time else "（晚于替换期限，仍按未开工计）"
    parts = [
        f"{_named(month, starting)}{until.year}年{until.label}底前开工{late}" if starting else "",
        f"{_named(month, leaving)}退出计划" if leaving else "",
        f"{_named(month, set(more))}再完成{money.amount(sum(more.values(), Decimal(0)))}"
        if more
        else "",
    ]
    idle = "；所假定的开工未带投资" if starting and not more else ""
    return f"假定：{'，'.join(part for part in parts if part)}{idle}；其余按台账，均为测算。"


def _named(month: Report, keys: set[str]) -> str:
    """Name the projects in the order of the list; of many, the first ones."""
    projects = month.facts.projects
    names = list(projects.loc[projects["project_key"].isin(keys), "project_name"])
    said = "".join(f"“{name}”" for name in names[:_MOST_NAMED])
    return f"{said}等{len(names)}个项目" if len(names) > _MOST_NAMED else said


def _keys(month: Report, asked: Projects) -> set[str]:
    """Return the keys of the named projects, or of those in a narrowed month."""
    if hasattr(asked, "facts"):
        return set(asked.facts.projects["project_key"])
    return {_key(month, name) for name in names_in(asked)}


def _key(month: Report, asked: str) -> str:
    asked = str(asked)
    if month.assumed and asked.isdecimal() and len(asked) <= len(str(len(month.facts.projects))):
        message = f"筛选或假定之后序号已变，“{asked}”指哪个项目不清楚，请写项目名称或代码。"
        raise UsageError(message)
    return resolve(month.facts, "project", asked).key


def _refuse_contradictions(
    month: Report, starting: set[str], leaving: set[str], more: set[str]
) -> None:
    projects = month.facts.projects.set_index("project_key")
    named = projects["project_name"]
    idle = [key for key in sorted(more - starting) if not projects.loc[key, "is_started"]]
    if idle:
        message = f"项目“{named[idle[0]]}”还未开工，要假定它完成投资，请在 start 里也写上它。"
        raise UsageError(message)
    if started := [key for key in sorted(starting) if projects.loc[key, "is_started"]]:
        message = f"项目“{named[started[0]]}”已开复工，不能再假定开工。"
        raise UsageError(message)
    if both := sorted(leaving & (starting | more)):
        message = f"项目“{named[both[0]]}”既假定退出又假定开工或完成投资，请只留一项。"
        raise UsageError(message)
