"""Compare this month's key projects, and the columns of every ledger, with last month's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.check.tolerance import exceeds
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table

# A column that so many rows filled last month is not left empty without reason.
LEAST_FILLED = 3
MAY_END = {"text", "list", "states", "problems", "name", "presence", "private"}


def check_since(projects: Table, previous: Table, month: Month | None) -> list[Finding]:
    """Find projects that are new or renamed, and months restated afterwards."""
    return [
        *_new(projects, previous),
        *_renamed(projects, previous),
        *(_restated(projects, previous, month) if month else []),
    ]


def lost_columns(table: Table, previous: Table) -> dict[str, str]:
    """Return the columns that last month's ledger had and this one lacks or leaves empty, in words."""
    there = set(table.places["column"])
    return {
        key: f"上月有{filled}行填了这一列，本月全空" if key in there else "上月有这一列，本月没有"
        for key in dict.fromkeys(previous.places["column"])
        if key not in there
        or (not _filled(table, key) and (filled := _filled(previous, key)) >= LEAST_FILLED)
    }


def check_columns_since(table: Table, lost: Mapping[str, str]) -> list[Finding]:
    """Tell of the columns that this month's ledger lost."""
    file = str(table.places["file"].iloc[0]) if len(table.places) else ""
    return [
        Finding.of_file(
            file,
            "X06",
            Severity.WARNING,
            found,
            "每月的列应一致",
            f"请{table.ledger.supplier}核对表头",
            table.ledger.column(key).label,
        )
        for key, found in lost.items()
    ]


def _filled(table: Table, key: str) -> int:
    """Count the rows that fill a column; 0 for columns of words, which may be empty."""
    if table.ledger.column(key).type in MAY_END or key not in table.frame:
        return 0
    return int(table.frame[key].notna().sum())


def _new(projects: Table, previous: Table) -> list[Finding]:
    return projects.findings(
        ~projects.frame["project_key"].isin(previous.frame["project_key"]),
        "project_name",
        "X02",
        Severity.WARNING,
        "上月没有这个项目，新增项目应有说明",
    )


def _renamed(projects: Table, previous: Table) -> list[Finding]:
    """Find projects with the code of last month and another name."""
    now, before = projects.frame["project_name"], last_month(projects, previous, "project_name")
    return projects.findings(
        now.notna() & before.notna() & (now != before),
        "project_name",
        "X04",
        Severity.WARNING,
        lambda at: f"上月名称为“{before.iloc[at]}”，更名应有说明",
    )


def restated(projects: Table, previous: Table, month: Month) -> pd.DataFrame:
    """
    Compare last month's amounts as this month's ledger repeats them with those sent last month.

    One row for each row of *projects*, in its order: `project_key`, `sent_wan` (last month),
    `said_wan` (this month) and `is_restated`.
    """
    if projects.months.empty:
        return projects.frame[["project_key"]].assign(
            sent_wan=float("nan"), said_wan=float("nan"), is_restated=False
        )
    repeated = projects.months[
        (projects.months["column"] == "done_this_month_wan")
        & (projects.months["month"] == month.number - 1)
    ]
    said = projects.frame[SOURCE].merge(
        repeated[[*SOURCE, "amount_wan"]], on=SOURCE, how="left", validate="1:1"
    )["amount_wan"]
    sent = last_month(projects, previous, "done_this_month_wan")
    return projects.frame[["project_key"]].assign(
        sent_wan=sent.to_numpy(),
        said_wan=said.to_numpy(),
        is_restated=exceeds((said - sent.to_numpy()).abs()).to_numpy(),
    )


def _restated(projects: Table, previous: Table, month: Month) -> list[Finding]:
    """Find amounts of a former month that differ from those sent then."""
    amounts = restated(projects, previous, month)
    return projects.findings(
        amounts["is_restated"],
        "done_this_month_wan",
        "X05",
        Severity.WARNING,
        lambda at: (
            f"上月报{_monthly(projects, at, amounts['sent_wan'])}，本表中{month.number - 1}月改为"
            f"{_monthly(projects, at, amounts['said_wan'])}，追溯修改应有说明"
        ),
    )


def last_month(projects: Table, previous: Table, column: str) -> pd.Series:
    """Return what each row's project had in a column last month; missing for a new project."""
    known = previous.frame.drop_duplicates("project_key").set_index("project_key")[column]
    # Of a ledger without rows, too, amounts are numbers.
    return projects.frame["project_key"].map(known).astype(known.dtype)


def _monthly(projects: Table, at: int, amounts: pd.Series) -> str:
    return projects.amount("done_this_month_wan", at, amounts.iloc[at])
