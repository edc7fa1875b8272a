"""Measure one, 项目进度: the key projects go in; start, completion, gap and rank come out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import money
from pipeline.indicators.facts import Facts, ranked
from pipeline.indicators.indicator import COUNTY, Indicator, measured, share
from pipeline.ledgers import ledger
from pipeline.months import MONTHS_IN_YEAR
from pipeline.tidy import names

if TYPE_CHECKING:
    from pipeline.county import County
    from pipeline.months import Month


def measure(facts: Facts) -> list[Indicator]:
    """Return A01–A28 for the county, and those that make sense per unit and per town."""
    projects, month = facts.projects, facts.month
    before = facts.earlier.get(month.previous)
    found = [*_of_scope(projects, before, month, COUNTY)]
    for kind, column in (("unit", "responsible_unit"), ("town", "town")):
        for name, rows in projects.groupby(column, sort=True):
            found += _of_scope(rows, before, month, f"{kind}:{name}")
    return [
        *found,
        *_obstacles(projects),
        *_meetings(facts),
        *_replacement(facts),
        *_ranks(projects, facts.county),
    ]


def _of_scope(
    projects: pd.DataFrame, before: pd.DataFrame | None, month: Month, scope: str
) -> list[Indicator]:
    """Start rate, completion and gap of any set of projects."""
    rows = list(projects["row"])
    started = projects[projects["is_started"]]
    new = projects[projects["nature"] == "new"]
    carried_over = projects[projects["nature"] == "carried_over"]
    task, done = (
        money.total(projects["annual_task_wan"]),
        money.total(projects["done_this_year_wan"]),
    )
    elapsed = Decimal(month.number) / MONTHS_IN_YEAR
    arrears = None if task is None or done is None else elapsed * task - done
    with_task = projects[projects["annual_task_wan"] > 0]
    on_time = with_task.loc[_is_on_time(with_task, month)]
    idle = projects[projects["is_started"] & (projects["done_this_year_wan"] == 0)]
    beyond = projects[projects["done_this_year_wan"] > projects["annual_task_wan"]]
    reported = projects[projects["is_reported"]]
    return [
        measured("A01", len(projects), scope=scope, rows=rows),
        measured("A02", len(started), scope=scope, rows=started["row"]),
        share("A03", len(started), len(projects), scope=scope, rows=rows),
        measured(
            "A04",
            len(projects) - len(started),
            scope=scope,
            rows=projects.loc[~projects["is_started"], "row"],
        ),
        share("A05", int(new["is_started"].sum()), len(new), scope=scope, rows=new["row"]),
        share(
            "A06",
            int(carried_over["is_started"].sum()),
            len(carried_over),
            scope=scope,
            rows=carried_over["row"],
        ),
        measured("A09", money.yi(task), scope=scope, rows=rows),
        measured("A10", money.yi(done), scope=scope, rows=reported["row"]),
        share("A11", done, task, scope=scope, rows=rows),
        measured(
            "A12", money.yi(done_this_month(projects, before, month)), scope=scope, rows=rows
        ),
        share("A14", month.number, MONTHS_IN_YEAR, scope=scope),
        measured(
            "A15",
            money.points(money.rate(done, task), elapsed * 100),
            scope=scope,
            numerator=done,
            denominator=task,
            rows=rows,
        ),
        measured("A16", money.yi(arrears), scope=scope, rows=rows),
        measured("A17", len(on_time), scope=scope, rows=on_time["row"]),
        share("A17", len(on_time), len(with_task), scope=scope, rows=with_task["row"]),
        measured("A18", len(idle), scope=scope, rows=idle["row"]),
        measured("A19", len(beyond), scope=scope, rows=beyond["row"]),
        share("A26", len(reported), len(projects), scope=scope, rows=rows),
    ]


def _is_on_time(with_task: pd.DataFrame, month: Month) -> list[bool]:
    """Exactly: twelve times what is done is at least m times the task."""
    return [
        not pd.isna(done)
        and money.exact(done) * MONTHS_IN_YEAR >= money.exact(task) * month.number
        for task, done in zip(
            with_task["annual_task_wan"], with_task["done_this_year_wan"], strict=True
        )
    ]


def done_this_month(
    projects: pd.DataFrame, before: pd.DataFrame | None, month: Month
) -> Decimal | None:
    """
    Sum what was done in the month, in 万元.

    A project without its own figure has this month's cumulative less last month's (in January,
    the cumulative itself); one that has neither is left out.
    """
    if month.number == 1:
        former = pd.Series(0.0, index=projects.index)
    elif before is None:
        former = pd.Series(float("nan"), index=projects.index)
    else:
        by_key = before.drop_duplicates("project_key").set_index("project_key")
        former = projects["project_key"].map(by_key["done_this_year_wan"])
    derived = projects["done_this_year_wan"] - former
    return money.total(projects["done_this_month_wan"].fillna(derived))


def _obstacles(projects: pd.DataFrame) -> list[Indicator]:
    """A21: what holds the unstarted projects up; one project may have several causes."""
    unstarted = projects[~projects["is_started"]]
    column = ledger("projects").column("obstacles")
    causes = unstarted["obstacles"].fillna("").str.split("|")
    found = [measured("A21", int(causes.map(bool_any).sum()), rows=unstarted["row"])]
    for state in column.values:
        rows = unstarted.loc[[state in entry for entry in causes], "row"]
        found.append(
            measured("A21", len(rows), scope=f"obstacle:{column.state_label(state)}", rows=rows)
        )
    return found


def bool_any(causes: list[str]) -> bool:
    """Whether a cell names any cause: an empty cell splits into one empty text."""
    return any(causes)


def _meetings(facts: Facts) -> list[Indicator]:
    """A22: meetings held since January, by kind, and the problems that they solved."""
    meetings = facts.frame("meetings")
    if "meetings" not in facts.frames:
        return [measured("A22", None), measured("A22", None, unit="个")]
    column = ledger("meetings").column("kind")
    solved = meetings["problems_solved"].dropna()
    found = [
        measured("A22", len(meetings), rows=meetings["row"]),
        measured(
            "A22", int(solved.sum()) if len(solved) else None, unit="个", rows=meetings["row"]
        ),
    ]
    for kind in column.values:
        rows = meetings.loc[meetings["kind"] == kind, "row"]
        found.append(
            measured("A22", len(rows), scope=f"meeting:{column.state_label(kind)}", rows=rows)
        )
    return found


def cannot_start(projects: pd.DataFrame, county: County, month: Month) -> pd.DataFrame:
    """
    Return the unstarted projects that the county's deadline finds unstarted.

    Before it, those that expect to start after it; from that day on, all that have not started.
    """
    deadline = county.replacement.deadline(month.year)
    unstarted = projects[~projects["is_started"]]
    if month.last_day >= deadline:
        return unstarted
    return unstarted[unstarted["expected_start"] > pd.Timestamp(deadline)]


def replacements(facts: Facts) -> pd.DataFrame:
    """
    Return the declared replacements: one row for each reserve project that names a key project,
    by its name in any spelling or by its code, as long as that project has not started.

    `out_row`, `out_name`, `out_task_wan` are of the project that leaves, `in_…` of the one that
    takes its place.
    """
    reserve = facts.frame("reserve")
    leaving = facts.projects[~facts.projects["is_started"]]
    leaving = leaving[["project_key", "project_name", "row", "annual_task_wan"]].drop_duplicates(
        "project_key"
    )
    named = reserve[reserve["replaces"].notna()].assign(
        out_key=lambda rows: rows["replaces"].map(names.spelled(leaving))
    )
    columns = ["project_name", "row", "out_key", "replacement_task_wan", "responsible_unit"]
    return (
        named[columns]
        .merge(
            leaving,
            left_on="out_key",
            right_on="project_key",
            how="inner",
            suffixes=("_in", "_out"),
            validate="m:1",
        )
        .rename(
            columns={
                "project_name_in": "in_name",
                "row_in": "in_row",
                "replacement_task_wan": "in_task_wan",
                "project_name_out": "out_name",
                "row_out": "out_row",
                "annual_task_wan": "out_task_wan",
            }
        )
    )


def _replacement(facts: Facts) -> list[Indicator]:
    """
    A23 and A24: who cannot start in time, and whether the scale of investment is kept.

    While one of the new projects has no investment yet, there is no difference to tell.
    """
    late = cannot_start(facts.projects, facts.county, facts.month)
    pairs = replacements(facts)
    into = money.total(pairs["in_task_wan"])
    out = money.total(pairs.drop_duplicates("out_row")["out_task_wan"])
    difference = None
    if into is not None and out is not None and pairs["in_task_wan"].notna().all():
        difference = into - out
    return [
        measured("A23", len(late), rows=late["row"]),
        measured(
            "A24",
            money.yi(difference),
            numerator=into,
            denominator=out,
            rows=[*pairs["in_row"], *pairs["out_row"]],
        ),
    ]


def by_unit(projects: pd.DataFrame, county: County) -> pd.DataFrame:
    """
    Sum up each responsible unit and rank those with enough projects.

    One row per unit, best completion first: `projects`, `started`, `task_wan`, `done_wan`,
    `completion_pct` (NaN without a task or a report) and `rank` (missing for units listed apart).
    """
    units = (
        projects.groupby("responsible_unit", as_index=False)
        .agg(
            projects=("row", "size"),
            started=("is_started", "sum"),
            task_wan=("annual_task_wan", _total),
            done_wan=("done_this_year_wan", _total),
            is_reported=("is_reported", "all"),
        )
        .assign(
            completion_pct=lambda frame: [
                _rate(done, task)
                for done, task in zip(frame["done_wan"], frame["task_wan"], strict=True)
            ]
        )
    )
    # What is not reported is not zero: a unit whose projects are not all reported has no rank.
    enough = (
        (units["projects"] >= county.supervision.least_projects)
        & units["is_reported"]
        & units["completion_pct"].notna()
    )
    return pd.concat(
        [
            ranked(units[enough], "completion_pct", "done_wan"),
            units[~enough].sort_values("done_wan", ascending=False),
        ],
        ignore_index=True,
    )


def _total(amounts_wan: pd.Series) -> float:
    total = money.total(amounts_wan)
    return float("nan") if total is None else float(total)


def _rate(done_wan: float, task_wan: float) -> float:
    """The float next to the exact rate: equal rates are equal, and 序时 is met at its very border."""
    if pd.isna(done_wan) or pd.isna(task_wan):
        return float("nan")
    exact = money.rate(money.exact(done_wan), money.exact(task_wan))
    return float("nan") if exact is None else float(exact)


def _ranks(projects: pd.DataFrame, county: County) -> list[Indicator]:
    units = by_unit(projects, county)
    return [
        measured(
            "A28",
            None if pd.isna(rank) else int(rank),
            scope=f"unit:{name}",
            rows=projects.loc[projects["responsible_unit"] == name, "row"],
        )
        for name, rank in zip(units["responsible_unit"], units["rank"], strict=True)
    ]
