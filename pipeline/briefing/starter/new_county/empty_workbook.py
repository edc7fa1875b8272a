"""Write an empty workbook of a ledger, for a county to fill in and the program to read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from briefing.export import safe_cells
from briefing.ledgers.cut.headless import EXPLAINING
from briefing.ledgers.dictionary import all_ledgers
from briefing.ledgers.template_columns import MONEY_UNIT, TemplateColumn, template_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from briefing.export.safe_cells import Pen
    from briefing.ledgers.dictionary import Ledger
    from briefing.settings.county import County

HEAD, FIRST = 2, 3
# So many rows have choices and rules; rows below are read all the same.
PREPARED = 2000
_EXPLANATION, _CHOICES = EXPLAINING[0], "选项"
_GRID: dict[str, object] = {"border": 1, "border_color": "#BFBFBF", "text_wrap": True}
_HEAD: dict[str, object] = _GRID | {"bold": True, "align": "center"}
# By whether a column is required, which a star in its header says too.
_FILL = {True: "#FCE4D6", False: "#DDEBF7"}
_QUIET: dict[str, object] = {"font_color": "#7F7F7F"}
_EXPLAINED = {"列": 26, "填不填": 9, "怎样填": 52, "可填的词": 60}


def empty_workbooks(county: County) -> dict[str, bytes]:
    """Return an empty workbook of each ledger, by its file name."""
    return {file_name(ledger): empty_workbook(ledger, county) for ledger in all_ledgers()}


def file_name(ledger: Ledger) -> str:
    """Name an empty workbook so that the ledgers due every month stand together."""
    return f"{'必报' if ledger.required else '选报'}-{ledger.name}.xlsx"


def empty_workbook(ledger: Ledger, county: County) -> bytes:
    """Write a ledger's empty table, how to fill it in, and the lists that its cells offer."""
    target = io.BytesIO()
    columns = template_columns(ledger.columns, county)
    first_day = county.bulletin.first_month.first_day
    with safe_cells.new_workbook(target, first_day, title=_title(ledger, county)) as book:
        pen = safe_cells.pens(book)
        page = book.add_worksheet(safe_cells.sheet_name(ledger.name, set()))
        explanation = book.add_worksheet(_EXPLANATION)
        _write_table(page, ledger, county, columns, pen)
        _write_explanation(explanation, ledger, county, columns, pen)
        _write_rules(page, columns, _long_lists(book, columns, pen))
    return target.getvalue()


def _title(ledger: Ledger, county: County) -> str:
    return f"{county.name}{ledger.name}"


def _write_table(
    page: Worksheet, ledger: Ledger, county: County, columns: Sequence[TemplateColumn], pen: Pen
) -> None:
    """Write the title, who reports in which unit, and the head; format each column by its type."""
    last = len(columns) - 1
    title = pen(bold=True, font_size=16, align="center")
    page.merge_range(0, 0, 0, last, _title(ledger, county), title)
    page.set_row(0, 30)
    safe_cells.set_text(page, 1, 0, f"报送单位：{ledger.supplier}", pen)
    if any(each.column.type == "money" for each in columns):
        safe_cells.set_text(page, 1, last, f"单位：{MONEY_UNIT}", pen, align="right")
    for at, each in enumerate(columns):
        page.set_column(at, at, each.width, pen(num_format=each.number_format, text_wrap=True))
        fill = _FILL[each.column.required]
        safe_cells.set_text(page, HEAD, at, each.header, pen, **_HEAD, bg_color=fill)
    page.set_row(HEAD, safe_cells.height((each.header, each.width) for each in columns))
    # A row gets its borders once something stands in it.
    row = f"${xl_col_to_name(0)}{FIRST + 1}:${xl_col_to_name(last)}{FIRST + 1}"
    lines = {"type": "formula", "criteria": f"=COUNTA({row})>0", "format": pen(**_GRID)}
    page.conditional_format(FIRST, 0, FIRST + PREPARED - 1, last, lines)
    page.freeze_panes(FIRST, 0)
    page.repeat_rows(0, HEAD)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第&P页，共&N页")


def _write_explanation(
    page: Worksheet, ledger: Ledger, county: County, columns: Sequence[TemplateColumn], pen: Pen
) -> None:
    """Write what holds for the whole ledger, then a line for each column."""
    due = "每月都要报" if ledger.required else "有内容的月份才报，没有内容就不要放这个文件"
    lines = [
        f"《{_title(ledger, county)}》由{ledger.supplier}报送，{due}。",
        "每月复制一份空表来填，填好放进这个县的 raw/月份 文件夹（如 raw/2026-01），文件名不限。",
        "表头不要改名，列的先后可以调整；橙色并带*的列每行必填，其余没有的留空。",
        "没有报来的不要填0，也不要估计：留空的按“未报”计，不按零计。",
        "分类行（一、续建项目）和合计行可以写，程序会用它们核对；说明写在表下面，以“注：”开头。",
        "填好后执行 briefing check 月份 核查，每条问题都写明在哪一格、怎样改。",
    ]
    for row, text in enumerate(lines):
        page.merge_range(row, 0, row, len(_EXPLAINED) - 1, "")
        safe_cells.set_text(page, row, 0, text, pen, text_wrap=True)
        page.set_row(row, safe_cells.height([(text, sum(_EXPLAINED.values()))]))
    top = len(lines) + 1
    for at, (name, width) in enumerate(_EXPLAINED.items()):
        page.set_column(at, at, width)
        safe_cells.set_text(page, top, at, name, pen, **_HEAD, bg_color=_FILL[False])
    for row, each in enumerate(columns, top + 1):
        words = "、".join(each.choice.words) if each.choice else ""
        texts = [each.header, "必填" if each.column.required else "可空", each.how, words]
        page.set_row(row, safe_cells.height(zip(texts, _EXPLAINED.values(), strict=True)))
        for at, text in enumerate(texts):
            safe_cells.set_text(page, row, at, text, pen, **_GRID)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _long_lists(book: Workbook, columns: Sequence[TemplateColumn], pen: Pen) -> dict[str, str]:
    """Write the lists that no rule can hold to a hidden sheet; return their ranges by column key."""
    long = [
        (each.column, each.choice.words)
        for each in columns
        if each.choice and not each.choice.fits_in_rule
    ]
    if not long:
        return {}
    page, ranges = book.add_worksheet(_CHOICES), {}
    page.hide()
    for at, (column, words) in enumerate(long):
        safe_cells.set_text(page, 0, at, f"“{column.label}”的选项", pen, **_QUIET)
        for row, word in enumerate(words, 1):
            safe_cells.set_text(page, row, at, word, pen)
        ranges[column.key] = f"={_CHOICES}!{xl_range_abs(1, at, len(words), at)}"
    return ranges


def _write_rules(
    page: Worksheet, columns: Sequence[TemplateColumn], ranges: dict[str, str]
) -> None:
    """Give each column its validation rule, with a message that says what to fill in."""
    for at, each in enumerate(columns):
        rule = each.validation(xl_rowcol_to_cell(HEAD, at), ranges.get(each.column.key, ""))
        page.data_validation(FIRST, at, FIRST + PREPARED - 1, at, rule)
