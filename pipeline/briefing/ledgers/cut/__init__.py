"""
A month's folder goes in; its tables, cell by cell and with their places, come out.

Ledgers are recognised by their heads, never by file names. Nothing is interpreted here: what a
cell means is the business of `tidy`.
"""

from __future__ import annotations

from briefing.ledgers.cut.book import Reading, read_book
from briefing.ledgers.cut.kept import Kept
from briefing.ledgers.cut.month import MonthReader, read_month
from briefing.ledgers.cut.rows import Kind
from briefing.ledgers.cut.table import SheetTable
from briefing.workbooks.guard import Guard

__all__ = [
    "Guard",
    "Kept",
    "Kind",
    "MonthReader",
    "Reading",
    "SheetTable",
    "read_book",
    "read_month",
]
