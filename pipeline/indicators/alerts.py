"""
A month's Facts go in; the early warnings W01–W14 come out, each with its rule, light, evidence,
unit and the step that is proposed.

A rule warns, it does not judge: every warning names the cells that it rests on, and a cell that is
missing warns of nothing but its own absence (W10).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline import money
from pipeline.indicators.facts import RED, YELLOW, Facts, elapsed_pct
from pipeline.indicators.inclusion import included_projects
from pipeline.indicators.supervision import transferred
from pipeline.ledgers import ledger
from pipeline.money import exact, plain
from pipeline.months import Month, day_label
from pipeline.tidy.table import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.ledgers import Column


@dataclass(frozen=True)
class Rule:
    """What a rule is called, and the step that it proposes."""

    name: str
    step: str


RULES = {
    "W01": Rule("计划开工月已过未开工", "限期开工或说明原因"),
    "W02": Rule("低于序时进度", "分析原因，制定追赶计划"),
    "W03": Rule("连续无投资", "核实是否停工，督促施工"),
    "W04": Rule("9月底前开工有风险", "逐项倒排手续，办不下来的准备替换"),
    "W05": Rule("应统未统超时", "补齐资料，尽快申报入库"),
    "W06": Rule("入库窗口临近而缺资料", "窗口前补齐资料"),
    "W07": Rule("资金到位滞后于投资", "落实资金来源，防止拖欠"),
    "W08": Rule("累计投资超过总投资", "核对总投资，必要时调整概算"),
    "W09": Rule("移送问题逾期", "督办，限期办结"),
    "W10": Rule("本月未报进度", "补报"),
    "W11": Rule("报告停工", "查明原因，协调复工"),
    "W12": Rule("临近竣工而进度不足", "核实竣工时间，加快收尾"),
    "W13": Rule("代码有误", "更正项目代码或信用代码"),
    "W14": Rule("单月投资异常", "核实本月完成投资"),
}


@dataclass(frozen=True)
class Evidence:
    """A cell that a warning rests on: where it stands, and what it says."""

    place: str
    says: str


@dataclass(frozen=True)
class Alert:
    """One warning of one project."""

    rule: str
    light: str
    project: str
    unit: str
    what: str
    row: str
    evidence: tuple[Evidence, ...]

    @property
    def step(self) -> str:
        """What is proposed."""
        return RULES[self.rule].step


def alerts(facts: Facts) -> list[Alert]:
    """Return every warning of the month: red before yellow, then by rule and the ledger's order."""
    found = [alert for rule in _RULES for alert in rule(facts)]
    return sorted(found, key=lambda alert: (alert.light != RED, alert.rule))


def _alert(
    rule: str, light: str, ledger_id: str, row: Any, what: str, columns: Sequence[str]
) -> Alert:
    """Warn of the project in a row; *columns* are the keys of the cells that it rests on."""
    unit = getattr(row, "responsible_unit", None)
    return Alert(
        rule,
        light,
        str(row.project_name),
        "" if unit is None or pd.isna(unit) else str(unit),
        what,
        row.row,
        tuple(_evidence(ledger_id, row, key) for key in columns),
    )


def _evidence(ledger_id: str, row: Any, key: str) -> Evidence:
    column = ledger(ledger_id).column(key)
    file, sheet, number = (getattr(row, part, "") for part in SOURCE)
    place = " › ".join(
        str(part)
        for part in (file, sheet, f"第{number}行" if number else "", column.label)
        if part
    )
    return Evidence(place, _said(column, getattr(row, key)))


def _said(column: Column, value: Any) -> str:
    if value is None or pd.isna(value):
        return "空"
    if column.type == "state":
        return column.state_label(str(value))
    if isinstance(value, pd.Timestamp):
        return day_label(value)
    return plain(exact(value)) if isinstance(value, float) else str(value)


def _late_start(facts: Facts) -> Iterator[Alert]:
    """W01: the planned month has gone by."""
    rule = facts.county.lights
    for row in _unstarted(facts).itertuples():
        late = 0 if pd.isna(row.planned_start) else facts.month.since(Month.of(row.planned_start))
        if late >= rule.start_yellow_months:
            light = RED if late >= rule.start_red_months else YELLOW
            what = (
                "续建项目尚未复工"
                if row.nature == "carried_over"
                else f"计划{_month_label(row.planned_start)}开工，已过{late}个月"
            )
            yield _alert("W01", light, "projects", row, what, ("planned_start", "status"))


