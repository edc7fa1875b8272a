"""
台账核查单: what a month's ledgers hold, whether they add up, and what each department must correct.

It is made of any month, above all of refused ones, so it uses only checked tables and findings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain.findings import Finding, Severity, errors
from briefing.indicators.facts import GREEN, RED, YELLOW
from briefing.ledgers.check import reconciliation, row_counts
from briefing.ledgers.correct import Applied
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.page import tables
from briefing.page.blocks import Block, Figure, Light, note, paragraph
from briefing.page.cards import Card
from briefing.page.cards import cards as cards_of
from briefing.page.tables import Column
from briefing.page.words import CHINESE
from briefing.sections import mastheads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.domain.months import Month
    from briefing.ledgers.correct import Confirmation
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.ledgers.tidy.table import Table
    from briefing.settings.county import County

# The most findings of one file that are printed; findings.json has all.
MOST_PRINTED = 500
# The kinds of rows that are no project, in order of print.
_OTHER_KINDS = (
    RowKind.PART, RowKind.BAND, RowKind.TOTAL, RowKind.HEAD, RowKind.NOTE, RowKind.REMOVED, RowKind.UNKNOWN,
)  # fmt: skip


@dataclass(frozen=True)
class LedgerCheck:
    """What a notebook sees of a month's ledgers, sound or not."""

    county: County
    month: Month
    tables: dict[str, Table]
    findings: list[Finding]
    confirmed: list[Confirmation] = field(default_factory=list)

    @classmethod
    def of(cls, checked: CheckedMonth, county: County) -> LedgerCheck:
        """Return what there is to see of a checked month."""
        return cls(county, checked.month, checked.tables, checked.findings, checked.confirmed)

    @property
    def in_order(self) -> list[Table]:
        """The tables, by the names of their ledgers."""
        return sorted(self.tables.values(), key=lambda table: table.ledger.name)

    def __repr__(self) -> str:
        return f"<{self.county.name} {self.month}：{len(self.tables)} 种台账>"


def masthead(check: LedgerCheck, edition: int = 1) -> Block:
    """Return the head: which county and month, by which office."""
    county, month = check.county, check.month
    of = f"{county.name}{month.year}年{month.label}"
    return mastheads.masthead(
        CHINESE,
        "台账核查单",
        of,
        edition=edition,
        office=county.bulletin.office,
        author=county.bulletin.office,
        date=f"数据截至{tables.day(month.last_day)}",
        issued_on=month.last_day,
        title=f"台账核查单（{of}）",
        subject=f"{of}各部门台账的核查结果",
        keywords=["台账核查", county.name, str(month)],
        marking=county.bulletin.marking,
        fonts=county.fonts,
    )


def cards(check: LedgerCheck) -> Block:
    """Return the numbers of ledgers, rows, declared sums and findings."""
    rows = _row_counts(check)
    sums = [entry for each in check.in_order for entry in _declarations(each)]
    agreeing = sum(entry.difference == 0 for entry in sums)
    wrong = errors(check.findings)
    doubts = len(check.findings) - len(wrong)
    files = rows["source_file"].nunique()

    def card(label: str, number: int, unit: str, told: str, light: str = "") -> Card:
        return Card(label, Figure(f"{number:,}{unit}", ""), told, light)

    return cards_of(
        card("台账", len(check.tables), "种", f"来自{files}个文件"),
        card("计入", int(rows["project"].sum()), "行", f"共读取{int(rows['rows'].sum())}行"),
        card(
            "合计核对",
            len(sums),
            "项",
            f"{agreeing}项完全一致",
            _light(is_wrong=any(map(_is_off, sums)), is_doubtful=agreeing < len(sums)),
        ),
        card(
            "错误",
            len(wrong),
            "条",
            f"另有提示{doubts}条",
            _light(is_wrong=bool(wrong), is_doubtful=bool(doubts)),
        ),
    )


def _light(*, is_wrong: bool, is_doubtful: bool) -> str:
    return RED if is_wrong else YELLOW if is_doubtful else GREEN


