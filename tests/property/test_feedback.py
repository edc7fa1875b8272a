"""Whatever stands in a ledger: each finding is sent once, and each row comes back as it was."""

from __future__ import annotations

import io
from collections import Counter

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.export.safe_cells import is_amount
from briefing.ledgers.check import check_month
from briefing.ledgers.feedback import feedback, office_workbook
from briefing.ledgers.ingest import CheckedMonth
from briefing.ledgers.tidy.tidy_month import tidy_month
from briefing.workbooks.sheet import Sheet
from tests.conftest import MAY, ZHASHUI, reading

HEAD = ["序号", "项目名称", "责任单位", "总投资（万元）", "年度任务（万元）", "1-5月累计（万元）"]
HEAD += ["开复工状态", "项目性质", "备注"]
ANY = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
UNITS = (
    st.sampled_from(["水利局", "县水利局", "交通局", "", "/", "../x", "=A1", "重新", "县"]) | ANY
)
AMOUNTS = st.sampled_from(["100", "-5", "—", "约30", "1,200", "=1+1", "", "0.1"]) | ANY
STATES = st.sampled_from(["在建", "未开工", "待定中", "新建", ""])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "合计", "一、续建", "", "1-1"]),
        st.sampled_from(["水厂", "堤防", "公路", ""]) | ANY,
        *(UNITS, AMOUNTS, AMOUNTS, AMOUNTS, STATES, STATES, ANY),
    ),
    min_size=1,
    max_size=6,
)


def month_of(rows: list[tuple[str, ...]]) -> CheckedMonth:
    found = reading(Sheet("台账.xlsx", "月报", [list(HEAD), *(list(row) for row in rows)]))
    tidied = tidy_month(found.tables, MAY, ZHASHUI)
    doubts = check_month(tidied.tables, None, MAY)
    return CheckedMonth(
        MAY, tidied.tables, sorted({*found.findings, *tidied.findings, *doubts}), ""
    )


@settings(max_examples=25)
@given(ROWS)
def test_each_finding_is_sent_once_and_each_row_as_it_was(rows: list[tuple[str, ...]]) -> None:
    """To one office; and a row that something was found in stands in that office's workbook."""
    month = month_of(rows)
    books = feedback(month, ZHASHUI)

    assert Counter(each for one in books for each in one.findings) == Counter(month.findings)
    assert len({one.name for one in books}) == len(books)
    table = month.tables["projects"]
    sent = dict(zip(table.frame["source_row"], table.sent.to_dict("records"), strict=True))
    for one in books:
        pages = openpyxl.load_workbook(io.BytesIO(one.content)).worksheets[1:]
        shown = {}
        for page in (each for each in pages if each.sheet_state == "visible"):
            headers = [cell.value for cell in page[office_workbook.ROWS_ABOVE]]
            for cells in page.iter_rows(min_row=office_workbook.ROWS_ABOVE + 1, values_only=True):
                shown[cells[2]] = dict(zip(headers, cells, strict=True))
        for number in {each.row for each in one.findings} & sent.keys():
            for column in ("备注", "年度任务（万元）"):
                key = "remark" if column == "备注" else "annual_task_wan"
                text = sent[number][key]
                is_number = key != "remark" and is_amount(text)
                assert shown[number][column] == ((float(text) if is_number else text) or None)
