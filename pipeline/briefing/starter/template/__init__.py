"""
What is known of a new county goes in; its commented county.toml and an empty workbook of each
ledger come out, made from the county's model and the data dictionaries. Nothing is written here.
"""

from __future__ import annotations

from briefing.starter.template.book import file_name, workbook, workbooks
from briefing.starter.template.rules import Given, county_toml

__all__ = ["Given", "county_toml", "file_name", "workbook", "workbooks"]