def verdict(check: LedgerCheck) -> Block:
    """Return whether the month can be published, and what prevents it."""
    wrong = errors(check.findings)
    if not wrong:
        doubts = len(check.findings)
        rest = f"；另有{doubts}条提示，请逐条核实，属实的不必更改" if doubts else ""
        return paragraph([f"本月台账没有错误，可以生成简报{rest}。"])
    files = len({finding.file for finding in wrong})
    what = f"本月台账有{len(wrong)}条错误，涉及{files}个文件，改正之前不能生成简报。"
    advice = "请按下列各条改正原表后重新报送；不便改表的，可由报送单位确认后写入更正文件。"
    return paragraph([what, advice])


def sample_note(check: LedgerCheck) -> Block:
    """Return the note of county.toml, which says that an invented county is one."""
    return note(check.county.note)


def rows(check: LedgerCheck) -> Block:
    """Return how many rows each sheet has, and what each row was read as."""
    counts = _row_counts(check)
    if counts.empty:
        return note("没有读到任何台账。")
    kinds = [kind for kind in _OTHER_KINDS if counts[kind].any()]
    numbers = {"rows": "读取", "project": "计入"} | {kind: kind.label for kind in kinds}
    places = {"ledger": "合计", "source_file": "", "source_sheet": ""}

    def number_column(label: str, key: str) -> Column:
        return Column(label, lambda row: f"{row[key]:,}", "right")

    return tables.table(
        "逐行核对",
        [
            Column("台账", itemgetter("ledger"), width=2.4),
            Column("文件", itemgetter("source_file"), width=4),
            Column("工作表", itemgetter("source_sheet"), width=1.2),
            *(number_column(label, key) for key, label in numbers.items()),
        ],
        counts.to_dict("records"),
        total=places | {key: counts[key].sum() for key in numbers},
        unit="单位：行",
        note="空行不计；计入的行是一个项目、一个问题或一次会议，其余各列说明没有计入的行是什么。",
        annex=True,
    )


def sums(check: LedgerCheck) -> Block:
    """Return what classification and total rows declare, against the sums of the rows below them."""
    lines: list[Any] = []
    for table in check.in_order:
        for place, of_sheet in groupby(_declarations(table), key=_sheet_of):
            lines += [f"{table.ledger.name}（{place}）", *of_sheet]
    if not lines:
        return note("各台账没有合计行和写明个数的分类行，无从核对。")
    return tables.table(
        "合计与分类核对",
        [
            Column("行", lambda entry: str(entry.source_row), "right", 0.6),
            Column("合计或分类", lambda entry: entry.text, width=3),
            Column("栏目", lambda entry: entry.label, width=3),
            Column("表上写的", lambda entry: tables.wan(entry.declared), "right", 1.4),
            Column("逐行相加", lambda entry: tables.wan(entry.parsed), "right", 1.4),
            Column("相差", lambda entry: tables.wan(entry.difference), "right"),
            Column("结果", _result, width=1.6),
        ],
        lines,
        unit="金额单位：万元",
        note="差数不超过“行数×末位的一半”的，视为四舍五入；其中有读不出的数的，先改那个数。",
        annex=True,
    )


def _declarations(table: Table) -> Iterable[Any]:
    """Return every count and sum that a ledger declares: one row each, with its column's *label*."""
    found = reconciliation(table)
    labels = [table.ledger.column(key).label if key else "个数" for key in found["column"]]
    entries: Iterable[Any] = found.assign(label=labels).itertuples()
    return entries


def _sheet_of(entry: Any) -> str:
    return " › ".join(part for part in (entry.source_file, entry.source_sheet) if part)


def _is_off(entry: Any) -> bool:
    """Return whether a declaration differs by more than rounding from rows that all were read."""
    return abs(entry.difference) > entry.tolerance and not entry.unread


def _result(entry: Any) -> Light:
    if entry.difference == 0:
        return Light(GREEN, "一致")
    if entry.unread:
        return Light(YELLOW, f"{entry.unread}个数读不出")
    return Light(RED, "不一致") if _is_off(entry) else Light(YELLOW, "舍入差")


def findings(check: LedgerCheck) -> Block:
    """Return every error, file by file: cell, what was found, what was expected, what to do."""
    return _listed(check, Severity.ERROR, "错误", "没有错误。")


