"""The curve of page one: investment done, 序时进度, and what the rest of the year takes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain import money
from briefing.domain.months import MONTHS_IN_YEAR, Month
from briefing.indicators.catalogue import DISPATCH
from briefing.sections import charts
from briefing.sections.front import sentences
from briefing.sections.prose import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.page.blocks import Block
    from briefing.sections.report import Report


def schedule(report: Report) -> Block:
    """Draw cumulative investment against 序时 and against what the rest of the year takes."""
    found, month, words = report.indicators, report.month, report.words
    task, done = found["A09"].value or Decimal(0), found["A10"].value
    actual = {
        past.number: money.yi(money.total(rows["done_this_year_wan"]))
        for past, rows in report.facts.earlier.items()
    }
    actual[month.number] = done
    known = {number: value for number, value in sorted(actual.items()) if value is not None}
    title = _title(report)
    told = plain_text(sentences.progress(report.prose, report.facts))
    return charts.schedule_curve(
        _lines(known, task, month),
        _labels(report, task, done),
        title=title,
        note=report.source(DISPATCH, "projects"),
        alt_text=words("{title}。折线图：{told}", title=title, told=told),
        words=words,
    )


def of_project(report: Report, actual: Mapping[int, Decimal], task: Decimal, name: str) -> Block:
    """Draw a project's own curve; *actual* by month, and *task*, in 亿元."""
    month, words = report.month, report.words
    done = actual.get(month.number)
    on_time = task * month.number / MONTHS_IN_YEAR
    stand = (
        "本月未报进度"
        if done is None
        else "投资进度达到序时进度"
        if done >= on_time
        else "投资进度落后于序时进度"
    )
    told = words(stand)
    amounts = words.listed(
        words(
            "{name}{figure}",
            name=words.month(Month(month.year, number)),
            figure=words.amount(value * money.WAN_PER_YI),
        )
        for number, value in actual.items()
    )
    whole = words("年度任务 {amount}", amount=words.amount(task * money.WAN_PER_YI))
    return charts.schedule_curve(
        _lines(actual, task, month),
        _frame([("需完成", 12, task, whole, "right")], *_LABELS),
        title=told,
        note=report.source(DISPATCH, "projects"),
        alt_text=words("{title}。折线图：{told}", title=f"{name}{words.stop}{told}", told=amounts),
        # A dossier is one page.
        height=100,
        words=words,
    )


_LABELS = ("series", "month", "amount_yi", "text", "align")


def _lines(actual: Mapping[int, Decimal], task: Decimal, month: Month) -> pd.DataFrame:
    """Return the points of the three lines: done, twelfths of the task, needed."""
    rows = [("实际", number, value) for number, value in actual.items()]
    rows += [("序时", number, task * number / MONTHS_IN_YEAR) for number in range(1, 13)]
    done = actual.get(month.number)
    if done is not None and month.number < MONTHS_IN_YEAR and task > done:
        step = (task - done) / (MONTHS_IN_YEAR - month.number)
        rows += [
            ("需完成", number, done + step * (number - month.number))
            for number in range(month.number, 13)
        ]
    return _frame(rows, "series", "month", "amount_yi")


def _frame(rows: Sequence[tuple[object, ...]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype({"amount_yi": float})


def _title(report: Report) -> str:
    """Return the finding: behind, on time or ahead, and the pace that follows."""
    found, words = report.indicators, report.words
    gap = found["A15"].rounded
    if gap is None:
        return words("累计完成投资")
    stand = (
        "投资进度超序时进度{A15.magnitude}"
        if gap > 0
        else "投资进度落后序时进度{A15.magnitude}"
        if gap
        else "投资进度与序时进度持平"
    )
    pace = found["F02"].rounded
    more = "，余下月份月均须为前{count}个月的{F02}" if pace and pace > 1 else ""
    return plain_text(report.prose.say(stand, more, count=report.month.number))


def _labels(report: Report, task: Decimal, done: Decimal | None) -> pd.DataFrame:
    """
    Return the label of each line, where there is room for it.

    Early and late in the year the lines run close to the axis or to each other: there a label
    stands away from its point, above the lines early in the year and below them late.
    """
    month, found, words = report.month.number, report.indicators, report.words
    on_time = task * month / MONTHS_IN_YEAR
    amount = words.amount(on_time * money.WAN_PER_YI)
    whole = words("年度任务 {amount}", amount=found["A09"].said(words))
    labels: list[tuple[object, ...]] = [("需完成", 12, task, whole, "right")]
    if 4 <= month <= 8:
        told = words("序时 {amount}", amount=amount)
        labels.append(("序时", month, on_time, told, "right"))
    elif month < MONTHS_IN_YEAR:
        told = words("序时（{month}底{amount}）", month=words.month(report.month), amount=amount)
        labels.append(("序时", 6, task / 2, told, "right"))
    if done is not None:
        told = words("实际 {amount}", amount=found["A10"].said(words))
        if month < 3:
            labels.append(("实际", month, on_time + task / 3, told, "left"))
        elif month <= 6:
            labels.append(("实际", month, done, told, "left"))
        else:
            labels.append(("实际", month, done - task * 2 / 5, told, "right"))
    return _frame(labels, *_LABELS)
