"""Measure four, service (项目服务): sponsorship, tasks within time limits, life cycle (D01–D09)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.months import Month
from briefing.domain.working_days import working_days_between
from briefing.indicators.facts import Facts, cached, county_and_units, is_true
from briefing.indicators.indicator import Indicator, counted, measured, share
from briefing.indicators.permits import PERMITS, open_permits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

# The other two of 六个一: 一个项目 is the row itself, 一抓到底 is `has_follow_through`.
ARTEFACTS = ("has_team", "has_task_list", "has_schedule", "has_chat_group")
STAGES = ("前期", "开工", "建设", "竣工")


def measure(facts: Facts) -> list[Indicator]:
    """Return D01–D09."""
    return [
        *_sponsorship(facts),
        *_tasks(facts),
        *_life_cycle(facts),
        *_transitions(facts),
        _staying(facts),
        _accounts(facts),
    ]


def sponsored(facts: Facts) -> pd.DataFrame:
    """
    Join the key projects with the sponsorship ledger: one row for each key project.

    Adds `is_listed`, `leads` (a county leader is named), `artefacts` (0–5 of 六个一) and
    `is_complete`.
    """
    listed = facts.frame("sponsorship").drop_duplicates("project_key")
    joined = facts.projects[["project_key", "project_name", "responsible_unit", "row"]].merge(
        listed[["project_key", "has_leader", "has_follow_through", *ARTEFACTS]],
        on="project_key",
        how="left",
        validate="m:1",
        indicator="match",
    )
    is_listed = joined["match"] == "both"
    artefacts = is_listed.astype(int) + sum(
        is_true(joined[name]).astype(int) for name in ARTEFACTS
    )
    return joined.assign(
        is_listed=is_listed,
        leads=is_true(joined["has_leader"]),
        artefacts=artefacts,
        is_complete=(artefacts == len(ARTEFACTS) + 1) & is_true(joined["has_follow_through"]),
    )


def _sponsorship(facts: Facts) -> list[Indicator]:
    rows = sponsored(facts)
    present, wanted = int(rows["artefacts"].sum()), (len(ARTEFACTS) + 1) * len(rows)
    complete = rows[rows["is_complete"]]
    return [
        share("D01", int(rows["leads"].sum()), len(rows), rows=rows["row"]),
        share("D02", present, wanted, rows=rows["row"]),
        counted("D02", complete["row"], unit="个"),
    ]


@cached
def timed_tasks(facts: Facts) -> pd.DataFrame:
    """
    Return all tasks with the working days they took: one row for each task.

    `days` is the ledger's number, else counted from acceptance to closing (of open tasks, to the
    end of the month). Also adds `is_closed`, `is_late` and `is_overdue` (late and still open).
    """
    tasks = facts.frame("tasks")
    as_of = facts.month.last_day
    days = [
        actual if not pd.isna(actual) else _elapsed(start, end, as_of, facts.county.calendar)
        for start, end, actual in zip(
            tasks["accepted_on"], tasks["closed_on"], tasks["actual_days"], strict=True
        )
    ]
    is_closed = tasks["closed_on"].notna() | tasks["actual_days"].notna()
    timed = tasks.assign(days=pd.Series(days, index=tasks.index, dtype="Int64"))
    is_late = pd.Series(is_true(timed["days"] > timed["promised_days"]), index=tasks.index)
    return timed.assign(is_closed=is_closed, is_late=is_late, is_overdue=is_late & ~is_closed)


def _elapsed(
    start: pd.Timestamp, end: pd.Timestamp, as_of: dt.date, calendar: Mapping[dt.date, bool]
) -> int | None:
    if pd.isna(start):
        return None
    return working_days_between(start.date(), as_of if pd.isna(end) else end.date(), calendar)


def _tasks(facts: Facts) -> list[Indicator]:
    """Return D03 (closed in time over closed and overdue), D04, D05 and D08."""
    tasks = timed_tasks(facts)
    closed = tasks[tasks["is_closed"]]
    timed = closed[closed["days"].notna() & closed["promised_days"].notna()]
    due = tasks[tasks["is_closed"] | tasks["is_overdue"]]
    due = due.assign(is_in_time=due["is_closed"] & ~due["is_late"])
    return [
        *(
            share("D03", int(rows["is_in_time"].sum()), len(rows), scope=scope, rows=rows["row"])
            for scope, rows in county_and_units(due, "handling_unit")
        ),
        measured("D04", _mean(timed["days"]), rows=timed["row"]),
        measured("D04", _mean(timed["promised_days"]), scope="by:承诺", rows=timed["row"]),
        counted("D05", tasks.loc[tasks["transfers"] > 1, "row"]),
        share("D08", len(closed), len(tasks), rows=closed["row"]),
    ]


def _mean(days: pd.Series) -> Decimal | None:
    return None if days.empty else Decimal(int(days.sum())) / len(days)


def stage(projects: pd.DataFrame, month: Month) -> list[str]:
    """Return the life-cycle stage of each project; every project has one."""
    return [
        "前期"
        if not started
        else "竣工"
        if status == "finished"
        else "开工"
        if not pd.isna(on) and Month.of(on) == month
        else "建设"
        for started, status, on in zip(
            projects["is_started"], projects["status"], projects["started_on"], strict=True
        )
    ]


def _life_cycle(facts: Facts) -> list[Indicator]:
    stages = pd.Series(stage(facts.projects, facts.month), index=facts.projects.index, dtype="str")
    return [
        counted("D06", facts.projects.loc[stages == name, "row"], scope=f"stage:{name}")
        for name in STAGES
    ]


def _transitions(facts: Facts) -> list[Indicator]:
    """Return D06 of changes: how many projects went from one stage to another since last month."""
    before = facts.earlier.get(facts.month.previous)
    if before is None:
        return []
    former = dict(zip(before["project_key"], stage(before, facts.month.previous), strict=True))
    now = facts.projects.assign(
        stage=stage(facts.projects, facts.month),
        former=facts.projects["project_key"].map(former),
    )
    moved = now[now["former"].notna() & (now["former"] != now["stage"])]
    return [
        counted("D06", rows["row"], scope=f"change:{old}→{new}")
        for (old, new), rows in moved.groupby(["former", "stage"], sort=True)
    ]


def staying(facts: Facts) -> pd.DataFrame:
    """
    Return the unstarted projects that wait too long for their next permit: one row for each.

    Adds `waits_for` (the permit's Chinese name), and `since` and `days` from the last permit that
    was obtained. A project without any dated permit is left out.
    """
    permits = facts.frame("permits").drop_duplicates("project_key").set_index("project_key")
    rule, as_of = facts.county.service, pd.Timestamp(facts.month.last_day)
    records = []
    for project in facts.projects[~facts.projects["is_started"]].itertuples():
        still_open = open_permits(facts).get(project.project_key)
        if not still_open:
            continue
        row, waits_for = permits.loc[project.project_key], still_open[0]
        dates = [row[f"{permit.key}_on"] for permit in PERMITS if row[permit.key] == "done"]
        since = max((day for day in dates if not pd.isna(day)), default=None)
        if since is None:
            continue
        days = (as_of - since).days
        if days > rule.stage_days_of.get(waits_for.key, rule.stage_days):
            records.append((project.row, waits_for.label, since, days))
    found = pd.DataFrame(records, columns=["row", "waits_for", "since", "days"])
    return facts.projects.merge(found, on="row", how="inner", validate="m:1")


def _staying(facts: Facts) -> Indicator:
    """Return D07, the number of projects that wait too long for a permit; None without the ledger."""
    is_known = "permits" in facts.frames
    return counted("D07", staying(facts)["row"]) if is_known else measured("D07", None)


def _accounts(facts: Facts) -> Indicator:
    """Return D09, the cases held to account since January; None if the column is empty."""
    problems = facts.frame("problems")
    held = problems["is_held_to_account"]
    rows = problems.loc[is_true(held), "row"]
    return measured("D09", len(rows) if held.notna().any() else None, rows=rows)
