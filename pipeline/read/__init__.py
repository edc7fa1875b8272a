"""
A month's folder goes in; its tables, cell by cell and with their places, come out.

Ledgers are recognised by their heads, never by file names. Nothing is interpreted here: what a
cell means is the business of `tidy`.
"""

from __future__ import annotations

from pipeline.read.book import Reading, read_book
from pipeline.read.guard import Guard
from pipeline.read.kept import Kept
from pipeline.read.month import MonthReader, read_month
from pipeline.read.rows import Kind
from pipeline.read.table import SheetTable

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
