"""
What a notebook prints of an open month: one module or package for each part of a page.

A function takes the open month (`Report`) and returns a block: text, cards, a chart or a table.
"""

from __future__ import annotations

from briefing.sections import (
    alerts,
    annexes,
    dossier,
    front,
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
    supervision,
    supervision_list,
)
from briefing.sections.ledger_check import LedgerCheck
from briefing.sections.opening import open_before, open_ledgers, open_month
from briefing.sections.province.counties import Summary, open_counties
from briefing.sections.report import Report

__all__ = [
    "LedgerCheck", "Report", "Summary", "alerts", "annexes", "dossier", "front",
    "inclusion", "ledger_check", "open_before", "open_counties", "open_ledgers", "open_month",
    "origins", "outlook", "progress", "province", "replacement", "reserve", "revision", "service",
    "supervision", "supervision_list",
]  # fmt: skip
