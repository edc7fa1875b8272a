"""The head of a report that is made item by item, and its cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import tables
from pipeline.blocks import Block, Figure, as_json

if TYPE_CHECKING:
    from pipeline.briefing.report import Report


def head(report: Report, masthead: str, item: str, title: str) -> Block:
    """Name the county's *masthead* and the *item*, with the office and the day that figures count to."""
    bulletin, words = report.county.bulletin, report.words
    return Block(
        "masthead",
        {
            "masthead": f"{report.county.name}{words.stop}{masthead}",
            "number": item,
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
