"""
The early warnings W01–W14 of a month, each with its light, evidence and proposed step.

Every warning names the cells that it rests on. A missing cell causes no warning except W10, which
reports the missing cell itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain import money
from briefing.domain.money import exact, plain
from briefing.domain.months import Month
from briefing.indicators.facts import GREEN, RED, YELLOW, Facts, points_behind, rate_of
from briefing.indicators.inclusion import included_projects
from briefing.indicators.permits import open_permits
from briefing.indicators.supervision import transferred
from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy.table import SOURCE
from briefing.page.words import CHINESE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.page.words import Words


@dataclass(frozen=True)
class Rule:
    """The name of a warning and the step that it proposes."""

    name: str
    step: str


RULES = {
    "W01": Rule("计划开工月已过未开工", "限期开工或说明原因"),
    "W02": Rule("低于序时进度", "分析原因，制定追赶计划"),
    "W03": Rule("连续无投资", "核实是否停工，督促施工"),
    "W04": Rule("期限前开工有风险", "逐项倒排手续，办不下来的准备替换"),
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
    """A cell that a warning rests on: the column's label, the place in the file, and the content."""

    label: str
    place: str
    says: str


@dataclass(frozen=True)
class Alert:
    """One warning about one project."""

    rule: str
    light: str
    project: str
    unit: str
    what: str
    row: str
    evidence: tuple[Evidence, ...]
    # Sheet and row of the ledger.
    place: str = ""
    # The project's key.
    key: str = ""

    @property
    def step(self) -> str:
        """The proposed step."""
        return RULES[self.rule].step


def alerts(facts: Facts, words: Words = CHINESE) -> list[Alert]:
    """Return all warnings of the month: red before yellow, then by rule and the ledger's order."""
    names = dict(zip(facts.projects["project_key"], facts.projects["project_name"], strict=True))
    found = [
        # Ledgers spell a project's name differently; the one of the key-project ledger is printed.
        replace(alert, project=names.get(alert.key, alert.project))
        for rule in _RULES
        for alert in rule(facts, words)
    ]
    return sorted(found, key=lambda alert: (alert.light != RED, alert.rule))


def _alert(
    words: Words,
    rule: str,
    light: str,
    ledger_id: str,
    row: Any,
    what: str,
    columns: Sequence[str],
) -> Alert:
    """Make a warning about the project in a ledger's row; *columns* are the keys of its evidence."""
    unit = getattr(row, "responsible_unit", None)
    return Alert(
        rule,
        light,
        str(row.project_name),
        "" if unit is None or pd.isna(unit) else str(unit),
        what,
        row.row,
        tuple(_evidence(words, ledger_id, row, key) for key in columns),
        _place(words, row, SOURCE[1:]),
        str(getattr(row, "project_key", "")),
    )


def _place(words: Words, row: Any, parts: Sequence[str] = SOURCE) -> str:
    """Return the place of a row: file › sheet › row; blank for a row that is from no file."""
    *names, number = (getattr(row, part, "") for part in parts)
    parts_of_place = [*names, words("第{row}行", row=number) if number else ""]
    return " › ".join(str(part) for part in parts_of_place if part)


def _evidence(words: Words, ledger_id: str, row: Any, key: str) -> Evidence:
    column = ledger(ledger_id).column(key)
    label = words.name(column.label)
    place = " › ".join(part for part in (_place(words, row), label) if part)
    return Evidence(label, place, _cell_text(words, column, getattr(row, key)))


def _cell_text(words: Words, column: LedgerColumn, value: Any) -> str:
    """Write the content of a cell: amounts with their unit, months as months."""
    if value is None or pd.isna(value):
        return words("空")
    if column.type == "state":
        return words.name(column.state_label(str(value)))
    if isinstance(value, pd.Timestamp):
        is_month = column.key in _MONTHS and value.day == 1
        return words.month_of_year(Month.of(value)) if is_month else words.day(value)
    if column.type == "money":
        return words("{amount}万元", amount=words.column_of_wan(exact(value)))
    return plain(exact(value)) if isinstance(value, float) else str(value)


# Ledgers give only the month of these; it is stored as its first day.
_MONTHS = {"planned_start", "planned_finish", "expected_start", "started_on", "started_stat_on"}


