"""一项目一档: one key project on one page — facts, curve, papers, matters, problems, warnings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain import money
from briefing.indicators.catalogue import DISPATCH
from briefing.indicators.facts import elapsed_pct
from briefing.indicators.service import timed_tasks
from briefing.indicators.supervision import found_problems
from briefing.ledgers.dictionary import ledger
from briefing.page import tables
from briefing.page.blocks import Block, Cell, note, paragraph
from briefing.sections.front import curve
from briefing.sections.heads import card, head
from briefing.sections.item_lists import resolve

if TYPE_CHECKING:
    from briefing.sections.report import Report

# The facts of the first table, by their columns, in pairs across the page.
FACTS = (
    "project_code", "nature", "sector", "town", "responsible_unit", "owner", "planned_start",
    "started_on", "planned_finish", "expected_start", "annual_goal", "physical_progress",
)  # fmt: skip


# A file is one page: of a long list it shows so many, and of a long text so many characters.
MOST_ROWS = 5
MOST_LETTERS = 36


@dataclass(frozen=True)
class Dossier:
    """A month's report, and the row of the project that this is the file of."""

    report: Report
    row: Any

    @property
    def key(self) -> str:
        """The project's key in every ledger."""
        return str(self.row.project_key)

    def rows(self, ledger_id: str) -> pd.DataFrame:
        """The project's rows of a ledger."""
        frame = self.report.facts.frame(ledger_id)
        return frame[frame["project_key"] == self.key]

    def __repr__(self) -> str:
        return f"<{self.row.project_name} {self.report.month}>"


def open_project(report: Report, project: str) -> Dossier:
    """Return the file of a project, asked for by name, code or number. Raises UsageError."""
    item = resolve(report.facts, "project", project)
    rows = report.facts.projects
    return Dossier(report, next(rows[rows["project_key"] == item.key].itertuples()))


def masthead(dossier: Dossier, edition: int = 1) -> Block:
    """The head: which project, whose, as of when."""
    report, words = dossier.report, dossier.report.words
    name = words.name(dossier.row.project_name)
    title = words("{name}档案", name=name)
    return head(report, words("重点项目档案"), name, title, edition)


def cards(dossier: Dossier) -> Block:
    """Total, task, what is done of it, and how it stands to time."""
    row, words = dossier.row, dossier.report.words
    completion = _rate(row.done_this_year_wan, row.annual_task_wan)
    gap = money.points(completion, elapsed_pct(dossier.report.month))
    state = ledger("projects").column("status").state_label(row.status)
    since_start = tables.percent(row.done_since_start_wan, row.total_plan_wan)
    done = tables.percent(row.done_this_year_wan, row.annual_task_wan)
    return Block(
        "cards",
        {
            "cards": [
                card(
                    words("总投资"),
                    _amount(dossier, row.total_plan_wan),
                    words("自开工累计完成{percent}%", percent=since_start),
                ),
                card(
                    words("年度任务"),
                    _amount(dossier, row.annual_task_wan),
                    words("本年完成{amount}", amount=_amount(dossier, row.done_this_year_wan)),
                ),
                card(
                    words("投资完成率"),
                    f"{done}%" if completion is not None else tables.NOT_APPLICABLE,
                    words("与序时进度之差{gap}", gap=_points(dossier, gap)),
                ),
                card(words("状态"), words.name(state), "", row.light),
            ]
        },
    )


def _amount(dossier: Dossier, amount_wan: float) -> str:
    words = dossier.report.words
    return words("未报") if pd.isna(amount_wan) else words.amount(money.exact(amount_wan))


def _rate(numerator: float, denominator: float) -> Decimal | None:
    if pd.isna(numerator) or pd.isna(denominator):
        return None
    return money.rate(money.exact(numerator), money.exact(denominator))


def _points(dossier: Dossier, gap: Decimal | None) -> str:
    if gap is None:
        return tables.NOT_APPLICABLE
    number = f"{money.half_up(gap, 1):f}".replace("-", tables.MINUS)
    return dossier.report.words.quantity(number, "个百分点")


def facts(dossier: Dossier) -> Block:
    """What the ledger says of the project, two facts a line."""
    words, columns = dossier.report.words, ledger("projects").column
    told: list[Cell] = []
    for key in FACTS:
        column, value = columns(key), getattr(dossier.row, key)
        told += [words.name(column.label), _told(dossier, column.type, column, value)]
    return tables.table(
        words("基本情况"),
        [
            tables.column("事项", "left", 1.2),
            tables.column("内容", "left", 2.6),
            tables.column("事项", "left", 1.2),
            tables.column("内容", "left", 2.6),
        ],
        [told[at : at + 4] for at in range(0, len(told), 4)],
        note=dossier.report.source(DISPATCH, "projects"),
        words=words,
    )


def _told(dossier: Dossier, kind: str, column: Any, value: Any) -> str:
    words = dossier.report.words
    if value is None or pd.isna(value):
        return tables.NOT_APPLICABLE
    if kind == "state":
        return words.name(column.state_label(str(value)))
    if kind == "date":
        return tables.month_of(value)
    held = tables.texts if kind in {"list", "states"} else tables.text
    return _short(held(value, words))


