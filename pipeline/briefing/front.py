"""
Page one: the whole story on one page — masthead, four figures, three sentences, one chart, and
the few matters that need a leader; and the 报尾 of the last page.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from pipeline import charts, money, prose, tables
from pipeline.blocks import Block, Cell, Figure, Light, as_json, note, paragraph
from pipeline.indicators.catalogue import DISPATCH
from pipeline.indicators.facts import GREEN, RED, YELLOW
from pipeline.indicators.matters import matters as find_matters
from pipeline.months import MONTHS_IN_YEAR, day_label

if TYPE_CHECKING:
    from pipeline.briefing.report import Report
    from pipeline.indicators.indicator import Indicator


def masthead(report: Report) -> Block:
    """The red head: name, number, issuing office, date."""
    bulletin, month = report.county.bulletin, report.month
    of_year, of_all = report.county.issue_number(month)
    return Block(
        "masthead",
        {
            "masthead": bulletin.masthead,
            "number": f"{month.year}年第{of_year}期（总第{of_all}期）",
            "office": f"{bulletin.office}编",
            "date": day_label(report.county.issue_date(month)),
            "marking": bulletin.marking,
            "title": f"{bulletin.masthead}（{month.year}年{month.label}）",
            "subject": f"{report.county.name}{month.cumulative}固定资产投资与重点项目运行情况",
            "author": bulletin.office,
            "issued_on": report.county.issue_date(month).isoformat(),
            "keywords": ["固定资产投资", "重点项目", report.county.name, str(month)],
            "fonts": report.county.fonts.model_dump(),
        },
    )


def cards(report: Report) -> Block:
    """The four headline figures, each with its light and one line that explains it."""
    found, rule = report.indicators, report.county.lights
    gap = found["A15"].rounded
    pace = _by_bounds(None if gap is None else -gap, rule.headline_red_points)
    return Block(
        "cards",
        {
            "cards": [
                _card(
                    "开复工率",
                    found["A03"],
                    prose.say(found, "{A01}重点项目已开复工{A02}"),
                    _from(
                        found["A03"].value, rule.start_rate_green_pct, rule.start_rate_yellow_pct
                    ),
                ),
                _card("完成投资", found["A10"], prose.say(found, "占年度任务{A09}的{A11}"), pace),
                _card("与序时进度之差", found["A15"], _arrears(report), pace),
                _card(
                    f"“{report.county.reserve.period}”储备",
                    found["C01"],
                    prose.say(found, "总投资{C02}，为年度任务的{C09}"),
                    _from(found["C09"].value, rule.reserve_green_times, rule.reserve_yellow_times),
                ),
            ]
        },
    )


def _arrears(report: Report) -> prose.Sentence:
    found = report.indicators
    behind = found["A16"].value
    if behind is None:
        return prose.say(found, "序时进度{A14}")
    if behind <= 0:
        return prose.say(found, "序时进度{A14}，已达序时")
    return prose.say(found, "序时进度{A14}，欠账{A16}")


def _card(
    label: str, indicator: Indicator, words: prose.Sentence, light: str | None
) -> dict[str, object]:
    # An amount below one 亿元 is written in 万元, so number and unit both follow the text.
    unit = indicator.text.lstrip("-0123456789.—")
    return {
        "label": label,
        "number": indicator.text.removesuffix(unit).replace("-", tables.MINUS),
        "unit": unit,
        "figure": as_json(Figure(indicator.text, indicator.id)),
        "note": prose.plain_text(words),
        "light": light or "",
        "word": as_json(Light(light))["word"] if light else "",  # type: ignore[index]
    }


def _from(value: Decimal | None, green: Decimal, yellow: Decimal) -> str | None:
    if value is None:
        return None
    return GREEN if value >= green else YELLOW if value >= yellow else RED


def _by_bounds(behind: Decimal | None, red: Decimal) -> str | None:
    """Ahead of time is green, behind is yellow, far behind is red."""
    if behind is None:
        return None
    return GREEN if behind <= 0 else YELLOW if behind <= red else RED


def lead(report: Report) -> Block:
    """The three sentences that a leader remembers."""
    found, facts = report.indicators, report.facts
    return paragraph(
        prose.joined(
            prose.progress(found, facts),
            prose.coverage(found),
            prose.pace(found, facts),
            prose.reserve(found, facts),
        )
    )


def curve(report: Report) -> Block:
    """Cumulative investment against 序时 and against what the rest of the year takes."""
    found, month = report.indicators, report.month
    task, done = found["A09"].value or Decimal(0), found["A10"].value
    actual = {
        past.number: money.yi(money.total(rows["done_this_year_wan"]))
        for past, rows in report.facts.earlier.items()
    }
    actual[month.number] = done
    lines = [
        ("实际", number, value) for number, value in sorted(actual.items()) if value is not None
    ]
    lines += [("序时", number, task * number / MONTHS_IN_YEAR) for number in range(1, 13)]
    if done is not None and month.number < MONTHS_IN_YEAR and task > done:
        step = (task - done) / (MONTHS_IN_YEAR - month.number)
        lines += [
            ("需完成", number, done + step * (number - month.number))
            for number in range(month.number, 13)
        ]
    data = pd.DataFrame(lines, columns=["series", "month", "amount_yi"]).astype(
        {"amount_yi": float}
    )
    title = _curve_title(report)
    return charts.schedule_curve(
        data,
        _curve_labels(report, task, done),
        title=title,
        note=report.source(DISPATCH, "projects"),
        alt_text=f"{title}。折线图：{prose.plain_text(prose.progress(found, report.facts))}",
    )


def _curve_title(report: Report) -> str:
    """The finding: behind, on time or ahead, and the pace that follows."""
    found = report.indicators
    gap = found["A15"].rounded
    if gap is None:
        return "累计完成投资"
    stand = (
        "与序时进度持平"
        if not gap
        else f"{'超' if gap > 0 else '落后'}序时进度{found['A15'].magnitude}"
    )
    pace = found["F02"].rounded
    more = (
        f"，余下月份月均须为前{report.month.number}个月的{found['F02'].text}"
        if pace and pace > 1
        else ""
    )
    return f"投资进度{stand}{more}"


def _curve_labels(report: Report, task: Decimal, done: Decimal | None) -> pd.DataFrame:
    """
    Name each line where there is room for a word.

    In spring and autumn the lines run close to the axis or to each other: there the words stand
    off the point that they speak of, above the lines early in the year and below them late.
    """
    month, found = report.month.number, report.indicators
    schedule = task * month / MONTHS_IN_YEAR
    amount = money.amount(schedule * money.WAN_PER_YI)
    labels = [("需完成", 12, task, f"年度任务 {found['A09'].text}", "right")]
    if 4 <= month <= 8:
        labels.append(("序时", month, schedule, f"序时 {amount}", "right"))
    elif month < MONTHS_IN_YEAR:
        words = f"序时（{report.month.label}底{amount}）"
        labels.append(("序时", 6, task / 2, words, "right"))
    if done is not None:
        words = f"实际 {found['A10'].text}"
        if month < 3:
            labels.append(("实际", month, schedule + task / 4, words, "left"))
        elif month <= 6:
            labels.append(("实际", month, done, words, "left"))
        else:
            labels.append(("实际", month, done - task * 2 / 5, words, "right"))
    return pd.DataFrame(labels, columns=["series", "month", "amount_yi", "text", "align"]).astype(
        {"amount_yi": float}
    )


def matters(report: Report) -> Block:
    """The few matters with the most money at stake: what, how much, which unit, by when."""
    rows: list[list[Cell]] = [
        [
            tables.light(matter.light),
            Figure(matter.what, matter.indicator),
            money.amount(matter.amount_wan),
            _some(matter.units),
            tables.day(matter.due, year=bool(matter.due and matter.due.year != report.month.year)),
        ]
        for matter in find_matters(report.facts)
    ]
    return (
        tables.table(
            "",
            [
                tables.column("灯", "center", 0.6),
                tables.column("事项", "left", 6.4),
                tables.column("涉及年度任务", "right", 2.1),
                tables.column("责任单位", "left", 3.2),
                tables.column("时限", "center"),
            ],
            rows,
            note="",
        )
        if rows
        else note("本月没有需领导协调的事项。")
    )


def _some(units: tuple[str, ...], most: int = 2) -> str:
    """Name the first units, and say how many there are."""
    named = "、".join(units[:most])
    return named if len(units) <= most else f"{named}等{len(units)}家"


def sample_note(report: Report) -> Block:
    """Say on page one what a reader must know of the data: invented rows, missing reports."""
    found = report.indicators
    words = [report.county.note]
    coverage = found["A26"]
    if coverage.value is not None and coverage.value < report.county.coverage_warning_pct:
        words.append(f"填报率{coverage.text}，未报项目不计为0，合计偏低。")
    return note("".join(words))


def imprint(report: Report) -> Block:
    """The 报尾: who receives the issue, and how many copies there are."""
    bulletin = report.county.bulletin
    lines = [
        f"{word}：{'，'.join(names)}。"
        for word, names in (
            ("报", bulletin.reported_to),
            ("送", bulletin.sent_to),
            ("发", bulletin.issued_to),
        )
        if names
    ]
    return Block(
        "imprint",
        {
            "lines": lines,
            "office": bulletin.office,
            "date": f"{day_label(report.county.issue_date(report.month))}印发",
            "copies": f"（共印{bulletin.copies}份）" if bulletin.copies else "",
        },
    )
