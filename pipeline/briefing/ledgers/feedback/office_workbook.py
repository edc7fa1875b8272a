"""
Write an office's findings and pages as a workbook, with the same bytes on every run.

The first sheet says what to do and lists every finding; the others show the rows as sent.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from briefing.domain.findings import Finding, Severity, errors
from briefing.domain.months import Month, day_label
from briefing.domain.text import shorten
from briefing.export import safe_cells
from briefing.ledgers.feedback.excerpt import KINDS, LedgerPage, SentRow

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from briefing.export.safe_cells import Pen
    from briefing.settings.county import County

# The most rows that Excel allows on a sheet; further rows go on another.
MOST_SHEET_ROWS = 1_048_576
# Each comment is a drawing, and thousands of them on a sheet make Excel slow.
MOST_COMMENTS = 1000
LIST, ROWS_ABOVE = "核查说明", 4
REMEDY = "请这样改"
WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提示"}
# An error is also bold, to be seen on grey paper.
MARKS: dict[Severity, dict[str, object]] = {
    Severity.ERROR: {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True},
    Severity.WARNING: {"bg_color": "#FFF2CC", "font_color": "#7F6000"},
}
_GRID: dict[str, object] = {"border": 1, "border_color": "#BFBFBF", "text_wrap": True}
_HEAD: dict[str, object] = _GRID | {"bold": True, "bg_color": "#DDEBF7", "align": "center"}
_QUIET: dict[str, object] = {"font_color": "#7F7F7F", "font_size": 9}
_COLUMNS = {
    "序号": 5, "严重程度": 9, "文件": 24, "工作表": 9, "单元格": 9, "列": 13, "发现": 32,
    "应为": 26, REMEDY: 30, "编号": 6,
}  # fmt: skip
_PLACE = {"文件": 16, "工作表": 8, "行号": 6}
_KIND_WIDTH, _REMEDY_WIDTH = 7, 40
_LEAST_WIDTH, _MOST_WIDTH, _HEADER_LINES = 6, 16, 3
_UNTOLD: dict[str, object] = {"bg_color": "#EDEDED"}
_LONGEST_FOUND = 500
# A cell of a page, by row and column, and its findings.
Marked = tuple[int, int, list[Finding]]


@dataclass(frozen=True)
class Contents:
    """What one workbook holds: for whom, of which month, its findings and its pages."""

    office: str
    # Other names of the office in findings: 县重点项目办 is a part of 发展和改革局.
    aliases: Sequence[str]
    county: County
    month: Month
    findings: Sequence[Finding]
    pages: Sequence[LedgerPage]


def workbook(contents: Contents) -> bytes:
    """Write one office's workbook."""
    target = io.BytesIO()
    never_run = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    with Workbook(target, {"in_memory": True, **never_run}) as book:
        last_day = contents.month.last_day
        # The date of creation in the file must not change from run to run.
        made = dt.datetime(last_day.year, last_day.month, last_day.day, tzinfo=dt.UTC)
        book.set_properties({"title": _title(contents), "created": made})
        pen, taken = safe_cells.pens(book), set[str]()
        _write_list(book, contents, pen, taken)
        for page in contents.pages:
            for part in _parts(page):
                _write_page(_sheet(book, part.ledger.name, taken), part, contents, pen)
    return target.getvalue()


def _title(contents: Contents) -> str:
    month = contents.month
    return f"{contents.county.name}{month.year}年{month.label}台账核查反馈单"


def _sheet(book: Workbook, title: str, taken: set[str]) -> Worksheet:
    page = book.add_worksheet(safe_cells.sheet_name(title, taken))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C第&P页，共&N页")
    # Codes are texts that look like numbers: no warning is needed at each of them.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return page


def _write_list(book: Workbook, contents: Contents, pen: Pen, taken: set[str]) -> None:
    """Write what this is, what to do, and every finding, on as many sheets as needed."""
    ordered = [
        *errors(contents.findings),
        *(each for each in contents.findings if each.severity is not Severity.ERROR),
    ]
    numbered = list(enumerate(ordered, 1))
    page = _sheet(book, LIST, taken)
    top = _write_opening(page, contents, pen)
    while True:
        room = MOST_SHEET_ROWS - top - 1
        _write_findings(page, top, numbered[:room], pen)
        numbered = numbered[room:]
        if not numbered:
            return
        page, top = _sheet(book, LIST, taken), 0


def _write_opening(page: Worksheet, contents: Contents, pen: Pen) -> int:
    """Write title and explanations across the sheet; return the first free row."""
    last = len(_COLUMNS) - 1
    title = pen(bold=True, font_size=16, align="center")
    page.merge_range(0, 0, 0, last, safe_cells.fitting(_title(contents)), title)
    page.set_row(0, 30)
    lines = _explanations(contents)
    for row, (text, style) in enumerate(lines, 1):
        page.merge_range(row, 0, row, last, "")
        safe_cells.set_text(page, row, 0, text, pen, text_wrap=True, **style)
        page.set_row(row, safe_cells.height([(text, sum(_COLUMNS.values()))]))
    return len(lines) + 1


