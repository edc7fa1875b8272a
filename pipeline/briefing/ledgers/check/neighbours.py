"""Find cells of the key projects and the reserve that contradict their neighbours in the row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Severity
from briefing.ledgers.check.rules import Rule, broken, is_kept, left_out, says
from briefing.ledgers.check.tolerance import exceeds

if TYPE_CHECKING:
    from briefing.domain.findings import Finding
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table

# Not 未停工, nor 停工 that has ended: 2月停工，现已复工.
_STOPPED = re.compile(
    r"(?<![未无没])(?:停工|停建|缓建|暂停施工|暂停建设)|(?:未|尚未|没有)(?:开工|复工|动工)"
)
_AGAIN = re.compile(r"(?<![待未能])(?:复工|恢复施工|恢复建设|重新开工)")
_FINISHED = re.compile(
    r"^(?:项目|工程|主体工程)?(?:已|已经|全部|均已)?(?:竣工|完工|建成投用|建成投产|投入使用|交付使用)"
)
# A finished project has spent so much of its total.
FINISHED_SHARE = 0.8


def check_projects(projects: Table, month: Month | None) -> list[Finding]:
    """Hold a project's state against its dates, its amounts, and what its progress says in words."""
    rows = projects.frame
    status, nature = rows["status"], rows["nature"]
    is_running, is_waiting = status.isin(["started", "resumed"]), status == "not_started"
    is_over = status == "finished"
    has_expected = rows["expected_start"].notna()
    stops = _stops(rows["physical_progress"])
    spent = rows["done_since_start_wan"].fillna(
        rows["done_before_wan"].fillna(0) + rows["done_this_year_wan"]
    )
    before = rows["done_before_wan"]
    rules = [
        Rule(left_out(projects, "started_on", is_running | is_over), "started_on", "N01", "已开复工的项目应写明时间"),
        Rule(is_waiting & rows["started_on"].notna(), "started_on", "N01", "未开工的项目不应有开复工时间"),
        Rule(
            is_running & has_expected & (not is_kept(rows["expected_start"], is_running)),
            "expected_start", "N01", "已开复工的项目不应再有预计开工时间",
        ),
        Rule((status == "stopped") & (rows["done_this_month_wan"] > 0), "status", "N01", "停工的项目本月不应有投资"),
        Rule(is_running & stops, "physical_progress", "N01", "应与“开复工状态”一致"),
        Rule(is_running & ~stops & _stops(rows["remark"]), "remark", "N01", "应与“开复工状态”一致"),
        Rule(is_running & says(rows["physical_progress"], _FINISHED.search), "physical_progress", "N01", "应与“开复工状态”一致"),
        Rule(
            is_over & (spent < rows["total_plan_wan"] * FINISHED_SHARE),
            "status", "N01", "竣工项目的累计完成投资应接近总投资",
        ),
        Rule(rows["planned_finish"] < rows["planned_start"], "planned_finish", "N01", "不应早于计划开工时间"),
        Rule((nature == "new") & exceeds(before), "done_before_wan", "N01", "新建项目不应有上年底以前的投资"),
        Rule(
            (nature == "carried_over") & (before == 0), "done_before_wan", "N01", "续建项目上年底以前应有投资",
        ),
    ]  # fmt: skip
    if month is not None:
        passed = rows["expected_start"] < pd.Timestamp(month.first_day)
        rules.append(
            Rule(is_waiting & passed, "expected_start", "N01", "预计开工时间已过，应重新预计")
        )
    return broken(projects, rules)


def _stops(words: pd.Series) -> pd.Series:
    """Tell which texts say that works have stopped, and not begun again since."""
    return says(
        words,
        lambda text: (
            (told := list(_STOPPED.finditer(text))) and not _AGAIN.search(text, told[-1].end())
        ),
    )


def check_reserve(reserve: Table) -> list[Finding]:
    """Hold a reserve project's parts against its total, and its replacement's year against it."""
    rows, error = reserve.frame, Severity.ERROR
    total, task = rows["total_plan_wan"], rows["replacement_task_wan"]
    rules = [
        Rule(exceeds(rows["plan_five_year_wan"] - total), "plan_five_year_wan", "N04", "不应大于总投资", error),
        Rule(exceeds(rows["sought_funds_wan"] - total), "sought_funds_wan", "N04", "不应大于总投资"),
        Rule(exceeds(rows["obtained_funds_wan"] - rows["sought_funds_wan"]), "obtained_funds_wan", "N04", "一般不大于拟争取的资金"),
        Rule(exceeds(task - total), "replacement_task_wan", "N04", "不应大于总投资", error),
        Rule(rows["replaces"].notna() & task.isna(), "replacement_task_wan", "N04", "拟替换别的项目，应填替换后年度投资"),
        Rule(rows["replaces"].isna() & (task > 0), "replaces", "N04", "有替换后年度投资，应写明拟替换的项目"),
    ]  # fmt: skip
    return broken(reserve, rules)
