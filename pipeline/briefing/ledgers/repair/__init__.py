"""Propose the smallest repair where amounts of a ledger contradict each other; never applied here."""

from briefing.ledgers.repair.localise import Amended, Repair, repairs

__all__ = ["Amended", "Repair", "repairs"]
