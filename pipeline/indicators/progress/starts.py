"""Any set of key projects goes in; what has started, when, and what is finished (A01–A08, A20) come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.indicators.indicator import Indicator, measured, share
from pipeline.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterable

EARLY, IN_TIME, LATE = "提前", "按期", "逾期"


def measure(projects: pd.DataFrame, month: Month, scope: str) -> list[Indicator]:
    """Return A01–A07 and A20 of one set of projects."""
    rows = list(projects["row"])
    started = projects[projects["is_started"]]
    unstarted = projects[~projects["is_started"]]
    new = projects[projects["nature"] == "new"]
    carried_over = projects[projects["nature"] == "carried_over"]
    planned = projects[projects["planned_start"] <= pd.Timestamp(month.last_day)]
    undated = projects[projects["planned_start"].isna()]
    ends = projects[projects["planned_finish"].dt.year == month.year]
    return [
        measured("A01", len(projects), scope=scope, rows=rows),
        measured("A02", len(started), scope=scope, rows=started["row"]),
        share("A03", len(started), len(projects), scope=scope, rows=rows),
        measured("A04", len(unstarted), scope=scope, rows=unstarted["row"]),
        _started_of("A05", new, scope),
        _started_of("A06", carried_over, scope),
        _started_of("A07", planned, scope),
        measured("A07", len(undated), unit="个", scope=scope, rows=undated["row"]),
        share(
            "A20",
            int((ends["status"] == "finished").sum()),
            len(ends),
            scope=scope,
            rows=ends["row"],
        ),
    ]


def _started_of(id_: str, projects: pd.DataFrame, scope: str) -> Indicator:
    return share(
        id_, int(projects["is_started"].sum()), len(projects), scope=scope, rows=projects["row"]
    )


def measure_timing(projects: pd.DataFrame, month: Month) -> list[Indicator]:
    """A08: new projects that started before, in or after their planned month; late ones may wait still."""
    new = projects[(projects["nature"] == "new") & projects["planned_start"].notna()]
    timing = pd.Series(
        [
            _timing(is_started, on, planned, month)
            for is_started, on, planned in zip(
                new["is_started"], new["started_on"], new["planned_start"], strict=True
            )
        ],
        index=new.index,
        dtype="str",
    )
    return [_counted(name, new.loc[timing == name, "row"]) for name in (EARLY, IN_TIME, LATE)]


def _counted(name: str, rows: Iterable[str]) -> Indicator:
    found = list(rows)
    return measured("A08", len(found), scope=f"start:{name}", rows=found)


def _timing(is_started: bool, on: pd.Timestamp, planned: pd.Timestamp, month: Month) -> str | None:
    """By months; who has started on an untold day, or need not have started yet, is in none."""
    if not is_started:
        return LATE if Month.of(planned) < month else None
    if pd.isna(on):
        return None
    late = Month.of(on).since(Month.of(planned))
    return LATE if late > 0 else IN_TIME if late == 0 else EARLY