def _explanations(contents: Contents) -> list[tuple[str, dict[str, object]]]:
    county, month = contents.county, contents.month
    wrong = len(errors(contents.findings))
    issue = day_label(county.issue_date(month))
    collector = county.bulletin.office
    also = f"（含{'、'.join(contents.aliases)}）" if contents.aliases else ""
    lines: list[tuple[str, dict[str, object]]] = [
        (
            (
                f"{shorten(contents.office)}{also}：{month.year}年{month.label}的台账核查出"
                f"错误{wrong}条、提示{len(contents.findings) - wrong}条，逐条列在下面。"
            ),
            {"bold": True, "font_size": 11},
        ),
        ("红底加粗是错误：必须改正或补齐，否则本月简报不能生成。", MARKS[Severity.ERROR]),
        ("黄底是提示：请核实，有误的改正，无误的请说明情况。", MARKS[Severity.WARNING]),
        (
            (
                f"怎样改：请在原来报送的台账文件里按“{REMEDY}”改正，再把整份台账重新报送{collector}；"
                "请不要只改这份反馈单，改在这里的内容不会被读取。"
            ),
            {},
        ),
        (f"时限：本月简报定于{issue}印发，请在此之前报送。", {}),
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


def _write_findings(
    page: Worksheet, top: int, numbered: Sequence[tuple[int, Finding]], pen: Pen
) -> None:
    for column, (name, width) in enumerate(_COLUMNS.items()):
        page.set_column(column, column, width)
        safe_cells.set_text(page, top, column, name, pen, **_HEAD)
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, top + len(numbered), len(_COLUMNS) - 1)
    for row, (number, finding) in enumerate(numbered, top + 1):
        page.write_number(row, 0, number, pen(**_GRID, align="center"))
        texts = [
            WORDS[finding.severity],
            finding.file,
            finding.sheet,
            _cell(finding),
            finding.column,
            shorten(finding.found, _LONGEST_FOUND),
            shorten(finding.expected, _LONGEST_FOUND),
            _advice(finding),
            finding.code,
        ]
        page.set_row(row, safe_cells.height(zip(texts, list(_COLUMNS.values())[1:], strict=True)))
        for column, text in enumerate(texts, 1):
            style = MARKS[finding.severity] if column == 1 else {}
            safe_cells.set_text(page, row, column, text, pen, **_GRID | style)


def _cell(finding: Finding) -> str:
    """Return M63, as spreadsheets name a cell; 第63行 or M列 where only one of them is known."""
    if finding.letter and finding.row and finding.letter.isalnum():
        return f"{finding.letter}{finding.row}"
    column = f"{finding.letter}列" if finding.letter else ""
    return column + (f"第{finding.row}行" if finding.row else "")


def _advice(finding: Finding) -> str:
    return f"{shorten(finding.advice, _LONGEST_FOUND)}。{finding.remedy}"


def _parts(page: LedgerPage) -> Iterator[LedgerPage]:
    """Split a page that is longer than a sheet."""
    room = MOST_SHEET_ROWS - ROWS_ABOVE
    for start in range(0, max(len(page.rows), 1), room):
        yield replace(page, rows=page.rows[start : start + room])


def _write_page(page: Worksheet, part: LedgerPage, contents: Contents, pen: Pen) -> None:
    """Write one ledger's rows in one layout, below the letters and headers of the sheet as sent."""
    lead = dict(_PLACE)
    lead |= {"行类": _KIND_WIDTH} if part.has_other_rows else {}
    widths = [*lead.values(), *_widths(part), _REMEDY_WIDTH]
    headers = [*lead, *(column.header for column in part.columns), REMEDY]
    head, last = ROWS_ABOVE - 1, len(widths) - 1
    safe_cells.set_text(page, 0, 0, _heading(part, contents), pen, bold=True, font_size=12)
    safe_cells.set_text(page, 1, 0, _below_heading(part), pen, **_QUIET)
    page.set_row(head, safe_cells.height(zip(headers, widths, strict=True)))
    for at, (header, wide) in enumerate(zip(headers, widths, strict=True)):
        page.set_column(at, at, wide)
        safe_cells.set_text(page, head, at, header, pen, **_HEAD)
    marked: list[Marked] = []
    for at, column in enumerate(part.columns, len(lead)):
        letter = f"{column.letter}列" if column.letter else "分类行"
        safe_cells.set_text(page, head - 1, at, letter, pen, **_QUIET, align="center")
        if found := part.head.get(column.key, []):
            safe_cells.set_text(page, head, at, column.header, pen, **_HEAD | _mark(found))
            marked.append((head, at, found))
    for at, row in enumerate(part.rows, ROWS_ABOVE):
        marked += _write_row(page, at, row, part, widths, pen)
    _write_comments(page, marked)
    page.freeze_panes(ROWS_ABOVE, len(lead))
    page.repeat_rows(head - 1, head)
    page.autofilter(head, 0, max(head + len(part.rows), head + 1), last)


