"""
Accounting identities of the key-project ledger: within a row, and from month to month; and of the
statistics, whose amounts begin with a project's inclusion.

Codes are those of the domain reference: E1–E3 must hold, W1–W3 and W5 are printed as questions.
Differences are put back on the grid of 分 before they are held against a bound: 430.3 − 429.3 is
a little more than 1 among floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Finding, Severity

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table

# Departments round to 1 万元.
TOLERANCE_WAN = 1.0
# Decimals of 万元 down to 分.
GRID = 6
OVERRUN_ERROR = 1.2
LARGEST_MONTH_SHARE = 0.6
# A month that does as much as so many of the months before it, and this share of the task.
JUMP_TIMES, JUMP_SHARE = 5, 0.3
# So many months after its start a project has done something.
IDLE_MONTHS = 2
# What the library has not taken in; from so many rows with amounts on it is the column.
NOT_INCLUDED = ("not_due", "preparing", "submitted", "rejected")
LEAST_EARLY = 3


def check_inclusion(statistics: Table) -> list[Finding]:
    """
    先入库、后有数: a project that is not in the library yet has no amount in it.

    In one row that is a question; in many the column of amounts stands beside the wrong rows.
    """
    rows = statistics.frame
    early = rows["inclusion_status"].isin(NOT_INCLUDED) & (rows["done_this_year_stat_wan"] > 0)
    many = early.sum() >= LEAST_EARLY
    most = rows["total_plan_stat_wan"] * OVERRUN_ERROR
    return [
        *statistics.findings(
            early,
            "done_this_year_stat_wan",
            "W7",
            Severity.ERROR if many else Severity.WARNING,
            f"未纳统的项目不应有统计投资{f'（共{early.sum()}行，请核对是否错行）' if many else ''}",
        ),
        *statistics.findings(
            (rows["done_this_year_stat_wan"] - most).round(GRID) > TOLERANCE_WAN,
            "done_this_year_stat_wan",
            "W1",
            Severity.ERROR,
            "不应超过在库计划总投资的120%",
        ),
    ]


def check_identities(
    projects: Table, previous: Table | None, month: Month | None = None
) -> list[Finding]:
    """Check every identity; *previous* is last month's table, or None (January, or not at hand)."""
    found = _within(projects) + _by_months(projects, month)
    if month is not None:
        found += _in_month(projects, month)
    return found + (_since(projects, previous) if previous is not None else [])


def _in_month(projects: Table, month: Month) -> list[Finding]:
    """What depends on the time of the year."""
    rows = projects.frame
    ytd, this_month = rows["done_this_year_wan"], rows["done_this_month_wan"]
    before = ytd - this_month
    found = []
    if month.number == 1:
        found += projects.findings(
            before.abs().round(GRID) > TOLERANCE_WAN,
            "done_this_year_wan",
            "E1",
            Severity.ERROR,
            "1月累计应等于本月完成",
        )
    else:
        usual = before / (month.number - 1)
        jump = (usual > 0) & (this_month > usual * JUMP_TIMES)
        found += projects.findings(
            jump & (this_month > rows["annual_task_wan"] * JUMP_SHARE),
            "done_this_month_wan",
            "W6",
            Severity.WARNING,
            f"一般不超过前几个月月均的{JUMP_TIMES}倍",
        )
    latest = pd.Timestamp(month.plus(-IDLE_MONTHS).last_day)
    working = rows["status"].isin(["started", "resumed"]) & (rows["started_on"] <= latest)
    return found + projects.findings(
        working & (ytd == 0),
        "done_this_year_wan",
        "W4",
        Severity.WARNING,
        f"开工满{IDLE_MONTHS}个月的项目一般应有投资",
    )


