"""固定资产投资统计台账: what the statistics bureau exports, a CSV in GB18030."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.starter.sample.books.layout import SampleRow, Value
from briefing.starter.sample.word_lists import UNIT_SPELLINGS

if TYPE_CHECKING:
    from briefing.domain.months import Month
    from briefing.starter.sample.inclusion import InclusionRecord
    from briefing.starter.sample.invented_county import InventedCounty

FILE_NAMES = (
    "{year}年{month}月固定资产投资统计台账.csv",
    "固定资产投资统计台账{year}{month:02d}.csv",
    "附件2：固定资产投资统计台账（{month}月）.csv",
    "{county}固定资产投资统计台账_{year}年1-{month}月.csv",
    "固定资产投资统计台账（{month}月底导出）.csv",
)
_COLUMNS = (
    "序号", "统计库项目编码", "登记项目名称", "项目代码", "统一社会信用代码", "法人单位",
    "行业代码", "责任单位", "是否符合统计开工标准", "开工年月", "在库计划总投资（万元）",
    "本年完成投资（万元）", "纳统状态", "入库月份", "是否申报资料", "计划入库窗口",
    "缺少资料", "备注",
)  # fmt: skip


def rows(county: InventedCounty, month: Month) -> tuple[SampleRow, ...]:
    """Return the ledger of one month: title, unit, header, rows, total and notes."""
    inclusions = county.years[month.year].inclusions
    width = len(_COLUMNS)
    span = "1月" if month.number == 1 else f"1-{month.number}月"
    done = sum(_done(row, month) or 0 for row in inclusions)
    total: list[Value] = ["合计", *[None] * (width - 1)]
    total[10] = sum(row.total_wan for row in inclusions)
    total[11] = None if month.number == 1 else done
    return (
        _line("title", f"{county.geography.name}{month.year}年固定资产投资统计台账（{span}）"),
        _line("unit", "填报单位：县统计局", "单位：万元、个"),
        SampleRow("header", _COLUMNS),
        *(
            SampleRow("row", _cells(row, month, serial), row.project.name)
            for serial, row in enumerate(inclusions, start=1)
        ),
        SampleRow("total", tuple(total)),
        _line("note", "注：仅列县级重点项目；先入库、后有数，未纳统项目不填本年完成投资。"),
        _line(
            "note",
            "注：1月份固定资产投资免报。" if month.number == 1 else "填表人：统计局工作人员",
        ),
    )


def _line(kind: str, first: str, last: str = "") -> SampleRow:
    return SampleRow(kind, (first, *[None] * (len(_COLUMNS) - 2), last or None))


def _done(row: InclusionRecord, month: Month) -> int | None:
    """Return the statistical year to date; none before inclusion, and none in January."""
    is_reported = month.number > 1 and row.status(month) == "已纳统"
    return row.done_wan[month.number - 1] if is_reported else None


def _cells(row: InclusionRecord, month: Month, serial: int) -> tuple[Value, ...]:
    project, status = row.project, row.status(month)
    is_included = status == "已纳统"
    spellings = UNIT_SPELLINGS[project.unit]
    missing = row.lacking if status == "资料不全" else ()
    included = row.included if is_included else None
    return (
        serial,
        row.stat_code if is_included else None,
        row.registered_name,
        project.code,
        row.credit_code,
        project.owner,
        project.work.industry,
        spellings[(project.number + 1) % len(spellings)],
        "是" if row.is_started(month.number) else "否",
        _stat_start(row, month),
        row.total_wan,
        _done(row, month),
        "在库" if is_included and project.number % 5 == 0 else status,
        f"{included.year}-{included.number:02d}" if included else None,
        "是" if status in {"已纳统", "正在申报"} else "否",
        row.window.isoformat() if row.window else None,
        "、".join(missing) or None,
        "500万元以下，不在统计范围" if row.is_small else None,
    )


def _stat_start(row: InclusionRecord, month: Month) -> str | None:
    """Return the month of the statistical start; carried-over works began in former years."""
    if not row.is_started(month.number) or row.started_in is None:
        return None
    if row.project.is_new:
        return f"{month.year}-{row.started_in:02d}"
    return f"{row.project.planned_start:%Y-%m}"
