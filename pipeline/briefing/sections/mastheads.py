"""The heads of all reports, and the cards that show an indicator below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page.blocks import Block
from briefing.page.cards import Card
from briefing.sections.prose import Prose, Sentence, plain_text

if TYPE_CHECKING:
    import datetime as dt

    from briefing.indicators.indicator import Indicator
    from briefing.page.words import Words
    from briefing.sections.report import Report
    from briefing.settings.county_rules import Fonts


def masthead(
    words: Words,
    name: str,
    number: str,
    *,
    edition: int,
    office: str,
    author: str,
    date: str,
    issued_on: dt.date,
    title: str,
    subject: str,
    keywords: list[str],
    marking: str,
    fonts: Fonts,
) -> Block:
    """
    Return the red head: *name*, *number* (with the edition from the second on), *office*, *date*.

    The rest is for the properties of the files: nobody reads it on the page.
    """
    if edition > 1:
        number = words("{number}　第{edition}版", number=number, edition=edition)
    return Block(
        "masthead",
        {
            "masthead": name,
            "number": number,
            "office": office,
            "date": date,
            "marking": marking,
            "title": title,
            "subject": subject,
            "author": author,
            "issued_on": issued_on.isoformat(),
            "keywords": keywords,
            "fonts": fonts.model_dump(),
            "language": words.language,
        },
    )


def of_item(report: Report, name: str, item: str, title: str, edition: int) -> Block:
    """Return the head of a report about one *item*, with the day up to which figures count."""
    bulletin, words = report.county.bulletin, report.words
    return masthead(
        words,
        f"{report.county.name}{words.stop}{name}",
        item,
        edition=edition,
        office=bulletin.office,
        author=bulletin.office,
        date=report.as_of,
        issued_on=report.county.issue_date(report.month),
        title=words(
            "{masthead}（{month}）", masthead=title, month=words.month_of_year(report.month)
        ),
        subject=title,
        keywords=[words("重点项目"), report.county.name, str(report.month)],
        marking=bulletin.marking,
        fonts=report.county.fonts,
    )


def indicator_card(
    prose: Prose, label: str, indicator: Indicator, note: Sentence, light: str | None = None
) -> Card:
    """Return the card of an indicator, with a line that explains it."""
    return Card(label, prose.figure(indicator), plain_text(note), light or "")
