"""Propose the smallest repair where amounts of a ledger contradict each other; never applied here."""

from briefing.ledgers.repair.localise import Amended, Repair, repairs
from briefing.ledgers.repair.mistakes import kind_of_text

__all__ = ["Amended", "Repair", "kind_of_text", "repairs"]