def _late_start(facts: Facts, words: Words) -> Iterator[Alert]:
    """W01: the planned month has passed and the project has not started."""
    for row in facts.projects[facts.projects["start_light"] != GREEN].itertuples():
        if row.nature == "carried_over":
            what = words("续建项目尚未复工")
        else:
            planned = Month.of(row.planned_start)
            what = words(
                "计划{month}开工，已过{count}个月",
                month=words.month_of_year(planned),
                count=facts.month.since(planned),
            )
        cells = ("planned_start", "status")
        yield _alert(words, "W01", row.start_light, "projects", row, what, cells)


def _behind(facts: Facts, words: Words) -> Iterator[Alert]:
    """W02: started, and the completion is below 序时进度."""
    for row in facts.projects[facts.projects["progress_light"] != GREEN].itertuples():
        behind = points_behind(row, facts.month)
        assert behind is not None
        what = words("低于序时进度{points}个百分点", points=money.half_up(behind, 1))
        cells = ("annual_task_wan", "done_this_year_wan")
        yield _alert(words, "W02", row.progress_light, "projects", row, what, cells)


def _idle(facts: Facts, words: Words) -> Iterator[Alert]:
    """W03: under construction without investment for consecutive months."""
    rule = facts.county.alerts
    months = [_idle_in(facts, facts.month.plus(-back)) for back in range(rule.idle_red_months)]
    for row in _started(facts).itertuples():
        idle = next(
            (count for count, keys in enumerate(months) if row.project_key not in keys),
            len(months),
        )
        if idle >= rule.idle_yellow_months:
            light = RED if idle >= rule.idle_red_months else YELLOW
            what = words("连续{count}个月没有完成投资", count=idle)
            yield _alert(
                words, "W03", light, "projects", row, what, ("done_this_month_wan", "status")
            )


def _idle_in(facts: Facts, month: Month) -> set[str]:
    """Return the keys of projects under construction that reported no investment in a month."""
    projects = facts.projects_in(month)
    if projects is None:
        return set()
    working = projects[projects["status"].isin(["started", "resumed"])]
    return set(working.loc[working["done_this_month_wan"] == 0, "project_key"])


def _papers_late(facts: Facts, words: Words) -> Iterator[Alert]:
    """W04: the deadline for the start is near, and permits are still open."""
    rule, month = facts.county.alerts, facts.month.number
    if month < rule.papers_yellow_month:
        return
    light = RED if month >= rule.papers_red_month else YELLOW
    for row in facts.projects[~facts.projects["is_started"]].itertuples():
        if permits := open_permits(facts).get(row.project_key):
            what = words(
                "{until}前须开工，{papers}未办结",
                until=words.until(facts.county.replacement.month, facts.county.replacement.day),
                papers=words.listed(words.name(permit.label) for permit in permits),
            )
            yield _alert(words, "W04", light, "projects", row, what, ("status", "expected_start"))


def _outstanding(facts: Facts, words: Words) -> Iterator[Alert]:
    """W05: not included in the statistics for too long; W06: documents missing before the window."""
    as_of = pd.Timestamp(facts.month.last_day)
    projects = included_projects(facts)
    for row in projects[projects["is_outstanding"]].itertuples():
        if row.light != GREEN:
            what = words("统计开工{count}天仍未入库", count=int(row.days_waited))
            cells = ("started_stat_on", "inclusion_status")
            yield _alert(words, "W05", row.light, "statistics", row, what, cells)
        left = None if pd.isna(row.promised_window) else (row.promised_window - as_of).days
        if left is not None and 0 <= left <= facts.county.alerts.window_days and not row.is_ready:
            lacking = "" if pd.isna(row.missing_documents) else row.missing_documents
            what = words(
                "{day}窗口还有{count}天，缺{papers}",
                day=words.day(row.promised_window),
                count=left,
                papers=words.listed(map(words.name, lacking.split("|"))),
            )
            cells = ("promised_window", "missing_documents")
            yield _alert(words, "W06", YELLOW, "statistics", row, what, cells)


def _funds(facts: Facts, words: Words) -> Iterator[Alert]:
    """W07: funds in place lag behind completed investment, both relative to the task."""
    for row in _started(facts).itertuples():
        completion = rate_of(row, "done_this_year_wan", "annual_task_wan")
        lag = money.points(completion, rate_of(row, "funds_in_place_wan", "annual_task_wan"))
        if lag is not None and lag > facts.county.alerts.funds_points:
            what = words("资金到位率低于投资完成率{points}个百分点", points=money.half_up(lag, 1))
            cells = ("annual_task_wan", "done_this_year_wan", "funds_in_place_wan")
            yield _alert(words, "W07", YELLOW, "projects", row, what, cells)


