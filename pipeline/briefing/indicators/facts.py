"""
The tables of a month, prepared for the measures: key projects with their state, rates and lights.

What several measures use (whether a project has started, its completion, its light) is derived
once, here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from briefing.domain.money import exact, rate
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.ledgers.check.since import restated
from briefing.ledgers.dictionary import ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from briefing.domain.findings import Finding
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County
    from briefing.settings.county_rules import Lights

Result = TypeVar("Result")

STARTED = ("started", "resumed", "finished")
GREEN, YELLOW, RED = "green", "yellow", "red"
LIGHT_WORDS = {RED: "红", YELLOW: "黄", GREEN: "绿"}
_NONE_RESTATED = pd.DataFrame(
    {"project_key": pd.Series(dtype="str"), "sent_wan": 0.0, "said_wan": 0.0}
)
_SEVERITY = {GREEN: 0, YELLOW: 1, RED: 2}


@dataclass(frozen=True)
class Facts:
    """
    All that the measures use of one month.

    Every frame has a column `row` that identifies the ledger's row: “projects:2020-611026-…”.
    """

    county: County
    month: Month
    # The key projects of this month and of each earlier month with ledgers (see `key_projects`).
    projects: pd.DataFrame
    earlier: dict[Month, pd.DataFrame]
    # All ledgers of this month by their ids, and those of the earlier months.
    frames: dict[str, pd.DataFrame]
    former: dict[Month, dict[str, pd.DataFrame]] = field(default_factory=dict)
    # The findings of the checks; a month with errors is not measured, so these are questions.
    findings: tuple[Finding, ...] = ()
    # Amounts of last month that this month's ledger states otherwise: `project_key`, `sent_wan`
    # (as last month's ledger had it), `said_wan` (as this month's ledger has it).
    restated: pd.DataFrame = field(default_factory=lambda: _NONE_RESTATED)
    # Results of functions that are `cached`.
    cache: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a ledger of this month; without it, an empty frame with its columns."""
        if name in self.frames:
            return self.frames[name]
        columns = [column.key for column in ledger(name).columns]
        return pd.DataFrame({key: pd.Series(dtype="object") for key in [*columns, "row"]})

    def projects_in(self, month: Month) -> pd.DataFrame | None:
        """Return the key projects of this or an earlier month; None if they are not known."""
        return self.projects if month == self.month else self.earlier.get(month)


def cached(compute: Callable[[Facts], Result]) -> Callable[[Facts], Result]:
    """Compute a function once for each Facts; callers must not change the result."""

    @wraps(compute)
    def cached_compute(facts: Facts) -> Result:
        if compute not in facts.cache:
            facts.cache[compute] = compute(facts)
        result: Result = facts.cache[compute]
        return result

    return cached_compute


def gather(
    tables: Mapping[str, Table],
    earlier: Mapping[Month, Mapping[str, Table]],
    month: Month,
    county: County,
    findings: Sequence[Finding] = (),
) -> Facts:
    """Prepare the facts of a month from its tables, the *earlier* months and the findings."""
    frames = {name: _cited(table) for name, table in tables.items()}
    former = {
        past: {name: _cited(table) for name, table in found.items()}
        for past, found in earlier.items()
    }
    return Facts(
        county,
        month,
        key_projects(frames["projects"], month, county.lights),
        {
            past: key_projects(found["projects"], past, county.lights)
            for past, found in former.items()
        },
        frames,
        former,
        tuple(findings),
        _restated(tables, earlier, month),
    )


def _restated(
    tables: Mapping[str, Table], earlier: Mapping[Month, Mapping[str, Table]], month: Month
) -> pd.DataFrame:
    before = earlier.get(month.previous)
    if before is None:
        return _NONE_RESTATED
    found = restated(tables["projects"], before["projects"], month)
    return found.loc[found["is_restated"], list(_NONE_RESTATED.columns)]


def _cited(table: Table) -> pd.DataFrame:
    """Return a table's frame with the column `row`."""
    # Faster than joining the columns row by row in pandas.
    keys = zip(*(table.frame[key].astype("str").tolist() for key in table.ledger.key), strict=True)
    cited = [f"{table.ledger.id}:{'|'.join(parts)}" for parts in keys]
    return table.frame.assign(row=pd.Series(cited, table.frame.index, dtype="str"))


