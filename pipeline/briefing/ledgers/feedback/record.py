"""
Write, and read again, what a feedback workbook was made of: its hidden sheet.

By it an answer is joined to its finding, and a change of anything else is seen, whatever program has
saved the workbook in between.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from briefing.domain.findings import Severity
from briefing.ledgers.cut.headless import FEEDBACK
from briefing.ledgers.feedback.paper import text_mark
from briefing.workbooks.sheet import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter import Workbook

    from briefing.domain.months import Month
    from briefing.ledgers.feedback.doubts import Doubt
    from briefing.ledgers.feedback.paper import Paper
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Book, Sheet

SHEET, CHOICES = "反馈单记录", "反馈单选项"
_HEAD, _LINE, _ROW = FEEDBACK, "条", "行"


@dataclass(frozen=True)
class Line:
    """
    The finding behind one line of the list.

    `guard` is the mark of what the cell held, `found` of what the finding said: an answer is about
    these, and about nothing else.
    """

    code: str
    is_error: bool
    ledger: str
    file: str
    sheet: str
    row: int
    column: str
    guard: str
    found: str

    @classmethod
    def of(cls, doubt: Doubt) -> Line:
        """Return the line of a finding that an office is told of."""
        finding = doubt.original
        return cls(
            finding.code,
            finding.severity is Severity.ERROR,
            doubt.ledger,
            finding.file,
            finding.sheet,
            finding.row,
            finding.column,
            text_mark(doubt.at.standing) if doubt.at else "",
            text_mark(finding.found),
        )

    @property
    def key(self) -> str:
        """What the line is known by in the list."""
        return text_mark(json.dumps(asdict(self)), 12)


@dataclass(frozen=True)
class Record:
    """What a feedback workbook was made of."""

    county: str
    month: str
    office: str
    lines: Mapping[str, Line]
    # The marks of each row of each sheet.
    rows: Mapping[tuple[str, int], str]


def write(
    book: Workbook,
    county: County,
    month: Month,
    office: str,
    lines: Iterable[Line],
    papers: Iterable[Paper],
) -> None:
    """Write the record to a sheet that only a program can make visible."""
    page = book.add_worksheet(SHEET)
    page.very_hidden()
    head = {"county": county.code, "month": str(month), "office": office}
    rows = [(_HEAD, "", json.dumps(head))]
    rows += [(_LINE, each.key, json.dumps(asdict(each))) for each in lines]
    rows += [
        (_ROW, f"{row} {paper.name}", mark)
        for paper in papers
        for row, mark in paper.marks.items()
    ]
    for at, texts in enumerate(rows):
        for column, text in enumerate(texts):
            page.write_string(at, column, text)


def read(book: Book) -> Record | None:
    """Return the record of a workbook; None where it has none, or not a whole one."""
    sheet = next((each for each in book.sheets if each.name == SHEET), None)
    rows = [_texts(sheet, at) for at in range(len(sheet.rows))] if sheet else []
    if not rows or rows[0][0] != _HEAD:
        return None
    try:
        head = json.loads(rows[0][2])
        lines = {key: Line(**json.loads(text)) for kind, key, text in rows[1:] if kind == _LINE}
        marks = {}
        for kind, place, mark in rows[1:]:
            if kind == _ROW:
                row, _, name = place.partition(" ")
                marks[name, int(row)] = mark
        return Record(head["county"], head["month"], head["office"], lines, marks)
    except (ValueError, TypeError, KeyError):
        return None


def _texts(sheet: Sheet, at: int) -> list[str]:
    texts = [as_text(cell) for cell in sheet.rows[at][:3]]
    return [*texts, *[""] * (3 - len(texts))]
