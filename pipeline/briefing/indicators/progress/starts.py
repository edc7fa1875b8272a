"""Measure one: projects that have started, in time or late, and finished (A01–A08, A20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.months import Month
from briefing.indicators.indicator import Indicator, counted, measured, share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]

EARLY, IN_TIME, LATE = "提前", "按期", "逾期"
# The columns that `measure` uses.
COLUMNS = ["row", "nature", "status", "is_started", "planned_start", "planned_finish"]


def measure(projects: pd.DataFrame, month: Month, scope: str) -> list[Indicator]:
    """Return A01–A07 and A20 of one set of projects."""
    rows = projects["row"].to_numpy(dtype=object)
    is_started = projects["is_started"].to_numpy(dtype=bool)
    nature, planned = projects["nature"].to_numpy(dtype=object), projects["planned_start"]
    is_planned = (planned <= pd.Timestamp(month.last_day)).to_numpy()
    is_undated = planned.isna().to_numpy()
    ends = (projects["planned_finish"].dt.year == month.year).to_numpy()
    finished = ends & (projects["status"].to_numpy(dtype=object) == "finished")
    started, total = int(is_started.sum()), len(rows)

    def started_of(id_: str, among: Chosen) -> Indicator:
        started = int((is_started & among).sum())
        return share(id_, started, int(among.sum()), scope=scope, rows=rows[among])

    return [
        measured("A01", total, scope=scope, rows=rows),
        measured("A02", started, scope=scope, rows=rows[is_started]),
        share("A03", started, total, scope=scope, rows=rows),
        measured("A04", total - started, scope=scope, rows=rows[~is_started]),
        started_of("A05", nature == "new"),
        started_of("A06", nature == "carried_over"),
        started_of("A07", is_planned),
        measured("A07", int(is_undated.sum()), unit="个", scope=scope, rows=rows[is_undated]),
        share("A20", int(finished.sum()), int(ends.sum()), scope=scope, rows=rows[ends]),
    ]


def measure_timing(projects: pd.DataFrame, month: Month) -> list[Indicator]:
    """Return A08: new projects that started early, in time or late; late includes not yet started."""
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
    return [
        counted("A08", rows, scope=f"start:{name}")
        for name in (EARLY, IN_TIME, LATE)
        for rows in [new.loc[timing == name, "row"]]
    ]


def _timing(is_started: bool, on: pd.Timestamp, planned: pd.Timestamp, month: Month) -> str | None:
    """Compare by months; None if the start is unknown or not yet due."""
    if not is_started:
        return LATE if Month.of(planned) < month else None
    if pd.isna(on):
        return None
    late = Month.of(on).since(Month.of(planned))
    return LATE if late > 0 else IN_TIME if late == 0 else EARLY