def key_projects(rows: pd.DataFrame, month: Month, lights: Lights) -> pd.DataFrame:
    """
    Select the projects of the plan (前期 projects are outside it) and derive what all measures use.

    Adds `is_started`, `is_reported` and three lights: `start_light`, `progress_light`, and `light`,
    the worse of the two.
    """
    in_plan = rows[rows["nature"].isin(["carried_over", "new"])].reset_index(drop=True)
    known = in_plan.assign(
        is_started=in_plan["status"].isin(STARTED),
        is_reported=in_plan["done_this_year_wan"].notna(),
    )
    start = _start_lights(known, month, lights)
    progress = _progress_lights(known, month, lights)
    worse = [max(pair, key=_SEVERITY.__getitem__) for pair in zip(start, progress, strict=True)]
    return known.assign(start_light=start, progress_light=progress, light=worse)


def elapsed_pct(month: Month) -> Decimal:
    """Return 序时进度 in percent: months over twelve, not days."""
    elapsed = rate(month.number, MONTHS_IN_YEAR)
    assert elapsed is not None
    return elapsed


def rate_of(project: Any, numerator: str, denominator: str) -> Decimal | None:
    """Return the exact rate of two amounts of a row, in percent; None if it has none."""
    over, under = getattr(project, numerator), getattr(project, denominator)
    return None if pd.isna(over) or pd.isna(under) else rate(exact(over), exact(under))


def points_behind(project: Any, month: Month) -> Decimal | None:
    """Return the exact points by which a project's completion is below 序时进度; None without one."""
    completion = rate_of(project, "done_this_year_wan", "annual_task_wan")
    return None if completion is None else elapsed_pct(month) - completion


def _start_lights(projects: pd.DataFrame, month: Month, lights: Lights) -> list[str]:
    """Light unstarted projects by the months since their planned start; others are green."""
    return [
        GREEN
        if started or pd.isna(planned)
        else _light(
            month.since(Month.of(planned)), lights.start_yellow_months, lights.start_red_months
        )
        for started, planned in zip(projects["is_started"], projects["planned_start"], strict=True)
    ]


def _progress_lights(projects: pd.DataFrame, month: Month, lights: Lights) -> list[str]:
    """Light started projects by the points behind 序时进度; small and unreported ones are green."""
    found = []
    for project in projects.itertuples():
        behind = points_behind(project, month) if project.is_started else None
        if behind is None or exact(project.annual_task_wan) < lights.progress_least_task_wan:
            found.append(GREEN)
        else:
            yellow, red = lights.progress_yellow_points, lights.progress_red_points
            found.append(_light(behind, yellow, red, red_is_beyond=True))
    return found


def _light(
    value: Decimal | int, yellow: Decimal | int, red: Decimal | int, *, red_is_beyond: bool = False
) -> str:
    """Return yellow from its bound on; red from its bound on, or only beyond it (“30个百分点以上”)."""
    if value > red or (value == red and not red_is_beyond):
        return RED
    return YELLOW if value >= yellow else GREEN


def lights_beyond(values: pd.Series, yellow: int, red: int) -> np.ndarray:
    """Return yellow for values above *yellow*, red above *red*, else (and for missing ones) green."""
    return np.select([is_true(values > red), is_true(values > yellow)], [RED, YELLOW], GREEN)


def ranked(groups: pd.DataFrame, by: str, tie_break: str) -> pd.DataFrame:
    """
    Sort groups by the unrounded column *by*, best first, and add `rank`: equal values 1, 1, 3.

    *tie_break* orders those that share a rank. Groups without a value come last, unranked.
    """
    ordered = groups.sort_values(
        [by, tie_break], ascending=False, na_position="last", kind="stable", ignore_index=True
    )
    return ordered.assign(rank=ordered[by].rank(method="min", ascending=False).astype("Int64"))


def county_and_units(rows: pd.DataFrame, column: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield all rows with the scope `county`, and those of each name in *column* with `unit:…`."""
    yield "county", rows
    for name, group in rows.groupby(column, sort=True):
        yield f"unit:{name}", group


def is_true(values: pd.Series) -> np.ndarray:
    """Return a boolean array in which missing values are False."""
    return np.asarray(values.fillna(value=False), dtype=bool)
