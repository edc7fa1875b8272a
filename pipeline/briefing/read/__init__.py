"""
A month's folder goes in; its tables, cell by cell and with their places, come out.

Ledgers are recognised by their heads, never by file names. Nothing is interpreted here: what a
cell means is the business of `tidy`.
"""

from __future__ import annotations

from briefing.read.book import Reading, read_book
from briefing.read.kept import Kept
from briefing.read.month import MonthReader, read_month
from briefing.read.rows import Kind
from briefing.read.table import SheetTable
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
