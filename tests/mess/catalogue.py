"""List every kind of mess: its name, what a reader is to do with it, and the function that plants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.mess import (
    amounts,
    bands,
    cells,
    days,
    forms,
    heads,
    marks,
    rows,
    sheets,
)
from tests.mess.draft import Desk, Spot

# Read: the tables stay what they are. Named: an error names the planted cell, row, sheet or file.
Expected = Literal["read", "named"]


@dataclass(frozen=True)
class Mess:
    """One kind of mess."""

    id: str
    name: str
    expected: Expected
    plant: Callable[[Desk, Random], list[Spot]]


# In this order they are planted when several stand together: what moves a column or changes its
# unit before what writes into cells, sheets after their rows, the form of a file last.
CATALOGUE = (
    # The whole table in another unit, before any cell is written anew.
    Mess(
        "unit-line", "单位只写在表上方，换了单位（万元、亿元、元、千元）", "read", heads.unit_line
    ),
    Mess("no-unit", "金额列没有写明单位", "named", heads.no_unit),
    # Totals and bands are recounted while their figures are plain.
    Mess("struck-project", "调出的项目整行加删除线，合计已扣除", "read", marks.struck_project),
    Mess(
        "struck-but-counted",
        "调出的项目整行加删除线，合计、小计未扣除",
        "named",
        marks.struck_but_counted,
    ),
    # Above the rows.
    Mess("merged-title", "表上方有多行合并的标题", "read", heads.merged_title),
    Mess("header-levels", "表头两级、三级合并", "read", heads.header_levels),
    Mess("header-spaces", "表头里有空格、换行", "read", heads.spaced_header),
    Mess("header-synonym", "表头用同义的名称", "read", heads.header_synonym),
    Mess("header-wrong-month", "表头写的是上月", "named", heads.wrong_month_header),
    Mess("header-misspelt", "必填列的表头写错", "named", heads.misspelt_header),
    # Bands and totals.
    Mess(
        "band-style", "分类行的各种写法（一、（一）Ⅰ、1-1、——、等N个）", "read", bands.band_style
    ),
    Mess("band-without-sums", "分类行只有名称和个数", "read", bands.bands_only_named),
    Mess("band-count", "分类行声明的个数与实际不符", "named", bands.band_count),
    Mess("band-sum", "分类行声明的金额与实际不符", "named", bands.band_sum),
    Mess("of-which", "合计下有“其中：”行", "read", bands.of_which),
    Mess(
        "total-place", "合计在表首、表尾或两处，写法各异（合计：95 个）", "read", bands.total_place
    ),
    Mess("total-sum", "合计数与逐行之和不符", "named", bands.total_sum),
    Mess("subtotals", "各类之后有小计", "read", bands.subtotals),
    Mess("notes", "表下有注、填表人、审核等多行", "read", bands.notes),
    # Rows.
    Mess("serial-restart", "序号按分类重新起编", "read", rows.serial_restart),
    Mess("serial-point", "序号写成 1.0", "read", rows.serial_point),
    Mess("serial-circled", "序号写成 ①、（1）、1.", "read", rows.serial_circled),
    Mess("serial-blank", "序号空缺", "read", rows.serial_blank),
    Mess("merged-down", "责任单位、类别等列向下合并", "read", rows.merged_down),
    Mess("merged-amount", "两个项目的金额合并在一格", "named", rows.merged_amount),
    Mess("unmerged", "取消合并后责任单位空缺", "named", rows.unmerged),
    Mess("packed", "打捆项目下列子项，合计等于打捆项目", "read", rows.packed),
    Mess("packed-wrongly", "打捆项目的子项合计与打捆项目不符", "named", rows.packed_wrongly),
    Mess("nameless", "有金额没有项目名称的一行", "named", rows.nameless),
    Mess("twice", "同一项目换一种写法又列一次", "named", rows.twice),
    Mess(
        "respelt",
        "同一项目在别的台账里写法不同（（）、一期/1期、冠县名）",
        "read",
        rows.respelt_elsewhere,
    ),
    # Cells.
    Mess("nothing", "“/”“—”“无”“暂无”“待定”表示没有", "read", cells.nothing),
    Mess("nothing-needed", "必填处写“/”“—”“待定”或空着", "named", cells.nothing_needed),
    Mess("ditto", "“同上”“〃”代替与上一行相同的文字", "read", cells.ditto),
    Mess("ditto-amount", "金额写“同上”“〃”", "named", cells.ditto_amount),
    Mess("number-text", "数字存成文本：1,200、１２００", "read", amounts.as_text),
    Mess("number-about", "约数：约500、500左右", "read", amounts.about),
    Mess("number-unit", "单元格里自带单位：5000万、0.5亿元", "read", amounts.own_unit),
    Mess("number-remark", "数字后有说明：500（其中……）", "read", amounts.remark),
    Mess("number-range", "一格两个数：3000-5000", "named", amounts.span),
    Mess("number-words", "金额处写文字或别的量：详见备注、50亩", "named", amounts.no_number),
    Mess("percent", "百分数写成 4.7、“4.7%”和百分比格式", "read", amounts.percents),
    Mess("percent-fraction", "百分数写成小数 0.373", "named", amounts.fraction),
    Mess(
        "percent-column", "多出一列占年计划%，0.373、37.3、“37.3%”混用", "read", amounts.completion
    ),
    Mess("month-spelling", "月份的各种写法", "read", days.months),
    Mess("day-spelling", "日期的各种写法，含序号43891", "read", days.days),
    Mess("quarter", "2020年一季度、上半年、年底", "read", days.quarters),
    Mess("date-float", "2020.10 存成了数字 2020.1", "named", days.lost_zero),
    Mess("date-unreadable", "日期处写一段时间或文字：2019-2021", "named", days.no_date),
    Mess(
        "status-spelling",
        "状态、是否的各种写法（在建、√、×、已开工（3月））",
        "read",
        cells.states,
    ),
    Mess("status-unreadable", "状态写不清或自相矛盾", "named", cells.no_state),
    Mess("spaces", "文字前后有看不见的空格（全角、NBSP、零宽）", "read", cells.trailing_spaces),
    Mess("code-number", "长代码被存成数字：2.02061E+19", "named", cells.code_as_number),
    # What only a workbook can say.
    Mess("hidden-rows", "隐藏行", "read", marks.hidden_rows),
    Mess("filtered-rows", "筛选后留下的隐藏行", "read", marks.filtered_rows),
    Mess("hidden-columns", "隐藏列", "read", marks.hidden_columns),
    Mess("struck-cell", "金额整格加删除线", "named", marks.struck_cell),
    Mess("struck-in-part", "一格里旧数加删除线、后写新数", "named", marks.struck_in_part),
    Mess("colour", "用颜色表示进度滞后", "read", marks.colours),
    Mess("formula", "公式，有计算结果", "read", marks.calculated),
    Mess("formula-uncalculated", "公式，没有计算结果", "named", marks.uncalculated),
    Mess("formula-failed", "公式出错：#REF!、#DIV/0!", "named", marks.failed),
    Mess("external-link", "公式链接到别的工作簿", "read", marks.linked),
    Mess("comment", "金额单元格有批注", "read", marks.commented),
    Mess("comment-instead", "金额写在批注里，单元格空着", "named", marks.only_commented),
    # Pages and sheets.
    Mess("repeated-head", "每页重复打印表头", "read", heads.repeated_head),
    Mess("two-tables", "一张表里上下两段，各有标题和表头", "read", sheets.two_tables),
    Mess("summary-below", "台账下面另有汇总小表", "named", sheets.summary_below),
    Mess("headless-sheet", "续表没有表头", "named", sheets.without_head),
    Mess("hidden-sheet", "隐藏的旧表 Sheet2 (2)", "read", sheets.hidden_sheet),
    Mess("second-copy", "旧表留在旁边，没有隐藏", "named", sheets.second_copy),
    Mess("month-sheets", "每月一张表：4月、5月", "read", sheets.month_sheets),
    Mess("far-cell", "表外很远处有空格", "read", sheets.far_cell),
    # Files.
    *(
        Mess(f"form-{form}", name, "read", forms.another_form(form))
        for form, name in (
            ("xls", "Excel 97–2003 工作簿（.xls）"),
            ("et", "WPS 表格（.et）"),
            ("xlsm", "带宏的工作簿（.xlsm）"),
            ("ods", "OpenDocument 表格（.ods）"),
            ("xml", "XML 表格存成 .xls"),
            ("html", "网页存成 .xls"),
            ("csv-gbk", "GBK 编码的 CSV"),
            ("csv-gb18030", "GB18030 编码的 CSV"),
            ("csv-utf-8", "带 BOM 的 UTF-8 CSV"),
            ("csv-utf-16", "UTF-16 编码的 CSV"),
            ("csv-xls", "CSV 存成 .xls"),
        )
    ),
    Mess("encrypted", "加密的工作簿", "named", forms.unreadable("encrypted")),
    Mess("locked", "加了打开密码的 .xls", "named", forms.unreadable("locked")),
    Mess("entities", "带实体声明的 XML", "named", forms.unreadable("entities")),
    Mess(
        "file-name",
        "文件名随意：附件2：5月重点项目进展（定稿）最终版2.xlsx",
        "read",
        sheets.file_name,
    ),
)
BY_ID = {mess.id: mess for mess in CATALOGUE}