def _overrun(facts: Facts, words: Words) -> Iterator[Alert]:
    """W08: investment since the start exceeds the total plan."""
    rows = facts.projects
    for row in rows[rows["done_since_start_wan"] > rows["total_plan_wan"]].itertuples():
        over = exact(row.done_since_start_wan) - exact(row.total_plan_wan)
        what = words("自开工累计超过总投资{amount}", amount=words.amount(over))
        cells = ("done_since_start_wan", "total_plan_wan")
        yield _alert(words, "W08", YELLOW, "projects", row, what, cells)


def _overdue(facts: Facts, words: Words) -> Iterator[Alert]:
    """W09: a transferred problem is past its deadline."""
    rows = transferred(facts)
    for row in rows[rows["is_overdue"]].itertuples():
        what = words(
            "移送{unit}的问题逾期{count}天",
            unit=words.name(row.transferred_to),
            count=int(row.days_overdue),
        )
        yield _alert(words, "W09", row.light, "problems", row, what, ("due_on", "progress"))


def _silent(facts: Facts, words: Words) -> Iterator[Alert]:
    """W10: no cumulative investment was reported."""
    for row in facts.projects[~facts.projects["is_reported"]].itertuples():
        what = words("未报自年初累计完成投资")
        yield _alert(words, "W10", YELLOW, "projects", row, what, ("done_this_year_wan",))


def _stopped(facts: Facts, words: Words) -> Iterator[Alert]:
    """W11: the ledger reports that construction has stopped."""
    for row in facts.projects[facts.projects["status"] == "stopped"].itertuples():
        yield _alert(words, "W11", RED, "projects", row, words("台账报告停工或缓建"), ("status",))


def _unfinished(facts: Facts, words: Words) -> Iterator[Alert]:
    """W12: the planned finish is near, and too little of the total plan is completed."""
    rule, as_of = facts.county.alerts, facts.month.last_day
    soon = as_of + dt.timedelta(days=rule.finish_days)
    rows = facts.projects[
        (facts.projects["planned_finish"] <= pd.Timestamp(soon))
        & (facts.projects["status"] != "finished")
    ]
    for row in rows.itertuples():
        done = rate_of(row, "done_since_start_wan", "total_plan_wan")
        if done is not None and done < rule.finish_least_pct:
            what = words(
                "计划{month}竣工，累计仅完成{percent}%",
                month=words.month_of_year(Month.of(row.planned_finish)),
                percent=money.half_up(done, 1),
            )
            cells = ("planned_finish", "done_since_start_wan", "total_plan_wan")
            yield _alert(words, "W12", YELLOW, "projects", row, what, cells)


def _codes(facts: Facts, words: Words) -> Iterator[Alert]:
    """W13: the checks question a project's code or credit code, in any ledger."""
    doubted: dict[tuple[str, str, int], tuple[str, str]] = {
        (finding.file, finding.sheet, finding.row): (finding.column, finding.found)
        for finding in facts.findings
        if finding.column in {"项目代码", "统一社会信用代码"}
    }
    for ledger_id, frame in sorted(facts.frames.items()):
        if "project_name" not in frame or SOURCE[0] not in frame:
            continue
        # Select by row number first: few rows of a long ledger are in doubt.
        for row in frame[frame[SOURCE[2]].isin({number for *_, number in doubted})].itertuples():
            found = doubted.get((row.source_file, row.source_sheet, row.source_row))
            if found:
                key = "project_code" if found[0] == "项目代码" else "credit_code"
                what = words("{name}{figure}", name=words.name(found[0]), figure=found[1])
                yield _alert(words, "W13", YELLOW, ledger_id, row, what, (key,))


def _jump(facts: Facts, words: Words) -> Iterator[Alert]:
    """W14: the investment of one month is most of the year's task."""
    share = facts.county.alerts.jump_pct
    for row in facts.projects.itertuples():
        done = rate_of(row, "done_this_month_wan", "annual_task_wan")
        if done is not None and done > share:
            what = words("本月完成年度任务的{percent}%", percent=money.half_up(done, 1))
            cells = ("done_this_month_wan", "annual_task_wan")
            yield _alert(words, "W14", YELLOW, "projects", row, what, cells)


def _started(facts: Facts) -> pd.DataFrame:
    return facts.projects[facts.projects["is_started"]]


_RULES: tuple[Callable[[Facts, Words], Iterator[Alert]], ...] = (
    _late_start, _behind, _idle, _papers_late, _outstanding, _funds, _overrun, _overdue, _silent,
    _stopped, _unfinished, _codes, _jump,
)  # fmt: skip
