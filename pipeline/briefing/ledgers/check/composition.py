"""
Check that the parts of an investment in the statistics add up to it.

E4: 本年完成 = 建筑工程 + 安装工程 + 设备工器具购置 + 其他费用. E5: 设备 ≥ 旧设备 + 更新设备, and
其他费用 ≥ 旧建筑物 + 建设用地费, which are parts of it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from briefing.domain.findings import Finding, Severity
from briefing.ledgers.check.tolerance import exceeds

if TYPE_CHECKING:
    from briefing.ledgers.tidy.table import Table

WHOLE = "done_this_year_stat_wan"
PARTS = ("construction_wan", "installation_wan", "equipment_wan", "other_costs_wan")
WITHIN = {
    "equipment_wan": ("used_equipment_wan", "renewed_equipment_wan"),
    "other_costs_wan": ("used_buildings_wan", "land_wan"),
}


def check_composition(statistics: Table) -> list[Finding]:
    """
    Compare the year's investment with its parts, row by row; a blank part counts as zero.

    A ledger that has only some of the four parts (建安投资) proves only that they are not more.
    """
    rows = statistics.frame
    there = [part for part in PARTS if rows[part].notna().any()]
    if not there:
        return []
    parts = _sum(rows, there)
    excess = parts - rows[WHOLE].fillna(0)
    is_whole = len(there) == len(PARTS)
    labels = [statistics.ledger.column(part).label for part in there]
    relation = "等于" if is_whole else "不小于"
    found = statistics.findings(
        exceeds(excess.abs() if is_whole else excess),
        WHOLE,
        "E4",
        Severity.ERROR,
        lambda at: (
            f"应{relation}{'、'.join(labels)}之和{statistics.amount(WHOLE, at, parts.iloc[at])}"
        ),
    )
    for whole, within in WITHIN.items():
        if rows[whole].isna().all():
            continue
        words = "与".join(statistics.ledger.column(part).label for part in within)
        inner = _sum(rows, within)
        over = exceeds(inner - rows[whole].fillna(0))
        expected = partial(_no_less, statistics, whole, words, inner)
        found += statistics.findings(over, whole, "E5", Severity.ERROR, expected)
    return found


def _no_less(statistics: Table, whole: str, words: str, sums: pd.Series, at: int) -> str:
    return f"不应小于{words}之和{statistics.amount(whole, at, sums.iloc[at])}"


def _sum(rows: pd.DataFrame, parts: list[str] | tuple[str, ...]) -> pd.Series:
    """Add up the parts that are filled in; a row without any has no sum."""
    return rows[list(parts)].sum(axis=1, min_count=1)
