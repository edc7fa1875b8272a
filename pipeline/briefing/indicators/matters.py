"""The matters that need the leaders' attention, ordered by the investment at stake."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.indicators import inclusion, supervision
from briefing.indicators.facts import LIGHT_WORDS, RED, YELLOW, Facts
from briefing.indicators.indicator import COUNTY
from briefing.ledgers.dictionary import ledger
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from briefing.page.words import Words


@dataclass(frozen=True)
class Matter:
    """
    One matter, with the annual task at stake in 万元, the responsible units and the due date.

    `indicator` and `scope` identify the figure that it rests on; `rows` are the projects concerned.
    """

    light: str
    what: str
    amount_wan: Decimal
    units: tuple[str, ...]
    due: dt.date | None
    indicator: str
    rows: tuple[str, ...]
    scope: str = COUNTY


def matters(facts: Facts, words: Words = CHINESE, most: int = 4) -> list[Matter]:
    """
    Return at most so many matters as *most*, those with the largest annual task (万元) first.

    A matter whose projects have no annual task is left out.
    """
    found = [find(facts, words) for find in (_unstarted, _outstanding, _red, _idle, _overdue)]
    at_stake = [matter for matter in found if matter.amount_wan > 0]
    return sorted(at_stake, key=lambda matter: -matter.amount_wan)[:most]


def _task(rows: pd.DataFrame) -> Decimal:
    return money.total(rows["annual_task_wan"]) or money.decimal(0)


def _units(units: Iterable[object]) -> tuple[str, ...]:
    """Return the units by the number of their projects, largest first."""
    return tuple(pd.Series(list(units), dtype="str").value_counts(sort=True).index)


def _unstarted(facts: Facts, words: Words) -> Matter:
    """Return the matter of the projects that have not started, with their obstacles."""
    rows = facts.projects[~facts.projects["is_started"]]
    column = ledger("projects").column("obstacles")
    causes = rows["obstacles"].fillna("").str.split("|")
    counts = {
        column.state_label(state): sum(state in entry for entry in causes)
        for state in column.values
    }
    named = words.listed(
        words("{name}{count}个", name=words.name(label), count=count)
        for label, count in counts.items()
        if count
    )
    return Matter(
        RED,
        words("{count}个项目未开复工：{causes}", count=len(rows), causes=named)
        if named
        else words("{count}个项目未开复工", count=len(rows)),
        _task(rows),
        _units(rows["responsible_unit"]),
        _start_deadline(facts),
        "A04",
        tuple(rows["row"]),
    )


def _start_deadline(facts: Facts) -> dt.date:
    """Return the deadline for replacement; once it has passed, the end of next month."""
    deadline = facts.county.replacement.deadline(facts.month.year)
    return deadline if deadline > facts.month.last_day else facts.month.next.last_day


def _outstanding(facts: Facts, words: Words) -> Matter:
    """Return the matter of the projects that should be in the statistics and are not."""
    rows = inclusion.included_projects(facts)
    rows = rows[rows["is_outstanding"]]
    ready = rows[rows["is_ready"]]
    window = _next_window(facts)
    now = ready[~(ready["promised_window"] > pd.Timestamp(window))]
    text = words("{count}个应统项目未入库", count=len(rows))
    if len(ready):
        text += words("，其中{count}个资料齐备", count=len(ready))
    if len(now):
        text += words(
            "，可在{window}窗口申报"
            if len(now) == len(ready)
            else "，{count}个可在{window}窗口申报",
            count=len(now),
            window=words.day(window, year=False),
        )
    return Matter(
        YELLOW,
        text,
        _task(rows),
        ("统计局", *_units(rows["responsible_unit"].dropna())),
        window,
        "B09",
        tuple(rows["row"]),
    )


def _next_window(facts: Facts) -> dt.date:
    """Return the first inclusion window on or after the issue's date."""
    issued = facts.county.issue_date(facts.month)
    window = issued.replace(day=facts.county.inclusion.window_day)
    if window >= issued:
        return window
    return facts.month.next.next.first_day.replace(day=facts.county.inclusion.window_day)


def _red(facts: Facts, words: Words) -> Matter:
    """Return the matter of the started projects far behind 序时进度."""
    projects = facts.projects
    rows = projects[
        (projects["light"] == RED) & projects["is_started"] & (projects["done_this_year_wan"] > 0)
    ]
    text = words(
        "{count}个在建项目低于序时进度{points}个百分点以上",
        count=len(rows),
        points=money.plain(facts.county.lights.progress_red_points),
    )
    return _of_projects(facts, rows, RED, text, "E07", f"light:{LIGHT_WORDS[RED]}")


def _idle(facts: Facts, words: Words) -> Matter:
    """Return the matter of the started projects without investment this year."""
    projects = facts.projects
    rows = projects[projects["is_started"] & (projects["done_this_year_wan"] == 0)]
    text = words("{count}个已开复工项目本年完成投资为0", count=len(rows))
    return _of_projects(facts, rows, YELLOW, text, "A18")


def _of_projects(
    facts: Facts,
    rows: pd.DataFrame,
    light: str,
    what: str,
    indicator: str,
    scope: str = COUNTY,
) -> Matter:
    """Make a matter of the responsible units of *rows*, due at the end of next month."""
    return Matter(
        light,
        what,
        _task(rows),
        _units(rows["responsible_unit"]),
        facts.month.next.last_day,
        indicator,
        tuple(rows["row"]),
        scope,
    )


def _overdue(facts: Facts, words: Words) -> Matter:
    """Return the matter of the overdue problems, with the tasks of their projects."""
    rows = supervision.transferred(facts)
    rows = rows[rows["is_overdue"]]
    projects = facts.projects[facts.projects["project_key"].isin(rows["project_key"])]
    return Matter(
        RED,
        words(
            "{count}件移送问题逾期未办结，最长{days}天",
            count=len(rows),
            days=int(max(rows["days_overdue"], default=0)),
        ),
        _task(projects),
        _units(rows["transferred_to"].dropna()),
        facts.month.next.last_day,
        "E05",
        tuple(rows["row"]),
    )
