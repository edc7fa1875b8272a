"""
Page one: masthead, four figures, three sentences, one chart, and the few matters that need a
leader; and the 报尾 of the last page.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.indicators.facts import GREEN, RED, YELLOW
from briefing.indicators.matters import matters as find_matters
from briefing.page import tables
from briefing.page.blocks import Block, Figure, Light, note, paragraph
from briefing.page.cards import cards as cards_of
from briefing.page.tables import Column
from briefing.sections import mastheads
from briefing.sections.front import sentences
from briefing.sections.mastheads import indicator_card
from briefing.sections.reserve import sentences as reserve_sentences

if TYPE_CHECKING:
    from briefing.indicators.matters import Matter
    from briefing.sections.report import Report


def masthead(report: Report) -> Block:
    """Return the red head: name, number, issuing office, date."""
    bulletin, month, words = report.county.bulletin, report.month, report.words
    of_year, of_all = report.county.issue_number(month)
    issued = report.county.issue_date(month)
    return mastheads.masthead(
        words,
        bulletin.masthead,
        words(
            "{year}年第{of_year}期（总第{of_all}期）",
            year=month.year,
            of_year=of_year,
            of_all=of_all,
        ),
        edition=report.revision.number if report.revision else 1,
        office=words("{office}编", office=bulletin.office),
        author=bulletin.office,
        date=words.day(issued),
        issued_on=issued,
        title=words(
            "{masthead}（{month}）", masthead=bulletin.masthead, month=words.month_of_year(month)
        ),
        subject=words(
            "{county}{months}固定资产投资与重点项目运行情况",
            county=report.county.name,
            months=words.cumulative(month),
        ),
        keywords=[words("固定资产投资"), words("重点项目"), report.county.name, str(month)],
        marking=bulletin.marking,
        fonts=report.county.fonts,
    )


def cards(report: Report) -> Block:
    """Return the four headline figures, each with its light and one line that explains it."""
    prose, rule = report.prose, report.county.lights
    found, words = prose.indicators, prose.words
    pace = _light(found["A15"].rounded, Decimal(0), -rule.headline_red_points)
    started, stocked = found["A03"].value, found["C09"].value
    behind = found["A16"].value
    arrears = (
        "序时进度{A14}"
        if behind is None
        else "序时进度{A14}，已达序时"
        if behind <= 0
        else "序时进度{A14}，欠账{A16}"
    )
    period = words.name(report.county.reserve.period)
    return cards_of(
        indicator_card(
            prose,
            words("开复工率"),
            found["A03"],
            prose.say("{A01}重点项目已开复工{A02}"),
            _light(started, rule.start_rate_green_pct, rule.start_rate_yellow_pct),
        ),
        indicator_card(
            prose, words("完成投资"), found["A10"], prose.say("占年度任务{A09}的{A11}"), pace
        ),
        indicator_card(prose, words("与序时进度之差"), found["A15"], prose.say(arrears), pace),
        indicator_card(
            prose,
            words("“{period}”储备", period=period),
            found["C01"],
            prose.say("总投资{C02}，为年度任务的{C09}"),
            _light(stocked, rule.reserve_green_times, rule.reserve_yellow_times),
        ),
    )


def _light(value: Decimal | None, green: Decimal, yellow: Decimal) -> str | None:
    """Return the light of a value: green and yellow from their bounds on, else red."""
    if value is None:
        return None
    return GREEN if value >= green else YELLOW if value >= yellow else RED


def lead(report: Report) -> Block:
    """Return the three sentences that a leader should remember."""
    prose, facts = report.prose, report.facts
    return paragraph(
        prose.joined(
            sentences.progress(prose, facts),
            sentences.coverage(prose),
            sentences.pace(prose, facts),
            reserve_sentences.reserve(prose, facts),
        )
    )


def matters(report: Report) -> Block:
    """Return the few matters with the most money at stake: what, how much, which unit, by when."""
    words, year = report.words, report.month.year
    found = find_matters(report.facts, words)
    if not found:
        return note(words("本月没有需领导协调的事项。"))

    def due(matter: Matter) -> str:
        return tables.day(matter.due, words, year=bool(matter.due and matter.due.year != year))

    return tables.table(
        "",
        [
            Column("灯", lambda matter: Light(matter.light), "center", 0.6),
            Column(
                "事项",
                lambda matter: Figure(matter.what, matter.indicator, matter.scope),
                width=6.2,
            ),
            Column("涉及年度任务", lambda matter: words.amount(matter.amount_wan), "right", 2.1),
            Column("责任单位", lambda matter: _some(report, matter.units), width=3.2),
            Column("时限", due, "center", 1.2),
        ],
        found,
        # `sample_note` says it in the small print below, for page one has no line to spare.
        note="",
        words=words,
    )


def _some(report: Report, units: tuple[str, ...], most: int = 2) -> str:
    """Name the first units, and say how many there are in all."""
    words = report.words
    named = words.listed(map(words.name, units[:most]))
    if len(units) <= most:
        return named
    return words("{units}等{count}家", units=named, count=len(units))


def sample_note(report: Report) -> Block:
    """Return the small print of page one: which book, invented rows, missing reports."""
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
    """Return the 报尾: who receives the issue, and how many copies there are."""
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
