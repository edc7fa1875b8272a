"""Hold the statistics against themselves, and the two books against each other, project by project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.domain.findings import Severity
from briefing.ledgers.check.rules import Rule, broken, left_out, says, with_amount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.domain.findings import Finding
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county_rules import Inclusion

_LACKING = re.compile("不全|缺")
BESIDE = "调度台账为{}，两本账不应相差几倍"
# The statistics are so many times the departments' amount: a digit too many, or 元 for 万元. They
# may well be less, where a project was included late.
MOST_TIMES = 5
# Smaller amounts differ by chance.
LEAST_WAN = 100
# A replacement's year is so many times smaller or larger than the year that it replaces.
MOST_REPLACED, OTHER_UNIT = 5, 1_000


def check_statistics(
    statistics: Table, projects: Table | None, inclusion: Inclusion | None
) -> list[Finding]:
    """Hold a project's inclusion against its standard, its days, its size and its documents."""
    rows = statistics.frame
    state = rows["inclusion_status"]
    is_in, is_early = state == "included", state.isin(["not_due", "preparing", "submitted"])
    meets, fails = rows["is_started_stat"] == True, rows["is_started_stat"] == False  # noqa: E712
    has_day, begun = rows["included_on"].notna(), rows["started_stat_on"]
    early = rows["included_on"].dt.to_period("M") < begun.dt.to_period("M")
    rules = [
        Rule(left_out(statistics, "included_on", is_in), "included_on", "N03", "已纳统的项目应写明入库月份"),
        Rule(left_out(statistics, "stat_code", is_in), "stat_code", "N03", "已纳统的项目应有统计库项目编码"),
        Rule(is_early & has_day, "inclusion_status", "N03", "有入库月份，应为已纳统"),
        Rule(is_in & fails, "is_started_stat", "N03", "已纳统的项目应符合统计开工标准"),
        Rule((state == "not_due") & meets, "is_started_stat", "N03", "纳统状态为未开工，不应符合统计开工标准"),
        Rule(fails & begun.notna() & ~is_in, "is_started_stat", "N03", "有统计开工年月，应符合统计开工标准"),
        Rule(left_out(statistics, "started_stat_on", meets), "started_stat_on", "N03", "符合统计开工标准的项目应写明开工年月"),
        Rule(early, "included_on", "N03", "不应早于统计开工年月"),
        Rule((is_in | (state == "submitted")) & (rows["is_submitted"] == False), "is_submitted", "N03", "已申报、已纳统的项目应已申报资料"),  # noqa: E712
        Rule(state.isin(["not_due", "preparing"]) & (rows["is_submitted"] == True), "is_submitted", "N03", "已申报资料的项目，纳统状态应为正在申报"),  # noqa: E712
        Rule(left_out(statistics, "missing_documents", says(statistics.sent["inclusion_status"], _LACKING.search)), "missing_documents", "N03", "资料不全的项目应写明缺少的资料"),
        Rule(is_in & rows["missing_documents"].notna(), "missing_documents", "N03", "已纳统的项目不应缺少资料"),
    ]  # fmt: skip
    if inclusion is not None:
        rules += _of_size(rows, _sectors(rows, projects), inclusion)
    return broken(statistics, rules)


def _sectors(rows: pd.DataFrame, projects: Table | None) -> pd.Series:
    """Return the sector of each row's key project; a blank for one that is unknown."""
    if projects is None:
        return pd.Series("", index=rows.index)
    known = projects.frame.drop_duplicates("project_key").set_index("project_key")["sector"]
    return rows["project_key"].map(known).fillna("")


def _of_size(rows: pd.DataFrame, sectors: pd.Series, inclusion: Inclusion) -> list[Rule]:
    """Hold the state of inclusion against the size from which projects are included."""
    least, total = float(inclusion.threshold_wan), rows["total_plan_stat_wan"]
    of_any_size = sectors.isin(inclusion.always_sectors)
    is_small = (total < least) & ~of_any_size
    state, size = rows["inclusion_status"], f"（计划总投资{least:g}万元起）"
    return [
        Rule((state == "included") & is_small, "total_plan_stat_wan", "N03", f"已纳统的项目应达到统计标准{size}"),
        Rule((state == "not_applicable") & (total >= least), "inclusion_status", "N03", f"达到统计标准的项目不应为不纳统{size}"),
    ]  # fmt: skip


def check_books(tables: Mapping[str, Table]) -> list[Finding]:
    """Hold the statistics and the reserve against the key projects: states, and sizes of amounts."""
    found = []
    if "statistics" in tables:
        statistics, rows = tables["statistics"], tables["statistics"].frame
        ours = _of_projects(rows["project_key"], tables["projects"])
        waits = ours["status"] == "not_started"
        is_in = rows["inclusion_status"] == "included"
        meets = (rows["is_started_stat"] == True) & ~is_in  # noqa: E712
        rules = [
            Rule(waits & is_in, "inclusion_status", "N06", "调度台账为未开工，不应已纳统"),
            Rule(
                waits & meets, "is_started_stat", "N06", "调度台账为未开工，不应符合统计开工标准"
            ),
        ]
        for theirs, key in (
            ("total_plan_stat_wan", "total_plan_wan"),
            ("done_this_year_stat_wan", "done_this_year_wan"),
        ):
            apart = _apart(rows[theirs], ours[key], MOST_TIMES)
            if key == "done_this_year_wan":
                apart &= rows[theirs] > ours[key]
            rules.append(
                Rule(apart, theirs, "N06", with_amount(statistics, theirs, BESIDE, ours[key]))
            )
        found += broken(statistics, rules)
    if "reserve" in tables:
        found += _of_replacements(tables["reserve"], tables["projects"])
    return found


def _of_replacements(reserve: Table, projects: Table) -> list[Finding]:
    """Hold a replacement's year against the task of the project that it replaces (规模不变)."""
    rows, key = reserve.frame, "replacement_task_wan"
    by_name = projects.frame.drop_duplicates("project_name").set_index("project_name")
    task = rows["replaces"].map(by_name["annual_task_wan"])
    is_other_unit = _apart(rows[key], task, OTHER_UNIT)
    is_apart = _apart(rows[key], task, MOST_REPLACED) & ~is_other_unit
    expected = with_amount(reserve, key, "被替换项目的年度任务为{}，投资规模应相当", task)
    return broken(
        reserve,
        [
            Rule(is_other_unit, key, "N06", expected, Severity.ERROR, "核对是否写成了亿元"),
            Rule(is_apart, key, "N06", expected),
        ],
    )


def _of_projects(keys: pd.Series, projects: Table) -> pd.DataFrame:
    """Return the key project of each row; missing where there is none."""
    known = projects.frame.drop_duplicates("project_key").set_index("project_key")
    return known.reindex(keys).set_index(keys.index)


def _apart(amounts: pd.Series, others: pd.Series, times: float) -> pd.Series:
    """Tell where the larger of two amounts is so many times the smaller; neither may be zero."""
    larger, smaller = np.maximum(amounts, others), np.minimum(amounts, others)
    return (smaller > 0) & (larger >= LEAST_WAN) & (larger >= times * smaller)
