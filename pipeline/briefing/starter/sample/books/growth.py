"""固投增速反馈: the growth rates that the statistics bureau returns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.months import Month
from briefing.starter.sample.books.layout import SampleRow, SampleSheet, sheet_of

if TYPE_CHECKING:
    from briefing.starter.sample.invented_county import InventedCounty

FILE_NAMES = (
    "{year}年1-{month}月固投增速反馈.xlsx",
    "固投增速反馈（{month}月）.xlsx",
    "附件7：固定资产投资增速反馈{month}月.xlsx",
    "{county}固投增速反馈表1-{month}月.xlsx",
    "统计局固投增速反馈{year}.{month}.xlsx",
)
_COLUMNS = ("统计期", "固定资产投资增速", "全市位次", "民间投资增速", "备注")


def sheets(county: InventedCounty, month: Month) -> tuple[SampleSheet]:
    """Return all periods of the year so far; the first is 1—2月 (1月免报)."""
    body = [
        SampleRow(
            "row",
            (
                Month(month.year, row.number).cumulative,
                Decimal(row.growth_tenths).scaleb(-1),
                row.rank,
                Decimal(row.private_tenths).scaleb(-1),
                None,
            ),
        )
        for row in county.years[month.year].growth
        if row.number <= month.number
    ]
    sheet = sheet_of(
        "增速反馈",
        f"{county.geography.name}{month.year}年固定资产投资增速反馈表",
        "反馈单位：县统计局",
        "单位：%",
        _COLUMNS,
        body,
        notes=["注：增速为累计同比，按可比口径计算；1月免报。"],
    )
    return (sheet,)