def _behind(facts: Facts) -> Iterator[Alert]:
    """W02: started, and so many points behind 序时进度; small tasks are left alone."""
    rule, elapsed = facts.county.lights, elapsed_pct(facts.month)
    for row in _started(facts).itertuples():
        if pd.isna(row.annual_task_wan) or pd.isna(row.done_this_year_wan):
            continue
        if exact(row.annual_task_wan) < rule.progress_least_task_wan:
            continue
        completion = money.rate(exact(row.done_this_year_wan), exact(row.annual_task_wan))
        behind = None if completion is None else elapsed - completion
        if behind is not None and behind >= rule.progress_yellow_points:
            light = RED if behind > rule.progress_red_points else YELLOW
            what = f"低于序时进度{money.half_up(behind, 1)}个百分点"
            cells = ("annual_task_wan", "done_this_year_wan")
            yield _alert("W02", light, "projects", row, what, cells)


def _idle(facts: Facts) -> Iterator[Alert]:
    """W03: started, and nothing done for so many months on end."""
    rule = facts.county.alerts
    months = [_idle_in(facts, facts.month.plus(-back)) for back in range(rule.idle_red_months)]
    for row in _started(facts).itertuples():
        idle = next(
            (count for count, keys in enumerate(months) if row.project_key not in keys),
            len(months),
        )
        if idle >= rule.idle_yellow_months:
            light = RED if idle >= rule.idle_red_months else YELLOW
            what = f"连续{idle}个月没有完成投资"
            yield _alert("W03", light, "projects", row, what, ("done_this_month_wan", "status"))


def _idle_in(facts: Facts, month: Month) -> set[str]:
    """The projects that were under construction in a month and did nothing in it."""
    projects = facts.projects if month == facts.month else facts.earlier.get(month)
    if projects is None:
        return set()
    working = projects[projects["status"].isin(["started", "resumed"])]
    return set(working.loc[working["done_this_month_wan"] == 0, "project_key"])


def _papers_late(facts: Facts) -> Iterator[Alert]:
    """W04: the deadline is near, and a paper is still missing."""
    rule, month = facts.county.alerts, facts.month.number
    if month < rule.papers_yellow_month or "permits" not in facts.frames:
        return
    permits = facts.frame("permits").drop_duplicates("project_key").set_index("project_key")
    papers = [column for column in ledger("permits").columns if column.type == "permit"]
    light = RED if month >= rule.papers_red_month else YELLOW
    for row in _unstarted(facts).itertuples():
        if row.project_key not in permits.index:
            continue
        of_project = permits.loc[row.project_key]
        waits = [
            paper.label for paper in papers if of_project[paper.key] in {"underway", "not_begun"}
        ]
        if waits:
            what = f"{facts.county.replacement.label}前须开工，{'、'.join(waits)}未办结"
            yield _alert("W04", light, "projects", row, what, ("status", "expected_start"))


def _outstanding(facts: Facts) -> Iterator[Alert]:
    """W05 and W06: it belongs in the statistics and is not there; its window is near."""
    rule, as_of = facts.county.inclusion, pd.Timestamp(facts.month.last_day)
    projects = included_projects(facts)
    for row in projects[projects["is_outstanding"]].itertuples():
        waited = None if pd.isna(row.started_stat_on) else (as_of - row.started_stat_on).days
        if waited is not None and waited > rule.yellow_days:
            light = RED if waited > rule.red_days else YELLOW
            what = f"统计开工{waited}天仍未入库"
            cells = ("started_stat_on", "inclusion_status")
            yield _alert("W05", light, "statistics", row, what, cells)
        left = None if pd.isna(row.promised_window) else (row.promised_window - as_of).days
        if left is not None and 0 <= left <= facts.county.alerts.window_days and not row.is_ready:
            lacking = "" if pd.isna(row.missing_documents) else row.missing_documents
            what = (
                f"{day_label(row.promised_window)}窗口还有{left}天，缺{lacking.replace('|', '、')}"
            )
            cells = ("promised_window", "missing_documents")
            yield _alert("W06", YELLOW, "statistics", row, what, cells)


def _funds(facts: Facts) -> Iterator[Alert]:
    """W07: what is in place lags what is done, both against the task."""
    for row in _started(facts).itertuples():
        cells = ("annual_task_wan", "done_this_year_wan", "funds_in_place_wan")
        if any(pd.isna(getattr(row, key)) for key in cells):
            continue
        task, done, funds = (exact(getattr(row, key)) for key in cells)
        lag = money.points(money.rate(done, task), money.rate(funds, task))
        if lag is not None and lag > facts.county.alerts.funds_points:
            what = f"资金到位率低于投资完成率{money.half_up(lag, 1)}个百分点"
            yield _alert("W07", YELLOW, "projects", row, what, cells)