def schedule(dossier: Dossier) -> Block:
    """The project's own curve against twelfths of its task."""
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
    """Every paper of the chain, its state and its month, two papers a line."""
    words = dossier.report.words
    rows = dossier.rows("permits")
    if rows.empty:
        return note(words("没有前期手续台账。"))
    row = rows.iloc[0]
    papers = [column for column in ledger("permits").columns if column.type == "permit"]
    told: list[list[Cell]] = [
        [
            words.name(paper.label),
            words.name(_PAPER_STATES.get(row[paper.key], "未填")),
            tables.month_of(row[f"{paper.key}_on"]),
        ]
        for paper in papers
    ]
    half = (len(told) + 1) // 2
    if len(told) < 2 * half:
        told.append(["", "", ""])
    heads = [
        tables.column("事项", "left", 2),
        tables.column("状态", "left", 1.2),
        tables.column("办结", "left", 1),
    ]
    return tables.table(
        words("前期手续"),
        [*heads, *heads],
        [[*left, *right] for left, right in zip(told[:half], told[half:], strict=True)],
        note=dossier.report.source(DISPATCH, "permits"),
        words=words,
    )


_PAPER_STATES = {
    "done": "已办",
    "underway": "办理中",
    "not_begun": "未办",
    "not_required": "不需要",
}


def matters(dossier: Dossier) -> Block:
    """What offices were asked for the project, and whether in time."""
    words = dossier.report.words
    tasks = timed_tasks(dossier.report.facts)
    rows = tasks[tasks["project_key"] == dossier.key]
    if rows.empty:
        return note(words("没有限时办结事项。"))
    shown = _most_telling(rows.assign(is_open=~rows["is_closed"]), "accepted_on")
    return tables.table(
        words("限时办结事项"),
        [
            tables.column("办理事项", "left", 4),
            tables.column("承办单位", "left", 2),
            tables.column("受理日期", "left", 1.3),
            tables.column("承诺（工作日）", "right"),
            tables.column("用时（工作日）", "right"),
            tables.column("状态", "left", 1.2),
        ],
        [
            [
                _short(tables.text(row.matter, words)),
                tables.text(row.handling_unit, words),
                tables.day(row.accepted_on, words),
                tables.text(row.promised_days),
                tables.text(row.days),
                _timed(dossier, row),
            ]
            for row in shown.itertuples()
        ],
        note=dossier.report.note(
            dossier.report.source(DISPATCH, "tasks"),
            _more(dossier, len(rows), words.name(ledger("tasks").name)),
        ),
        words=words,
    )


def _timed(dossier: Dossier, row: Any) -> str:
    words = dossier.report.words
    if row.is_overdue:
        return words("逾期")
    if not row.is_closed:
        return words("在办")
    return words("超期办结") if row.is_late else words("按期办结")


def problems(dossier: Dossier) -> Block:
    """What inspections found, who was asked to mend it, by when, and what became of it."""
    words = dossier.report.words
    rows = found_problems(dossier.rows("problems")).sort_values(["inspected_on", "row"])
    if rows.empty:
        return note(words("没有督查发现的问题。"))
    state = ledger("problems").column("progress")
    shown = _most_telling(rows.assign(is_open=rows["progress"] != "closed"), "inspected_on")
    return tables.table(
        words("督查问题"),
        [
            tables.column("督查日期", "left", 1.2),
            tables.column("存在问题", "left", 4.6),
            tables.column("受理单位", "left", 1.8),
            tables.column("时限", "left", 1.2),
            tables.column("完成情况", "left", 1),
        ],
        [
            [
                tables.day(row.inspected_on, words),
                _short(tables.text(row.problem, words)),
                tables.text(row.transferred_to, words),
                tables.day(row.due_on, words),
                words.name(state.state_label(row.progress)) if pd.notna(row.progress) else "",
            ]
            for row in shown.itertuples()
        ],
        note=dossier.report.note(
            dossier.report.source(DISPATCH, "problems"),
            _more(dossier, len(rows), words.name(ledger("problems").name)),
        ),
        words=words,
    )


def _most_telling(rows: pd.DataFrame, on: str) -> pd.DataFrame:
    """What is open before what is settled, the latest before the earlier, in order of the day."""
    chosen = rows.sort_values(["is_open", on, "row"], ascending=False).head(MOST_ROWS)
    return chosen.sort_values([on, "row"])


def _more(dossier: Dossier, count: int, where: str) -> str:
    """Say how many are not shown, and where they stand."""
    if count <= MOST_ROWS:
        return ""
    return dossier.report.words(
        "另有{count}项，见《{name}》。", count=count - MOST_ROWS, name=where
    )


def _short(text: str) -> str:
    """Cut a text that would take more than its lines."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def warnings(dossier: Dossier) -> Block:
    """The month's warnings of the project, each with its step."""
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
