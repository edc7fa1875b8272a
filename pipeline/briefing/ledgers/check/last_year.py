"""Check that a ledger is not the one of the same month last year, saved anew without its year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.domain.findings import Finding
    from briefing.domain.months import Month
    from briefing.ledgers.tidy.table import Table

# The column whose numbers every year gives anew.
GIVEN_ANEW = {
    "projects": "done_this_year_wan",
    "statistics": "done_this_year_stat_wan",
    "growth": "growth_pct",
    "contributions": "contribution_points",
}
_NUMBERS = {"money", "percent", "points", "count"}
# So many numbers, and so many of that column, do not agree by chance.
_LEAST_NUMBERS, _LEAST_GIVEN_ANEW = 10, 3


def check_last_year(table: Table, former: Table, month: Month) -> list[Finding]:
    """
    Find a ledger of which every number is that of the same month last year, row by row.

    Words and days are not compared: what says no year was read as of this one.
    """
    anew = GIVEN_ANEW.get(table.ledger.id, "")
    keys = [
        column.key
        for column in table.ledger.columns
        if column.type in _NUMBERS and column.key in table.frame and column.key in former.frame
    ]
    if anew not in keys or len(table.frame) != len(former.frame):
        return []
    ours, theirs = (
        each.frame[keys].reset_index(drop=True).astype(float).fillna(0) for each in (table, former)
    )
    told = (ours != 0).sum()
    if told.sum() < _LEAST_NUMBERS or told[anew] < _LEAST_GIVEN_ANEW or not ours.equals(theirs):
        return []
    found = f"{len(ours)}行的数全部与{month.year - 1}年{month.label}相同"
    expected = f"应为{month.year}年{month.label}的数据"
    return [table.finding_of_column(anew, "H07", found, expected, "核对是否报错年份")]
