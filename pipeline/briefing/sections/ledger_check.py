"""
台账核查单: what a month's ledgers hold, whether they add up, and what each department has to mend.

It is made of any month, above all of one whose ledgers were refused; so it rests on the checked
tables and findings alone, never on indicators.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing.domain.findings import Finding, Severity, errors
from briefing.indicators.facts import GREEN, RED, YELLOW
from briefing.ledgers.check import reconciliation, row_counts
from briefing.ledgers.cut.row_kinds import RowKind
from briefing.page import tables
from briefing.page.blocks import Block, Figure, as_json, note, paragraph
from briefing.page.words import SOURCE, words
from briefing.sections import heads

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from briefing.domain.months import Month
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.ledgers.tidy.table import Table
    from briefing.page.blocks import Cell, Light
    from briefing.settings.county import County

# Beyond so many lines of one file nobody reads on paper; all of them are in findings.json.
MOST_PRINTED = 500
# Rows that are no project, in the order in which a clerk meets them.
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

    @classmethod
    def of(cls, checked: CheckedMonth, county: County) -> LedgerCheck:
        """Return what there is to see of a checked month."""
        return cls(county, checked.month, checked.tables, checked.findings)

    @property
    def in_order(self) -> list[Table]:
        """The tables, by the names of their ledgers."""
        return sorted(self.tables.values(), key=lambda table: table.ledger.name)

    def __repr__(self) -> str:
        return f"<{self.county.name} {self.month}：{len(self.tables)} 种台账>"


def masthead(check: LedgerCheck, edition: int = 1) -> Block:
    """The head: what this is, of which county and month, by which office."""
    county, month = check.county, check.month
    return Block(
        "masthead",
        {
            "masthead": "台账核查单",
            "number": heads.with_edition(
                words(SOURCE), f"{county.name}{month.year}年{month.label}", edition
            ),
            "office": county.bulletin.office,
            "date": f"数据截至{tables.day(month.last_day)}",
            "marking": county.bulletin.marking,
            "title": f"台账核查单（{county.name}{month.year}年{month.label}）",
            "subject": f"{county.name}{month.year}年{month.label}各部门台账的核查结果",
            "author": county.bulletin.office,
            "issued_on": month.last_day.isoformat(),
            "keywords": ["台账核查", county.name, str(month)],
            "fonts": county.fonts.model_dump(),
        },
    )


def cards(check: LedgerCheck) -> Block:
    """How many ledgers and rows there are, what they declare, and what was found."""
    rows = _row_counts(check)
    used = int(rows["project"].sum())
    sums = _declarations(check)
    agreeing = sum(entry["difference"] == 0 for entry in sums)
    wrong = errors(check.findings)
    doubts = len(check.findings) - len(wrong)
    files = rows["source_file"].nunique()
    return Block(
        "cards",
        {
            "cards": [
                _card("台账", len(check.tables), "种", f"来自{files}个文件", None),
                _card("计入", used, "行", f"共读取{int(rows['rows'].sum())}行", None),
                _card(
                    "合计核对",
                    len(sums),
                    "项",
                    f"{agreeing}项完全一致",
                    _light(is_wrong=_is_off(sums), is_doubtful=agreeing < len(sums)),
                ),
                _card(
                    "错误",
                    len(wrong),
                    "条",
                    f"另有提示{doubts}条",
                    _light(is_wrong=bool(wrong), is_doubtful=bool(doubts)),
                ),
            ]
        },
    )


def _card(label: str, number: int, unit: str, words: str, light: str | None) -> dict[str, object]:
    return {
        "label": label,
        "before": "",
        "number": f"{number:,}",
        "unit": unit,
        "figure": as_json(Figure(f"{number:,}{unit}", "")),
        "note": words,
        "light": light or "",
    }


def _light(*, is_wrong: bool, is_doubtful: bool) -> str:
    return RED if is_wrong else YELLOW if is_doubtful else GREEN


def verdict(check: LedgerCheck) -> Block:
    """Whether the month can go to print, and what stands in its way."""
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
    """Say of an invented county that it is one."""
    return note(check.county.note)


def rows(check: LedgerCheck) -> Block:
    """Every row of every sheet, by what it was taken for: none is lost."""
    counts = _row_counts(check)
    if counts.empty:
        return note("没有读到任何台账。")
    kinds = [kind for kind in _OTHER_KINDS if counts[kind].any()]
    return tables.table(
        "逐行核对",
        [
            tables.column("台账", "left", 2.4),
            tables.column("文件", "left", 4),
            tables.column("工作表", "left", 1.2),
            tables.column("读取", "right"),
            tables.column("计入", "right"),
            *(tables.column(kind.label, "right") for kind in kinds),
        ],
        [
            [
                row["ledger"],
                row["source_file"],
                row["source_sheet"],
                *(f"{row[key]:,}" for key in ("rows", "project", *kinds)),
            ]
            for row in counts.to_dict("records")
        ],
        total=["合计", "", "", *(f"{counts[key].sum():,}" for key in ("rows", "project", *kinds))],
        unit="单位：行",
        note="空行不计；计入的行是一个项目、一个问题或一次会议，其余各列说明没有计入的行是什么。",
        annex=True,
    )


def sums(check: LedgerCheck) -> Block:
    """What bands and totals declare against the rows beneath them."""
    lines: list[Sequence[Cell] | str] = []
    for table in check.in_order:
        entries = reconciliation(table).to_dict("records")
        for place, of_sheet in groupby(entries, key=_sheet_of):
            lines.append(f"{table.ledger.name}（{place}）")
            lines += [_declaration(table, entry) for entry in of_sheet]
    if not lines:
        return note("各台账没有合计行和写明个数的分类行，无从核对。")
    return tables.table(
        "合计与分类核对",
        [
            tables.column("行", "right", 0.6),
            tables.column("合计或分类", "left", 3),
            tables.column("栏目", "left", 3),
            tables.column("表上写的", "right", 1.4),
            tables.column("逐行相加", "right", 1.4),
            tables.column("相差", "right"),
            tables.column("结果", "left", 1.6),
        ],
        lines,
        unit="金额单位：万元",
        note="差数不超过“行数×末位的一半”的，视为四舍五入；其中有读不出的数的，先改那个数。",
        annex=True,
    )


def _sheet_of(entry: Mapping[Hashable, Any]) -> str:
    return " › ".join(part for part in (entry["source_file"], entry["source_sheet"]) if part)


def _declaration(table: Table, entry: dict[Hashable, Any]) -> list[Cell]:
    """One declared count or sum: where it stands, what it says, what the rows add up to."""
    column = entry["column"]
    return [
        str(entry["source_row"]),
        entry["text"],
        table.ledger.column(column).label if column else "个数",
        tables.wan(entry["declared"]),
        tables.wan(entry["parsed"]),
        tables.wan(entry["difference"]).replace("-", tables.MINUS),
        _result(entry),
    ]


def _result(entry: dict[Hashable, Any]) -> Light:
    if entry["difference"] == 0:
        return tables.light(GREEN, "一致")
    if entry["unread"]:
        return tables.light(YELLOW, f"{entry['unread']}个数读不出")
    return tables.light(RED, "不一致") if _is_off([entry]) else tables.light(YELLOW, "舍入差")


def findings(check: LedgerCheck) -> Block:
    """Every error, file by file: the cell, what was found, what should stand there, what to do."""
    return _listed(check, Severity.ERROR, "错误", "没有错误。")


def doubts(check: LedgerCheck) -> Block:
    """Every warning: it does not stand in the way, and may be right."""
    return _listed(check, Severity.WARNING, "提示", "没有提示。")


def _listed(check: LedgerCheck, severity: Severity, title: str, nothing: str) -> Block:
    listed = [finding for finding in check.findings if finding.severity is severity]
    if not listed:
        return note(nothing)
    lines: list[Sequence[Cell] | str] = []
    number = left_out = 0
    for file, of_file in groupby(listed, key=lambda finding: finding.file):
        lines.append(file)
        for at, finding in enumerate(of_file):
            number += 1
            left_out += at >= MOST_PRINTED
            if at < MOST_PRINTED:
                lines.append(_line(number, finding))
    return tables.table(
        title,
        [
            tables.column("序号", "right"),
            tables.column("位置", "left", 2.4),
            tables.column("发现", "left", 3.2),
            tables.column("应为", "left", 2.6),
            tables.column("请这样做", "left", 2.8),
            tables.column("代码", "center", 0.5),
        ],
        lines,
        unit=f"共{len(listed)}条",
        note=f"每个文件最多印{MOST_PRINTED}条，另有{left_out}条见 findings.json。"
        if left_out
        else "",
        annex=True,
    )


def _line(number: int, finding: Finding) -> list[Cell]:
    return [
        str(number),
        _place(finding),
        finding.found,
        finding.expected,
        finding.advice,
        finding.code,
    ]


def _place(finding: Finding) -> str:
    """Sheet, cell and column of a finding, without its file."""
    cell = f"{finding.letter}{finding.row or ''}" if finding.letter else ""
    row = f"第{finding.row}行" if finding.row and not cell else ""
    return " ".join(part for part in (finding.sheet, cell or row, finding.column) if part)


def corrections(check: LedgerCheck) -> Block:
    """Every cell that a written correction changed: from what to what, why, and who confirmed it."""
    changed: list[list[Cell]] = [
        [
            table.ledger.name,
            entry["project"],
            table.ledger.column(str(entry["column"])).label,
            entry["expect"],
            entry["value"],
            entry["reason"],
            f"{entry['confirmed_by']}，{entry['confirmed_on']}",
        ]
        for table in check.in_order
        for entry in table.corrected.to_dict("records")
    ]
    if not changed:
        return note("本月没有按更正文件改动的数。")
    return tables.table(
        "更正记录",
        [
            tables.column("台账", "left", 1.8),
            tables.column("项目", "left", 2.6),
            tables.column("栏目", "left", 1.4),
            tables.column("原值", "left", 1.2),
            tables.column("更正为", "left", 1.2),
            tables.column("理由", "left", 2.4),
            tables.column("确认", "left", 1.6),
        ],
        changed,
        note="原表没有改动；更正写在 corrections 文件夹里，原值一变即告失效。",
        annex=True,
    )


def _row_counts(check: LedgerCheck) -> pd.DataFrame:
    counted = [
        row_counts(table).assign(ledger=table.ledger.name)
        for table in check.in_order
        if len(table.frame) or len(table.rows)
    ]
    columns = ["ledger", "source_file", "source_sheet", "rows", "project", *_OTHER_KINDS]
    return pd.concat(counted, ignore_index=True) if counted else pd.DataFrame(columns=columns)


def _declarations(check: LedgerCheck) -> list[dict[Hashable, Any]]:
    """All that bands and totals declare."""
    return [
        entry for table in check.in_order for entry in reconciliation(table).to_dict("records")
    ]


def _is_off(entries: list[dict[Hashable, Any]]) -> bool:
    """Whether any declaration differs by more than rounding from rows that could all be read."""
    return any(
        abs(entry["difference"]) > entry["tolerance"] and not entry["unread"] for entry in entries
    )
