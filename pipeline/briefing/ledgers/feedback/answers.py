"""
Read the answers of an office in its feedback workbook, and hold them against the ledgers as they are.

A new value becomes a correction, guarded by what the cell held when the office was asked; an
explanation becomes a confirmation of the warning. Whatever else was changed is named, not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.domain.findings import singly
from briefing.domain.text import quoted, shorten
from briefing.domain.units import fold
from briefing.ledgers.correct import Confirmed, Correction
from briefing.ledgers.correct.cells import fitted
from briefing.ledgers.correct.spots import Misfit
from briefing.ledgers.correct.writing import in_own_unit, naming
from briefing.ledgers.feedback import record
from briefing.ledgers.feedback.doubts import Cells
from briefing.ledgers.feedback.finding_list import KEY, LIST, REASON, VALUE
from briefing.ledgers.feedback.paper import changed_cells, text_mark
from briefing.workbooks.sheet import as_text, letter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from briefing.domain.findings import Finding
    from briefing.ledgers.correct.spots import Spot
    from briefing.ledgers.feedback.record import Line, Record
    from briefing.ledgers.ingest import CheckedMonth
    from briefing.settings.county import County
    from briefing.workbooks.sheet import Book, Sheet

_MOST_NAMED = 10


@dataclass(frozen=True)
class Answer:
    """What an office has written in one line of the list."""

    number: str
    line: Line
    value: str
    reason: str


@dataclass(frozen=True)
class Returned:
    """A workbook that came back: its record, the answers, and the cells that were changed besides."""

    record: Record
    answers: list[Answer]
    # How many lines have no answer.
    blank: int
    changed: list[str]


@dataclass
class Taken:
    """The entries that answers become, and why others do not: a line for each."""

    entries: list[Correction | Confirmed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    # Answers that were read before.
    known: int = 0


def returned(book: Book) -> Returned | None:
    """Read the answers of a workbook; None where it is no feedback workbook, or not a whole one."""
    if (found := record.read(book)) is None:
        return None
    answers: dict[str, Answer] = {}
    blank, changed = set(found.lines), list[str]()
    pages = {name for name, _ in found.rows}
    for sheet in book.sheets:
        head = _head(sheet)
        is_known = sheet.name in pages
        if not is_known and sheet.name not in {record.SHEET, record.CHOICES}:
            changed.append(f"工作表《{sheet.name}》")
        for at in range(len(sheet.rows)):
            texts = [as_text(cell).strip() for cell in sheet.rows[at]]
            mark = found.rows.get((sheet.name, at), "")
            changed += [
                f"《{sheet.name}》{letter(column)}{at + 1}“{shorten(_at(texts, column), 30)}”"
                for column in (changed_cells(mark, texts) if is_known else ())
                if column not in (head[VALUE], head[REASON])
            ]
            line = found.lines.get(_at(texts, head[KEY]))
            value, reason = (_at(texts, head[name]) for name in (VALUE, REASON))
            if line and (value or reason):
                answers[line.key] = Answer(texts[0], line, value, reason)
                blank.discard(line.key)
    return Returned(found, list(answers.values()), len(blank), changed)


def _head(sheet: Sheet) -> dict[str, int]:
    """Return the columns of the answers and of the key; -1 where a sheet has none."""
    if sheet.name.startswith(LIST):
        for at in range(len(sheet.rows)):
            texts = [as_text(cell).strip() for cell in sheet.rows[at]]
            if KEY in texts and VALUE in texts and REASON in texts:
                return {name: texts.index(name) for name in (VALUE, REASON, KEY)}
    return dict.fromkeys((VALUE, REASON, KEY), -1)


def _at(texts: Sequence[str], column: int) -> str:
    return texts[column] if 0 <= column < len(texts) else ""


def changes_named(back: Returned) -> str:
    """Say which cells were changed and are not read; “” where there are none."""
    if not back.changed:
        return ""
    more = f"等{len(back.changed)}格" if len(back.changed) > _MOST_NAMED else ""
    listed = "、".join(back.changed[:_MOST_NAMED])
    return f"改动了“{VALUE}”“{REASON}”之外的单元格，没有读：{listed}{more}"


def corrections(
    back: Returned, checked: CheckedMonth, county: County, day: dt.date, taken: Taken
) -> None:
    """Add to *taken* the corrections that new values become, and why others do not."""
    cells = Cells(checked.tables)
    asked: dict[tuple[str, str, int, str], str] = {}
    for answer in back.answers:
        at = _cell(cells, answer.line)
        if not answer.value or (answer.reason and _is_as_asked(answer, at)):
            continue
        if at:
            # Several findings may be about one cell.
            where = (*at.place, at.key)
            if where in asked and asked[where] == answer.value:
                continue
            if fold(at.standing) == fold(in_own_unit(at, answer.value)) and _moved(at, answer):
                taken.known += 1
                continue
            if asked.setdefault(where, answer.value) != answer.value:
                message = f"同一个单元格的另一条改为“{asked[where]}”，两条应一致"
                taken.refused.append(_refusal(answer, message))
                continue
        try:
            entry = _correction(answer, at, checked, county, day, back.record.office)
        except Misfit as misfit:
            taken.refused.append(_refusal(answer, str(misfit)))
        else:
            taken.entries.append(entry)


def _is_as_asked(answer: Answer, at: Spot | None) -> bool:
    """Tell whether the new value is the one that the office was asked about: it is right."""
    is_same = at is not None and fold(in_own_unit(at, answer.value)) == fold(at.standing)
    return at is not None and is_same and not _moved(at, answer)


def _correction(
    answer: Answer,
    at: Spot | None,
    checked: CheckedMonth,
    county: County,
    day: dt.date,
    office: str,
) -> Correction:
    """Return the correction that a new value becomes. Raises Misfit."""
    if at is None:
        message = "不是一个单元格的事，请改好原台账重新报送"
        raise Misfit(message)
    if _is_as_asked(answer, at):
        message = f"“{VALUE}”与原来的“{at.standing}”相同；属实的提示，请在“{REASON}”写明理由"
        raise Misfit(message)
    if moved := _moved(at, answer):
        raise Misfit(moved)
    entry = Correction(
        **naming(at, checked.tables, checked.month, county),
        month=checked.month,
        expect=at.sent,
        value=in_own_unit(at, answer.value),
        reason=answer.reason or f"{office}答复反馈单（{answer.line.code}）",
        confirmed_by=office,
        confirmed_on=day,
    )
    fitted(checked.tables, entry, county)
    return entry


def confirmations(
    back: Returned, checked: CheckedMonth, county: County, day: dt.date, taken: Taken
) -> None:
    """
    Add to *taken* the confirmations that explanations become, and why others do not.

    *checked* has the corrections of the same answers: what these settle needs no confirmation.
    """
    cells = Cells(checked.tables)
    done = {_subject(each.finding) for each in checked.confirmed}
    for answer in back.answers:
        at = _cell(cells, answer.line)
        if not answer.reason or (answer.value and not _is_as_asked(answer, at)):
            continue
        found = next(_meant(answer.line, singly(checked.findings)), None)
        if found is None and any(_is_about(answer.line, subject) for subject in done):
            taken.known += 1
            continue
        try:
            entry = _confirmation(found, at, answer, checked, county, day, back.record.office)
        except Misfit as misfit:
            taken.refused.append(_refusal(answer, str(misfit)))
        else:
            taken.entries.append(entry)


def _confirmation(
    finding: Finding | None,
    at: Spot | None,
    answer: Answer,
    checked: CheckedMonth,
    county: County,
    day: dt.date,
    office: str,
) -> Confirmed:
    """Return the confirmation that an explanation becomes. Raises Misfit."""
    if answer.line.is_error:
        message = f"是错误，不能只写说明，请在“{VALUE}”填应填的值，或改好原台账重新报送"
        raise Misfit(message)
    if at and (moved := _moved(at, answer)):
        raise Misfit(moved)
    if finding is None:
        message = "这一条已不再提出，不用确认"
        raise Misfit(message)
    named = {"file": finding.file}
    if at:
        named = naming(at, checked.tables, checked.month, county)
    return Confirmed(
        **named,
        month=checked.month,
        finding=finding.code,
        value=at.standing if at else finding.found,
        reason=answer.reason,
        confirmed_by=office,
        confirmed_on=day,
    )


def _cell(cells: Cells, line: Line) -> Spot | None:
    return cells.at(line.ledger, (line.file, line.sheet, line.row), line.column)[0]


def _moved(at: Spot, answer: Answer) -> str:
    """Say that a cell no longer holds what the office was asked about; “” where it does."""
    if text_mark(at.standing) == answer.line.guard:
        return ""
    return f"发出反馈单以后台账改了，{at.words} 现为“{at.standing}”，请重新核对"


def _meant(line: Line, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Return the findings of a month that a line is about: of the same cell, or with the same words."""
    for finding in findings:
        is_same = line.guard or text_mark(finding.found) == line.found
        if is_same and _is_about(line, _subject(finding)):
            yield finding


def _subject(finding: Finding) -> tuple[str, str, int, str, str]:
    return finding.file, finding.sheet, finding.row, finding.column, finding.code


def _is_about(line: Line, subject: tuple[str, str, int, str, str]) -> bool:
    return subject == (line.file, line.sheet, line.row, line.column, line.code)


def _refusal(answer: Answer, why: str) -> str:
    written = [text for text in (answer.value, answer.reason) if text]
    return f"第{answer.number}条（{answer.line.code}）答复{quoted(written)}没有读入：{why}"
