"""
Page one: the whole story on one page — masthead, four figures, three sentences, one chart, and
the few matters that need a leader; and the 报尾 of the last page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.indicators.facts import GREEN, RED, YELLOW
from briefing.indicators.matters import matters as find_matters
from briefing.page import tables
from briefing.page.blocks import Block, Cell, Figure, note, paragraph
from briefing.sections import heads
from briefing.sections.front import sentences
from briefing.sections.reserve import sentences as reserve_sentences
from briefing.sections.sentence import Sentence, joined, say

if TYPE_CHECKING:
    from decimal import Decimal

    from briefing.sections.report import Report


def masthead(report: Report) -> Block:
    """The red head: name, number, issuing office, date."""
    bulletin, month, words = report.county.bulletin, report.month, report.words
    of_year, of_all = report.county.issue_number(month)
    issued = report.county.issue_date(month)
    return Block(
        "masthead",
        {
            "masthead": bulletin.masthead,
            "number": heads.with_edition(
                words,
                words(
                    "{year}年第{of_year}期（总第{of_all}期）",
                    year=month.year,
                    of_year=of_year,
                    of_all=of_all,
                ),
                report.revision.number if report.revision else 1,
            ),
            "office": words("{office}编", office=bulletin.office),
            "date": words.day(issued),
            "marking": bulletin.marking,
            "title": words(
                "{masthead}（{month}）",
                masthead=bulletin.masthead,
                month=words.month_of_year(month),
            ),
            "subject": words(
                "{county}{months}固定资产投资与重点项目运行情况",
                county=report.county.name,
                months=words.cumulative(month),
            ),
            "author": bulletin.office,
            "issued_on": issued.isoformat(),
            "keywords": [
                words("固定资产投资"),
                words("重点项目"),
                report.county.name,
                str(month),
            ],
            "fonts": report.county.fonts.model_dump(),
            "language": words.language,
        },
    )


def cards(report: Report) -> Block:
    """The four headline figures, each with its light and one line that explains it."""
    found, rule, words = report.indicators, report.county.lights, report.words
    gap = found["A15"].rounded
    pace = _by_bounds(None if gap is None else -gap, rule.headline_red_points)
    return Block(
        "cards",
        {
            "cards": [
                heads.figure_card(
                    words,
                    words("开复工率"),
                    found["A03"],
                    say(words, found, "{A01}重点项目已开复工{A02}"),
                    _from(
                        found["A03"].value, rule.start_rate_green_pct, rule.start_rate_yellow_pct
                    ),
                ),
                heads.figure_card(
                    words,
                    words("完成投资"),
                    found["A10"],
                    say(words, found, "占年度任务{A09}的{A11}"),
                    pace,
                ),
                heads.figure_card(
                    words, words("与序时进度之差"), found["A15"], _arrears(report), pace
                ),
                heads.figure_card(
                    words,
                    words("“{period}”储备", period=words.name(report.county.reserve.period)),
                    found["C01"],
                    say(words, found, "总投资{C02}，为年度任务的{C09}"),
                    _from(found["C09"].value, rule.reserve_green_times, rule.reserve_yellow_times),
                ),
            ]
        },
    )


def _arrears(report: Report) -> Sentence:
    found = report.indicators
    behind = found["A16"].value
    if behind is None:
        return say(report.words, found, "序时进度{A14}")
    if behind <= 0:
        return say(report.words, found, "序时进度{A14}，已达序时")
    return say(report.words, found, "序时进度{A14}，欠账{A16}")


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
    found, facts, words = report.indicators, report.facts, report.words
    return paragraph(
        joined(
            words,
            sentences.progress(found, facts, words),
            sentences.coverage(found, words),
            sentences.pace(found, facts, words),
            reserve_sentences.reserve(found, facts, words),
        )
    )


def matters(report: Report) -> Block:
    """The few matters with the most money at stake: what, how much, which unit, by when."""
    words = report.words
    rows: list[list[Cell]] = [
        [
            tables.light(matter.light),
            Figure(matter.what, matter.indicator, matter.scope),
            words.amount(matter.amount_wan),
            _some(report, matter.units),
            tables.day(
                matter.due, words, year=bool(matter.due and matter.due.year != report.month.year)
            ),
        ]
        for matter in find_matters(report.facts, words)
    ]
    if not rows:
        return note(words("本月没有需领导协调的事项。"))
    return tables.table(
        "",
        [
            tables.column("灯", "center", 0.6),
            tables.column("事项", "left", 6.2),
            tables.column("涉及年度任务", "right", 2.1),
            tables.column("责任单位", "left", 3.2),
            tables.column("时限", "center", 1.2),
        ],
        rows,
        # Said in the small print below, for page one has no line to spare.
        note="",
        words=words,
    )


def _some(report: Report, units: tuple[str, ...], most: int = 2) -> str:
    """Name the first units, and say how many there are."""
    words = report.words
    named = words.listed(map(words.name, units[:most]))
    if len(units) <= most:
        return named
    return words("{units}等{count}家", units=named, count=len(units))


def sample_note(report: Report) -> Block:
    """Say on page one what a reader must know of the data: whose it is, invented rows, missing reports."""
    words = report.words
    books = (
        words("涉及年度任务为调度口径；应统未统为统计口径。")
        if find_matters(report.facts, words)
        else ""
    )
    coverage = report.indicators["A26"]
    missing = ""
    if coverage.value is not None and coverage.value < report.county.coverage_warning_pct:
        missing = words("填报率{rate}，未报项目不计为0，合计偏低。", rate=coverage.said(words))
    return note(report.note(books, report.county.note, missing))


def imprint(report: Report) -> Block:
    """The 报尾: who receives the issue, and how many copies there are."""
    bulletin, words = report.county.bulletin, report.words
    receivers = (
        ("报：{names}。", bulletin.reported_to),
        ("送：{names}。", bulletin.sent_to),
        ("发：{names}。", bulletin.issued_to),
    )
    return Block(
        "imprint",
        {
            "lines": [
                words(line, names=words("，").join(names)) for line, names in receivers if names
            ],
            "office": bulletin.office,
            "date": words("{day}印发", day=words.day(report.county.issue_date(report.month))),
            "copies": words("（共印{count}份）", count=bulletin.copies) if bulletin.copies else "",
        },
    )