def _by_months(projects: Table, month: Month | None) -> list[Finding]:
    """A ledger that keeps every month: they add up to the year."""
    if month is None or projects.months.empty:
        return []
    place = ["source_file", "source_sheet", "source_row"]
    monthly = projects.months[
        (projects.months["column"] == "done_this_month_wan")
        & (projects.months["month"] < month.number)
    ]
    sums = monthly.groupby(place)["amount_wan"].agg(["sum", "size"]).reset_index()
    both = projects.frame[place].merge(sums, on=place, how="left", validate="1:1")
    is_whole = both["size"] == month.number - 1
    total = both["sum"] + projects.frame["done_this_month_wan"]
    broken = (projects.frame["done_this_year_wan"] - total).abs().round(GRID) > TOLERANCE_WAN
    return projects.findings(
        is_whole & broken,
        "done_this_year_wan",
        "E1",
        Severity.ERROR,
        "应等于各月完成投资之和",
    )


def _within(projects: Table) -> list[Finding]:
    rows = projects.frame
    ytd, since_start = rows["done_this_year_wan"], rows["done_since_start_wan"]
    before, plan = rows["done_before_wan"], rows["total_plan_wan"]
    task, month = rows["annual_task_wan"], rows["done_this_month_wan"]
    expected_total = before.fillna(0).where(before.notna() | (rows["nature"] == "new")) + ytd
    overrun = (since_start - plan).round(GRID) > TOLERANCE_WAN
    is_far_over = (since_start - plan * OVERRUN_ERROR).round(GRID) > TOLERANCE_WAN
    idle = rows["status"] == "not_started"
    return [
        *projects.findings(
            (since_start - expected_total).abs().round(GRID) > TOLERANCE_WAN,
            "done_since_start_wan",
            "E3",
            Severity.ERROR,
            "应等于截至上年底累计加本年累计",
        ),
        *projects.findings(
            expected_total.isna() & ((ytd - since_start).round(GRID) > TOLERANCE_WAN),
            "done_since_start_wan",
            "E3",
            Severity.ERROR,
            "不应小于本年累计",
        ),
        *projects.findings(
            (month - ytd).round(GRID) > TOLERANCE_WAN,
            "done_this_month_wan",
            "E2",
            Severity.ERROR,
            "本月不应大于本年累计",
        ),
        *projects.findings(
            is_far_over,
            "done_since_start_wan",
            "W1",
            Severity.ERROR,
            "不应超过总投资的120%",
        ),
        *projects.findings(
            overrun & ~is_far_over,
            "done_since_start_wan",
            "W1",
            Severity.WARNING,
            "一般不超过总投资",
        ),
        *projects.findings(
            (task - plan + before.fillna(0)).round(GRID) > TOLERANCE_WAN,
            "annual_task_wan",
            "W2",
            Severity.WARNING,
            "一般不超过总投资减上年底累计",
        ),
        *projects.findings(
            idle & (ytd > 0),
            "done_this_year_wan",
            "W3",
            Severity.WARNING,
            "未开工项目只应有前期费用",
        ),
        *projects.findings(
            (task > 0) & ((month - task * LARGEST_MONTH_SHARE).round(GRID) > 0),
            "done_this_month_wan",
            "W5",
            Severity.WARNING,
            "单月一般不超过年度任务的60%",
        ),
    ]


def _since(projects: Table, previous: Table) -> list[Finding]:
    """Compare with last month: 累计 = 上月累计 + 本月, and nothing done is undone."""
    columns = ["project_key", "done_this_year_wan"]
    both = projects.frame[["project_key", "done_this_year_wan", "done_this_month_wan"]].merge(
        previous.frame[columns].drop_duplicates("project_key"),
        on="project_key",
        how="left",
        suffixes=("", "_before"),
        validate="m:1",
    )
    expected = both["done_this_year_wan_before"] + both["done_this_month_wan"]
    broken = (both["done_this_year_wan"] - expected).abs().round(GRID) > TOLERANCE_WAN
    fall = both["done_this_year_wan_before"] - both["done_this_year_wan"]
    fallen = fall.round(GRID) > TOLERANCE_WAN
    return [
        *projects.findings(
            broken & ~fallen,
            "done_this_year_wan",
            "E1",
            Severity.ERROR,
            "应等于上月累计加本月完成",
        ),
        *projects.findings(
            fallen,
            "done_this_year_wan",
            "E2",
            Severity.ERROR,
            "累计数不应小于上月，核减须附说明",
        ),
    ]
