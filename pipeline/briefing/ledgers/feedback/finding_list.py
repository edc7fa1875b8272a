"""
Write the first sheet of an office's workbook: what to do, and every finding with room for the answer.

The answers are all that anyone can fill in, and all that is read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from briefing.domain.findings import Finding, Severity
from briefing.domain.months import Month, day_label
from briefing.domain.text import shorten
from briefing.export import safe_cells
from briefing.ledgers.cut.headless import FEEDBACK
from briefing.ledgers.feedback.paper import GRID, HEAD, QUIET, Paper, short_name
from briefing.ledgers.feedback.record import CHOICES, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook

    from briefing.export.safe_cells import Pen
    from briefing.ledgers.feedback.doubts import Doubt
    from briefing.ledgers.feedback.excerpt import LedgerPage
    from briefing.ledgers.template_columns import TemplateColumn
    from briefing.settings.county import County

# The most rows that Excel allows on a sheet; further rows go on another.
MOST_SHEET_ROWS = 1_048_576
LIST, VALUE, REASON, KEY = "核查说明", "改为", "说明", "记录号"
REMEDY = "请这样改"
WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提示"}
# An error is also bold, to be seen on grey paper.
MARKS: dict[Severity, dict[str, object]] = {
    Severity.ERROR: {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True},
    Severity.WARNING: {"bg_color": "#FFF2CC", "font_color": "#7F6000"},
}
LONGEST_TEXT = 500
_COLUMNS = {
    "序号": 5, "级别": 6, "项目": 16, "单元格": 8, "栏目": 11, "发现": 21, "应为": 21, REMEDY: 25,
    VALUE: 13, REASON: 18, "文件与工作表": 17, "编号": 5, KEY: 1,
}  # fmt: skip
_AT = {name: number for number, name in enumerate(_COLUMNS)}
_TO_FILL: dict[str, object] = GRID | {"locked": False, "bg_color": "#E2EFDA"}
_NOT_TO_FILL: dict[str, object] = GRID | {"bg_color": "#EDEDED"}
_FORMATS = {"date": "yyyy-mm-dd", "code": "@", "project_code": "@", "credit_code": "@"}
# What can still be done with a sheet of which only the answers can be filled in.
_ALLOWED = ("autofilter", "format_columns", "format_rows", "select_locked_cells")


@dataclass(frozen=True)
class Contents:
    """What one workbook holds: for whom, of which month, its findings and its pages."""

    office: str
    # Other names of the office in findings: 县重点项目办 is a part of 发展和改革局.
    aliases: Sequence[str]
    county: County
    month: Month
    doubts: Sequence[Doubt]
    pages: Sequence[LedgerPage]

    @property
    def title(self) -> str:
        """The workbook's title, by which it is known among ledgers."""
        return f"{self.county.name}{self.month.year}年{self.month.label}{FEEDBACK}"

    @property
    def ordered(self) -> list[Doubt]:
        """The findings, errors first."""
        return sorted(self.doubts, key=lambda doubt: doubt.finding.severity is not Severity.ERROR)


def write_list(
    book: Workbook, contents: Contents, pen: Pen, taken: set[str]
) -> tuple[list[Paper], list[Line]]:
    """Write the list on as many sheets as it needs; return those, and what each line is about."""
    choices = _Choices(book, pen)
    lines = [Line.of(doubt) for doubt in contents.ordered]
    left = list(zip(range(1, len(lines) + 1), contents.ordered, lines, strict=True))
    papers: list[Paper] = []
    while left or not papers:
        paper = Paper(book, LIST, taken, pen)
        top = 0 if papers else _write_opening(paper, contents)
        room = MOST_SHEET_ROWS - top - 1
        _write_head(paper, top, len(left[:room]))
        for row, (number, doubt, line) in enumerate(left[:room], top + 1):
            _write_line(paper, row, number, doubt, line)
            _write_answer(paper, row, doubt, contents.county, choices)
        paper.page.protect("", dict.fromkeys(_ALLOWED, True))
        papers.append(paper)
        left = left[room:]
    return papers, lines


def _write_opening(paper: Paper, contents: Contents) -> int:
    """Write title and explanations across the sheet; return the first free row."""
    last = _AT["编号"]
    paper.across(0, last, contents.title, bold=True, font_size=16, align="center")
    paper.page.set_row(0, 30)
    lines = _explanations(contents)
    for row, (text, style) in enumerate(lines, 1):
        paper.across(row, last, text, text_wrap=True, **style)
        paper.fit_height(row, [(text, sum(_COLUMNS.values()))])
    return len(lines) + 1


