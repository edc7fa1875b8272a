"""一项目一档: one key project on one page: facts, curve, papers, matters, problems, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain import money
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import elapsed_pct
from briefing.indicators.service import timed_tasks
from briefing.indicators.supervision import found_problems
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, note, paragraph
from briefing.page.cards import cards as cards_of
from briefing.page.cards import plain_card
from briefing.page.tables import Column
from briefing.sections.front import curve
from briefing.sections.item_lists import resolve
from briefing.sections.mastheads import of_item

if TYPE_CHECKING:
    from briefing.ledgers.dictionary import LedgerColumn
    from briefing.sections.report import Report

# The facts of the first table, by their columns, in pairs across the page.
FACTS = (
    "project_code", "nature", "sector", "town", "responsible_unit", "owner", "planned_start",
    "started_on", "planned_finish", "expected_start", "annual_goal", "physical_progress",
)  # fmt: skip
# A dossier is one page: the most rows of a list, and the most characters of a text.
MOST_ROWS = 5
MOST_LETTERS = 36
_PAPER_STATES = {
    "done": "已办",
    "underway": "办理中",
    "not_begun": "未办",
    "not_required": "不需要",
}


@dataclass(frozen=True)
class Dossier:
    """A month's report, and the row of one of its projects."""

    report: Report
    row: Any

    @property
    def key(self) -> str:
        """The project's key in every ledger."""
        return str(self.row.project_key)

    def rows(self, ledger_id: str) -> pd.DataFrame:
        """Return the project's rows of a ledger."""
        frame = self.report.facts.frame(ledger_id)
        return frame[frame["project_key"] == self.key]

    def __repr__(self) -> str:
        return f"<{self.row.project_name} {self.report.month}>"


def open_project(report: Report, project: str) -> Dossier:
    """Return the dossier of a project, by its name, code or number. Raises UsageError."""
    item = resolve(report.facts, "project", project)
    rows = report.facts.projects
    return Dossier(report, next(rows[rows["project_key"] == item.key].itertuples()))


def masthead(dossier: Dossier, edition: int = 1) -> Block:
    """Return the head: which project, and as of when."""
    report, words = dossier.report, dossier.report.words
    name = words.name(dossier.row.project_name)
    return of_item(report, words("重点项目档案"), name, words("{name}档案", name=name), edition)


def cards(dossier: Dossier) -> Block:
    """Return total investment, task, completion and state."""
    row, words = dossier.row, dossier.report.words
    done, total, task = row.done_this_year_wan, row.total_plan_wan, row.annual_task_wan
    completion = None
    if not (pd.isna(done) or pd.isna(task)):
        completion = money.rate(money.exact(done), money.exact(task))
    gap = money.points(completion, elapsed_pct(dossier.report.month))
    behind = tables.NOT_APPLICABLE
    if gap is not None:
        behind = words.quantity(tables.with_minus(f"{money.half_up(gap, 1):f}"), "个百分点")
    percent = tables.percent(done, task)
    since_start = tables.percent(row.done_since_start_wan, total)
    state = ledger("projects").column("status").state_label(row.status)

    def amount(amount_wan: float) -> str:
        return words("未报") if pd.isna(amount_wan) else words.amount(money.exact(amount_wan))

    return cards_of(
        plain_card(
            words("总投资"), amount(total), words("自开工累计完成{percent}%", percent=since_start)
        ),
        plain_card(
            words("年度任务"), amount(task), words("本年完成{amount}", amount=amount(done))
        ),
        plain_card(
            words("投资完成率"),
            tables.NOT_APPLICABLE if completion is None else f"{percent}%",
            words("与序时进度之差{gap}", gap=behind),
        ),
        plain_card(words("状态"), words.name(state), light=row.light),
    )


def facts(dossier: Dossier) -> Block:
    """Return what the ledger says of the project, two facts a line."""
    words = dossier.report.words
    columns = [ledger("projects").column(key) for key in FACTS]
    told = [(words.name(each.label), _value(dossier, each)) for each in columns]
    return tables.table(
        words("基本情况"),
        [
            Column("事项", lambda pair: pair[0][0], width=1.2),
            Column("内容", lambda pair: pair[0][1], width=2.6),
            Column("事项", lambda pair: pair[1][0], width=1.2),
            Column("内容", lambda pair: pair[1][1], width=2.6),
        ],
        zip(told[::2], told[1::2], strict=True),
        note=dossier.report.source(DISPATCH, "projects"),
        words=words,
    )


def _value(dossier: Dossier, column: LedgerColumn) -> str:
    words, value = dossier.report.words, getattr(dossier.row, column.key)
    if value is None or pd.isna(value):
        return tables.NOT_APPLICABLE
    if column.type == "state":
        return words.name(column.state_label(str(value)))
    if column.type == "date":
        return tables.month_of(value)
    text = tables.texts if column.type in {"list", "states"} else tables.text
    return _short(text(value, words))


def schedule(dossier: Dossier) -> Block:
    """Draw the project's own curve against twelfths of its task."""
    report, row, words = dossier.report, dossier.row, dossier.report.words
    if pd.isna(row.annual_task_wan):
        return note(words("没有年度任务，不画进度曲线。"))
    actual = {
        past.number: frame.loc[frame["project_key"] == dossier.key, "done_this_year_wan"].max()
        for past, frame in report.facts.earlier.items()
    } | {report.month.number: row.done_this_year_wan}
    return curve.of_project(
        report,
        {
            number: money.exact(value) / money.WAN_PER_YI
            for number, value in sorted(actual.items())
            if not pd.isna(value)
        },
        money.exact(row.annual_task_wan) / money.WAN_PER_YI,
        words.name(row.project_name),
    )


