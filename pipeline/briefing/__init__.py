"""
All that a notebook may import: open a month, then ask its parts for paragraphs, charts, tables.

from pipeline import briefing
report = briefing.open("2020-05", "zhashui")
briefing.front.cards(report)
"""

from __future__ import annotations

from pipeline import desk
from pipeline.briefing import (
    annexes,
    curve,
    dossier,
    front,
    handover,
    inclusion,
    ledger_check,
    origins,
    outlook,
    progress,
    province,
    replacement,
    reserve,
    revision,
    service,
    standings,
    supervision,
    warnings,
)
from pipeline.briefing.counties import Summary, open_counties
from pipeline.briefing.ledger_check import LedgerCheck
from pipeline.briefing.opened import open_before, open_ledgers
from pipeline.briefing.opened import open_month as open
from pipeline.briefing.origins import trace
from pipeline.briefing.report import Report

__all__ = [
    "LedgerCheck", "Report", "Summary", "annexes", "curve", "desk", "dossier", "front", "handover",
    "inclusion", "ledger_check", "open", "open_before", "open_counties", "open_ledgers", "origins",
    "outlook", "progress", "province", "replacement", "reserve", "revision", "service", "standings",
    "supervision", "trace", "warnings",
]  # fmt: skip
