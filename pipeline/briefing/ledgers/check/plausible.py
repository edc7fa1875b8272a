"""
A month's Tables go in; amounts whose unit cannot be right come out: 736万元 for 220 projects.

A wrong 万元 or 亿元 in a head is wrong on both sides of every sum, so that sums still agree. It
shows in the size of things: against what a project costs, against the task, against last month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.ledgers.tidy.table import Table

# The middle project of a ledger costs between 10万元 and 1000亿元.
TOTALS = {
    "projects": "total_plan_wan",
    "reserve": "total_plan_wan",
    "statistics": "total_plan_stat_wan",
}
LEAST_TOTAL_WAN, MOST_TOTAL_WAN = 10, 10_000_000
# Half of the projects do not do twenty times their year's task.
MOST_OF_TASK = 20
# Nor are half of the projects in the statistics twenty times off what their offices report.
LEAST_BESIDE, MOST_APART = 3, 20
# No plan grows or shrinks a hundredfold from one month to the next.
MOST_CHANGE = 100
COMPARED = ("total_plan_wan", "annual_task_wan", "total_plan_stat_wan")


# A cell so many times the middle of its column is written in 元, or in 亿元.
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
            f"与其他项目（中位数{amounts.median():g}万元）相差悬殊，单位应与表头一致",
            "核对是否写成了元或亿元",
        )
    return found


def check_units(
    tables: Mapping[str, Table], previous: Mapping[str, Table] | None
) -> list[Finding]:
    """Check the size of amounts, one finding for a column."""
    found = [_size(tables[name], column) for name, column in TOTALS.items() if name in tables]
    if "projects" in tables:
        found.append(_against_task(tables["projects"]))
        if "statistics" in tables:
            found.append(_against_ledger(tables["statistics"], tables["projects"]))
    for name, table in tables.items():
        if previous and name in previous:
            found += [_against_last_month(table, previous[name], key) for key in COMPARED]
    return [finding for finding in found if finding is not None]


def _size(table: Table, column: str) -> Finding | None:
    amounts = table.frame[column].dropna()
    if amounts.empty or LEAST_TOTAL_WAN <= amounts.median() <= MOST_TOTAL_WAN:
        return None
    return _doubt(
        table, column, f"半数项目的{_label(table, column)}在{amounts.median():g}万元上下"
    )


def _against_task(projects: Table) -> Finding | None:
    rows = projects.frame[projects.frame["annual_task_wan"] > 0]
    middle = (rows["done_this_year_wan"] / rows["annual_task_wan"]).median()
    if not middle > MOST_OF_TASK:
        return None
    return _doubt(projects, "annual_task_wan", f"半数项目完成投资在年度任务的{middle:.0f}倍以上")


def _against_ledger(statistics: Table, projects: Table) -> Finding | None:
    """The two books never agree, and are never twenty times apart either."""
    done, sent = "done_this_year_stat_wan", "done_this_year_wan"
    both = statistics.frame[["project_key", done]].merge(
        projects.frame[["project_key", sent]].drop_duplicates("project_key"),
        on="project_key",
        validate="m:1",
    )
    told = both[(both[done] > 0) & (both[sent] > 0)]
    middle = (told[done] / told[sent]).median()
    if len(told) < LEAST_BESIDE or 1 / MOST_APART <= middle <= MOST_APART:
        return None
    return _doubt(statistics, done, f"半数项目的统计数是调度数的{middle:.2g}倍")


def _against_last_month(table: Table, previous: Table, column: str) -> Finding | None:
    if column not in table.frame:
        return None
    keys = list(table.ledger.key)
    both = table.frame[[*keys, column]].merge(
        previous.frame[[*keys, column]].drop_duplicates(keys),
        on=keys,
        suffixes=("", "_before"),
    )
    before, now = both[f"{column}_before"].sum(), both[column].sum()
    if before <= 0 or now <= 0 or 1 / MOST_CHANGE < now / before < MOST_CHANGE:
        return None
    return _doubt(table, column, f"同一批项目合计{now:g}万元，上月{before:g}万元")


def _label(table: Table, column: str) -> str:
    return table.ledger.column(column).label


def _doubt(table: Table, column: str, found: str) -> Finding:
    places = table.places[table.places["column"] == column]
    place = places.iloc[0]
    return Finding(
        file=place["file"],
        sheet=place["sheet"],
        row=0,
        column=_label(table, column),
        code="U01",
        severity=Severity.ERROR,
        found=found,
        expected="单位（万元、亿元）应与数字相符",
        advice=f"请{table.ledger.supplier}核对表头或“单位：”处写的单位",
        letter=place["letter"],
    )
