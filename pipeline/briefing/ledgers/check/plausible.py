"""
Find amounts whose unit cannot be right: 736万元 for 220 projects.

A wrong 万元 or 亿元 in a head is wrong on both sides of every sum, so that sums still agree. It
shows only in the size of amounts: compared with the cost of a project, the task, or last month.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from briefing.domain.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.ledgers.check.beside import Beside
    from briefing.ledgers.tidy.table import Table

# The median project of a ledger costs between 10万元 and 1000亿元.
TOTALS = {
    "projects": "total_plan_wan",
    "reserve": "total_plan_wan",
    "statistics": "total_plan_stat_wan",
}
LEAST_TOTAL_WAN, MOST_TOTAL_WAN = 10, 10_000_000
# Half of the projects cannot complete more than so many times their annual task.
MOST_OF_TASK = 20
# Nor do the statistics of half of the projects differ so many times from their offices' reports.
LEAST_BESIDE, MOST_APART = 3, 20
# No plan grows or shrinks a hundredfold from one month to the next.
MOST_CHANGE = 100
COMPARED = ("total_plan_wan", "annual_task_wan", "total_plan_stat_wan")
# A cell so many times the median of its column is written in 元, or in 亿元.
MOST_OF_COLUMN = 2_000
LEAST_NEIGHBOURS = 5


def check_cells(tables: Mapping[str, Table]) -> list[Finding]:
    """Check each project's total against its neighbours: one cell in 元 among 万元."""
    found = []
    for name, column in TOTALS.items():
        if name not in tables:
            continue
        table = tables[name]
        amounts = table.frame[column].where(table.frame[column] > 0)
        if amounts.count() < LEAST_NEIGHBOURS:
            continue
        times = amounts / amounts.median()
        found += table.findings(
            (times > MOST_OF_COLUMN) | (times < 1 / MOST_OF_COLUMN),
            column,
            "U02",
            Severity.ERROR,
            partial(_beside_median, table, column, float(amounts.median())),
            "核对是否写成了元或亿元",
        )
    return found


def _beside_median(table: Table, column: str, median: float, at: int) -> str:
    usual = table.amount(column, at, median)
    return f"与其他项目（中位数{usual}）相差悬殊，单位应与表头一致"


def check_units(tables: Mapping[str, Table]) -> list[Finding]:
    """Check the size of amounts, one finding for a column."""
    found = [_size(tables[name], column) for name, column in TOTALS.items() if name in tables]
    if "projects" in tables:
        found.append(_against_task(tables["projects"]))
        if "statistics" in tables:
            found.append(_against_ledger(tables["statistics"], tables["projects"]))
    return [finding for finding in found if finding is not None]


def check_units_since(beside: Beside) -> list[Finding]:
    """Find columns whose sum over the same rows is far from last month's."""
    table, found = beside.table, []
    for key in [key for key in COMPARED if key in table.frame]:
        now, was = beside.numbers(key)
        is_in_both = ~beside.is_new
        after, before = np.nansum(now[is_in_both]), np.nansum(was)
        if before <= 0 or after <= 0 or 1 / MOST_CHANGE < after / before < MOST_CHANGE:
            continue
        told, then = (table.amount(key, 0, float(amount)) for amount in (after, before))
        found.append(_wrong_unit(table, key, f"同一批项目合计{told}，上月{then}"))
    return found


def _size(table: Table, column: str) -> Finding | None:
    amounts = table.frame[column].dropna()
    if amounts.empty or LEAST_TOTAL_WAN <= amounts.median() <= MOST_TOTAL_WAN:
        return None
    label = table.ledger.column(column).label
    return _wrong_unit(
        table, column, f"半数项目的{label}在{table.amount(column, 0, amounts.median())}上下"
    )


def _against_task(projects: Table) -> Finding | None:
    rows = projects.frame[projects.frame["annual_task_wan"] > 0]
    middle = (rows["done_this_year_wan"] / rows["annual_task_wan"]).median()
    if not middle > MOST_OF_TASK:
        return None
    found = f"半数项目完成投资在年度任务的{middle:.0f}倍以上"
    return _wrong_unit(projects, "annual_task_wan", found)


def _against_ledger(statistics: Table, projects: Table) -> Finding | None:
    """Compare with the key projects: the two never agree, but never differ twenty times either."""
    done, sent = "done_this_year_stat_wan", "done_this_year_wan"
    both = statistics.frame[["project_key", done]].merge(
        projects.frame[["project_key", sent]].drop_duplicates("project_key"),
        on="project_key",
        validate="m:1",
    )
    both = both[(both[done] > 0) & (both[sent] > 0)]
    middle = (both[done] / both[sent]).median()
    if len(both) < LEAST_BESIDE or 1 / MOST_APART <= middle <= MOST_APART:
        return None
    return _wrong_unit(statistics, done, f"半数项目的统计数是调度数的{middle:.2g}倍")


def _wrong_unit(table: Table, column: str, found: str) -> Finding:
    expected, advice = "单位（万元、亿元）应与数字相符", "核对表头或“单位：”处写的单位"
    return table.finding_of_column(column, "U01", found, expected, advice)
