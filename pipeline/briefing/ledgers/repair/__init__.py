"""Propose the smallest repair where amounts of a ledger contradict each other; never applied here."""

from briefing.ledgers.repair.localise import Amended, Repair, repairs
from briefing.ledgers.repair.mistakes import kind_of_text
from briefing.ledgers.repair.relations import Cell, RowRule, numbers, row_rules

__all__ = [
    "Amended",
    "Cell",
    "Repair",
    "RowRule",
    "kind_of_text",
    "numbers",
    "repairs",
    "row_rules",
]
