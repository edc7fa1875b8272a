"""The head of a report that is made item by item, and its cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.page import tables
from briefing.page.blocks import Block, Figure, as_json
from briefing.sections.sentence import Sentence, plain_text

if TYPE_CHECKING:
    from briefing.indicators.indicator import Indicator
    from briefing.page.words import Words
    from briefing.sections.report import Report


def head(report: Report, masthead: str, item: str, title: str, edition: int) -> Block:
    """
    Name the county's *masthead* and the *item* in which *edition*, with the office and the day that
    figures count to.
    """
    bulletin, words = report.county.bulletin, report.words
    return Block(
        "masthead",
        {
            "masthead": f"{report.county.name}{words.stop}{masthead}",
            "number": with_edition(words, item, edition),
            "office": bulletin.office,
            "date": report.as_of,
            "marking": bulletin.marking,
            "title": words(
                "{masthead}（{month}）", masthead=title, month=words.month_of_year(report.month)
            ),
            "subject": title,
            "author": bulletin.office,
            "issued_on": report.county.issue_date(report.month).isoformat(),
            "keywords": [words("重点项目"), report.county.name, str(report.month)],
            "fonts": report.county.fonts.model_dump(),
            "language": words.language,
        },
    )


def with_edition(words: Words, number: str, edition: int) -> str:
    """Say from the second edition on which one it is: nobody takes it for the first."""
    if edition == 1:
        return number
    return words("{number}　第{edition}版", number=number, edition=edition)


def card(label: str, text: str, told: str, light: str = "") -> dict[str, object]:
    """Make a card of a figure that is of one item alone."""
    return {
        "label": label,
        "before": "",
        "number": text.replace("-", tables.MINUS),
        "unit": "",
        "figure": as_json(Figure(text, "")),
        "note": told,
        "light": light,
    }


def figure_card(
    words: Words, label: str, indicator: Indicator, told: Sentence, light: str | None = None
) -> dict[str, object]:
    """Make a card of an indicator, with a line that explains it."""
    figure = Figure(
        indicator.said(words), indicator.id, indicator.scope, indicator.definition.unit
    )
    return parted_card(label, figure, plain_text(told), light or "")


def parted_card(label: str, figure: Figure, told: str, light: str = "") -> dict[str, object]:
    """Make a card whose number is set larger than its unit."""
    before, number, after = _parted(figure.text)
    return {
        "label": label,
        "before": before,
        "number": number.replace("-", tables.MINUS),
        "unit": after,
        "figure": as_json(figure),
        "note": told,
        "light": light,
    }


def _parted(text: str) -> tuple[str, str, str]:
    """
    Part a figure into what stands before the number, the number, and its unit.

    >>> _parted("43亿元"), _parted("-4.4个百分点"), _parted("CNY 4.3 billion"), _parted("—")
    (('', '43', '亿元'), ('', '-4.4', '个百分点'), ('CNY ', '4.3', ' billion'), ('', '—', ''))
    """
    first = next((at for at, letter in enumerate(text) if letter in "-—0123456789"), 0)
    rest = text[first:]
    number = rest[: len(rest) - len(rest.lstrip("-—0123456789.,"))]
    return text[:first], number, rest[len(number) :]
