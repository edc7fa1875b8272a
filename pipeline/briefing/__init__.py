"""
All that a notebook may import: open a month, then ask its parts for paragraphs, charts, tables.

from pipeline import briefing
report = briefing.open("2020-05", "zhashui")
briefing.front.cards(report)
"""

from __future__ import annotations

from pipeline.briefing import annexes, front, inclusion, progress, reserve, service, supervision
from pipeline.briefing.report import Report
from pipeline.briefing.report import open_month as open

__all__ = [
    "Report",
    "annexes",
    "front",
    "inclusion",
    "open",
    "progress",
    "reserve",
    "service",
    "supervision",
]
