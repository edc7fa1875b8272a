"""
Check the accounting identities of the key-project ledger, within a row and from month to month, and
of the statistics, where a project has amounts only after its inclusion.

Codes are those of the domain reference: E1–E3 must hold, W1–W3 and W5 are printed as questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.check.rules import left_out, with_amount
from briefing.ledgers.check.since import last_month
from briefing.ledgers.check.tolerance import exceeds
from briefing.ledgers.tidy.table import SOURCE

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table

ERROR, WARNING = Severity.ERROR, Severity.WARNING
OVERRUN_ERROR = 1.2
LARGEST_MONTH_SHARE = 0.6
# One month with so many times the usual amount, and with this share of the task.
JUMP_TIMES, JUMP_SHARE = 5, 0.3
# So many months after its start a project should have done something.
IDLE_MONTHS = 2
# States of projects that the statistics library does not hold yet.
NOT_INCLUDED = ("not_due", "preparing", "submitted", "rejected")
# From so many such rows with amounts on, the whole column is wrong.
LEAST_EARLY = 3
MONTHLY, TO_DATE, SINCE_START = "done_this_month_wan", "done_this_year_wan", "done_since_start_wan"


def check_inclusion(statistics: Table) -> list[Finding]:
    """
    Find amounts of projects that are not in the statistics library yet (先入库、后有数).

    In one row that is a question; in many the column of amounts stands beside the wrong rows.
    """
    rows, done = statistics.frame, "done_this_year_stat_wan"
    early = rows["inclusion_status"].isin(NOT_INCLUDED) & (rows[done] > 0)
    count = early.sum()
    severity, more = WARNING, ""
    if count >= LEAST_EARLY:
        severity, more = ERROR, f"（共{count}行，请核对是否错行）"
    overrun = exceeds(rows[done] - rows["total_plan_stat_wan"] * OVERRUN_ERROR)
    return [
        *statistics.findings(early, done, "W7", severity, f"未纳统的项目不应有统计投资{more}"),
        *statistics.findings(
            overrun,
            done,
            "W1",
            ERROR,
            with_amount(
                statistics, done, "不应超过在库计划总投资{}的120%", rows["total_plan_stat_wan"]
            ),
        ),
    ]


def check_identities(
    projects: Table, previous: Table | None, month: Month | None = None
) -> list[Finding]:
    """Check every identity; *previous* is last month's table, or None (January, or not at hand)."""
    found = _within(projects)
    if month is not None:
        found += _by_months(projects, month) + _in_month(projects, month)
    return found + (_since(projects, previous) if previous is not None else [])


def _within(projects: Table) -> list[Finding]:
    """Check what must hold between the amounts of one row."""
    rows = projects.frame
    ytd, since_start = rows[TO_DATE], rows[SINCE_START]
    before, plan = rows["done_before_wan"], rows["total_plan_wan"]
    task, month = rows["annual_task_wan"], rows[MONTHLY]
    expected_total = before.fillna(0).where(before.notna() | (rows["nature"] == "new")) + ytd
    is_off = exceeds((since_start - expected_total).abs())
    is_less = expected_total.isna() & exceeds(ytd - since_start)
    is_over, is_far_over = exceeds(since_start - plan), exceeds(since_start - plan * OVERRUN_ERROR)
    is_task_too_large = exceeds(task - plan + before.fillna(0))
    is_idle = (rows["status"] == "not_started") & (ytd > 0)
    is_sudden = (task > 0) & exceeds(month - task * LARGEST_MONTH_SHARE, 0)
    is_left_out = left_out(projects, SINCE_START, expected_total.notna()) & (expected_total > 0)
    room = plan - before.fillna(0)
    rules = [
        (is_off, SINCE_START, "E3", ERROR, "应等于截至上年底累计加本年累计{}", expected_total),
        (is_left_out, SINCE_START, "E3", ERROR, "应为截至上年底累计加本年累计{}", expected_total),
        (is_less, SINCE_START, "E3", ERROR, "不应小于本年累计{}", ytd),
        (exceeds(month - ytd), MONTHLY, "E2", ERROR, "本月不应大于本年累计{}", ytd),
        (is_far_over, SINCE_START, "W1", ERROR, "不应超过总投资{}的120%", plan),
        (is_over & ~is_far_over, SINCE_START, "W1", WARNING, "一般不超过总投资{}", plan),
        (
            is_task_too_large,
            "annual_task_wan",
            "W2",
            WARNING,
            "一般不超过总投资减上年底累计{}",
            room,
        ),
        (is_idle, TO_DATE, "W3", WARNING, "未开工项目只应有前期费用", task),
        (is_sudden, MONTHLY, "W5", WARNING, "单月一般不超过年度任务{}的60%", task),
    ]
    return [
        finding
        for where, key, code, severity, words, amounts in rules
        for finding in projects.findings(
            where, key, code, severity, with_amount(projects, key, words, amounts)
        )
    ]


