"""
A month's Tables go in, the facts that several measures share come out: one row per project.

A fact is said once here (is it started, how far is it, which light does it show), so that every
measure, table and chart means the same by it.
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
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from briefing.domain.findings import Finding
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County, Lights

Found = TypeVar("Found")

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
    What the measures see of one month: its county and the frames, each with a `row` column that
    cites the ledger's row (“projects:2020-611026-…”).
    """

    county: County
    month: Month
    projects: pd.DataFrame
    earlier: dict[Month, pd.DataFrame]
    frames: dict[str, pd.DataFrame]
    # Every ledger of the months before, by month and ledger, as `frames` has this month's.
    former: dict[Month, dict[str, pd.DataFrame]] = field(default_factory=dict)
    # What the checks found: of a month that is measured, questions only.
    findings: tuple[Finding, ...] = ()
    # Amounts of last month that this month's ledger tells otherwise: `project_key`, `sent_wan`
    # (then), `said_wan` (now).
    restated: pd.DataFrame = field(default_factory=lambda: _NONE_RESTATED)
    # What was reckoned of these facts already (`remembered`).
    _known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a ledger's rows; without the ledger, no rows but its columns."""
        if name in self.frames:
            return self.frames[name]
        columns = [column.key for column in ledger(name).columns]
        return pd.DataFrame({key: pd.Series(dtype="object") for key in [*columns, "row"]})

    def known(self, question: Callable[[Facts], Found], answer: Callable[[Facts], Found]) -> Found:
        """Return what a question found of these facts; it is answered once."""
        if question not in self._known:
            self._known[question] = answer(self)
        found: Found = self._known[question]
        return found


def remembered(answer: Callable[[Facts], Found]) -> Callable[[Facts], Found]:
    """Let what many parts of a page ask of the same facts be reckoned once; nobody changes it."""

    @wraps(answer)
    def question(facts: Facts) -> Found:
        return facts.known(question, answer)

    return question


def gather(
    tables: Mapping[str, Table],
    earlier: Mapping[Month, Mapping[str, Table]],
    month: Month,
    county: County,
    findings: Sequence[Finding] = (),
) -> Facts:
    """Gather the facts of a month from its tables, its findings, and the months before."""
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
    # Text by text: pandas would make a Series of every row.
    keys = zip(*(table.frame[key].astype("str").tolist() for key in table.ledger.key), strict=True)
    cited = [f"{table.ledger.id}:{'|'.join(parts)}" for parts in keys]
    return table.frame.assign(row=pd.Series(cited, table.frame.index, dtype="str"))


def key_projects(rows: pd.DataFrame, month: Month, lights: Lights) -> pd.DataFrame:
    """
    Add the shared facts to the rows of the key-project ledger.

    One row per project of the plan; 前期 projects are outside it. Adds `is_started`,
    `is_reported`, `completion_pct` (NaN without a task), `gap_points`, the lights of its start
    (`start_light`) and of its progress (`progress_light`), and `light`, the worse of the two.
    """
    in_plan = rows[rows["nature"].isin(["carried_over", "new"])].reset_index(drop=True)
    task = in_plan["annual_task_wan"].where(in_plan["annual_task_wan"] > 0)
    known = in_plan.assign(
        is_started=in_plan["status"].isin(STARTED),
        is_reported=in_plan["done_this_year_wan"].notna(),
        completion_pct=in_plan["done_this_year_wan"] / task * 100,
    ).assign(gap_points=lambda frame: frame["completion_pct"] - float(elapsed_pct(month)))
    start, progress = (
        lights_of(known, month, lights) for lights_of in (_start_lights, _progress_lights)
    )
    worse = [max(pair, key=_SEVERITY.__getitem__) for pair in zip(start, progress, strict=True)]
    return known.assign(start_light=start, progress_light=progress, light=worse)


def elapsed_pct(month: Month) -> Decimal:
    """序时进度: twelfths of the year, never days."""
    elapsed = rate(month.number, MONTHS_IN_YEAR)
    assert elapsed is not None
    return elapsed


def _start_lights(projects: pd.DataFrame, month: Month, lights: Lights) -> list[str]:
    """Months since the planned start month went by, for those that have not started."""
    return [
        GREEN
        if started or pd.isna(planned)
        else _light(
            month.since(Month.of(planned)), lights.start_yellow_months, lights.start_red_months
        )
        for started, planned in zip(projects["is_started"], projects["planned_start"], strict=True)
    ]


def _progress_lights(projects: pd.DataFrame, month: Month, lights: Lights) -> list[str]:
    """Points behind m/12, from exact amounts; small tasks and unreported projects show no light."""
    elapsed = elapsed_pct(month)
    found = []
    for task, done, started in zip(
        projects["annual_task_wan"],
        projects["done_this_year_wan"],
        projects["is_started"],
        strict=True,
    ):
        small = pd.isna(task) or exact(task) < lights.progress_least_task_wan
        if small or pd.isna(done) or not started:
            found.append(GREEN)
            continue
        completion = rate(exact(done), exact(task))
        behind = elapsed - completion if completion is not None else None
        found.append(
            GREEN
            if behind is None
            else _light(
                behind,
                lights.progress_yellow_points,
                lights.progress_red_points,
                red_is_beyond=True,
            )
        )
    return found


def _light(
    value: Decimal | int, yellow: Decimal | int, red: Decimal | int, *, red_is_beyond: bool = False
) -> str:
    """Yellow from its bound on; red from its bound on, or (rule: “30个百分点以上”) beyond it."""
    if value > red or (value == red and not red_is_beyond):
        return RED
    return YELLOW if value >= yellow else GREEN


def ranked(groups: pd.DataFrame, by: str, tie_break: str) -> pd.DataFrame:
    """
    Rank groups by an unrounded column, best first; equal values share a rank (1, 1, 3).

    *tie_break* orders those that share one. Groups without a value come last and have no rank.
    """
    ordered = groups.sort_values(
        [by, tie_break], ascending=False, na_position="last", kind="stable", ignore_index=True
    )
    return ordered.assign(rank=ordered[by].rank(method="min", ascending=False).astype("Int64"))


def is_true(values: pd.Series) -> np.ndarray:
    """A missing yes or no is not a yes."""
    return np.asarray(values.fillna(value=False), dtype=bool)
