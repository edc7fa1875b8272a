"""The report as a workbook: each table a sheet, figures as numbers, nothing that can run."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from briefing.export import workbook
from briefing.page import tables
from briefing.page.blocks import Figure, Light
from tests.page_tables import columns

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "http://a.b", "<r>x</r>", "mailto:a@b", "=cmd|' /C calc'!A0",
]  # fmt: skip


def _document(*blocks: Any, language: str = "zh") -> dict[str, Any]:
    nodes = [
        {"kind": block.kind, **block.content, "number": f"表{number}"}
        for number, block in enumerate(blocks, 1)
    ]
    return {"masthead": None, "title": "简报", "language": language, "nodes": nodes}


def _table(title: str, rows: list[list[Any]], **more: Any) -> Any:
    heads = columns("项目", ("年度任务", "right"), ("灯", "center"))
    return tables.table(title, heads, rows, note="口径：调度口径。", unit="万元", **more)


def _opened(document: dict[str, Any]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook.render(document)))


def test_each_table_has_its_sheet_and_the_first_lists_them() -> None:
    """Two tables of one title are told apart; a link leads to each."""
    book = _opened(_document(_table("一览", [["水厂", "1", ""]]), _table("一览", [])))

    assert book.sheetnames == ["目录", "一览", "一览（2）"]
    contents = book["目录"]
    assert [[cell.value for cell in row] for row in contents["A3:C5"]] == [
        ["编号", "表名", "行数"],
        ["表1", "一览", 1],
        ["表2", "一览", 0],
    ]
    assert contents["B4"].hyperlink.location == "'一览'!A1"


def test_figures_are_numbers_and_other_texts_are_texts() -> None:
    """Thousands and a true minus are the page's; “—”, blanks and words stay what they are."""
    sheet = _opened(
        _document(
            _table(
                "一览",
                [
                    ["水厂", Figure("1,154,000", "A09"), Light("red")],
                    ["公路", "−4.40", Light("green", "正常")],
                    ["学校", "—", ""],
                    ["医院", "", ""],
                    ["储备", "1228.39", ""],
                    ["代码", "0042", ""],
                ],
                total=["合计", "12.5", ""],
            )
        )
    )["一览"]

    assert [[cell.value for cell in row] for row in sheet["A4:C10"]] == [
        ["合计", 12.5, None],
        ["水厂", 1154000, "红灯"],
        ["公路", -4.4, "绿灯 正常"],
        ["学校", "—", None],
        ["医院", None, None],
        ["储备", 1228.39, None],
        ["代码", "0042", None],
    ]
    assert sheet["B6"].number_format == "#,##0.00"
    assert sheet["A4"].font.bold
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:C10"
    assert sheet.print_title_rows == "$3:$3"


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_can_run(name: str) -> None:
    """A name that looks like a formula or an address is a text, wherever it stands."""
    document = _document(_table(name, [[name, name, Figure(name, "A01")], [name, "", ""]]))
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(document)))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == name for cell in cells)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert all(link.target is None for link in links)


def test_a_row_that_heads_others_spans_the_table() -> None:
    """It is one text; it is not counted as a row."""
    book = _opened(_document(_table("变化", ["新增（1）", ["水厂", "1", ""]])))

    assert book["变化"]["A4"].value == "新增（1）"
    assert book["目录"]["C4"].value == 1


def test_the_same_document_is_the_same_file() -> None:
    """No clock stands in it."""
    document = _document(_table("一览", [["水厂", "1", ""]]))

    assert workbook.render(document) == workbook.render(document)
