"""Check that the newest day of a ledger that goes on through the year is not of last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.domain.months import Month

if TYPE_CHECKING:
    from briefing.domain.findings import Finding
    from briefing.ledgers.tidy.table import Table

# The columns in which every month adds days.
GOES_ON = {
    "reserve": "updated_on",
    "problems": "inspected_on",
    "meetings": "held_on",
    "tasks": "accepted_on",
}
# A ledger of last year, sent again, is twelve months old; one without news may be half a year old.
LEAST_MONTHS = 11


def check_dated(table: Table, month: Month) -> list[Finding]:
    """Find a ledger whose newest day lies nearly a year before the report month."""
    key = GOES_ON.get(table.ledger.id)
    if key is None or key not in table.frame or table.frame[key].isna().all():
        return []
    newest = Month.of(table.frame[key].max())
    if month.since(newest) < LEAST_MONTHS:
        return []
    found = f"最晚的日期在{newest.year}年{newest.label}"
    expected = f"应为{month.year}年{month.label}的数据"
    return [table.finding_of_column(key, "H07", found, expected, "核对是否报错年份")]