def _overrun(facts: Facts) -> Iterator[Alert]:
    """W08: more done than the whole plan."""
    rows = facts.projects
    for row in rows[rows["done_since_start_wan"] > rows["total_plan_wan"]].itertuples():
        over = exact(row.done_since_start_wan) - exact(row.total_plan_wan)
        what = f"自开工累计超过总投资{money.amount(over)}"
        cells = ("done_since_start_wan", "total_plan_wan")
        yield _alert("W08", YELLOW, "projects", row, what, cells)


def _overdue(facts: Facts) -> Iterator[Alert]:
    """W09: a problem that was handed on is past its deadline."""
    rows = transferred(facts)
    for row in rows[rows["is_overdue"]].itertuples():
        what = f"移送{row.transferred_to}的问题逾期{int(row.days_overdue)}天"
        yield _alert("W09", RED, "problems", row, what, ("due_on", "progress"))


def _silent(facts: Facts) -> Iterator[Alert]:
    """W10: nothing was reported this month."""
    for row in facts.projects[~facts.projects["is_reported"]].itertuples():
        what = "未报自年初累计完成投资"
        yield _alert("W10", YELLOW, "projects", row, what, ("done_this_year_wan",))


def _stopped(facts: Facts) -> Iterator[Alert]:
    """W11: its own ledger says that it stands still."""
    for row in facts.projects[facts.projects["status"] == "stopped"].itertuples():
        yield _alert("W11", RED, "projects", row, "台账报告停工或缓建", ("status",))


def _unfinished(facts: Facts) -> Iterator[Alert]:
    """W12: it should be finished soon, and much is left."""
    rule, as_of = facts.county.alerts, facts.month.last_day
    soon = as_of + dt.timedelta(days=rule.finish_days)
    rows = facts.projects[
        (facts.projects["planned_finish"] <= pd.Timestamp(soon))
        & (facts.projects["status"] != "finished")
    ]
    for row in rows.itertuples():
        if pd.isna(row.done_since_start_wan) or pd.isna(row.total_plan_wan):
            continue
        done = money.rate(exact(row.done_since_start_wan), exact(row.total_plan_wan))
        if done is not None and done < rule.finish_least_pct:
            what = (
                f"计划{_month_label(row.planned_finish)}竣工，累计仅完成{money.half_up(done, 1)}%"
            )
            cells = ("planned_finish", "done_since_start_wan", "total_plan_wan")
            yield _alert("W12", YELLOW, "projects", row, what, cells)


def _codes(facts: Facts) -> Iterator[Alert]:
    """W13: what the checks say of a project's codes, ledger by ledger."""
    doubted: dict[tuple[str, str, int], tuple[str, str]] = {
        (finding.file, finding.sheet, finding.row): (finding.column, finding.found)
        for finding in facts.findings
        if finding.column in {"项目代码", "统一社会信用代码"}
    }
    for ledger_id, frame in sorted(facts.frames.items()):
        if "project_name" not in frame or SOURCE[0] not in frame:
            continue
        for row in frame.itertuples():
            found = doubted.get((row.source_file, row.source_sheet, row.source_row))
            if found:
                key = "project_code" if found[0] == "项目代码" else "credit_code"
                yield _alert("W13", YELLOW, ledger_id, row, f"{found[0]}{found[1]}", (key,))


def _jump(facts: Facts) -> Iterator[Alert]:
    """W14: one month did most of the year's task."""
    share = facts.county.alerts.jump_pct
    for row in facts.projects.itertuples():
        if pd.isna(row.done_this_month_wan) or pd.isna(row.annual_task_wan):
            continue
        done = money.rate(exact(row.done_this_month_wan), exact(row.annual_task_wan))
        if done is not None and done > share:
            what = f"本月完成年度任务的{money.half_up(done, 1)}%"
            cells = ("done_this_month_wan", "annual_task_wan")
            yield _alert("W14", YELLOW, "projects", row, what, cells)


def _started(facts: Facts) -> pd.DataFrame:
    return facts.projects[facts.projects["is_started"]]


def _unstarted(facts: Facts) -> pd.DataFrame:
    return facts.projects[~facts.projects["is_started"]]


def _month_label(day: pd.Timestamp) -> str:
    return f"{day.year}年{day.month}月"


_RULES: tuple[Callable[[Facts], Iterator[Alert]], ...] = (
    _late_start, _behind, _idle, _papers_late, _outstanding, _funds, _overrun, _overdue, _silent,
    _stopped, _unfinished, _codes, _jump,
)  # fmt: skip
