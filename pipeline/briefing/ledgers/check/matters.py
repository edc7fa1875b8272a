"""Find cells that contradict their neighbours where matters are dealt with: problems, tasks, meetings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing.domain.findings import Severity
from briefing.domain.working_days import is_working_day
from briefing.ledgers.check.rules import Rule, broken, left_out, says

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from briefing.domain.findings import Finding
    from briefing.domain.months import Month
    from briefing.ledgers.check.beside import Beside
    from briefing.ledgers.tidy.table import Table

ERROR = Severity.ERROR
_NO_PROBLEM = re.compile(r"^(?:未发现|没有发现|无问题|未见)")
# 征地尚未完成 is what was found, and may be solved since; 仍未解决 says that it is not.
_UNSOLVED = re.compile(r"(?:仍|尚|还|均)(?:未|没有)(?:得到)?(?:解决|整改|办结)")
# The columns of a problem that was handed to an office: all or none.
_HANDED = ("transferred_to", "transferred_on", "due_on")
# Counting may begin on the day itself, or in days of the calendar.
SLACK_DAYS = 1
# A time limit is not so many times that of most matters, and of most of its kind; a month is usual.
MOST_TIMES, USUAL_DAYS = 3, 20
# The day on which each new row of these ledgers was written.
WRITTEN_ON = {"problems": "inspected_on", "meetings": "held_on", "tasks": "accepted_on"}


def check_problems(problems: Table, month: Month | None) -> list[Finding]:
    """Hold what became of a problem against its days, its offices and its words."""
    rows = problems.frame
    words = rows["problem"].fillna("")
    is_none = (words == "") | says(words, _NO_PROBLEM.search)
    is_closed, has_day = rows["progress"] == "closed", rows["closed_on"].notna()
    handed = rows[list(_HANDED)].notna().any(axis=1)
    is_unsolved = says(rows["problem"], _UNSOLVED.search) | says(rows["remark"], _UNSOLVED.search)
    rules = [
        Rule(left_out(problems, "closed_on", is_closed), "closed_on", "N02", "已办结的应写明办结日期"),
        Rule(has_day & rows["progress"].notna() & ~is_closed, "progress", "N02", "有办结日期，完成情况应为“已办结”"),
        Rule(rows["closed_on"] < rows["inspected_on"], "closed_on", "N02", "不应早于督查日期", ERROR),
        Rule((rows["closed_on"] < rows["transferred_on"]) & ~(rows["closed_on"] < rows["inspected_on"]), "closed_on", "N02", "不应早于移送日期", ERROR),
        Rule(rows["transferred_on"] < rows["inspected_on"], "transferred_on", "N02", "不应早于督查日期"),
        Rule(rows["due_on"] < rows[["inspected_on", "transferred_on"]].max(axis=1), "due_on", "N02", "不应早于督查、移送日期"),
        *(Rule(left_out(problems, key, handed), key, "N02", "已移送的问题应写明移送单位、移送日期和整改时限") for key in _HANDED),
        Rule(left_out(problems, "progress", handed), "progress", "N02", "已移送的问题应写明完成情况"),
        Rule((is_closed | has_day) & is_unsolved, "progress", "N02", "文字写明仍未解决，不应为已办结"),
        Rule(is_none & (handed | rows["obstacle"].notna() | rows["progress"].notna()), "problem", "N02", "已分类、移送或整改的，应写明存在的问题"),
        Rule(left_out(problems, "obstacle", ~is_none), "obstacle", "N02", "发现的问题应写明类别"),
    ]  # fmt: skip
    if month is not None:
        is_early = rows["due_on"] > pd.Timestamp(month.last_day)
        rules.append(Rule((rows["progress"] == "overdue") & is_early, "progress", "N02", "整改时限未到，不应为逾期"))  # fmt: skip
    return broken(problems, rules)


def check_tasks(tasks: Table, calendar: Mapping[dt.date, bool]) -> list[Finding]:
    """Hold a matter's days against its dates, and its time limit against others of its kind."""
    rows = tasks.frame
    accepted, closed, actual = rows["accepted_on"], rows["closed_on"], rows["actual_days"]
    promised = rows["promised_days"].astype("float64")
    worked, spanned = _worked(accepted, closed, calendar), (closed - accepted).dt.days
    given = actual.astype("float64")
    is_off = (given < worked - SLACK_DAYS) | (given > spanned + SLACK_DAYS)
    is_longer = (given > worked + SLACK_DAYS) & ((given - spanned).abs() > SLACK_DAYS)
    of_kind = promised.groupby(rows["matter"]).transform("median")
    usual = of_kind.clip(lower=promised.median())
    rules = [
        Rule(closed < accepted, "closed_on", "N02", "不应早于受理日期", ERROR),
        Rule(
            (is_off | is_longer) & (closed >= accepted), "actual_days", "N02",
            lambda at: f"从受理到办结为{worked.iloc[at]:.0f}个工作日",
        ),
        Rule(left_out(tasks, "closed_on", actual.notna()), "closed_on", "N02", "已填实际用时，应写明办结日期"),
        Rule(promised > (usual * MOST_TIMES).clip(lower=USUAL_DAYS), "promised_days", "N02", lambda at: f"一般为{usual.iloc[at]:g}天"),
    ]  # fmt: skip
    return broken(tasks, rules)


def _worked(starts: pd.Series, ends: pd.Series, calendar: Mapping[dt.date, bool]) -> pd.Series:
    """Count the working days after each start up to its end; missing where one of them is."""
    both = starts.notna() & ends.notna() & (ends >= starts)
    counts = pd.Series(np.nan, index=starts.index)
    if both.any():
        days = pd.date_range(starts[both].min(), ends[both].max())
        worked = np.cumsum([is_working_day(day.date(), calendar) for day in days])
        from_, to = ((each[both] - days[0]).dt.days.to_numpy() for each in (starts, ends))
        counts[both] = worked[to] - worked[from_]
    return counts


def check_meetings(meetings: Table) -> list[Finding]:
    """Find meetings that solved more problems than they had before them."""
    rows = meetings.frame
    is_more = (rows["problems_solved"] > rows["problems_raised"]).astype("boolean")
    expected = "不应多于研究问题数"
    return broken(meetings, [Rule(is_more, "problems_solved", "N02", expected, ERROR)])


def check_new_rows(beside: Beside, month: Month | None) -> list[Finding]:
    """Find rows that last month's ledger had not, although their day is of a month before."""
    key = WRITTEN_ON.get(beside.table.ledger.id)
    if key is None or month is None:
        return []
    is_new = pd.Series(beside.is_new, index=beside.table.frame.index)
    is_early = is_new & (beside.table.frame[key] < pd.Timestamp(month.first_day))
    expected = f"上月台账没有这一行，日期应在{month.label}"
    return broken(beside.table, [Rule(is_early, key, "N07", expected)])


def check_deadlines(beside: Beside, month: Month | None) -> list[Finding]:
    """Find deadlines that a known row has only now, although they have passed already."""
    if month is None:
        return []
    rules = []
    for column in beside.table.ledger.columns:
        if column.type == "date" and column.month_means == "last":
            cells = beside.cells(column.key)
            is_first = pd.Series(~cells.is_told & ~beside.is_new, beside.table.frame.index)
            has_passed = beside.table.frame[column.key] < pd.Timestamp(month.first_day)
            expected = "上月没有填写，新填的时限不应已过"
            rules.append(Rule(is_first & has_passed, column.key, "N07", expected))
    return broken(beside.table, rules)