def stages(dossier: Dossier) -> Block:
    """Return every paper that the project needs, its state and its month, two papers a line."""
    words = dossier.report.words
    rows = dossier.rows("permits")
    if rows.empty:
        return note(words("没有前期手续台账。"))
    row = rows.iloc[0]
    papers = [
        (
            words.name(paper.label),
            words.name(_PAPER_STATES.get(row[paper.key], "未填")),
            tables.month_of(row[f"{paper.key}_on"]),
        )
        for paper in ledger("permits").columns
        if paper.type == "permit"
    ]
    half = (len(papers) + 1) // 2

    def paper_columns(side: int) -> list[Column]:
        return [
            Column("事项", lambda pair: pair[side][0], width=2),
            Column("状态", lambda pair: pair[side][1], width=1.2),
            Column("办结", lambda pair: pair[side][2]),
        ]

    return tables.table(
        words("前期手续"),
        [*paper_columns(0), *paper_columns(1)],
        zip_longest(papers[:half], papers[half:], fillvalue=("", "", "")),
        note=dossier.report.source(DISPATCH, "permits"),
        words=words,
    )


def matters(dossier: Dossier) -> Block:
    """Return the matters that offices handle for the project, and whether in time."""
    words = dossier.report.words
    tasks = timed_tasks(dossier.report.facts)
    rows = tasks[tasks["project_key"] == dossier.key]
    if rows.empty:
        return note(words("没有限时办结事项。"))

    def state(row: Any) -> str:
        if row.is_overdue:
            return words("逾期")
        if not row.is_closed:
            return words("在办")
        return words("超期办结") if row.is_late else words("按期办结")

    return tables.table(
        words("限时办结事项"),
        [
            Column("办理事项", lambda row: _short(tables.text(row.matter, words)), width=4),
            Column("承办单位", lambda row: tables.text(row.handling_unit, words), width=2),
            Column("受理日期", lambda row: tables.day(row.accepted_on, words), width=1.3),
            Column("承诺（工作日）", lambda row: tables.text(row.promised_days), "right"),
            Column("用时（工作日）", lambda row: tables.text(row.days), "right"),
            Column("状态", state, width=1.2),
        ],
        _most_relevant(rows.assign(is_open=~rows["is_closed"]), "accepted_on").itertuples(),
        note=_note(dossier, "tasks", len(rows)),
        words=words,
    )


def problems(dossier: Dossier) -> Block:
    """Return what inspections found, which office was to solve it by when, and what came of it."""
    words = dossier.report.words
    rows = found_problems(dossier.rows("problems")).sort_values(["inspected_on", "row"])
    if rows.empty:
        return note(words("没有督查发现的问题。"))
    progress = ledger("problems").column("progress")

    def state(row: Any) -> str:
        return words.name(progress.state_label(row.progress)) if pd.notna(row.progress) else ""

    return tables.table(
        words("督查问题"),
        [
            Column("督查日期", lambda row: tables.day(row.inspected_on, words), width=1.2),
            Column("存在问题", lambda row: _short(tables.text(row.problem, words)), width=4.6),
            Column("受理单位", lambda row: tables.text(row.transferred_to, words), width=1.8),
            Column("时限", lambda row: tables.day(row.due_on, words), width=1.2),
            Column("完成情况", state, width=1),
        ],
        _most_relevant(
            rows.assign(is_open=rows["progress"] != "closed"), "inspected_on"
        ).itertuples(),
        note=_note(dossier, "problems", len(rows)),
        words=words,
    )


def _note(dossier: Dossier, name: str, count: int) -> str:
    """Return the note of a list of which only the most relevant rows are shown."""
    report = dossier.report
    more = _more(dossier, count, report.words.name(ledger(name).name))
    return report.note(report.source(DISPATCH, name), more)


def _most_relevant(rows: pd.DataFrame, on: str) -> pd.DataFrame:
    """Choose open rows before closed ones, later before earlier; return them by date."""
    chosen = rows.sort_values(["is_open", on, "row"], ascending=False).head(MOST_ROWS)
    return chosen.sort_values([on, "row"])


def _more(dossier: Dossier, count: int, where: str) -> str:
    """Say how many rows are left out, and where they are."""
    if count <= MOST_ROWS:
        return ""
    return dossier.report.words(
        "另有{count}项，见《{name}》。", count=count - MOST_ROWS, name=where
    )


def _short(text: str) -> str:
    """Cut a text that is too long for the page."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def alerts(dossier: Dossier) -> Block:
    """Return the month's alerts of the project, each with its step."""
    words = dossier.report.words
    found = [alert for alert in dossier.report.alerts if alert.key == dossier.key]
    if not found:
        return note(words("本月没有触发预警。"))
    told = words("；").join(
        words("{rule} {what}（{step}）", rule=alert.rule, what=alert.what, step=words(alert.step))
        for alert in found[:MOST_ROWS]
    )
    more = _more(dossier, len(found), words("预警清单"))
    return paragraph([words("本月预警：{told}。", told=told) + words.stop * bool(more) + more])
