"""Key projects of this month and the last go in; what changed without being said comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.domain.money import half_up, plain
from briefing.ledgers.check.identities import GRID, TOLERANCE_WAN

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table


# A column that so many rows filled last month does not fall silent by itself.
LEAST_FILLED = 3
MAY_END = {"text", "list", "states", "problems", "name", "presence", "private"}


def check_since(projects: Table, previous: Table, month: Month | None) -> list[Finding]:
    """Projects that are gone, new or renamed, plans that changed, months restated afterwards."""
    return [
        *_vanished(projects, previous),
        *_new(projects, previous),
        *_renamed(projects, previous),
        *(_restated(projects, previous, month) if month else []),
    ]


def check_columns_since(table: Table, previous: Table) -> list[Finding]:
    """Columns that last month's ledger had and this one has not: what they told is untold now."""
    there = set(table.places["column"])
    lost = {
        key: f"上月有{filled}行填了这一列，本月全空" if key in there else "上月有这一列，本月没有"
        for key in dict.fromkeys(previous.places["column"])
        if key not in there
        or (not _filled(table, key) and (filled := _filled(previous, key)) >= LEAST_FILLED)
    }
    file = str(table.places["file"].iloc[0]) if len(table.places) else ""
    return [
        Finding(
            file=file,
            sheet="",
            row=0,
            column=table.ledger.column(key).label,
            code="X06",
            severity=Severity.WARNING,
            found=found,
            expected="每月的列应一致",
            advice=f"请{table.ledger.supplier}核对表头",
        )
        for key, found in lost.items()
    ]


def _filled(table: Table, key: str) -> int:
    """How many rows say something in a column; a remark or a list of words may end."""
    if table.ledger.column(key).type in MAY_END or key not in table.frame:
        return 0
    return int(table.frame[key].notna().sum())


def _vanished(projects: Table, previous: Table) -> list[Finding]:
    """Projects that last month's list had and this one has not; a replaced project is one too."""
    gone = previous.frame[~previous.frame["project_key"].isin(projects.frame["project_key"])]
    file = projects.frame["source_file"].iloc[0] if len(projects.frame) else ""
    return [
        Finding(
            file=file,
            sheet="",
            row=0,
            column="项目名称",
            code="X01",
            severity=Severity.WARNING,
            found=f"上月的“{name}”本月没有",
            expected="调出、更名、合并的项目应有说明",
            advice=f"请{unit}核实",
        )
        for name, unit in zip(gone["project_name"], gone["responsible_unit"], strict=True)
    ]


def _new(projects: Table, previous: Table) -> list[Finding]:
    return projects.findings(
        ~projects.frame["project_key"].isin(previous.frame["project_key"]),
        "project_name",
        "X02",
        Severity.WARNING,
        "上月没有这个项目，新增项目应有说明",
    )


def _renamed(projects: Table, previous: Table) -> list[Finding]:
    """One code, two names."""
    both = _beside(projects, previous, "project_name")
    known = both["project_name"].notna() & both["before"].notna()
    return projects.findings(
        known & (both["project_name"] != both["before"]),
        "project_name",
        "X04",
        Severity.WARNING,
        lambda at: f"上月名称为“{both['before'].iloc[at]}”，更名应有说明",
    )


def restated(projects: Table, previous: Table, month: Month) -> pd.DataFrame:
    """
    Hold last month's amount as this month's ledger repeats it against what was sent then.

    One row for each row of *projects*, in its order: `project_key`, `sent_wan` (then), `said_wan`
    (now) and `is_restated`.
    """
    if projects.months.empty:
        return projects.frame[["project_key"]].assign(
            sent_wan=float("nan"), said_wan=float("nan"), is_restated=False
        )
    repeated = projects.months[
        (projects.months["column"] == "done_this_month_wan")
        & (projects.months["month"] == month.number - 1)
    ]
    rows = ["source_file", "source_sheet", "source_row"]
    said = projects.frame[rows].merge(
        repeated[[*rows, "amount_wan"]], on=rows, how="left", validate="1:1"
    )
    sent = _beside(projects, previous, "done_this_month_wan")["before"]
    return projects.frame[["project_key"]].assign(
        sent_wan=sent.to_numpy(),
        said_wan=said["amount_wan"].to_numpy(),
        is_restated=_differs(said["amount_wan"], sent).to_numpy(),
    )


def _restated(projects: Table, previous: Table, month: Month) -> list[Finding]:
    """A former month told otherwise than it was sent."""
    amounts = restated(projects, previous, month)
    return projects.findings(
        amounts["is_restated"],
        "done_this_month_wan",
        "X05",
        Severity.WARNING,
        lambda at: (
            f"上月报{_wan(amounts['sent_wan'].iloc[at])}，本表中{month.number - 1}月改为"
            f"{_wan(amounts['said_wan'].iloc[at])}，追溯修改应有说明"
        ),
    )


def _differs(amounts: pd.Series, others: pd.Series) -> pd.Series:
    return (amounts - others).abs().round(GRID) > TOLERANCE_WAN


def _beside(projects: Table, previous: Table, column: str) -> pd.DataFrame:
    """One column with last month's `before`, in this month's order of rows."""
    before = previous.frame[["project_key", column]].drop_duplicates("project_key")
    return projects.frame[["project_key", column]].merge(
        before.rename(columns={column: "before"}), on="project_key", how="left", validate="m:1"
    )


def _wan(amount: float) -> str:
    return f"{plain(half_up(amount, 2))}万元"