def _explanations(contents: Contents) -> list[tuple[str, dict[str, object]]]:
    county, month = contents.county, contents.month
    wrong = sum(doubt.finding.severity is Severity.ERROR for doubt in contents.doubts)
    issue = day_label(county.issue_date(month))
    also = f"（含{'、'.join(contents.aliases)}）" if contents.aliases else ""
    lines: list[tuple[str, dict[str, object]]] = [
        (
            (
                f"{shorten(contents.office)}{also}：{month.year}年{month.label}的台账核查出"
                f"错误{wrong}条、提示{len(contents.doubts) - wrong}条，逐条列在下面。"
            ),
            {"bold": True, "font_size": 11},
        ),
        ("红底加粗是错误：必须改正或补齐，否则本月简报不能生成。", MARKS[Severity.ERROR]),
        ("黄底是提示：请核实，有误的改正，无误的请说明情况。", MARKS[Severity.WARNING]),
        (
            (
                f"怎样答复：有误的，在绿格“{VALUE}”里填应填的值（照台账这一列的单位）；属实的提示，在“{REASON}”"
                f"里写明理由；然后把这份文件发回{county.bulletin.office}。只读这两栏，别处的改动不读。"
                f"“{VALUE}”是灰格的，以及要改多处的，请改好原台账，把整份台账重新报送。"
            ),
            {},
        ),
        (f"时限：本月简报定于{issue}印发，请在此之前答复。", {}),
    ]
    if contents.pages:
        lines.append(
            (
                (
                    "后面各表是报来的原样，只列能识别的列；灰色字母是原表的列号，“行号”是原表的行号。"
                    "有底色的单元格带批注，最后一列写明怎样改，可按该列筛选。姓名与联系方式不列出。"
                ),
                {},
            )
        )
    if county.note:
        lines.insert(0, (county.note, {"font_color": "#C00000"}))
    return lines


def _write_head(paper: Paper, top: int, count: int) -> None:
    for column, (name, width) in enumerate(_COLUMNS.items()):
        paper.page.set_column(column, column, width, None, {"hidden": name == KEY})
        paper.text(top, column, name, **HEAD)
    paper.page.repeat_rows(top)
    paper.page.freeze_panes(top + 1, 0)
    paper.page.autofilter(top, 0, top + count, _AT["编号"])
    # On paper the key is of no use.
    paper.page.print_area(0, 0, top + max(count, 1), _AT["编号"])


def _write_line(paper: Paper, row: int, number: int, doubt: Doubt, line: Line) -> None:
    """Write one finding: its project, its cell, what was found and expected, what to do."""
    finding = doubt.finding
    texts = {
        "级别": WORDS[finding.severity],
        "项目": shorten(doubt.project),
        "单元格": cell_name(finding),
        "栏目": _label(doubt),
        "发现": shorten(finding.found, LONGEST_TEXT),
        "应为": shorten(finding.expected, LONGEST_TEXT),
        REMEDY: advice(finding),
        "文件与工作表": " › ".join(filter(None, (short_name(finding.file), finding.sheet))),
        "编号": finding.code,
        KEY: line.key,
    }
    paper.number(row, 0, number, **GRID, align="center")
    for name, text in texts.items():
        style = MARKS[finding.severity] if name == "级别" else {}
        style = QUIET if name in {"文件与工作表", "编号"} else style
        paper.text(row, _AT[name], text, **GRID | style)
    paper.fit_height(row, [(text, _COLUMNS[name]) for name, text in texts.items() if name != KEY])


def _label(doubt: Doubt) -> str:
    """Return the column's name, with the unit in which a number is to be answered."""
    unit = doubt.at.unit if doubt.at else ""
    return f"{doubt.finding.column}（{unit}）" if unit else doubt.finding.column


def cell_name(finding: Finding) -> str:
    """Return M63, as spreadsheets name a cell; 第63行 or M列 where only one of them is known."""
    if finding.letter and finding.row and finding.letter.isalnum():
        return f"{finding.letter}{finding.row}"
    column = f"{finding.letter}列" if finding.letter else ""
    return column + (f"第{finding.row}行" if finding.row else "")


def advice(finding: Finding) -> str:
    """Return what to do, the likeliest repair first, and how much else is gone with it."""
    repair = f"最可能：{shorten(finding.repair, LONGEST_TEXT)}。" if finding.repair else ""
    return f"{repair}{finding.folded}{shorten(finding.advice, LONGEST_TEXT)}。"


def _write_answer(paper: Paper, row: int, doubt: Doubt, county: County, choices: _Choices) -> None:
    """Leave room for the new value, by the rule of its column, and for an explanation."""
    page, pen = paper.page, paper.pen
    column = doubt.column(county)
    if column is None:
        page.write_blank(row, _AT[VALUE], None, pen(**_NOT_TO_FILL))
    else:
        shape = _FORMATS.get(column.column.type, "General")
        page.write_blank(row, _AT[VALUE], None, pen(**_TO_FILL, num_format=shape))
        place = xl_rowcol_to_cell(row, _AT[VALUE])
        page.data_validation(
            row, _AT[VALUE], row, _AT[VALUE], column.validation(place, choices.range_of(column))
        )
    page.write_blank(row, _AT[REASON], None, pen(**_TO_FILL))


class _Choices:
    """The lists of words that are too long for a rule, on a sheet that nobody sees."""

    def __init__(self, book: Workbook, pen: Pen) -> None:
        self._book, self._pen = book, pen
        self._page: Any = None
        self._ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, column: TemplateColumn) -> str:
        """Return the range of a column's words; “” where it has none, or its rule can hold them."""
        if not column.choice or column.choice.fits_in_rule:
            return ""
        words = column.choice.words
        if words not in self._ranges:
            self._page = self._page or self._book.add_worksheet(CHOICES)
            self._page.very_hidden()
            at = len(self._ranges)
            for row, word in enumerate(words):
                safe_cells.set_text(self._page, row, at, word, self._pen)
            self._ranges[words] = f"={CHOICES}!{xl_range_abs(0, at, len(words) - 1, at)}"
        return self._ranges[words]
