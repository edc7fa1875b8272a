"""固投增速反馈: the growth rates that the bureau returned in, one small workbook out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from briefing.domain.months import Month
from briefing.starter.sample.books.sheet import Book, Row, sheet_of, title_rows

if TYPE_CHECKING:
    from briefing.starter.sample.world import World

_FILE_NAMES = (
    "{year}年1-{month}月固投增速反馈.xlsx",
    "固投增速反馈（{month}月）.xlsx",
    "附件7：固定资产投资增速反馈{month}月.xlsx",
    "{county}固投增速反馈表1-{month}月.xlsx",
    "统计局固投增速反馈{year}.{month}.xlsx",
)
_COLUMNS = ("统计期", "固定资产投资增速", "全市位次", "民间投资增速", "备注")


def book(world: World, month: Month) -> Book:
    """Return all periods of the year so far; the first is 1—2月 (1月免报)."""
    names = {"county": world.geography.name, "year": month.year, "month": month.number}
    head, merges = title_rows(
        f"{world.geography.name}{month.year}年固定资产投资增速反馈表",
        "反馈单位：县统计局",
        "单位：%",
        len(_COLUMNS),
    )
    body = [
        Row(
            "row",
            (
                Month(month.year, row.number).cumulative,
                Decimal(row.growth_tenths).scaleb(-1),
                row.rank,
                Decimal(row.private_tenths).scaleb(-1),
                None,
            ),
        )
        for row in world.years[month.year].growth
        if row.number <= month.number
    ]
    note = Row("note", ("注：增速为累计同比，按可比口径计算；1月免报。",))
    sheet = sheet_of("增速反馈", head, _COLUMNS, [*body, note], merges)
    return Book(_FILE_NAMES[month.number % 5].format(**names), (sheet,))