def _heading(part: LedgerPage, contents: Contents) -> str:
    found = sum(bool(row.findings) for row in part.rows)
    return (
        f"《{part.ledger.name}》  {shorten(contents.office)}  "
        f"共{len(part.rows)}行，其中{found}行需要改正或核实"
    )


def _below_heading(part: LedgerPage) -> str:
    legend = "红底加粗：错误；黄底：提示。批注里写明发现了什么、应为什么、怎样改。"
    other = "合计、分类等行只摘录行首的文字，灰格未摘录。" if part.has_other_rows else ""
    unshown = f"行数较多，另有{part.unshown}行没有发现问题，未列出。" if part.unshown else ""
    return legend + other + unshown


def _write_row(
    page: Worksheet, at: int, row: SentRow, part: LedgerPage, widths: Sequence[int], pen: Pen
) -> list[Marked]:
    """Write one row and its remedies; return the cells with findings."""
    remedy, last = _remedies(row), len(widths) - 1
    lead = last - len(part.columns)
    for number, text in enumerate((row.file, row.sheet)):
        safe_cells.set_text(page, at, number, text, pen, **_GRID | _QUIET)
    of_row = row.marks.get("", [])
    page.write_number(at, 2, row.number, pen(**_GRID | _mark(of_row), align="center"))
    if lead > len(_PLACE):
        safe_cells.set_text(page, at, 3, KINDS.get(row.kind, row.kind), pen, **_GRID | _QUIET)
    marked: list[Marked] = [(at, 2, of_row)]
    for number, (column, text) in enumerate(zip(part.columns, row.cells, strict=True), lead):
        found = row.marks.get(column.key, [])
        untold = _UNTOLD if not text and row.kind != "project" else {}
        put = safe_cells.set_amount if column.is_amount else safe_cells.set_text
        put(page, at, number, text, pen, **_GRID | untold | _mark(found))
        marked.append((at, number, found))
    safe_cells.set_text(page, at, last, remedy, pen, **_GRID)
    texts = [row.file, row.sheet, *[""] * (lead - 2), *row.cells, remedy]
    page.set_row(at, safe_cells.height(zip(texts, widths, strict=True)))
    return [each for each in marked if each[2]]


def _mark(findings: Iterable[Finding]) -> dict[str, object]:
    """Return the colours of a cell: those of its most severe finding."""
    severities = {finding.severity for finding in findings}
    return next((style for severity, style in MARKS.items() if severity in severities), {})


def _remedies(row: SentRow) -> str:
    """Return what to do about each finding of a row, one line each, numbered if there are several."""
    lines = [_remedy(finding, is_seen=row.kind == "project") for finding in row.findings]
    if len(lines) < 2:
        return "".join(lines)
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _remedy(finding: Finding, *, is_seen: bool) -> str:
    """Return what to do in one line, with what was found unless the cell beside it shows that."""
    shows = is_seen and finding.found.startswith("读到")
    found = "" if shows else f"{shorten(finding.found, _LONGEST_FOUND)}，"
    expected = shorten(finding.expected, _LONGEST_FOUND)
    return f"{finding.column or '本行'}：{found}{expected}。{_advice(finding)}"


def _write_comments(page: Worksheet, marked: Iterable[Marked]) -> None:
    """Write at each cell what was found, what was expected, and what to do."""
    for row, column, findings in islice((each for each in marked if each[2]), MOST_COMMENTS):
        text = "\n".join(
            f"【{WORDS[finding.severity]} {finding.code}】{shorten(finding.found)}\n"
            f"要求：{shorten(finding.expected)}\n{REMEDY}：{shorten(finding.advice)}。{finding.remedy}"
            for finding in findings
        )
        lines = sum(1 + safe_cells.width(line) // 44 for line in text.splitlines())
        shape = {"x_scale": 2.2, "height": 18 + 14 * lines, "font_name": safe_cells.FONT}
        page.write_comment(
            row, column, safe_cells.fitting(text), shape | {"font_size": 9, "author": "台账核查"}
        )


def _widths(part: LedgerPage) -> list[int]:
    """Return the widths of columns: as wide as their cells, within bounds; headers may wrap."""
    found = []
    for at, column in enumerate(part.columns):
        widest = max((safe_cells.width(row.cells[at]) for row in part.rows), default=0)
        header = -(-safe_cells.width(column.header) // _HEADER_LINES)
        found.append(min(max(widest, header, _LEAST_WIDTH), _MOST_WIDTH) + 2)
    return found