def doubts(check: LedgerCheck) -> Block:
    """Return every warning: it may be right, and does not prevent the briefing."""
    return _listed(check, Severity.WARNING, "提示", "没有提示。")


def _listed(check: LedgerCheck, severity: Severity, title: str, nothing: str) -> Block:
    listed = [finding for finding in check.findings if finding.severity is severity]
    if not listed:
        return note(nothing)
    lines: list[str | tuple[int, Finding]] = []
    left_out = 0
    numbered = enumerate(listed, 1)
    for file, group in groupby(numbered, key=lambda entry: entry[1].file):
        of_file = list(group)
        lines += [file, *of_file[:MOST_PRINTED]]
        left_out += len(of_file[MOST_PRINTED:])
    return tables.table(
        title,
        [
            Column("序号", lambda line: str(line[0]), "right"),
            Column("位置", lambda line: _place(line[1]), width=2.4),
            Column("发现", lambda line: line[1].found, width=3.2),
            Column("应为", lambda line: line[1].expected, width=2.6),
            Column("请这样做", lambda line: _to_do(line[1]), width=2.8),
            Column("代码", lambda line: line[1].code, "center", 0.5),
        ],
        lines,
        unit=f"共{len(listed)}条",
        note=f"每个文件最多印{MOST_PRINTED}条，另有{left_out}条见 findings.json。"
        if left_out
        else "",
        annex=True,
    )


def _to_do(finding: Finding) -> str:
    return f"{finding.advice}。{finding.remedy}" if finding.remedy else finding.advice


def _place(finding: Finding) -> str:
    """Return sheet, cell and column of a finding, without its file."""
    cell = f"{finding.letter}{finding.row or ''}" if finding.letter else ""
    row = f"第{finding.row}行" if finding.row and not cell else ""
    return " ".join(part for part in (finding.sheet, cell or row, finding.column) if part)


def corrections(check: LedgerCheck) -> Block:
    """Return every cell that a written correction changed: old, new, why, and who confirmed it."""
    if not (applied := Applied.all_of(check.tables)):
        return note("本月没有按更正文件改动的数。")
    return tables.table(
        "更正记录",
        [
            Column("台账", lambda each: each.spot.table.ledger.name, width=1.8),
            Column("项目", lambda each: each.spot.project, width=2.6),
            Column("栏目", lambda each: each.spot.column.label, width=1.4),
            Column("原值", lambda each: each.was, width=1.2),
            Column("更正为", lambda each: f"{each.value}{each.ratio}", width=1.4),
            Column("理由", lambda each: each.reason, width=2.2),
            _confirmed_by(),
        ],
        applied,
        note="原表没有改动；更正写在 corrections 文件夹里，原值一变即告失效。",
        annex=True,
    )


def confirmed(check: LedgerCheck) -> Block:
    """Return every warning that someone has confirmed to be right: what, why, and who says so."""
    if not check.confirmed:
        return note("本月没有经确认的提示。")
    return tables.table(
        "确认记录",
        [
            Column("文件", lambda each: each.finding.file, width=2.2),
            Column("位置", lambda each: _place(each.finding), width=2),
            Column("发现", lambda each: each.finding.found, width=2.8),
            Column("代码", lambda each: each.finding.code, "center", 0.6),
            Column("理由", lambda each: each.reason, width=2.4),
            _confirmed_by(),
        ],
        check.confirmed,
        note="经确认的提示不再列出；单元格里的数一变，又会列出来。",
        annex=True,
    )


def _confirmed_by() -> Column:
    return Column("确认", lambda each: f"{each.confirmed_by}，{each.confirmed_on}", width=1.6)


def _row_counts(check: LedgerCheck) -> pd.DataFrame:
    counted = [
        row_counts(table).assign(ledger=table.ledger.name)
        for table in check.in_order
        if len(table.frame) or len(table.rows)
    ]
    columns = ["ledger", "source_file", "source_sheet", "rows", "project", *_OTHER_KINDS]
    return pd.concat(counted, ignore_index=True) if counted else pd.DataFrame(columns=columns)
