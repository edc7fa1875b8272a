"""What `briefing init` writes for a new county: a commented county.toml and empty workbooks."""

from __future__ import annotations

from briefing.starter.new_county.county_file import NewCounty, county_toml
from briefing.starter.new_county.empty_workbook import empty_workbook, empty_workbooks, file_name

__all__ = ["NewCounty", "county_toml", "empty_workbook", "empty_workbooks", "file_name"]
