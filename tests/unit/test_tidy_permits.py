"""The papers of a project: a tick, a word, a date or a document's number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from briefing.ledgers.dictionary import ledger
from briefing.ledgers.tidy.permits import permit
from briefing.ledgers.tidy.values import Caution, Unclear
from tests.conftest import MAY

if TYPE_CHECKING:
    from briefing.workbooks.sheet import Cell

ENVIRONMENT = ledger("permits").column("environment")


@pytest.mark.parametrize(
    ("cell", "state", "day"),
    [
        ("√", "done", None),
        ("V", "done", None),
        ("已批复", "done", None),
        ("批复", "done", None),
        ("已办（市级）", "done", None),
        ("柞发改发〔2020〕12号", "done", None),
        ("柞环批复[2019]3号", "done", None),
        ("柞环批复（2019）3号", "done", None),
        ("柞环批复【2019】3号", "done", None),
        ("柞发改发〔2020〕12号\n柞发改发〔2020〕13号", "done", None),
        ("柞发改发〔2020〕12号、柞发改发〔2020〕13号", "done", None),
        ("已批复（柞发改发〔2020〕12号）", "done", None),
        ("2020-611026-54-01-003217", "done", None),
        ("备案号：2020-611026-54-01-003217", "done", None),
        ("柞发改发〔2020〕12号（2020.4.15）", "done", "2020-04-15"),
        ("2020年3月15日批复（柞发改发〔2020〕12号）", "done", "2020-03-15"),
        ("2020.4.15", "done", "2020-04-15"),
        ("2020.4.15批复", "done", "2020-04-15"),
        ("2019年3月（备案）", "done", "2019-03-01"),
        ("2020年3月完成", "done", "2020-03-01"),
        ("2020年4月取得批复", "done", "2020-04-01"),
        ("已批复（2020.3）", "done", "2020-03-01"),
        ("√（2020.4）", "done", "2020-04-01"),
        (dt.date(2020, 4, 15), "done", "2020-04-15"),
        ("2020.5.31", "done", "2020-05-31"),
        (2020.1, "done", "2020-01-01"),
        ("办理中", "underway", None),
        ("办理中（预计6月）", "underway", None),
        ("正在办理，预计6月完成", "underway", None),
        ("/", "not_required", None),
        ("不需要", "not_required", None),
        ("不涉及", "not_required", None),
        ("", "not_begun", None),
        (None, "not_begun", None),
        ("—", "not_begun", None),
        ("……", "not_begun", None),
        ("－－－－", "not_begun", None),
        ("×", "not_begun", None),
        ("无", "not_begun", None),
        ("暂无", "not_begun", None),
        ("待定", "not_begun", None),
        ("暂无批复", "not_begun", None),
        ("未办（计划6月）", "not_begun", None),
    ],
)
def test_a_permit_is_a_state_and_perhaps_a_date(cell: Cell, state: str, day: str | None) -> None:
    """A tick, a word, a date or a document's number; what says nothing has not begun."""
    found, on = permit(cell, ENVIRONMENT, MAY)

    assert (found, on.isoformat() if on else None) == (state, day)


@pytest.mark.parametrize(
    "cell",
    [
        "预计6月",
        "预计2020年4月",
        "拟2020.9.30",
        "2020.6.1",
        "√（2020.9）",
        "√（办理中）",
        "√（计划6月）",
        "已办理（未取证）",
        "办理中（已批复）",
        "拟批复柞发改发〔2020〕12号",
        "未批复",
        "待批",
        "不详",
        "待核实",
        "500",
        1.0,
    ],
)
def test_a_permit_that_is_not_there_is_not_done(cell: Cell) -> None:
    """What is planned, denied, or dated after the month, is a question to the clerk."""
    with pytest.raises(Unclear, match="应为√、办理中、日期、文号"):
        permit(cell, ENVIRONMENT, MAY)


def test_a_document_of_next_year_is_not_there() -> None:
    """In May 2020 nobody has 〔2021〕12号."""
    with pytest.raises(Unclear, match="文号的年份2021在报告期之后"):
        permit("柞发改发〔2021〕12号", ENVIRONMENT, MAY)


def test_a_failed_formula_is_no_permit() -> None:
    """#REF! is a fault of the workbook."""
    with pytest.raises(Unclear, match="公式"):
        permit("#REF!", ENVIRONMENT, MAY)


@pytest.mark.parametrize(
    ("cell", "value"), [("2019年", ("done", dt.date(2019, 1, 1))), ("＼", ("not_required", None))]
)
def test_a_permit_with_a_doubt_is_read_and_the_doubt_told(
    cell: str, value: tuple[str, dt.date | None]
) -> None:
    """A year without its month, a stroke that leans the other way."""
    with pytest.raises(Caution) as caution:
        permit(cell, ENVIRONMENT, MAY)

    assert caution.value.value == value