def _in_month(projects: Table, month: Month) -> list[Finding]:
    """Check what depends on the time of the year."""
    rows = projects.frame
    ytd, this_month = rows[TO_DATE], rows[MONTHLY]
    before = ytd - this_month
    if month.number == 1:
        is_off = exceeds(before.abs())
        found = projects.findings(is_off, TO_DATE, "E1", ERROR, "1月累计应等于本月完成")
    else:
        usual = before / (month.number - 1)
        jump = (usual > 0) & (this_month > usual * JUMP_TIMES)
        jump &= this_month > rows["annual_task_wan"] * JUMP_SHARE
        expected = f"一般不超过前几个月月均{{}}的{JUMP_TIMES}倍"
        words = with_amount(projects, MONTHLY, expected, usual)
        found = projects.findings(jump, MONTHLY, "W6", WARNING, words)
    latest = pd.Timestamp(month.plus(-IDLE_MONTHS).last_day)
    working = rows["status"].isin(["started", "resumed"]) & (rows["started_on"] <= latest)
    expected = f"开工满{IDLE_MONTHS}个月的项目一般应有投资"
    return found + projects.findings(working & (ytd == 0), TO_DATE, "W4", WARNING, expected)


def done_by_months(projects: Table, month: Month) -> pd.Series:
    """Add up what each row tells of the months before *month*; missing where it lacks one of them."""
    months = projects.months
    monthly = months[(months["column"] == MONTHLY) & (months["month"] < month.number)]
    sums = monthly.groupby(SOURCE)["amount_wan"].agg(["sum", "size"]).reset_index()
    both = projects.frame[SOURCE].merge(sums, on=SOURCE, how="left", validate="1:1")
    return both["sum"].where(both["size"] == month.number - 1)


def _by_months(projects: Table, month: Month) -> list[Finding]:
    """
    Check the amounts of other months in the same row: those of the months, where all are there, add
    up to the year's, and the month is what the cumulative amount has grown by.
    """
    months = projects.months
    if months.empty:
        return []
    total = done_by_months(projects, month) + projects.frame[MONTHLY]
    is_off = exceeds((projects.frame[TO_DATE] - total).abs())
    of_before = months[(months["column"] == TO_DATE) & (months["month"] == month.number - 1)]
    before = projects.frame[SOURCE].merge(
        of_before[[*SOURCE, "amount_wan"]], on=SOURCE, how="left", validate="1:1"
    )["amount_wan"]
    grown = projects.frame[TO_DATE] - before
    is_otherwise = exceeds((projects.frame[MONTHLY] - grown).abs())
    of_months = with_amount(projects, TO_DATE, "应等于各月完成投资之和{}", total)
    of_growth = with_amount(projects, MONTHLY, "应等于本年累计减本行上月累计{}", grown)
    return [
        *projects.findings(is_off, TO_DATE, "E1", ERROR, of_months),
        *projects.findings(is_otherwise, MONTHLY, "E1", ERROR, of_growth),
    ]


def _since(projects: Table, previous: Table) -> list[Finding]:
    """Compare with last month: 累计 = 上月累计 + 本月, and nothing done is undone."""
    ytd, before = projects.frame[TO_DATE], last_month(projects, previous, TO_DATE)
    total = before + projects.frame[MONTHLY]
    is_off = exceeds((ytd - total).abs())
    fallen = exceeds(before - ytd)
    # Told last month and this month, a cumulative amount is not unreported, but left out.
    is_left_out = ytd.isna() & exceeds(total)
    is_unreported = ytd.isna() & total.isna() & exceeds(before)
    whole = before.sum()
    return [
        *projects.findings(
            (is_off & ~fallen) | is_left_out,
            TO_DATE,
            "E1",
            ERROR,
            with_amount(projects, TO_DATE, "应等于上月累计加本月完成{}", total),
        ),
        *projects.findings(
            fallen,
            TO_DATE,
            "E2",
            ERROR,
            with_amount(projects, TO_DATE, "累计数不应小于上月{}，核减须附说明", before),
        ),
        *projects.findings(
            is_unreported,
            TO_DATE,
            "V07",
            WARNING,
            lambda at: (
                f"上月累计{projects.amount(TO_DATE, at, before.iloc[at])}，"
                f"占全县的{before.iloc[at] / whole:.1%}，按未报处理后未计入合计"
            ),
            "补报",
        ),
    ]
