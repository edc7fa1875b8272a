"""
Write an office's findings and pages as a workbook, with the same bytes on every run.

The first sheet lists every finding, with room for the answers; the others show the rows as sent.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from briefing.domain.findings import Finding
from briefing.domain.text import shorten
from briefing.export import safe_cells
from briefing.ledgers.feedback import finding_list, record
from briefing.ledgers.feedback.excerpt import KINDS, LedgerPage, SentRow
from briefing.ledgers.feedback.finding_list import (
    LONGEST_TEXT,
    MARKS,
    REMEDY,
    WORDS,
    Contents,
    advice,
    write_list,
)
from briefing.ledgers.feedback.paper import GRID, HEAD, QUIET, Paper, short_name

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS_ABOVE = 4
# Each comment is a drawing, and thousands of them on a sheet make Excel slow.
MOST_COMMENTS = 1000
_PLACE = {"文件": 16, "工作表": 8, "行号": 6}
# So many characters side by side are readable on A4.
_MOST_ON_PAPER = 200
_KIND_WIDTH, _REMEDY_WIDTH = 7, 40
_LEAST_WIDTH, _MOST_WIDTH, _HEADER_LINES = 6, 16, 3
_UNTOLD: dict[str, object] = {"bg_color": "#EDEDED"}
# A cell of a page, by row and column, and its findings.
Marked = tuple[int, int, list[Finding]]


def workbook(contents: Contents) -> bytes:
    """Write one office's workbook."""
    target = io.BytesIO()
    with safe_cells.new_workbook(target, contents.month.last_day, title=contents.title) as book:
        pen, taken = safe_cells.pens(book), {record.SHEET, record.CHOICES}
        papers, lines = write_list(book, contents, pen, taken)
        for page in contents.pages:
            for part in _parts(page):
                papers.append(Paper(book, part.ledger.name, taken, pen))
                _write_page(papers[-1], part, contents)
        record.write(book, contents.county, contents.month, contents.office, lines, papers)
    return target.getvalue()


def _parts(page: LedgerPage) -> Iterator[LedgerPage]:
    """Split a page that is longer than a sheet."""
    room = finding_list.MOST_SHEET_ROWS - ROWS_ABOVE
    for start in range(0, max(len(page.rows), 1), room):
        yield replace(page, rows=page.rows[start : start + room])


def _write_page(paper: Paper, part: LedgerPage, contents: Contents) -> None:
    """Write one ledger's rows in one layout, below the letters and headers of the sheet as sent."""
    lead = dict(_PLACE)
    lead |= {"行类": _KIND_WIDTH} if part.has_other_rows else {}
    widths = [*lead.values(), *_widths(part), _REMEDY_WIDTH]
    headers = [*lead, *(column.header for column in part.columns), REMEDY]
    head, last = ROWS_ABOVE - 1, len(widths) - 1
    paper.text(0, 0, _heading(part, contents), bold=True, font_size=12)
    paper.text(1, 0, _below_heading(part), **QUIET)
    paper.fit_height(head, zip(headers, widths, strict=True))
    for at, (header, wide) in enumerate(zip(headers, widths, strict=True)):
        paper.page.set_column(at, at, wide)
        paper.text(head, at, header, **HEAD)
    _fit_to_paper(paper.page, part, len(lead), widths)
    marked: list[Marked] = []
    for at, column in enumerate(part.columns, len(lead)):
        letter = f"{column.letter}列" if column.letter else "分类行"
        paper.text(head - 1, at, letter, **QUIET, align="center")
        if found := part.head.get(column.key, []):
            paper.text(head, at, column.header, **HEAD | _mark(found))
            marked.append((head, at, found))
    for at, row in enumerate(part.rows, ROWS_ABOVE):
        marked += _write_row(paper, at, row, part, widths)
    _write_comments(paper.page, marked)
    paper.page.freeze_panes(ROWS_ABOVE, len(lead))
    paper.page.repeat_rows(head - 1, head)
    paper.page.autofilter(head, 0, max(head + len(part.rows), head + 1), last)


def _fit_to_paper(page: Worksheet, part: LedgerPage, lead: int, widths: Sequence[int]) -> None:
    """Print a wide page on several sheets of paper, each with the rows' places and projects."""
    sheets = -(-sum(widths) // _MOST_ON_PAPER)
    page.fit_to_pages(sheets, 0)
    named = [at for at, column in enumerate(part.columns, lead) if column.key == "project_name"]
    if sheets > 1 and named:
        page.repeat_columns(0, named[0])


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
    paper: Paper, at: int, row: SentRow, part: LedgerPage, widths: Sequence[int]
) -> list[Marked]:
    """Write one row and its remedies; return the cells with findings."""
    remedy, last = _remedies(row), len(widths) - 1
    lead = last - len(part.columns)
    file = short_name(row.file)
    for number, text in enumerate((file, row.sheet)):
        paper.text(at, number, text, **GRID | QUIET)
    of_row = row.marks.get("", [])
    paper.number(at, 2, row.number, **GRID | _mark(of_row), align="center")
    if lead > len(_PLACE):
        paper.text(at, 3, KINDS.get(row.kind, row.kind), **GRID | QUIET)
    marked: list[Marked] = [(at, 2, of_row)]
    for number, (column, text) in enumerate(zip(part.columns, row.cells, strict=True), lead):
        found = row.marks.get(column.key, [])
        untold = _UNTOLD if not text and row.kind != "project" else {}
        put = paper.amount if column.is_amount else paper.text
        put(at, number, text, **GRID | untold | _mark(found))
        marked.append((at, number, found))
    paper.text(at, last, remedy, **GRID)
    texts = [file, row.sheet, *[""] * (lead - 2), *row.cells, remedy]
    paper.fit_height(at, zip(texts, widths, strict=True))
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
    found = "" if shows else f"{shorten(finding.found, LONGEST_TEXT)}，"
    expected = shorten(finding.expected, LONGEST_TEXT)
    return f"{finding.column or '本行'}：{found}{expected}。{advice(finding)}"


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
